"""One indicator over places and years: charts, and the table with every figure's source."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from rag import calls
from rag.answers.draft import Figure
from rag.answers.frames import written
from rag.client import AsyncYijuClient
from rag.comparison_schemas import ComparedOut, ComparisonOut
from rag.figure_notes import figure_notes
from rag.side_by_side import Apart
from ui.web.charts import (
    MOST_BARS,
    MOST_LINES,
    Point,
    Trend,
    ranking_of,
    short,
    trend_of,
)
from ui.web.compare_kinds import KINDS, Chooser, choosers_of, kind_said, left_out, vain_pick
from ui.web.compare_words import CompareWords, compare_words
from ui.web.pages import language, number, page, trouble
from ui.web.visitor import Visitor
from ui.web.words import Words
from vectorstore.errors import ServiceError
from vectorstore.queries import Filter, PlaceLevel
from vectorstore.records import Measure

_ROWS = 2000
"""Most figures that a page draws and lists."""

_TABLE = 100
"""Rows of the table on one page."""

_WIDTHS = (880, 340)
"""Of charts on a desk and on a phone: text keeps its size."""

_NEARLY = 0.6
"""A year with this share of the most figures is worth showing, if it is later."""

_SORTS = ("region", "year", "value")
_YEARS = range(1900, 2201)
"""As the service takes them."""

_MOST_TYPED = 20
"""So many places are looked up; more can only come from an address, which knows their names."""

_MINUS = "\u2212"
"""Before the number of a decline."""

_LONG = re.compile(r"[0-9]{5,}")


def compare_pages(client: AsyncYijuClient) -> APIRouter:
    """The page over a client of the service."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/compare")
    async def compare(request: Request) -> HTMLResponse:
        """One indicator, or what can be compared."""
        visitor = Visitor.of(request)
        wanted = Wanted.from_request(request)
        caller = client.as_caller(request.headers)
        try:
            if not wanted.indicator:
                return await _welcome(caller, visitor)
            return await _compared(caller, visitor, wanted)
        except ServiceError as error:
            return trouble(visitor, error, here="/compare")

    return router


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; see ``docs/pages.md``."""

    indicator: str
    regions: tuple[str, ...]
    years: tuple[int, ...]
    unit: str
    kind: Mapping[str, str]
    at: int
    sort: str
    offset: int

    @classmethod
    def from_request(cls, request: Request) -> Wanted:
        """Takes what it knows of a request's query."""
        query = request.query_params
        regions = [
            name.strip()
            for given in query.getlist("region")
            for name in given.replace("\uff0c", "、").replace(",", "、").split("、")
        ]
        sort = query.get("sort", "")
        return cls(
            query.get("indicator", "").strip()[:200],
            tuple(dict.fromkeys(name for name in regions if name)),
            tuple(sorted({number(each) for each in query.getlist("year")} & {*_YEARS})),
            query.get("unit", "").strip()[:20],
            {axis: value for axis in KINDS if (value := query.get(axis, "")) in KINDS[axis]},
            number(query.get("at", "")),
            sort if sort.removeprefix("-") in _SORTS else "",
            number(query.get("offset", "")),
        )

    def url(self, words: Words, base: str = "/compare", **changes: object) -> str:
        """The same comparison with something changed."""
        values: dict[str, object] = {
            "indicator": self.indicator,
            "region": self.regions,
            "year": self.years,
            "unit": self.unit,
            **self.kind,
            "at": self.at,
            "sort": self.sort,
        }
        named = {name: value for name, value in (values | changes).items() if value}
        tongue = language(words) if base == "/compare" else {}
        return f"{base}?{urlencode(named | tongue, doseq=True)}"


@dataclass(frozen=True, slots=True)
class UnknownPlace:
    """A place that no report is about.

    Attributes:
        name: As typed.
        near: Places whose names hold it.
    """

    name: str
    near: tuple[str, ...]


