"""Whether a figure satisfies a condition, in one unit, with its bounds and ranges."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from ingest.comparatives import FORMS, Comparative
from ingest.measures import bound_of, dimension_of
from rag.execution.rows import COUNT, Row, dimension_class
from rag.plan import Operator, Predicate
from vectorstore.records import Direction, Measure

_CLOSE = 1e-9
"""Two ways to convert one number may differ in its last digits."""

_STRICT_WORDS = frozenset(["余", "多", "几", "有余", "来"])


class Reach(NamedTuple):
    """What a figure may be: between two numbers, each of which it may or may not reach."""

    low: float
    high: float
    is_low_open: bool = False
    is_high_open: bool = False


def decided(predicate: Predicate, row: Row) -> bool | None:
    """Whether a row satisfies a condition; None where its figure does not say, or cannot compare."""
    if predicate.operator is Operator.STATED:
        return True
    if predicate.operator is Operator.NOT_STATED:
        return False
    if predicate.operator is Operator.MOVED:
        return _moved(predicate, row)
    factor = _factor(predicate.unit, row)
    if factor is None or predicate.value is None:
        return None
    if predicate.direction not in (Direction.NONE, row.fact.direction):
        return False
    if predicate.operator is Operator.EQUAL and bound_of(row.fact.qualifier) == "about":
        # 左右 asked of 左右 said is the same; of an exact number nothing can be told.
        said = row.fact.qualifier.replace("…", "")
        return _about(predicate, row, factor) if said and said in predicate.words else None
    reach = _reach(row, is_signed=predicate.direction is Direction.NONE)
    upper = None if predicate.value_max is None else predicate.value_max * factor
    return _compared(predicate.operator, reach, predicate.value * factor, upper)


def _about(predicate: Predicate, row: Row, factor: float) -> bool:
    limit = (predicate.value or 0.0) * factor
    return math.isclose(abs(row.common), abs(limit), rel_tol=_CLOSE)


def can_compare(predicate: Predicate, row: Row) -> bool:
    """Whether a row's figure is of what the condition's limit is measured in."""
    return predicate.value is None or _factor(predicate.unit, row) is not None


def _moved(predicate: Predicate, row: Row) -> bool | None:
    fact = row.fact
    if fact.measure is not Measure.CHANGE:
        return None
    if predicate.direction is Direction.FLAT or fact.value == 0:
        return predicate.direction is Direction.FLAT and fact.value == 0
    if predicate.direction not in (Direction.NONE, fact.direction):
        return False
    if predicate.value is None:
        return True
    return _compared(Operator.AT_LEAST, _reach(row, is_signed=False), predicate.value, None)


def _factor(unit: str, row: Row) -> float | None:
    """What turns the limit's number into one that a row's compares with; None where none does."""
    if not unit:
        common = row.fact.common_value
        return common / row.fact.value if common is not None and row.fact.value else 1.0
    dimension, factor = dimension_of(unit)
    asked = dimension_class(dimension)
    if asked == row.dimension:
        return factor
    return 1.0 if _counts(asked) and _counts(row.dimension) else None


def _counts(dimension: str) -> bool:
    """Whether it counts things: people ask 超过100个 of what is told in 名 and 人次."""
    return dimension in (COUNT, "people") or dimension.endswith("次")


def _reach(row: Row, *, is_signed: bool) -> Reach:
    fact = row.fact
    times = fact.common_value / fact.value if fact.common_value and fact.value else 1.0
    sign = -1.0 if is_signed and row.common < 0 < fact.value else 1.0
    low = fact.value * times
    if fact.value_max is not None:
        ends = sorted((sign * low, sign * fact.value_max * times))
        return Reach(ends[0], ends[1])
    bound = bound_of(fact.qualifier)
    is_open = _is_strict(fact.qualifier)
    reach = Reach(low, low)
    if bound == "min":
        reach = Reach(low, math.inf, is_low_open=is_open)
    elif bound == "max":
        reach = Reach(-math.inf, low, is_high_open=is_open)
    if sign > 0:
        return reach
    return Reach(-reach.high, -reach.low, reach.is_high_open, reach.is_low_open)


def _is_strict(qualifier: str) -> bool:
    """Whether a bound leaves its own number out (超过), as far as its words say."""
    parts = qualifier.replace("…", " ").split()
    strict = (Comparative.ABOVE, Comparative.BELOW)
    return any(FORMS.get(part) in strict or part in _STRICT_WORDS for part in parts)


def _compared(operator: Operator, reach: Reach, limit: float, upper: float | None) -> bool | None:
    """Whether all that a figure may be satisfies; None where only some of it does."""
    if operator is Operator.BETWEEN:
        least = _compared(Operator.AT_LEAST, reach, limit, None)
        most = _compared(Operator.AT_MOST, reach, math.inf if upper is None else upper, None)
        return _both(least, most)
    if operator is Operator.EQUAL:
        return _both(
            _compared(Operator.AT_LEAST, reach, limit, None),
            _compared(Operator.AT_MOST, reach, limit, None),
        )
    return _ONE_SIDED[operator](reach, limit)


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _above(reach: Reach, limit: float) -> bool | None:
    if _less(limit, reach.low) or (reach.is_low_open and _same(reach.low, limit)):
        return True
    return False if not _less(limit, reach.high) else None


def _at_least(reach: Reach, limit: float) -> bool | None:
    if not _less(reach.low, limit):
        return True
    out = _less(reach.high, limit) or (reach.is_high_open and _same(reach.high, limit))
    return False if out else None


def _not(decision: bool | None) -> bool | None:
    return None if decision is None else not decision


_ONE_SIDED: dict[Operator, Callable[[Reach, float], bool | None]] = {
    Operator.ABOVE: _above,
    Operator.AT_LEAST: _at_least,
    Operator.BELOW: lambda reach, limit: _not(_at_least(reach, limit)),
    Operator.AT_MOST: lambda reach, limit: _not(_above(reach, limit)),
}


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_CLOSE)


def _less(one: float, other: float) -> bool:
    return one < other and not _same(one, other)
