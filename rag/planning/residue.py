"""Content words of a question that no slot of its plan holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from rag.planning.view import Reading
from rag.tagging.times import expressions
from rag.tagging.words import words_of

_LATIN = re.compile(r"[a-z]{3,}|[0-9]+(?:\.[0-9]+)?%?")
_CONTENT = ("n", "vn", "i", "j", "l", "m", "eng")
"""Parts of speech, by their first letters, of words that tell; a verb outside all spans is frame."""


def residue_of(reading: Reading, frame: frozenset[str]) -> tuple[str, ...]:
    """Words outside all spans that tell and are no frame.

    Args:
        reading: The question.
        frame: Words that often stand outside all spans.
    """
    return tuple(
        dict.fromkeys(
            word
            for word in _loose(reading)
            if word.lower() not in frame and not _says_which_places(word.lower())
        )
    )


def _says_which_places(word: str) -> bool:
    """Whether a word says a level or how much of a place is meant, as the plan does elsewhere."""
    return any(word in words_of(slot) for slot in ("level", "whole", "scope"))


def _loose(reading: Reading) -> Iterator[str]:
    named = [(each.start, each.end) for each in reading.tagged.spans]
    named += [(each.start, each.end) for each in reading.named]
    named += [(each.start, each.end) for each in expressions(reading.view, reading.tagged.language)]
    at = 0
    for start, end in sorted(named):
        yield from _telling(reading, at, start)
        at = max(at, end)
    yield from _telling(reading, at, len(reading.view))


def _telling(reading: Reading, start: int, end: int) -> Iterator[str]:
    """The telling words of a stretch outside all spans."""
    if start >= end:
        return
    words = _english(reading, start, end)
    if reading.tagged.language != "en":
        words = _chinese(reading, start, end)
    yield from words


def _english(reading: Reading, start: int, end: int) -> Iterator[str]:
    for match in _LATIN.finditer(reading.lower, start, end):
        yield reading.tagged.question[match.start() : match.end()]


def _chinese(reading: Reading, start: int, end: int) -> Iterator[str]:
    at = start
    for word, tag in rjieba.tag(reading.view[start:end]):
        if tag.startswith(_CONTENT):
            yield reading.tagged.question[at : at + len(word)]
        at += len(word)
