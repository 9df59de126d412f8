"""Expressions of time, and the days that they stand for.

One reader for running text, headings, table heads and captions. An expression is resolved against a
:class:`Calendar`: the year that the words around it are about, and the year in which they are said,
which differ in a speech of January that reports the year before (今年 is the speech's year there,
去年 the one reported).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.records import Aggregation

_YEAR = "(?:19|20)[0-9]{2}"
_MONTH = "(?:1[0-2]|0?[1-9])"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10}
_COUNT = "[一二两三四五六七八九十0-9]{1,2}"
_PLAN = '(?:[“"](?P<plan>十?[一二三四五])五[”"]|(?P<plan2>十[一二三四五])五(?=规划|时期|期间|以来|末|收官))'
"""A five-year plan: the fourteenth, 十四五, began in 2021."""
_RELATIVE = {
    "今年": 0, "本年": 0, "本年度": 0, "当年": 0, "全年": 0, "年内": 0, "去年": -1, "上年": -1,
    "上年度": -1, "上一年": -1, "上一年度": -1, "去年度": -1, "前一年": -1, "前年": -2, "明年": 1,
    "来年": 1, "下年": 1, "下年度": 1, "下一年": 1, "下一年度": 1, "过去一年": 0, "一年来": 0,
}  # fmt: skip
"""Years told from the one that the words are about."""
_SPOKEN = {"今年": 0, "去年": -1, "明年": 1, "前年": -2, "过去一年": -1, "来年": 1}
"""The same, told from the year in which a speech is held."""
NEXT_YEAR = "(?<![注标写说表证申])明年"
"""明年, but for 注明年度, which names no year."""
_WORDS = "|".join(sorted(_RELATIVE, key=len, reverse=True)).replace("明年", NEXT_YEAR)
_YEAR_WORD = f"(?:{_YEAR}年度?|{_WORDS})"

_RECORD = "的?(?:最|首[次个]|新高|新低|峰值)"
"""After a time that says against what something is a record (近四年最快), not when it was."""
_FIRSTS = "0-9" + "".join(sorted({word[0] for word in _RELATIVE} | set(
    "截至到上下前第首一二三四五六七八九十两“\"年期月自从过近最这未本五任履目现日"
)))  # fmt: skip
"""What an expression may begin with: one look that spares most places of a text eighteen."""
_EXPRESSION = re.compile(
    f"(?=[{_FIRSTS}])(?:"
    + "|".join(
        (
            rf"(?P<span>(?P<span_first>{_YEAR})年?(?:-{{1,2}}|—{{1,2}}|–|~|至|到)(?P<span_last>{_YEAR})年(?:期间|以来|间)?)",
            rf"(?P<months>(?P<months_year>{_YEAR_WORD})?(?P<from>{_MONTH})月?份?(?:-{{1,2}}|—{{1,2}}|–|~|至|到)(?P<to>{_MONTH})月份?)",
            rf"(?P<day>(?:截至|截止到?|至|到)?(?P<day_year>{_YEAR_WORD})?(?P<day_month>{_MONTH})月(?P<day_day>[0-9]{{1,2}})日)",
            rf"(?P<month_end>(?:截至|截止到?|至|到)?(?P<me_year>{_YEAR_WORD})?(?P<me_month>{_MONTH})月份?[底末])",
            rf"(?P<half>(?P<half_year>{_YEAR_WORD})?(?P<half_which>[上下])半年)",
            rf"(?P<quarter>(?P<quarter_year>{_YEAR_WORD})?(?P<quarter_kind>前|第|首)?(?P<quarter_which>[一二三四两1-4])个?季度)",
            rf"(?P<first_months>(?P<fm_year>{_YEAR_WORD})?前(?P<fm_count>{_COUNT})个?月)",
            rf"(?P<month>(?P<month_year>{_YEAR_WORD})?(?P<month_which>{_MONTH})月份?)(?![0-9]|个月)",
            rf"(?P<planned>{_PLAN}(?:规划)?(?P<plan_end>末|收官|终期)?(?:时期|期间|以来|五年|规划期)?)",
            rf"(?P<year_end>(?:截至|截止到?|至|到)?(?P<ye_year>{_YEAR_WORD})?(?:年度?)?(?<=年)(?:[底末]|终))",
            r"(?P<bare_end>(?:年末|年底|年终|期末|月末))",
            rf"(?P<begin>(?P<begin_year>{_YEAR_WORD})?年初)",
            rf"(?P<since>(?:自|从)?(?P<since_year>{_YEAR})年(?:{_MONTH}月)?(?:以来|起))(?!{_RECORD})",
            rf"(?P<years>(?:过去|近|最近|这|前|今后|未来)?(?P<years_count>[二两三四五六七八九十0-9]{{1,2}})年(?:来|间|以来|内)|(?P<years_count3>[两二三四五])年(?=累计|年均|共|总|提高|增长|增加|提升|下降|翻|平均)|(?:过去|近|最近|今后|未来|这)(?P<years_count2>[二两三四五六七八九十0-9]{{1,2}})年)(?!来?(?:以来)?{_RECORD})",
            r"(?P<term>(?:本届|上届|五年任期)[^,。;]{0,4}(?:以来|期间|任期)|(?:任期|履职)(?:以来|五年))",
            rf"(?P<year>{_YEAR}年度?)(?!以来{_RECORD})",
            rf"(?P<relative>(?:{_WORDS}))(?:同期|同月)?(?:以?来)?",
            r"(?P<now>截至目前|截止目前|目前|现有|日前|至今)",
        )
    )
    + ")"
)
_HINT = re.compile('[年月季今去本上下目现日至五期职“"]')
_FIRST_PLAN, _THIRD_PLAN = 1953, 1966
"""First years of the first and of the third five-year plan."""
_SEVERAL = 2
_AGO = re.compile("(?:今后|未来)")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What an expression of time is told from.

    Attributes:
        year: The year that the words around it are about; None where it is not known.
        spoken: The year in which they are said; the same where nothing tells them apart.
    """

    year: int | None
    spoken: int | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A time that a text names.

    Attributes:
        start: Where its words begin.
        end: Where they end.
        words: The words.
        first: First day, ISO; empty where it cannot be told.
        last: Last day, ISO.
        aggregation: How a figure of it sums it up, where its words say so.
        is_whole_year: Whether it is one calendar year.
    """

    start: int
    end: int
    words: str
    first: str
    last: str
    aggregation: Aggregation | None = None
    is_whole_year: bool = False

    @property
    def year(self) -> int | None:
        """The year that it lies in; None where it spans several."""
        return int(self.last[:4]) if self.first[:4] == self.last[:4] and self.last else None

    def single_years(self) -> list[Time]:
        """Each of the whole years that it spans; none where it is no span of several."""
        if not (self.first.endswith("-01-01") and self.last.endswith("-12-31")):
            return []
        years = range(int(self.first[:4]), int(self.last[:4]) + 1)
        if len(years) < _SEVERAL:
            return []
        return [
            Time(self.start, self.end, self.words, *year_of(year), is_whole_year=True)
            for year in years
        ]


def year_of(year: int) -> tuple[str, str]:
    """First and last day of a year."""
    return f"{year}-01-01", f"{year}-12-31"


def times_in(words: str, calendar: Calendar) -> list[Time]:
    """The times that folded words name, in order, not overlapping."""
    if _HINT.search(words) is None:
        return []
    return [_time(match, calendar) for match in _EXPRESSION.finditer(words)]


@lru_cache(maxsize=1 << 12)
def years_named(words: str) -> tuple[int, ...]:
    """The four-digit years that words name, in order (``一、2025年工作回顾``)."""
    return tuple(int(each) for each in re.findall(rf"({_YEAR})年", words))


def _number(word: str) -> int:
    if word.isascii() and word.isdigit():
        return int(word)
    if word == "十":
        return 10
    if word.startswith("十"):
        return 10 + _DIGITS[word[1]]
    if len(word) == 2 and word[1] == "十":
        return _DIGITS[word[0]] * 10
    return _DIGITS.get(word[0], 0)


def _year(word: str | None, calendar: Calendar) -> int | None:
    """The year that a word names; the one spoken of for none."""
    if not word:
        return calendar.year
    if word[:4].isdigit():
        return int(word[:4])
    spoken = calendar.spoken
    if spoken is not None and word in _SPOKEN:
        return spoken + _SPOKEN[word]
    return None if calendar.year is None else calendar.year + _RELATIVE[word]


def _days(year: int | None, first_month: int, last_month: int) -> tuple[str, str]:
    if year is None:
        return "", ""
    return (
        f"{year}-{first_month:02}-01",
        f"{year}-{last_month:02}-{monthrange(year, last_month)[1]:02}",
    )


def _time(match: re.Match[str], calendar: Calendar) -> Time:
    kind = next(name for name in _KINDS if match[name] is not None)
    first, last, aggregation, whole = _KINDS[kind](match, calendar)
    return Time(match.start(), match.end(), match[0], first, last, aggregation, whole)


_Read = tuple[str, str, Aggregation | None, bool]


def _span(match: re.Match[str], calendar: Calendar) -> _Read:
    first, last = int(match["span_first"]), int(match["span_last"])
    return f"{first}-01-01", f"{last}-12-31", Aggregation.CUMULATIVE, False


def _months(match: re.Match[str], calendar: Calendar) -> _Read:
    first, last = int(match["from"]), int(match["to"])
    year = _year(match["months_year"], calendar)
    return *(_days(year, first, last) if first <= last else ("", "")), None, False


def _day(match: re.Match[str], calendar: Calendar) -> _Read:
    year = _year(match["day_year"], calendar)
    if year is None:
        return "", "", Aggregation.AS_OF, False
    day = f"{year}-{int(match['day_month']):02}-{int(match['day_day']):02}"
    return day, day, Aggregation.AS_OF, False


def _month_end(match: re.Match[str], calendar: Calendar) -> _Read:
    month = int(match["me_month"])
    _, last = _days(_year(match["me_year"], calendar), month, month)
    return last, last, Aggregation.AS_OF, False


def _half(match: re.Match[str], calendar: Calendar) -> _Read:
    months = (1, 6) if match["half_which"] == "上" else (7, 12)
    return *_days(_year(match["half_year"], calendar), *months), None, False


def _quarter(match: re.Match[str], calendar: Calendar) -> _Read:
    which = _number(match["quarter_which"])
    first = 1 if match["quarter_kind"] == "前" else which * 3 - 2
    return *_days(_year(match["quarter_year"], calendar), first, which * 3), None, False


def _first_months(match: re.Match[str], calendar: Calendar) -> _Read:
    count = min(12, max(1, _number(match["fm_count"])))
    return *_days(_year(match["fm_year"], calendar), 1, count), None, False


def _month(match: re.Match[str], calendar: Calendar) -> _Read:
    month = int(match["month_which"])
    return *_days(_year(match["month_year"], calendar), month, month), None, False


def _planned(match: re.Match[str], calendar: Calendar) -> _Read:
    number = _number(match["plan"] or match["plan2"])
    first = _FIRST_PLAN + 5 * (number - 1) if number < 3 else _THIRD_PLAN + 5 * (number - 3)
    if match["plan_end"]:
        last = f"{first + 4}-12-31"
        return last, last, Aggregation.AS_OF, False
    return f"{first}-01-01", f"{first + 4}-12-31", Aggregation.CUMULATIVE, False


def _year_end(match: re.Match[str], calendar: Calendar) -> _Read:
    year = _year(match["ye_year"], calendar)
    last = "" if year is None else f"{year}-12-31"
    return last, last, Aggregation.AS_OF, False


def _begin(match: re.Match[str], calendar: Calendar) -> _Read:
    year = _year(match["begin_year"], calendar)
    day = "" if year is None else f"{year - 1}-12-31"
    return day, day, Aggregation.AS_OF, False


def _since(match: re.Match[str], calendar: Calendar) -> _Read:
    year = int(match["since_year"])
    last = f"{max(year, calendar.year)}-12-31" if calendar.year else ""
    return f"{year}-01-01", last, Aggregation.CUMULATIVE, False


def _years(match: re.Match[str], calendar: Calendar) -> _Read:
    count = _number(match["years_count"] or match["years_count2"] or match["years_count3"])
    if calendar.year is None or count < 2:
        return "", "", Aggregation.CUMULATIVE, False
    if _AGO.match(match[0]):
        return (
            f"{calendar.year + 1}-01-01",
            f"{calendar.year + count}-12-31",
            Aggregation.CUMULATIVE,
            False,
        )
    return (
        f"{calendar.year - count + 1}-01-01",
        f"{calendar.year}-12-31",
        Aggregation.CUMULATIVE,
        False,
    )


def _term(match: re.Match[str], calendar: Calendar) -> _Read:
    if calendar.year is None:
        return "", "", Aggregation.CUMULATIVE, False
    return f"{calendar.year - 4}-01-01", f"{calendar.year}-12-31", Aggregation.CUMULATIVE, False


def _whole_year(match: re.Match[str], calendar: Calendar) -> _Read:
    return *year_of(int(match["year"][:4])), None, True


def _relative(match: re.Match[str], calendar: Calendar) -> _Read:
    year = _year(match["relative"], calendar)
    return *(("", "") if year is None else year_of(year)), None, True


def _now(match: re.Match[str], calendar: Calendar) -> _Read:
    last = "" if calendar.year is None else f"{calendar.year}-12-31"
    return last, last, Aggregation.AS_OF, False


_KINDS = {
    "span": _span, "months": _months, "day": _day, "month_end": _month_end, "half": _half,
    "quarter": _quarter, "first_months": _first_months, "month": _month, "planned": _planned,
    "year_end": _year_end, "bare_end": _now,
    "begin": _begin,
    "since": _since, "years": _years, "term": _term, "year": _whole_year, "relative": _relative,
    "now": _now,
}  # fmt: skip
"""What each kind of expression stands for, in the order of the grammar."""