async def _welcome(client: AsyncYijuClient, visitor: Visitor) -> HTMLResponse:
    own = compare_words(visitor.words.lang)
    often, tally = await asyncio.gather(
        client.call(calls.indicators("", 24)), client.call(calls.tally(PlaceLevel.PROVINCE))
    )
    wanted = Wanted("", (), (), "", {}, 0, "", 0)
    years = sorted({cell.year for cell in tally.cells if cell.year}, reverse=True)
    return _page(visitor, own, wanted, years, often=often.indicators, found=None, unknown=[])


async def _with_known_places(
    client: AsyncYijuClient, wanted: Wanted
) -> tuple[Wanted, list[UnknownPlace]]:
    """Completes names that were typed in part, where only one place can be meant.

    Returns:
        What is wanted with whole names, and those that no report is about.
    """
    typed = wanted.regions[:_MOST_TYPED]
    answers = await asyncio.gather(*(client.call(calls.places(name, 9)) for name in typed))
    regions, unknown = [], []
    for name, answer in zip(typed, answers, strict=True):
        near = list(dict.fromkeys(each.name for each in answer.places))
        if name in near:
            regions.append(name)
        elif len(near) == 1:
            regions += near
        else:
            regions.append(name)
            unknown.append(UnknownPlace(name, tuple(near)))
    kept = dict.fromkeys([*regions, *wanted.regions[_MOST_TYPED:]])
    return replace(wanted, regions=tuple(kept)), unknown


async def _compared(client: AsyncYijuClient, visitor: Visitor, wanted: Wanted) -> HTMLResponse:
    words = visitor.words
    own = compare_words(words.lang)
    wanted, unknown = await _with_known_places(client, wanted)
    (wanted, found), tally = await asyncio.gather(
        _of_a_kind(client, wanted),
        client.call(calls.tally(PlaceLevel.PROVINCE, Filter(wanted.regions))),
    )
    years = sorted({cell.year for cell in tally.cells if cell.year} | {*wanted.years}, reverse=True)
    if not found.rows:
        near = (await client.call(calls.indicators(wanted.indicator, 8))).indicators
        return _page(visitor, own, wanted, years, found=found, often=near, unknown=unknown)
    points, shared = _points(found, words)
    at = _year_shown(points, wanted)
    over = sorted({each.row.year for each in points if each.row.year})
    in_year = [each for each in points if each.row.year == at] if at else points
    return _page(
        visitor,
        own,
        wanted,
        years,
        found=found,
        unknown=unknown,
        often=[],
        at=at,
        year_choices=over,
        rankings=[ranking_of(in_year, width) for width in _WIDTHS] if in_year else [],
        trends=_trends(points, over),
        choosers=choosers_of(own, found),
        kind_said=own.kind_joint.join(filter(None, (kind_said(own, found), *shared))),
        left_out=left_out(own, found),
        rank_summary=_rank_summary(own, found, in_year, at),
        trend_summary=own.trend_summary.format(
            subject=found.subject.name,
            years=f"{over[0]}–{over[-1]}" if over else "",
            places="、".join(dict.fromkeys(each.place for each in points[:MOST_LINES])),
        ),
        rows=points[wanted.offset : wanted.offset + _TABLE],
        first=wanted.offset + 1,
        last=min(wanted.offset + _TABLE, len(points)),
        listed=len(points),
        previous=wanted.url(words, offset=wanted.offset - _TABLE) if wanted.offset else "",
        following=wanted.url(words, offset=wanted.offset + _TABLE)
        if wanted.offset + _TABLE < len(points)
        else "",
        unnamed=max(
            0,
            found.coverage.mentioning
            + found.coverage.silent
            - sum(bool(each.report_id) for each in found.missing),
        ),
    )


def _page(
    visitor: Visitor,
    own: CompareWords,
    wanted: Wanted,
    years: Sequence[int],
    choosers: Sequence[Chooser] = (),
    **values: Any,  # noqa: ANN401
) -> HTMLResponse:
    return page(
        "compare.html",
        visitor,
        scripted=True,
        here="/compare",
        own=own,
        wanted=wanted,
        years=years,
        url=partial(wanted.url, visitor.words),
        choosers=choosers,
        most_bars=MOST_BARS,
        most_lines=MOST_LINES,
        **values,
    )


