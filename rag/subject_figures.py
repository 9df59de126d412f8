"""What reports state and say of a subject, with figures and without.

Chat's coverage and the compare page count by these, so that their counts agree.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.folding import fold
from rag.answers.figure_rows import Row, all_rows, own_rows
from rag.linking.subjects import Subject
from rag.question.query import Clause
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact
from vectorstore.store import Store

_ALL = 10_000_000
_PASSAGES = 3000
"""Passages, the best by BM25, that are looked through for the words of a subject."""
_NAMES = 8
"""Things of a subject, the commonest first, that count as speaking of it."""


def clause_of(subject: Subject) -> Clause:
    """A subject as the part of a question that asks for it."""
    if subject.canonical:
        return Clause(subject.name, (), subject.name)
    return Clause(subject.name, tuple(subject.name.split()))


def figures_of(store: Store, subject: Subject, where: Filter) -> list[Row]:
    """Every figure that reports in scope state of a subject for their own place, targets with them.

    Of whatever measure: who compares takes the like ones.
    """
    if not subject.name:
        return []
    if not subject.figures:
        return all_rows(store, clause_of(subject), where, results_only=False)
    return own_rows(store, _facts_of(store, subject, where), results_only=False)


def speaking_of(store: Store, subject: Subject, where: Filter) -> set[str]:
    """Ids of the reports in scope that speak of a subject, with a figure or without."""
    if not subject.name:
        return set()
    if subject.canonical:
        return {each.report_id for each in store.mentions(subject.indicators, where)}
    stating = {fact.report_id for fact in _facts_of(store, subject, where)}
    names = dict.fromkeys((subject.words, *(figure.name.thing for figure in subject.figures)))
    return stating.union(*(_holding(store, name, where) for name in list(names)[:_NAMES]))


def _facts_of(store: Store, subject: Subject, where: Filter) -> Sequence[Fact]:
    """Facts of what a subject is, whatever they measure of it, and those whose names hold its words.

    Its words count only where they stand in the name that they mean: 外贸 stands in 外贸企业 too.
    """
    names = tuple(dict.fromkeys(figure.name for figure in subject.figures))
    told = not names or _squeezed(subject.words) in _squeezed(subject.name)
    words = subject.words if told else ""
    return store.facts(FactQuery(where, indicator=words, names=names, limit=_ALL))[1]


def _holding(store: Store, words: str, where: Filter) -> set[str]:
    """Reports of which a passage holds some words as they are, white space and width left aside."""
    sought = _squeezed(words)
    hits = store.search_lexical(words, _PASSAGES, where)
    passages = store.passages([hit.passage_id for hit in hits])
    return {each.report_id for each in passages if sought in _squeezed(each.text)}


def _squeezed(text: str) -> str:
    return "".join(fold(text).lower().split())
