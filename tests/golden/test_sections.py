"""The outline of real reports against sections marked by hand.

The data stand beside the repository and are never part of it; without them the tests are skipped.
Offsets in the marks count the characters of the raw file that are not white space.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.cleaning import clean
from ingest.documents import Cleaned, Document
from ingest.outline import parse_outline
from ingest.passages import LONGEST, SHORTEST, split_passages
from vectorstore.records import PartKind, Section

SHARED = Path(__file__).parents[2].parent / "shared"
MARKS = SHARED / "gold" / "sections.jsonl"
LEVELS = {"h1": 1, "h2": 2, "sub": 3}

pytestmark = pytest.mark.skipif(
    not MARKS.exists(), reason="the marked reports do not stand beside the repository"
)

Heading = tuple[str, int, int, str]
"""Document, level, offset, words without white space."""


def packed(text: str) -> str:
    return re.sub(r"\s", "", text)


@cache
def marks() -> tuple[dict[str, Any], ...]:
    with MARKS.open(encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


@cache
def cleaned(name: str) -> Cleaned:
    text = (SHARED / "reports" / name).read_text(encoding="utf-8")
    return clean(Document(text, "text/plain"))


def found(name: str) -> Iterator[tuple[Section, int, int]]:
    """Every section of a report with its level and its offset in the marks' measure."""
    raw = (SHARED / "reports" / name).read_text(encoding="utf-8")
    parts = cleaned(name).source_map

    def walk(sections: Sequence[Section]) -> Iterator[tuple[Section, int, int]]:
        for section in sections:
            (part,) = (each for each in parts if each.start <= section.start < each.end)
            source = part.source_start + section.start - part.start
            yield section, section.level, len(packed(raw[:source]))
            yield from walk(section.children)

    yield from walk(parse_outline(cleaned(name).text))


def marked_names() -> list[str]:
    return sorted({mark["doc"] for mark in marks()})


def f1(expected: set[Heading], actual: set[Heading]) -> float:
    return 2 * len(expected & actual) / (len(expected) + len(actual))


def headings(levels: frozenset[int]) -> tuple[set[Heading], set[Heading]]:
    """The marked and the found headings of some levels."""
    marked = {
        (mark["doc"], LEVELS[mark["level"]], mark["offset_nows"], packed(mark["path"][-1]))
        for mark in marks()
        if LEVELS.get(mark["level"]) in levels
    }
    actual = {
        (name, level, offset, packed(section.heading))
        for name in marked_names()
        for section, level, offset in found(name)
        if section.heading and level in levels
    }
    return marked, actual


def test_first_and_second_level_headings() -> None:
    marked, actual = headings(frozenset({1, 2}))

    assert f1(marked, actual) >= 0.97, (sorted(marked - actual), sorted(actual - marked))


def test_lower_headings() -> None:
    marked, actual = headings(frozenset({3}))

    assert f1(marked, actual) >= 0.95, (sorted(marked - actual), sorted(actual - marked))


def test_unheaded_problems_are_found_where_they_begin() -> None:
    marked = {
        (mark["doc"], mark["offset_nows"], len(mark["path"]))
        for mark in marks()
        if mark["untitled"] and "存在问题" in mark["path"][-1]
    }
    actual = {
        (name, offset, level)
        for name in marked_names()
        for section, level, offset in found(name)
        if not section.heading and section.kind is PartKind.PROBLEM
    }

    assert actual == marked


def test_opening_words_are_preambles() -> None:
    for mark in marks():
        if mark["path"] != ["(前言)"]:
            continue
        section, _, offset = next(found(mark["doc"]))
        words = packed(cleaned(mark["doc"]).text[section.start : section.end])
        assert section.kind is PartKind.PREAMBLE
        assert packed(mark["first_words"]) in words
        assert offset <= mark["offset_nows"]


def test_most_passages_have_the_length_aimed_at() -> None:
    lengths = []
    for path in sorted((SHARED / "reports").glob("*.txt")):
        text = cleaned(path.name).text
        lengths += [len(each.text) for each in split_passages("r", text, parse_outline(text))]

    within = sum(SHORTEST <= length <= LONGEST for length in lengths)
    assert within / len(lengths) >= 0.7
    assert max(lengths) <= 600
