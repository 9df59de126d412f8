"""Charts as numbers: where bars, lines and dots of an SVG lie. Templates draw them.

Lengths are in the units of the SVG's view box, y downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor, log10

from rag.comparison_schemas import ComparedOut

MOST_BARS = 40
MOST_LINES = 8

_ROW = 27.0
_BAR = 15.0
_LEAST = 1.5
_TOP = 8.0
_LETTER = 13.0
"""Width of a Chinese character at the size of labels."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A place's figure.

    Attributes:
        label: The place.
        text: The figure as the report writes it.
        href: Where its quote is.
        y: Middle of its row.
        x: Where the bar begins: at the zero line, or left of it for a decline.
        width: Length of the bar.
        end: Where the bar ends, and the figure is written.
        extra: Length that a range adds; 0 for none.
        bound: ``min``, ``max``, ``about`` or empty.
        doubtful: Whether it stands apart.
    """

    label: str
    text: str
    href: str
    y: float
    x: float
    width: float
    end: float
    extra: float
    bound: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Figures by size.

    Attributes:
        width: Of the view box.
        height: Of the view box.
        left: Where labels end.
        zero: Where the zero line is.
        thick: Thickness of a bar.
        bars: The figures, those that stand apart last.
        divide: Where those begin; 0 for none.
        more: How many are not shown.
    """

    width: float
    height: float
    left: float
    zero: float
    thick: float
    bars: tuple[Bar, ...]
    divide: float
    more: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure in a year."""

    x: float
    y: float
    top: float
    text: str
    href: str
    bound: str
    doubtful: bool
    year: int


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of a place over the years.

    Attributes:
        label: The place.
        dots: Its figures.
        solid: Pairs of neighbouring years, as ``x1 y1 x2 y2``.
        broken: Pairs with years between them that have no figure.
        gaps: Where the years without a figure lie; none for a place of a single year, of which no
            change could be seen anyway.
        gap_y: Where they are marked.
        end_x: Where the label begins, beside the last figure.
        end_y: Its height, so that labels do not cover each other.
    """

    label: str
    dots: tuple[Dot, ...]
    solid: tuple[tuple[float, float, float, float], ...]
    broken: tuple[tuple[float, float, float, float], ...]
    gaps: tuple[float, ...]
    gap_y: float
    end_x: float
    end_y: float


