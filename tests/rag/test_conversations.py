"""Conversations through the engine: kept, continued, restarted, and never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answer import Status
from rag.engine import Engine
from tests.rag.small_engine import AlwaysSure
from vectorstore.conversations import MemoryConversations
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.errors import QueryError, StoreDamagedError
from vectorstore.local.conversations import LocalConversations

FIRST = "云溪县2023年受理了多少件行政复议?"


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture
def conversations(tmp_path: Path) -> Iterator[LocalConversations]:
    with LocalConversations.open(tmp_path) as opened:
        yield opened


def over(engine: Engine, embedder: Embedder, conversations: object) -> Engine:
    return Engine(engine.store, embedder, conversations=conversations, confidence=AlwaysSure())  # type: ignore[arg-type]


def test_a_conversation_is_continued_by_its_id(engine: Engine) -> None:
    first = engine.ask(FIRST)
    assert first.conversation_id
    second = engine.ask("审结了多少?", conversation_id=first.conversation_id)
    assert second.conversation_id == first.conversation_id
    assert second.items[0].value == "70"
    third = engine.ask("那望枫县呢?", conversation_id=first.conversation_id)
    assert (third.items[0].region, third.items[0].value) == ("望枫县", "27")


def test_without_an_id_every_question_begins_a_conversation(engine: Engine) -> None:
    first, second = engine.ask(FIRST), engine.ask("审结了多少?")
    assert first.conversation_id != second.conversation_id
    assert second.interpretation.inherited == ()


def test_conversations_do_not_mix(engine: Engine) -> None:
    one, other = engine.ask(FIRST), engine.ask("石漫区受理了多少件行政复议?")
    asked = "办结了几件?"
    assert engine.ask(asked, conversation_id=one.conversation_id).items[0].value == "70"
    assert engine.ask(asked, conversation_id=other.conversation_id).items[0].value == "33"


def test_an_unknown_id_begins_a_conversation_of_that_id(engine: Engine) -> None:
    answer = engine.ask(FIRST, conversation_id="my-own_id-1")
    assert answer.conversation_id == "my-own_id-1"
    assert engine.ask("审结了多少?", conversation_id="my-own_id-1").items[0].value == "70"


@pytest.mark.parametrize("bad", ["a b", "../x", "x" * 65, "对话"])
def test_what_is_no_id_is_refused(engine: Engine, bad: str) -> None:
    with pytest.raises(QueryError, match="conversation id"):
        engine.ask(FIRST, conversation_id=bad)


def test_a_conversation_survives_a_restart(
    engine: Engine, embedder: Embedder, tmp_path: Path
) -> None:
    with LocalConversations.open(tmp_path) as before:
        known = over(engine, embedder, before).ask(FIRST).conversation_id
    with LocalConversations.open(tmp_path) as after:
        answer = over(engine, embedder, after).ask("审结了多少?", conversation_id=known)
        record = after.get(known)
    assert answer.items[0].value == "70"
    assert record is not None
    assert [turn.question for turn in record.turns] == [FIRST, "审结了多少?"]


def test_a_history_that_is_handed_in_is_not_kept(
    engine: Engine, embedder: Embedder, conversations: LocalConversations
) -> None:
    asking = over(engine, embedder, conversations)
    answer = asking.ask("审结了多少?", conversation_id="a", history=[FIRST])
    assert answer.items[0].value == "70"
    assert conversations.get("a") is None
    asking.ask(FIRST, conversation_id="b", history=[])
    assert conversations.get("b") is None


def test_a_history_outweighs_what_is_kept(
    engine: Engine, embedder: Embedder, conversations: LocalConversations
) -> None:
    asking = over(engine, embedder, conversations)
    known = asking.ask("石漫区受理了多少件行政复议?").conversation_id
    answer = asking.ask("审结了多少?", conversation_id=known, history=[FIRST])
    assert answer.items[0].region == "云溪县"


def test_a_state_of_another_version_is_forgotten(engine: Engine, embedder: Embedder) -> None:
    conversations = MemoryConversations()
    conversations.append("a", FIRST, '{"query": {"written": "long ago"}}')
    answer = over(engine, embedder, conversations).ask("望枫县呢?", conversation_id="a")
    assert answer.interpretation.inherited == ()


class Broken(MemoryConversations):
    """A store whose file broke while it was in use."""

    def get(self, conversation_id: str, *, answers: bool = False) -> None:
        raise StoreDamagedError("the file is damaged")

    def append(self, conversation_id: str, question: str, state: str) -> None:
        raise StoreDamagedError("the file is damaged")


def test_a_broken_store_of_conversations_costs_no_answer(
    engine: Engine, embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    answer = over(engine, embedder, Broken()).ask(FIRST, conversation_id="a")
    assert answer.status is Status.ANSWERED
    assert "damaged" in caplog.text


def test_chatting_is_no_change_of_the_collection(engine: Engine) -> None:
    before = engine.store.info().generation
    engine.ask(FIRST)
    assert engine.store.info().generation == before
