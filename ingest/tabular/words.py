"""The words of tables' heads, rows and captions, by category (``ingest/lexicon/table_words.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from ingest.figures.words import WordSet


@cache
def table_words() -> Mapping[str, WordSet]:
    """Every category of the table by its name."""
    return {name: WordSet(words) for name, words in _rows().items()}


def words_of(category: str) -> tuple[str, ...]:
    """The words of one category, in the order of the table."""
    return _rows()[category]


@cache
def _rows() -> Mapping[str, tuple[str, ...]]:
    table = resources.files("ingest.lexicon").joinpath("table_words.csv").read_text("utf-8")
    rows = [line.partition(",") for line in table.splitlines() if line and line[0] != "#"][1:]
    return {name: tuple(words.split()) for name, _, words in rows}
