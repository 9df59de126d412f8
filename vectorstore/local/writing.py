"""What a write transaction does to the tables: reports in, sources noted, reports out.

Every function runs inside :meth:`vectorstore.local.database.Database.write`.
"""

from __future__ import annotations

import sqlite3

import numpy as np

from vectorstore.errors import EmbedderMismatchError, StoreError
from vectorstore.local import rows
from vectorstore.local.database import raise_generation
from vectorstore.local.sums import note_sums
from vectorstore.records import Original, SourceRecord
from vectorstore.store import AddOutcome, Bundle
from vectorstore.tokens import normalize


def check_bundle(bundle: Bundle, dimension: int) -> None:
    """Refuses vectors that do not belong to the passages or to the store.

    Raises:
        EmbedderMismatchError: They have another dimension than the store's.
        StoreError: There is not one finite vector for each passage.
    """
    vectors, count = bundle.vectors, len(bundle.passages)
    if count == 0:
        return
    if vectors.ndim != 2 or len(vectors) != count or not np.isfinite(vectors).all():
        raise StoreError(
            f"report {bundle.report.report_id}: {count} passages need as many finite vectors, "
            f"got an array of shape {vectors.shape}"
        )
    if vectors.shape[1] != dimension:
        raise EmbedderMismatchError(
            f"report {bundle.report.report_id}: its vectors have {vectors.shape[1]} dimensions, "
            f"the store's have {dimension}: use the embedding model that the store was built with"
        )


def add_report(connection: sqlite3.Connection, bundle: Bundle, source: SourceRecord) -> AddOutcome:
    """Carries out :meth:`vectorstore.store.Store.add`."""
    report, original = bundle.report, bundle.original
    known = connection.execute(
        "SELECT number, content_hash, recipe FROM reports WHERE report_id = ?", (report.report_id,)
    ).fetchone()
    if known is not None and known[1] != original.content_hash:
        raise StoreError(
            f"report {report.report_id}: other bytes are held under the same id "
            f"({known[1]}, now {original.content_hash}): change the file and ingest it again"
        )
    if known is not None and known[2] == bundle.recipe:
        outcome = link_source(connection, known[0], source)
        _update_original(connection, original)
        return outcome
    generation = raise_generation(connection)
    if known is None:
        number = _insert_report(connection, bundle, generation)
    else:
        number = known[0]
        _clear(connection, number, generation)
        _update_report(connection, number, bundle, generation)
        _write_original(connection, original)
    _insert_parts(connection, number, bundle)
    note_sums(connection, number)
    displaced = _point(connection, source, number, generation)
    return AddOutcome.REPLACED if displaced or known else AddOutcome.ADDED


def link_source(connection: sqlite3.Connection, number: int, source: SourceRecord) -> AddOutcome:
    """Notes a source of a report that is held; does nothing where it was known.

    Returns:
        ``REPLACED`` where another report was known at that source, else ``UNCHANGED``.
    """
    row = connection.execute(
        "SELECT report FROM sources WHERE source = ?", (rows.storable(source.source),)
    ).fetchone()
    if row is not None and row[0] == number:
        return AddOutcome.UNCHANGED
    displaced = _point(connection, source, number, raise_generation(connection))
    return AddOutcome.REPLACED if displaced else AddOutcome.UNCHANGED


def remove_report(connection: sqlite3.Connection, number: int) -> None:
    """Removes a report with all that belongs to it."""
    _delete(connection, number, raise_generation(connection))


def _point(
    connection: sqlite3.Connection, source: SourceRecord, number: int, generation: int
) -> bool:
    """Makes a source lead to a report; says whether another report was there before.

    That one goes when no other source leads to it.
    """
    key = rows.storable(source.source)
    row = connection.execute("SELECT report FROM sources WHERE source = ?", (key,)).fetchone()
    before = None if row is None or row[0] == number else row[0]
    if before is not None:
        # The new row comes last: a report's sources are in the order they became its own.
        connection.execute("DELETE FROM sources WHERE source = ?", (key,))
    connection.execute(
        "INSERT INTO sources (source, report, given, fetched_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (source) DO UPDATE SET given = excluded.given, "
        "fetched_at = excluded.fetched_at",
        (key, number, rows.storable(source.given), source.fetched_at.isoformat()),
    )
    if before is None:
        return False
    left = connection.execute("SELECT 1 FROM sources WHERE report = ?", (before,)).fetchone()
    if left is None:
        _delete(connection, before, generation)
    return True


def _delete(connection: sqlite3.Connection, number: int, generation: int) -> None:
    _bury(connection, number, generation)
    content_hash = connection.execute(
        "DELETE FROM reports WHERE number = ? RETURNING content_hash", (number,)
    ).fetchone()
    connection.execute("DELETE FROM originals WHERE content_hash = ?", content_hash)


