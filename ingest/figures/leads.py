"""What the words before a figure say of it: the thing, and how the figure measures it.

The words are peeled from both ends, each piece going into a field of its own; what is left names the
thing. Nothing is composed here: what a figure inherits from the words before its clause is decided
by :mod:`ingest.figures.reader`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ingest.figures.endings import peel_ending
from ingest.figures.lead import Lead
from ingest.figures.openings import opening_act, peel_opening
from ingest.figures.words import categories
from ingest.measures import dimension_of
from vectorstore.records import Measure, Status

_RELATIVE = frozenset({"share", "points", "times"})
"""Dimensions of figures that tell how something stands to something else."""
_UNCOUNTED = frozenset({"money", "share", "points", "times", "dollars"})
_PER_HEAD = re.compile(
    "[人户村班校次例生头]均(?!衡)|每[十百千万]*[人户名]|每平方公里|亩均|单位面积"
)
_LIMIT = re.compile("(?:限额|[上下]限|门槛|标准|不得[超低少][过于])$")
_ABBREVIATION = re.compile(r"\([A-Z][A-Za-z0-9.]*$")
_ADVERBIAL = re.compile(
    "(?:剔除|扣除|扣减|考虑|受|随着|在|按照?|经|若|如|据|由于|得益于|加上|连同|综合|折合)[^,;]{0,24}"
    "(?:后|下|时|计算?|测算|来看|影响|因素|口径|基础上)"
)
"""Words that say how a figure was reckoned, not what it is of."""


@lru_cache(maxsize=1 << 14)
def read_lead(words: str, unit: str, is_rank: bool = False) -> Lead:
    """Reads the words before a figure.

    Args:
        words: The words, folded, times left out, since the figure before or the clause's beginning.
        unit: The figure's unit.
        is_rank: Whether the figure is a place in an order.
    """
    dimension = dimension_of(unit)[0]
    aimed = dimension in _RELATIVE and words.startswith("推动")
    lead = Lead(status=Status.TARGET if aimed else None, measure=Measure.RANK if is_rank else None)
    lead, words = peel_ending(lead, words, unit)
    if _ADVERBIAL.fullmatch(words):
        words = ""
    _, spoken = peel_opening(lead, words, acts=False)
    lead, words = peel_opening(lead, words)
    lead, words = _without_doer(lead, words)
    lead, words = _without_trailing_act(lead, words, dimension)
    if lead.measure is None and _PER_HEAD.search(words):
        lead = lead._replace(measure=Measure.PER_HEAD)
    if lead.measure is None and _LIMIT.search(words):
        lead = lead._replace(measure=Measure.LIMIT)
    return lead._replace(thing=_closed(words), spoken=_closed(spoken))


def _closed(words: str) -> str:
    """Words with the bracket closed that they end in; an abbreviation in it goes (``(GDP)``)."""
    if words.count("(") <= words.count(")"):
        return words
    short = _ABBREVIATION.sub("", words)
    return short if short and "(" not in short else words + ")"


def _without_doer(lead: Lead, words: str) -> tuple[Lead, str]:
    """``各级复议机构受理行政复议案件``: who acts is not what is counted."""
    if lead.act:
        return lead, words
    lasts = _doer_lasts()
    for at in range(2, len(words) - 3):
        if words[at - 1] not in lasts or not _ends_in_doer(words[:at]):
            continue
        act = opening_act(words[at:])
        rest = words[at + len(act) :]
        if len(act) > 1 and len(rest) > 1:
            return peel_opening(lead._replace(act=act), rest)
    return lead, words


@cache
def _doer_lasts() -> frozenset[str]:
    """Characters that end the words that say who acts, adverbs after them included."""
    kinds = categories()
    return kinds["doer"].lasts | kinds["filler"].lasts | kinds["closing"].lasts


def _ends_in_doer(words: str) -> bool:
    kinds = categories()
    while adverb := kinds["filler"].suffix_of(words) or kinds["closing"].suffix_of(words):
        words = words[: -len(adverb)]
    return bool(kinds["doer"].suffix_of(words)) and not kinds["no_doer"].suffix_of(words)


def _without_trailing_act(lead: Lead, words: str, dimension: str) -> tuple[Lead, str]:
    """``中欧班列开行``: what was done to what is counted, after it."""
    if lead.act or lead.measure is not None or dimension in _UNCOUNTED:
        return lead, words
    kinds = categories()
    act = kinds["act"].suffix_of(words)
    rest = words[: -len(act)] if act else words
    if len(act) < 2 or len(rest) < 2 or kinds["governs"].suffix_of(rest):
        return lead, words
    return lead._replace(act=act), rest
