"""Numbers and units as they are written, and the scale words in units (``亿斤``)."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.folding import fold

_FIGURE = re.compile(r"(?P<number>[-−]?\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[^\d\s].*)?")
_SCALES = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8,
    "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "千": 1e3, "百": 1e2,
}  # fmt: skip
_MAYBE = {"千", "百"}
"""Scale words that also begin names of units (千克, 千瓦时, 百分点)."""
_SPELLINGS = {
    "个工作日": "工作日", "个百分点": "百分点", "千米": "公里", "千克": "公斤", "平米": "平方米",
    "平方千米": "平方公里", "日": "天", "个自然日": "天", "自然日": "天", "个小时": "小时", "位": "名",
    "人民币元": "元",
}  # fmt: skip


class Written(NamedTuple):
    """A figure as written: its number and its unit, scale word included."""

    number: float
    unit: str


class Scaled(NamedTuple):
    """One way to read a unit: the scale it begins with, and the unit that is left."""

    scale: float
    unit: str


def split_figure(written: str) -> Written | None:
    """Number and unit of ``237.3亿斤``; None where it is not plainly digits and a unit."""
    found = _FIGURE.fullmatch(fold(written).strip())
    if found is None:
        return None
    number = float(found["number"].replace("−", "-").replace(",", ""))
    return Written(number, (found["unit"] or "").strip())


def readings(unit: str) -> list[Scaled]:
    """Every way to read a unit: ``亿斤`` one, ``千克`` two, ``件`` one."""
    plain = fold(unit).strip()
    for word, scale in _SCALES.items():
        if plain.startswith(word):
            scaled = Scaled(scale, plain.removeprefix(word))
            return [scaled, Scaled(1.0, plain)] if word in _MAYBE else [scaled]
    return [Scaled(1.0, plain)]


def same_spelling(unit: str) -> str:
    """A unit in the one spelling that stands for all of its spellings."""
    plain = "".join(fold(unit).split())
    plain = _SPELLINGS.get(plain, plain)
    return plain.removeprefix("个") or plain
