"""The contract over both stores of conversations, and what only the file must do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.contracts.conversation_contract import ConversationContract, NewConversations
from vectorstore.conversations import Clock, ConversationLimits, MemoryConversations
from vectorstore.errors import SchemaTooNewError, StoreDamagedError, StoreError
from vectorstore.local.conversations import FILENAME, LocalConversations, open_conversations


class TestMemoryConversations(ConversationContract):
    @pytest.fixture
    def new(self) -> NewConversations:
        return MemoryConversations


class TestLocalConversations(ConversationContract):
    @pytest.fixture
    def new(self, tmp_path: Path) -> Iterator[NewConversations]:
        numbers = count()
        opened: list[LocalConversations] = []

        def make(limits: ConversationLimits, clock: Clock) -> LocalConversations:
            folder = tmp_path / str(next(numbers))
            folder.mkdir()
            opened.append(LocalConversations.open(folder, limits, clock))
            return opened[-1]

        yield make
        for each in opened:
            each.close()


def test_conversations_survive_a_restart(tmp_path: Path) -> None:
    with LocalConversations.open(tmp_path) as conversations:
        conversations.append("a", "云溪县受理了多少件?", "state")
    with LocalConversations.open(tmp_path) as conversations:
        record = conversations.get("a")
    assert record is not None
    assert [turn.question for turn in record.turns] == ["云溪县受理了多少件?"]
    assert record.state == "state"


def test_what_another_process_notes_is_seen(tmp_path: Path) -> None:
    with LocalConversations.open(tmp_path) as conversations:
        conversations.append("a", "一", "1")
        program = (
            "import sys; from pathlib import Path;"
            "from vectorstore.local.conversations import LocalConversations as L;"
            "store = L.open(Path(sys.argv[1])); store.append('a', 'two', '2'); store.close()"
        )
        subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, timeout=60)
        record = conversations.get("a")
    assert record is not None
    assert [turn.question for turn in record.turns] == ["一", "two"]
    assert record.state == "2"


_FIRST_SCHEMA = """
CREATE TABLE conversations (id TEXT PRIMARY KEY, asked_at REAL NOT NULL, state TEXT NOT NULL)
    WITHOUT ROWID;
CREATE INDEX conversations_by_time ON conversations (asked_at);
CREATE TABLE turns (turn INTEGER PRIMARY KEY, conversation TEXT NOT NULL REFERENCES conversations
    (id) ON DELETE CASCADE, asked_at REAL NOT NULL, question TEXT NOT NULL);
CREATE INDEX turns_by_conversation ON turns (conversation, turn);
INSERT INTO conversations VALUES ('a', unixepoch(), 'state');
INSERT INTO turns (conversation, asked_at, question) VALUES
    ('a', unixepoch() - 9, '云溪县受理了\n多少件?'), ('a', unixepoch(), '审结了多少?');
PRAGMA application_id = 0x59494A43;
PRAGMA user_version = 1;
"""


def test_the_oldest_file_is_brought_up_to_date(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILENAME) as connection:
        connection.executescript(_FIRST_SCHEMA)
    connection.close()
    for _ in range(2):  # the second time nothing is left to do
        with LocalConversations.open(tmp_path) as conversations:
            record = conversations.get("a", answers=True)
            assert record is not None
            assert (record.name, record.owner, record.state) == (
                "云溪县受理了 多少件?",
                "",
                "state",
            )
            assert [turn.question for turn in record.turns][1:] == ["审结了多少?"]
            assert [turn.answer for turn in record.turns] == ["", ""]
            assert conversations.summaries("")[0] == 1


def test_a_damaged_answer_is_as_one_that_was_not_kept(tmp_path: Path) -> None:
    with LocalConversations.open(tmp_path) as conversations:
        conversations.append("a", "一", "")
        conversations.answered("a", "一", "甲")
        with sqlite3.connect(tmp_path / FILENAME) as connection:
            connection.execute("UPDATE turns SET answer = x'00ff'")
        connection.close()
        record = conversations.get("a", answers=True)
    assert record is not None
    assert [turn.answer for turn in record.turns] == [""]


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    LocalConversations.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILENAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SchemaTooNewError, match="99"):
        LocalConversations.open(tmp_path)


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILENAME) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(StoreDamagedError, match="another program"):
        LocalConversations.open(tmp_path)


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    conversations = LocalConversations.open(tmp_path)
    conversations.close()
    with pytest.raises(StoreError, match="closed"):
        conversations.get("a")


@pytest.mark.parametrize("damage", ["a folder that is not there", "bytes that are no database"])
def test_without_a_usable_file_conversations_are_kept_in_memory(
    tmp_path: Path, damage: str
) -> None:
    folder = tmp_path / "store"
    if damage.startswith("bytes"):
        folder.mkdir()
        (folder / FILENAME).write_bytes(b"no database at all" * 100)
    conversations = open_conversations(folder)
    assert isinstance(conversations, MemoryConversations)
    conversations.append("a", "一", "1")
    assert conversations.get("a") is not None


def test_a_usable_folder_keeps_them_in_its_file(tmp_path: Path) -> None:
    conversations = open_conversations(tmp_path)
    assert isinstance(conversations, LocalConversations)
    conversations.close()
    assert (tmp_path / FILENAME).exists()
