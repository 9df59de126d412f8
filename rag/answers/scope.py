"""Which reports the places and years named in a question are about."""

from __future__ import annotations

from dataclasses import dataclass

from rag.question.query import Query
from vectorstore.queries import Filter
from vectorstore.store import Store

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Scope:
    """The reports that a question names.

    Attributes:
        where: The filter that selects them.
        reports: How many there are.
    """

    where: Filter
    reports: int


def resolve_scope(store: Store, query: Query, where: Filter) -> Scope:
    """Joins the caller's filter with the places and years that a question names.

    A year restricts the scope only where a report of that year is in it: reports of other years
    may speak of the year too.
    """
    narrowed = _with_regions(store, query, where)
    if query.years and not where.years:
        with_years = Filter(narrowed.regions, query.years, narrowed.report_ids)
        count = _count(store, with_years)
        if count:
            return Scope(with_years, count)
    return Scope(narrowed, _count(store, narrowed))


def inside(store: Store, where: Filter, ids: tuple[str, ...]) -> Filter:
    """A caller's filter narrowed to some reports."""
    if where:
        allowed = {each.report_id for each in store.reports(where, limit=_ALL)[1]}
        ids = tuple(each for each in ids if each in allowed)
    return Filter(report_ids=ids or ("",))


def _with_regions(store: Store, query: Query, where: Filter) -> Filter:
    """The caller's filter narrowed to the places named; his own places stay in force."""
    if not query.regions:
        return where
    named = Filter(query.regions, where.years, tuple(_ids_in_named_chains(store, query)))
    if not (where.regions or where.report_ids):
        return named
    own = tuple(each.report_id for each in store.reports(named, limit=_ALL)[1])
    narrowed = inside(store, where, own)
    return Filter((), where.years, narrowed.report_ids)


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


def _count(store: Store, where: Filter) -> int:
    return store.reports(where, limit=0)[0]
