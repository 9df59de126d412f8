"""A figure over the years, for each place in scope."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.answers.draft import Draft, Finding, Outcome, Reason, Tally, Verdict
from rag.answers.figure_rows import Row, all_rows, findings_with_rows
from rag.question.query import Query
from rag.question.relative_years import latest_years
from vectorstore.queries import Filter
from vectorstore.store import Store

_SINGLE_YEAR = re.compile(r"(?:19|20)\d{2}")


def trend(store: Store, query: Query, where: Filter) -> Draft:
    """The figures of a query's indicator by place and year, oldest first.

    A year that has no report of its own is filled from a later report that states it (上年同期).
    """
    clause = query.clauses[0]
    best: dict[tuple[str, int], Row] = {}
    for row in all_rows(store, clause, where):
        year = year_of(row)
        if year is None:
            continue
        key = (row.report.metadata.region, year)
        held = best.get(key)
        if held is None or _is_own_year(row) > _is_own_year(held):
            best[key] = row
    stated = sorted({year for _, year in best})
    told = latest_years(f"{query.text} {query.question}", stated)
    wanted = told or query.years or stated
    rows = [best[key] for key in sorted(best) if key[1] in wanted]
    if not rows:
        return Draft((), Reason.NO_FIGURE, tally=Tally(0, 0, 0))
    reports = len({row.report.report_id for row in rows})
    places = tuple(dict.fromkeys(row.report.metadata.region for row in rows))
    return Draft(
        tuple(_dated(finding, row) for finding, row in findings_with_rows(store, rows)),
        verdict=Verdict(Outcome.SERIES, places, reports),
        tally=Tally(reports, reports, 0),
    )


def year_of(row: Row) -> int | None:
    """The single year that a figure is of; None where it covers a longer time."""
    if _SINGLE_YEAR.fullmatch(row.fact.period):
        return int(row.fact.period)
    years = {int(year) for year in _SINGLE_YEAR.findall(row.fact.period)}
    return row.fact.year if years <= {row.fact.year} else None


def _dated(finding: Finding, row: Row) -> Finding:
    figures = tuple(replace(each, period=str(year_of(row))) for each in finding.figures)
    return replace(finding, figures=figures)


def _is_own_year(row: Row) -> bool:
    return year_of(row) == row.report.metadata.report_year
