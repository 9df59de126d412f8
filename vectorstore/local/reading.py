"""What a read transaction asks the tables for."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from vectorstore.errors import UnknownReportError
from vectorstore.local import rows
from vectorstore.local.database import Stamp, is_past, stamp
from vectorstore.local.filters import (
    Condition,
    listing_condition,
    listing_order,
    place_name,
    report_condition,
)
from vectorstore.queries import Filter, IndicatorUse, Listing, PlaceLevel, Tally
from vectorstore.records import ReportSummary
from vectorstore.store import Hit
from vectorstore.tokens import normalize


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


def listed(
    connection: sqlite3.Connection, where: Filter, listing: Listing, limit: int, offset: int
) -> tuple[int, list[ReportSummary]]:
    """How many reports a list holds, and one page of it."""
    condition = report_condition(where) & listing_condition(listing)
    total: int = connection.execute(
        f"SELECT count(*) FROM reports r WHERE {condition.sql}", condition.values
    ).fetchone()[0]
    found = connection.execute(
        f"SELECT number, {rows.SUMMARY} FROM reports r WHERE {condition.sql} "
        f"ORDER BY {listing_order(listing)} LIMIT ? OFFSET ?",
        (*condition.values, limit, offset),
    ).fetchall()
    return total, summaries(connection, found)


def tally(connection: sqlite3.Connection, level: PlaceLevel, where: Filter) -> list[Tally]:
    """Reports by place and year."""
    condition = report_condition(where)
    cursor = connection.execute(
        f"SELECT {place_name(level)} AS place, report_year, count(*), sum(warnings != '[]') "
        f"FROM reports r WHERE {condition.sql} GROUP BY place, report_year "
        "ORDER BY place, report_year",
        condition.values,
    )
    return [Tally(*row) for row in cursor]


def indicator_uses(
    connection: sqlite3.Connection, text: str, canonical: Sequence[str], limit: int
) -> list[IndicatorUse]:
    """Indicators with figures: those the lexicon knows under its names, others under their own."""
    words = normalize(text).split()
    condition = Condition(
        "NOT EXISTS (SELECT 1 FROM json_each(?) AS word WHERE instr(i.folded, word.value) = 0)",
        (rows.json_list(words),),
    )
    if canonical:
        condition &= Condition(
            "i.canonical IN (SELECT value FROM json_each(?))", (rows.json_list(canonical),)
        )
    cursor = connection.execute(
        "SELECT CASE i.canonical WHEN '' THEN i.name ELSE i.canonical END AS shown, "
        "i.canonical != '' AS known, count(*) AS facts, count(DISTINCT f.report) AS reports "
        f"FROM indicators i JOIN facts f ON f.indicator = i.number WHERE {condition.sql} "
        "GROUP BY shown, known ORDER BY reports DESC, facts DESC, shown LIMIT ?",
        (*condition.values, limit),
    )
    return [IndicatorUse(name, bool(known), *counts) for name, known, *counts in cursor]


def named(
    connection: sqlite3.Connection, scored: list[tuple[int, float]], seen: Stamp
) -> tuple[list[Hit], bool] | None:
    """Names the passages that were found by number.

    Returns:
        The hits, and whether none was lost because the store changed since the index was ``seen``;
        None where the index is of another history (a backup was restored since): its numbers mean
        other passages.
    """
    if not is_past(connection, seen):
        return None
    cursor = connection.execute(
        "SELECT number, passage_id FROM passages INDEXED BY passages_named "
        "WHERE number IN (SELECT value FROM json_each(?))",
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