def _clear(connection: sqlite3.Connection, number: int, generation: int) -> None:
    """Removes what ingestion made of a report's bytes; its row, sources and bytes stay."""
    _bury(connection, number, generation)
    connection.execute("DELETE FROM contents WHERE report = ?", (number,))
    connection.execute("DELETE FROM passages WHERE report = ?", (number,))
    connection.execute("DELETE FROM mentions WHERE report = ?", (number,))


def _bury(connection: sqlite3.Connection, number: int, generation: int) -> None:
    """Leaves tombstones for a report's passages, and takes its facts out."""
    _drop_facts(connection, number)
    connection.execute(
        "INSERT INTO tombstones SELECT number, ? FROM passages WHERE report = ?",
        (generation, number),
    )


def _insert_report(connection: sqlite3.Connection, bundle: Bundle, generation: int) -> int:
    original = bundle.original
    _write_original(connection, original)
    values = rows.report_row(bundle, generation)
    cursor = connection.execute(
        f"INSERT INTO reports (report_id, content_hash, {rows.REPORT}) "
        f"VALUES (?, ?, {rows.marks(len(values))})",
        (bundle.report.report_id, original.content_hash, *values),
    )
    return int(cursor.lastrowid or 0)


def _update_report(
    connection: sqlite3.Connection, number: int, bundle: Bundle, generation: int
) -> None:
    values = rows.report_row(bundle, generation)
    connection.execute(
        f"UPDATE reports SET ({rows.REPORT}) = ({rows.marks(len(values))}) WHERE number = ?",
        (*values, number),
    )


def _update_original(connection: sqlite3.Connection, original: Original) -> None:
    """Keeps the last known name and types of bytes that are held already."""
    connection.execute(
        "UPDATE originals SET media_type = ?, filename = ?, "
        "declared_type = coalesce(nullif(?, ''), declared_type) WHERE content_hash = ?",
        (
            original.media_type,
            rows.storable(original.filename),
            rows.storable(original.declared_type),
            original.content_hash,
        ),
    )


def _write_original(connection: sqlite3.Connection, original: Original) -> None:
    """Writes a report's bytes, also over those that are held: these may have been damaged.

    What a server declared stays where the same bytes come from elsewhere, as they may need it.
    """
    connection.execute(
        "INSERT INTO originals (content_hash, media_type, filename, data, declared_type) "
        "VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (content_hash) DO UPDATE SET media_type = excluded.media_type, "
        "filename = excluded.filename, data = excluded.data, "
        "declared_type = coalesce(nullif(excluded.declared_type, ''), declared_type)",
        (
            original.content_hash,
            original.media_type,
            rows.storable(original.filename),
            original.data,
            rows.storable(original.declared_type),
        ),
    )


def _insert_parts(connection: sqlite3.Connection, number: int, bundle: Bundle) -> None:
    report = bundle.report
    connection.execute(
        "INSERT INTO contents (report, text, outline, provenance, source_map) "
        "VALUES (?, ?, ?, ?, ?)",
        (
            number,
            report.text,
            rows.outline_json(report.outline),
            rows.provenance_json(report.provenance),
            rows.source_map_json(report.source_map),
        ),
    )
    vectors = np.ascontiguousarray(bundle.vectors, dtype="<f4")
    connection.executemany(
        "INSERT INTO passages "
        "(report, passage_id, ordinal, text, start, end, heading_path, kind, vector) "
        f"VALUES ({rows.marks(9)})",
        (
            (number, *rows.passage_row(passage), vector.tobytes())
            for passage, vector in zip(bundle.passages, vectors, strict=True)
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO indicators (name, canonical, folded) VALUES (?, ?, ?)",
        (
            (*names, normalize("\n".join(names)))
            for names in {(fact.indicator, fact.canonical) for fact in bundle.facts}
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO mentions (indicator, report, start, end) VALUES (?, ?, ?, ?)",
        ((each.indicator, number, each.start, each.end) for each in bundle.mentions),
    )
    connection.executemany(
        f"INSERT INTO facts (report, indicator, {rows.FACT_OWN}) VALUES "
        "(?, (SELECT number FROM indicators WHERE name = ? AND canonical = ?), "
        f"{rows.marks(rows.FACT_OWN.count(',') + 1)})",
        ((number, fact.indicator, fact.canonical, *rows.fact_row(fact)) for fact in bundle.facts),
    )


def _drop_facts(connection: sqlite3.Connection, number: int) -> None:
    """Removes a report's facts, and the indicators that no other fact names."""
    used = connection.execute(
        "DELETE FROM facts WHERE report = ? RETURNING indicator", (number,)
    ).fetchall()
    connection.executemany(
        "DELETE FROM indicators WHERE number = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM facts WHERE indicator = ?1)",
        set(used),
    )
