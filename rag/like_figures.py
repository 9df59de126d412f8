"""Which figures may be set side by side: those that share measure, status, aggregation, scope, unit.

Figures are divided by one property after another, in the order of :class:`Axis`; of each the value
that was picked is kept, or else the one that most reports have. What goes is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from rag.fact_filters import unit_measures
from rag.indicator_rows import Row, distance_in_time
from vectorstore.records import (
    Aggregation,
    Direction,
    Fact,
    Measure,
    Scope,
    StatedFigure,
    Status,
)

_OTHER_TIME = 2
"""A figure as far as this from the report's year is of another time."""


class Axis(StrEnum):
    """By what figures are told apart, in the order in which they are divided."""

    MEASURE = "measure"
    STATUS = "status"
    AGGREGATION = "aggregation"
    SCOPE = "scope"
    DIMENSION = "dimension"


class Happened(StrEnum):
    """Whether figures are results or what is to be."""

    RESULT = "result"
    TARGET = "target"


_PLAINEST_FIRST: dict[Axis, tuple[StrEnum, ...]] = {
    Axis.MEASURE: tuple(Measure),
    Axis.STATUS: tuple(Happened),
    Axis.AGGREGATION: (
        Aggregation.SINGLE,
        Aggregation.AS_OF,
        Aggregation.CUMULATIVE,
        Aggregation.YEARLY_AVERAGE,
    ),
    Axis.SCOPE: tuple(Scope),
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Figures that are not compared.

    Attributes:
        axis: By what they differ first.
        value: What they are there.
        unit: The unit that most of them are in.
        figures: How many.
    """

    axis: Axis
    value: str
    unit: str
    figures: int


@dataclass(frozen=True, slots=True)
class Like:
    """Figures that share all that makes them comparable.

    Attributes:
        rows: They; a report may have several.
        kind: What they share.
        choices: For each axis the values there are among what the axes before it left, with the
            number of reports that have each, the plainest first.
        left_out: What was left out.
    """

    rows: tuple[Row, ...]
    kind: Mapping[Axis, str]
    choices: Mapping[Axis, tuple[tuple[str, int], ...]]
    left_out: tuple[LeftOut, ...]


def like_ones(
    rows: Sequence[Row], picked: Mapping[Axis, str], main: Callable[[Sequence[Row]], Row]
) -> Like:
    """The figures of the kind that was picked, or that most reports have.

    Each report has one vote on each axis: for its plainest figure's value (a result before a
    target, a level before its growth), and for the dimension of its main figure.

    Args:
        rows: All figures.
        picked: What is wanted; an axis without a value goes by the votes.
        main: The main one of a report's figures.
    """
    kind: dict[Axis, str] = {}
    choices: dict[Axis, tuple[tuple[str, int], ...]] = {}
    left_out: list[LeftOut] = []
    left = list(rows)
    for axis in Axis:
        reports: dict[str, set[str]] = {}
        for row in left:
            reports.setdefault(value_on(axis, row.fact), set()).add(row.report.report_id)
        ordered = sorted(reports, key=lambda value: _plainness(axis, value))
        choices[axis] = tuple((value, len(reports[value])) for value in ordered)
        kind[axis] = picked.get(axis) or _voted(axis, left, main)
        left_out += _left_out(axis, [each for each in left if not _has(each, axis, kind)])
        left = [row for row in left if _has(row, axis, kind)]
    return Like(tuple(left), kind, choices, tuple(left_out))


def by_report(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by the id of their report, in order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.report.report_id, []).append(row)
    return found


def value_on(axis: Axis, fact: Fact | StatedFigure) -> str:
    """What a figure is on an axis."""
    if axis is Axis.STATUS:
        return Happened.RESULT if Status(fact.status).is_result else Happened.TARGET
    if axis is Axis.DIMENSION:
        return fact.dimension or fact.unit
    return str(getattr(fact, axis.value))


def _has(row: Row, axis: Axis, kind: Mapping[Axis, str]) -> bool:
    return value_on(axis, row.fact) == kind[axis]


def _plainness(axis: Axis, value: str) -> tuple[int, str]:
    order = [each.value for each in _PLAINEST_FIRST.get(axis, ())]
    return (order.index(value) if value in order else len(order), value)


def _voted(axis: Axis, rows: Sequence[Row], main: Callable[[Sequence[Row]], Row]) -> str:
    votes: Counter[str] = Counter()
    for own in by_report(rows).values():
        if axis is Axis.DIMENSION:
            votes[value_on(axis, main(own).fact)] += 1
        else:
            values = {value_on(axis, row.fact) for row in own}
            votes[min(values, key=lambda value: _plainness(axis, value))] += 1
    return min(votes, key=lambda value: (-votes[value], _plainness(axis, value)), default="")


def _left_out(axis: Axis, rows: Sequence[Row]) -> list[LeftOut]:
    units: dict[str, Counter[str]] = {}
    for row in rows:
        units.setdefault(value_on(axis, row.fact), Counter())[row.fact.unit] += 1
    ordered = sorted(units, key=lambda value: (-units[value].total(), value))
    return [
        LeftOut(axis, value, units[value].most_common(1)[0][0], units[value].total())
        for value in ordered
    ]


Time = tuple[int, ...]
"""When a figure begins and ends, counted from the year of its report."""

_WHOLE_YEAR: Time = (0, 1, 0, 12)
_THIS_YEAR: Time = (0,)


def time_of(fact: Fact | StatedFigure) -> Time | None:
    """When a figure is of, as far as it matters for comparing; None where that is not known."""
    if fact.year is None or not fact.period_start or not fact.period_end:
        return None
    start, end = date.fromisoformat(fact.period_start), date.fromisoformat(fact.period_end)
    if fact.aggregation is Aggregation.AS_OF:
        return (end.year - fact.year,)
    return (start.year - fact.year, start.month, end.year - fact.year, end.month)


def usual_time(rows: Sequence[Row]) -> Time | None:
    """The time that figures are compared for: the report's own year, else the most frequent."""
    times = Counter(time for row in rows if (time := time_of(row.fact)) is not None)
    for plain in (_WHOLE_YEAR, _THIS_YEAR):
        if plain in times:
            return plain
    return min(times, key=lambda time: (-times[time], time), default=None)


