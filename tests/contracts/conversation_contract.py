"""What every store of conversations must do; inherited by one test class per implementation."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from vectorstore.conversations import (
    LONGEST_NAME,
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

    def test_answers_come_where_they_are_asked_for(self, conversations: ConversationStore) -> None:
        conversations.append("a", "一", "1")
        conversations.answered("a", "一", "甲" * 5000)
        conversations.append("a", "二", "2")
        plain, full = conversations.get("a"), conversations.get("a", answers=True)
        assert plain is not None
        assert full is not None
        assert [turn.answer for turn in plain.turns] == ["", ""]
        assert [turn.answer for turn in full.turns] == ["甲" * 5000, ""]

    def test_an_answer_goes_to_the_latest_turn_that_asked(
        self, conversations: ConversationStore
    ) -> None:
        for _ in range(2):
            conversations.append("a", "一", "")
        conversations.append("a", "二", "")
        conversations.answered("a", "一", "甲")
        conversations.answered("a", "三", "乙")
        conversations.answered("b", "一", "丙")
        record = conversations.get("a", answers=True)
        assert record is not None
        assert [turn.answer for turn in record.turns] == ["", "甲", ""]
        assert conversations.get("b") is None

    def test_an_answer_beyond_the_limit_is_not_kept(
        self, new: NewConversations, clock: SetClock
    ) -> None:
        conversations = new(ConversationLimits(answer=3), clock)
        for question, answer in (("一", "甲乙丙"), ("二", "甲乙丙丁")):
            conversations.append("a", question, "")
            conversations.answered("a", question, answer)
        record = conversations.get("a", answers=True)
        assert record is not None
        assert [turn.answer for turn in record.turns] == ["甲乙丙", ""]

    def test_a_conversation_is_whose_claims_it_first(
        self, conversations: ConversationStore
    ) -> None:
        assert conversations.claim("a", "lin")
        assert conversations.claim("a", "lin")
        assert not conversations.claim("a", "wang")
        assert not conversations.claim("a", "")
        assert conversations.get("a") is None
        conversations.append("a", "一", "")
        record = conversations.get("a")
        assert record is not None
        assert record.owner == "lin"
        conversations.append("b", "二", "")
        assert not conversations.claim("b", "lin")
        with pytest.raises(QueryError, match="no conversation id"):
            conversations.claim("a b", "lin")

    def test_each_owner_has_a_list_with_the_latest_first(
        self, conversations: ConversationStore, clock: SetClock
    ) -> None:
        for name, owner in (("a", ""), ("b", "lin"), ("c", "lin"), ("empty", "lin")):
            conversations.claim(name, owner)
        for name in ("a", "b", "c", "b"):
            conversations.append(name, f"{name}的问题", "")
            clock.move(minutes=1)
        total, found = conversations.summaries("lin")
        assert total == 2
        assert [(each.conversation_id, each.name, each.questions) for each in found] == [
            ("b", "b的问题", 2),
            ("c", "c的问题", 1),
        ]
        assert found[0].asked_at == NOON + timedelta(minutes=3)
        assert [each.conversation_id for each in conversations.summaries("")[1]] == ["a"]
        total, page = conversations.summaries("lin", limit=1, offset=1)
        assert (total, [each.conversation_id for each in page]) == (2, ["c"])

    def test_single_questions_are_listed_once_they_are_asked_in_again(
        self, conversations: ConversationStore
    ) -> None:
        conversations.claim("a", "lin", listed=False)
        conversations.append("a", "一", "")
        assert conversations.summaries("lin") == (0, [])
        assert conversations.get("a") is not None
        conversations.claim("a", "wang")
        assert conversations.summaries("lin") == (0, [])
        conversations.claim("a", "lin")
        assert conversations.summaries("lin")[0] == 1
        conversations.claim("a", "lin", listed=False)
        conversations.append("a", "二", "")
        assert conversations.summaries("lin")[0] == 1

    def test_single_questions_drive_no_conversation_out(
        self, new: NewConversations, clock: SetClock
    ) -> None:
        conversations = new(ConversationLimits(conversations=3), clock)
        for name in ("a", "b"):
            conversations.append(name, "问", "")
        for number in range(5):
            clock.move(seconds=1)
            conversations.claim(f"single{number}", "", listed=False)
            conversations.append(f"single{number}", "问", "")
        names = ("a", "b", *(f"single{number}" for number in range(5)))
        kept = [name for name in names if conversations.get(name)]
        assert kept == ["a", "b", "single4"]

    def test_old_conversations_are_not_listed(self, new: NewConversations, clock: SetClock) -> None:
        conversations = new(ConversationLimits(age=timedelta(days=2)), clock)
        conversations.append("a", "一", "")
        clock.move(days=2, seconds=1)
        assert conversations.summaries("") == (0, [])

    def test_a_conversation_is_called_after_its_first_question_until_renamed(
        self, conversations: ConversationStore
    ) -> None:
        conversations.append("a", "  云溪县\n受理了多少件?" + "长" * 200, "")
        conversations.append("a", "审结了多少?", "")
        record = conversations.get("a")
        assert record is not None
        assert record.name == ("云溪县 受理了多少件?" + "长" * 200)[:LONGEST_NAME]
        assert conversations.rename("a", "行政复议 Review")
        conversations.append("a", "还有呢?", "")
        assert [each.name for each in conversations.summaries("")[1]] == ["行政复议 Review"]
        assert not conversations.rename("nobody", "x")

    @pytest.mark.parametrize(
        ("words", "found"), [("review", 1), ("复议", 1), ("100%", 0), ("_", 0), ("", 1)]
    )
    def test_names_are_searched_for_words(
        self, conversations: ConversationStore, words: str, found: int
    ) -> None:
        conversations.append("a", "行政复议 Review", "")
        assert conversations.summaries("", words=words)[0] == found

    def test_several_threads_lose_nothing(self, conversations: ConversationStore) -> None:
        def ask(number: int) -> None:
            conversations.append(f"c{number % 4}", f"问{number}", "")

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ask, range(40)))
        kept = [conversations.get(f"c{number}") for number in range(4)]
        questions = {turn.question for record in kept if record for turn in record.turns}
        assert questions == {f"问{number}" for number in range(40)}
