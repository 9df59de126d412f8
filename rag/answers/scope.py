"""Which reports a question is about."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answers.draft import Reason
from rag.question.query import Query
from vectorstore.records import Filter
from vectorstore.store import Store


@dataclass(frozen=True, slots=True)
class Scope:
    """The reports that may answer.

    Attributes:
        where: The filter that selects them.
        reports: How many there are.
        refusal: Why no report can answer, where that is already known.
        subject: What the refusal speaks of.
    """

    where: Filter
    reports: int
    refusal: Reason | None = None
    subject: str = ""


def resolve_scope(store: Store, query: Query, where: Filter) -> Scope:
    """Joins the caller's filter with the places and years that the question names.

    A year restricts the scope only where a report of that year is in it: reports of other years
    may speak of the year too, and their sentences are judged one by one.
    """
    if store.info().reports == 0:
        return Scope(where, 0, Reason.EMPTY_COLLECTION)
    if query.missing_regions:
        subject = "、".join(query.missing_regions)
        return Scope(where, _count(store, where), Reason.PLACE_NOT_HELD, subject)
    narrowed = _with_regions(store, query, _within(query, where))
    if query.years and not where.years:
        with_years = Filter(narrowed.regions, query.years, narrowed.report_ids)
        count = _count(store, with_years)
        if count:
            return Scope(with_years, count)
    return Scope(narrowed, _count(store, narrowed))


def _within(query: Query, where: Filter) -> Filter:
    """The caller's filter narrowed to the reports that a question about the last answer is of."""
    if not query.within:
        return where
    ids = query.within
    if where.report_ids:
        ids = tuple(each for each in ids if each in where.report_ids) or ("",)
    return Filter(where.regions, where.years, ids)


def _with_regions(store: Store, query: Query, where: Filter) -> Filter:
    """The caller's filter narrowed to the places named; his own places stay in force."""
    if not query.regions:
        return where
    ids = _ids_in_named_chains(store, query)
    if where.regions or where.report_ids:
        inside = {each.report_id for each in store.reports(where, limit=_ALL)[1]}
        named = Filter(query.regions, where.years, tuple(ids))
        both = [
            each.report_id
            for each in store.reports(named, limit=_ALL)[1]
            if each.report_id in inside
        ]
        return Filter((), where.years, tuple(both) or ("",))
    return Filter(query.regions, where.years, tuple(ids))


def _ids_in_named_chains(store: Store, query: Query) -> list[str]:
    """Ids of the reports of places that share a name and were told apart by a higher place."""
    if not any(query.parents.values()):
        return []
    ids: list[str] = []
    for region in query.regions:
        above = query.parents.get(region, frozenset())
        for report in store.reports(Filter(regions=(region,)), limit=_ALL)[1]:
            metadata = report.metadata
            chain = {metadata.region, metadata.prefecture, metadata.province}
            if above <= chain:
                ids.append(report.report_id)
    return ids


_ALL = 1_000_000


def _count(store: Store, where: Filter) -> int:
    return store.reports(where, limit=0)[0]
