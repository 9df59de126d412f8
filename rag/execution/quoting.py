"""Figures as findings: the quote that states each, and the figure as its quote writes it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.folding import fold
from ingest.measures import SCALES
from ingest.numerals import parse_number
from rag.answers.draft import Figure, Finding
from rag.execution.rows import Row
from rag.execution.times import interval_of
from rag.quotes import Sentence, sentences_of
from vectorstore.records import Aggregation, Fact, PartKind, Passage, Span
from vectorstore.store import Store

_UNDER_HEADINGS = 60
"""A heading path costs a look-up of its own; nobody reads them all in a longer list."""

_LONGEST = 120
"""Characters of a sentence that is quoted whole; of a longer one the clause that states the figure."""
_BETWEEN = "余多几来"
_SCALE_OF = {factor: scale for scale, factor in SCALES.items()}


def findings_of(store: Store, rows: Sequence[Row]) -> tuple[Finding, ...]:
    """Rows as quotes with their figures; of very many the later ones without heading paths."""
    spots = [(row.report.report_id, row.fact.value_start) for row in rows[:_UNDER_HEADINGS]]
    around: list[Passage | None] = [None] * len(rows)
    around[: len(spots)] = store.passages_around(spots)
    return tuple(
        Finding(_quote(row, passage), (figure_of(row),))
        for row, passage in zip(rows, around, strict=True)
    )


def figure_of(row: Row) -> Figure:
    """A row's figure, its number and unit as the quote writes them."""
    fact = row.fact
    value, unit = as_written(fact)
    interval = interval_of(fact)
    period, time = fact.period, ""
    if row.year is not None:
        period = str(row.year) if row.year != row.report.metadata.report_year else ""
    if interval is not None and not _is_one_year(fact):
        time = fact.period or _span_words(fact)
    return Figure(
        fact.indicator, value, unit, fact.qualifier, fact.quote, fact.value, period, fact, time
    )


def as_written(fact: Fact) -> tuple[str, str]:
    """The number and the unit of a figure as the text writes them.

    A compound amount keeps all its parts (``1亿5000万``, ``元``); a table's cell has the scale that its
    head gives (``20.0``, ``万吨``); a figure in words stays in words (``百分之百``).
    """
    spelled = fact.quote[max(0, fact.value_start - fact.start) : fact.value_end - fact.start]
    unit = fact.unit_written or fact.unit
    if unit and spelled.endswith(unit):
        number = spelled.removesuffix(unit)
        if any(each.isdigit() for each in unit):  # the unit of a compound holds its smaller parts
            return spelled.removesuffix(fact.unit).rstrip(_BETWEEN), fact.unit
        return number.strip().rstrip(_BETWEEN), unit.strip().lstrip(_BETWEEN)
    if "百分之" in spelled:
        return spelled, ""
    plain = parse_number(fold(spelled).strip().lstrip("+-"))
    if plain:
        return spelled.strip(), _SCALE_OF.get(round(abs(fact.value) / plain, 6), "") + fact.unit
    return f"{fact.value:g}", fact.unit


def number_of(fact: Fact) -> str:
    """The number of a figure as written, width folded."""
    return fold(as_written(fact)[0])


def _is_one_year(fact: Fact) -> bool:
    if fact.aggregation is Aggregation.AS_OF:
        return True
    interval = interval_of(fact)
    return interval is not None and interval.is_whole_years and len(interval.years) == 1


def _span_words(fact: Fact) -> str:
    first, last = fact.period_start, fact.period_end
    return f"{first[:4]}—{last[:4]}" if first[:4] != last[:4] else f"{first}—{last}"


def _quote(row: Row, passage: Passage | None) -> Sentence:
    fact = row.fact
    if passage is None:
        kind = PartKind.ACHIEVEMENT
        passage = Passage(
            fact.fact_id, fact.report_id, 0, fact.quote, fact.start, fact.end, (), kind
        )
    return sentence_around(row, passage) or Sentence(
        row.report, passage, Span(fact.start, fact.end), fact.quote, 0, 0
    )


def sentence_around(row: Row, passage: Passage) -> Sentence | None:
    """The sentence that states a figure; None of a table's cell, and where it is too long to read."""
    fact = row.fact
    if fact.row_head or fact.column_head or not passage.text:
        return None
    for each in sentences_of([(passage, row.report)]):
        if each.span.start <= fact.start and fact.end <= each.span.end:
            return each if each.span.end - each.span.start <= _LONGEST else None
    return None
