"""Years told by the time of asking: 去年, 今年, 近三年, "the last two years"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.digits import parse_number

_COMPARED = r"(?<![比较与和同跟])"
_SAME_TIME = r"(?!同期|同比|以来|[^,。?]{0,2}相比)"
_NOT_THAN = "".join(
    f"(?<!{words} )"
    for words in ("than", "compared with", "compared to", "over", "against", "versus")
)
_SHIFTS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(rf"{_COMPARED}大前年{_SAME_TIME}|\bthree years ago\b", re.IGNORECASE), -3),
    (re.compile(rf"{_COMPARED}(?<!大)前年{_SAME_TIME}|\btwo years ago\b", re.IGNORECASE), -2),
    (
        re.compile(
            rf"{_COMPARED}(?:去年|上一?年度?){_SAME_TIME}|{_NOT_THAN}\blast year\b", re.IGNORECASE
        ),
        -1,
    ),
    (re.compile(rf"(?:今年|本年度?){_SAME_TIME}|\bthis year\b", re.IGNORECASE), 0),
    (re.compile(r"明年|下一年度?|\bnext year\b", re.IGNORECASE), 1),
)
_SPAN = re.compile(
    r"(?:最近|近|过去|这)的?([一二两三四五六七八九十\d]{1,2})(?:个)?年"
    r"|\b(?:last|past|recent) (\w+) years\b",
    re.IGNORECASE,
)
_ENGLISH = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_LONGEST_SPAN = 30


def tells_years(text: str) -> bool:
    """Whether a question tells a year or years by the time of asking."""
    return _SPAN.search(text) is not None or _shift(text) is not None


def single_year(text: str, held: Sequence[int], this_year: int) -> int | None:
    """The year that 去年, 今年 and their like mean for a question that follows no other.

    By the calendar where the collection holds a report of that year; otherwise counted from the
    latest report, whose writer means by 今年 the year that he reports on.

    Args:
        text: The question.
        held: Years of the reports that may answer, ascending.
        this_year: The calendar's.

    Returns:
        The year, which need not be held; None where the question tells none so, or no report
        bears a year.
    """
    shift = _shift(text)
    if shift is None or not held:
        return None
    by_calendar = this_year + shift
    spoken_of = {*held, held[-1] + 1} if shift > 0 else held
    return by_calendar if by_calendar in spoken_of else held[-1] + shift


def latest_years(text: str, held: Sequence[int]) -> tuple[int, ...]:
    """The years that 近三年 and its like mean: so many, counted back from the latest report.

    Args:
        text: The question.
        held: Years of the reports that may answer, ascending.

    Returns:
        The years, ascending; none where the question tells none so.
    """
    match = _SPAN.search(text)
    if match is None or not held:
        return ()
    spelled = match.group(1) or match.group(2).lower()
    count = _ENGLISH.get(spelled) or int(parse_number(spelled) or 0)
    if not 1 < count <= _LONGEST_SPAN:
        return ()
    return tuple(range(held[-1] - count + 1, held[-1] + 1))


def _shift(text: str) -> int | None:
    return next((years for pattern, years in _SHIFTS if pattern.search(text)), None)
