"""Which figures are wanted: the filters that every face takes, and bounds that compare units."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from ingest.measures import SCALES, UNITS, dimension_of
from vectorstore.queries import Amount, FactKinds, FactQuery
from vectorstore.records import Aggregation, Measure, Scope, Status

_DAY = re.compile(r"(?P<year>[12][0-9]{3})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_DECEMBER = 12
_ROUNDING = 1e-12
"""Two ways to convert one number may differ in its last digits; bounds are inclusive."""


def without_empty(value: object) -> object:
    """A list without empty values; an empty parameter of an address restricts nothing."""
    return [each for each in value if each != ""] if isinstance(value, list) else value


def first_day(written: str) -> str:
    """The first day of ``2025``, ``2025-06`` or ``2025-06-30``, ISO; empty for nothing.

    Raises:
        ValueError: It is no such time.
    """
    return _day(written, last=False)


def last_day(written: str) -> str:
    """The last day of a year, a month or a day; see :func:`first_day`."""
    return _day(written, last=True)


def _day(written: str, *, last: bool) -> str:
    written = written.strip()
    if not written:
        return ""
    found = _DAY.fullmatch(written)
    if found is None:
        msg = "must be a year, a month or a day: 2025, 2025-06 or 2025-06-30"
        raise ValueError(msg)
    year = int(found["year"])
    month = int(found["month"] or (_DECEMBER if last else 1))
    if not 1 <= month <= _DECEMBER:
        msg = f"there is no month {month}"
        raise ValueError(msg)
    longest = monthrange(year, month)[1]
    day = int(found["day"] or (longest if last else 1))
    if not 1 <= day <= longest:
        msg = f"there is no day {written}"
        raise ValueError(msg)
    return f"{year:04d}-{month:02d}-{day:02d}"


class KindFilters(BaseModel):
    """What the figures are; an empty filter does not restrict."""

    model_config = ConfigDict(extra="forbid")

    thing: str = Field(
        default="",
        max_length=200,
        description="Words that must all occur in what is measured, without time, place and change.",
        examples=["粮食 产量"],
    )
    measure: Annotated[list[Measure], BeforeValidator(without_empty)] = Field(
        default=[],
        description="level, change (增长4.7%), share (占比), per_head (人均), rank (位次), ratio (倍数) "
        "or limit (a bound that counts nothing); repeatable.",
    )
    status: Annotated[list[Status], BeforeValidator(without_empty)] = Field(
        default=[], description="actual, previous (an earlier result), target or plan; repeatable."
    )
    aggregation: Annotated[list[Aggregation], BeforeValidator(without_empty)] = Field(
        default=[],
        description="single (the period's own), cumulative (累计), yearly_average (年均) or as_of "
        "(截至…, 年末); repeatable.",
    )
    scope: Annotated[list[Scope], BeforeValidator(without_empty)] = Field(
        default=[],
        description="whole, own_level (本级), department, town, firm, part or elsewhere; repeatable.",
    )
    dimension: Annotated[list[str], BeforeValidator(without_empty)] = Field(
        default=[],
        description="What the unit measures: mass, money, share, people, area …, or a measure word "
        "(件); repeatable.",
        examples=[["mass"]],
    )
    since: Annotated[str, AfterValidator(first_day)] = Field(
        default="",
        alias="from",
        description="A year, month or day: only figures whose time does not end before it.",
        examples=["2021", "2025-06-30"],
    )
    until: Annotated[str, AfterValidator(last_day)] = Field(
        default="",
        alias="to",
        description="A year, month or day: only figures whose time does not begin after it.",
        examples=["2025"],
    )

    def to_kinds(self) -> FactKinds:
        """As the store takes them."""
        return FactKinds(
            self.thing.strip(),
            tuple(self.measure),
            tuple(self.status),
            tuple(self.aggregation),
            tuple(self.scope),
            tuple(self.dimension),
            self.since,
            self.until,
        )


def unit_measures(unit: str) -> tuple[str, float] | None:
    """What a unit of the table of units measures, and how many of the common unit one is.

    Args:
        unit: As facts carry it (``斤``) or with a scale, as texts write it (``亿斤``).

    Returns:
        ``("mass", 50000.0)`` for 亿斤; None for a unit that the table does not have.
    """
    scales = ("", *sorted(SCALES, key=len, reverse=True))
    for scale in scales:
        plain = unit.removeprefix(scale)
        if unit.startswith(scale) and plain.partition("/")[0] in UNITS:
            dimension, factor = dimension_of(plain)
            return dimension, SCALES.get(scale, 1.0) * factor
    return None


def with_bounds(
    query: FactQuery, unit: str, minimum: float | None, maximum: float | None
) -> FactQuery:
    """A query with a unit and bounds.

    Bounds in a unit of the table hold for every figure of its dimension: at least 1 亿斤 finds
    5 万吨 too. Without bounds the unit must be the very one, and without a unit, or in one that no
    table has, the bounds are of the plain value.
    """
    known = unit_measures(unit) if (minimum, maximum) != (None, None) else None
    if known is None:
        return replace(query, unit=unit, minimum=minimum, maximum=maximum)
    dimension, factor = known
    low = None if minimum is None else minimum * factor * (1 - math.copysign(_ROUNDING, minimum))
    high = None if maximum is None else maximum * factor * (1 + math.copysign(_ROUNDING, maximum))
    return replace(query, amount=Amount(dimension, low, high))
