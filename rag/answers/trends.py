"""A figure over the years, for each place in scope."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.answers.draft import Draft, Finding, Outcome, Reason, Tally, Verdict
from rag.answers.figure_rows import Row, findings_with_rows, rows_by_year, year_of
from rag.answers.ordering import ordered, year_name
from rag.question.query import Query
from rag.question.relative_years import latest_years
from vectorstore.queries import Filter
from vectorstore.store import Store

_PAIR = 2
_DIFFERENCE = re.compile(
    r"差(?!评|旅|别)|[涨增升降减跌多少](?:[加长高少低]?了|加|长|少)?(?:多少|几)|(?:翻|几)倍"
)
"""What asks how far the figures of two years lie apart."""


def trend(store: Store, query: Query, where: Filter) -> Draft:
    """The figures of a query's indicator by place and year, oldest first.

    A year that has no report of its own is filled from a later report that states it (上年同期).
    """
    clause = query.clauses[0]
    best = rows_by_year(store, clause, where)
    stated = sorted({year for _, year in best})
    told = latest_years(f"{query.text} {query.question}", stated)
    wanted = told or query.years or stated
    rows = [best[key] for key in sorted(best) if key[1] in wanted]
    if not rows:
        return Draft((), Reason.NO_FIGURE, tally=Tally(0, 0, 0))
    found = [_dated(finding, row) for finding, row in findings_with_rows(store, rows)]
    reports = len({row.report.report_id for row in rows})
    places = tuple(dict.fromkeys(row.report.metadata.region for row in rows))
    if len(found) == _PAIR and len(places) == 1 and _DIFFERENCE.search(query.text):
        return ordered(query, found, names=year_name)
    return Draft(
        tuple(found),
        verdict=Verdict(Outcome.SERIES, places, reports),
        tally=Tally(reports, reports, 0),
    )


def _dated(finding: Finding, row: Row) -> Finding:
    figures = tuple(replace(each, period=str(year_of(row))) for each in finding.figures)
    return replace(finding, figures=figures)
