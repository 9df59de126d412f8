"""Which reports a question is about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.answer import Intent
from rag.answers.draft import Reason
from rag.question.query import Query
from rag.question.relative_years import latest_years, single_year, tells_years
from rag.question.report_filter import report_filter
from vectorstore.queries import Filter
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
        allowed: The caller's own filter, by reports: an answer that looks beyond the places and
            years of the question stays inside it. Empty where the caller restricts nothing.
    """

    where: Filter
    reports: int
    refusal: Reason | None = None
    subject: str = ""
    only_parts_of: tuple[str, ...] = ()
    allowed: Filter = Filter()

    @property
    def inside(self) -> Filter:
        """``where`` with the reports that the caller allows, for answers that widen its years."""
        ids = self.where.report_ids or self.allowed.report_ids
        return Filter(self.where.regions, self.where.years, ids)


def with_told_years(store: Store, query: Query, where: Filter, this_year: int) -> Query:
    """A query with the years that it tells by the time of asking: 去年, 今年, 近三年.

    Args:
        store: The reports.
        query: A question that names no year, on its own or with what it inherited.
        where: The caller's filter.
        this_year: The calendar's.
    """
    asked = f"{query.text} {query.question}"
    if query.years or query.versus_previous or not tells_years(asked):
        return query
    held = _held_years(store, _with_regions(store, query, where))
    across = query.intent in _ACROSS
    if across and query.intent is not Intent.TREND:
        span = latest_years(asked, held)
        if span:
            return replace(query, years=span)
    year = single_year(asked, held, this_year)
    # Of many reports each has a 今年, and a 明年, of its own.
    own = year is not None and held and year >= held[-1] != this_year
    if year is None or (across and len(query.regions) != 1 and own):
        return query
    return replace(query, years=(year,))


def of_the_latest_year(store: Store, query: Query, where: Filter) -> Query:
    """A query for the latest year of the reports that may answer.

    Who asks for 去年 while nothing is held of the year before the latest report means that report:
    it came out in the year after its own.
    """
    held = _held_years(store, _with_regions(store, query, where))
    return replace(query, years=(held[-1],)) if held else query


def holds_years(store: Store, query: Query, where: Filter) -> bool:
    """Whether a report of a query's places is of one of its years."""
    held = _held_years(store, _with_regions(store, query, where))
    return bool(set(query.years) & set(held))


def without_own_name(store: Store, query: Query, scope: Scope) -> Query:
    """A query without the words that name the department whose reports alone are asked.

    A report of 卫生健康局 does not say in every sentence whose figures it states.

    Args:
        store: The reports.
        query: The question.
        scope: The reports that may answer.
    """
    if not 0 < scope.reports <= _FEW:
        return query
    found = {each.metadata.department for each in store.reports(scope.where, limit=_FEW)[1]}
    department = found.pop() if len(found) == 1 else ""
    if not department:
        return query

    def is_name(term: str) -> bool:
        forms = (term, *query.alternatives.get(term, ()))
        return any(len(form) > 1 and form in department for form in forms) or term == department[-1]

    asks = tuple(
        replace(
            ask,
            terms=tuple(term for term in ask.terms if not is_name(term)),
            context=tuple(term for term in ask.context if not is_name(term)),
        )
        for ask in query.asks
    )
    return replace(query, asks=asks)


def resolve_scope(store: Store, query: Query, where: Filter) -> Scope:
    """Joins the caller's filter with the places, years and kinds of report that the question names.

    A year restricts the scope only where a report of that year is in it: reports of other years
    may speak of the year too, and their sentences are judged one by one. What was planned for a
    year stands in the report of the year before.
    """
    return replace(_scope(store, query, where), allowed=_allowed(store, where))


def _allowed(store: Store, where: Filter) -> Filter:
    if not where:
        return where
    ids = tuple(each.report_id for each in store.reports(where, limit=_ALL)[1])
    return Filter(report_ids=ids or ("",))


def _scope(store: Store, query: Query, where: Filter) -> Scope:
    if store.info().reports == 0:
        return Scope(where, 0, Reason.EMPTY_COLLECTION)
    if query.missing_regions:
        subject = "、".join(query.missing_regions)
        return Scope(where, 0, Reason.PLACE_NOT_HELD, subject)
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


def _held_years(store: Store, where: Filter) -> list[int]:
    """Years of the reports that pass a filter, ascending."""
    if not where:
        return store.years()
    found = {each.metadata.report_year for each in store.reports(where, limit=_ALL)[1]}
    return sorted(year for year in found if year is not None)


_ALL = 1_000_000
_FEW = 8
_ACROSS = (Intent.LIST, Intent.COUNT, Intent.COMPARE, Intent.TREND)


def _count(store: Store, where: Filter) -> int:
    return store.reports(where, limit=0)[0]
