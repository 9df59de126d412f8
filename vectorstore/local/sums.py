"""Checksums of a report as it was written, to tell it from what a disk made of it.

SQLite notices a damaged tree of pages, but not a changed letter inside one.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from vectorstore.local import rows

# The columns by name: those of a later schema are not in the sums of earlier reports. Who changes
# these lists forgets all sums in a migration.
_PARTS = (
    "SELECT title, region, region_code, province, prefecture, level, department, issuer, "
    "report_year, published, doc_type, warnings, outline, provenance, source_map "
    "FROM reports JOIN contents ON report = number WHERE number = ?",
    # The words of passages and quotes are the text's at their offsets, which is checked apart.
    "SELECT passage_id, ordinal, start, end, kind, heading_path "
    "FROM passages WHERE report = ? ORDER BY ordinal",
    # In the order of an index, so that nothing is sorted.
    "SELECT fact_id, f.region, year, period, value, value_max, unit, qualifier, status, start, end, "
    f"value_start, value_end, holder, {rows.TYPED}, i.name, i.canonical "
    "FROM facts f JOIN indicators i ON i.number = f.indicator WHERE f.report = ? ORDER BY f.number",
    "SELECT indicator, start, end FROM mentions WHERE report = ? ORDER BY indicator",
)


@dataclass(frozen=True, slots=True)
class Sums:
    """SHA-256 of a report's text, of what ingestion read from it, and of its vectors."""

    text: bytes
    parts: bytes
    vectors: bytes


def sums_of(connection: sqlite3.Connection, number: int) -> Sums | None:
    """The checksums of a report as the tables hold it now; None where it has no text."""
    text = connection.execute("SELECT text FROM contents WHERE report = ?", (number,)).fetchone()
    if text is None:
        return None
    parts = hashlib.sha256()
    for query in _PARTS:
        parts.update(rows.dumps(connection.execute(query, (number,)).fetchall()).encode())
    return Sums(
        hashlib.sha256(text[0].encode()).digest(),
        parts.digest(),
        vectors_sum(connection, number),
    )


def vectors_sum(connection: sqlite3.Connection, number: int) -> bytes:
    """SHA-256 of a report's vectors, by ordinal."""
    found = hashlib.sha256()
    vectors = "SELECT vector FROM passages WHERE report = ? ORDER BY ordinal"
    for row in connection.execute(vectors, (number,)):
        found.update(row[0])
    return found.digest()


def noted_sums(connection: sqlite3.Connection, number: int) -> Sums | None:
    """The checksums noted when a report was written; None for one from before they were."""
    row = connection.execute(
        "SELECT text, parts, vectors FROM sums WHERE report = ?", (number,)
    ).fetchone()
    return None if row is None else Sums(*row)


def note_sums(connection: sqlite3.Connection, number: int) -> None:
    """Notes the checksums of a report as it is held, inside a write transaction.

    Reading back what was just written takes fewer assumptions than following it through SQLite's
    types would.
    """
    found = sums_of(connection, number)
    if found is not None:
        connection.execute(
            "INSERT OR REPLACE INTO sums (report, text, parts, vectors) VALUES (?, ?, ?, ?)",
            (number, found.text, found.parts, found.vectors),
        )
