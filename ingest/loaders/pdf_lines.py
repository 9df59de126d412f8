"""The lines of a PDF page as PDFium gives them, measured and with sensible spaces.

PDFium reports a box for every character, but in some fonts the box hugs the ink: 一 is then flat,
narrow, and seems to stand apart. Origins and the size of the whole line are more reliable, so
lines are measured with these.
"""

from __future__ import annotations

import ctypes
import sys
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from math import isfinite
from statistics import median
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.loaders.pdf_layout import Line

_LINE_END_HYPHEN = 0x02  # what PDFium gives for a hyphen that ends a line
_FAR = 1e6  # points; what stands farther away is not on the page, nor is what is no number
_MIN_PIECE_GAP = 0.7  # ems between two pieces of a line
_MIN_SPACE = 0.18  # ems that a space is wider than the air between the line's other characters
_LATIN_AIR = 0.25  # ems that word processors put between Chinese and Latin without a space
_TWINS = dict(
    zip(
        "⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻢⻥⻦⻨⻩⻬⻮⻰",
        "母民西见角贝车长门青韦页风飞马鱼鸟麦黄齐齿龙",
        strict=True,
    )
)
"""Radicals that some PDF writers map glyphs to, and the ordinary characters they look like (from
Unicode's EquivalentUnifiedIdeograph.txt); those of the Kangxi block are found by normalisation."""


class _Char(NamedTuple):
    text: str
    left: float
    right: float
    base: float
    size: float
    is_generated: bool

    @property
    def is_space(self) -> bool:
        return self.text == " "

    @property
    def is_wide(self) -> bool:
        return unicodedata.east_asian_width(self.text) in "WF" or self.text in "“”‘’…—"


def page_lines(document: pypdfium2.PdfDocument, index: int, most: int) -> tuple[list[Line], int]:
    """Lines of a page in the order of its text layer, split where wide gaps part them.

    Args:
        document: The document.
        index: Which page, from 0.
        most: Characters beyond which the page is not read.

    Returns:
        The lines, none where there are too many characters; and how many characters there are.

    Raises:
        pypdfium2.PdfiumError: The page cannot be read.
    """
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            width, height = page.get_size()
            count: int = textpage.count_chars()
            if count > most or not (isfinite(width) and isfinite(height)):
                return [], count
            lines = list(_split_lines(_characters(textpage)))
        finally:
            textpage.close()
    finally:
        page.close()
    found = []
    for chars in lines:
        size = _size(chars)
        air = _air(chars, size)
        for piece in _pieces(chars, size):
            inked = [char for char in piece if not char.is_space]
            base = median(char.base for char in inked)
            found.append(
                Line(
                    text=_text(piece, size, air),
                    left=inked[0].left,
                    right=_right(inked[-1], size),
                    bottom=base,
                    top=base + size,
                    page=index,
                    width=width,
                    height=height,
                    size=size,
                )
            )
    return found, count


def _characters(textpage: pypdfium2.PdfTextPage) -> Iterator[_Char]:
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        char = "-" if code == _LINE_END_HYPHEN else _character(code)
        if char in "\r\n":
            yield _Char("\n", 0, 0, 0, 0, is_generated=True)
        elif char.isspace():
            generated = pdfium.FPDFText_IsGenerated(textpage, index) == 1
            yield _Char(" ", 0, 0, 0, 0, is_generated=generated)
        elif code:
            left, bottom, right, top = textpage.get_charbox(index, loose=True)
            base = bottom
            if pdfium.FPDFText_GetCharOrigin(textpage, index, x, y):
                base = y.value
                left = min(left, max(x.value, right - (top - bottom) - (right - left)))
            if all(abs(each) < _FAR for each in (left, right, base, top - bottom)):
                yield _Char(ordinary(char), left, right, base, top - bottom, is_generated=False)


def _character(code: int) -> str:
    """A character; half of one (a lone surrogate) or none at all cannot be stored."""
    return "\ufffd" if 0xD800 <= code < 0xE000 or code > sys.maxunicode else chr(code)


def ordinary(char: str) -> str:
    """The ordinary character that one of the radical blocks looks like; any other unchanged."""
    if "\u2e80" <= char <= "\u2fdf":
        char = unicodedata.normalize("NFKC", char)
        return _TWINS.get(char, char)
    return char


def _split_lines(chars: Iterator[_Char]) -> Iterator[list[_Char]]:
    """Lists of characters between line ends, each with some ink."""
    line: list[_Char] = []
    for char in chars:
        if char.text != "\n":
            line.append(char)
            continue
        if any(not each.is_space for each in line):
            yield line
        line = []
    if any(not each.is_space for each in line):
        yield line


def _size(chars: list[_Char]) -> float:
    """The size of a line's characters: that of the taller ones, and no less than their width."""
    inked = [char for char in chars if not char.is_space]
    heights = sorted(char.size for char in inked)
    widths = [char.right - char.left for char in inked if char.is_wide]
    return max(heights[len(heights) * 3 // 4], median(widths) if widths else 0.0, 1.0)


def _right(char: _Char, size: float) -> float:
    return max(char.right, char.left + 0.95 * size) if char.is_wide else char.right


def _air(chars: list[_Char], size: float) -> float:
    """What justification usually puts between two Chinese characters of a line."""
    gaps = [
        char.left - _right(last, size)
        for last, char in pairwise(chars)
        if last.is_wide and char.is_wide
    ]
    return max(0.0, median(gaps)) if gaps else 0.0


def _pieces(chars: list[_Char], size: float) -> Iterator[list[_Char]]:
    """Splits a line where a gap is as wide as between the cells of a table."""
    piece: list[_Char] = []
    last: _Char | None = None  # the last one that is no space
    for char in chars:
        if not char.is_space:
            gap = char.left - _right(last, size) if last is not None else 0.0
            if not -size < gap < _MIN_PIECE_GAP * size:
                yield piece
                piece = []
            last = char
        if piece or not char.is_space:
            piece.append(char)
    yield piece


def _text(piece: list[_Char], size: float, air: float) -> str:
    """The characters with spaces where a reader sees one."""
    parts: list[str] = []
    last: _Char | None = None
    space: _Char | None = None
    for char in piece:
        if char.is_space:
            space = char if space is None or space.is_generated else space
            continue
        if last is not None and space is not None and _is_visible(last, space, char, size, air):
            parts.append(" ")
        parts.append(char.text)
        last, space = char, None
    return "".join(parts)


def _is_visible(last: _Char, space: _Char, char: _Char, size: float, air: float) -> bool:
    """PDFium also makes spaces of the air that justification puts between characters."""
    if not space.is_generated or not (last.is_wide or char.is_wide):
        return True
    if not (last.is_wide and char.is_wide) and last.text.isalnum() and char.text.isalnum():
        air += _LATIN_AIR * size
    return char.left - _right(last, size) >= air + _MIN_SPACE * size
