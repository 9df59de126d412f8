"""Which reports a question limits itself to by what they are: 区一级的报告, 2020年以后的报告里."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vectorstore.records import Metadata

_EXCEPT = r"(?:\((?:不是|不含|不包括|不算|除|非|而非)[^()]{1,6}\))?"
_BODY = r"(?:人民)?(?:政府|单位)?(?:的)?"
LEVEL_WORDS = (
    rf"(?<![到至在向往])(?:(?:是|属于|属|来自|出自))?(?:省|自治区|地市|地|市|设区市|地级市|县级市|市辖区|区县|县区|区|县|旗|乡镇|街道)(?:一)?级{_EXCEPT}(?:的)?{_BODY}(?:报告|材料|年报|地方|地区)"
    rf"|(?:是|属于|来自|出自)(?:的)?(?:省|地市|市|区县|县区|区|县|旗|乡镇)(?:一)?级{_EXCEPT}(?:的|$|(?=[,?。!]))"
    rf"|(?<![到至在向往])(?:出自|来自|是|属于)?(?:省|地市|设区市|地级市|县级市|市辖区|区县|县区|区|县|旗|乡镇)(?:一)?级{_EXCEPT}(?:人民)?(?:政府)?(?:自己)?(?:发布|编制|写)?的(?=(?:都|一共|总共|共)?(?:有|是|占)|$|[,?。!])"
    r"|(?:是|属于)?(?:地级市|县级市|市辖区|设区市)(?:的)?(?:报告|材料|年报|$|(?=[,?。!有]))"
)
"""Words that tell of what level the reports asked are."""

_GLOSSED = re.compile(
    r"[“\"]?(地级市|县级市|市辖区|[省市区县旗])[”\"]?(?:[(（](?:即|也就是|指)?[^()（）]{1,8}[)）])?(?=一?级)"
)
"""“区”(市辖区)一级 is 区一级."""
_LEVEL = re.compile(LEVEL_WORDS)
_KIND = re.compile(r"地级市|设区市|县级市|市辖区|自治区|省|地市|区县|县区|地|市|区|县|旗|乡镇|街道")
_COUNTED = re.compile(
    r"(?:哪些|哪几个|几个|多少个|各个|所有|全部)(地级市|设区市|县级市|市辖区|区|县|旗)"
    r"(?![域级间分城县市区乡镇里法直属政委内别位划])"
)
_YEAR = r"(?<!\d)((?:19|20)\d{2})\s*年?(?:度)?"
_REPORTS = r"(?:的)?(?:这些|那些|各份|所有|几份)?(?:报告|材料|年报|文本)"
_SINCE = re.compile(rf"{_YEAR}(?:及|和)?(?:以来|以后|之后|后|起|往后)(?:发布|公布|编制)?{_REPORTS}")
_UNTIL = re.compile(rf"{_YEAR}(及|和)?(?:以前|之前|前|往前)(?:发布|公布|编制)?{_REPORTS}")
_SINCE_ALL = re.compile(
    rf"^\s*(?:自|从)?{_YEAR}(?:以来|以后|之后|起)[,的]?\s*(?:还|都)?(?:有)?(?:哪些|哪几|哪个|哪里|谁|几[份个家]|多少[份个家])"
)

_LEVELS = {
    "省": ("province", ""),
    "自治区": ("province", ""),
    "地市": ("prefecture", ""),
    "地": ("prefecture", ""),
    "地级市": ("prefecture", ""),
    "设区市": ("prefecture", ""),
    "县级市": ("county", "市"),
    "市辖区": ("county", "区"),
    "区县": ("county", ""),
    "县区": ("county", ""),
    "县": ("county", ""),
    "区": ("county", "区"),
    "旗": ("county", "旗"),
    "市": ("prefecture", ""),
    "乡镇": ("township", ""),
    "街道": ("township", ""),
}
_ONLY_NAMED = {"县": ("", "县"), "区": ("", "区"), "旗": ("", "旗"), "市": ("", "市")}


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What the reports asked are.

    Attributes:
        level: Their level, as records spell it; empty where any will do.
        ending: How the names of their places end; empty where any will do.
        first_year: The first report year; None where any will do.
        last_year: The last one.
    """

    level: str = ""
    ending: str = ""
    first_year: int | None = None
    last_year: int | None = None

    def __bool__(self) -> bool:
        return self != ReportFilter()

    @property
    def is_of_level(self) -> bool:
        """Whether it limits what places the reports are of."""
        return bool(self.level or self.ending)

    def admits(self, metadata: Metadata) -> bool:
        """Whether a report is one of those."""
        year = metadata.report_year
        if self.level and metadata.level != self.level:
            return False
        if self.ending and not metadata.region.endswith(self.ending):
            return False
        if self.first_year is not None and (year is None or year < self.first_year):
            return False
        return self.last_year is None or (year is not None and year <= self.last_year)


def level_words(question: str) -> str:
    """The words that limit a question to reports of a level; empty where none do."""
    match = _LEVEL.search(_GLOSSED.sub(r"\1", question))
    return match.group() if match else ""


def is_level(word: str) -> bool:
    """Whether a word names a level of government (地级市)."""
    return len(word) > 1 and _KIND.fullmatch(word) is not None


def report_filter(question: str) -> ReportFilter:
    """The reports that a question in simplified Chinese limits itself to by level and open years.

    ``2020年以后的报告`` are reports of 2020 and later; ``2017年以来出台了几部`` limits none.
    """
    level, ending = _level(_GLOSSED.sub(r"\1", question))
    since = _SINCE.search(question) or _SINCE_ALL.search(question)
    until = _UNTIL.search(question)
    last = int(until[1]) - (0 if until[2] else 1) if until else None
    return ReportFilter(level, ending, int(since[1]) if since else None, last)


def _level(question: str) -> tuple[str, str]:
    match = _LEVEL.search(question)
    if match:
        kind = _KIND.search(match.group())
        return _LEVELS[kind.group()] if kind else ("", "")
    counted = _COUNTED.search(question)
    if counted:
        return _ONLY_NAMED.get(counted[1], _LEVELS[counted[1]])
    return ("", "")
