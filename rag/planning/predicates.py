"""Conditions in the asker's words as predicates: 超过100件, 还不到60%, 介于, 持平, 没有提到, double-digit."""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.comparatives import FORMS, Comparative
from rag.plan import Operator, Predicate
from rag.planning.numbers import Limit, limits_in
from rag.tagging.words import words_of
from vectorstore.records import Direction

_OPERATORS = {
    "above": Operator.ABOVE,
    "at_least": Operator.AT_LEAST,
    "below": Operator.BELOW,
    "at_most": Operator.AT_MOST,
    "equal": Operator.EQUAL,
}
_TURNED = {
    Operator.ABOVE: Operator.BELOW,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.BELOW: Operator.ABOVE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.EQUAL: Operator.EQUAL,
}
"""A fall of more than 5% is a change below -5%."""
_COMPARATIVES = {
    Comparative.ABOVE: Operator.ABOVE,
    Comparative.AT_LEAST: Operator.AT_LEAST,
    Comparative.BELOW: Operator.BELOW,
    Comparative.AT_MOST: Operator.AT_MOST,
}
_BETWEEN = re.compile(r"介于|之间|区间|\bbetween\b|在.{1,14}[到至]|range")
_NOT = re.compile(r"不|没|未|无|\bnot\b|\bno\b|n't\b|fail|never|without|\bnone\b|wasn't")
_NONE = re.compile(
    r"^(?:为|是|等于)?(?:零|0)(?:件|个|起|元|家)?的?$|没有?(?:发生|收到|出现|人|一)|未发生|(?:一[件个起例]|从)(?:都|也)?没|为零|是零|^(?:zero|none|no\b.*|nil|not any.*)$|\bzero\b"
)
_SOME = re.compile(r"不(?:为|是|等于)零|不为0|非零|发生过|大于零|non-?zero|at least one|\bany\b")
_HUNDRED = 100.0
_HALF = 50.0
_DOUBLE_DIGITS = 10.0
_RATE = "%"

_Reader = Callable[[str, str], Predicate | None]


def read_predicate(words: str, lower: str) -> Predicate | None:
    """What a condition says; None where it is not understood.

    Args:
        words: The asker's words.
        lower: The same in the common view, in lower case.
    """
    text = lower.strip()
    return next(filter(None, (read(words, text) for read in _READERS)), None)


def _special(words: str, text: str) -> Predicate | None:
    """Limits that are said without a number."""
    special = next(
        (each.value for each in words_of("limit").find(text) if each.value in _SPECIAL), None
    )
    if special is None or limits_in(_without_ten(text)) and special != "full":
        return None
    return _SPECIAL[special](words, text)


def _without_ten(text: str) -> str:
    """Words without the numerals that special limits are said with."""
    return re.sub("两位|双位|一半|半数|一番|百分之?百|two-digit", "", text)


def _double_digit(words: str, text: str) -> Predicate:
    down = _direction(text) is Direction.DOWN
    if down:
        return Predicate(
            words=words, operator=Operator.AT_MOST, value=-_DOUBLE_DIGITS, unit=_RATE,
            direction=Direction.DOWN,
        )  # fmt: skip
    operator = Operator.BELOW if _NOT.search(text) else Operator.AT_LEAST
    return Predicate(words=words, operator=operator, value=_DOUBLE_DIGITS, unit=_RATE)


def _half(words: str, text: str) -> Predicate:
    operator = _operator(text, len(text), len(text)) or Operator.ABOVE
    below = operator in (Operator.BELOW, Operator.AT_MOST) or bool(_NOT.search(text))
    chosen = Operator.BELOW if below else Operator.ABOVE
    return Predicate(words=words, operator=chosen, value=_HALF, unit=_RATE)


def _halved(words: str, text: str) -> Predicate:
    return Predicate(
        words=words, operator=Operator.AT_MOST, value=-_HALF, unit=_RATE, direction=Direction.DOWN
    )


def _doubled(words: str, text: str) -> Predicate:
    return Predicate(
        words=words, operator=Operator.AT_LEAST, value=_HUNDRED, unit=_RATE, direction=Direction.UP
    )


def _all(words: str, text: str) -> Predicate:
    operator = Operator.BELOW if _NOT.search(text) else Operator.EQUAL
    return Predicate(words=words, operator=operator, value=_HUNDRED, unit=_RATE)


_SPECIAL: dict[str, Callable[[str, str], Predicate]] = {
    "double_digit": _double_digit,
    "half": _half,
    "halved": _halved,
    "doubled": _doubled,
    "full": _all,
}


def _presence(words: str, text: str) -> Predicate | None:
    """Whether reports say it at all."""
    found = words_of("presence").first(text)
    if found is None or limits_in(text):
        return None
    negated = found.value == "not_stated" or bool(_NOT.search(text[: found.start]))
    return Predicate(words=words, operator=Operator.NOT_STATED if negated else Operator.STATED)


