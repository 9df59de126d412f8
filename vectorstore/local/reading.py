"""What a read transaction asks the tables for."""

from __future__ import annotations

import sqlite3

import numpy as np

from vectorstore.errors import UnknownReportError
from vectorstore.local import rows
from vectorstore.local.changes import Numbers
from vectorstore.local.database import Stamp, stamp
from vectorstore.local.filters import report_condition
from vectorstore.records import Filter, ReportSummary
from vectorstore.store import Hit


def number_of(connection: sqlite3.Connection, report_id: str) -> int:
    """A report's number in the tables.

    Raises:
        UnknownReportError: No report has that id.
    """
    row = connection.execute(
        "SELECT number FROM reports WHERE report_id = ?", (rows.storable(report_id),)
    ).fetchone()
    if row is None:
        raise UnknownReportError(f"no report {report_id!r} in the store")
    number: int = row[0]
    return number


def summaries(connection: sqlite3.Connection, found: list[rows.Row]) -> list[ReportSummary]:
    """Summaries from rows of a report's number and :data:`rows.SUMMARY`."""
    sources = rows.sources_of(connection, [number for number, *_ in found])
    return [rows.summary_from(tuple(row), sources[number]) for number, *row in found]


def named(
    connection: sqlite3.Connection, scored: list[tuple[int, float]], seen: Stamp
) -> tuple[list[Hit], bool]:
    """Names the passages that were found by number.

    Returns:
        The hits, and whether none was lost because the store changed since the index was ``seen``.
    """
    cursor = connection.execute(
        "SELECT number, passage_id FROM passages WHERE number IN (SELECT value FROM json_each(?))",
        (rows.dumps([number for number, _ in scored]),),
    )
    names: dict[int, str] = dict(cursor.fetchall())
    complete = len(names) == len(scored) or seen == stamp(connection)
    return [Hit(names[number], score) for number, score in scored if number in names], complete


def report_numbers(connection: sqlite3.Connection, where: Filter) -> list[int]:
    """Numbers of the reports that pass a filter."""
    condition = report_condition(where)
    cursor = connection.execute(
        f"SELECT number FROM reports r WHERE {condition.sql}", condition.values
    )
    return [row[0] for row in cursor]


def passage_numbers(connection: sqlite3.Connection, where: Filter) -> Numbers:
    """Numbers of the passages of the reports that pass a filter."""
    condition = report_condition(where)
    cursor = connection.execute(
        "SELECT p.number FROM passages p JOIN reports r ON r.number = p.report "
        f"WHERE {condition.sql}",
        condition.values,
    )
    return np.fromiter((row[0] for row in cursor), dtype=np.int64)
