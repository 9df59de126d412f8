"""Names of indicators in one piece of memory find what a search of each would."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.local.names import Names

WORDS = st.text(alphabet="行政复议受𠀀率a\n", max_size=6)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE indicators (number INTEGER PRIMARY KEY, folded TEXT)")
        yield connection
    connection.close()


def fill(connection: sqlite3.Connection, names: list[str], first: int) -> None:
    connection.executemany("INSERT INTO indicators VALUES (?, ?)", enumerate(names, first))


@given(names=st.lists(WORDS), words=st.lists(WORDS.filter(bool), min_size=1, max_size=3))
def test_all_names_are_found_that_hold_every_word(names: list[str], words: list[str]) -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE indicators (number INTEGER PRIMARY KEY, folded TEXT)")
        fill(connection, names, 5)
        found = Names().caught_up(connection).holding(words)
    connection.close()
    expected = [n for n, name in enumerate(names, 5) if all(word in name for word in words)]
    assert found.tolist() == expected


def test_names_that_come_later_are_added(connection: sqlite3.Connection) -> None:
    fill(connection, ["行政复议受理", "调解成功率"], 1)
    before = Names().caught_up(connection)
    assert before.caught_up(connection) is before
    fill(connection, ["行政诉讼败诉率"], 7)
    connection.execute("DELETE FROM indicators WHERE number = 1")
    after = before.caught_up(connection)
    assert after.holding(["率"]).tolist() == [2, 7]
    assert after.holding(["行政"]).tolist() == [1, 7]  # no fact has the first one any more


def test_a_word_is_never_found_across_two_names(connection: sqlite3.Connection) -> None:
    fill(connection, ["行政", "复议"], 1)
    names = Names().caught_up(connection)
    assert names.holding(["政\0复"]).tolist() == []
    assert names.holding(["政复"]).tolist() == []
