"""A fact as the labels speak of figures, whichever of its fields are there yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from benchmarks.estate.times import Interval, read_period
from vectorstore.records import Fact


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """What a fact says, in the words of the labels; empty or default where it says nothing.

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
        unit_written: As written; empty where the fact does not keep it.
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
    whole = facts.get(_text(fact, "part_of"))
    return TypedFigure(
        fact=fact,
        thing=_thing(fact),
        act=_text(fact, "act"),
        measure=_text(fact, "measure") or "level",
        direction=_text(fact, "direction"),
        base=_text(fact, "base"),
        aggregation=_text(fact, "aggregation") or "single",
        period=_period(fact),
        status=fact.status or "actual",
        place=fact.region,
        holder=fact.holder,
        scope=_text(fact, "scope") or "whole",
        part_of="" if whole is None else _thing(whole),
        value=fact.value,
        value_max=fact.value_max,
        unit=fact.unit,
        unit_written=_text(fact, "unit_written"),
    )


def _text(fact: Fact, field: str) -> str:
    # The typed fields are newer than this benchmark; records without them count as saying nothing.
    return str(getattr(fact, field, "") or "")


def _thing(fact: Fact) -> str:
    return _text(fact, "thing") or fact.indicator


def _period(fact: Fact) -> Interval | None:
    start, end = _text(fact, "period_start"), _text(fact, "period_end")
    if start or end:
        return Interval(date.fromisoformat(start or end), date.fromisoformat(end or start))
    return None if fact.year is None else read_period(str(fact.year))
