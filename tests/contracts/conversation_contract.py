"""What every store of conversations must do; inherited by one test class per implementation."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from vectorstore.conversations import (
    Clock,
    ConversationLimits,
    ConversationStore,
    Turn,
)
from vectorstore.errors import QueryError

NewConversations = Callable[[ConversationLimits, Clock], ConversationStore]
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


class ConversationContract:
    """Subclasses give a ``new`` fixture."""

    @pytest.fixture
    def clock(self) -> SetClock:
        return SetClock()

    @pytest.fixture
    def conversations(self, new: NewConversations, clock: SetClock) -> ConversationStore:
        return new(ConversationLimits(), clock)

    def test_an_unknown_conversation_is_none(self, conversations: ConversationStore) -> None:
        assert isinstance(conversations, ConversationStore)
        assert conversations.get("nobody") is None

    def test_turns_stand_in_order_with_the_last_state(
        self, conversations: ConversationStore, clock: SetClock
    ) -> None:
        conversations.append("a", "云溪县受理了多少件?", "one")
        clock.move(minutes=1)
        conversations.append("a", "审结了多少?", "two")
        record = conversations.get("a")
        assert record is not None
        assert record.conversation_id == "a"
        assert record.turns == (
            Turn("云溪县受理了多少件?", NOON),
            Turn("审结了多少?", NOON + timedelta(minutes=1)),
        )
        assert record.state == "two"

    def test_conversations_do_not_mix(self, conversations: ConversationStore) -> None:
        conversations.append("a", "一", "1")
        conversations.append("b", "二", "2")
        first, second = conversations.get("a"), conversations.get("b")
        assert first is not None
        assert second is not None
        assert ([turn.question for turn in first.turns], first.state) == (["一"], "1")
        assert ([turn.question for turn in second.turns], second.state) == (["二"], "2")

    def test_deleting_forgets(self, conversations: ConversationStore) -> None:
        conversations.append("a", "一", "1")
        assert conversations.delete("a")
        assert not conversations.delete("a")
        assert conversations.get("a") is None
        conversations.append("a", "二", "2")
        record = conversations.get("a")
        assert record is not None
        assert [turn.question for turn in record.turns] == ["二"]

    @pytest.mark.parametrize("bad", ["", "x" * 65, "a b", "a/b", "对话", "a\n", "'; --"])
    def test_what_is_no_id_is_refused(self, conversations: ConversationStore, bad: str) -> None:
        with pytest.raises(QueryError, match="no conversation id"):
            conversations.append(bad, "一", "1")
        assert conversations.get(bad) is None

    @pytest.mark.parametrize("good", ["x" * 64, "A-b_9"])
    def test_ids_may_have_these_forms(self, conversations: ConversationStore, good: str) -> None:
        conversations.append(good, "一", "1")
        assert conversations.get(good) is not None

    def test_old_conversations_are_forgotten(self, new: NewConversations, clock: SetClock) -> None:
        conversations = new(ConversationLimits(age=timedelta(days=2)), clock)
        conversations.append("old", "一", "1")
        clock.move(days=1)
        conversations.append("new", "二", "2")
        clock.move(days=1, seconds=1)
        assert conversations.get("old") is None
        assert conversations.get("new") is not None
        assert conversations.prune() == 1
        assert conversations.prune() == 0

    def test_a_forgotten_conversation_begins_anew(
        self, new: NewConversations, clock: SetClock
    ) -> None:
        conversations = new(ConversationLimits(age=timedelta(days=2)), clock)
        conversations.append("a", "一", "1")
        clock.move(days=3)
        conversations.append("a", "二", "2")
        record = conversations.get("a")
        assert record is not None
        assert [turn.question for turn in record.turns] == ["二"]

    def test_only_the_latest_conversations_are_kept(
        self, new: NewConversations, clock: SetClock
    ) -> None:
        conversations = new(ConversationLimits(conversations=2), clock)
        for name in ("a", "b", "a", "c"):
            conversations.append(name, "问", "")
            clock.move(seconds=1)
        assert [conversations.get(name) is not None for name in "abc"] == [True, False, True]

    def test_only_the_latest_turns_are_kept(self, new: NewConversations, clock: SetClock) -> None:
        conversations = new(ConversationLimits(turns=2), clock)
        for question in "一二三":
            conversations.append("a", question, question)
        record = conversations.get("a")
        assert record is not None
        assert [turn.question for turn in record.turns] == ["二", "三"]

    def test_several_threads_lose_nothing(self, conversations: ConversationStore) -> None:
        def ask(number: int) -> None:
            conversations.append(f"c{number % 4}", f"问{number}", "")

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ask, range(40)))
        kept = [conversations.get(f"c{number}") for number in range(4)]
        questions = {turn.question for record in kept if record for turn in record.turns}
        assert questions == {f"问{number}" for number in range(40)}
