"""The operators that bring figures together: facts, filter, one per report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ingest.measures import dimension_of
from rag.execution.choosing import main_row, main_rows
from rag.execution.kinds import (
    TARGET,
    Axis,
    Kind,
    LeftOut,
    Sifted,
    kind_of,
    of_one_dimension,
    sifted,
)
from rag.execution.links import LinkedTarget
from rag.execution.places import is_named
from rag.execution.rows import COUNT, Row, by_place, by_source, dimension_class, reports_of
from rag.execution.scope import ReportScope
from rag.execution.times import Interval, Times, interval_of, is_of, whole_year
from rag.plan import Act, Plan
from vectorstore.queries import FactKinds, FactQuery, FigureName, Filter
from vectorstore.records import Aggregation, Fact, Measure, ReportSummary
from vectorstore.store import Store

_ALL = 10_000_000
_LIKE_UNITS = (frozenset("件起宗例"), frozenset("人名位"), frozenset("个家项处所座"))
"""Units that are used for the same things."""


@dataclass(frozen=True)
class Task:
    """A plan with all that it is carried out on.

    Attributes:
        plan: The plan.
        links: What its targets mean.
        scope: The reports that it is about.
        times: The times asked about.
        where: The caller's filter.
    """

    plan: Plan
    links: tuple[LinkedTarget, ...]
    scope: ReportScope
    times: Times
    where: Filter

    @cached_property
    def reports(self) -> dict[str, ReportSummary]:
        """The reports in scope by id."""
        return {each.report_id: each for each in self.scope.reports}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The figures of one target.

    Attributes:
        link: The target.
        kind: The kind of figures asked for.
        held: All figures of its names that reports in scope state for their own place.
        rows: Those of the kind: one a report, or where times are asked one a report and time.
        left_out: Reports whose figures are of other kinds only.
        sifted: What the filter did.
        wholes: The facts held, by id.
        is_planned: Whether targets stand in for results that nobody states.
    """

    link: LinkedTarget
    kind: Kind
    held: tuple[Row, ...]
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    sifted: Sifted
    wholes: Mapping[str, Fact]
    is_planned: bool = False

    def of(self, place: str) -> tuple[Row, ...]:
        """The rows of a place asked about."""
        return tuple(row for row in self.rows if is_named(place, row.report.metadata))


class Gatherer:
    """Reads figures from a store.

    Args:
        store: The reports and their facts.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def facts(self, link: LinkedTarget, where: Filter) -> list[Row]:
        """The figures of a target's names in some reports, of whatever kind and place."""
        if not link.names:
            return []
        kinds = FactKinds(names=tuple(dict.fromkeys(each.name for each in link.names)))
        facts = self._store.facts(FactQuery(filter=where, kinds=kinds, limit=_ALL))[1]
        ids = list(dict.fromkeys(fact.report_id for fact in facts))
        reports = {each.report_id: each for each in self._store.summaries(ids)}
        rows = (
            Row(
                fact,
                reports[fact.report_id],
                link.score(fact.report_id, FigureName(fact.thing, fact.act)),
            )
            for fact in facts
            if fact.report_id in reports
        )
        return [row for row in rows if row.score > 0]

    def held(self, task: Task, link: LinkedTarget) -> list[Row]:
        """The figures of a target that the reports in scope state for their own place.

        Where the places inside one are meant and its own reports tell of more of them than report
        themselves, what those tell.
        """
        rows = self.facts(link, Filter(report_ids=task.scope.ids)) if task.scope.reports else []
        own = [row for row in rows if row.is_own]
        if not task.scope.around:
            return own
        ids = tuple(each.report_id for each in task.scope.around)
        told = [row for row in self.facts(link, Filter(report_ids=ids)) if row.is_of_part]
        told = [row for row in told if not task.plan.level or row.level == task.plan.level]
        return told if len(by_place(told)) > max(len(by_place(own)), 1) else own

    def elsewhere(self, task: Task, link: LinkedTarget, kind: Kind, place: str) -> list[Row]:
        """The figures that reports of other places state of a place, one a report."""
        rows = [row for row in self.facts(link, task.where) if row.fact.region == place]
        like = sifted((row for row in rows if not row.is_own), kind).like
        return main_rows(like, _by_id(rows))

    def gathered(
        self, task: Task, link: LinkedTarget, *, within: bool = False, alike: bool = True
    ) -> Gathered:
        """The figures of a target that are of the kind asked for.

        Args:
            task: What is asked.
            link: The target.
            within: Whether the single years inside a longer time are meant.
            alike: Whether the figures will be set side by side, and must measure in one dimension.
        """
        held = self.held(task, link)
        kind = kind_of(task.plan, link, task.times, within=within, held=held)
        found = _gathered(task, link, kind, held, alike=alike)
        if found.rows or not held:
            return found
        for other in _next_best(task, link, kind):
            instead = _gathered(task, link, other, held, alike=alike)
            if instead.rows:
                return replace(instead, is_planned=other.status != kind.status)
        return found

    def with_named(self, task: Task, gathered: Gathered) -> Gathered:
        """The same with what other reports state of places asked about by name that state nothing themselves."""
        silent = [place for place in task.scope.places if not gathered.of(place)]
        told = [
            row
            for place in silent
            for row in self.elsewhere(task, gathered.link, gathered.kind, place)
        ]
        return replace(gathered, rows=(*gathered.rows, *told)) if told else gathered

    def by_year(self, task: Task, gathered: Gathered) -> list[Row]:
        """The main figure of each report and single year, of those like the rows gathered."""
        dimensions = {row.dimension for row in gathered.rows}
        found: list[Row] = []
        for own in by_source(gathered.sifted.like).values():
            years: dict[int, list[Row]] = {}
            for row in own:
                if row.dimension in dimensions and _is_yearly(task, row):
                    years.setdefault(row.year or 0, []).append(row)
            found += [main_row(rows, gathered.wholes) for rows in years.values()]
        return found

    def figures(self, task: Task, link: LinkedTarget, kind: Kind, held: Sequence[Row]) -> Gathered:
        """The figures of a target of another kind than the plan's own."""
        return _gathered(task, link, kind, held, alike=True)


