"""Sums, means and differences of figures, written in the unit of their quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.measures import SCALES, bound_of
from rag.execution.quoting import as_written
from rag.execution.rows import Row

_PERCENT, _POINTS = "%", "个百分点"
_LARGE = 10_000_000
_TEN_THOUSAND = 10_000
_FINE = 2
"""From so many times on one decimal tells enough."""


def difference_of(one: Row, other: Row) -> str:
    """How far two figures of one dimension lie apart, as the first one is written.

    Percentages differ by points. Empty where they do not measure the same.
    """
    if one.dimension != other.dimension:
        return ""
    unit, size = unit_for((one, other))
    written = _number(abs(one.common - other.common) / size)
    return f"{written}{_POINTS if unit == _PERCENT else unit}"


def ratio_of(one: Row, other: Row) -> str:
    """How many times another figure of one dimension a figure is; empty where the other is nought."""
    if one.dimension != other.dimension or not other.common:
        return ""
    times = one.common / other.common
    return f"{round(times, 1 if abs(times) >= _FINE else 2):g}"


def sum_of(rows: Sequence[Row]) -> str:
    """The sum of figures of one dimension, in the unit that most of them are written in."""
    unit, size = unit_for(rows)
    return f"{_number(sum(row.common for row in rows) / size)}{unit}"


def mean_of(rows: Sequence[Row]) -> str:
    """Their mean, each counted once."""
    unit, size = unit_for(rows)
    return f"{_number(round(sum(row.common for row in rows) / size / len(rows), 4))}{unit}"


def is_inexact(row: Row) -> bool:
    """Whether a figure is only a bound, a range or about."""
    return row.fact.value_max is not None or bool(bound_of(row.fact.qualifier))


def unit_for(rows: Sequence[Row]) -> tuple[str, float]:
    """The unit that most rows are written in, the first of them on a tie, and its size.

    The size is how many of the dimension's common unit it is.
    """
    written = [_unit(row) for row in rows]
    counts = Counter(written)
    return max(written, key=lambda each: counts[each])


def _unit(row: Row) -> tuple[str, float]:
    fact = row.fact
    unit = as_written(fact)[1]
    times = (fact.common_value or fact.value) / fact.value if fact.value else 1.0
    scale = max((each for each in SCALES if unit.startswith(each)), key=len, default="")
    if scale and len(unit) > len(scale):
        return unit, abs(times * SCALES[scale])
    if not scale and fact.unit == "元" and abs(fact.value) >= _LARGE:
        return "万元", abs(times * _TEN_THOUSAND)
    return fact.unit, abs(times)


def _number(value: float) -> str:
    return f"{round(value, 6):.12g}"
