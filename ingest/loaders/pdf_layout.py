"""From the lines that a page layout made back to the paragraphs that an author wrote.

Lengths are in points, from the page's left edge and bottom edge.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median, median_low

from ingest.loaders.tables import CELL_SEPARATOR

_PAGE_NUMBER = re.compile(
    r"[-\u2010-\u2015\u2500~\s\u00b7\u2022\uff0d]*(?:第\s*)?(\d{1,4}|[ivx]{1,6})(?:\s*页)?"
    r"(?:\s*(?:/|共|of)\s*\d{1,4}(?:\s*页)?)?[-\u2010-\u2015\u2500~\s\u00b7\u2022\uff0d]*",
    re.I,
)
_DIGITS = re.compile(r"\d+")
_ENDS = frozenset("。.!?!?;;::\uff01\uff1f\uff1a\uff1b…”")
_LEADER = re.compile(r"(?:\.{4}|…{2}|·{4})[\s.…·]*\d+\s*$")  # an entry of a table of contents
_UNPARTED = re.compile(  # no line ends after an opening mark, before a closing one, or at a quote
    r"[“‘《〈「『【〔(\uff08]*(?:[!-~]+|.)"
    r"(?:[,.;:!?)%。、\uff0c\uff1b\uff1a\uff01\uff1f\uff09\uff05》〉」』】〕…]|[“”‘’](?:[!-~]+|.)?)*"
)
_LATIN_END = re.compile(r"[A-Za-z][,.;:)]?$")
_LATIN_START = re.compile(r"[A-Za-z0-9(]")
_SLACK = 0.6
_ROOM = 1.6  # a line that leaves fewer ems free is full
_INDENT = 1.2
_GAP = 1.3  # of the usual pitch between lines
_REPEATED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, or a piece of one that a wide gap sets apart.

    Attributes:
        text: Its characters.
        left: Left edge of the first character.
        right: Right edge of the last one.
        bottom: Lower edge.
        top: Upper edge.
        page: Which page, from 0.
        width: The page's width.
        height: The page's height.
        size: Usual size of its characters.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    page: int
    width: float
    height: float
    size: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """The type area that the body text fills, and its measures."""

    left: float
    right: float
    size: float
    pitch: float
    is_indented: bool
    is_gapped: bool


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Joins the lines of a document into paragraphs, without page numbers and running heads.

    A line ends a paragraph where it leaves room for more words, or where the next one is indented,
    set apart or of another size. Lines of a page that stand side by side are cells of a row.
    """
    kept = _merge_rows(_without_page_furniture(lines))
    frames = _frames(kept)
    result: list[str] = []
    last: Line | None = None
    for line in kept:
        if last is not None and _continues(last, line, frames[_shape(last)], frames[_shape(line)]):
            result[-1] = join(result[-1], line.text)
        else:
            result.append(line.text.strip())
        last = line
    return [text for text in result if text]


def join(first: str, second: str) -> str:
    """Two parts of a sentence, with a space only between words of Latin letters."""
    first, second = first.rstrip(), second.lstrip()
    words = _LATIN_END.search(first) and _LATIN_START.match(second)
    return f"{first} {second}" if words else first + second


def _without_page_furniture(lines: Sequence[Line]) -> list[Line]:
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    dropped: set[int] = set()
    enough = max(min(_REPEATED, max(2, len(pages))), round(0.4 * len(pages)))
    for _ in range(2):  # a running head may stand above or below a page number
        edges = [edge for page in pages.values() for edge in _edges(page, dropped)]
        repeated = Counter(map(_running, edges))
        dropped |= {
            id(line)
            for line in edges
            if _is_page_number(line) or (_is_in_margin(line) and repeated[_running(line)] >= enough)
        }
    return [line for line in lines if id(line) not in dropped]


def _running(line: Line) -> tuple[str, int]:
    """What a running head has in common on all its pages: its words and its place."""
    return _DIGITS.sub("#", "".join(line.text.split())), round(line.bottom / 4)


def _edges(page: list[Line], dropped: set[int]) -> list[Line]:
    """The uppermost and the lowest line that are left of a page."""
    left = [line for line in page if id(line) not in dropped]
    if not left:
        return []
    highest, lowest = max(left, key=lambda line: line.top), min(left, key=lambda line: line.bottom)
    return [highest] if highest is lowest else [highest, lowest]


def _is_in_margin(line: Line) -> bool:
    return line.top > 0.88 * line.height or line.bottom < 0.12 * line.height


def _is_page_number(line: Line) -> bool:
    text = line.text.strip()
    if not _is_in_margin(line) or not (match := _PAGE_NUMBER.fullmatch(text)):
        return False
    return match.group(1) != text or len(text) <= 3


