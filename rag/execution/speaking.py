"""Which reports speak of a thing, whether or not they give a figure of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.plan import Operator, Plan
from rag.quotes import Sentence, sentences_of
from vectorstore.queries import Filter
from vectorstore.records import Passage, ReportSummary
from vectorstore.store import Store
from vectorstore.tokens import normalize

_PASSAGES = 5000
_WORDS = 6
"""Other names of one thing add little after so many."""

_SHORTEST = 2
_AT_ONCE = 2
_MENTION = re.compile(
    "提[到及过]|谈[到及]|讲[到过]|说到|写到|涉及|mention|speak|refer|talk", re.IGNORECASE
)
"""Words for saying something of a thing, not for giving its figure (公布, 写明)."""


def asks_for_mentions(plan: Plan) -> bool:
    """Whether the reports are meant that speak of a thing, or do not, whatever figure they give."""
    spoken = (Operator.STATED, Operator.NOT_STATED)
    said = [each for each in plan.predicates if each.operator in spoken]
    return len(said) == len(plan.predicates) > 0 and any(_MENTION.search(e.words) for e in said)


def speaking(
    store: Store, words: Sequence[str], canonical: Iterable[str], reports: Sequence[ReportSummary]
) -> dict[str, Sentence | None]:
    """The reports that speak of a thing, each with a sentence that does so.

    Args:
        store: The reports.
        words: Words for the thing, any of which will do.
        canonical: Names that the lexicon has for it.
        reports: Those to look through.

    Returns:
        By id; None where no single sentence holds the words.
    """
    by_id = {each.report_id: each for each in reports}
    if not by_id:
        return {}
    found: dict[str, Sentence | None] = {}
    for word in [normalize(each) for each in words if len(each) >= _SHORTEST][:_WORDS]:
        where = Filter(report_ids=tuple(each for each in by_id if each not in found))
        if where.report_ids:
            found |= _holding(store, word, where, by_id)
    names = sorted(set(filter(None, canonical)))
    left = Filter(report_ids=tuple(each for each in by_id if each not in found))
    if names and left.report_ids:
        for mention in store.mentions(names, left):
            found[mention.report_id] = _at(store, mention.start, by_id[mention.report_id])
    return found


def _holding(
    store: Store, word: str, where: Filter, by_id: dict[str, ReportSummary]
) -> dict[str, Sentence | None]:
    waiting: dict[str, list[str]] = {}
    for hit in store.search_lexical(word, _PASSAGES, where):
        waiting.setdefault(hit.passage_id.rpartition("-")[0], []).append(hit.passage_id)
    found: dict[str, Sentence | None] = {}
    at_once = _AT_ONCE
    while waiting:  # one passage of each report will do, and the best mostly does
        ids = [each for own in waiting.values() for each in own[:at_once]]
        for passage in store.passages(ids):
            if passage.report_id not in found and word in normalize(passage.text):
                found[passage.report_id] = _telling(passage, word, by_id[passage.report_id])
        waiting = {
            report_id: own[at_once:]
            for report_id, own in waiting.items()
            if report_id not in found and len(own) > at_once
        }
        at_once *= 4
    return found


def _telling(passage: Passage, word: str, report: ReportSummary) -> Sentence | None:
    """The first sentence of a passage that holds a word."""
    sentences = sentences_of([(passage, report)])
    return next((each for each in sentences if word in normalize(each.text)), None)


def _at(store: Store, start: int, report: ReportSummary) -> Sentence | None:
    """The sentence at a position of a report's text."""
    [passage] = store.passages_around([(report.report_id, start)])
    if passage is None:
        return None
    sentences = sentences_of([(passage, report)])
    return next((each for each in sentences if each.span.start <= start < each.span.end), None)
