"""Measure words, bounds and scales of the figures in Chinese reports, as tables.

A unit is kept as written, apart from spellings of one measure (``个工作日`` → ``工作日``). All units
stand in one table, with what they measure and by which factor they compare.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import resources

from ingest import comparatives
from ingest.comparatives import Comparative


def words_of(text: str) -> list[str]:
    """The words of a table written as running text."""
    return text.split()


SCALES = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5,
    "万": 1e4, "千": 1e3, "百": 1e2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of the table of units (``ingest/lexicon/units.csv``).

    Attributes:
        written: The spelling.
        name: The spelling that facts carry (``个工作日`` → ``工作日``).
        dimension: What it measures (``mass``); of a measure word, the word itself.
        factor: How many of the dimension's common unit one is.
        not_before: Words that make a longer word of it (``部`` is no measure in ``3部门``).
        flags: ``divisible``, ``chinese``, ``article``, ``duration``, ``noun``; see the table's head.
    """

    written: str
    name: str
    dimension: str
    factor: float
    not_before: tuple[str, ...]
    flags: frozenset[str]


def _read_units() -> dict[str, Unit]:
    table = resources.files("ingest.lexicon").joinpath("units.csv").read_text("utf-8")
    rows = list(csv.DictReader(line for line in table.splitlines() if not line.startswith("#")))
    dimensions = {row["unit"]: row["dimension"] or row["unit"] for row in rows}
    return {
        row["unit"]: Unit(
            row["unit"],
            row["same_as"] or row["unit"],
            row["dimension"] or dimensions.get(row["same_as"], row["same_as"] or row["unit"]),
            float(row["factor"]),
            tuple(row["not_before"].split()),
            frozenset(row["flags"].split()),
        )
        for row in rows
    }


UNITS = _read_units()
"""Every unit by its spelling."""


def _flagged(flag: str) -> frozenset[str]:
    return frozenset(each.name for each in UNITS.values() if flag in each.flags)


SAME_UNIT = {each.written: each.name for each in UNITS.values() if each.name != each.written}
"""Spellings of one measure. A noun counted without a measure word (``8镇``) counts in ``个``."""

COUNTED_NOUN = {
    each.written: each.written.removeprefix("大")
    for each in UNITS.values()
    if "noun" in each.flags and each.name == "个"
}
"""Nouns counted without a measure word: they are part of what is counted."""

DURATIONS = _flagged("duration")
DIVISIBLE = _flagged("divisible")
"""Units that a decimal may count; any other decimal (``1.3个乡镇``) begins with a list number."""
CHINESE_UNITS = _flagged("chinese")
"""Units that a number in Chinese characters may count without being part of a longer word."""
ARTICLE_UNITS = _flagged("article")
"""Units after which a clause-final ``一`` counts (``召开会议一次``) instead of being an article."""


def _unit_pattern() -> str:
    parts = {
        each.written: re.escape(each.written)
        + (f"(?!{'|'.join(map(re.escape, each.not_before))})" if each.not_before else "")
        for each in UNITS.values()
    }
    parts["日"] = "日(?=之?内|以内)"
    ordered = sorted(parts, key=lambda unit: (-len(unit), unit))
    one = "|".join(parts[unit] for unit in ordered)
    return f"(?:{one})(?:/[百千万亿]{{0,2}}?(?:{_PER}))?"


_PER = "|".join(
    sorted((*(re.escape(each) for each in UNITS), "日", "年", "月", "季"), key=len, reverse=True)
)
"""What a unit may be counted by (``元/吨``, ``人/平方公里``)."""

UNIT = _unit_pattern()


@lru_cache(maxsize=1 << 12)
def dimension_of(unit: str) -> tuple[str, float]:
    """What a unit measures, and how many of the common unit one is.

    Args:
        unit: A unit as facts carry it, without a scale (``元/吨``).

    Returns:
        ``("mass", 0.0005)`` for 斤; a unit that no row has measures itself.
    """
    whole, _, per = unit.partition("/")
    known = UNITS.get(whole)
    dimension, factor = (known.dimension, known.factor) if known else (whole, 1.0)
    if not per:
        return dimension, factor
    plain = per if per in UNITS else per.lstrip("百千万亿")
    scale = SCALES.get(per[: len(per) - len(plain)], 1.0)
    below = UNITS.get(plain)
    by, divisor = (below.dimension, below.factor) if below else (plain, 1.0)
    return f"{dimension}/{by}", factor / (divisor * scale)


CHANGING = (
    "压缩|缩短|缩减|减少|下降|降低|精简|压减|压降|提高|提升|增加|增长|上升|扩大|扩展|拓展|扩容|跃升|攀升|爬升|回升|激增"
    "|扩充|扩至|增补|骤降|回落|下调|上调|调整|压|降|减|增|升|缩|涨|跌|拓|扩"
)
"""Verbs that bring a figure to another value, parted by bars."""

_CHANGE = f"(?:(?:{CHANGING})了?(?:到|至|为)了?)"
_ABOUT = ("大约", "约", "将近", "接近", "近")
_BOUND = "|".join((comparatives.PATTERN, *_ABOUT))
BEFORE = re.compile(rf"(?:{_CHANGE}(?:{_BOUND})?|(?<![最附就临靠邻])(?:{_BOUND}))了?[ ]?$")
"""Qualifiers that stand before a number; matched against the words that lead up to it."""
AFTER = re.compile(
    r"[ ]?(?:及?以上|及?以内|及?以下|之内|左右|上下|不等|有余|(?<=[日时天月钟])内|(?<=[元个件人名])[余多](?![个件名人]))"
)
"""Qualifiers that stand after a unit."""

_AFTER_UNIT = frozenset("以上 及以上 以内 及以内 以下 及以下 之内 左右 上下 不等 有余 内".split())
_BETWEEN = frozenset("余 多 几 来".split())


class Side(Enum):
    """Where a qualifier stands."""

    BEFORE_NUMBER = "before"
    BETWEEN = "between number and unit"
    AFTER_UNIT = "after"


def side_of(qualifier: str) -> Side:
    """Where one qualifier of a figure stands: 近60名, 60余名, 60名左右."""
    if qualifier in _AFTER_UNIT:
        return Side.AFTER_UNIT
    return Side.BETWEEN if qualifier in _BETWEEN else Side.BEFORE_NUMBER


_LOWER = frozenset({Comparative.AT_LEAST, Comparative.ABOVE})


def bound_of(qualifier: str) -> str:
    """How a qualifier bounds its value.

    Returns:
        ``"min"`` (at least: 以上, 超过, 余, 多 …), ``"max"`` (at most: 以内, 不足 …), ``"about"``
        (约, 近, 左右) or ``""`` (exact, or reached by a change: 压缩至).
    """
    parts = re.sub(_CHANGE, "", qualifier).replace("…", " ").split()
    for part in parts:
        compared = comparatives.FORMS.get(part.removesuffix("了"))
        if compared is not None:
            return "min" if compared in _LOWER else "max"
        if part in {"以下", "及以下", "以内", "及以内", "之内", "内", "前"}:
            return "max"
        if part in {"以上", "及以上", "余", "多", "几", "有余"}:
            return "min"
    return (
        "about"
        if any(part in _ABOUT or part in {"左右", "上下", "来", "不等"} for part in parts)
        else ""
    )
