"""The figures of a sentence, each with the words around it that say what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.folding import fold
from ingest.indicators import thing_changed
from ingest.lexicon.indicators import Indicators
from ingest.numerals import figures, parse_number
from ingest.tables import is_plain_row
from rag.quotes import Sentence
from vectorstore.records import Fact, Span

_STOPS = ",:。;!?、"
_NUMBER = re.compile(r"[+-]?[0-9][0-9,.]*")
_OF_CHANGES = frozenset({"%", "个百分点", "倍"})
"""Units in which changes are stated."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure's place in a report, with the words around it that say what it is.

    Attributes:
        span: Where number and unit stand in the report's text.
        value: The number as written.
        amount: The number, scaled.
        unit: Its unit.
        qualifier: ``余``, ``以上`` …
        indicator: Its name.
        canonical: Its name in the lexicon; empty where it has none.
        clause: The words that state it.
        left: The words before it, from the last stop or figure.
        right: The words after it, up to the next stop or figure.
        period: The time it is of, where that is not the report's year.
        year: The single year that it is known to be of; None where it is of none.
        planned: Whether it is a target or a plan.
        change_of: What it says the change of, by its name in the lexicon, or as worded where it has
            none; empty for a figure that is no change.
    """

    span: Span
    value: str
    amount: float
    unit: str
    qualifier: str
    indicator: str
    canonical: str
    clause: Span
    left: str
    right: str
    period: str
    year: int | None
    planned: bool
    change_of: str = ""

    @property
    def local(self) -> str:
        """The words around it."""
        return self.left + self.right

    def beside(self, length: int) -> str:
        """The words that touch it, so many characters on either side."""
        return f"{self.left[-length:]} {self.right[:length]}"


def spots_in(sentence: Sentence, facts: Sequence[Fact]) -> list[Spot]:
    """Figures of a sentence; a fact's name and clause where one was extracted there."""
    text, offset = sentence.text, sentence.span.start
    cells = _cells_in(sentence, facts)
    if cells:
        return [_cell(sentence, fact) for fact in cells]
    by_start = {fact.value_start: fact for fact in facts}
    found = figures(text)
    spots = []
    for number, figure in enumerate(found):
        left = found[number - 1].end if number else 0
        right = found[number + 1].start if number + 1 < len(found) else len(text)
        span = Span(offset + figure.start, offset + figure.end)
        fact = by_start.get(span.start) or by_start.get(offset + figure.number_start)
        before = _left_words(text, left, figure.start)
        after = _right_words(text, figure.end, right)
        spots.append(
            Spot(
                span=span,
                value=text[figure.number_start : figure.number_end],
                amount=figure.value,
                unit=figure.unit,
                qualifier=figure.qualifier,
                indicator=fact.indicator if fact else before,
                canonical=fact.canonical if fact else "",
                clause=Span(fact.start, fact.end) if fact else sentence.span,
                left=before,
                right=after,
                period=fact.period if fact else "",
                year=_year_of(fact) if fact else None,
                planned=fact is not None and not fact.status.is_result,
                change_of=_change_of(fact.indicator if fact else before, figure.unit),
            )
        )
    return spots


def _change_of(name: str, unit: str) -> str:
    thing = thing_changed(name) if unit in _OF_CHANGES else ""
    return (Indicators.load().link(thing, "%") or thing) if thing else ""


def _cells_in(sentence: Sentence, facts: Sequence[Fact]) -> list[Fact]:
    """The facts of a table's row; none for any other sentence."""
    folded = fold(sentence.text)
    if "|" not in folded and not is_plain_row(folded):
        return []
    span = sentence.span
    return [fact for fact in facts if span.start <= fact.value_start < span.end]


def _cell(sentence: Sentence, fact: Fact) -> Spot:
    """A figure in a row: its name comes from row and column, not from the cells beside it."""
    offset = sentence.span.start
    written = sentence.text[fact.value_start - offset : fact.value_end - offset]
    number = _NUMBER.match(fold(written))
    named = fact.indicator
    if fact.region and fact.region != sentence.report.metadata.region:
        named = f"{fact.region}{named}"
    return Spot(
        span=Span(fact.value_start, fact.value_end),
        value=written[: number.end()] if number else written,
        amount=fact.value,
        unit=fact.unit,
        qualifier=fact.qualifier,
        indicator=fact.indicator,
        canonical=fact.canonical,
        clause=Span(fact.start, fact.end),
        left=named,
        right="",
        period=fact.period,
        year=_year_of(fact),
        planned=not fact.status.is_result,
    )


def is_of(fact: Fact, years: Sequence[int]) -> bool:
    """Whether a figure is of one of some years, whatever other years its sentence names."""
    if not fact.period:
        return fact.year in years
    return fact.period.isdecimal() and int(fact.period) in years


def _year_of(fact: Fact) -> int | None:
    if not fact.period:
        return fact.year
    return int(fact.period) if fact.period.isdecimal() else None


def as_written(spot: Spot, sentence: Sentence) -> tuple[str, str]:
    """Number and unit with the 万 or 亿 between them (``18.7``, ``亿元``; ``1.8万``余``次``)."""
    if spot.value.startswith("百分之"):
        return spot.value, ""
    start, end = (at - sentence.span.start for at in (spot.span.start, spot.span.end))
    if spot.value == sentence.text[start:end]:  # a cell, whose unit stands in its table's header
        return spot.value, scale_in_header(spot.value, spot.amount) + spot.unit
    after = sentence.text[start:end].partition(spot.value)[2]
    scale = after[: len(after) - len(after.lstrip("万亿"))]
    if spot.qualifier in {"余", "多"}:
        return spot.value + scale, spot.unit
    return spot.value, scale + spot.unit


def _left_words(text: str, start: int, end: int) -> str:
    """Words between the last stop and a figure."""
    folded = fold(text[start:end])
    cut = max((folded.rfind(stop) for stop in _STOPS), default=-1)
    return text[start:end][cut + 1 :].strip()


def _right_words(text: str, start: int, end: int) -> str:
    """Words between a figure and the next stop."""
    folded = fold(text[start:end])
    cuts = [at for stop in _STOPS if (at := folded.find(stop)) >= 0]
    return text[start:end][: min(cuts)] if cuts else text[start:end]


_SCALES = {1e3: "千", 1e4: "万", 1e6: "百万", 1e7: "千万", 1e8: "亿"}


def scale_in_header(written: str, amount: float) -> str:
    """The 万 or 亿 that a table's header gives a bare number (``12.5`` under 万元 is 125000 元)."""
    number = parse_number(written.lstrip("+-"))
    if not number:
        return ""
    return _SCALES.get(round(abs(amount) / number, 6), "")
