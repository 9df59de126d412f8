"""Content words of a question that no slot of its plan holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import rjieba

from rag.planning.view import Reading
from rag.tagging.times import expressions
from rag.tagging.words import words_of

_LATIN = re.compile(r"[a-z]{3,}|[0-9]+(?:\.[0-9]+)?%?")
_HAN = re.compile("[\u3400-\u9fff]+")
_SHORTEST = 3
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


def unmarked_thing(reading: Reading, frame: frozenset[str]) -> str:
    """The longest word outside all spans that is no frame, whatever its part of speech; empty where there is none.

    What is asked about where no mark names it and no noun is left: jieba takes 罚没款 for a verb.
    """
    if reading.tagged.language == "en":
        return ""
    words = (word for word in _stretches(reading, _every_word) if len(word) >= _SHORTEST)
    said = [each for each in words if each not in frame and not _says_which_places(each)]
    return max(said, key=len, default="")


def _says_which_places(word: str) -> bool:
    """Whether a word says a level or how much of a place is meant, as the plan does elsewhere."""
    return any(word in words_of(slot) for slot in ("level", "whole", "scope"))


def _loose(reading: Reading) -> Iterator[str]:
    yield from _stretches(reading, _telling)


def _stretches(
    reading: Reading, words_in: Callable[[Reading, int, int], Iterator[str]]
) -> Iterator[str]:
    """The words of the stretches outside all spans, names and times."""
    named = [(each.start, each.end) for each in reading.tagged.spans]
    named += [(each.start, each.end) for each in reading.named]
    named += [(each.start, each.end) for each in expressions(reading.view, reading.tagged.language)]
    at = 0
    for start, end in sorted(named):
        yield from words_in(reading, at, start)
        at = max(at, end)
    yield from words_in(reading, at, len(reading.view))


def _telling(reading: Reading, start: int, end: int) -> Iterator[str]:
    """The telling words of a stretch outside all spans."""
    if start >= end:
        return
    words = _english(reading, start, end)
    if reading.tagged.language != "en":
        words = _chinese(reading, start, end)
    yield from words


def _every_word(reading: Reading, start: int, end: int) -> Iterator[str]:
    at = start
    for word in rjieba.cut(reading.view[start:end]) if start < end else ():
        if _HAN.fullmatch(word):
            yield reading.tagged.question[at : at + len(word)]
        at += len(word)


def _english(reading: Reading, start: int, end: int) -> Iterator[str]:
    for match in _LATIN.finditer(reading.lower, start, end):
        yield reading.tagged.question[match.start() : match.end()]


def _chinese(reading: Reading, start: int, end: int) -> Iterator[str]:
    at = start
    for word, tag in rjieba.tag(reading.view[start:end]):
        if tag.startswith(_CONTENT):
            yield reading.tagged.question[at : at + len(word)]
        at += len(word)
