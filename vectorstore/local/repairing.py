"""Mends what a check found, as far as what is sound allows."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from vectorstore.errors import StoreError
from vectorstore.local import conversations
from vectorstore.local.changes import writer_lock
from vectorstore.local.database import FILENAME, Database, raise_generation
from vectorstore.local.findings import Area, Remedy, StoreCheck
from vectorstore.local.report_check import DAMAGED_RECIPE, counts
from vectorstore.local.store import LocalStore
from vectorstore.local.sums import note_sums
from vectorstore.local.writing import remove_report
from vectorstore.tokens import normalize

_LOCK_SECONDS = 60.0

_SWEEPS = (
    # Foreign keys let these go with their reports; here the reports went without them.
    "DELETE FROM contents WHERE report NOT IN (SELECT number FROM reports)",
    "DELETE FROM passages WHERE report NOT IN (SELECT number FROM reports)",
    "DELETE FROM facts WHERE report NOT IN (SELECT number FROM reports)",
    "DELETE FROM mentions WHERE report NOT IN (SELECT number FROM reports)",
    "DELETE FROM sources WHERE report NOT IN (SELECT number FROM reports)",
    "DELETE FROM sums WHERE report NOT IN (SELECT number FROM reports)",
    "DELETE FROM staged_vectors WHERE passage NOT IN (SELECT number FROM passages)",
    "DELETE FROM originals WHERE content_hash NOT IN (SELECT content_hash FROM reports)",
    "DELETE FROM indicators WHERE number NOT IN (SELECT indicator FROM facts)",
    "DELETE FROM tombstones WHERE number IN (SELECT number FROM passages)",
)


def repair_store(path: Path, found: StoreCheck, *, drop: bool = False) -> list[str]:
    """Mends what can be mended from what the store itself holds.

    Indexes, counts and tables of names are derived anew. Damaged reports are marked, so that the
    next ingestion of the same bytes makes them anew: of their original bytes, or of the source.

    Args:
        path: The store's folder.
        found: What :func:`vectorstore.local.checking.check_store` found there.
        drop: Also remove the reports whose original bytes are damaged.

    Returns:
        What was done, a sentence each.

    Raises:
        StoreError: The database itself is damaged: only a backup helps.
    """
    beyond = [each for each in found.findings if each.remedy is Remedy.RESTORE]
    if beyond:
        raise StoreError(
            f"{path / FILENAME} cannot be repaired ({beyond[0].problem}): restore a backup "
            "(`yiju restore`), or ingest the sources into a new store"
        )
    with closing(Database.open(path / FILENAME)) as database:
        done = _mend_tables(database, found, drop=drop)
    done += _rebuild_indexes(path, found)
    done += _set_conversations_aside(path, found)
    return done


def _mend_tables(database: Database, found: StoreCheck, *, drop: bool) -> list[str]:
    done: list[str] = []
    of_tables = [each for each in found.findings if each.area is Area.DATABASE]
    lost = found.ids(Remedy.INGEST)
    marked = tuple(each for each in found.ids(Remedy.REPROCESS, Remedy.INGEST))
    miscounted = found.ids(Remedy.REPAIR)
    if not (of_tables or marked or miscounted or found.unnoted):
        return done
    with database.write() as connection:
        if of_tables:
            _sweep(connection)
            done.append("swept the tables, and built SQLite's own indexes anew")
        for report_id in marked:
            number = _number(connection, report_id)
            if drop and report_id in lost:
                remove_report(connection, number)
                done.append(f"removed report {report_id}")
            else:
                connection.execute(
                    "UPDATE reports SET recipe = ? WHERE number = ?", (DAMAGED_RECIPE, number)
                )
        if of_tables or miscounted:
            # A new state: what others keep of the last one is read anew, indexes are caught up.
            _adopt(connection, raise_generation(connection))
        for report_id in miscounted:
            number = _number(connection, report_id)
            connection.execute(
                "UPDATE reports SET (characters, passages, facts) = (?, ?, ?) WHERE number = ?",
                (*counts(connection, number), number),
            )
            done.append(f"counted the parts of report {report_id} anew")
        for report_id in found.unnoted:
            note_sums(connection, _number(connection, report_id))
        if found.unnoted:
            done.append(f"noted the checksums of {len(found.unnoted)} reports")
    return done


def _sweep(connection: sqlite3.Connection) -> None:
    for statement in _SWEEPS:
        connection.execute(statement)
    names = connection.execute("SELECT number, name, canonical FROM indicators").fetchall()
    connection.executemany(
        "UPDATE indicators SET folded = ? WHERE number = ?",
        ((normalize(f"{name}\n{canonical}"), number) for number, name, canonical in names),
    )
    connection.execute("REINDEX")


def _adopt(connection: sqlite3.Connection, generation: int) -> None:
    """Makes reports of a change that was never committed part of this one."""
    connection.execute("UPDATE reports SET generation = ?1 WHERE generation > ?1", (generation,))


def _number(connection: sqlite3.Connection, report_id: str) -> int:
    number: int = connection.execute(
        "SELECT number FROM reports WHERE report_id = ?", (report_id,)
    ).fetchone()[0]
    return number


def _rebuild_indexes(path: Path, found: StoreCheck) -> list[str]:
    """Deletes damaged indexes and builds them anew; all of them where the tables were swept."""
    swept = any(each.area is Area.DATABASE for each in found.findings)
    damaged = {each.subject for each in found.findings if each.area is Area.INDEX}
    names = ["dense", "lexical"] if swept else sorted(damaged)
    for name in names:
        with writer_lock(path / f"{name}.lock", _LOCK_SECONDS):
            shutil.rmtree(path / name, ignore_errors=True)
    if names:
        with LocalStore.open(path) as store:
            store.refresh()
    return [f"built the {name} index anew" for name in names]


def _set_conversations_aside(path: Path, found: StoreCheck) -> list[str]:
    """Puts a damaged file of conversations where none is looked for: a new one is begun."""
    if not any(each.area is Area.CONVERSATIONS for each in found.findings):
        return []
    file = path / conversations.FILENAME
    aside = file.with_name(f"{file.name}.damaged")
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(f"{file.name}{suffix}").unlink()
    file.replace(aside)
    return [f"put the damaged conversations aside as {aside.name}: a new file is begun"]
