"""The words of questions by the slot of a plan that they fill: one reader for one table (``words.csv``)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word says.

    Attributes:
        slot: The slot that it fills (``order``).
        value: What it puts there (``desc``).
    """

    slot: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the table in a text.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        value: What it puts into the slot.
    """

    start: int
    end: int
    value: str


class SlotWords:
    """The words of one slot.

    Args:
        values: What each word puts into the slot.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)
        self._lengths: dict[str, list[int]] = defaultdict(list)
        for word in sorted(values, key=len, reverse=True):
            if len(word) not in self._lengths[word[0]]:
                self._lengths[word[0]].append(len(word))

    def __contains__(self, word: str) -> bool:
        return word in self._values

    def value_of(self, word: str) -> str:
        """What a word puts into the slot; empty where it is none of its words."""
        return self._values.get(word, "")

    def longest_at(self, text: str, at: int) -> str:
        """The longest of the words that stands at a position; empty where none.

        A word in Latin letters counts only where no letter stands beside it.
        """
        for length in self._lengths.get(text[at : at + 1], ()):
            word = text[at : at + length]
            whole = len(word) == length and word in self._values
            if whole and not _cuts_a_word(text, at, at + length):
                return word
        return ""

    def find(self, text: str) -> Iterator[Found]:
        """The words in a lower-case text, from left to right, the longest first."""
        at = 0
        while at < len(text):
            word = self.longest_at(text, at)
            if word:
                yield Found(at, at + len(word), self._values[word])
            at += len(word) or 1

    def first(self, text: str) -> Found | None:
        """The first of the words in a lower-case text."""
        return next(self.find(text), None)


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins or ends within a word of Latin letters."""
    return _joins(text[start - 1 : start], text[start]) or _joins(
        text[end - 1], text[end : end + 1]
    )


def _joins(one: str, other: str) -> bool:
    return bool(one and other) and all(each.isascii() and each.isalpha() for each in (one, other))


@cache
def meanings() -> Mapping[str, tuple[Meaning, ...]]:
    """Every word of the table in lower case, with all that it may say."""
    found: dict[str, list[Meaning]] = defaultdict(list)
    for slot, value, words in _rows():
        for word in words:
            found[word].append(Meaning(slot, value))
    return {word: tuple(each) for word, each in found.items()}


@cache
def words_of(slot: str, language: str = "") -> SlotWords:
    """The words that fill a slot.

    Args:
        slot: The slot (``order``).
        language: ``zh`` or ``en``; empty for both.
    """
    values: dict[str, str] = {}
    for name, value, words in _rows():
        if name == slot:
            for word in words:
                if not language or (language == "en") == word[0].isascii():
                    values.setdefault(word, value)
    return SlotWords(values)


@cache
def slots() -> tuple[str, ...]:
    """The slots of the table."""
    return tuple(dict.fromkeys(slot for slot, _, _ in _rows()))


@cache
def _rows() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    table = resources.files("rag.tagging").joinpath("words.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in table.splitlines() if not line.startswith("#"))
    return tuple(
        (row["slot"], row["value"], (*row["zh"].split(), *filter(None, row["en"].split(";"))))
        for row in rows
    )
