"""Which reports a question is about."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answer import Intent
from rag.answers.draft import Reason
from rag.question.query import Query
from rag.question.report_filter import report_filter
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
        only_parts_of: Names of places that the question names and that have no report of their
            own: the reports are of places inside them.
    """

    where: Filter
    reports: int
    refusal: Reason | None = None
    subject: str = ""
    only_parts_of: tuple[str, ...] = ()


def resolve_scope(store: Store, query: Query, where: Filter) -> Scope:
    """Joins the caller's filter with the places, years and kinds of report that the question names.

    A year restricts the scope only where a report of that year is in it: reports of other years
    may speak of the year too, and their sentences are judged one by one. What was planned for a
    year stands in the report of the year before.
    """
    if store.info().reports == 0:
        return Scope(where, 0, Reason.EMPTY_COLLECTION)
    if query.missing_regions:
        subject = "、".join(query.missing_regions)
        return Scope(where, _count(store, where), Reason.PLACE_NOT_HELD, subject)
    narrowed = _with_regions(store, query, _within(query, where))
    narrowed = _of_kind(store, query, narrowed)
    parts_of = _without_own_report(store, query)
    if query.years and not where.years:
        years = _years_of_reports(query)
        with_years = Filter(narrowed.regions, years, narrowed.report_ids)
        count = _count(store, with_years)
        if count:
            return Scope(with_years, count, only_parts_of=parts_of)
    return Scope(narrowed, _count(store, narrowed), only_parts_of=parts_of)


def _years_of_reports(query: Query) -> tuple[int, ...]:
    """Report years that may speak of the years asked for."""
    if not query.wants_plans:
        return query.years
    return tuple(sorted({each for year in query.years for each in (year - 1, year)}))


def _of_kind(store: Store, query: Query, where: Filter) -> Filter:
    """Narrowed to the reports of a level or of open years that the question limits itself to.

    Where no report is of the level the words meant something else, and the filter stays.
    """
    wanted = report_filter(query.text)
    if not wanted or query.intent not in _ACROSS:
        return where
    admitted = tuple(
        report.report_id
        for report in store.reports(where, limit=_ALL)[1]
        if wanted.admits(report.metadata)
    )
    if not admitted and wanted.is_of_level:
        return where
    return Filter((), where.years, admitted or ("",))


def _without_own_report(store: Store, query: Query) -> tuple[str, ...]:
    """Places named of which the collection holds reports of their parts only."""
    if not query.regions:
        return ()
    reporting = {region for _, _, region, _ in store.places()}
    return tuple(region for region in query.regions if region not in reporting)


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
_ACROSS = (Intent.LIST, Intent.COUNT, Intent.COMPARE, Intent.TREND)


def _count(store: Store, where: Filter) -> int:
    return store.reports(where, limit=0)[0]
