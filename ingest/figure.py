"""A number with its unit, as a text states it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, as a text states it.

    Attributes:
        start: Where number and unit begin, qualifiers before them left out (``超过``).
        end: Where they end, qualifiers after them left out (``以上``).
        number_start: Where the digits begin.
        number_end: Where the digits end; of a range, the upper number's.
        value: The number, scaled; per cent for fractions.
        value_max: Upper end of a range; None where it is none.
        unit: The unit, spelled as in :mod:`ingest.measures`; ``名`` for a rank.
        qualifier: As written, several joined by ``…`` (``约…余``); empty where exact.
        outer_start: Where figure and qualifiers together begin.
        outer_end: Where they end.
        is_rank: Whether it is a place in an order (``第6名``).
    """

    start: int
    end: int
    number_start: int
    number_end: int
    value: float
    value_max: float | None
    unit: str
    qualifier: str
    outer_start: int
    outer_end: int
    is_rank: bool = False
