"""The words that names and phrases are made of: things, acts, measures, and sides of a thing.

One typed table for each kind lies in ``ingest/lexicon/concepts/``. A concept is known by its Chinese
name, however it is said and in whichever language; what no table knows stays a word of its own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import rjieba

from ingest.folding import fold
from ingest.lexicon.english_words import WORD, stem_of


class Kind(StrEnum):
    """What a word says of a figure."""

    THING = "thing"
    """What is measured (``债务``)."""
    ACT = "act"
    """What was done to it (``受理``)."""
    MEASURE = "measure"
    """What of it is measured (``增速``)."""
    SIDE = "side"
    """Which part of it is meant (``出口``, ``农村``)."""
    OTHER = "other"
    """A word that no table has."""


class Concept(NamedTuple):
    """What a word means.

    Attributes:
        kind: Its table.
        name: Its Chinese name.
        group: Of its group, axis or class, two that differ name different figures; empty for things.
    """

    kind: Kind
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name or a phrase.

    Attributes:
        text: Folded, in lower case; an English word as the stem that its forms share.
        concepts: What it may mean; none where no table has it.
        is_chinese: Whether it is written in Chinese.
    """

    text: str
    concepts: tuple[Concept, ...]
    is_chinese: bool

    @property
    def kind(self) -> Kind:
        """The kind of its first meaning."""
        return self.concepts[0].kind if self.concepts else Kind.OTHER


