"""The difference of two figures, as an answer states it."""

from __future__ import annotations

from rag.answers.draft import Figure


def difference_of(one: Figure, other: Figure) -> str:
    """The difference of two figures; percentages differ by points.

    Returns:
        Number and unit; empty where the two cannot be subtracted.
    """
    if one.amount is None or other.amount is None or not _same_kind(one, other):
        return ""
    difference = round(abs(one.amount - other.amount), 6)
    unit = "个百分点" if one.unit == "%" else one.unit
    return f"{difference:g}{unit}" if one.unit == other.unit else f"{difference:g}"


def _same_kind(one: Figure, other: Figure) -> bool:
    return (one.unit == "%") == (other.unit == "%")
