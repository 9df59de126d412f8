"""The figures of an indicator over all reports: light rows first, their words when asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from vectorstore.local import rows
from vectorstore.local.filters import report_condition
from vectorstore.local.known import Known
from vectorstore.records import Fact, Filter, Passage, StatedFigure

_LIGHT = (
    "f.number, f.report, f.region, f.year, f.period, f.indicator, f.value, f.value_max, f.unit, "
    "f.qualifier, f.start"
)
"""All in the index ``facts_figures``: the rows of the table lie far apart."""


def figures_of(
    connection: sqlite3.Connection, known: Known, canonical: Sequence[str], where: Filter
) -> list[StatedFigure]:
    """Figures of indicators that reports in scope state as achieved, for their own place.

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
    sql = (
        f"SELECT {_LIGHT} FROM facts f WHERE f.status = 'actual' "
        "AND f.indicator IN (SELECT value FROM json_each(?))"
    )
    values: tuple[object, ...] = (rows.dumps(list(names)),)
    if where:
        reports = report_condition(where)
        sql += f" AND f.report IN (SELECT number FROM reports r WHERE {reports.sql})"
        values += reports.values
    found = connection.execute(sql, values).fetchall()
    summaries = known.summaries(connection, (row[1] for row in found))
    figures = []
    for key, number, region, year, period, indicator, value, value_max, unit, marked, at in found:
        report = summaries[number]
        if region and region != report.metadata.region:
            continue
        figures.append(
            StatedFigure(
                key, report, year, period, *names[indicator], value, value_max, unit, marked, at
            )
        )
    figures.sort(key=_place)
    return figures


def _place(figure: StatedFigure) -> tuple[str, int, str, int, int]:
    report = figure.report
    return (report.metadata.region, figure.year or 0, report.report_id, figure.start, figure.key)


def facts_behind(
    connection: sqlite3.Connection, figures: Sequence[StatedFigure]
) -> list[Fact | None]:
    """The facts behind figures, in the same order; None for one that went since it was read."""
    cursor = connection.execute(
        f"SELECT f.number, {rows.FACT} FROM {rows.FACT_TABLES} "
        "WHERE f.number IN (SELECT value FROM json_each(?))",
        (rows.dumps([figure.key for figure in figures]),),
    )
    held = {number: rows.fact_from(tuple(row)) for number, *row in cursor}
    facts = (held.get(figure.key) for figure in figures)
    return [
        # A number may have been given to another fact since.
        fact
        if fact is not None
        and (fact.report_id, fact.start) == (figure.report.report_id, figure.start)
        else None
        for figure, fact in zip(figures, facts, strict=True)
    ]


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