_TABLES = (
    (Kind.THING, "things.csv", ""),
    (Kind.ACT, "acts.csv", "group"),
    (Kind.MEASURE, "measures.csv", "class"),
    (Kind.SIDE, "sides.csv", "axis"),
)
_PART = re.compile(r"[\u3400-\u9fff“”()]+|[^\u3400-\u9fff“”()]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NO_WORD = re.compile(r"[“”()]")
_ENDS = frozenset("率数额量费比")
"""Characters that end the name of a quantity and say what kind it is, inside a word too (``应诉率``)."""
_STRAY = 0.1
"""What a single character is worth that is a word by itself, against a word's length squared."""
_ALONE = 0.9
"""The same of one that a table has."""
_PLAIN, _FRAME = 0.8, 0.95
"""What a word of the segmenter, or of the frame, is worth beside one of the tables of equal length."""
_PLAIN_AT_MOST = 4.5
"""So that a word of the segmenter gives way to a known one with a known ending (``出口额``)."""


@dataclass(frozen=True)
class _Tables:
    """All concepts by how they are said, and the words that only frame a phrase."""

    chinese: Mapping[str, tuple[Concept, ...]]
    english: Mapping[tuple[str, ...], tuple[Concept, ...]]
    frame: frozenset[str]
    english_frame: frozenset[str]
    longest: int
    most_words: int


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a name or phrase that say something, in order."""
    return _words_of(fold(text).lower().strip())


@lru_cache(maxsize=1 << 15)
def _words_of(folded: str) -> tuple[Word, ...]:
    found: list[Word] = []
    for part in _PART.findall(folded):
        bare = _NO_WORD.sub("", part)
        found += _chinese(bare) if _CHINESE.match(bare) else _english(bare)
    return tuple(found)


def spoken_forms() -> Iterator[tuple[str, str]]:
    """``(how it is said, the concept's name)`` of every row of every table."""
    for _, file, _ in _TABLES:
        for row in _rows(file):
            for said in (*row["chinese"].split("|"), *row["english"].split("|")):
                if said and said != row["concept"]:
                    yield said, row["concept"]


def spoken_in_chinese(concept: Concept) -> tuple[str, ...]:
    """How a concept is said in Chinese, folded."""
    return _forms().get(concept, ())


@cache
def _forms() -> Mapping[Concept, tuple[str, ...]]:
    found: dict[Concept, list[str]] = {}
    for said, concepts in _tables().chinese.items():
        for concept in concepts:
            found.setdefault(concept, []).append(said)
    return {concept: tuple(said) for concept, said in found.items()}


@cache
def _tables() -> _Tables:
    chinese: dict[str, dict[Concept, None]] = {}
    english: dict[tuple[str, ...], dict[Concept, None]] = {}
    for kind, file, group in _TABLES:
        for row in _rows(file):
            concept = Concept(kind, row["concept"], row[group] if group else "")
            for said in (row["concept"], *row["chinese"].split("|")):
                chinese.setdefault(fold(said).lower(), {})[concept] = None
            for said in row["english"].split("|"):
                english.setdefault(_stems(said), {})[concept] = None
    frame = {row["lang"]: row["words"].split() for row in _rows("frame.csv")}
    return _Tables(
        {said: tuple(meant) for said, meant in chinese.items()},
        {said: tuple(meant) for said, meant in english.items() if said},
        frozenset(frame["zh"]),
        frozenset(map(stem_of, frame["en"])),
        max(map(len, chinese)),
        max(map(len, english)),
    )


def _rows(file: str) -> list[dict[str, str]]:
    text = resources.files("ingest.lexicon").joinpath("concepts", file).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    return list(csv.DictReader(lines))


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem_of(word) for word in WORD.findall(text.replace("-", " ")))


def _english(text: str) -> Iterator[Word]:
    tables, at = _tables(), 0
    stems = _stems(text)
    while at < len(stems):
        lengths = range(min(tables.most_words, len(stems) - at), 0, -1)
        length = next((n for n in lengths if stems[at : at + n] in tables.english), 0)
        said = " ".join(stems[at : at + max(length, 1)])
        # What the tables of Chinese have is an abbreviation: 5g.
        meant = tables.english.get(stems[at : at + length]) or tables.chinese.get(said, ())
        if meant or said not in tables.english_frame:
            yield Word(said, meant, is_chinese=False)
        at += max(length, 1)


def _chinese(text: str) -> Iterator[Word]:
    """The words of a Chinese text: those cuts that known words and the segmenter's fit best."""
    tables, cuts = _tables(), _cuts(text)
    stray = ""
    for begin, end in _best_path(text, cuts):
        word = text[begin:end]
        if _is_known(word, begin, end, cuts):
            yield from _unknown(stray)
            stray = ""
            yield Word(word, tables.chinese[word], is_chinese=True)
        elif word not in tables.frame and _CHINESE.match(word):
            if len(word) == 1:
                stray += word
                continue
            yield from _unknown(stray)
            stray = ""
            yield Word(word, (), is_chinese=True)
    yield from _unknown(stray)


def _unknown(characters: str) -> Iterator[Word]:
    """Neighbouring characters that nothing accounts for, as one word."""
    if characters:
        yield Word(characters, (), is_chinese=True)


def _cuts(text: str) -> frozenset[tuple[int, int]]:
    """Where the words begin and end that the segmenter sees, those inside others included."""
    return frozenset((start, end) for _, start, end in rjieba.tokenize(text, "search", True))


def _is_known(word: str, begin: int, end: int, cuts: frozenset[tuple[int, int]]) -> bool:
    if word not in _tables().chinese:
        return False
    if len(word) > 1 or (begin, end) in cuts:
        return True
    return word in _ENDS and any(stop == end for _, stop in cuts)


def _best_path(text: str, cuts: frozenset[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cuts whose words' squared lengths sum up to most."""
    best: list[tuple[float, int]] = [(0.0, 0)] + [(-1.0, 0)] * len(text)
    for begin in range(len(text)):
        furthest = min(len(text), begin + max(_tables().longest, 1))
        for end in range(begin + 1, furthest + 1):
            worth = best[begin][0] + _worth(text[begin:end], begin, end, cuts)
            if worth > best[end][0]:
                best[end] = (worth, begin)
    path, end = [], len(text)
    while end:
        path.append((best[end][1], end))
        end = best[end][1]
    return path[::-1]


def _worth(word: str, begin: int, end: int, cuts: frozenset[tuple[int, int]]) -> float:
    squared = float(len(word) ** 2)
    framing = word in _tables().frame
    if len(word) == 1:
        if _is_known(word, begin, end, cuts):
            return _ALONE
        return _PLAIN if framing else _STRAY * ((begin, end) in cuts)
    if word in _tables().chinese:
        return squared
    if framing:
        return squared * _FRAME
    return min(squared * _PLAIN, _PLAIN_AT_MOST) if (begin, end) in cuts else -float("inf")
