"""A figure over the years, for each place in scope."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.numerals import parse_number
from rag.answers.draft import Draft, Finding, Outcome, Reason, Tally, Verdict
from rag.answers.figure_rows import Row, all_rows, findings_with_rows
from rag.question.query import Query
from vectorstore.queries import Filter
from vectorstore.store import Store

_SINGLE_YEAR = re.compile(r"(?:19|20)\d{2}")
_LAST = re.compile(
    r"(?:近|过去|最近)([一二两三四五六七八九十\d]+)年|(?:past|last) (\d+) years", re.IGNORECASE
)


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
    wanted = _last_years(query.text, {year for _, year in best})
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


def _last_years(text: str, years: set[int]) -> set[int]:
    """近三年 counts back from the last year that is known."""
    match = _LAST.search(text)
    if match is None or not years:
        return years
    count = int(parse_number(match.group(1) or match.group(2)) or len(years))
    return {year for year in years if year > max(years) - count}
