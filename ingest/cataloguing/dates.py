"""Dates and years as reports write them. All functions take folded text (:mod:`ingest.folding`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_DIGITS = {char: digit for digit, char in enumerate("〇一二三四五六七八九")}
_DIGITS |= dict.fromkeys("零○O0o◯", 0)
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_ZH = "〇零○◯一二三四五六七八九"
_ZH_YEAR = rf"[二一][{_ZH}Oo0]{{3}}"
# As (?:19|20)\d{2}|_ZH_YEAR, but with one set of first characters, for which the engine looks ahead
# four times as fast.
_ANY_YEAR = rf"[12二一](?:(?<=1)9\d{{2}}|(?<=2)0\d{{2}}|(?<=[二一])[{_ZH}Oo0]{{3}})"
_DAY = re.compile(
    rf"(?P<year>(?:19|20)\d\s?\d|{_ZH_YEAR})\s*"
    rf"(?:年\s*(?P<month>\d\s?\d?|[一二三四五六七八九十]{{1,2}})\s*月"
    rf"(?:\s*(?P<day>\d\s?\d?|[一二三四五六七八九十廿卅]{{1,3}})\s*[日号])?"
    rf"|(?P<mark>[-./])\s?(?P<month2>\d{{1,2}})\s?(?P=mark)\s?(?P<day2>\d{{1,2}})(?!\d))"
)
_YEAR = re.compile(rf"(?P<year>{_ANY_YEAR})\s?(?:年(?P<of>度)?|(?=度))")
_RANGE = re.compile(
    rf"(?P<first>{_ANY_YEAR})\s?年?度?\s?(?:[-—–~]{{1,2}}|至|到)\s?"
    rf"(?P<last>{_ANY_YEAR})\s?年?"
)
_GROUPS = re.compile(
    r"《[^《》\n]{0,80}》|〈[^〈〉\n]{0,80}〉|“[^“”\n]{0,40}”"
    r"|〔(?:19|20)\d{2}[〕\]]|\[(?:19|20)\d{2}[〕\]]"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day, or a month, in a text.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        value: The day; the first of the month where only the month is written.
        has_day: Whether the day is written.
    """

    start: int
    end: int
    value: date
    has_day: bool


@dataclass(frozen=True, slots=True)
class FoundYear:
    """A year in a text.

    Attributes:
        start: Where its digits begin.
        end: Where it ends, 年 or 年度 included.
        value: The year; the last one of a range.
        first: The first year of a range; the year itself otherwise.
        since: Whether 以来 / 起 follows, so that the time it opens is longer than the year.
    """

    start: int
    end: int
    value: int
    first: int
    since: bool

    @property
    def is_range(self) -> bool:
        """Whether several years are meant."""
        return self.first != self.value


def find_dates(text: str) -> Iterator[FoundDate]:
    """Dates in order: ``2022年2月21日``, ``二〇二二年一月十日``, ``2018.02.13``, ``2018/2/13``."""
    for match in _DAY.finditer(text):
        if _is_cut(text, match.start()):
            continue
        month, day = match["month"] or match["month2"], match["day"] or match["day2"]
        try:
            value = date(_year(match["year"]), _number(month), _number(day) if day else 1)
        except ValueError:
            continue
        if _FIRST_YEAR <= value.year <= _LAST_YEAR:
            yield FoundDate(match.start(), match.end(), value, has_day=bool(day))


def find_years(text: str) -> list[FoundYear]:
    """Years and ranges of years in order; dates count by their year."""
    found = []
    taken = []
    for match in _RANGE.finditer(text):
        first, last = _year(match["first"]), _year(match["last"])
        if not _is_cut(text, match.start()) and _FIRST_YEAR <= first < last <= _LAST_YEAR:
            taken.append((match.start(), match.end()))
            found.append(FoundYear(match.start(), match.end(), last, first, since=False))
    for match in _YEAR.finditer(text):
        year = _year(match["year"])
        within = any(start <= match.start() < end for start, end in taken)
        if within or _is_cut(text, match.start()):
            continue
        if _FIRST_YEAR <= year <= _LAST_YEAR:
            since = re.match(
                r"(?:\d{1,2}月(?:\d{1,2}日)?)?(?:以来|起|开始)", text[match.end() : match.end() + 8]
            )
            found.append(FoundYear(match.start(), match.end(), year, year, since=bool(since)))
    return sorted(found, key=lambda year: year.start)


def without_titles(text: str) -> str:
    """The text with titles of documents, their numbers and quoted words blanked, same offsets.

    ``《实施纲要(2015—2020年)》`` and ``〔2018〕10号`` name years that a report is not about.
    """
    return _GROUPS.sub(lambda match: " " * len(match.group()), text)


def _is_cut(text: str, start: int) -> bool:
    """Whether the digits of a year go on to the left, or a document's number opens there."""
    return start > 0 and (text[start - 1] in ".〔[" or text[start - 1].isdecimal())


def _year(text: str) -> int:
    text = text.replace(" ", "")
    return int(text) if text.isascii() and text.isdigit() else _spelled(text)


def _spelled(text: str) -> int:
    value = 0
    for char in text:
        value = value * 10 + (int(char) if char.isdigit() and char.isascii() else _DIGITS[char])
    return value


def _number(text: str) -> int:
    """A month or day: ``"02"``, ``"十"``, ``"二十一"``, ``"廿一"``."""
    text = text.replace(" ", "")
    if text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, mark, ones = text.rpartition("十")
    if not mark:
        return _DIGITS[ones] if len(ones) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
