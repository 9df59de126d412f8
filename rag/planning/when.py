"""The times that a question asks about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.plan import Span
from rag.planning.view import Reading
from rag.tagging.labels import Marked
from rag.tagging.times import Expression, expressions, short_year

_OF_A_NAME = "I"
_COMPARED = "CMV"
"""Kinds of spans in which a time is what is compared with (``比去年增长``)."""


def times_of(reading: Reading, years: Sequence[int] = ()) -> tuple[Span, ...]:
    """The times asked about, in the question's order, each once.

    Args:
        reading: The question.
        years: Years of the collection's reports, ascending: 近三年 is counted back from the last.
    """
    found = [
        (each.start, span)
        for each in expressions(reading.view, reading.tagged.language)
        if _is_asked(reading, each)
        for span in _spans(reading, each, years)
    ]
    found += [(mark.start, span) for mark in _bare(reading) for span in _short(reading, mark)]
    return tuple(dict.fromkeys(span for _, span in sorted(found, key=lambda each: each[0])))


def _is_asked(reading: Reading, each: Expression) -> bool:
    """Whether an expression is a time asked about, not part of a name or of a comparison."""
    if reading.within(each.start, each.end, "T"):
        return True
    if reading.within(each.start, each.end, _COMPARED):
        return False
    inside = reading.within(each.start, each.end, _OF_A_NAME)
    return not (each.is_plain or each.first.startswith("--")) if inside else True


def _spans(reading: Reading, each: Expression, years: Sequence[int]) -> Iterator[Span]:
    words = reading.tagged.question[each.start : each.end].strip()
    if not each.back:
        yield Span(words=words, first=each.first, last=each.last, shift=each.shift)
        return
    end = each.shift or 0
    if years and end == 0:
        first = f"{years[-1] - each.back}-01-01"
        yield Span(words=words, first=first, last=f"{years[-1]}-12-31")
        return
    for shift in range(end - each.back, end + 1):
        yield Span(words=words, shift=shift)


def _bare(reading: Reading) -> Iterator[Marked]:
    """Spans marked as times in which the grammar sees none."""
    named = expressions(reading.view, reading.tagged.language)
    for mark in reading.spans("T"):
        if not any(each.start < mark.end and mark.start < each.end for each in named):
            yield mark


def _short(reading: Reading, mark: Marked) -> Iterator[Span]:
    """Years of two digits; else words without days, which stay to be understood."""
    years = list(short_year(reading.view[mark.start : mark.end]))
    for year in years:
        yield Span(words=reading.said(mark), first=f"{year}-01-01", last=f"{year}-12-31")
