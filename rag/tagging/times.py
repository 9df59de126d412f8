"""Expressions of time in questions, in both languages: what reports write, and what askers say.

Reports' own expressions are read by :mod:`ingest.figures.times`; here stand those that only questions
have: years without 年, years of two digits (``24年``, ``22-24``), 近三年 told from the asker, English.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from ingest.digits import parse_number
from ingest.figures.times import NEXT_YEAR, Calendar, Time, times_in
from rag.question.constraints import NO_YEAR

NOWHERE = Calendar(None)
"""A calendar without a year: what is told from one stays without days."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A time named in a question.

    Attributes:
        start: Where its words begin.
        end: Where they end.
        first: First day, ISO; ``--MM-DD`` where the year is told from elsewhere; empty where all is.
        last: Last day, likewise.
        shift: Years from each report's own year, where the words say that.
        back: How many years before :attr:`shift` it begins (近三年: 2).
        is_plain: Whether it is one that could be part of a name or a measure (去年, 年末).
        is_told: Whether it is told from a year named before it, where there is one (前一年, 这三年).
    """

    start: int
    end: int
    first: str = ""
    last: str = ""
    shift: int | None = None
    back: int = 0
    is_plain: bool = False
    is_told: bool = False


_YEAR = "(?:19|20)[0-9]{2}"
_SHORT = "(?:1[5-9]|2[0-9]|30)"
"""Two digits that a year is shortened to: 2015 to 2030, of which reports may be held."""
_TO = r" ?(?:年度?)? ?(?:-{1,2}|—{1,2}|–|~|至|到) ?"
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "couple of": 2,
}  # fmt: skip
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
}
_SHIFTS = {
    "last year": -1, "this year": 0, "next year": 1, "previous year": -1, "the year before": -1,
    "prior year": -1, "the year before last": -2, "current year": 0, "coming year": 1,
    "year before last": -2, "大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "上年度": -1,
    "上一年度": -1, "去年度": -1, "头年": -1, "今年": 0, "本年": 0, "本年度": 0, "当年": 0, "年内": 0,
    "前一年": -1, "明年": 1, "来年": 1, "下一年": 1, "下年": 1, "下一年度": 1, "下年度": 1, "后年": 2,
    "再往前一年": -1, "往前一年": -1, "再前一年": -1, "再早一年": -1, "头一年": -1, "第二年": 1, "次年": 1, "翌年": 1, "the year after": 1, "the following year": 1, "following year": 1,
}  # fmt: skip
"""Words for years told from each report's own; of two that begin alike the longer counts."""
_TOLD = frozenset(
    (
        "前一年",
        "再往前一年",
        "往前一年",
        "再前一年",
        "再早一年",
        "头一年",
        "上一年",
        "上年",
        "上一年度",
        "第二年",
        "次年",
        "翌年",
        "the year before",
        "previous year",
        "prior year",
        "the year after",
        "the following year",
        "following year",
    )
)
"""Those of them that are told from a year named before, where there is one."""
_SHIFT = "|".join(sorted(_SHIFTS, key=len, reverse=True)).replace("明年", NEXT_YEAR)
_NOW = ("目前", "现有", "日前", "至今", "截至目前", "截止目前")
_EARLIEST = "1900-01-01"
"""No report is older."""
_FEW = 5
"""How many years 这几年 and 近几年 are taken for."""
_FIVE_YEARS = {"十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_PLANS = {"12th": 2011, "13th": 2016, "14th": 2021, "15th": 2026, "twelfth": 2011, "thirteenth": 2016,
          "fourteenth": 2021, "fifteenth": 2026}  # fmt: skip

_Reader = Callable[[re.Match[str]], Expression]


class _Days(TypedDict):
    first: str
    last: str


def _years(first: int, last: int) -> _Days:
    return {"first": f"{first}-01-01", "last": f"{last}-12-31"}


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _months(year: str | None, first: int, last: int) -> _Days:
    """Months of a year; of one told from elsewhere without it."""
    day = monthrange(int(year), last)[1] if year else monthrange(2001, last)[1]
    head = year or "-"
    return {"first": f"{head}-{first:02}-01", "last": f"{head}-{last:02}-{day}"}


def _spoken_year(match: re.Match[str]) -> Expression:
    """``二四年`` is 2024, as people say it."""
    digits = "".join(
        str("〇一二三四五六七八九".index(each.replace("零", "〇"))) for each in match["digits"]
    )
    year = _full(digits)
    return Expression(*match.span(), **_years(year, year))


def _range(match: re.Match[str]) -> Expression:
    first, last = sorted((_full(match["from"]), _full(match["to"])))
    return Expression(*match.span(), **_years(first, last))


def _one_year(match: re.Match[str]) -> Expression:
    return Expression(*match.span(), **_years(_full(match["year"]), _full(match["year"])))


def _shift(match: re.Match[str]) -> Expression:
    words = match["shift"].lower()
    told = words in _TOLD
    return Expression(*match.span(), shift=_SHIFTS[words], is_plain=True, is_told=told)


