"""What reports state and say of a subject, with figures and without.

Chat's coverage and the compare page count by these, so that their counts agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ingest.folding import fold
from rag.execution.links import LinkedTarget
from rag.execution.speaking import speaking
from rag.indicator_rows import Row, all_rows, own_rows
from rag.linking.subject_names import names_of
from rag.linking.subjects import Subject
from rag.plan import Target
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact
from vectorstore.store import Store

_ALL = 10_000_000


class Counts(NamedTuple):
    """Reports by what they say of a subject.

    Attributes:
        stating: Ids of those that give a figure of it.
        speaking: Ids of all that speak of it, those among them.
    """

    stating: set[str]
    speaking: set[str]


def counts_of(store: Store, subject: Subject, where: Filter) -> Counts:
    """Which reports in scope state a subject, and which speak of it."""
    stating = {row.report.report_id for row in figures_of(store, subject, where)}
    return Counts(stating, stating | speaking_of(store, subject, where))


def figures_of(store: Store, subject: Subject, where: Filter) -> list[Row]:
    """Every figure that reports in scope state of a subject for their own place, targets with them.

    Of whatever measure: who compares takes the like ones.
    """
    if not subject.name:
        return []
    if not subject.figures:
        return all_rows(store, subject, where)
    return own_rows(store, _facts_of(store, subject, where))


def speaking_of(store: Store, subject: Subject, where: Filter) -> set[str]:
    """Ids of the reports in scope that speak of a subject, with a figure or without."""
    if not subject.name:
        return set()
    if subject.canonical:
        return {each.report_id for each in store.mentions(subject.indicators, where)}
    found = {fact.report_id for fact in _facts_of(store, subject, where)}
    spoken = LinkedTarget(Target(phrase=subject.words), names_of(store, subject)).spoken_words
    reports = store.reports(where, limit=_ALL)[1]
    rest = [each for each in reports if each.report_id not in found]
    return found.union(speaking(store, spoken, (), rest))


def _facts_of(store: Store, subject: Subject, where: Filter) -> Sequence[Fact]:
    """Facts of what a subject is, whatever they measure of it, and those whose names hold its words.

    Its words count only where they stand in the name that they mean: 外贸 stands in 外贸企业 too.
    """
    names = tuple(dict.fromkeys(figure.name for figure in subject.figures))
    told = not names or _squeezed(subject.words) in _squeezed(subject.name)
    words = subject.words if told else ""
    return store.facts(FactQuery(where, indicator=words, names=names, limit=_ALL))[1]


def _squeezed(text: str) -> str:
    return "".join(fold(text).lower().split())
