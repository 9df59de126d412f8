"""Whether two characters sound alike, without a table of readings.

GB 2312 lists its 3,755 commonest characters (level 1, rows 16 to 55) by Mandarin reading, so
characters with the same reading stand together.
"""

from __future__ import annotations

_FIRST_ROW, _LAST_ROW = 0xB0, 0xD7
_CELLS = 94
_NEAR = 8  # a reading has 9 level-1 characters on average


def sounds_alike(one: str, two: str) -> bool:
    """Whether both are level-1 characters of GB 2312 and close together in its order.

    Neighbouring readings count as alike too (``pu`` and ``qi`` at their border); a typing slip
    with the same reading is always near, unless the reading has very many characters.
    """
    ranks = [_rank(char) for char in (one, two)]
    return None not in ranks and abs((ranks[0] or 0) - (ranks[1] or 0)) <= _NEAR


def _rank(char: str) -> int | None:
    try:
        row, cell = char.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return None
    if not _FIRST_ROW <= row <= _LAST_ROW:
        return None
    return (row - _FIRST_ROW) * _CELLS + cell - 0xA1
