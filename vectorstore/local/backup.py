"""Copies of a store, made while it is in use, and their way back.

A backup is a folder with a copy of each database and ``backup.json``, which names the copies, their
SHA-256 and what they hold. It is written last and replaced as a whole: a folder holds the backup
before or the new one, never half of each. Indexes are derived and not in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from vectorstore.errors import StoreDamagedError, StoreError, StoreLockedError, StoreNotFoundError
from vectorstore.local import conversations
from vectorstore.local.changes import replace_file, sync
from vectorstore.local.checking import check_database
from vectorstore.local.database import BUSY_SECONDS, FILENAME, Database, translate
from vectorstore.local.model import embedder

MANIFEST = "backup.json"
FORMAT = 1
"""Raise it when the manifest changes; backups of a later format are refused."""

_COPY = re.compile(r"(yiju|conversations)-\d{8}T\d{6}-\d+\.sqlite(-wal|-shm|-journal)?")
"""Names of copies; those that no manifest names are left from a backup that was killed."""


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """What a backup holds.

    Attributes:
        made_at: When, as ISO time with zone.
        reports: How many reports.
        passages: How many passages.
        facts: How many facts.
        generation: The store's last change that is in it.
        embedder: Name of the model that made its vectors.
        files: SHA-256 of each copy by its name; the store's own comes first.
    """

    made_at: str
    reports: int
    passages: int
    facts: int
    generation: int
    embedder: str
    files: dict[str, str]


def back_up(
    store: Path,
    destination: Path,
    *,
    replace: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> BackupInfo:
    """Copies a store that may be in use, and verifies the copy.

    Args:
        store: The store's folder.
        destination: A new or empty folder, or one with an earlier backup.
        replace: Put the new backup in the place of an earlier one.
        clock: Tells the time.

    Raises:
        StoreNotFoundError: There is no store.
        StoreDamagedError: The store, and so the copy, is damaged; an earlier backup is kept.
        StoreError: The destination holds something else, or cannot be written.
    """
    if not (store / FILENAME).is_file():
        raise StoreNotFoundError(f"no store at {store}")
    _check_destination(store, destination, replace=replace)
    made_at = clock()
    mark = f"{made_at:%Y%m%dT%H%M%S}-{os.getpid()}"
    with _writing(destination, mark):
        destination.mkdir(parents=True, exist_ok=True)
        info = _copied(store, destination, mark, made_at)
        data = json.dumps({"format": FORMAT, **asdict(info)}, ensure_ascii=False, indent=1)
        replace_file(destination / MANIFEST, data.encode())
    for other in destination.iterdir():
        if _COPY.fullmatch(other.name) and other.name not in info.files:
            other.unlink()
    return info


def read_backup(source: Path) -> BackupInfo:
    """What a backup holds, once its files were found to be as they were written.

    Raises:
        StoreNotFoundError: The folder holds no backup.
        StoreDamagedError: A file is missing or was changed.
    """
    manifest = source / MANIFEST
    if not manifest.is_file():
        raise StoreNotFoundError(f"no backup at {source}: there is no {MANIFEST} in it")
    try:
        found = json.loads(manifest.read_bytes())
        if found.pop("format") > FORMAT:
            raise StoreError(f"{source} was made by a newer program: update this one")
        info = BackupInfo(**found)
        sums = {name: _sha256(source / name) for name in info.files}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreDamagedError(
            f"{source}: the backup cannot be read ({error}): take another one"
        ) from error
    for name, expected in info.files.items():
        if sums[name] != expected:
            raise StoreDamagedError(
                f"{source / name} is not what was written there: take another backup"
            )
    return info


def copy_database(source: Path, target: Path, busy_seconds: float = BUSY_SECONDS) -> None:
    """Copies a database as one commit, also over one that is in use.

    Readers of the target see all of the old content or all of the new; one that is killed meanwhile
    leaves the old.

    Raises:
        StoreLockedError: Somebody kept writing to the target.
        StoreDamagedError: One of the files is no database.
        StoreError: There is no room, or the target cannot be written.
    """
    until = time.monotonic() + busy_seconds

    def watch(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise StoreLockedError(f"{target}: another process keeps writing: try again")

    try:
        with (
            closing(Database(source, busy_seconds)) as database,
            database.read() as read,
            closing(sqlite3.connect(target, timeout=busy_seconds)) as written,
        ):
            written.execute("PRAGMA synchronous = FULL")
            # In one step, as the copy begins anew whenever somebody writes between two.
            read.backup(written, pages=-1, progress=watch, sleep=0.05)
    except sqlite3.DatabaseError as error:
        raise translate(error, target) from error


def _copied(store: Path, destination: Path, mark: str, made_at: datetime) -> BackupInfo:
    files: dict[str, str] = {}
    for name in (FILENAME, conversations.FILENAME):
        if not (store / name).is_file():
            continue
        copy = destination / f"{Path(name).stem}-{mark}.sqlite"
        copy_database(store / name, copy)
        _settle(copy)
        if name == FILENAME:
            info = _verified(copy, made_at)
            _settle(copy)
        sync(copy)
        files[copy.name] = _sha256(copy)
    return BackupInfo(**{**asdict(info), "files": files})


def _settle(copy: Path) -> None:
    """Makes a copy one file that can be read where nothing can be written beside it."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _verified(copy: Path, made_at: datetime) -> BackupInfo:
    with closing(Database.open(copy)) as database:
        found = check_database(database)
        if not found.sound:
            first = found.findings[0]
            raise StoreDamagedError(
                f"the store is damaged ({first.subject or FILENAME}: {first.problem}), and so "
                "would be its backup: run `yiju check`"
            )
        with database.read() as connection:
            name = embedder(connection).name
    return BackupInfo(
        made_at.isoformat(),
        found.reports,
        found.passages,
        found.facts,
        found.generation,
        name,
        {},
    )


def _check_destination(store: Path, destination: Path, *, replace: bool) -> None:
    if not destination.exists():
        return
    if not destination.is_dir() or destination.resolve() == store.resolve():
        raise StoreError(f"{destination} is not a folder for backups: name another")
    if (destination / MANIFEST).is_file():
        if not replace:
            raise StoreError(
                f"{destination} holds a backup already: name another folder, or replace it with "
                "--force"
            )
    elif any(not _COPY.fullmatch(each.name) for each in destination.iterdir()):
        raise StoreError(f"{destination} holds other files: name another folder")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _writing(destination: Path, mark: str) -> Iterator[None]:
    """Names the folder in errors, and leaves no half of a backup behind."""
    try:
        yield
    except BaseException as error:
        for copy in destination.glob(f"*-{mark}.sqlite*"):
            copy.unlink()
        if isinstance(error, OSError):
            raise StoreError(
                f"{destination}: the backup cannot be written ({error.strerror or error}): make "
                "room, or name a folder that can be written"
            ) from error
        raise