@dataclass(frozen=True, slots=True)
class Trend:
    """Figures over the years.

    Attributes:
        width: Of the view box.
        height: Of the view box.
        left: Where the plot begins.
        right: Where it ends.
        bottom: Where its lowest value lies.
        ticks: ``(y, words)`` of the scale.
        years: ``(x, year)``.
        lines: One a place.
        more: How many places are not shown.
    """

    width: float
    height: float
    left: float
    right: float
    bottom: float
    ticks: tuple[tuple[float, str], ...]
    years: tuple[tuple[float, int], ...]
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Point:
    """A figure with what a chart says of it.

    Attributes:
        row: The figure.
        text: As the report writes it.
        href: Where its quote is.
        converted: The same in the unit of the chart; empty where it is written in that.
        notes: How it differs from the others, in a few words.
    """

    row: ComparedOut
    text: str
    href: str
    converted: str = ""
    notes: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The place, and the department where one reports."""
        return " ".join(filter(None, (self.row.region or self.row.title, self.row.department)))

    @property
    def doubtful(self) -> bool:
        """Whether it stands apart."""
        return bool(self.row.apart)

    @property
    def said(self) -> str:
        """The figure in the unit of the chart."""
        return self.converted or self.text

    @property
    def upper(self) -> float:
        """The number, or the upper end of a range."""
        row = self.row
        return row.compared if row.compared_max is None else row.compared_max


def ranking_of(points: Sequence[Point], width: float) -> Ranking:
    """Figures by size, the largest first.

    Args:
        points: Of one unit, and of one year.
        width: Of the view box; decides how much room labels have.
    """
    ordered = sorted(points, key=lambda each: (each.doubtful, -each.row.compared))
    shown = ordered[:MOST_BARS]
    longest = max((len(each.place) for each in shown), default=0)
    left = min(longest * _LETTER + 12, width * 0.36)
    room = width - left - max((len(each.said) for each in shown), default=0) * 10.0 - 26
    room = max(room, 40.0)
    top = max((each.upper for each in shown), default=0.0)
    low = min((each.row.compared for each in shown), default=0.0)
    size_of = _sizes(min(low, 0.0), max(top, 0.0), room)
    zero = round(left + size_of(-min(low, 0.0)), 1)
    bars, divide, y = [], 0.0, _TOP
    for number, point in enumerate(shown):
        if point.doubtful and not divide and number:
            divide, y = y + 6, y + 12
        length = round(max(size_of(abs(point.row.compared)), _LEAST), 1)
        fell = point.row.compared < 0
        bars.append(
            Bar(
                point.place,
                point.said,
                point.href,
                round(y + _ROW / 2, 1),
                round(zero - length, 1) if fell else zero,
                length,
                zero if fell else round(zero + length, 1),
                round(size_of(max(point.upper - point.row.compared, 0.0)), 1),
                point.row.bound,
                point.doubtful,
            )
        )
        y += _ROW
    return Ranking(
        width,
        round(y + _TOP, 1),
        round(left, 1),
        zero,
        _BAR,
        tuple(bars),
        round(divide, 1),
        len(ordered) - len(shown),
    )


def _sizes(low: float, high: float, room: float) -> Callable[[float], float]:
    """How long a bar is, for values that span so much."""
    span = high - low
    return lambda value: value / span * room if span > 0 else 0.0


def trend_of(points: Sequence[Point], years: Sequence[int], width: float) -> Trend:
    """Figures over the years, a line a place.

    Args:
        points: Of one unit; those without a year are left out.
        years: The years to show, ascending; those without any figure are left out.
        width: Of the view box.
    """
    places = list(dict.fromkeys(each.place for each in points if each.row.year in years))
    shown = places[:MOST_LINES]
    held = {each.row.year for each in points if each.place in shown}
    years = [year for year in years if year in held]
    labels = max((len(each) for each in shown), default=0) * _LETTER
    narrow = width < 500
    left, right = 58.0, width - (14.0 if narrow else min(labels + 22, width * 0.28))
    plot = 230.0 if narrow else 280.0
    values = [
        value for each in points if each.place in shown for value in (each.row.compared, each.upper)
    ]
    ticks = _ticks(values)
    low, high = ticks[0], ticks[-1]

    def height_of(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(16 + plot * (1 - share), 1)

    step = (right - left) / max(len(years), 1)
    at = {year: round(left + step * (number + 0.5), 1) for number, year in enumerate(years)}
    lines: list[Line] = []
    gap_y = 16 + plot + 40
    for place in shown:
        own = [each for each in points if each.place == place and each.row.year in at]
        lines.append(_line(place, own, at, height_of, gap_y))
        gap_y += 14 if lines[-1].gaps else 0
    return Trend(
        width,
        gap_y + 4,
        left,
        round(right, 1),
        16 + plot,
        tuple((height_of(tick), short(tick)) for tick in ticks),
        tuple((x, year) for year, x in at.items()),
        tuple(_apart(lines)),
        len(places) - len(shown),
    )


def _line(
    place: str,
    own: Sequence[Point],
    at: Mapping[int, float],
    height_of: Callable[[float], float],
    gap_y: float,
) -> Line:
    dots = []
    for point in sorted(own, key=lambda each: each.row.year or 0):
        year = point.row.year or 0
        dots.append(
            Dot(
                at[year],
                height_of(point.row.compared),
                height_of(point.upper),
                point.said,
                point.href,
                point.row.bound,
                point.doubtful,
                year,
            )
        )
    solid: list[tuple[float, float, float, float]] = []
    broken: list[tuple[float, float, float, float]] = []
    trusted = [dot for dot in dots if not dot.doubtful]
    for one, next_ in pairwise(trusted):
        near = next_.year - one.year <= 1
        (solid if near else broken).append((one.x, one.y, next_.x, next_.y))
    stated = {dot.year for dot in dots}
    return Line(
        place,
        tuple(dots),
        tuple(solid),
        tuple(broken),
        tuple(x for year, x in at.items() if year not in stated) if len(stated) > 1 else (),
        gap_y,
        (dots[-1].x if dots else 0.0) + 9,
        dots[-1].y if dots else gap_y,
    )


def _apart(lines: Sequence[Line]) -> list[Line]:
    """The lines with their labels moved so far that none covers another."""
    placed: dict[str, float] = {}
    above: list[Line] = []
    for line in sorted(lines, key=lambda each: each.end_y):
        blocking = [placed[each.label] + 17 for each in above if _are_beside(each, line)]
        placed[line.label] = max([line.end_y, *blocking])
        above.append(line)
    return [replace(line, end_y=round(placed[line.label], 1)) for line in lines]


def _are_beside(one: Line, other: Line) -> bool:
    """Whether labels would run into each other at the same height."""
    first, second = sorted((one, other), key=lambda line: line.end_x)
    return second.end_x < first.end_x + len(first.label) * _LETTER + 12


def _ticks(values: Sequence[float]) -> list[float]:
    """Round numbers that span the values; from zero unless all lie far above it."""
    if not values:
        return [0.0, 1.0]
    low, high = min(values), max(values)
    if 0 <= low < high * 0.6 or low == high:
        low = min(low, 0.0)
    span = high - low or abs(high) or 1.0
    magnitude = 10 ** floor(log10(span / 4))
    step = next(each * magnitude for each in (1, 2, 2.5, 5, 10) if each * magnitude >= span / 5)
    first = floor(low / step) * step
    count = max(1, ceil((high - first) / step - 1e-9))
    return [round(first + step * number, 10) for number in range(count + 1)]


def short(value: float) -> str:
    """A number in 万 or 亿 where it is large."""
    for size, name in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{value / size:.6g}{name}"
    return f"{value:.6g}"
