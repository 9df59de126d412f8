"""What changed since a derived index was built, and the lock of those who write its files."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import StoreError, StoreLockedError

Numbers = NDArray[np.int64]
"""Numbers of passages, ``(n,)`` int64."""

EVERYTHING = -1
"""A generation before the first: all there is has changed since."""

_CHUNK = 1 << 20


def removed_since(connection: sqlite3.Connection, generation: int) -> Numbers:
    """Numbers of the passages that were removed after a generation, ascending."""
    found = connection.execute(
        "SELECT number FROM tombstones WHERE generation > ? ORDER BY number", (generation,)
    )
    return np.fromiter((row[0] for row in found), dtype=np.int64)


def count_tombstones(connection: sqlite3.Connection) -> int:
    """How many removed passages are remembered."""
    found: int = connection.execute("SELECT count(*) FROM tombstones").fetchone()[0]
    return found


def forget_tombstones(connection: sqlite3.Connection, generation: int) -> None:
    """Forgets what was removed up to a generation, inside a write transaction.

    Indexes of earlier generations can no longer be caught up: the tags of those generations are
    dropped, so that :func:`vectorstore.local.database.is_past` denies them.
    """
    connection.execute("DELETE FROM tombstones WHERE generation <= ?", (generation,))
    connection.execute("DELETE FROM generations WHERE generation < ?", (generation,))


def count_added_since(connection: sqlite3.Connection, generation: int) -> int:
    """How many of the passages that are held came after a generation."""
    found: int = connection.execute(
        "SELECT coalesce(sum(passages), 0) FROM reports WHERE generation > ?", (generation,)
    ).fetchone()[0]
    return found


def added_since(connection: sqlite3.Connection, generation: int, columns: str) -> sqlite3.Cursor:
    """Columns of the passages (``p``, with reports ``r``) held that came after a generation.

    In the order of their numbers.
    """
    # Left to itself SQLite walks all passages in the order asked for, whatever came since.
    join = "JOIN" if generation == EVERYTHING else "CROSS JOIN"
    return connection.execute(
        f"SELECT {columns} FROM reports r {join} passages p ON p.report = r.number "
        "WHERE r.generation > ? ORDER BY p.number",
        (generation,),
    )


@contextmanager
def writer_lock(path: Path, seconds: float) -> Iterator[None]:
    """Keeps other processes and threads from writing a derived index.

    The lock is SQLite's own on an empty database: it works on every system and goes with the
    process that holds it.

    Args:
        path: The lock's file.
        seconds: How long to wait for it.

    Raises:
        StoreLockedError: Another writer held it all the time.
    """
    connection = sqlite3.connect(path, timeout=seconds, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise StoreError(
                    f"{path}: cannot lock the index ({error}): make room, or make the folder "
                    "writable"
                ) from error
            raise StoreLockedError(f"{path}: another process is writing the index") from error
        yield
    finally:
        connection.close()


def checksum(path: Path) -> int:
    """CRC-32 of a file."""
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found = zlib.crc32(chunk, found)
    return found


def replace_file(path: Path, data: bytes) -> None:
    """Writes a file such that after a crash it is wholly the old one or wholly the new one.

    The caller holds the lock that keeps others from writing it.
    """
    temporary = path.with_name(f"{path.name}.tmp")
    temporary.write_bytes(data)
    sync(temporary)
    temporary.replace(path)


def sync(path: Path) -> None:
    """Returns when a file's bytes are on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
