"""Puts a backup in the place of a store, also of one that is in use.

The database's content is exchanged in one commit: a running service sees the old store or the
restored one. The restored one is a change like any other and gets a generation and a tag that no
index was built from, so that those of the replaced history are given up. A database that SQLite cannot
write any more is replaced as a file, and kept under another name.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from vectorstore.errors import StoreDamagedError, StoreError, StoreNotFoundError
from vectorstore.local import conversations
from vectorstore.local.backup import BackupInfo, copy_database, read_backup
from vectorstore.local.changes import sync
from vectorstore.local.database import APPLICATION_ID, FILENAME, Database, stamp
from vectorstore.local.store import LocalStore

_ASIDE = ".damaged"
_STAGED = ".restoring"


def restore(source: Path, store: Path, *, replace: bool = False) -> BackupInfo:
    """Restores a backup.

    Args:
        source: The backup's folder, see :func:`vectorstore.local.backup.back_up`.
        store: The store's folder; made where there is none.
        replace: Also where the store holds reports, or cannot be read.

    Returns:
        What was restored.

    Raises:
        StoreNotFoundError: There is no backup.
        StoreDamagedError: The backup is not what was written.
        StoreError: The store holds something, and is not to be replaced; or no room.
        StoreLockedError: Somebody kept writing to the store.
    """
    info = read_backup(source)
    if not replace:
        _check_empty(store)
    try:
        store.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make a store at {store}: {error.strerror}") from error
    for name in info.files:
        target = store / (FILENAME if name.startswith("yiju-") else conversations.FILENAME)
        staged = target.with_name(f"{target.name}{_STAGED}")
        _remove(staged)
        try:
            copy_database(source / name, staged)
            if target.name == FILENAME:
                _continue_history(staged, target)
            _exchange(staged, target)
        finally:
            _remove(staged)
    with LocalStore.open(store) as restored:
        restored.refresh()
    return info


def _check_empty(store: Path) -> None:
    try:
        with LocalStore.open(store) as held:
            reports = held.info().reports
    except StoreNotFoundError:
        return
    except StoreDamagedError as error:
        raise StoreError(
            f"{store} holds a store that cannot be read: replace it with --force"
        ) from error
    if reports:
        raise StoreError(
            f"{store} holds a store with {reports} reports: replace it with --force, or name "
            "another folder"
        )


def _continue_history(staged: Path, target: Path) -> None:
    """Brings a copy's schema up to date, and its generation beyond that of what it replaces."""
    replaced = 0
    with suppress(StoreError), closing(Database(target)) as old, old.read() as connection:
        replaced = stamp(connection).generation
    with closing(Database.open(staged)) as database, database.write() as connection:
        latest = max(replaced, stamp(connection).generation)
        connection.execute(
            "INSERT INTO generations (generation, tag) VALUES (?, random())", (latest + 1,)
        )


def _exchange(staged: Path, target: Path) -> None:
    if _is_sane(target):
        with suppress(StoreDamagedError):
            _match_pages(staged, target)
            copy_database(staged, target)
            return
    if target.exists():
        aside = target.with_name(f"{target.name}{_ASIDE}")
        _remove(aside)
        os.link(target, aside)
    with closing(sqlite3.connect(staged)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sync(staged)
    # What waits beside a database that cannot be read belongs to no other.
    for suffix in ("-wal", "-shm"):
        target.with_name(f"{target.name}{suffix}").unlink(missing_ok=True)
    staged.replace(target)


def _match_pages(staged: Path, target: Path) -> None:
    """Gives a copy pages as large as those it replaces, as SQLite asks for between two databases."""
    with closing(sqlite3.connect(target)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with closing(sqlite3.connect(staged, isolation_level=None)) as connection:
        if connection.execute("PRAGMA page_size").fetchone() != (size,):
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute(f"PRAGMA page_size = {size}")
            connection.execute("VACUUM")
            connection.execute("PRAGMA journal_mode = WAL")


def _is_sane(target: Path) -> bool:
    """Whether SQLite can still take a commit to what is there."""
    if not target.is_file():
        return False
    try:
        with closing(sqlite3.connect(target)) as connection:
            found = connection.execute("PRAGMA application_id").fetchone()[0]
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    except sqlite3.DatabaseError:
        return False
    return mode == "wal" and found in (APPLICATION_ID, conversations.APPLICATION_ID)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
