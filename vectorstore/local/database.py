"""The SQLite database of a store: connections, transactions, and errors in our own terms."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from vectorstore.errors import (
    SchemaTooNewError,
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

_PAUSE = 0.02
_PAGE_BYTES = 8192
"""Three passages with their vectors fill a page; of 4,096 bytes one would waste half."""

BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_NO_FILE_BESIDE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}

RESTORE = "restore it from a backup (`yiju restore`), or ingest the sources into a new store"
"""What to do about a database that cannot be read."""


class Connection(sqlite3.Connection):
    """A connection that knows which file it was opened on."""

    file: tuple[int, ...]
    immutable: bool


class Database:
    """One database file, used by any number of threads.

    A reader takes an idle connection from a pool and reads one snapshot of the last commit; WAL
    keeps it from waiting for a writer. Writers queue for one connection of their own. Where another
    file takes the place of the database's, connections to the old one are given up.

    In a folder that cannot be written, where SQLite finds no room for the files that readers share,
    the file is read as it is; a read during which somebody else changed it is refused.

    Args:
        path: The database file; it must exist and be up to date, see :meth:`open`.
        busy_seconds: How long to wait for another process that writes.
    """

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._schema: int | None = None
        self._idle: list[Connection] = []
        self._pool = threading.Lock()
        self._writing = threading.Lock()
        self._closed = False

    @classmethod
    def create(
        cls, path: Path, embedder: EmbedderIdentity, busy_seconds: float = BUSY_SECONDS
    ) -> Database:
        """Opens a database, making it first where there is none.

        Several processes may do so at once: one makes it, the others find it. SQLite does not wait
        for a lock while a file changes to WAL, so this does.

        Args:
            path: The database file; its folder must exist.
            embedder: Recorded in a new database; an existing one keeps its own.
            busy_seconds: How long to wait for another process that writes.
        """
        until = time.monotonic() + busy_seconds
        while True:
            try:
                return cls._made(path, embedder, busy_seconds)
            except StoreLockedError:
                if time.monotonic() > until:
                    raise
            time.sleep(_PAUSE)

    @classmethod
    def _made(cls, path: Path, embedder: EmbedderIdentity, busy_seconds: float) -> Database:
        with cls._opening(path, busy_seconds) as (self, connection):
            # What another process made meanwhile is seen by what is read last.
            lost = _are_indexes_left(path)
            if lost and schema_version(connection) == 0:
                raise StoreDamagedError(
                    f"{path} holds nothing, although there are indexes of it: {RESTORE}"
                )
            connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            connection.execute("PRAGMA journal_mode = WAL")
            # In one transaction: there is a whole store, or none.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(connection)
            _record_beginning(connection, embedder)
            connection.execute("COMMIT")
        self._schema = latest_version()
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
                    f"{path} holds nothing: delete it, and ingest the sources again or restore a "
                    "backup (`yiju restore`)"
                )
            check_not_newer(connection)
            if schema_version(connection) < latest_version():
                migrate(connection)
        self._schema = latest_version()
        return self

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one snapshot of what is committed, until the block ends."""
        with self._translated():
            connection = self._take()
            try:
                connection.execute("BEGIN")
                self._check_schema(connection)
                yield connection
                self._check_unchanged(connection)
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
                self._check_schema(connection)
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
    def _opening(cls, path: Path, busy_seconds: float) -> Iterator[tuple[Database, Connection]]:
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

    def _take(self) -> Connection:
        with self._pool:
            if self._closed:
                raise StoreError(f"the store at {self.path.parent} is closed")
            while self._idle:
                connection = self._idle.pop()
                if connection.file == _identity(self.path, connection.immutable):
                    return connection
                connection.close()
        return self._connect()

    def _give_back(self, connection: Connection) -> None:
        if connection.in_transaction:
            # Where the disk is full SQLite may have rolled back by itself.
            with suppress(sqlite3.OperationalError):
                connection.execute("ROLLBACK")
        with self._pool:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> Connection:
        try:
            return self._connected(immutable=False)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _NO_FILE_BESIDE or not self._is_at_rest():
                raise
            return self._connected(immutable=True)

    def _connected(self, *, immutable: bool) -> Connection:
        file = _identity(self.path, immutable)
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?immutable=1" if immutable else self.path,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            factory=Connection,
            uri=immutable,
        )
        connection.file, connection.immutable = file, immutable
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # A commit is on the disk when it returns, also when the power fails.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -16384")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            connection.create_function("normalize", 1, normalize, deterministic=True)
        except BaseException:
            connection.close()
            raise
        return connection

    def _is_at_rest(self) -> bool:
        """Whether the file is all there is: no commit waits beside it to be read with it."""
        beside = self.path.with_name(f"{self.path.name}-wal")
        return self.path.is_file() and not (beside.exists() and beside.stat().st_size)

    def _check_schema(self, connection: sqlite3.Connection) -> None:
        """Refuses a database that another version of the program changed meanwhile."""
        if self._schema is None:
            return
        found = schema_version(connection)
        if found > self._schema:
            raise SchemaTooNewError(
                f"the store at {self.path.parent} was brought to schema version {found} by a newer "
                f"program; this one knows up to {self._schema}: update it and start it again"
            )
        if found < self._schema:
            raise StoreError(
                f"an older store (schema version {found}) was put at {self.path.parent}: "
                "start the program again, which brings it up to date"
            )

    def _check_unchanged(self, connection: Connection) -> None:
        if connection.immutable and connection.file != _identity(self.path, immutable=True):
            raise StoreLockedError(
                f"{self.path}: somebody wrote to the store while it was read, in a folder that "
                "this process cannot write: try again"
            )

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
            f"{path}: the store's database cannot be read ({error}): {RESTORE}"
        )
    if plain == sqlite3.SQLITE_FULL:
        return StoreError(
            f"{path}: the disk is full; what was committed before is safe: make room and try again"
        )
    if plain in _NO_FILE_BESIDE:
        return StoreError(
            f"{path}: the store cannot be written ({error}): make its folder and files writable, "
            "or work on a copy"
        )
    if plain == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"{path}: the disk fails ({error}); what was committed before is safe unless `yiju "
            "check` says otherwise: look after the disk and try again"
        )
    return StoreError(f"{path}: {error}")


