"""Conversations in a database of their own beside the store's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from vectorstore.conversations import (
    DEFAULT_LIMITS,
    Clock,
    ConversationLimits,
    ConversationRecord,
    ConversationStore,
    MemoryConversations,
    Turn,
    check_conversation_id,
    now,
)
from vectorstore.errors import SchemaTooNewError, StoreDamagedError, StoreError
from vectorstore.local.database import Database

FILENAME = "conversations.sqlite"
APPLICATION_ID = 0x59494A43
"""``YIJC`` in ASCII."""

SCHEMA = 1
_BUSY_SECONDS = 2.0
"""How long a question waits for another process that notes one; the answer matters more."""

_TABLES = """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    asked_at REAL NOT NULL,
    state TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX conversations_by_time ON conversations (asked_at);
CREATE TABLE turns (
    turn INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    asked_at REAL NOT NULL,
    question TEXT NOT NULL
);
CREATE INDEX turns_by_conversation ON turns (conversation, turn);
"""


class _Database(Database):
    """Connections to the conversations' file; a power cut may cost the last questions, not it."""

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def prepare(self) -> None:
        """Makes the tables in a new file; checks those of an existing one."""
        with self._translated(), closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        with self.write() as connection:
            _prepare(connection, self.path)


class LocalConversations:
    """Keeps conversations in a folder; a context manager that closes them.

    Implements :class:`vectorstore.conversations.ConversationStore` for any number of threads and
    processes; made by :meth:`open`.
    """

    def __init__(self, database: _Database, limits: ConversationLimits, clock: Clock) -> None:
        self._database = database
        self._limits = limits
        self._clock = clock

    @classmethod
    def open(
        cls,
        folder: Path,
        limits: ConversationLimits = DEFAULT_LIMITS,
        clock: Clock = now,
    ) -> LocalConversations:
        """Opens the conversations in a store's folder; makes their file where there is none.

        Args:
            folder: The store's folder; it must exist.
            limits: How much is remembered.
            clock: Tells the time.

        Raises:
            StoreDamagedError: The file is not one of ours, or cannot be read.
            SchemaTooNewError: A newer program made it.
            StoreError: The file cannot be written.
        """
        database = _Database(folder / FILENAME, _BUSY_SECONDS)
        try:
            database.prepare()
            self = cls(database, limits, clock)
            self.prune()
        except BaseException:
            database.close()
            raise
        return self

    def __enter__(self) -> LocalConversations:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def get(self, conversation_id: str) -> ConversationRecord | None:
        """A conversation, or None where it is unknown or forgotten."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT c.state, t.question, t.asked_at FROM conversations c"
                " JOIN turns t ON t.conversation = c.id"
                " WHERE c.id = ? AND c.asked_at >= ? ORDER BY t.turn",
                (conversation_id, self._oldest()),
            ).fetchall()
        if not rows:
            return None
        turns = tuple(Turn(question, _time(asked_at)) for _, question, asked_at in rows)
        return ConversationRecord(conversation_id, turns, rows[-1][0])

    def append(self, conversation_id: str, question: str, state: str) -> None:
        """Adds a question; see :meth:`vectorstore.conversations.ConversationStore.append`."""
        check_conversation_id(conversation_id)
        asked_at = self._clock().timestamp()
        with self._database.write() as connection:
            self._forget_old(connection)
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?) ON CONFLICT (id)"
                " DO UPDATE SET asked_at = excluded.asked_at, state = excluded.state",
                (conversation_id, asked_at, state),
            )
            connection.execute(
                "INSERT INTO turns (conversation, asked_at, question) VALUES (?, ?, ?)",
                (conversation_id, asked_at, question),
            )
            connection.execute(
                "DELETE FROM turns WHERE conversation = ?1 AND turn NOT IN"
                " (SELECT turn FROM turns WHERE conversation = ?1 ORDER BY turn DESC LIMIT ?2)",
                (conversation_id, self._limits.turns),
            )
            self._forget_surplus(connection)

    def delete(self, conversation_id: str) -> bool:
        """Forgets a conversation; whether there was one."""
        with self._database.write() as connection:
            cursor = connection.execute(
                "DELETE FROM conversations WHERE id = ?", (conversation_id,)
            )
            return cursor.rowcount > 0

    def prune(self) -> int:
        """Forgets what is beyond the limits; returns how many conversations that was."""
        with self._database.write() as connection:
            return self._forget_old(connection) + self._forget_surplus(connection)

    def close(self) -> None:
        """Closes the file."""
        self._database.close()

    def _forget_old(self, connection: sqlite3.Connection) -> int:
        return connection.execute(
            "DELETE FROM conversations WHERE asked_at < ?", (self._oldest(),)
        ).rowcount

    def _forget_surplus(self, connection: sqlite3.Connection) -> int:
        return connection.execute(
            "DELETE FROM conversations WHERE id IN (SELECT id FROM conversations"
            " ORDER BY asked_at DESC, id DESC LIMIT -1 OFFSET ?)",
            (self._limits.conversations,),
        ).rowcount

    def _oldest(self) -> float:
        return (self._clock() - self._limits.age).timestamp()


def open_conversations(
    folder: Path, limits: ConversationLimits = DEFAULT_LIMITS, clock: Clock = now
) -> ConversationStore:
    """The conversations of a store's folder; in memory where its file cannot be used.

    Conversations are a convenience: a read-only folder or a damaged file must not keep anybody
    from asking.
    """
    try:
        return LocalConversations.open(folder, limits, clock)
    except StoreError:
        return MemoryConversations(limits, clock)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Makes the tables in a new file; checks an existing one. Runs inside a transaction."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not empty and application != APPLICATION_ID:
        raise StoreDamagedError(f"{path} is a database of another program: move it elsewhere")
    if version > SCHEMA:
        raise SchemaTooNewError(
            f"{path} has schema {version}, and this version knows {SCHEMA}: update Yiju"
        )
    if empty:
        for statement in filter(str.strip, _TABLES.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
