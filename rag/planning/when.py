"""The times that a question asks about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.plan import Span
from rag.planning.view import Reading
from rag.tagging.labels import Marked
from rag.tagging.times import Expression, expressions, short_year

_OF_A_NAME = "I"
_COMPARED = "CMV"
"""Kinds of spans in which a time is what is compared with (``比去年增长``)."""
_SPEECH = re.compile("工作报告|预算")
"""Reports that are called after another year than most of their figures are of."""
_COMPARISON = re.compile(
    r"[比较]\s*$|(?:than|compared with|compared to|from|versus|vs|on|over)\s+(?:the )?$"
)
"""What makes a year told from another one what is compared with."""


def times_of(reading: Reading, years: Sequence[int] = ()) -> tuple[Span, ...]:
    """The times asked about, in the question's order, each once; see :func:`placed_times`."""
    return tuple(dict.fromkeys(span for _, span in placed_times(reading, years)))


def placed_times(reading: Reading, years: Sequence[int] = ()) -> list[tuple[int, Span]]:
    """The times asked about with where each stands, in order.

    Args:
        reading: The question.
        years: Years of the collection's reports, ascending: 近三年 is counted back from the last.
    """
    asked = [
        each
        for each in expressions(reading.view, reading.tagged.language)
        if _is_asked(reading, each)
    ]
    found: list[tuple[int, Span]] = []
    for number, each in enumerate(asked):
        before = _year_before(asked[:number])
        found += ((each.start, span) for span in _spans(reading, each, years, before))
    found += [(mark.start, span) for mark in _bare(reading) for span in _short(reading, mark)]
    return sorted(found, key=lambda each: each[0])


def resolved(spans: Iterable[Span], years: Sequence[int], today: int | None) -> tuple[Span, ...]:
    """Times without a year of their own, told from the collection; those still open, closed.

    上半年 is of the latest year held; 去年上半年 of the calendar's last year where that is held, and
    else of the one before the latest. Without years and calendar they stay as they are.

    Args:
        spans: The times.
        years: Years of the collection's reports, ascending.
        today: The calendar's year.
    """
    latest = years[-1] if years else today
    if latest is None:
        return tuple(spans)
    return tuple(_resolved(span, years, latest, today) for span in spans)


def _resolved(span: Span, years: Sequence[int], latest: int, today: int | None) -> Span:
    if span.first and not span.last:
        return span.model_copy(update={"last": f"{max(latest, int(span.first[:4]))}-12-31"})
    if not span.first.startswith("--"):
        return span
    year = latest
    if span.shift is not None:
        told = [each + span.shift for each in (today or latest, latest)]
        year = next((each for each in told if each in years), told[-1])
    first, last = (f"{year}{day[1:]}" for day in (span.first, span.last))
    return Span(words=span.words, first=first, last=last)


def _year_before(asked: Sequence[Expression]) -> int | None:
    """The year that the last of some times names; None where it names none."""
    first = asked[-1].first[:4] if asked else ""
    return int(first) if first.isdigit() else None


def _is_asked(reading: Reading, each: Expression) -> bool:
    """Whether an expression is a time asked about, not part of a name or of a comparison."""
    if reading.is_denied(each.start) or of_title(reading, each):
        return False
    if each.is_plain and _COMPARISON.search(reading.lower[: each.start]):
        return False
    if reading.within(each.start, each.end, "T"):
        return True
    if reading.within(each.start, each.end, _COMPARED):
        return False
    inside = reading.within(each.start, each.end, _OF_A_NAME)
    return not (each.is_plain or each.first.startswith("--")) if inside else True


def of_title(reading: Reading, each: Expression) -> bool:
    """Whether a year is that of a report's title, whose figures are mostly of other years.

    A work report of 2026 tells of 2025 and a budget of both; Chinese titles can be looked for.
    """
    if reading.tagged.language == "en":
        return False
    return any(
        span.start <= each.start and each.end <= span.end and _SPEECH.search(reading.low(span))
        for span in reading.spans("D")
    )


def _spans(
    reading: Reading, each: Expression, years: Sequence[int], before: int | None
) -> Iterator[Span]:
    words = reading.tagged.question[each.start : each.end].strip()
    if each.is_told and before is not None:
        if not each.back:
            yield _whole_years(words, before + (each.shift or 0), before + (each.shift or 0))
        return  # 这三年 are the years named before it
    if not each.back:
        first, last = each.first, each.last
        if first.startswith("--") and each.shift is None and before is not None:
            first, last = f"{before}{first[1:]}", f"{before}{last[1:]}"
        yield Span(words=words, first=first, last=last, shift=each.shift)
        return
    end = each.shift or 0
    if years and end == 0:
        yield _whole_years(words, years[-1] - each.back, years[-1])
        return
    for shift in range(end - each.back, end + 1):
        yield Span(words=words, shift=shift)


def _whole_years(words: str, first: int, last: int) -> Span:
    return Span(words=words, first=f"{first}-01-01", last=f"{last}-12-31")


def _bare(reading: Reading) -> Iterator[Marked]:
    """Spans marked as times in which the grammar sees none."""
    named = expressions(reading.view, reading.tagged.language)
    for mark in reading.spans("T"):
        if not any(each.start < mark.end and mark.start < each.end for each in named):
            yield mark


def _short(reading: Reading, mark: Marked) -> Iterator[Span]:
    """Years without 年; else words without days, which stay to be understood."""
    years = list(short_year(reading.view[mark.start : mark.end]))
    for year in years:
        yield _whole_years(reading.said(mark), year, year)
