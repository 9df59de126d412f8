"""The names of indicators in one piece of memory, searched for words."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vectorstore.local.changes import Numbers

Units = NDArray[np.uint16]
"""UTF-16 code units: a name is found by comparing arrays, and never from the middle of a character."""


def _no_numbers() -> Numbers:
    return np.empty(0, np.int64)


def _no_text() -> Units:
    return np.empty(0, np.uint16)


@dataclass(frozen=True, slots=True)
class Names:
    """Folded names one after another, each ended by a zero.

    Numbers of names ascend and are never used twice, so that names which are gone may stay: no fact
    has them.

    Attributes:
        numbers: ``(n,)`` int64, ascending.
        ends: ``(n,)`` int64, where each name's zero is in ``text``.
        text: UTF-16 code units.
    """

    numbers: Numbers = field(default_factory=_no_numbers)
    ends: Numbers = field(default_factory=_no_numbers)
    text: Units = field(default_factory=_no_text)

    def caught_up(self, connection: sqlite3.Connection) -> Names:
        """These names and those that came since, in the same history."""
        last = int(self.numbers[-1]) if len(self.numbers) else -1
        found = connection.execute(
            "SELECT number, folded FROM indicators WHERE number > ? ORDER BY number", (last,)
        ).fetchall()
        if not found:
            return self
        joined = "".join(f"{folded}\0" for _, folded in found)
        text = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), np.uint16)
        numbers = np.array([number for number, _ in found], dtype=np.int64)
        ends = np.flatnonzero(text == 0) + len(self.text)
        return Names(
            np.concatenate([self.numbers, numbers]),
            np.concatenate([self.ends, ends]),
            np.concatenate([self.text, text]),
        )

    def holding(self, words: Sequence[str]) -> Numbers:
        """Numbers of the names that hold every one of some folded words."""
        held = np.ones(len(self.numbers), dtype=np.bool_)
        for word in words:
            has = np.zeros_like(held)
            has[np.searchsorted(self.ends, self._occurrences(word))] = True
            held &= has
        found: Numbers = self.numbers[held]
        return found

    def _occurrences(self, word: str) -> Numbers:
        """Where a word begins in the text."""
        sought = np.frombuffer(word.encode("utf-16-le", "surrogatepass"), np.uint16)
        if not sought.all() or len(sought) > len(self.text):
            return _no_numbers()
        places = len(self.text) - len(sought) + 1
        found = np.flatnonzero(self.text[:places] == sought[0])
        for ahead, unit in enumerate(sought[1:], 1):
            found = found[self.text[found + ahead] == unit]
        return found
