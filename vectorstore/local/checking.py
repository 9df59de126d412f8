"""Verifies a store: its database, every report in it, and the indexes derived from it.

Nothing is changed but a schema of an older version, which opening brings up to date.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from vectorstore.errors import (
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreNotFoundError,
)
from vectorstore.local import conversations, dense, lexical
from vectorstore.local.changes import Numbers, writer_lock
from vectorstore.local.database import FILENAME, Database, Stamp, is_past, stamp
from vectorstore.local.dense import DenseIndex, DenseView
from vectorstore.local.dictionary import held_dictionary
from vectorstore.local.findings import Area, Finding, Remedy, StoreCheck
from vectorstore.local.lexical import LexicalIndex, LexicalView
from vectorstore.local.model import embedder, has_vectors_of
from vectorstore.local.report_check import check_report, held_reports
from vectorstore.local.sums import noted_sums
from vectorstore.tokens import normalize

DENSE = "dense"
LEXICAL = "lexical"


_LOCK_SECONDS = 10.0
_MESSAGES = 20
_INDEX_MESSAGES = ("missing from index", "wrong # of entries in index", "non-unique entry in index")


def check_store(path: Path) -> StoreCheck:
    """Verifies a store in its folder, also while others use it.

    Args:
        path: The store's folder.

    Raises:
        StoreNotFoundError: There is no store.
        SchemaTooNewError: A newer program made it.
    """
    file = path / FILENAME
    if not file.is_file():
        raise StoreNotFoundError(f"no store at {path}")
    try:
        with closing(Database.open(file)) as database:
            found = check_database(database)
            if not any(each.remedy is Remedy.RESTORE for each in found.findings):
                found = _with(found, *_index_problems(path, database))
    except StoreDamagedError as error:
        found = StoreCheck(findings=(Finding(Area.DATABASE, "", str(error), Remedy.RESTORE),))
    return _with(found, list(_conversation_problems(path)), [])


def check_database(database: Database) -> StoreCheck:
    """Verifies a database and every report in it, in one snapshot."""
    with database.read() as connection:
        findings = list(_file_problems(connection))
        unnoted: list[str] = []
        reports = passages = facts = 0
        dimension = embedder(connection).dimension
        for held in held_reports(connection):
            reports, passages, facts = (
                reports + 1,
                passages + held.passages,
                facts + held.facts,
            )
            wrong = check_report(connection, held, dimension)
            findings += wrong
            if not wrong and noted_sums(connection, held.number) is None:
                unnoted.append(held.report_id)
        findings += _table_problems(connection)
        generation = stamp(connection).generation
    notes = []
    if unnoted:
        notes.append(
            f"{len(unnoted)} sound reports are from before checksums were kept: "
            "`yiju check --repair` notes them"
        )
    return StoreCheck(
        reports, passages, facts, generation, tuple(findings), tuple(notes), tuple(unnoted)
    )


def _file_problems(connection: sqlite3.Connection) -> Iterator[Finding]:
    """What SQLite itself finds: damaged pages, entries without a row, rows without a parent."""
    for (message,) in connection.execute(f"PRAGMA integrity_check({_MESSAGES})"):
        if message != "ok":
            of_index = any(each in message for each in _INDEX_MESSAGES)
            remedy = Remedy.REPAIR if of_index else Remedy.RESTORE
            yield Finding(Area.DATABASE, FILENAME, message, remedy)
    orphans = connection.execute(
        'SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2'
    )
    for table, parent, count in orphans:
        yield Finding(
            Area.DATABASE,
            FILENAME,
            f"{count} rows of {table} belong to {parent} that are missing",
            Remedy.REPAIR,
        )


def _table_problems(connection: sqlite3.Connection) -> Iterator[Finding]:
    """What belongs to no report, or is derived wrongly."""
    questions = (
        (
            "original bytes belong to no report",
            "SELECT count(*) FROM originals WHERE content_hash NOT IN "
            "(SELECT content_hash FROM reports)",
        ),
        (
            "indicators are named by no figure",
            "SELECT count(*) FROM indicators WHERE number NOT IN (SELECT indicator FROM facts)",
        ),
        (
            "passages are held and marked as removed",
            "SELECT count(*) FROM passages p JOIN tombstones t ON t.number = p.number",
        ),
        (
            "reports are of a change that was not committed",
            "SELECT count(*) FROM reports WHERE generation > (SELECT max(generation) "
            "FROM generations)",
        ),
    )
    for problem, query in questions:
        count = connection.execute(query).fetchone()[0]
        if count:
            yield Finding(Area.DATABASE, FILENAME, f"{count} {problem}", Remedy.REPAIR)
    names = connection.execute("SELECT name, canonical, folded FROM indicators")
    wrong = sum(folded != normalize(f"{name}\n{canonical}") for name, canonical, folded in names)
    if wrong:
        yield Finding(
            Area.DATABASE, FILENAME, f"{wrong} indicators are folded wrongly", Remedy.REPAIR
        )


def _index_problems(path: Path, database: Database) -> tuple[list[Finding], list[str]]:
    findings: list[Finding] = []
    notes: list[str] = []
    for name, trusted in ((DENSE, _trusted_vectors), (LEXICAL, _trusted_words)):
        folder = path / name
        wrong, note = _index_problem(folder, database, trusted(folder, database))
        if wrong:
            # Another process may be writing the files this very moment; a writer waits for us.
            try:
                with writer_lock(folder.with_suffix(".lock"), _LOCK_SECONDS):
                    wrong, note = _index_problem(folder, database, trusted(folder, database))
            except StoreLockedError:
                wrong, note = "", "is being written by another process: check again later"
            except StoreError:
                pass  # where a lock cannot be written nobody writes an index
        findings += [Finding(Area.INDEX, name, wrong, Remedy.REPAIR)] if wrong else []
        notes += [f"the {name} index {note}"] if note else []
    return findings, notes


def _trusted_vectors(folder: Path, database: Database) -> DenseView | None:
    with database.read() as connection:
        dimension = embedder(connection).dimension
        return DenseIndex(folder, database, dimension).trusted(connection)


def _trusted_words(folder: Path, database: Database) -> LexicalView | None:
    return LexicalIndex(folder, database).trusted()


def _index_problem(
    folder: Path, database: Database, view: DenseView | LexicalView | None
) -> tuple[str, str]:
    """What is wrong with an index, and what is worth knowing of it; both may be empty."""
    # A snapshot of its own, as the index may be newer than the one it was read with.
    with database.read() as connection:
        if view is None:
            outdated = _is_outdated(connection, folder)
            if outdated:
                return "", f"{outdated}: searches build it"
            return "its files are damaged; searches build it anew", ""
        behind = stamp(connection).generation - view.stamp.generation
        note = f"is {_changes(behind)} behind" if behind else ""
        return _compare(connection, view.stamp, view.numbers()), note


def _changes(count: int) -> str:
    return "one change" if count == 1 else f"{count} changes"


def _is_outdated(connection: sqlite3.Connection, folder: Path) -> str:
    """Why files need not be those of the present index, without being damaged; empty otherwise."""
    if (folder / lexical.UNFINISHED).exists():
        return "was not finished by who wrote it last"
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        written, seen = manifest["format"], Stamp(manifest["generation"], manifest["tag"])
    except FileNotFoundError:
        return "is not written yet"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    present: object = dense.FORMAT
    if folder.name == LEXICAL:
        present = lexical.format_of(held_dictionary(connection))
    if written != present:
        return "is of another version"
    current = has_vectors_of if folder.name == DENSE else is_past
    return "" if current(connection, seen) else "is of before a restoration or another model"


def _compare(connection: sqlite3.Connection, seen: Stamp, held: Numbers) -> str:
    """What an index of a state lacks or has beyond what the database had then."""
    expected = _numbers(
        connection,
        "SELECT p.number FROM passages p JOIN reports r ON r.number = p.report "
        "WHERE r.generation <= ?",
        seen,
    )
    gone = _numbers(connection, "SELECT number FROM tombstones WHERE generation > ?", seen)
    lacking = len(np.setdiff1d(expected, held))
    beyond = len(np.setdiff1d(held, np.concatenate([expected, gone])))
    twice = len(held) - len(np.unique(held))
    if not (lacking or beyond or twice):
        return ""
    return f"{lacking} passages are missing, {beyond} are unknown, {twice} are held twice"


def _numbers(connection: sqlite3.Connection, query: str, seen: Stamp) -> Numbers:
    cursor = connection.execute(query, (seen.generation,))
    return np.fromiter((row[0] for row in cursor), dtype=np.int64)


def _conversation_problems(path: Path) -> Iterator[Finding]:
    file = path / conversations.FILENAME
    if not file.is_file():
        return
    try:
        with closing(Database(file)) as database, database.read() as connection:
            problems = [
                row[0]
                for row in connection.execute(f"PRAGMA integrity_check({_MESSAGES})")
                if row[0] != "ok"
            ]
    except StoreError as error:
        problems = [str(error)]
    for problem in problems:
        yield Finding(Area.CONVERSATIONS, conversations.FILENAME, problem, Remedy.REPAIR)


def _with(found: StoreCheck, findings: list[Finding], notes: list[str]) -> StoreCheck:
    return replace(found, findings=(*found.findings, *findings), notes=(*found.notes, *notes))
