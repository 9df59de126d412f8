"""A fact as the labels speak of figures: periods as intervals, the whole of a part by its thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from benchmarks.estate.times import Interval
from vectorstore.records import Fact


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """What a fact says, in the words of the labels.

    Attributes:
        fact: The fact.
        thing: What is measured or counted.
        act: The act counted.
        measure: A level, a change, a share …
        direction: Which way a change went.
        base: Against what.
        aggregation: Over what.
        period: The time it is of; None where unknown.
        status: Whether it is so.
        place: Of which place.
        holder: Of which body.
        scope: Of which part of the place.
        part_of: The thing of the whole.
        value: The number, scaled.
        value_max: The upper end of a range.
        unit: Without scale word.
        unit_written: As written.
    """

    fact: Fact
    thing: str
    act: str
    measure: str
    direction: str
    base: str
    aggregation: str
    period: Interval | None
    status: str
    place: str
    holder: str
    scope: str
    part_of: str
    value: float
    value_max: float | None
    unit: str
    unit_written: str


def typed(fact: Fact, facts: Mapping[str, Fact]) -> TypedFigure:
    """Reads a fact.

    Args:
        fact: The fact.
        facts: All facts of its report by id, for the whole that it is a part of.
    """
    whole = facts.get(fact.part_of)
    return TypedFigure(
        fact=fact,
        thing=fact.thing,
        act=fact.act,
        measure=fact.measure,
        direction=fact.direction,
        base=fact.base,
        aggregation=fact.aggregation,
        period=_period(fact),
        status=fact.status,
        place=fact.region,
        holder=fact.holder,
        scope=fact.scope,
        part_of="" if whole is None else whole.thing,
        value=fact.value,
        value_max=fact.value_max,
        unit=fact.unit,
        unit_written=fact.unit_written,
    )


def _period(fact: Fact) -> Interval | None:
    start, end = fact.period_start or fact.period_end, fact.period_end or fact.period_start
    return Interval(date.fromisoformat(start), date.fromisoformat(end)) if start else None