async def _of_a_kind(client: AsyncYijuClient, wanted: Wanted) -> tuple[Wanted, ComparisonOut]:
    """The comparison, without picks that nothing is left of because of those before them."""
    where = Filter(wanted.regions, wanted.years)
    sort = wanted.sort or "-value"
    while True:
        found = await client.call(
            calls.comparison(wanted.indicator, where, wanted.unit, sort, _ROWS, wanted.kind)
        )
        vain = vain_pick(wanted.kind, found)
        if not vain:
            return wanted, found
        kept = {axis: value for axis, value in wanted.kind.items() if axis != vain}
        wanted = replace(wanted, kind=kept)


def _points(found: ComparisonOut, words: Words) -> tuple[list[Point], list[str]]:
    """The figures, and what is said of all of them instead of each."""
    points = [_point(row, found.unit, words) for row in found.rows]
    if len(points) < 2:
        return points, []
    shared = [note for note in points[0].notes if all(note in each.notes for each in points)]
    return [
        replace(each, notes=tuple(note for note in each.notes if note not in shared))
        for each in points
    ], shared


def _point(row: ComparedOut, unit: str, words: Words) -> Point:
    span = f"start={row.start}&end={row.end}" + ("&lang=en" if language(words) else "")
    href = f"/reports/{quote(row.report_id, safe='')}?{span}#quote"
    text = written(Figure("", row.figure, row.figure_unit, row.qualifier, row.quote))
    if row.compared < 0:
        text = _MINUS + text
    converted = short(row.compared).replace("-", _MINUS) + unit if row.unit != unit else ""
    if converted == text:
        converted = ""
    return Point(row, _LONG.sub(_grouped, text), href, converted, _notes(row, words))


def _notes(row: ComparedOut, words: Words) -> tuple[str, ...]:
    """How a figure differs; that it is a change is said of all, and against what by its quote."""
    told = row
    if row.measure is Measure.CHANGE and Apart.BASE not in row.apart:
        told = row.model_copy(update={"measure": Measure.LEVEL})
    return figure_notes(told, row.fact_status, row.year, words.lang)


def _grouped(digits: re.Match[str]) -> str:
    """A long number as it is easily read; not where it follows a decimal point."""
    before = digits.string[: digits.start()]
    return digits[0] if before.endswith((".", ",")) else f"{int(digits[0]):,}"


def _year_shown(drawn: Sequence[Point], wanted: Wanted) -> int:
    """The year to rank: the one asked for, else the latest that has nearly as many as any."""
    counts = Counter(each.row.year for each in drawn if each.row.year)
    if wanted.at in counts:
        return wanted.at
    enough = _NEARLY * max(counts.values(), default=0)
    return max((year for year, count in counts.items() if count >= enough), default=0)


def _trends(drawn: Sequence[Point], years: Sequence[int]) -> list[Trend]:
    """Charts of the years with a figure; none for a single one."""
    if len(years) < 2:
        return []
    often = Counter(each.place for each in drawn)
    ordered = sorted(drawn, key=lambda each: -often[each.place])
    return [trend_of(ordered, years, width) for width in _WIDTHS]


def _rank_summary(
    own: CompareWords, found: ComparisonOut, in_year: Sequence[Point], at: int
) -> str:
    ranked = [each for each in in_year if not each.doubtful] or list(in_year)
    if not ranked:
        return ""
    ranked = sorted(ranked, key=lambda each: -each.row.compared)
    return own.chart_summary.format(
        subject=found.subject.name,
        year=at or "",
        n=len(ranked),
        first=ranked[0].place,
        top=ranked[0].said,
        last=ranked[-1].place,
        bottom=ranked[-1].said,
    )
