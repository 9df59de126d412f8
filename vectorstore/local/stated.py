"""The figures of an indicator over all reports: light rows first, their words when asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any

from vectorstore.local import rows
from vectorstore.local.filters import ALWAYS, Condition, report_condition
from vectorstore.local.known import Known
from vectorstore.queries import Filter
from vectorstore.records import (
    Aggregation,
    Direction,
    Fact,
    Measure,
    Mention,
    Passage,
    ReportSummary,
    Scope,
    StatedFigure,
    Status,
)

_LIGHT = (
    "f.number, f.report, f.region, f.status, f.measure, f.direction, f.aggregation, f.scope, f.year, "
    "f.period, f.indicator, f.value, f.value_max, f.unit, f.qualifier, f.start, f.base, "
    "f.period_start, f.period_end, f.dimension, f.common_value"
)
"""All in the index ``facts_figures``: the rows of the table lie far apart."""


_WORDS = f"fact_id, region, start, status, quote, end, value_start, value_end, holder, {rows.TYPED}"


def figures_of(
    connection: sqlite3.Connection,
    known: Known,
    canonical: Sequence[str],
    where: Filter,
    *,
    results_only: bool,
) -> list[StatedFigure]:
    """Figures of indicators that reports in scope state for their own place.

    By region, year, report and place in the text.
    """
    names = {
        number: (name, linked)
        for number, name, linked in connection.execute(
            "SELECT number, name, canonical FROM indicators "
            "WHERE canonical IN (SELECT value FROM json_each(?))",
            (rows.json_list(canonical),),
        )
    }
    inside = _inside("f.report", where)
    statuses = [each.value for each in Status if each.is_result or not results_only]
    found = connection.execute(
        f"SELECT {_LIGHT} FROM facts f WHERE f.status IN (SELECT value FROM json_each(?)) "
        f"AND f.indicator IN (SELECT value FROM json_each(?)) AND {inside.sql}",
        (rows.dumps(statuses), rows.dumps(list(names)), *inside.values),
    ).fetchall()
    ranks = known.ranks(connection)
    found.sort(key=lambda row: (ranks[row[1]], row[15], row[0]))
    summaries = known.summaries(connection, (row[1] for row in found))
    return [
        _light(row, summaries[row[1]], names[row[10]])
        for row in found
        if not row[2] or row[2] == summaries[row[1]].metadata.region
    ]


def _light(row: Sequence[Any], report: ReportSummary, name: tuple[str, str]) -> StatedFigure:
    """A figure from a row of :data:`_LIGHT`."""
    status, measure, direction, aggregation, scope = _kind_of(*row[3:8])
    base, period_start, period_end, dimension, common_value = row[16:]
    stated = (row[0], report, *row[8:10], *name, *row[11:16], status, measure, direction, base)
    timed = (aggregation, period_start, period_end, scope, dimension, common_value)
    return StatedFigure._make((*stated, *timed))


@cache
def _kind_of(
    status: str, measure: str, direction: str, aggregation: str, scope: str
) -> tuple[Status, Measure, Direction, Aggregation, Scope]:
    """The names that many figures share, from their text."""
    return (
        Status(status),
        Measure(measure),
        Direction(direction),
        Aggregation(aggregation),
        Scope(scope),
    )


def mentions_of(
    connection: sqlite3.Connection, known: Known, indicators: Sequence[str], where: Filter
) -> list[Mention]:
    """For each report in scope that speaks of one of some indicators, where it first does."""
    inside = _inside("m.report", where)
    # SQLite takes the other columns of a group from the row that has the minimum.
    found = connection.execute(
        "SELECT m.report, m.indicator, min(m.start), m.end FROM mentions m "
        f"WHERE m.indicator IN (SELECT value FROM json_each(?)) AND {inside.sql} GROUP BY m.report",
        (rows.json_list(indicators), *inside.values),
    ).fetchall()
    ranks = known.ranks(connection)
    found.sort(key=lambda row: ranks[row[0]])
    summaries = known.summaries(connection, (row[0] for row in found))
    return [Mention(summaries[number].report_id, *spot) for number, *spot in found]


def _inside(column: str, where: Filter) -> Condition:
    """Which rows belong to a report in scope."""
    if not where:
        return ALWAYS
    reports = report_condition(where)
    sql = f"{column} IN (SELECT number FROM reports r WHERE {reports.sql})"
    return Condition(sql, reports.values)


def facts_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Fact]:
    """The facts that have these numbers, in the same order."""
    cursor = connection.execute(
        f"SELECT f.number, {rows.FACT} FROM {rows.FACT_TABLES} "
        "WHERE f.number IN (SELECT value FROM json_each(?))",
        (rows.dumps(numbers),),
    )
    found = {number: rows.fact_from(tuple(row)) for number, *row in cursor}
    return [found[number] for number in numbers]


def facts_behind(
    connection: sqlite3.Connection, figures: Sequence[StatedFigure]
) -> list[Fact | None]:
    """The facts behind figures, in the same order; None for one that went since it was read."""
    cursor = connection.execute(
        f"SELECT number, {_WORDS} FROM facts WHERE number IN (SELECT value FROM json_each(?))",
        (rows.dumps(sorted(figure.key for figure in figures)),),
    )
    words = {number: row for number, *row in cursor}
    return [_fact(figure, words.get(figure.key)) for figure in figures]


def _fact(figure: StatedFigure, words: Sequence[Any] | None) -> Fact | None:
    if words is None:
        return None
    fact_id, region, start, status, quote, *rest = words
    # The number may have been given to another fact since.
    if start != figure.start or not fact_id.startswith(figure.report.report_id):
        return None
    _, report, year, period, indicator, canonical, value, value_max, unit, qualifier = figure[:10]
    own = (year, period, indicator, canonical, value, value_max, unit, qualifier, status)
    return rows.fact_from((fact_id, report.report_id, region, *own, quote, start, *rest))


def passages_around(
    connection: sqlite3.Connection, spots: Sequence[tuple[str, int]]
) -> list[Passage | None]:
    """The passages that hold positions of reports' texts, in the same order; None where none."""
    cursor = connection.execute(
        f"SELECT spot.key, {rows.PASSAGE} FROM json_each(?) AS spot "
        "JOIN reports r ON r.report_id = json_extract(spot.value, '$[0]') "
        "JOIN passages p ON p.report = r.number "
        "AND p.start <= json_extract(spot.value, '$[1]') "
        "AND p.end > json_extract(spot.value, '$[1]')",
        (rows.dumps(spots),),
    )
    found: list[Passage | None] = [None] * len(spots)
    for key, *row in cursor:
        found[key] = rows.passage_from(tuple(row))
    return found
