"""The words that open a clause before its thing: numbers of lists, 其中, scope, aims, fillers, the act.

Each function peels one kind of words off the left end and says so in a field of the lead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

import rjieba

from ingest.figures.lead import MARKS, Lead
from ingest.figures.words import categories
from vectorstore.records import Scope, Status

_Peeled = tuple[Lead, str] | None
_NUMERAL = "[一二三四五六七八九十]"
_LIST_NUMBER = re.compile(
    rf"{_NUMERAL}{{1,3}}(?:、(?!{_NUMERAL})|是)|第{_NUMERAL}[,、](?!{_NUMERAL}|第)"
    r"|\(?[一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}(?:、|[.)](?![0-9]))|[—–-]{2,}"
)
_AMONG = re.compile("(?:在总计中|其中的?|#)[,:]?(?!之)")
_MARKED = frozenset("一二三四五六七八九十第(0123456789—–-在其#")
"""What numbers of lists and 其中 may begin with."""
_AFTER_ACT = re.compile("了|的是|出")
_SHORTEST_OBJECT = 2
_READ_AHEAD = 12
"""Characters that tell whether a verb governs what follows it."""
_GOVERNED = frozenset("nbajmqlixz")
"""First letters of jieba's tags for what a verb may be done to."""


def peel_opening(lead: Lead, words: str, acts: bool = True) -> tuple[Lead, str]:
    """Peels the words that open a clause.

    Args:
        lead: What is known of the figure already.
        words: The words, those right before the figure left out.
        acts: Whether acts are peeled as well.

    Returns:
        The lead with what they say, and the words that are left: the thing.
    """
    openers = _openers()
    while words:
        words = words.lstrip(MARKS)
        if words[:1] in openers:
            found = _peeled(lead, words, acts)
        else:
            found = _act(lead, words) if acts else None
        if found is None:
            break
        lead, words = found
    return lead, words


def _peeled(lead: Lead, words: str, acts: bool) -> _Peeled:
    for peel in _PEELERS:
        if (acts or peel is not _act) and (found := peel(lead, words)) is not None:
            return found
    return None


@cache
def _openers() -> frozenset[str]:
    """Characters that what is peeled may begin with, but for acts, which are many verbs."""
    kinds = categories()
    names = ("own_level", "whole", "target", "plan", "filler", "opening", "light")
    return _MARKED.union(*(kinds[name].firsts for name in names))


def _number(lead: Lead, words: str) -> _Peeled:
    match = _LIST_NUMBER.match(words)
    return None if match is None else (lead, words[match.end() :])


def _among(lead: Lead, words: str) -> _Peeled:
    match = _AMONG.match(words)
    return None if match is None else (lead._replace(among=True), words[match.end() :])


def _own_level(lead: Lead, words: str) -> _Peeled:
    kinds = categories()
    said = kinds["own_level"].prefix_of(words)
    rest = words[len(said) :]
    if not said or lead.scope is not None or kinds["own_level_noun"].prefix_of(rest):
        return None
    return lead._replace(scope=Scope.OWN_LEVEL), rest


def _whole(lead: Lead, words: str) -> _Peeled:
    kinds = categories()
    said = kinds["whole"].prefix_of(words)
    rest = words[len(said) :]
    if not said or kinds["whole_noun"].prefix_of(rest):
        return None
    return lead._replace(scope=lead.scope or Scope.WHOLE), rest


def _aim(lead: Lead, words: str) -> _Peeled:
    """A word that says a target or a plan, unless the clause says that it was reached."""
    kinds = categories()
    target = kinds["target"].prefix_of(words) or kinds["target_opening"].prefix_of(words)
    plan = kinds["plan"].prefix_of(words)
    cut = max(len(target), len(plan))
    if not cut or cut == len(words) or lead.is_done:
        return None
    status = Status.TARGET if len(target) >= len(plan) else Status.PLAN
    if status is Status.PLAN and kinds["planned_noun"].prefix_of(words[cut:]):
        return None
    return lead._replace(status=lead.status or status, aims=True), words[cut:]


def _act(lead: Lead, words: str) -> _Peeled:
    kinds = categories()
    act = opening_act(words)
    if not act or lead.act or act in kinds["light"] or len(act) < _longest_filler(words):
        return None
    rest = words[len(act) :]
    after = _AFTER_ACT.match(rest)
    return lead._replace(act=act), rest[after.end() :] if after else rest


def _filler(lead: Lead, words: str) -> _Peeled:
    """Words that say nothing of what is measured, unless they are part of a noun (``有线电视``)."""
    kinds = categories()
    cut = _longest_filler(words)
    if not cut or len(kinds["noun_opening"].prefix_of(words)) > cut:
        return None
    if len(kinds["act"].prefix_of(words)) > cut:
        return None
    light = kinds["light"].prefix_of(words)
    done = lead.is_done or light.startswith(("完成", "实现"))
    return lead._replace(is_done=done), words[cut:]


def _longest_filler(words: str) -> int:
    kinds = categories()
    return max(len(kinds[each].prefix_of(words)) for each in ("filler", "opening", "light"))


@lru_cache(maxsize=1 << 14)
def opening_act(words: str) -> str:
    """The act that words begin with: one of the table, or a verb of two characters before a noun.

    Returns:
        The act; empty where there is none, or where it and what follows name one thing
        (``培训基地``, ``销售收入``).
    """
    kinds = categories()
    act = kinds["act"].prefix_of(words)
    if len(act) < 2 and len(words) >= _SHORTEST_OBJECT + 2:
        act = _governing_verb(words) or act
    rest = words[len(act) :]
    if not act or not rest:
        return act
    first = next(iter(rjieba.cut(rest)))
    return "" if first in kinds["not_object"] or rest in kinds["not_object"] else act


def _governing_verb(words: str) -> str:
    tags = rjieba.tag(words[:_READ_AHEAD])
    if len(tags) < 2:
        return ""
    (verb, tag), (_, after) = tags[0], tags[1]
    kinds = categories()
    governs = tag == "v" and len(verb) == 2 and after[:1] in _GOVERNED
    named = any(verb in kinds[each] for each in ("no_act", "head", "modifier"))
    return verb if governs and not named else ""


_PEELERS: tuple[Callable[[Lead, str], _Peeled], ...] = (
    _number, _among, _own_level, _whole, _aim, _act, _filler,
)  # fmt: skip
