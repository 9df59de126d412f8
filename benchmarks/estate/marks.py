"""Marked questions, ``哪些[P 县][E 受理][I 行政复议][C 超过100件]``, and their plain form."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

_MARK = re.compile(r"\[(?P<kind>[A-Z])\s(?P<words>[^\[\]]*)\]")


class Kind(StrEnum):
    """What a marked span of a question is."""

    INDICATOR = "I"
    ACT = "E"
    MEASURE = "M"
    ASKED = "A"
    UNIT = "U"
    PLACE = "P"
    BODY = "B"
    TIME = "T"
    CONDITION = "C"
    RANK = "R"
    AGGREGATE = "G"
    VERSUS = "V"
    STATUS = "X"
    REPORT = "D"
    SECTION = "S"
    REFERENCE = "F"
    NEGATION = "N"
    FORM = "O"


class Marked(NamedTuple):
    """A question without its marks, and where they were.

    Attributes:
        text: The question.
        spans: ``(start, end, kind)`` of each mark, in order, half open.
    """

    text: str
    spans: tuple[tuple[int, int, Kind], ...]


def read_marks(marked: str) -> Marked:
    """Takes the marks out of a question.

    Raises:
        ValueError: A mark is of no known kind, empty, nested, or not closed.
    """
    pieces: list[str] = []
    spans: list[tuple[int, int, Kind]] = []
    at = length = 0
    for found in _MARK.finditer(marked):
        between, words = marked[at : found.start()], found["words"]
        inner = words.strip()
        if not inner:
            raise ValueError(f"the mark {found[0]} is empty")
        start = length + len(between) + words.index(inner)
        spans.append((start, start + len(inner), _kind(found["kind"])))
        pieces += (between, words)
        length += len(between) + len(words)
        at = found.end()
    pieces.append(marked[at:])
    text = "".join(pieces)
    if "[" in text or "]" in text:
        raise ValueError("a mark is nested, not closed, or has no kind and blank before its words")
    lead = len(text) - len(text.lstrip())
    return Marked(
        text.strip(), tuple((start - lead, end - lead, kind) for start, end, kind in spans)
    )


def _kind(letter: str) -> Kind:
    try:
        return Kind(letter)
    except ValueError as error:
        raise ValueError(f"{letter} is no kind of mark") from error
