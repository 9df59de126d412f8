"""How names of places are read: pinyin without tones.

``readings.csv`` is adapted from CC-CEDICT by :mod:`ingest.lexicon.build_dictionary` and, unlike the
code, under Creative Commons Attribution-ShareAlike 4.0.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources

from ingest.lexicon.places import stem

ENGLISH_NAMES = {
    "内蒙古": "Inner Mongolia", "西藏": "Tibet", "陕西": "Shaanxi", "香港": "Hong Kong",
    "澳门": "Macao", "新疆": "Xinjiang", "哈尔滨": "Harbin", "呼和浩特": "Hohhot",
    "乌鲁木齐": "Urumqi", "鄂尔多斯": "Ordos", "拉萨": "Lhasa", "喀什": "Kashgar", "和田": "Hotan",
    "伊犁": "Ili", "吐鲁番": "Turpan", "哈密": "Hami", "阿克苏": "Aksu", "克拉玛依": "Karamay",
    "齐齐哈尔": "Qiqihar", "呼伦贝尔": "Hulunbuir", "锡林郭勒": "Xilingol", "乌兰察布": "Ulanqab",
    "巴彦淖尔": "Bayannur", "阿拉善": "Alxa", "兴安盟": "Hinggan League", "甘孜": "Garze",
    "日喀则": "Shigatse", "林芝": "Nyingchi", "昌都": "Qamdo", "那曲": "Nagqu", "阿里": "Ngari",
    "塔城": "Tacheng", "阿勒泰": "Altay", "台湾": "Taiwan",
}  # fmt: skip
"""Stems of names whose English form is not their pinyin."""


def syllables(name: str) -> tuple[str, ...]:
    """The reading of a Chinese name, one syllable a character; ``ü`` is written ``v``.

    A character without a known reading stands for itself.
    """
    table = _load()
    known = table.get(name)
    if known is not None and len(name) > 1:
        return tuple(known.split())
    short = stem(name)
    if short != name and short in table and len(short) > 1:
        return (*table[short].split(), *(table.get(char, char) for char in name[len(short) :]))
    return tuple(table.get(char, char) for char in name)


def romanise(name: str) -> str:
    """A place's name as English text writes it, without its kind (``"龙安区"`` → ``"Long'an"``)."""
    short = stem(name)
    for form in (name, short):
        if form in ENGLISH_NAMES:
            return ENGLISH_NAMES[form]
    first, *others = syllables(name)[: len(short)] or ("",)
    word = first + "".join("'" + each if each[:1] in "aeo" else each for each in others)
    return word.replace("v", "ü").capitalize()


@lru_cache(maxsize=1)
def _load() -> dict[str, str]:
    table = resources.files("ingest.lexicon").joinpath("readings.csv").read_text(encoding="utf-8")
    lines = (line for line in table.splitlines() if not line.startswith("#"))
    rows = csv.reader(lines)
    return {row[0]: row[1] for row in rows}
