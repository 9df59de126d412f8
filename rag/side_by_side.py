"""One indicator over places and years: each report's figure, and who gives none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ingest.measures import bound_of
from rag.answers.draft import Figure
from rag.fact_filters import unit_measures
from rag.indicator_rows import Row, figure_of, main_row, with_words
from rag.like_figures import (
    Axis,
    Like,
    Time,
    base_of,
    by_report,
    in_unit,
    is_of,
    like_ones,
    upper_in_unit,
    usual_time,
    value_on,
)
from rag.linking.subjects import Subject
from rag.subject_figures import figures_of, speaking_of
from vectorstore.queries import Filter
from vectorstore.records import Fact, Measure, ReportSummary
from vectorstore.store import Store

_LISTED = 500
"""So many places without a figure are named; of more only the numbers are told."""

_ALL = 10_000_000


class Apart(StrEnum):
    """Why a figure is not to be set beside the others."""

    PERIOD = "period"
    """It is of another time than the others, counted from the report's year."""
    BASE = "base"
    """It is a change against something else than the others."""
    DOUBT = "doubt"
    """The report carries warnings about what it is."""


class Why(StrEnum):
    """Why there is no figure."""

    UNLIKE = "unlike"
    """The report gives figures of it, none of them like those compared."""
    MENTIONED = "mentioned"
    """The report speaks of the indicator, and gives no figure that was found."""
    SILENT = "silent"
    """The report does not speak of it."""
    NO_REPORT = "no_report"
    """There is no report of that place and year."""


class Order(StrEnum):
    """What the figures are sorted by."""

    REGION = "region"
    YEAR = "year"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Stated:
    """A report's figure.

    Attributes:
        report: The report.
        fact: The figure with its words.
        figure: As it is written.
        bound: ``min``, ``max``, ``about`` or empty, as :func:`ingest.measures.bound_of` has it.
        apart: Why it is not to be set beside the others.
        compared: The number in the unit shown; less than zero for a decline.
        compared_max: The upper end of a range likewise; None where it is none.
    """

    report: ReportSummary
    fact: Fact
    figure: Figure
    bound: str
    apart: tuple[Apart, ...]
    compared: float
    compared_max: float | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A report, or a place and year, without a figure.

    Attributes:
        region: The place.
        year: The year; None where the report's year is not known.
        why: Why there is none.
        report: The report; None where there is none.
    """

    region: str
    year: int | None
    why: Why
    report: ReportSummary | None = None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The figures of one indicator.

    Attributes:
        subject: The indicator.
        unit: The unit that figures are compared in.
        units: How many reports state the indicator in each unit, the most frequent first.
        like: What the figures compared share, what else there is, and what was left out.
        total: How many reports state such a figure.
        stated: A page of their figures.
        unlike: How many reports state only figures of other kinds.
        missing: Reports, places and years without one; none where they are too many to name.
        reports: How many reports are in scope.
        mentioning: How many of them speak of it without a figure.
        silent: How many do not speak of it.
    """

    subject: Subject
    unit: str
    units: tuple[tuple[str, int], ...]
    like: Like
    total: int
    stated: tuple[Stated, ...]
    unlike: int
    missing: tuple[Missing, ...]
    reports: int
    mentioning: int
    silent: int


