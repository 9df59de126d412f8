"""Expressions of time in front of a figure, and the period that they give it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = "(?:19|20)[0-9]{2}"
_MONTH = "(?:1[0-2]|0?[1-9])月份?"
_DAY = "(?:[0-9]{1,2}日)?"
_POINT = rf"(?:{_YEAR}年{_MONTH}{_DAY}|{_YEAR}年|{_MONTH}{_DAY})(?:[初中末底])?"
_UNTIL = "(?:截至|截止到|截止|截)"
_EXPRESSIONS = (
    rf"(?P<span>{_YEAR}年?(?:-{{1,2}}|—{{1,2}}|–|~|至){_YEAR}年(?:期间|以来|间)?)",
    rf"(?P<between>{_POINT}(?:-{{1,2}}|—{{1,2}}|–|~|至|到){_POINT}前?(?:期间|间)?)",
    rf"(?P<months>(?:{_YEAR}年|[今去上]年)?[0-9]{{1,2}}(?:-|—|–|~|至)[0-9]{{1,2}}月份?)",
    rf"(?P<since>(?:自|从)?{_POINT}(?:以来|起))",
    rf"(?P<until>(?:{_YEAR}年)?{_UNTIL}(?:{_POINT}|目前|日前)|{_UNTIL}(?:今年|本年){_MONTH}[底末]?)",
    rf"(?P<month>{_YEAR}年{_MONTH}{_DAY}[初中末底]?)",
    rf"(?P<part>(?:{_YEAR}年|今年|本年|全年)?(?:上半年|下半年|第?[一二三四]季度|前[0-9一二三四五六七八九十]{{1,2}}个?(?:月|季度)))",
    rf"(?P<year>{_YEAR}年度?)(?!以来|前)",
    "(?P<since_words>(?:今年|本年|去年|上年|近年|一年)(?:度)?以?来|近[一二两三四五六七八九十0-9]+年来?|[一二两三四五六七八九十]+年来)",
    "(?P<last>(?:上年|去年|上一年|上年度|去年度|上一年度)(?:同期)?)(?!以来|结转|转入|遗留|未结)",
    "(?P<this>今年|本年度|本年|全年|年内|目前|现)",
)
_TIME = re.compile("|".join(_EXPRESSIONS))
_LEADING = re.compile(
    rf"(?:其中|在|于|自|从|到)?(?:{re.sub('[?]P<[a-z_]+>', '?:', '|'.join(_EXPRESSIONS))})"
    "(?:内|中|间|期间|时|底|共(?!同|享|建|治))?[, ]?"
)
_LEADS = frozenset("0123456789其在于自从到截今本去上下近全年目日现一二三四第前")
"""Characters that a time at the head of a clause may begin with."""
_HINT = re.compile("[年月季前现]")
_COMPARISON = re.compile("(?:较|比|同|与|和|相较于?|相比)$")


_AGAINST = re.compile(r"(?:较|比|相较于?|相比)(?:上|去|前)一?年度?(?:同期)?的$")
_LONGEST = 30
_YEARS_RANGED = re.compile(
    rf"(?P<first>{_YEAR})年?(?:-{{1,2}}|—{{1,2}}|–|~|至|到)(?P<last>{_YEAR})年?"
)
_YEARS_LISTED = re.compile(rf"{_YEAR}年?(?:(?:、|和|与|及|,){_YEAR}年?)+")


@dataclass(frozen=True, slots=True)
class Period:
    """A time that a text names.

    Attributes:
        text: What a fact's ``period`` says: empty for the report's own year.
        is_comparison: Whether it is last year's figure beside this year's (``上年同期``).
    """

    text: str
    is_comparison: bool = False


NO_PERIOD = Period("")


def last_period(words: str, year: int | None) -> Period | None:
    """The last time that ``words`` (folded) name, or None where they name none.

    Args:
        words: The words before a figure, names in quotes blanked.
        year: The report's year.
    """
    found: Period | None = None
    if _HINT.search(words) is None:
        return None
    for match in _TIME.finditer(words):
        if _COMPARISON.search(words[: match.start()]) and not is_against_last_year(words):
            continue
        found = _period(match, year)
    return found


def is_against_last_year(words: str) -> bool:
    """Whether the figure that ``words`` lead to is last year's (``14件,较上年的19件明显下降``)."""
    return _AGAINST.search(words.rstrip()) is not None


def distributed_years(words: str, count: int, year: int | None) -> list[Period]:
    """A period for each figure of ``2022年、2023年…分别为95%、98%``; empty for other words.

    Args:
        words: The clause, names in quotes blanked.
        count: How many figures it has.
        year: The report's year.
    """
    if count < 2 or "分别" not in words:
        return []
    listed, ranged = _YEARS_LISTED.search(words), _YEARS_RANGED.search(words)
    named = re.findall(_YEAR, listed[0]) if listed else []
    if ranged:
        named = [str(each) for each in range(int(ranged["first"]), int(ranged["last"]) + 1)]
    if len(named) != count:
        return []
    return [Period("" if each == str(year) else each) for each in named]


def strip_leading_time(words: str) -> str:
    """``words`` without the times that they begin with."""
    while words[:1] in _LEADS and (match := _LEADING.match(words)) is not None:
        words = words[match.end() :]
    return words


def is_only_time(words: str) -> bool:
    """Whether a clause says a time and nothing else (``截至12月底``)."""
    return 0 < len(words) < _LONGEST and not strip_leading_time(words).strip(", ")


def _period(match: re.Match[str], year: int | None) -> Period:
    words = match[0].strip()
    kind = match.lastgroup
    if kind == "last":
        return Period(str(year - 1) if year else words, is_comparison=True)
    if kind == "year":
        named = words[:4]
        return Period("" if named == str(year) else named)
    if kind in {"this", "since_words"}:
        return Period(words if words.startswith(("近", "去", "上")) else "")
    if kind == "until" and re.fullmatch(rf"{_UNTIL}(?:目前|日前)", words):
        return Period("")
    return Period(words)
