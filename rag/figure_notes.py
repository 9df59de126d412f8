"""What a reader must know of a figure beside its name, year and value, in a few words."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from vectorstore.records import Aggregation, Direction, Measure, Scope, Status

_YEAR_END = (12, 31)
_SAME_SPAN = "同比"
"""In a name, says that a change is against the same time of the year before."""


class Told(Protocol):
    """A figure that is shown to somebody."""

    @property
    def indicator(self) -> str:
        """The name that stands beside it."""
        ...

    @property
    def period(self) -> str:
        """What the text says of time."""
        ...

    @property
    def measure(self) -> Measure:
        """What of the thing it measures."""
        ...

    @property
    def direction(self) -> Direction:
        """Which way a change goes."""
        ...

    @property
    def base(self) -> str:
        """What a change or a share is against."""
        ...

    @property
    def aggregation(self) -> Aggregation:
        """How it sums up its time."""
        ...

    @property
    def period_start(self) -> str:
        """Its first day, ISO."""
        ...

    @property
    def period_end(self) -> str:
        """Its last day, ISO."""
        ...

    @property
    def scope(self) -> Scope:
        """Which part of the place it covers."""
        ...


@dataclass(frozen=True, slots=True)
class _Words:
    """The notes of one language; those with ``{…}`` are format strings."""

    year: str
    years: str
    month: str
    months: str
    days: str
    year_end: str
    until: str
    aggregations: Mapping[Aggregation, str]
    directions: Mapping[Direction, str]
    against: str
    bare_against: str
    share_of: str
    measures: Mapping[Measure, str]
    statuses: Mapping[Status, str]
    scopes: Mapping[Scope, str]
    bases: Mapping[str, str]
    joint: str
    in_brackets: str


_ZH = _Words(
    year="{0}年",
    years="{0}—{1}年",
    month="{0}年{1}月",
    months="{0}年{1}—{2}月",
    days="{0}至{1}",
    year_end="{0}年末",
    until="截至{0}年{1}月{2}日",
    aggregations={Aggregation.CUMULATIVE: "{0}累计", Aggregation.YEARLY_AVERAGE: "{0}年均"},
    directions={
        Direction.UP: "增长",
        Direction.DOWN: "下降",
        Direction.FLAT: "持平",
        Direction.NONE: "变化",
    },
    against="比{base}{change}",
    bare_against="比{base}",
    share_of="占{base}",
    measures={
        Measure.SHARE: "占比",
        Measure.PER_HEAD: "人均",
        Measure.RANK: "位次",
        Measure.RATIO: "倍数",
        Measure.LIMIT: "界限",
    },
    statuses={Status.TARGET: "目标", Status.PLAN: "计划", Status.PREVIOUS: "上年"},
    scopes={Scope.OWN_LEVEL: "本级"},
    bases={},
    joint="、",
    in_brackets="{0}\uff08{1}\uff09",
)
_EN = _Words(
    year="{0}",
    years="{0}–{1}",
    month="{0}-{1:02d}",
    months="{0}-{1:02d} to {0}-{2:02d}",
    days="{0} to {1}",
    year_end="end of {0}",
    until="as of {0}-{1:02d}-{2:02d}",
    aggregations={
        Aggregation.CUMULATIVE: "{0} in all",
        Aggregation.YEARLY_AVERAGE: "{0} yearly average",
    },
    directions={
        Direction.UP: "growth",
        Direction.DOWN: "decline",
        Direction.FLAT: "unchanged",
        Direction.NONE: "change",
    },
    against="{change} on {base}",
    bare_against="on {base}",
    share_of="share of {base}",
    measures={
        Measure.SHARE: "share",
        Measure.PER_HEAD: "per head",
        Measure.RANK: "rank",
        Measure.RATIO: "multiple",
        Measure.LIMIT: "bound",
    },
    statuses={Status.TARGET: "target", Status.PLAN: "plan", Status.PREVIOUS: "earlier result"},
    scopes={Scope.OWN_LEVEL: "own level only"},
    bases={"上年": "the year before", "上年同期": "the year before", "上年末": "the year before"},
    joint=", ",
    in_brackets="{0} ({1})",
)


def figure_notes(
    figure: Told, status: Status | str, year: int | None, language: str = "zh"
) -> tuple[str, ...]:
    """Time, status, measure and scope of a figure where they differ from the plain case.

    The plain case is a result: the level of the whole place in the year that is shown beside it.
    What the figure's name says already is not said again.

    Args:
        figure: The figure.
        status: Whether it is a result, an earlier one, a target or a plan.
        year: The year that is shown beside it.
        language: ``zh`` or ``en``; texts of reports stay as they are.
    """
    time = time_note(figure, year, language)
    kind = kind_notes(figure, status, language)
    if time and status == Status.PREVIOUS:
        kind = kind[1:]
    return tuple(dict.fromkeys(filter(None, (time, *kind))))


def time_note(figure: Told, year: int | None, language: str = "zh") -> str:
    """The time that a figure is of; empty where that is the year shown beside it."""
    return _time(figure, year, _words_of(language))


def kind_notes(figure: Told, status: Status | str, language: str = "zh") -> tuple[str, ...]:
    """Status, measure and scope of a figure where they differ from the plain case."""
    words = _words_of(language)
    said = (
        words.statuses.get(Status(status), ""),
        _measure(figure, words),
        words.scopes.get(figure.scope, ""),
    )
    return tuple(each for each in said if each and each not in figure.indicator)


def noted_name(figure: Told, status: Status | str, year: int | None, language: str = "zh") -> str:
    """A figure's name with what must be known of it in brackets; see :func:`figure_notes`."""
    notes = figure_notes(figure, status, year, language)
    if not notes:
        return figure.indicator
    words = _words_of(language)
    return words.in_brackets.format(figure.indicator, words.joint.join(notes)).strip()