def _next_best(task: Task, link: LinkedTarget, kind: Kind) -> Iterable[Kind]:
    """Kinds that answer where nothing is of the one asked for, likest first.

    The years inside a span answer for it one by one; a sum of years answers where no time is asked
    and one place is; a target answers for a time of which no result can be, and is told as such.
    """
    plan = task.plan
    if link.target.measure is None and kind.measure is Measure.LEVEL:
        for measure in (Measure.LEVEL, *_NAMED_MEASURES) if kind.is_rate else _NAMED_MEASURES:
            yield replace(kind, measure=measure, is_rate=False)
    if task.times and not kind.within:
        yield replace(kind, within=True, aggregations=_OWN)
    if plan.scope is None and not plan.bodies:
        yield replace(kind, with_departments=True)
        if link.target.measure is None and kind.measure is Measure.LEVEL:
            yield replace(kind, measure=Measure.SHARE, with_departments=True)
    is_single = plan.act is Act.VALUE and len(plan.places) == 1
    if is_single and not task.times and link.target.aggregation is None:
        yield replace(kind, aggregations=(Aggregation.CUMULATIVE,))
    if task.times and plan.status is None:
        yield replace(kind, status=TARGET)
        if link.target.measure is None and kind.measure is Measure.LEVEL:
            yield replace(kind, status=TARGET, measure=Measure.SHARE)


_NAMED_MEASURES = (Measure.SHARE, Measure.RATIO, Measure.PER_HEAD)
"""What a thing's own name may say (应诉率, 收入比), so that nobody asks for it beside."""
_OWN = (Aggregation.SINGLE, Aggregation.AS_OF)


def _gathered(
    task: Task, link: LinkedTarget, kind: Kind, held: Sequence[Row], *, alike: bool
) -> Gathered:
    divided = sifted(held, kind)
    wholes = _by_id(held)
    left_out = list(divided.left_out())
    like: Sequence[Row] = divided.like
    if alike:
        like, others = _comparable(task.plan, like, wholes)
        left_out += others
    rows = _one_per_time(task, kind, like, wholes) if task.times else main_rows(like, wholes)
    return Gathered(link, kind, tuple(held), tuple(rows), tuple(left_out), divided, wholes)


def _comparable(
    plan: Plan, rows: Sequence[Row], wholes: Mapping[str, Fact]
) -> tuple[list[Row], list[LeftOut]]:
    """Rows of one dimension, that of the condition or of most reports' main figures."""
    units = [each.unit for each in plan.predicates if each.unit]
    wanted = dimension_class(dimension_of(units[0])[0]) if units else ""
    mains = main_rows(rows, wholes)
    same, _ = of_one_dimension(mains, wanted)
    if not same:
        return [], []
    like = [row for row in rows if row.dimension == same[0].dimension]
    if wanted == COUNT:  # 1500户以上 asks for what is told in 户, where anything is
        alike = next((each for each in _LIKE_UNITS if units[0] in each), frozenset(units))
        like = [row for row in like if row.fact.unit in alike] or like
    stating = reports_of(like)
    lost: dict[str, int] = {}
    for row in mains:
        if row.report.report_id not in stating:
            lost[row.fact.unit] = lost.get(row.fact.unit, 0) + 1
    return like, [LeftOut(Axis.DIMENSION, unit, count) for unit, count in sorted(lost.items())]


def _one_per_time(
    task: Task, kind: Kind, rows: Sequence[Row], wholes: Mapping[str, Fact]
) -> list[Row]:
    """The main figure of each report and time asked about."""
    found: list[Row] = []
    for own in by_source(rows).values():
        groups: dict[Interval | None, list[Row]] = {}
        for row in own:
            groups.setdefault(_time_of(row), []).append(row)
        found += [main_row(group, wholes) for group in groups.values()]
    return found


def _time_of(row: Row) -> Interval | None:
    """The time by which figures of one report are told apart; days at the end of a year are one."""
    return whole_year(row.year) if _is_at_a_day(row) and row.year else interval_of(row.fact)


def _is_yearly(task: Task, row: Row) -> bool:
    """Whether a row is of a whole year, or the end of one, that a plan does not leave out."""
    year = row.year
    if year is None or not is_of(row.fact, whole_year(year)):
        return False
    asked = task.times.years(row.report.metadata)
    return not asked or year in asked


def _is_at_a_day(row: Row) -> bool:
    return row.fact.aggregation is Aggregation.AS_OF


def _by_id(rows: Iterable[Row]) -> dict[str, Fact]:
    return {row.fact.fact_id: row.fact for row in rows}
