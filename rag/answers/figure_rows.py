"""One figure for each report: what it states of an indicator, computed over all reports in scope."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.lexicon.indicators import Indicators
from ingest.measures import bound_of
from ingest.numerals import figures
from rag.answers.draft import Figure, Finding
from rag.answers.spots import scale_in_header
from rag.question.conditions import Condition
from rag.question.query import Clause
from rag.quotes import Sentence
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact, PartKind, Passage, ReportSummary, Span, StatedFigure
from vectorstore.store import Store

_ALL = 10_000_000
_UNDER_HEADINGS = 60
"""A heading path costs a look-up of its own; nobody reads them all in a longer list."""

_SINGLE_YEAR = re.compile(r"(?:19|20)\d{2}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


class Row(NamedTuple):
    """A report's figure, with or without its words; a tuple, because there may be very many."""

    fact: Fact | StatedFigure
    report: ReportSummary


def rows_of(store: Store, clause: Clause, where: Filter) -> list[Row]:
    """The main figure of each report in scope for a clause's indicator, by region and year.

    Where the lexicon has the indicator its canonical name decides; otherwise every content word of
    the clause must occur in the fact's own name.
    """
    main = main_row(clause)
    by_report: dict[str, list[Row]] = {}
    for row in all_rows(store, clause, where):
        by_report.setdefault(row.report.report_id, []).append(row)
    return [main(rows) for rows in by_report.values()]


def main_row(clause: Clause) -> Callable[[Sequence[Row]], Row]:
    """What chooses the main one of a report's figures of a clause's indicator."""
    order = _preference(clause)

    def main(rows: Sequence[Row]) -> Row:
        return rows[0] if len(rows) == 1 else min(rows, key=lambda row: _rank(row.fact, order))

    return main


def all_rows(
    store: Store, clause: Clause, where: Filter, *, results_only: bool = True
) -> list[Row]:
    """Every figure that the reports in scope state of a clause's indicator for their own place.

    Targets and plans are left out unless told otherwise.
    """
    lexicon = Indicators.load()
    indicator = lexicon.named(clause.indicator)
    if indicator is not None:
        figures = store.figures(lexicon.covered_by(indicator), where, results_only=results_only)
        return [Row(figure, figure.report) for figure in figures]
    return own_rows(store, _worded_facts(store, clause, where), results_only=results_only)


def own_rows(store: Store, stated: Iterable[Fact], *, results_only: bool = True) -> list[Row]:
    """Those of some facts that are of the place of their report, each with its report."""
    facts = [fact for fact in stated if fact.status.is_result or not results_only]
    ids = list(dict.fromkeys(fact.report_id for fact in facts))
    reports = {each.report_id: each for each in store.summaries(ids)}
    return [
        Row(fact, reports[fact.report_id])
        for fact in facts
        if fact.report_id in reports
        and fact.region in ("", reports[fact.report_id].metadata.region)
    ]


def rows_by_year(store: Store, clause: Clause, where: Filter) -> dict[tuple[str, int], Row]:
    """The main figure of each place and year, also of a year that only a later report states."""
    order = _preference(clause)
    best: dict[tuple[str, int], Row] = {}
    for row in all_rows(store, clause, where):
        year = year_of(row)
        if year is None:
            continue
        held = best.setdefault((row.report.metadata.region, year), row)
        if held is not row and _rank(row.fact, order) < _rank(held.fact, order):
            best[row.report.metadata.region, year] = row
    return best


def year_of(row: Row) -> int | None:
    """The single year that a figure is of; None where it covers a longer time."""
    if _SINGLE_YEAR.fullmatch(row.fact.period):
        return int(row.fact.period)
    years = {int(year) for year in _SINGLE_YEAR.findall(row.fact.period)}
    return row.fact.year if years <= {row.fact.year} else None


def matching(rows: Iterable[Row], condition: Condition | None) -> list[Row]:
    """The rows that satisfy a condition; for an extreme, all of them."""
    if condition is None or not condition.is_numeric:
        return list(rows)
    return [row for row in rows if holds(condition, row.fact)]


def holds(condition: Condition, fact: Fact | StatedFigure) -> bool:
    """Whether a fact satisfies a numeric condition."""
    if condition.unit == "%" and fact.unit != "%":
        return False
    if fact.value_max is not None:
        return condition.holds(fact.value) and condition.holds(fact.value_max)
    return condition.holds(fact.value, bound_of(fact.qualifier))


def findings_of(store: Store, rows: Sequence[Row]) -> list[Finding]:
    """Rows as quotes with their figures; of very many the later ones without heading paths."""
    return [finding for finding, _ in findings_with_rows(store, rows)]


def findings_with_rows(store: Store, rows: Sequence[Row]) -> list[tuple[Finding, Row]]:
    """The same, each with its row; a row whose report went since it was read is left out."""
    worded = [
        (fact, row)
        for fact, row in zip(with_words(store, rows), rows, strict=True)
        if fact is not None
    ]
    spots = [(fact.report_id, fact.value_start) for fact, _ in worded[:_UNDER_HEADINGS]]
    around: list[Passage | None] = [None] * len(worded)
    around[: len(spots)] = store.passages_around(spots)
    return [
        (Finding(_quote(fact, row.report, passage), (figure_of(fact),)), row)
        for (fact, row), passage in zip(worded, around, strict=True)
    ]


