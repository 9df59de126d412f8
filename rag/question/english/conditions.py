"""Conditions on figures in English questions, said in Chinese."""

from __future__ import annotations

import re

_NUMBER = r"(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)\s*(?P<percent>%|percent\b|per cent\b)?"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{words})\s+{_NUMBER}", re.IGNORECASE), said)
    for words, said in (
        (r"no less than|not less than|no fewer than|no lower than|at least|a minimum of", "不低于{}"),
        (r"no more than|not more than|no higher than|at most|a maximum of|up to", "不超过{}"),
        (r"(?:more|higher|greater|larger) than|over|above|exceed(?:s|ed|ing)?|beyond|surpass(?:es|ed|ing)?", "超过{}"),
        (r"(?:less|fewer|lower|smaller) than|under|below", "低于{}"),
        (r"exactly|equal(?:s|led)? to|reach(?:es|ed|ing)?|of|at|a|an|hit", "达到{}"),
    )
)  # fmt: skip
_BARE_RATE = re.compile(
    r"(?<![\d.])(?P<number>\d+(?:\.\d+)?)\s*(?P<percent>%|percent\b|per cent\b)"
)
_RANGE = re.compile(
    r"\bbetween\s+(?P<low>\d+(?:\.\d+)?)\s*%?\s+and\s+(?P<high>\d+(?:\.\d+)?)\s*(?P<percent>%)?",
    re.IGNORECASE,
)
_AT_REST = "达到{}"


def split_condition(clause: str) -> tuple[str, str]:
    """A clause without its condition on a figure, and that condition in Chinese.

    Args:
        clause: English without years, which could be taken for amounts.

    Returns:
        The clause, and ``超过95%``, ``达到100%``, ``不低于50`` … or an empty string.
    """
    match = _RANGE.search(clause)
    if match is not None:
        unit = "%" if match["percent"] else ""
        return _cut(clause, match), f"在{match['low']}{unit}到{match['high']}{unit}之间"
    for pattern, said in (*_RULES, (_BARE_RATE, _AT_REST)):
        match = pattern.search(clause)
        if match is None or (said == _AT_REST and not match["percent"]):
            continue
        number = match["number"].replace(",", "") + ("%" if match["percent"] else "")
        return _cut(clause, match), said.format(number)
    return clause, ""


def _cut(clause: str, match: re.Match[str]) -> str:
    return f"{clause[: match.start()]} {clause[match.end() :]}"