def _words_of(language: str) -> _Words:
    return _EN if language.startswith("en") else _ZH


def _measure(figure: Told, words: _Words) -> str:
    base = words.bases.get(figure.base, figure.base)
    if _SAME_SPAN in figure.indicator and figure.base == "上年同期":
        base = ""
    if figure.measure is Measure.CHANGE:
        change = words.directions[figure.direction]
        if not base:
            return change
        named = change in figure.indicator
        return (words.bare_against if named else words.against).format(base=base, change=change)
    if figure.measure is Measure.SHARE and base:
        return words.share_of.format(base=base)
    return words.measures.get(figure.measure, "")


def _time(figure: Told, year: int | None, words: _Words) -> str:
    """When the figure is of; empty where that is the year shown."""
    if not figure.period_start or not figure.period_end:
        return "" if figure.period == str(year) else figure.period
    start, end = date.fromisoformat(figure.period_start), date.fromisoformat(figure.period_end)
    if figure.aggregation is Aggregation.AS_OF:
        return _point(end, year, words)
    span = _span(start, end, words)
    summed = words.aggregations.get(figure.aggregation)
    if summed is not None:
        return summed.format(span)
    return "" if span == words.year.format(year) else span


def _point(day: date, year: int | None, words: _Words) -> str:
    if (day.month, day.day) != _YEAR_END:
        return words.until.format(day.year, day.month, day.day)
    return "" if day.year == year else words.year_end.format(day.year)


def _span(start: date, end: date, words: _Words) -> str:
    whole_months = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if whole_months and (start.month, end.month) == (1, 12):
        if start.year == end.year:
            return words.year.format(start.year)
        return words.years.format(start.year, end.year)
    if whole_months and start.year == end.year:
        form = words.month if start.month == end.month else words.months
        return form.format(start.year, start.month, end.month)
    return words.days.format(start.isoformat(), end.isoformat())