def _quote(fact: Fact, report: ReportSummary, passage: Passage | None) -> Sentence:
    """The fact's clause as a quote."""
    span = Span(fact.start, fact.end)
    return Sentence(report, passage or _bare(fact), span, fact.quote, 0, 0)


def with_words(store: Store, rows: Sequence[Row]) -> list[Fact | None]:
    """The facts of rows; None for one that went since it was read."""
    light = [row.fact for row in rows if isinstance(row.fact, StatedFigure)]
    read = iter(store.facts_behind(light))
    return [row.fact if isinstance(row.fact, Fact) else next(read) for row in rows]


def figure_of(fact: Fact) -> Figure:
    """A fact as a figure to be shown, its number as the quote writes it."""
    spelled = fact.quote[
        max(0, fact.value_start - fact.start) : max(0, fact.value_end - fact.start)
    ]
    value, unit = _split(spelled, fact)
    parts = _parts_of_whole(fact)
    if parts:
        total = sum(parts)
        added = "+".join(f"{part:g}{fact.unit}" for part in parts)
        name = f"{fact.indicator}({added})"
        return Figure(name, f"{total:g}", fact.unit, "", fact.quote, total, fact.period)
    return Figure(
        fact.indicator, value, unit, fact.qualifier, fact.quote, fact.value, fact.period, fact
    )


_JOINED = re.compile(r"[^,。;、和与及]{0,16}(?:和|与|及|以及|、)")
_MAKES_UP = re.compile(r"[^,。;]{0,16}(?:共同)?(?:组成|组建成|构成)")


def _parts_of_whole(fact: Fact) -> list[float]:
    """The parts that make up what a figure's quote names: 8名律师和3名专家组成顾问团队; empty else."""
    if not _MAKES_UP.search(fact.quote[fact.value_end - fact.start :]):
        return []
    found = [each for each in figures(fact.quote) if each.unit == fact.unit]
    pairs = pairwise(found)
    joined = all(_JOINED.fullmatch(fact.quote[one.end : other.start]) for one, other in pairs)
    if len(found) < 2 or not joined or found[0].start + fact.start != fact.value_start:
        return []
    if not _MAKES_UP.match(fact.quote[found[-1].end :]):
        return []
    return [each.value for each in found]


def _split(spelled: str, fact: Fact) -> tuple[str, str]:
    """The number and the unit as written; a figure in words (未发生) as its value."""
    match = re.match(
        r"[\d.,\uff0c\uff0e\uff10-\uff19〇零一二两三四五六七八九十百千万亿余多—–~-]+", spelled
    )
    if match is None or not spelled:
        return f"{fact.value:g}", fact.unit
    number = match.group().rstrip("余多")
    rest = spelled[len(match.group()) :].lstrip("余多")
    if number and not rest:
        return number, scale_in_header(number, fact.value) + fact.unit
    return number or f"{fact.value:g}", rest or fact.unit


def _worded_facts(store: Store, clause: Clause, where: Filter) -> Sequence[Fact]:
    """Facts whose own names have a clause's words, or that alone have its value."""
    condition = clause.condition
    if clause.terms:
        query = FactQuery(filter=where, indicator=" ".join(clause.terms), limit=_ALL)
    elif condition is not None and condition.is_numeric:
        exact = condition.value if str(condition).startswith("=") else None
        query = FactQuery(
            filter=where, unit=condition.unit, minimum=exact, maximum=exact, limit=_ALL
        )
    else:
        return []
    facts = store.facts(query)[1]
    if condition is not None and condition.is_numeric:
        return [fact for fact in facts if not condition.unit or _alike(fact.unit, condition.unit)]
    return facts


def _alike(unit: str, asked: str) -> bool:
    return unit == asked or (unit != "%" and asked != "%")


def _preference(clause: Clause) -> dict[str, int]:
    lexicon = Indicators.load()
    indicator = lexicon.named(clause.indicator)
    names = lexicon.covered_by(indicator) if indicator else ()
    return {name: place for place, name in enumerate(names)}


_SPECIAL = re.compile(r"涉(?![法讼])[\u4e00-\u9fff]|其中|中的|类案件|专项|重大|疑难")
"""What makes a name that of a special kind (涉贫法律援助案件)."""


def _rank(fact: Fact | StatedFigure, order: dict[str, int]) -> tuple[int, int, bool, int, int]:
    """Which of a report's figures is the main one: the smallest."""
    return (
        order.get(fact.canonical, 99),
        distance_in_time(fact),
        _SPECIAL.search(fact.indicator) is not None,
        len(fact.indicator) // 12,
        fact.start,
    )


def distance_in_time(fact: Fact | StatedFigure) -> int:
    """0 for a figure of the report's year, more for one of another time."""
    if not fact.period:
        return 0
    years = {int(year) for year in _YEAR.findall(fact.period)}
    if fact.year in years:
        return 1
    return 2 if not years else 3


def is_of_years(row: Row, years: Sequence[int]) -> bool:
    """Whether a row's figure is of one of some years."""
    named = {int(year) for year in _YEAR.findall(row.fact.period)}
    return bool(named & set(years)) if named else row.report.metadata.report_year in years


def _bare(fact: Fact) -> Passage:
    return Passage(
        fact.fact_id, fact.report_id, 0, fact.quote, fact.start, fact.end, (), PartKind.ACHIEVEMENT
    )
