"""Words of the genre that say the same: 两法衔接 and 行刑衔接, 合法性审查 and 合法性审核."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.folding import fold
from rag.question.terms import word_bounds


@dataclass(frozen=True, slots=True)
class Compound:
    """A word of the table in a text.

    Attributes:
        term: As the table writes it.
        start: Where it stands.
        end: See ``start``.
    """

    term: str
    start: int
    end: int


@cache
def same_as(term: str) -> tuple[str, ...]:
    """Words that say the same as a term, longest first; none where the table has none."""
    return _table().get(term, ())


def compounds_in(text: str) -> tuple[Compound, ...]:
    """The words of the table in a text, the longest at each place; none begins or ends inside a word."""
    folded = fold(text).lower()
    table, longest = _table(), _longest()
    bounds = word_bounds(folded)
    found, at = [], 0
    while at < len(folded):
        end = at
        if at in bounds:
            furthest = min(at + longest, len(folded))
            ends = (end for end in range(furthest, at + 1, -1) if end in bounds)
            end = next((end for end in ends if folded[at:end] in table), at)
        if end > at:
            found.append(Compound(folded[at:end], at, end))
        at = max(end, at + 1)
    return tuple(found)


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    lines = resources.files("rag.question").joinpath("synonyms.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in lines.splitlines() if not line.startswith("#"))
    table: dict[str, tuple[str, ...]] = {}
    for row in rows:
        group = row["same"].split("|")
        for word in group:
            others = {each for each in group if each != word} | set(table.get(word, ()))
            table[word] = tuple(sorted(others, key=lambda each: (-len(each), each)))
    return table


@cache
def _longest() -> int:
    return max(map(len, _table()))