def _recent(match: re.Match[str]) -> Expression:
    written = match["count"].lower()
    count = _COUNTS.get(written) or int(parse_number(written) or _FEW)
    kind = match["kind"] or ""
    shift = -1 if kind in ("过去", "前") else 0
    told = kind in ("这", "那", "")
    return Expression(*match.span(), shift=shift, back=max(count - 1, 0), is_told=told)


def _ago(match: re.Match[str]) -> Expression:
    return Expression(*match.span(), shift=-int(parse_number(match["count"]) or 1))


def _beginning(match: re.Match[str]) -> Expression:
    """``2022年年初定的目标`` is the year's; 年初 alone says no time."""
    year = match["year"]
    if not year:
        return Expression(*match.span())
    return Expression(*match.span(), **_years(int(year), int(year)))


def _coming(match: re.Match[str]) -> Expression:
    count = int(parse_number(match["count"]) or 1)
    return Expression(*match.span(), shift=count, back=count - 1)


def _since(match: re.Match[str]) -> Expression:
    return Expression(*match.span(), first=f"{match['year']}-01-01")


def _until(match: re.Match[str]) -> Expression:
    """``2021年及以前`` takes the year in, ``2021年之前`` and before 2021 do not."""
    year = int(match["year"]) - (not match["with"])
    return Expression(*match.span(), first=_EARLIEST, last=f"{year}-12-31")


def _after(match: re.Match[str]) -> Expression:
    return Expression(*match.span(), first=f"{int(match['year']) + 1}-01-01")


def _five(match: re.Match[str]) -> Expression:
    named = match["plan"].lower()
    first = _FIVE_YEARS.get(named) or _PLANS[named]
    if match["end"]:
        return Expression(*match.span(), first=f"{first + 4}-12-31", last=f"{first + 4}-12-31")
    return Expression(*match.span(), **_years(first, first + 4))


def _half(match: re.Match[str]) -> Expression:
    groups = match.groupdict()
    months = (1, 6) if groups["half"].lower() in {"first", "1", "上"} else (7, 12)
    year, shift = groups["year"] or groups.get("later"), _SHIFTS.get(groups.get("told") or "")
    return Expression(*match.span(), **_months(year, *months), shift=shift)


def _quarter(match: re.Match[str]) -> Expression:
    groups = match.groupdict()
    which = groups["which"].lower()
    number = int(which) if which.isdigit() else _ORDINALS[which]
    year = groups["year"] or groups.get("later")
    return Expression(*match.span(), **_months(year, number * 3 - 2, number * 3))


def _end(match: re.Match[str]) -> Expression:
    groups = match.groupdict()
    day = f"{groups['year'] or groups['later']}-12-31"
    return Expression(*match.span(), first=day, last=day)


