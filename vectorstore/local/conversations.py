"""Conversations in a database of their own beside the store's."""

from __future__ import annotations

import sqlite3
import zlib
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
    ConversationSummary,
    MemoryConversations,
    Turn,
    check_conversation_id,
    name_from,
    now,
)
from vectorstore.errors import SchemaTooNewError, StoreDamagedError, StoreError
from vectorstore.local.database import Connection, Database

FILENAME = "conversations.sqlite"
APPLICATION_ID = 0x59494A43
"""``YIJC`` in ASCII."""

_COMPRESSION = 3
_BUSY_SECONDS = 2.0
"""How long a question waits for another process that notes one; the answer matters more."""

_MIGRATIONS = (
    """
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
    """,
    """
    ALTER TABLE conversations ADD COLUMN owner TEXT NOT NULL DEFAULT '';
    ALTER TABLE conversations ADD COLUMN name TEXT NOT NULL DEFAULT '';
    UPDATE conversations SET name = name_from(coalesce(
        (SELECT question FROM turns WHERE conversation = id ORDER BY turn LIMIT 1), ''));
    ALTER TABLE conversations ADD COLUMN listed INTEGER NOT NULL DEFAULT 1;
    CREATE INDEX conversations_by_owner ON conversations (owner, asked_at);
    ALTER TABLE turns ADD COLUMN answer BLOB NOT NULL DEFAULT x'';
    """,
)
"""Each brings the file from the version before to its own, counted from 1; none is ever edited."""

SCHEMA = len(_MIGRATIONS)


class _Database(Database):
    """Connections to the conversations' file; a power cut may cost the last questions, not it."""

    def _connect(self) -> Connection:
        connection = super()._connect()
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.create_function("name_from", 1, name_from, deterministic=True)
        connection.create_function("folded", 1, str.casefold, deterministic=True)
        return connection

    def prepare(self) -> None:
        """Makes the tables in a new file; brings those of an existing one up to date."""
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

    def get(self, conversation_id: str, *, answers: bool = False) -> ConversationRecord | None:
        """A conversation; see :meth:`vectorstore.conversations.ConversationStore.get`."""
        answer = "t.answer" if answers else "x''"
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT c.state, c.owner, c.name, t.question, t.asked_at, {answer}"
                " FROM conversations c JOIN turns t ON t.conversation = c.id"
                " WHERE c.id = ? AND c.asked_at >= ? ORDER BY t.turn",
                (conversation_id, self._oldest()),
            ).fetchall()
        if not rows:
            return None
        turns = tuple(
            Turn(question, _time(asked_at), _unpacked(packed))
            for *_, question, asked_at, packed in rows
        )
        state, owner, name = rows[-1][:3]
        return ConversationRecord(conversation_id, turns, state, owner, name)

    def claim(self, conversation_id: str, owner: str, *, listed: bool = True) -> bool:
        """Begins a conversation; see :meth:`vectorstore.conversations.ConversationStore.claim`."""
        check_conversation_id(conversation_id)
        with self._database.write() as connection:
            self._forget_old(connection)
            connection.execute(
                "INSERT INTO conversations (id, asked_at, state, owner, listed)"
                " VALUES (?, ?, '', ?, ?) ON CONFLICT (id)"
                " DO UPDATE SET listed = max(listed, excluded.listed) WHERE owner = excluded.owner",
                (conversation_id, self._clock().timestamp(), owner, listed),
            )
            known = connection.execute(
                "SELECT owner FROM conversations WHERE id = ?", (conversation_id,)
            ).fetchone()
        return bool(known[0] == owner)

    def append(self, conversation_id: str, question: str, state: str) -> None:
        """Adds a question; see :meth:`vectorstore.conversations.ConversationStore.append`."""
        check_conversation_id(conversation_id)
        asked_at = self._clock().timestamp()
        with self._database.write() as connection:
            self._forget_old(connection)
            connection.execute(
                "INSERT INTO conversations (id, asked_at, state, name) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET asked_at = excluded.asked_at,"
                " state = excluded.state, name = iif(name = '', excluded.name, name)",
                (conversation_id, asked_at, state, name_from(question)),
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

    def answered(self, conversation_id: str, question: str, answer: str) -> None:
        """Keeps an answer; see :meth:`vectorstore.conversations.ConversationStore.answered`."""
        if len(answer) > self._limits.answer:
            return
        with self._database.write() as connection:
            connection.execute(
                "UPDATE turns SET answer = ?3 WHERE turn = (SELECT max(turn) FROM turns"
                " WHERE conversation = ?1 AND question = ?2)",
                (conversation_id, question, zlib.compress(answer.encode(), _COMPRESSION)),
            )

    def summaries(
        self, owner: str, *, words: str = "", limit: int = 50, offset: int = 0
    ) -> tuple[int, list[ConversationSummary]]:
        """Somebody's conversations; see :meth:`ConversationStore.summaries`."""
        chosen = (
            " FROM conversations c WHERE owner = ?1 AND asked_at >= ?2 AND listed"
            " AND EXISTS (SELECT 1 FROM turns WHERE conversation = c.id)"
            " AND (?3 = '' OR instr(folded(name), ?3) > 0)"
        )
        values = (owner, self._oldest(), words.casefold())
        with self._database.read() as connection:
            total: int = connection.execute(f"SELECT count(*){chosen}", values).fetchone()[0]
            rows = connection.execute(
                "SELECT id, name, asked_at,"
                f" (SELECT count(*) FROM turns WHERE conversation = c.id){chosen}"
                " ORDER BY asked_at DESC, id DESC LIMIT ?4 OFFSET ?5",
                (*values, limit, offset),
            ).fetchall()
        return total, [
            ConversationSummary(known, name, _time(asked_at), questions)
            for known, name, asked_at, questions in rows
        ]

    def rename(self, conversation_id: str, name: str) -> bool:
        """Names a conversation; whether there is one."""
        with self._database.write() as connection:
            cursor = connection.execute(
                "UPDATE conversations SET name = ? WHERE id = ?", (name, conversation_id)
            )
            return cursor.rowcount > 0

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
            " ORDER BY listed DESC, asked_at DESC, id DESC LIMIT -1 OFFSET ?)",
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
    """Brings a file up to date, a new one too. Runs inside a transaction."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not empty and application != APPLICATION_ID:
        raise StoreDamagedError(f"{path} is a database of another program: move it elsewhere")
    if version > SCHEMA:
        raise SchemaTooNewError(
            f"{path} has schema {version}, and this version knows {SCHEMA}: update Yiju"
        )
    for statement in (each for step in _MIGRATIONS[version:] for each in step.split(";")):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def _unpacked(answer: bytes) -> str:
    try:
        return zlib.decompress(answer).decode() if answer else ""
    except (zlib.error, UnicodeDecodeError):
        return ""  # as one that was not kept: it can be asked for again


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
