"""The map of a collection: places by years, each cell a number of reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from ingest.lexicon.places import Places
from rag.schemas import TallyCellOut

_YEARS = 16
"""Most years that are shown; of more, the latest."""

_STRENGTHS = 4
"""Cells with reports have a strength from 1 to this."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The reports of a place and a year.

    Attributes:
        year: None where it is not known.
        reports: How many; 0 shows a gap.
        doubtful: How many of them carry warnings.
        strength: 0 for a gap, else 1 to 4, by the logarithm of the number.
    """

    year: int | None
    reports: int
    doubtful: int
    strength: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A place: its cells by year, and its reports in all (also of years that are not shown)."""

    place: str
    cells: tuple[Cell, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Places by years.

    Attributes:
        years: The columns, without gaps where there are few; None, last, for unknown.
        rows: In the order of their administrative codes, those without one after them by name; the
            unknown place last.
    """

    years: tuple[int | None, ...]
    rows: tuple[MatrixRow, ...]


def matrix_of(cells: Sequence[TallyCellOut]) -> Matrix:
    """Lays counts out as places by years."""
    known = sorted({cell.year for cell in cells if cell.year is not None})
    years: list[int | None] = list(_columns(known))
    if any(cell.year is None for cell in cells):
        years.append(None)
    counts: dict[str, dict[int | None, TallyCellOut]] = defaultdict(dict)
    for cell in cells:
        counts[cell.place][cell.year] = cell
    most = max((cell.reports for cell in cells), default=1)
    rows = [
        MatrixRow(
            place,
            tuple(_cell(year, held.get(year), most) for year in years),
            sum(each.reports for each in held.values()),
        )
        for place, held in sorted(counts.items(), key=lambda each: _rank(each[0]))
    ]
    return Matrix(tuple(years), tuple(rows))


def _rank(place: str) -> tuple[bool, bool, str, str]:
    code = _codes().get(place, "")
    return not place, not code, code, place


@cache
def _codes() -> dict[str, str]:
    """Codes of places by name; of several of one name today's, or the first."""
    codes: dict[str, str] = {}
    for each in sorted(Places.load(), key=lambda place: (bool(place.valid_until), place.code)):
        codes.setdefault(each.name, each.code)
    return codes


def _columns(known: list[int]) -> list[int]:
    if not known:
        return []
    span = range(known[0], known[-1] + 1)
    return list(span) if len(span) <= _YEARS else known[-_YEARS:]


def _cell(year: int | None, counted: TallyCellOut | None, most: int) -> Cell:
    if counted is None:
        return Cell(year, 0, 0, 0)
    share = log(counted.reports + 1) / log(most + 1)
    strength = max(1, round(share * _STRENGTHS))
    return Cell(year, counted.reports, counted.doubtful, strength)
