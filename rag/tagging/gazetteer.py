"""What tables and grammars know of the characters of a question, as signs for the tagger."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ingest.figures.words import categories
from ingest.lexicon.places import Places
from ingest.measures import UNITS
from ingest.numerals import figures
from rag.question.language import language_of
from rag.tagging.times import expressions
from rag.tagging.words import SlotWords, slots, words_of

_FIGURE_WORDS = ("act", "head", "stock", "whole", "own_level", "doer")
"""Categories of the words around figures that tell a question's spans apart, too."""


@cache
def _tables() -> tuple[tuple[str, SlotWords], ...]:
    own = [(slot, words_of(slot)) for slot in slots()]
    units = SlotWords(dict.fromkeys(UNITS, "unit"))
    return (*own, ("unit", units))


Stretch = tuple[int, int]
"""Where something stands in a question, half open."""


def known(view: str, lower: str, places: Sequence[Stretch] = ()) -> list[list[str]]:
    """For every character the names of what it is part of, each with whether it begins there.

    Args:
        view: The common view of a question.
        lower: The same in lower case.
        places: Where places that the collection holds are named.
    """
    marks: list[list[str]] = [[] for _ in view]
    for name, words in _tables():
        for found in words.find(lower):
            _mark(marks, found.start, found.end, f"{name}={found.value}")
    for name in _FIGURE_WORDS:
        _mark_category(marks, view, name)
    _mark_grammars(marks, view)
    for start, end in places:
        _mark(marks, start, end, "held")
    return marks


def _mark_category(marks: list[list[str]], view: str, name: str) -> None:
    words = categories()[name]
    at = 0
    while at < len(view):
        word = words.prefix_of(view[at:])
        if word:
            _mark(marks, at, at + len(word), f"f:{name}")
        at += len(word) or 1


def _mark_grammars(marks: list[list[str]], view: str) -> None:
    for time in expressions(view, language_of(view)):
        _mark(marks, time.start, time.end, "time?" if time.is_plain else "time")
    for figure in figures(view):
        _mark(marks, figure.start, figure.end, "figure")
    for mention in Places.load().mentions(view):
        _mark(marks, mention.start, mention.end, "place")


def _mark(marks: list[list[str]], start: int, end: int, name: str) -> None:
    for at in range(start, end):
        marks[at].append(f"B:{name}" if at == start else f"I:{name}")
