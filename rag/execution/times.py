"""The times that a plan asks about, and which figures are of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.execution.places import is_named
from rag.execution.rows import PlaceKey, Row
from rag.plan import Plan, Span
from vectorstore.records import Aggregation, Fact, Metadata, ReportSummary, Status

_FIRST_DAY, _LAST_DAY = "-01-01", "-12-31"
_FAR = 9
"""Farther from a report's own year than any figure of a whole year that matters."""


class Interval(NamedTuple):
    """First and last day, ISO, both in it."""

    first: str
    last: str

    @property
    def years(self) -> range:
        """The years that it touches."""
        return range(int(self.first[:4]), int(self.last[:4]) + 1)

    @property
    def is_whole_years(self) -> bool:
        """Whether it begins and ends with a year."""
        return self.first.endswith(_FIRST_DAY) and self.last.endswith(_LAST_DAY)

    def holds(self, other: Interval) -> bool:
        """Whether another one lies in it."""
        return self.first <= other.first and other.last <= self.last


def whole_year(year: int) -> Interval:
    """A calendar year."""
    return Interval(f"{year:04d}{_FIRST_DAY}", f"{year:04d}{_LAST_DAY}")


def interval_of(fact: Fact) -> Interval | None:
    """When a figure is of; its report's year where the text says nothing; None where unknown."""
    if fact.period_start and fact.period_end:
        return Interval(fact.period_start, fact.period_end)
    return whole_year(fact.year) if fact.year is not None and not fact.period else None


def is_of(fact: Fact, asked: Interval) -> bool:
    """Whether a figure is of a time: of all of it, or for a stock, of a day at its end.

    Part of a year never stands for the year, nor several years for one.
    """
    own = interval_of(fact)
    if own is None:
        return False
    if fact.aggregation is Aggregation.AS_OF:
        return asked.holds(Interval(own.last, own.last)) and own.last[:4] == asked.last[:4]
    return own == asked


def is_year_within(fact: Fact, asked: Interval) -> bool:
    """Whether a figure is of one whole year, or the end of one, inside a longer time."""
    own = interval_of(fact)
    if own is None:
        return False
    year = whole_year(int(own.last[:4]))
    return asked.holds(year) and is_of(fact, year)


@dataclass(frozen=True, slots=True)
class Times:
    """The times asked about.

    Attributes:
        spans: As the plan has them.
        held: The report years of each place, from which 去年 is told.
        today: The calendar's year; None where that is not to count.
        planned: Whether what is to be is meant: 今年 is then the year after the latest report's.
        places: The place that each time is asked about of; empty where all are of all.
    """

    spans: tuple[Span, ...]
    held: Mapping[PlaceKey, frozenset[int]]
    today: int | None = None
    planned: bool = False
    places: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.spans)

    def of(self, metadata: Metadata) -> tuple[Interval, ...]:
        """The times asked about, for reports of one place; those that cannot be told are left out."""
        own = frozenset(filter(None, [metadata.report_year]))
        held = self.held.get(_key(metadata), own)
        of_places = zip(self.places, self.spans, strict=False)
        told = [span for place, span in of_places if is_named(place, metadata)] or self.spans
        found = (self._resolved(span, held) for span in told)
        return tuple(each for each in found if each is not None)

    def _resolved(self, span: Span, held: frozenset[int]) -> Interval | None:
        if span.first and span.last:
            return Interval(span.first, span.last)
        if span.shift is None or not held:
            return None
        latest = max(held)
        if self.planned and span.shift >= 0:
            return whole_year(latest + 1)
        told_from = (latest if self.today is None else self.today, latest, latest + 1)
        years = [each + span.shift for each in told_from]
        return whole_year(next((year for year in years if year in held), years[1]))

    def years(self, metadata: Metadata) -> frozenset[int]:
        """The years that the times touch, for reports of one place."""
        return frozenset(year for each in self.of(metadata) for year in each.years)


def times_of(plan: Plan, reports: Iterable[ReportSummary], today: int | None = None) -> Times:
    """The times that a plan asks about.

    Where words only say 去年, the year is told from the calendar; where no report of that year is
    held, from the place's latest report; and where none is either, it is the latest report's own:
    who asks for last year's results means the last that are told.
    """
    held: dict[PlaceKey, set[int]] = {}
    for each in reports:
        year = each.metadata.report_year
        if year is not None:
            held.setdefault(_key(each.metadata), set()).add(year)
    planned = plan.status in (Status.TARGET, Status.PLAN)
    return Times(
        plan.times,
        {key: frozenset(own) for key, own in held.items()},
        today,
        planned,
        plan.places if plan.paired else (),
    )


def distance(row: Row) -> int:
    """How far a figure's time is from its report's own year; 0 for the year itself.

    Results of the year before come next, as a work report of January tells them; then other whole
    years, parts of a year, longer times, and last what is of no known time. What is planned for the
    next year is as near as what is planned for the report's own.
    """
    fact, own = row.fact, row.report.metadata.report_year
    interval = interval_of(fact)
    if interval is None or own is None:
        return 4 * _FAR
    if len(interval.years) > 1:
        return 3 * _FAR
    years = own - int(interval.last[:4])
    if not fact.status.is_result and years == -1:
        years = 0
    is_whole = interval.is_whole_years or fact.aggregation is Aggregation.AS_OF
    far = min(abs(years), _FAR) if years >= 0 or not fact.status.is_result else _FAR
    return far if is_whole else far + 2 * _FAR


def subject_of(intervals: Sequence[Interval]) -> str:
    """Times for a sentence that says they are not held: ``2022,2023``, ``2021—2025``."""
    named = (
        f"{each.years[0]}" if len(each.years) == 1 else f"{each.years[0]}—{each.years[-1]}"
        for each in intervals
    )
    return ",".join(dict.fromkeys(named))


def _key(metadata: Metadata) -> PlaceKey:
    return (metadata.province, metadata.prefecture, metadata.region or metadata.title)
