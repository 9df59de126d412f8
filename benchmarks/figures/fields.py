"""Whether a found figure says what its label says, field by field."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.estate.figures import FigureHead, FigureLabel
from benchmarks.estate.names import folded, nearly, same, same_ending
from benchmarks.estate.quantities import readings, same_spelling
from benchmarks.estate.times import Interval, read_period
from benchmarks.figures.typed import TypedFigure

Judge = Callable[[FigureLabel, FigureHead, TypedFigure], bool | None]
Shown = Callable[[FigureLabel, FigureHead], str]
Got = Callable[[TypedFigure], str]

_TOLERANCE = 1e-9
_FRACTION_TOLERANCE = 1e-3
"""Labels of fractions (三分之一) give rounded per cents."""
_LAST_YEAR = frozenset({"上年", "去年", "上一年", "上年同期", "去年同期", "同期", "上年度", "同比"})
_WHOLE_COUNTRY = frozenset({"全国", "中国", "国家"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a figure.

    Attributes:
        name: Its name.
        heading: Its heading in tables.
        is_right: Whether what was found is what is wanted; None where the label does not say.
        wanted: What the label says, to be read.
        got: What was found, to be read.
        is_said: Whether the label says more than the default.
    """

    name: str
    heading: str
    is_right: Judge
    wanted: Shown
    got: Got
    is_said: Callable[[FigureLabel], bool]


def _value(label: FigureLabel, _: FigureHead, found: TypedFigure) -> bool | None:
    if label.number is None or label.unit is None:
        return None
    return any(
        _equal(label.number * scale, found.value, label)
        and _equal_or_absent(label.vmax, scale, found.value_max, label)
        for scale, _unit in readings(label.unit)
    )


def _equal_or_absent(
    wanted: float | None, scale: float, got: float | None, label: FigureLabel
) -> bool:
    if wanted is None or got is None:
        return wanted is got
    return _equal(wanted * scale, got, label)


def _equal(wanted: float, got: float, label: FigureLabel) -> bool:
    # The sign of a fall is its direction, which is judged by itself.
    if label.dir == "down" or wanted < 0:
        wanted, got = abs(wanted), abs(got)
    tolerance = _FRACTION_TOLERANCE if "分之" in label.f else _TOLERANCE
    return math.isclose(wanted, got, rel_tol=tolerance, abs_tol=_TOLERANCE)


def _unit(label: FigureLabel, _: FigureHead, found: TypedFigure) -> bool | None:
    if label.unit is None or label.measure == "rank":
        return None
    if found.unit_written and same_spelling(found.unit_written) == same_spelling(label.unit):
        return True
    got = same_spelling(found.unit)
    return any(same_spelling(unit) == got for _scale, unit in readings(label.unit))


def _period(label: FigureLabel, head: FigureHead, found: TypedFigure) -> bool:
    wanted = _wanted_period(label, head)
    if found.period is None:
        return False
    if label.agg == "as_of" or wanted.start == wanted.end:
        return wanted.end == found.period.end
    return wanted == found.period


def _wanted_period(label: FigureLabel, head: FigureHead) -> Interval:
    return read_period(label.period or str(head.report_year))


def _place(label: FigureLabel, head: FigureHead, found: TypedFigure) -> bool:
    wanted = label.place or head.place
    if wanted in _WHOLE_COUNTRY:
        return found.place in _WHOLE_COUNTRY
    return same_ending(wanted, found.place)


def _base(label: FigureLabel, _: FigureHead, found: TypedFigure) -> bool:
    return _folded_base(label.base) == _folded_base(found.base)


def _folded_base(base: str) -> str:
    return "上年" if folded(base) in _LAST_YEAR else folded(base)


def _written(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.start}..{interval.end}"


def _number(number: float | None, upper: float | None) -> str:
    shown = "" if number is None else f"{number:.15g}"
    return shown if upper is None else f"{shown}..{upper:.15g}"


FIELDS = (
    Field(
        "thing",
        "thing",
        lambda label, _, found: same(label.thing, found.thing),
        lambda label, _: label.thing,
        lambda found: found.thing,
        lambda _: True,
    ),
    Field(
        "thing_lenient",
        "~thing",
        lambda label, _, found: nearly(label.thing, found.thing),
        lambda label, _: label.thing,
        lambda found: found.thing,
        lambda _: True,
    ),
    Field(
        "act",
        "act",
        lambda label, _, found: same(label.act, found.act),
        lambda label, _: label.act,
        lambda found: found.act,
        lambda label: bool(label.act),
    ),
    Field(
        "measure",
        "measure",
        lambda label, _, found: label.measure == found.measure,
        lambda label, _: label.measure,
        lambda found: found.measure,
        lambda label: label.measure != "level",
    ),
    Field(
        "direction",
        "dir",
        lambda label, _, found: label.dir == found.direction,
        lambda label, _: label.dir,
        lambda found: found.direction,
        lambda label: bool(label.dir),
    ),
    Field(
        "base",
        "base",
        _base,
        lambda label, _: label.base,
        lambda found: found.base,
        lambda label: bool(label.base),
    ),
    Field(
        "aggregation",
        "agg",
        lambda label, _, found: label.agg == found.aggregation,
        lambda label, _: label.agg,
        lambda found: found.aggregation,
        lambda label: label.agg != "single",
    ),
    Field(
        "period",
        "period",
        _period,
        lambda label, head: _written(_wanted_period(label, head)),
        lambda found: _written(found.period),
        lambda label: label.period is not None,
    ),
    Field(
        "status",
        "status",
        lambda label, _, found: label.status == found.status,
        lambda label, _: label.status,
        lambda found: found.status,
        lambda label: label.status != "actual",
    ),
    Field(
        "place",
        "place",
        _place,
        lambda label, head: label.place or head.place,
        lambda found: found.place,
        lambda label: label.place is not None,
    ),
    Field(
        "holder",
        "holder",
        lambda label, _, found: same_ending(label.holder, found.holder),
        lambda label, _: label.holder,
        lambda found: found.holder,
        lambda label: bool(label.holder),
    ),
    Field(
        "scope",
        "scope",
        lambda label, _, found: label.scope == found.scope,
        lambda label, _: label.scope,
        lambda found: found.scope,
        lambda label: label.scope != "whole",
    ),
    Field(
        "part_of",
        "part",
        lambda label, _, found: nearly(label.part_of, found.part_of),
        lambda label, _: label.part_of,
        lambda found: found.part_of,
        lambda label: bool(label.part_of),
    ),
    Field(
        "value",
        "value",
        _value,
        lambda label, _: f"{_number(label.number, label.vmax)} {label.unit}",
        lambda found: f"{_number(found.value, found.value_max)} {found.unit}",
        lambda _: True,
    ),
    Field(
        "unit",
        "unit",
        _unit,
        lambda label, _: label.unit or "",
        lambda found: found.unit_written or found.unit,
        lambda _: True,
    ),
)
"""Every field that is judged, in the order in which tables show them."""
