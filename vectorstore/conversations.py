"""What was said in conversations: the records, the promise of their store, and the plain one.

A conversation is kept apart from the reports: chatting neither waits for an ingestion nor counts
as a change of the collection.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

from vectorstore.errors import QueryError

LONGEST_ID = 64
"""In characters."""

_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}")

Clock = Callable[[], datetime]
"""The time now, with time zone."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation.

    Attributes:
        question: As asked.
        asked_at: When, with time zone.
    """

    question: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation as it stands.

    Attributes:
        conversation_id: At most 64 letters, digits, ``_`` and ``-``.
        turns: Its latest questions, oldest first.
        state: What the next question may inherit, as text that the caller can read back; empty
            where there is nothing.
    """

    conversation_id: str
    turns: tuple[Turn, ...]
    state: str = ""


@dataclass(frozen=True, slots=True)
class ConversationLimits:
    """How much is remembered.

    Attributes:
        age: A conversation without a question for so long is forgotten.
        conversations: How many at most; those silent for longest are forgotten first.
        turns: How many questions of each at most; the oldest are forgotten first.
    """

    age: timedelta = timedelta(days=30)
    conversations: int = 10_000
    turns: int = 50


DEFAULT_LIMITS = ConversationLimits()


@runtime_checkable
class ConversationStore(Protocol):
    """Conversations by id. Every method may be called from several threads."""

    def get(self, conversation_id: str) -> ConversationRecord | None:
        """A conversation, or None where it is unknown or forgotten."""
        ...

    def append(self, conversation_id: str, question: str, state: str) -> None:
        """Adds a question, beginning the conversation where there is none.

        Conversations beyond the limits are forgotten on the way.

        Args:
            conversation_id: Which.
            question: As asked.
            state: Replaces the conversation's state.

        Raises:
            QueryError: The id is not a conversation's.
        """
        ...

    def delete(self, conversation_id: str) -> bool:
        """Forgets a conversation; whether there was one."""
        ...

    def prune(self) -> int:
        """Forgets what is beyond the limits; returns how many conversations that was."""
        ...

    def close(self) -> None:
        """Frees what is held; further calls are errors."""
        ...


def check_conversation_id(conversation_id: str) -> str:
    """The id, where it has the form of one.

    Raises:
        QueryError: It is empty, too long, or holds other characters.
    """
    if not _ID.fullmatch(conversation_id):
        shown = conversation_id[:LONGEST_ID]
        raise QueryError(
            f"{shown!r} is no conversation id: give 1 to {LONGEST_ID} letters, digits, _ or -, "
            "or none to begin a conversation"
        )
    return conversation_id


def now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class MemoryConversations:
    """Conversations in memory, for where nothing can be written; they end with the process.

    Args:
        limits: How much is remembered.
        clock: Tells the time.
    """

    def __init__(self, limits: ConversationLimits = DEFAULT_LIMITS, clock: Clock = now) -> None:
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._records: OrderedDict[str, ConversationRecord] = OrderedDict()

    def get(self, conversation_id: str) -> ConversationRecord | None:
        """A conversation, or None where it is unknown or forgotten."""
        with self._lock:
            record = self._records.get(conversation_id)
            return None if record is None or self._is_old(record) else record

    def append(self, conversation_id: str, question: str, state: str) -> None:
        """Adds a question; see :meth:`ConversationStore.append`."""
        check_conversation_id(conversation_id)
        with self._lock:
            self._prune()
            known = self._records.pop(conversation_id, ConversationRecord(conversation_id, ()))
            turns = (*known.turns, Turn(question, self._clock()))[-self._limits.turns :]
            self._records[conversation_id] = replace(known, turns=turns, state=state)
            self._prune()

    def delete(self, conversation_id: str) -> bool:
        """Forgets a conversation; whether there was one."""
        with self._lock:
            return self._records.pop(conversation_id, None) is not None

    def prune(self) -> int:
        """Forgets what is beyond the limits; returns how many conversations that was."""
        with self._lock:
            return self._prune()

    def close(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._records.clear()

    def _prune(self) -> int:
        before = len(self._records)
        while self._records:
            oldest = next(iter(self._records.values()))
            if len(self._records) <= self._limits.conversations and not self._is_old(oldest):
                break
            self._records.popitem(last=False)
        return before - len(self._records)

    def _is_old(self, record: ConversationRecord) -> bool:
        return record.turns[-1].asked_at < self._clock() - self._limits.age