def is_of(fact: Fact | StatedFigure, usual: Time | None) -> bool:
    """Whether a figure is of the time that figures are compared for."""
    time = time_of(fact)
    if time is None or usual is None:
        return distance_in_time(fact) < _OTHER_TIME
    return time == usual


_YEAR_BEFORE = frozenset(["", "上年", "上年同期", "上年末", "去年", "去年同期"])
"""Bases of a yearly change; a text that names none means one."""


def base_of(fact: Fact | StatedFigure) -> str:
    """What a change is against; empty for the year before, and for figures that are no change."""
    if fact.measure is not Measure.CHANGE or fact.base in _YEAR_BEFORE:
        return ""
    return fact.base


def in_unit(fact: Fact | StatedFigure, unit: str) -> float:
    """A figure's number in another unit of its dimension; less than zero for a decline."""
    return _signed(fact, fact.value * _times(fact.unit, unit))


def upper_in_unit(fact: Fact | StatedFigure, unit: str) -> float | None:
    """The upper end of a range in another unit; None where it is none."""
    if fact.value_max is None:
        return None
    return _signed(fact, fact.value_max * _times(fact.unit, unit))


def _signed(fact: Fact | StatedFigure, value: float) -> float:
    fell = fact.measure is Measure.CHANGE and fact.direction is Direction.DOWN
    return -value if fell else value


@cache
def _times(unit: str, other: str) -> float:
    """How many of another unit one is; 1 where they do not measure the same."""
    if unit == other:
        return 1.0
    one, two = unit_measures(unit), unit_measures(other)
    if one is None or two is None or one[0] != two[0]:
        return 1.0
    return one[1] / two[1]
