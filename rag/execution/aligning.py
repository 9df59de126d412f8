"""Which of several years' figures stand side by side: one for each place, of one year if can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.execution.gathering import Gathered, Gatherer, Task
from rag.execution.rows import Row, by_place

_NEWEST_YEARS = 3
"""How many of a place's years answer where none is asked about."""


def of_place(gatherer: Gatherer, task: Task, gathered: Gathered, place: str) -> list[Row]:
    """A place's figures: at the times asked, else the newest; of other reports where it has none."""
    rows: Sequence[Row] = gathered.of(place) if place else gathered.rows
    if not rows and place:
        rows = gatherer.elsewhere(task, gathered.link, gathered.kind, place)
    return list(rows) if task.times else newest(rows, _NEWEST_YEARS)


def newest(rows: Sequence[Row], years: int) -> list[Row]:
    """The rows of each place's latest years, the latest first."""
    found: list[Row] = []
    for own in by_place(rows).values():
        told = sorted({row.year for row in own if row.year is not None}, reverse=True)[:years]
        dated = [row for year in told for row in own if row.year == year]
        found += dated or own
    return found


def aligned(task: Task, rows: Sequence[Row]) -> list[Row]:
    """Of each place the rows of the year that most places tell of, or else of its latest.

    All rows where they are of one place, whose years are then what is compared, and where the plan
    says which times.
    """
    places = by_place(rows)
    if task.times or len(places) == 1:
        return list(rows)
    years = Counter(year for own in places.values() for year in {row.year for row in own} if year)
    usual = max(years, key=lambda year: (years[year], year), default=None)
    found: list[Row] = []
    for own in places.values():
        found += [row for row in own if row.year == usual] or newest(own, 1)
    return found


def without_wholes(rows: Sequence[Row]) -> list[Row]:
    """Rows without those of places that others among them lie in: nothing is added twice."""
    around = {name for row in rows for name in _around(row)}
    inner = [row for row in rows if row.place not in around]
    return inner if len(by_place(rows)) > 1 else list(rows)


def _around(row: Row) -> set[str]:
    metadata = row.report.metadata
    return {metadata.province, metadata.prefecture} - {row.place, ""}
