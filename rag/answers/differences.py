"""The difference of two figures, as an answer states it."""

from __future__ import annotations

from typing import NamedTuple

from rag.answers.draft import Figure

_WAN = 10_000

_SCALES: tuple[tuple[str, dict[str, float]], ...] = (
    ("分钟", {"分钟": 1.0, "小时": 60.0, "天": 1440.0, "日": 1440.0}),
    ("平方米", {"平方米": 1.0, "亩": 10000 / 15, "公顷": 10_000.0, "平方公里": 1e6}),
    ("米", {"米": 1.0, "公里": 1000.0}),
    ("公斤", {"公斤": 1.0, "吨": 1000.0}),
)
"""Units of one measure, each in the smallest. 工作日 and 个月 are no fixed number of hours."""

_MEASURES = frozenset(
    "% 个百分点 倍 元 美元 工作日 个月 年 天 日 小时 分钟 平方米 亩 公顷 平方公里 米 公里 公斤 吨".split()
)
"""Units that measure; every other unit counts things, one like another."""


class Measured(NamedTuple):
    """An amount in the unit that it can be compared in.

    Attributes:
        amount: The amount.
        measure: What it measures, equal for amounts that can be set side by side (``3天`` and
            ``20小时``); empty for a number of things.
    """

    amount: float
    measure: str


def measured(amount: float, unit: str) -> Measured:
    """An amount with its unit, as it can be compared with others."""
    bare = _bare(unit)
    if bare == "个百分点":
        return Measured(amount, "%")
    for smallest, factors in _SCALES:
        if bare in factors:
            return Measured(amount * factors[bare], smallest)
    return Measured(amount, bare if bare in _MEASURES else "")


def difference_of(one: Figure, other: Figure) -> str:
    """The difference of two figures; percentages differ by points.

    Returns:
        Number and unit; empty where the two cannot be subtracted.
    """
    if one.amount is None or other.amount is None:
        return ""
    first, second = measured(one.amount, one.unit), measured(other.amount, other.unit)
    if first.measure != second.measure:
        return ""
    if _bare(one.unit) == _bare(other.unit):
        difference = abs(one.amount - other.amount)
        unit = "个百分点" if one.unit == "%" else _bare(one.unit)
    else:
        difference, unit = abs(first.amount - second.amount), first.measure
    if unit == "元" and difference >= _WAN:
        difference, unit = difference / _WAN, "万元"
    return f"{round(difference, 6):.12g}{unit}"


def _bare(unit: str) -> str:
    """A unit without the 万 or 亿 that its figure's amount holds already."""
    return unit.lstrip("万亿千百") or unit
