"""Texts whose lines were broken at a fixed width, and the page numbers between them.

Text copied from a printed page ends its lines where the paper ended: in the middle of a sentence, a
word, a number. Such breaks say nothing and are taken out, so that a quote reads as it was written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

PAGE_NUMBER = re.compile(
    r"[ ]*(?:[—–-]+[ ]*\d{1,3}[ ]*[—–-]+|第[ ]?\d{1,3}[ ]?页(?:[ ,/]*共[ ]?\d{1,3}[ ]?页)?)[ ]*$"
)
"""A line that holds the number of a page and nothing else."""

_FEWEST_FULL = 8
_SHARE_FULL = 0.35
_SHARE_LONGER = 0.05
_SHARE_BROKEN = 0.6
_LESS, _MORE = 4, 2
"""Columns by which a full line may differ: figures take one, characters two, marks may hang over."""
_NARROWEST, _WIDEST = 40, 160
_SENTENCE_ENDS = "。!?"
_LINE_ENDS = "。!?;:”"
_NEW_POINT = re.compile(
    r"[(【]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)】]?[、.是]|第[一二三四五六七八九十]{1,3}|[(【][一二三四五六七八九十\d]{1,2}[)】]|[①-⑳]"
)
_ASCII = re.compile(r"[\x00-\x7f]")
_SEPARATE = re.compile(r"[A-Za-z][A-Za-z]")


def wrapped_lines(lines: Sequence[str]) -> list[int]:
    """Which lines go on in the next line that has words, page numbers passed over.

    Args:
        lines: The folded lines of a text, line breaks excluded.

    Returns:
        Their indices, ascending; none for a text whose lines are paragraphs.
    """
    if len(lines) < _FEWEST_FULL or sum(len(line) > _WIDEST for line in lines) > (
        _SHARE_LONGER * len(lines)
    ):
        return []  # most texts: told without measuring any line
    wordy = [
        index for index, line in enumerate(lines) if line.strip() and not PAGE_NUMBER.match(line)
    ]
    widths = {index: _width(lines[index].rstrip()) for index in wordy}
    full = _full_lines(lines, widths)
    if not full:
        return []
    indents = sum(lines[index].startswith("  ") for index in wordy) * _FEWEST_FULL >= len(wordy)
    return [
        index
        for index, following in pairwise(wordy)
        if index in full and _goes_on(lines, index, following, indents=indents)
    ]


def _full_lines(lines: Sequence[str], widths: dict[int, int]) -> set[int]:
    """The lines that reach the width at which the text was broken; none where it was not."""
    if not widths:
        return set()
    width, _ = max(Counter(widths.values()).items(), key=lambda item: (item[1], item[0]))
    if not _NARROWEST <= width <= _WIDEST:
        return set()
    full = {index for index, own in widths.items() if -_LESS <= own - width <= _MORE}
    longer = sum(own > width + _MORE for own in widths.values())
    broken = sum(lines[index].rstrip()[-1] not in _LINE_ENDS for index in full)
    is_broken = (
        len(full) >= max(_FEWEST_FULL, _SHARE_FULL * len(widths))
        and longer <= _SHARE_LONGER * len(widths)
        and broken >= _SHARE_BROKEN * len(full)
    )
    return full if is_broken else set()


def _goes_on(lines: Sequence[str], index: int, following: int, *, indents: bool) -> bool:
    line, after = lines[index].rstrip(), lines[following]
    between = lines[index + 1 : following]
    if after.startswith((" ", "\t")) or (between and not any(map(PAGE_NUMBER.match, between))):
        return False
    if "|" in line or "|" in after or _SEPARATE.match(line[-1] + after[0]):
        return False
    if line[-1] in _SENTENCE_ENDS:
        return indents and not _NEW_POINT.match(after)
    return True


def _width(line: str) -> int:
    """Columns of a line: two for what is not ASCII."""
    return len(line) if line.isascii() else 2 * len(line) - len(_ASCII.findall(line))