def _month(match: re.Match[str]) -> Expression:
    month = _MONTHS.index(match["month"].lower()) + 1
    return Expression(*match.span(), **_months(match["year"], month, month))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_ENGLISH: Sequence[tuple[re.Pattern[str], _Reader]] = (
    (_pattern(rf"\b(?:from |between )?(?P<from>{_YEAR}) ?(?:-|–|—|to|and|through|until) ?(?P<to>{_YEAR})\b"), _range),
    (_pattern(rf"\b(?:since|from) (?P<year>{_YEAR})(?: on(?:wards?)?)?\b"), _since),
    (_pattern(rf"\b(?:before|prior to|(?P<with>up to|until|no later than)) (?P<year>{_YEAR})\b"), _until),
    (_pattern(rf"\b(?:after|later than) (?P<year>{_YEAR})\b"), _after),
    (_pattern(rf"\b(?:as )?(?:at |by )?(?:the )?(?:year-?)?(?:end|close)(?: of |-| )(?P<year>{_YEAR})\b"), _end),
    (_pattern(rf"\b(?P<year>{_YEAR}) year[- ]?end\b|\byear[- ]?end (?P<later>{_YEAR})\b"), _end),
    (_pattern(rf"\b(?:(?P<year>{_YEAR}) )?h(?P<half>[12])(?: (?:of )?(?P<later>{_YEAR}))?\b"), _half),
    (_pattern(rf"\b(?:the )?(?P<half>first|second) half(?: of)?(?: (?P<year>{_YEAR}))?"), _half),
    (_pattern(rf"\b(?:(?P<year>{_YEAR}) )?q(?P<which>[1-4])(?: (?:of )?(?P<later>{_YEAR}))?\b"), _quarter),
    (_pattern(rf"\b(?:the )?(?P<which>first|second|third|fourth|last) quarter(?: of)?(?: (?P<year>{_YEAR}))?"), _quarter),
    (_pattern(rf"\b(?P<month>{'|'.join(_MONTHS)}) (?:of )?(?P<year>{_YEAR})\b"), _month),
    (_pattern(rf"\b(?P<end>end of )?(?:the )?(?P<plan>{'|'.join(_PLANS)}) (?:five-year plan|fyp)(?: period)?\b"), _five),
    (_pattern(rf"\b(?:over |in |for |during )?(?:the )?(?P<kind>last|past|recent) (?P<count>{'|'.join(_COUNTS)}|[0-9]{{1,2}}) years\b"), _recent),
    (_pattern(rf"\b(?:the )?(?P<shift>{_SHIFT})\b"), _shift),
    (_pattern(rf"\b(?:fy ?)?(?P<year>{_YEAR})\b"), _one_year),
)  # fmt: skip
_CHINESE: Sequence[tuple[re.Pattern[str], _Reader]] = (
    (_pattern(rf"(?<![0-9.])(?P<from>{_YEAR}|{_SHORT}){_TO}(?P<to>{_YEAR})(?![0-9.])年?度?(?:期间|间)?"), _range),
    (_pattern(rf"(?<![0-9.])(?P<from>{_YEAR}|{_SHORT}){_TO}(?P<to>{_SHORT})(?![0-9.%])(?:年度?|(?=[ ,。?!]|$))"), _range),
    (_pattern(rf"(?:自|从)?(?P<year>{_YEAR})年(?:以来|[及和]?以后|[及和]?之后|起|开始)"), _since),
    (_pattern(rf"(?P<year>{_YEAR})年(?P<with>[及和或]其?)?(?:以前|之前)"), _until),
    (_pattern(rf"(?:(?P<year>{_YEAR})年度?|(?P<told>{_SHIFT}))?(?P<half>[上下])半年"), _half),
    (_pattern(r"(?P<kind>过去|最近|近|这|那|前)(?:的|这)?(?P<count>[两二三四五六七八九十0-9]{1,2}|几)(?:个)?年(?:来|间|里)?"), _recent),
    (_pattern(r"(?P<kind>)(?P<count>[两二三四五六七八九十])年(?:来|间|里)"), _recent),
    (_pattern(r"(?P<count>[一两二三四五六七八九十])年前"), _ago),
    (_pattern(rf"(?:(?P<year>{_YEAR})年)?年初"), _beginning),
    (_pattern(r"(?:今后|未来|往后)(?P<count>[一两二三四五六七八九十0-9]{1,2})年"), _coming),
    (_pattern(rf"[“\"]?(?P<plan>{'|'.join(_FIVE_YEARS)})[”\"]?(?:规划)?(?P<end>末|收官)?(?:时期|期间|以来|这?五年)?"), _five),
    (_pattern(rf"(?P<shift>{_SHIFT})(?!底|末|初|[0-9]{{1,2}}月|前?[一二三四]季)"), _shift),
    (_pattern("(?<![〇零一二三四五六七八九十百第近前])(?P<digits>[一二][〇零一二三四五六七八九])年(?![级内来间期])度?"), _spoken_year),
    (_pattern(rf"(?<![0-9.第近前])(?P<year>{_SHORT})年(?!以上|以下|内|来|间|期|龄|前)(?:度)?"), _one_year),
    (_pattern(rf"(?<![0-9.])(?P<year>{_YEAR}){NO_YEAR}(?!年)"), _one_year),
)  # fmt: skip
"""Patterns of each language with their readers, in the order in which they are tried."""


def expressions(view: str, language: str) -> list[Expression]:
    """The times that a question names, in order, not overlapping.

    Args:
        view: The common view of the question.
        language: ``zh`` or ``en``.
    """
    own = _ENGLISH if language == "en" else _CHINESE
    found = [reader(match) for pattern, reader in own for match in pattern.finditer(view)]
    if language != "en":
        found += (_of_reports(each) for each in times_in(view, NOWHERE) if _is_time(each))
    found = [each for each in found if each.first or each.last or each.shift is not None]
    kept: list[Expression] = []
    for each in sorted(found, key=lambda one: (one.start, one.start - one.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _is_time(time: Time) -> bool:
    """Whether what reports write as a time is one in questions: 四个季度 and 现在 say none."""
    return not (re.match("[一二三四1-4]个季度", time.words) or time.words in _NOW)


def _of_reports(time: Time) -> Expression:
    """An expression that reports write, too."""
    if time.first or time.last:
        return Expression(time.start, time.end, time.first, time.last)
    part = _part_of_year(time)
    shift = next((_SHIFTS[word] for word in _SHIFTS if time.words.startswith(word)), None)
    return Expression(time.start, time.end, *part, shift, is_plain=not part[0])


def _part_of_year(time: Time) -> tuple[str, str]:
    """Months and days of an expression whose year is told from elsewhere."""
    read = next(iter(times_in(time.words, Calendar(2001))), None)
    if read is None or read.is_whole_year or read.first[:5] != "2001-" or read.last[:5] != "2001-":
        return "", ""
    return f"-{read.first[4:]}", f"-{read.last[4:]}"


def short_year(words: str) -> Iterator[int]:
    """The years that bare numbers of two or four digits in words marked as a time stand for."""
    for match in re.finditer(rf"(?<![0-9.])(?:{_YEAR}|{_SHORT})(?![0-9.])", words):
        yield _full(match[0])