def _merge_rows(pieces: Iterable[Line]) -> list[Line]:
    """Puts what stands side by side into one line: table cells with ``" | "`` between them."""
    rows: list[list[Line]] = []
    for piece in pieces:
        if rows and _is_beside(rows[-1][-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    merged = []
    for index, row in enumerate(rows):
        neighbours = rows[max(0, index - 1) : index] + rows[index + 1 : index + 2]
        is_table = any(_share_a_column(row, other) for other in neighbours)
        merged.append(_merge(row, CELL_SEPARATOR if is_table else " "))
    return merged


def _is_beside(last: Line, line: Line) -> bool:
    overlap = min(last.top, line.top) - max(last.bottom, line.bottom)
    height = min(last.top - last.bottom, line.top - line.bottom)
    return last.page == line.page and overlap > 0.6 * height and line.left > last.right - line.size


def _share_a_column(row: list[Line], other: list[Line]) -> bool:
    """Whether a piece after the first stands under one of another row on the same page."""
    return row[0].page == other[0].page and any(
        min(
            abs(mine.left - theirs.left),
            abs(mine.right - theirs.right),
            abs(mine.left + mine.right - theirs.left - theirs.right) / 2,
        )
        < 0.8 * mine.size
        for mine in row[1:]
        for theirs in other[1:]
    )


def _merge(row: list[Line], separator: str) -> Line:
    return replace(
        row[0],
        text=separator.join(piece.text for piece in row),
        right=row[-1].right,
        bottom=min(piece.bottom for piece in row),
        top=max(piece.top for piece in row),
    )


def _shape(line: Line) -> tuple[int, int]:
    return round(line.width), round(line.height)


def _frames(lines: Sequence[Line]) -> dict[tuple[int, int], _Frame]:
    shapes: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        shapes.setdefault(_shape(line), []).append(line)
    return {shape: _frame(group) for shape, group in shapes.items()}


def _frame(lines: Sequence[Line]) -> _Frame:
    size = median(line.size for line in lines)
    body = [line for line in lines if abs(line.size - size) <= 0.15 * size] or list(lines)
    right = _supported((line.right for line in body), size, largest=True)
    left = _supported((line.left for line in body), size, largest=False)
    full = {id(line) for line in body if line.right > right - _ROOM * size}
    drops = [
        (last.bottom - line.bottom, id(last) in full)
        for last, line in pairwise(body)
        if last.page == line.page and 0 < last.bottom - line.bottom < 4 * size
    ]
    within = [drop for drop, is_full in drops if is_full] or [drop for drop, _ in drops]
    pitch = median_low(within) if within else 2 * size
    indented = any(id(line) in full and line.left > left + _INDENT * size for line in body)
    gapped = sum(drop > _GAP * pitch for drop, _ in drops) > 1
    return _Frame(left, right, size, pitch, indented, gapped)


def _supported(edges: Iterable[float], size: float, *, largest: bool) -> float:
    """The outermost edge that at least three lines (or a tenth of them) share within an em."""
    values = sorted(edges, reverse=largest)
    enough = min(len(values), max(3, len(values) // 10), 12)
    ascending = values[::-1] if largest else values
    for value in values:
        near = bisect_right(ascending, value + size) - bisect_left(ascending, value - size)
        if near >= enough:
            return value
    return values[0]


def _continues(last: Line, line: Line, before: _Frame, after: _Frame) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if CELL_SEPARATOR in last.text + line.text or abs(last.size - line.size) > 0.15 * last.size:
        return False
    if _is_heading_line(last, before) and _is_heading_line(line, after):
        return last.page == line.page and not last.text.rstrip().endswith(tuple(_ENDS))
    if _LEADER.search(last.text):
        return False
    if before.right - last.right > (_width(line.text) + _SLACK) * before.size:
        return False  # its first word would have fitted
    if line.left > after.left + _INDENT * after.size:
        return False
    if last.page == line.page:
        drop = last.bottom - line.bottom
        if drop > _GAP * before.pitch or drop < -before.size:
            return False
    is_marked = before.is_indented or (before.is_gapped and last.page == line.page)
    return is_marked or not last.text.rstrip().endswith(tuple("。!?\uff01\uff1f"))


def _width(text: str) -> float:
    """Width in ems of what cannot be parted at the head of a line; at least one character."""
    match = _UNPARTED.match(text.lstrip())
    return sum(0.55 if char.isascii() else 1.0 for char in match.group()) if match else 1.0


def _is_heading_line(line: Line, frame: _Frame) -> bool:
    """Whether a line is centred and larger than the text: part of a title over several lines."""
    middle = (frame.left + frame.right) / 2
    return (
        line.size > 1.15 * frame.size and abs((line.left + line.right) / 2 - middle) < 2 * line.size
    )
