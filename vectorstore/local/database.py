"""The SQLite database of a store: connections, transactions, and errors in our own terms."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vectorstore.errors import (
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreNotFoundError,
)
from vectorstore.local.migrations import check_not_newer, latest_version, migrate, schema_version
from vectorstore.store import EmbedderIdentity
from vectorstore.tokens import normalize

FILENAME = "yiju.sqlite"
APPLICATION_ID = 0x59494A55
"""``YIJU`` in ASCII, in the header of every store's database."""

BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Database:
    """One database file, used by any number of threads.

    A reader takes an idle connection from a pool and reads one snapshot of the last commit; WAL
    keeps it from waiting for a writer. Writers queue for one connection of their own.

    Args:
        path: The database file; it must exist and be up to date, see :meth:`open`.
        busy_seconds: How long to wait for another process that writes.
    """

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._idle: list[sqlite3.Connection] = []
        self._pool = threading.Lock()
        self._writing = threading.Lock()
        self._closed = False

    @classmethod
    def create(
        cls, path: Path, embedder: EmbedderIdentity, busy_seconds: float = BUSY_SECONDS
    ) -> Database:
        """Opens a database, making it first where there is none.

        Args:
            path: The database file; its folder must exist.
            embedder: Recorded in a new database; an existing one keeps its own.
            busy_seconds: How long to wait for another process that writes.
        """
        with cls._opening(path, busy_seconds) as (self, connection):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(connection)
            _record_beginning(connection, embedder)
        return self

    @classmethod
    def open(cls, path: Path, busy_seconds: float = BUSY_SECONDS) -> Database:
        """Opens an existing database and brings its schema up to date.

        Raises:
            StoreNotFoundError: There is no such file.
            StoreDamagedError: It is not a database, or not one of ours.
            SchemaTooNewError: A newer program made it.
        """
        if not path.is_file():
            raise StoreNotFoundError(
                f"no store at {path.parent}: ingest something into it first, or name another folder"
            )
        with cls._opening(path, busy_seconds) as (self, connection):
            if schema_version(connection) == 0:
                raise StoreDamagedError(
                    f"{path} holds nothing: delete it and ingest the sources again"
                )
            check_not_newer(connection)
            if schema_version(connection) < latest_version():
                migrate(connection)
        return self

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one snapshot of what is committed, until the block ends."""
        with self._translated():
            connection = self._take()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                self._give_back(connection)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A connection in a write transaction: committed at the block's end, or not at all.

        Raises:
            StoreLockedError: Another process kept writing for longer than ``busy_seconds``.
        """
        with self._translated(), self._writing:
            connection = self._take()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                self._give_back(connection)

    def close(self) -> None:
        """Closes every connection; those in use close when their block ends."""
        with self._pool:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @classmethod
    @contextmanager
    def _opening(
        cls, path: Path, busy_seconds: float
    ) -> Iterator[tuple[Database, sqlite3.Connection]]:
        """A database and its first connection, closed again where the block fails."""
        self = cls(path, busy_seconds)
        try:
            with self._translated():
                connection = self._connect()
                try:
                    _check_application(connection, path)
                    yield self, connection
                finally:
                    self._give_back(connection)
        except BaseException:
            self.close()
            raise

    def _take(self) -> sqlite3.Connection:
        with self._pool:
            if self._closed:
                raise StoreError(f"the store at {self.path.parent} is closed")
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        with self._pool:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        # A commit is on the disk when it returns, also when the power fails.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -16384")
        connection.create_function("normalize", 1, normalize, deterministic=True)
        return connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turns SQLite's errors into ours."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise translate(error, self.path) from error


def translate(error: sqlite3.DatabaseError, path: Path) -> StoreError:
    """Our error for one of SQLite's."""
    code = getattr(error, "sqlite_errorcode", None)
    # Extended codes carry the plain one in their low byte.
    plain = None if code is None else code & 0xFF
    if plain in _BUSY:
        return StoreLockedError(
            f"{path}: another process is writing to the store ({error}): try again when it is done"
        )
    if plain in _DAMAGED or "no such table" in str(error) or "no such column" in str(error):
        return StoreDamagedError(
            f"{path}: the store's database cannot be read ({error}): "
            "restore it from a copy, or ingest the sources into a new store"
        )
    return StoreError(f"{path}: {error}")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A state of the store: how many changes were committed, and the last one's random tag."""

    generation: int
    tag: int


def stamp(connection: sqlite3.Connection) -> Stamp:
    """The state that a connection sees."""
    row = connection.execute(
        "SELECT generation, tag FROM generations ORDER BY generation DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise _lacks("generations")
    return Stamp(*row)


def is_past(connection: sqlite3.Connection, earlier: Stamp) -> bool:
    """Whether the store once was in a state, so that what was built from it can be caught up."""
    row = connection.execute(
        "SELECT tag FROM generations WHERE generation = ?", (earlier.generation,)
    ).fetchone()
    return row is not None and row[0] == earlier.tag


def raise_generation(connection: sqlite3.Connection) -> int:
    """Counts one more change, inside its transaction; returns its number."""
    cursor = connection.execute("INSERT INTO generations (tag) VALUES (random())")
    return int(cursor.lastrowid or 0)


def embedder(connection: sqlite3.Connection) -> EmbedderIdentity:
    """The embedder that the store was built with."""
    return EmbedderIdentity(
        str(_meta(connection, "embedder_name")),
        int(_meta(connection, "embedder_dimension")),
        str(_meta(connection, "embedder_fingerprint")),
    )


def _meta(connection: sqlite3.Connection, key: str) -> str | int:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise _lacks(key)
    value: str | int = row[0]
    return value


def _lacks(what: str) -> StoreDamagedError:
    return StoreDamagedError(
        f"the store's database lacks its record of {what}: "
        "restore it from a copy, or ingest the sources into a new store"
    )


def _record_beginning(connection: sqlite3.Connection, embedder: EmbedderIdentity) -> None:
    """Writes what a store knows from the start, unless it was written before."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)",
        [
            ("embedder_name", embedder.name),
            ("embedder_dimension", embedder.dimension),
            ("embedder_fingerprint", embedder.fingerprint),
        ],
    )
    connection.execute("INSERT OR IGNORE INTO generations VALUES (0, random())")
    connection.execute("COMMIT")


def _check_application(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if found != APPLICATION_ID and not empty:
        raise StoreDamagedError(f"{path} is a database of another program: name another folder")