def set_side_by_side(
    store: Store,
    subject: Subject,
    where: Filter = Filter(),
    *,
    unit: str = "",
    kind: Mapping[Axis, str] = MappingProxyType({}),
    order: Order = Order.REGION,
    descending: bool = False,
    limit: int = 1000,
    offset: int = 0,
) -> SideBySide:
    """One figure a report of an indicator, all of one kind.

    Args:
        store: The reports.
        subject: The indicator.
        where: Places, years and reports in scope.
        unit: The unit to compare in; the most frequent where empty, or where no figure is of its
            dimension.
        kind: What the figures are to share; the rest goes by what most reports have.
        order: What the figures are sorted by; those that stand apart come last.
        descending: Turns the order round, but for those that stand apart.
        limit: How many figures at most.
        offset: How many to skip.
    """
    main = main_row(subject)
    held = figures_of(store, subject, where)
    kind = _meant(subject) | dict(kind)
    like, dimension = _like(held, kind, unit, main)
    usual = usual_time(like.rows)
    rows = [main(_of_time(own, usual)) for own in by_report(like.rows).values()]
    bases = Counter(base_of(row.fact) for row in rows)
    group = _Group(
        unit if dimension else _most_frequent_unit(rows),
        usual,
        min(bases, key=lambda base: (-bases[base], base), default=""),
    )
    page = _sorted(rows, group, order, descending=descending)[offset : offset + limit]
    counts = _count(store, subject, where, held, rows)
    return SideBySide(
        subject,
        group.unit,
        _units(held, like),
        like,
        len(rows),
        tuple(
            _stated(row, fact, group)
            for row, fact in zip(page, with_words(store, page), strict=True)
            if fact is not None
        ),
        len(counts.holding) - len(rows),
        _missing(store, subject, where, counts),
        counts.reports,
        len(counts.speaking),
        counts.reports - len(counts.holding) - len(counts.speaking),
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """What the figures compared have in common: unit, usual time, base of a change."""

    unit: str
    usual: Time | None
    base: str

    def apart(self, row: Row) -> tuple[Apart, ...]:
        """Why a report's figure is not to be set beside the others."""
        found = {
            Apart.PERIOD: not is_of(row.fact, self.usual),
            Apart.BASE: base_of(row.fact) != self.base,
            Apart.DOUBT: bool(row.report.warnings),
        }
        return tuple(reason for reason, holds in found.items() if holds)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Which reports state a figure that is compared, any figure at all, or only speak of it."""

    reports: int
    stating: frozenset[str]
    holding: frozenset[str]
    speaking: frozenset[str]


def _meant(subject: Subject) -> dict[Axis, str]:
    """The measure that was linked to (GDP增速 means changes), where it is one and not the plainest."""
    measures = set(subject.measures)
    if len(measures) != 1 or measures == {Measure.LEVEL}:
        return {}
    return {Axis.MEASURE: measures.pop().value}


def _like(
    held: Sequence[Row], kind: Mapping[Axis, str], unit: str, main: Callable[[Sequence[Row]], Row]
) -> tuple[Like, str]:
    """The figures of one kind, and the dimension that a unit asked for; empty for none.

    A unit that no figure of the kind can be given in asks for nothing.
    """
    like = like_ones(held, kind, main)
    dimensions = {value for value, _ in like.choices[Axis.DIMENSION]}
    known = unit_measures(unit)
    dimension = known[0] if known else unit
    if dimension not in dimensions:
        return like, ""
    if dimension != like.kind[Axis.DIMENSION]:
        like = like_ones(held, {**kind, Axis.DIMENSION: dimension}, main)
    return like, dimension


def _units(held: Sequence[Row], like: Like) -> tuple[tuple[str, int], ...]:
    """How many reports state figures of a kind in each unit, of whatever dimension."""
    reports: dict[str, set[str]] = {}
    for row in held:
        if all(
            value_on(axis, row.fact) == value
            for axis, value in like.kind.items()
            if axis is not Axis.DIMENSION
        ):
            reports.setdefault(row.fact.unit, set()).add(row.report.report_id)
    counts = {unit: len(ids) for unit, ids in reports.items()}
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _most_frequent_unit(rows: Sequence[Row]) -> str:
    counts = Counter(row.fact.unit for row in rows)
    return min(counts, key=lambda unit: (-counts[unit], unit), default="")


def _of_time(rows: Sequence[Row], usual: Time | None) -> Sequence[Row]:
    """Those of a report's figures that are of the usual time; all where none is."""
    return [row for row in rows if is_of(row.fact, usual)] or rows


def _stated(row: Row, fact: Fact, group: _Group) -> Stated:
    return Stated(
        row.report,
        fact,
        figure_of(fact),
        bound_of(fact.qualifier),
        group.apart(row),
        in_unit(fact, group.unit),
        upper_in_unit(fact, group.unit),
    )


def _sorted(rows: Sequence[Row], group: _Group, order: Order, *, descending: bool) -> list[Row]:
    keys: dict[Order, Callable[[Row], Any]] = {
        Order.REGION: lambda row: row.report.metadata.region,
        Order.YEAR: lambda row: row.fact.year or 0,
        Order.VALUE: lambda row: in_unit(row.fact, group.unit),
    }
    found = sorted(rows, key=keys[order], reverse=descending)
    return sorted(found, key=lambda row: bool(group.apart(row)))


def _count(
    store: Store, subject: Subject, where: Filter, held: Sequence[Row], rows: Sequence[Row]
) -> _Counts:
    holding = frozenset(row.report.report_id for row in held)
    return _Counts(
        store.reports(where, limit=0)[0],
        frozenset(row.report.report_id for row in rows),
        holding,
        frozenset(speaking_of(store, subject, where) - holding),
    )


def _missing(store: Store, subject: Subject, where: Filter, counts: _Counts) -> tuple[Missing, ...]:
    """Reports, places and years without a figure that is compared; of too many only the last."""
    if not subject.name:
        return ()
    few = counts.reports - len(counts.stating) <= _LISTED
    silent = _without_figure(store, where, counts) if few else ()
    return (*silent, *_without_report(store, where))


def _without_figure(store: Store, where: Filter, counts: _Counts) -> Iterator[Missing]:
    for each in store.reports(where, limit=_ALL)[1]:
        if each.report_id not in counts.stating:
            place, year = each.metadata.region, each.metadata.report_year
            yield Missing(place, year, _why(each.report_id, counts), each)


def _why(report_id: str, counts: _Counts) -> Why:
    if report_id in counts.holding:
        return Why.UNLIKE
    return Why.MENTIONED if report_id in counts.speaking else Why.SILENT


def _without_report(store: Store, where: Filter) -> Iterable[Missing]:
    """The places asked for, and of each the years asked for, of which there is no report."""
    if not where.regions:
        return
    wider = {
        name
        for province, prefecture, region, _ in store.places()
        for name in (province, prefecture)
        if name != region
    }
    for region in where.regions:
        held = store.reports(Filter((region,)), limit=_ALL)[1]
        years = {each.metadata.report_year for each in held}
        if not held:
            yield Missing(region, None, Why.NO_REPORT)
        elif region not in wider:
            for year in where.years:
                if year not in years:
                    yield Missing(region, year, Why.NO_REPORT)
