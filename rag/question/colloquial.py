"""How people say what reports word otherwise: 输了几件 for 败诉, 没审完 for 正在审理."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.folding import fold
from rag.question.terms import content_terms, separated_words, word_bounds

_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Saying:
    """Words of a question that reports word otherwise.

    Attributes:
        said: The words as asked.
        written: What reports write for them; none where they only frame the question.
        start: Where they stand.
        end: See ``start``.
    """

    said: str
    written: tuple[str, ...]
    start: int
    end: int


def sayings_in(text: str) -> tuple[Saying, ...]:
    """The sayings in a text, the longest at each place; none begins or ends inside a word."""
    table, found, at = _table(), [], 0
    bounds = word_bounds(text)
    while at < len(text):
        match = ""
        if at in bounds:
            longest = min(_LONGEST, len(text) - at)
            within = (at + length for length in range(longest, 0, -1) if at + length in bounds)
            match = next((text[at:end] for end in within if text[at:end] in table), "")
        if match:
            found.append(Saying(match, table[match], at, at + len(match)))
        at += len(match) or 1
    return tuple(found)


def spoken_terms(text: str) -> tuple[str, ...]:
    """Content words of a text, in order, each saying as one word, those that only frame left out."""
    text = fold(text)
    terms: list[str] = []
    at = 0
    for saying in sayings_in(text):
        terms += content_terms(text[at : saying.start])
        terms += [saying.said] if saying.written else []
        at = saying.end
    whole = separated_words(text)
    terms += content_terms(text[at:])
    apart = {piece for word in whole for piece in (word[0], f"{word[0]}了", word[1])}
    return tuple(dict.fromkeys([*(each for each in terms if each not in apart), *whole]))


def alternatives_of(terms: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """What reports write for those terms that are sayings."""
    table = _table()
    return {term: table[term] for term in terms if table.get(term)}


@cache
def is_written(word: str) -> bool:
    """Whether reports write a saying too (办结 for 审结), so that a search for it finds them."""
    return any(word in written for written in _table().values())


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    lines = resources.files("rag.question").joinpath("colloquial.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in lines.splitlines() if not line.startswith("#"))
    return {row["said"]: tuple(filter(None, row["written"].split("|"))) for row in rows}