def _identity(path: Path, immutable: bool) -> tuple[int, ...]:
    """What changes when another file takes a file's place; where asked, also when it is written."""
    try:
        found = os.stat(path)  # noqa: PTH116 - for every read; Path.stat takes twice as long
        file = (found.st_dev, found.st_ino)
        if not immutable:
            return file
        waiting = path.with_name(f"{path.name}-wal").exists()
    except FileNotFoundError:
        return ()
    return (*file, found.st_size, found.st_mtime_ns, waiting)


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
        raise lacks("generations")
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


def lacks(what: str) -> StoreDamagedError:
    """The error for a database without one of its own records."""
    return StoreDamagedError(f"the store's database lacks its record of {what}: {RESTORE}")


def _record_beginning(connection: sqlite3.Connection, embedder: EmbedderIdentity) -> None:
    """Writes what a store knows from the start, unless it was written before."""
    connection.executemany(
        "INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)",
        [
            ("embedder_name", embedder.name),
            ("embedder_dimension", embedder.dimension),
            ("embedder_fingerprint", embedder.fingerprint),
        ],
    )
    connection.execute("INSERT OR IGNORE INTO generations VALUES (0, random())")


def _are_indexes_left(path: Path) -> bool:
    """Whether there was a store: none is begun in the place of one that lost all it had."""
    return path.exists() and any((path.parent / name).exists() for name in ("dense", "lexical"))


def _check_application(connection: sqlite3.Connection, path: Path) -> None:
    # In this order: another process may make the store between the two.
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    if found != APPLICATION_ID and not empty:
        raise StoreDamagedError(f"{path} is a database of another program: name another folder")
