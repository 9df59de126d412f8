"""Limits that conditions name: numbers with or without a unit, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.digits import CHINESE, TENTH, parse_number, read, scaled
from ingest.measures import SAME_UNIT, SCALES, UNIT
from ingest.numerals import figures
from rag.tagging.words import words_of

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "a hundred": 100, "one hundred": 100, "a thousand": 1000, "one thousand": 1000,
}  # fmt: skip
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_NO_LIMIT = re.compile("[几第每]$")
_IS_YEAR = re.compile("(?:19|20)[0-9]{2}年")
_TEN = 10
"""Smaller numbers in Chinese characters count nothing without a unit (``二级标准``, ``一审``), but for nought."""
_FULL = re.compile("百分之?百|满分|全额")
_TENTHS = re.compile(rf"(?P<digits>[1-9](?:\.[0-9])?)成|{TENTH}")
_CHINESE = re.compile(
    rf"(?P<number>[-−]?[0-9][0-9,]*(?:\.[0-9]+)?|{CHINESE})(?P<scale>{_SCALE})?(?P<unit>{UNIT}|个点)?"
)
_ENGLISH = re.compile(
    rf"(?P<number>[-−]?[0-9][0-9,]*(?:\.[0-9]+)?|\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b)"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a condition names.

    Attributes:
        start: Where it begins.
        end: Where it ends, its unit included.
        value: The number, scaled.
        unit: Its unit without a scale; empty where none is said.
        value_max: The upper end, where it is a range.
    """

    start: int
    end: int
    value: float
    unit: str
    value_max: float | None = None


def limits_in(words: str) -> list[Limit]:
    """The numbers in a condition's words (lower case, common view), in order."""
    if any("一" <= char <= "鿿" for char in words):
        return _chinese_limits(words)
    return list(_english_limits(words)) or _chinese_limits(words)


def _chinese_limits(words: str) -> list[Limit]:
    found = [
        Limit(each.start, each.end, each.value, each.unit, each.value_max)
        for each in figures(words)
        if not each.is_rank
    ]
    for full in _FULL.finditer(words):
        _add(found, Limit(*full.span(), 100.0, "%"))
    for match in _TENTHS.finditer(words):
        value = float(match["digits"]) * 10 if match["digits"] else read(match[0])
        if value is not None:
            _add(found, Limit(*match.span(), value, "%"))
    for match in _CHINESE.finditer(words):
        limit = _bare(match)
        if limit is not None:
            _add(found, limit)
    return sorted(found, key=lambda each: each.start)


def _add(found: list[Limit], limit: Limit) -> None:
    if all(limit.end <= each.start or each.end <= limit.start for each in found):
        found.append(limit)


def _bare(match: re.Match[str]) -> Limit | None:
    """A number that the grammar of reports does not take for a figure (``过百``, ``100``)."""
    if _NO_LIMIT.search(match.string[: match.start()]) or _IS_YEAR.match(
        match.string, match.start()
    ):
        return None
    number, unit = match["number"].replace("−", "-"), match["unit"] or ""
    sign = -1.0 if number[0] == "-" else 1.0
    value = parse_number(number.lstrip("-") + (match["scale"] or ""))
    if value is None and number in SCALES:
        value = SCALES[number]
    if value is None:
        return None
    if not unit and 0 < value < _TEN and not number.lstrip("-")[0].isascii():
        return None
    unit = "%" if unit == "个点" else SAME_UNIT.get(unit, unit)
    return Limit(match.start(), match.end(), sign * value, unit)


def _english_limits(words: str) -> Iterator[Limit]:
    for match in _ENGLISH.finditer(words):
        number = match["number"].replace(",", "").replace("−", "-")
        value = float(_WORDS[number]) if number in _WORDS else float(number)
        factor, at = _word_at(words, match.end(), "scale")
        unit, end = _word_at(words, at, "unit")
        yield Limit(match.start(), end, scaled(value, float(factor or 1)), unit)


def _word_at(words: str, at: int, slot: str) -> tuple[str, int]:
    """What a word of a slot right at a position says, and where it ends."""
    start = at + 1 if words[at : at + 1] == " " else at
    word = words_of(slot).longest_at(words, start)
    return (words_of(slot).value_of(word), start + len(word)) if word else ("", at)
