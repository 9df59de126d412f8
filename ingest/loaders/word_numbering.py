"""The numbers that Word shows before paragraphs but does not write into their text.

Chinese reports number their headings (一、 (一) 1.) with automatic lists. Word stores only "level 2
of list 5"; this counts as Word does. ECMA-376 part 1, sections 17.9 (numbering) and 17.18.59
(number formats).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_PLACEHOLDER = re.compile(r"%([1-9])")
_LARGEST = 9999


def chinese(number: int) -> str:
    """A counting number below ten thousand: 十, 十二, 二十, 一百零三."""
    if not 0 < number <= _LARGEST:
        return str(number)
    text = ""
    for place, digit in enumerate(reversed(str(number))):
        if digit != "0":
            text = _DIGITS[int(digit)] + _PLACES[place] + text
        elif text and not text.startswith("零"):
            text = "零" + text
    return text.removeprefix("一") if text.startswith("一十") else text


def _chinese_digits(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


_MOST_LETTERS = 26 * 30  # Word's own limit


def _letters(number: int) -> str:
    """A…Z, AA, BB …, as Word counts."""
    if not 0 < number <= _MOST_LETTERS:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 0 < number < 4000:  # there are no Roman numbers for these
        return str(number)
    steps = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
    text = ""
    for value, letters in steps:
        text += letters * (number // value)
        number %= value
    return text


def _full_width(number: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(number))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalEnclosedParen": lambda number: f"({number})",
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": _chinese_digits,
    "japaneseDigitalTenThousand": _chinese_digits,
    "taiwaneseDigital": _chinese_digits,
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
}
"""Formats that stand for a number; bullets and the like show nothing worth quoting."""


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart_after: int | None = None
    is_legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class _List:
    key: str
    levels: dict[int, _Level] = field(default_factory=dict)
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of one document, in order.

    Args:
        numbering: The ``w:numbering`` element; None where the document has no lists.
        styles: The ``w:styles`` element; paragraph styles may number too.
    """

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._styles: dict[str, tuple[str, tuple[str | None, int | None]]] = {}
        self._names: dict[str, str] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if styles is not None:
            for style in styles.iterchildren(qn("w:style")):
                based_on = _value(style, "w:basedOn") or ""
                key = style.get(qn("w:styleId"), "")
                self._styles[key] = (based_on, _reference(style.find(qn("w:pPr"))))
                self._names[key] = (_value(style, "w:name") or "").lower()
        if numbering is not None:
            self._read(numbering)

    def style_name(self, paragraph: Element) -> str:
        """Name of a paragraph's style, in lower case; empty for the default style."""
        return self._names.get(_style(paragraph.find(qn("w:pPr"))) or "", "")

    def number(self, paragraph: Element) -> str:
        """The number that Word shows before a ``w:p``; empty where it shows none."""
        list_id, level = self._place(paragraph.find(qn("w:pPr")))
        found = self._lists.get(list_id or "")
        if found is None or level not in found.levels:
            return ""
        self._count(found, list_id or "", level)
        counters = self._counters[found.key]
        definition = found.levels[level]

        def shown(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            other = found.levels.get(index, _Level())
            value = counters.get(index, other.start)
            name = "decimal" if definition.is_legal else other.format
            return _FORMATS[name](value) if name in _FORMATS else ""

        if definition.format not in _FORMATS:
            return ""
        text = _PLACEHOLDER.sub(shown, definition.text).strip()
        return text + " " if text[-1:].isalnum() and text.isascii() else text

    def _place(self, properties: Element | None) -> tuple[str | None, int]:
        """List and level of a paragraph: its own words first, then those of its styles."""
        list_id, level = _reference(properties)
        style = own_style = _style(properties)
        for _ in range(20):  # styles may be based on each other in a circle
            if style not in self._styles or (list_id is not None and level is not None):
                break
            style, (other_id, other_level) = self._styles[style]
            list_id = other_id if list_id is None else list_id
            level = other_level if level is None else level
        found = self._lists.get(list_id or "")
        if level is None and found is not None:  # a level may name the style that it numbers
            linked = (key for key, each in found.levels.items() if each.style == own_style)
            level = next(linked, 0) if own_style else 0
        return list_id, level or 0

    def _count(self, found: _List, list_id: str, level: int) -> None:
        counters = self._counters.setdefault(found.key, {})
        if list_id not in self._begun:  # an overridden start counts once, at the first use
            self._begun.add(list_id)
            for index in found.restarts:
                counters.pop(index, None)
        start = found.restarts.get(level, found.levels[level].start)
        counters[level] = counters[level] + 1 if level in counters else start
        for index in [each for each in counters if each > level]:
            after = found.levels[index].restart_after if index in found.levels else None
            if after is None or (after and level < after):
                del counters[index]

    def _read(self, numbering: Element) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        by_style: dict[str | None, dict[int, _Level]] = {}
        definitions = list(numbering.iterchildren(qn("w:abstractNum")))
        for each in definitions:
            abstract[each.get(qn("w:abstractNumId"), "")] = levels = _levels(each)
            by_style[_value(each, "w:styleLink")] = levels
        for each in definitions:  # some only refer to the list style that defines them
            link = _value(each, "w:numStyleLink")
            if link in by_style and link is not None:
                abstract[each.get(qn("w:abstractNumId"), "")] = by_style[link]
        for each in numbering.iterchildren(qn("w:num")):
            key = _value(each, "w:abstractNumId") or ""
            found = _List(key, dict(abstract.get(key, {})))
            for override in each.iterchildren(qn("w:lvlOverride")):
                level = _whole(override.get(qn("w:ilvl"))) or 0
                found.levels.update(_levels(override))
                start = _whole(_value(override, "w:startOverride"))
                if start is not None:
                    found.restarts[level] = start
            self._lists[each.get(qn("w:numId"), "")] = found


def _levels(parent: Element) -> dict[int, _Level]:
    return {
        _whole(level.get(qn("w:ilvl"))) or 0: _Level(
            start=_first_whole(_value(level, "w:start"), 0),
            format=_value(level, "w:numFmt") or "decimal",
            text=_value(level, "w:lvlText") or "",
            restart_after=_whole(_value(level, "w:lvlRestart")),
            is_legal=level.find(qn("w:isLgl")) is not None,
            style=_value(level, "w:pStyle"),
        )
        for level in parent.iterchildren(qn("w:lvl"))
    }


def _reference(properties: Element | None) -> tuple[str | None, int | None]:
    """List and level that paragraph properties name; None for what they leave open."""
    numbers = properties.find(qn("w:numPr")) if properties is not None else None
    if numbers is None:
        return None, None
    return _value(numbers, "w:numId"), _whole(_value(numbers, "w:ilvl"))


def _style(properties: Element | None) -> str | None:
    return _value(properties, "w:pStyle") if properties is not None else None


def _value(parent: Element, tag: str) -> str | None:
    child = parent.find(qn(tag))
    return child.get(qn("w:val")) if child is not None else None


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() and len(text) <= 6 else None


def _first_whole(text: str | None, default: int) -> int:
    found = _whole(text)
    return default if found is None else found
