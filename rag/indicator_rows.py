"""Figures of an indicator with the reports that state them, for the compare page and for counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rag.answers.draft import Figure
from rag.execution.quoting import as_written
from rag.linking.subjects import Subject
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact, ReportSummary, StatedFigure
from vectorstore.store import Store

_ALL = 10_000_000
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SPECIAL = re.compile(r"涉(?![法讼])[\u4e00-\u9fff]|其中|中的|类案件|专项|重大|疑难")
"""What makes a name that of a special kind (涉贫法律援助案件)."""


class Row(NamedTuple):
    """A report's figure, with or without its words; a tuple, because there may be very many."""

    fact: Fact | StatedFigure
    report: ReportSummary


def main_row(subject: Subject) -> Callable[[Sequence[Row]], Row]:
    """What chooses the main one of a report's figures of an indicator."""
    order = {name: place for place, name in enumerate(subject.indicators)}

    def main(rows: Sequence[Row]) -> Row:
        return rows[0] if len(rows) == 1 else min(rows, key=lambda row: _rank(row.fact, order))

    return main


def all_rows(store: Store, subject: Subject, where: Filter) -> list[Row]:
    """Every figure that the reports in scope state of an indicator for their own place, targets with them.

    Where the lexicon has the indicator its canonical name decides; otherwise its words must occur in
    the fact's own name.
    """
    if subject.canonical:
        figures = store.figures(subject.indicators, where, results_only=False)
        return [Row(figure, figure.report) for figure in figures]
    stated = store.facts(FactQuery(where, indicator=subject.name, limit=_ALL))[1]
    return own_rows(store, stated)


def own_rows(store: Store, stated: Iterable[Fact]) -> list[Row]:
    """Those of some facts that are of the place of their report, each with its report."""
    facts = list(stated)
    ids = list(dict.fromkeys(fact.report_id for fact in facts))
    reports = {each.report_id: each for each in store.summaries(ids)}
    return [
        Row(fact, reports[fact.report_id])
        for fact in facts
        if fact.report_id in reports
        and fact.region in ("", reports[fact.report_id].metadata.region)
    ]


def with_words(store: Store, rows: Sequence[Row]) -> list[Fact | None]:
    """The facts of rows; None for one that went since it was read."""
    light = [row.fact for row in rows if isinstance(row.fact, StatedFigure)]
    read = iter(store.facts_behind(light))
    return [row.fact if isinstance(row.fact, Fact) else next(read) for row in rows]


def figure_of(fact: Fact) -> Figure:
    """A fact as a figure to be shown, its number as the quote writes it."""
    value, unit = as_written(fact)
    return Figure(
        fact.indicator, value, unit, fact.qualifier, fact.quote, fact.value, fact.period, fact
    )


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
