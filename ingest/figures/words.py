"""The words around figures, by category: one reader for one table (``ingest/lexicon/figure_words.csv``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources


class WordSet:
    """Words that may begin or end others.

    Args:
        words: The words.

    Attributes:
        firsts: What they begin with, single characters.
        lasts: What they end with.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lengths = sorted({len(each) for each in self._words}, reverse=True)
        self._lengths = tuple(lengths)
        self.firsts = frozenset(each[0] for each in self._words)
        self.lasts = frozenset(each[-1] for each in self._words)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def prefix_of(self, text: str) -> str:
        """The longest of the words that a text begins with; empty where none."""
        if not text or text[0] not in self.firsts:
            return ""
        for length in self._lengths:
            if length <= len(text) and text[:length] in self._words:
                return text[:length]
        return ""

    def suffix_of(self, text: str) -> str:
        """The longest of the words that a text ends with; empty where none."""
        if not text or text[-1] not in self.lasts:
            return ""
        for length in self._lengths:
            if length <= len(text) and text[-length:] in self._words:
                return text[-length:]
        return ""


@cache
def categories() -> Mapping[str, WordSet]:
    """Every category of the table by its name."""
    table = resources.files("ingest.lexicon").joinpath("figure_words.csv").read_text("utf-8")
    rows = [line.partition(",") for line in table.splitlines() if line and line[0] != "#"][1:]
    return {name: WordSet(words.split()) for name, _, words in rows}