def _numeric(words: str, text: str) -> Predicate | None:
    """A figure against one limit, or between two."""
    limits = limits_in(text)
    if not limits:
        return None
    first = limits[0]
    if first.value_max is not None:
        return _between(words, first, first.value, first.value_max)
    if len(limits) > 1 and _BETWEEN.search(text) and first.value < limits[1].value:
        unit = limits[1].unit or first.unit
        scaled = _of_one_scale(text, first, limits[1])
        return _between(words, limits[1], scaled, limits[1].value, unit)
    operator = _operator(text, first.start, first.end) or Operator.EQUAL
    return _signed(words, text, first, operator)


def _of_one_scale(text: str, low: Limit, high: Limit) -> float:
    """The lower end of ``5到10万`` in the scale of the upper one."""
    written = text[low.start : low.end]
    ratio = high.value / low.value if low.value else 1.0
    scale = next((each for each in (1e8, 1e4) if high.value >= each and ratio > each), 1.0)
    return low.value * scale if written.replace(".", "").isdigit() else low.value


def _between(
    words: str, limit: Limit, low: float, high: float, unit: str | None = None
) -> Predicate:
    return Predicate(
        words=words, operator=Operator.BETWEEN, value=low, value_max=high,
        unit=limit.unit if unit is None else unit,
    )  # fmt: skip


def _signed(words: str, text: str, limit: Limit, operator: Operator) -> Predicate:
    """A limit on a fall is a limit below zero."""
    direction = _direction(text[: limit.start])
    if direction is Direction.DOWN and limit.value > 0 and operator is not Operator.EQUAL:
        return Predicate(
            words=words, operator=_TURNED[operator], value=-limit.value, unit=limit.unit,
            direction=direction,
        )  # fmt: skip
    up = Direction.UP if direction is Direction.UP else Direction.NONE
    return Predicate(
        words=words, operator=operator, value=limit.value, unit=limit.unit, direction=up
    )


def _operator(text: str, start: int, end: int) -> Operator | None:
    """How a figure stands to the limit that words surround: what denies turns it."""
    after = _limit_word(text[end:])
    if after in ("at_least", "at_most"):
        return _OPERATORS[after]
    before = text[:start]
    shared = next(
        (FORMS[form] for form in sorted(FORMS, key=len, reverse=True) if before.rstrip("了 ").endswith(form)),
        None,
    )
    if shared is not None:
        return _COMPARATIVES[shared]
    said = _limit_word(before)
    if not said:
        return None
    operator = _OPERATORS[said]
    return _denied(operator, text[:start], said)


def _denied(operator: Operator, before: str, said: str) -> Operator:
    """What is left of an operator that a word before it denies (``没有达到``, ``not exceed``)."""
    found = list(words_of("limit").find(before))
    lead = before[: found[-1].start] if found else before
    if not _NOT.search(lead):
        return operator
    return {
        Operator.AT_LEAST: Operator.BELOW,
        Operator.ABOVE: Operator.AT_MOST,
        Operator.BELOW: Operator.AT_LEAST,
        Operator.AT_MOST: Operator.ABOVE,
    }.get(operator, operator)


def _limit_word(text: str) -> str:
    """What the last word for a limit in a text says; empty where none stands there."""
    found = [each.value for each in words_of("limit").find(text) if each.value in _OPERATORS]
    return found[-1] if found else ""


def _zero(words: str, text: str) -> Predicate | None:
    """Nothing, or something."""
    if _SOME.search(text):
        return Predicate(words=words, operator=Operator.ABOVE, value=0.0)
    if _NONE.search(text):
        return Predicate(words=words, operator=Operator.EQUAL, value=0.0)
    return None


def _standard(words: str, text: str) -> Predicate | None:
    """A figure against something that is not said in numbers: a target, an average, last year's."""
    found = words_of("standard").first(text)
    if found is None:
        return None
    if found.value in ("met", "unmet"):
        met = (found.value == "met") != bool(_NOT.search(text[: found.start]))
        return Predicate(words=words, operator=Operator.AT_LEAST if met else Operator.BELOW)
    operator = _operator(text, len(text), len(text)) or _by_direction(text)
    return None if operator is None else Predicate(words=words, operator=operator)


def _by_direction(text: str) -> Operator | None:
    """``比预算多`` and ``比全国快`` compare without a word for a limit."""
    found = _direction(text)
    if found is Direction.UP:
        return Operator.ABOVE
    return Operator.BELOW if found is Direction.DOWN else None


def _moved(words: str, text: str) -> Predicate | None:
    """A figure that rose, fell or stayed."""
    direction = _direction(text)
    if direction is Direction.NONE:
        return None
    return Predicate(words=words, operator=Operator.MOVED, direction=direction)


def _direction(text: str) -> Direction:
    """Which way the longest word of change in a text goes; what denies it turns it."""
    found = sorted(words_of("direction").find(text), key=lambda each: each.start - each.end)
    if not found:
        return Direction.NONE
    direction = Direction(found[0].value)
    lead = text[: found[0].start]
    if direction is not Direction.FLAT and _NOT.search(lead[-3:]):
        return Direction.DOWN if direction is Direction.UP else Direction.UP
    return direction


_READERS: tuple[_Reader, ...] = (_special, _presence, _numeric, _zero, _standard, _moved)
"""Readers in the order in which they are asked: numbers before words of change."""
