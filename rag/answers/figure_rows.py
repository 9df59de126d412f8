"""One figure for each report: what it states of an indicator, computed over all reports in scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.lexicon.indicators import Indicators
from ingest.measures import bound_of
from rag.answers.draft import Figure, Finding
from rag.answers.figure_choice import scale_in_header
from rag.question.conditions import Condition
from rag.question.query import Clause
from rag.quotes import Sentence
from vectorstore.records import (
    Fact,
    FactQuery,
    Filter,
    PartKind,
    Passage,
    ReportSummary,
    Span,
)
from vectorstore.store import Store

_ALL = 10_000_000
_UNDER_HEADINGS = 60
"""A heading path costs a look-up of its own; nobody reads them all in a longer list."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Row:
    """A report's figure."""

    fact: Fact
    report: ReportSummary


def rows_of(store: Store, clause: Clause, where: Filter) -> list[Row]:
    """The main figure of each report in scope for a clause's indicator, by region and year.

    Where the lexicon has the indicator its canonical name decides; otherwise every content word of
    the clause must occur in the fact's own name.
    """
    order = _preference(clause)
    best: dict[str, Row] = {}
    for row in all_rows(store, clause, where):
        held = best.get(row.fact.report_id)
        if held is None or _rank(row.fact, order) < _rank(held.fact, order):
            best[row.fact.report_id] = row
    return list(best.values())


def all_rows(store: Store, clause: Clause, where: Filter) -> list[Row]:
    """Every figure that the reports in scope state of a clause's indicator for their own place."""
    facts = [fact for fact in _facts(store, clause, where) if fact.status == "actual"]
    ids = list(dict.fromkeys(fact.report_id for fact in facts))
    reports = {each.report_id: each for each in store.summaries(ids)}
    rows = [Row(fact, reports[fact.report_id]) for fact in facts if fact.report_id in reports]
    return [
        row for row in rows if not row.fact.region or row.fact.region == row.report.metadata.region
    ]


def matching(rows: Iterable[Row], condition: Condition | None) -> list[Row]:
    """The rows that satisfy a condition; for an extreme, all of them."""
    if condition is None or not condition.is_numeric:
        return list(rows)
    return [row for row in rows if holds(condition, row.fact)]


def holds(condition: Condition, fact: Fact) -> bool:
    """Whether a fact satisfies a numeric condition."""
    if condition.unit == "%" and fact.unit != "%":
        return False
    if fact.value_max is not None:
        return condition.holds(fact.value) and condition.holds(fact.value_max)
    return condition.holds(fact.value, bound_of(fact.qualifier))


def findings_of(store: Store, rows: Sequence[Row]) -> list[Finding]:
    """Rows as quotes with their figures; of very many the later ones without heading paths."""
    return [
        Finding(_quote(store, row, under_heading=number < _UNDER_HEADINGS), (figure_of(row.fact),))
        for number, row in enumerate(rows)
    ]


def figure_of(fact: Fact) -> Figure:
    """A fact as a figure to be shown, its number as the quote writes it."""
    spelled = fact.quote[
        max(0, fact.value_start - fact.start) : max(0, fact.value_end - fact.start)
    ]
    value, unit = _split(spelled, fact)
    return Figure(fact.indicator, value, unit, fact.qualifier, fact.quote, fact.value, fact.period)


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


def _facts(store: Store, clause: Clause, where: Filter) -> Sequence[Fact]:
    lexicon = Indicators.load()
    indicator = lexicon.named(clause.indicator)
    if indicator is not None:
        names = lexicon.covered_by(indicator)
        return store.facts(FactQuery(filter=where, canonical=names, limit=_ALL))[1]
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


def _rank(fact: Fact, order: dict[str, int]) -> tuple[int, int, int, int]:
    """Which of a report's figures is the main one: the smallest."""
    return (order.get(fact.canonical, 99), _distance(fact), len(fact.indicator) // 12, fact.start)


def _distance(fact: Fact) -> int:
    """0 for a figure of the report's year, more for one of another time."""
    if not fact.period:
        return 0
    years = {int(year) for year in _YEAR.findall(fact.period)}
    if fact.year in years:
        return 1
    return 2 if not years else 3


def _quote(store: Store, row: Row, *, under_heading: bool) -> Sentence:
    """The fact's clause as a quote."""
    fact = row.fact
    passages = store.report_passages(fact.report_id) if under_heading else ()
    passage = next(
        (each for each in passages if each.start <= fact.value_start < each.end),
        None,
    ) or _bare(fact)
    return Sentence(row.report, passage, Span(fact.start, fact.end), fact.quote, 0, 0)


def _bare(fact: Fact) -> Passage:
    return Passage(
        fact.fact_id, fact.report_id, 0, fact.quote, fact.start, fact.end, (), PartKind.ACHIEVEMENT
    )
