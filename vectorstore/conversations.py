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

LONGEST_NAME = 120
"""Of a conversation, in characters."""

_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}")

Clock = Callable[[], datetime]
"""The time now, with time zone."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation.

    Attributes:
        question: As asked.
        asked_at: When, with time zone.
        answer: What was answered, as text that the caller can read back; empty where it is not
            kept or was not asked for.
    """

    question: str
    asked_at: datetime
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation as it stands.

    Attributes:
        conversation_id: At most 64 letters, digits, ``_`` and ``-``.
        turns: Its latest questions, oldest first.
        state: What the next question may inherit, as text that the caller can read back; empty
            where there is nothing.
        owner: Whose it is; empty where callers are not told apart.
        name: Its first question, until it is renamed.
    """

    conversation_id: str
    turns: tuple[Turn, ...]
    state: str = ""
    owner: str = ""
    name: str = ""

    @property
    def asked_at(self) -> datetime:
        """When the last question was asked."""
        return self.turns[-1].asked_at


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """One line of a list of conversations.

    Attributes:
        conversation_id: Its id.
        name: Its first question, until it is renamed.
        asked_at: When the last question was asked.
        questions: How many questions are kept.
    """

    conversation_id: str
    name: str
    asked_at: datetime
    questions: int


@dataclass(frozen=True, slots=True)
class ConversationLimits:
    """How much is remembered.

    Attributes:
        age: A conversation without a question for so long is forgotten.
        conversations: How many at most; those silent for longest are forgotten first.
        turns: How many questions of each at most; the oldest are forgotten first.
        answer: Longest answer that is kept, in characters; a longer one can be asked for again.
    """

    age: timedelta = timedelta(days=30)
    conversations: int = 10_000
    turns: int = 50
    answer: int = 8_000_000


DEFAULT_LIMITS = ConversationLimits()


@runtime_checkable
class ConversationStore(Protocol):
    """Conversations by id. Every method may be called from several threads."""

    def get(self, conversation_id: str, *, answers: bool = False) -> ConversationRecord | None:
        """A conversation, or None where it is unknown or forgotten.

        Args:
            conversation_id: Which.
            answers: Whether its turns come with their answers.
        """
        ...

    def claim(self, conversation_id: str, owner: str, *, listed: bool = True) -> bool:
        """Begins a conversation for somebody, unless it has begun.

        Args:
            conversation_id: Which.
            owner: Whose it is to be.
            listed: Whether it is to be listed from now on. What is not is forgotten first: a
                program that asks thousands of single questions drives no conversation out.

        Returns:
            Whether it is theirs now. One without a question is not listed and not given back.

        Raises:
            QueryError: The id is not a conversation's.
        """
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

    def answered(self, conversation_id: str, question: str, answer: str) -> None:
        """Keeps the answer to the latest turn that asked a question; nothing where there is none.

        An answer beyond the limits is not kept.
        """
        ...

    def summaries(
        self, owner: str, *, words: str = "", limit: int = 50, offset: int = 0
    ) -> tuple[int, list[ConversationSummary]]:
        """Somebody's listed conversations, the one that was asked in last first.

        Args:
            owner: Whose.
            words: Only those with these characters in their name, whatever their case.
            limit: At most so many.
            offset: So many are left out at the beginning.

        Returns:
            How many there are in all, and the chosen ones.
        """
        ...

    def rename(self, conversation_id: str, name: str) -> bool:
        """Names a conversation; whether there is one."""
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


def name_from(question: str) -> str:
    """What a conversation is called that begins with a question."""
    return " ".join(question.split())[:LONGEST_NAME]


def now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A conversation in memory, when it was last touched, and whether it is listed."""

    record: ConversationRecord
    touched: datetime
    listed: bool = True


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
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def get(self, conversation_id: str, *, answers: bool = False) -> ConversationRecord | None:
        """A conversation; see :meth:`ConversationStore.get`."""
        with self._lock:
            kept = self._kept.get(conversation_id)
            if kept is None or not kept.record.turns or self._is_old(kept):
                return None
            if answers:
                return kept.record
            turns = tuple(replace(turn, answer="") for turn in kept.record.turns)
            return replace(kept.record, turns=turns)

    def claim(self, conversation_id: str, owner: str, *, listed: bool = True) -> bool:
        """Begins a conversation; see :meth:`ConversationStore.claim`."""
        check_conversation_id(conversation_id)
        with self._lock:
            self._prune()
            known = self._kept.get(conversation_id)
            if known is not None:
                if listed and known.record.owner == owner:
                    self._kept[conversation_id] = replace(known, listed=True)
                return known.record.owner == owner
            record = ConversationRecord(conversation_id, (), owner=owner)
            self._kept[conversation_id] = _Kept(record, self._clock(), listed)
            self._prune()
            return True

    def append(self, conversation_id: str, question: str, state: str) -> None:
        """Adds a question; see :meth:`ConversationStore.append`."""
        check_conversation_id(conversation_id)
        with self._lock:
            self._prune()
            kept = self._kept.pop(conversation_id, None)
            known = kept.record if kept else ConversationRecord(conversation_id, ())
            asked_at = self._clock()
            turns = (*known.turns, Turn(question, asked_at))[-self._limits.turns :]
            name = known.name or name_from(question)
            record = replace(known, turns=turns, state=state, name=name)
            self._kept[conversation_id] = _Kept(record, asked_at, kept is None or kept.listed)
            self._prune()

    def answered(self, conversation_id: str, question: str, answer: str) -> None:
        """Keeps an answer; see :meth:`ConversationStore.answered`."""
        if len(answer) > self._limits.answer:
            return
        with self._lock:
            kept = self._kept.get(conversation_id)
            turns = list(kept.record.turns) if kept else []
            for at in reversed(range(len(turns))):
                if kept and turns[at].question == question:
                    turns[at] = replace(turns[at], answer=answer)
                    record = replace(kept.record, turns=tuple(turns))
                    self._kept[conversation_id] = replace(kept, record=record)
                    return

    def summaries(
        self, owner: str, *, words: str = "", limit: int = 50, offset: int = 0
    ) -> tuple[int, list[ConversationSummary]]:
        """Somebody's conversations; see :meth:`ConversationStore.summaries`."""
        with self._lock:
            mine = [
                each.record
                for each in reversed(self._kept.values())
                if each.listed and each.record.owner == owner and each.record.turns
                if not self._is_old(each)
            ]
        found = [each for each in mine if words.casefold() in each.name.casefold()]
        return len(found), [
            ConversationSummary(each.conversation_id, each.name, each.asked_at, len(each.turns))
            for each in found[offset : offset + limit]
        ]

    def rename(self, conversation_id: str, name: str) -> bool:
        """Names a conversation; whether there is one."""
        with self._lock:
            kept = self._kept.get(conversation_id)
            if kept is not None:
                self._kept[conversation_id] = replace(kept, record=replace(kept.record, name=name))
            return kept is not None

    def delete(self, conversation_id: str) -> bool:
        """Forgets a conversation; whether there was one."""
        with self._lock:
            return self._kept.pop(conversation_id, None) is not None

    def prune(self) -> int:
        """Forgets what is beyond the limits; returns how many conversations that was."""
        with self._lock:
            return self._prune()

    def close(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._kept.clear()

    def _prune(self) -> int:
        before = len(self._kept)
        while self._kept and self._is_old(next(iter(self._kept.values()))):
            self._kept.popitem(last=False)
        while len(self._kept) > self._limits.conversations:
            unlisted = (known for known, each in self._kept.items() if not each.listed)
            del self._kept[next(unlisted, next(iter(self._kept)))]
        return before - len(self._kept)

    def _is_old(self, kept: _Kept) -> bool:
        return kept.touched < self._clock() - self._limits.age
