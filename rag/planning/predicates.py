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
_NOT_ONE = re.compile(
    "一[件个起例份分人次条项宗家](?:钱|案)?(?:都|也|案子都)?(?:没|未|无)|没有?一[件个起例份分]"
)
_SOME = re.compile(r"不(?:为|是|等于)零|不为0|非零|发生过|大于零|non-?zero|at least one|\bany\b")
_LIMITS = re.compile(
    r"\b(?:more|fewer|less|higher|lower|greater) than\b|\bup to\b|不[高低多少]于|[高低多少]于"
)
"""Words of limits that are words of change as well."""
_UNMET = re.compile("(?:都|也|还)*(?:不到|没到|不足|未到|没有到|达不到|没有)")
_ASKING = re.compile("有没有|是不是|能不能|有无|够不够|是否")
"""Words that ask whether; they deny nothing."""
_ASKING_IF_STATED = re.compile("([提讲写说])没\\1到?")
_RANKED = re.compile("最[多少]的")
"""Superlatives, which are limits only without 的 (``最多三件``)."""
_COME_TO = re.compile(r"(?:到|至|达|为|成)了?[^\d]{0,2}$|\bto\b[^\d]{0,12}$")
"""Before the number that something rose or fell to: it is no change."""
_REACHED = re.compile(r"(?:达到?|到|上|满|够)了?\s*$")
_PASSED = re.compile(r"(?:(?<![现有到见达发])过|超|破|冲破|冲过)了?\s*$")
_MORE = re.compile(r"^的?(?:还|都|更|要)?(?:高|多|大|快|长)")
_LESS = re.compile(r"^的?(?:还|都|更|要)?(?:低|少|小|慢|短)")
_ABOVE_IT = re.compile("[高多快大好]|over|above|ahead|beat|more|higher|better|faster")
_BELOW_IT = re.compile(
    "[低少慢小差]|[没未不](?:到|达|能|及|如|够)|under|below|behind|miss|less|lower|worse|slower|short|not"
)
_BEFORE = re.compile("上年|去年|上一年|前一年|last year|previous year|prior year|year before")
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
    text = _ASKING.sub(" ", _ASKING_IF_STATED.sub("提到", lower.strip()))
    text = text.replace("个点", "%")
    return next(filter(None, (read(words, text) for read in _READERS)), None)


def _special(words: str, text: str) -> Predicate | None:
    """Limits that are said without a number."""
    special = next(
        (each.value for each in words_of("limit").find(text) if each.value in _SPECIAL), None
    )
    if special is None or limits_in(_without_ten(text)):
        return None
    return _SPECIAL[special](words, text)


def _without_ten(text: str) -> str:
    """Words without the numerals that special limits are said with."""
    return re.sub("两位|双位|一半|半数|一番|two-digit", "", text)


def _double_digit(words: str, text: str) -> Predicate:
    direction = _direction(text)
    denied = direction is not Direction.DOWN and _NOT.search(text)
    return Predicate(
        words=words, operator=Operator.BELOW if denied else Operator.AT_LEAST,
        value=_DOUBLE_DIGITS, unit=_RATE, direction=direction,
    )  # fmt: skip


def _half(words: str, text: str) -> Predicate:
    operator = operator_beside(text, len(text), len(text)) or Operator.ABOVE
    below = operator in (Operator.BELOW, Operator.AT_MOST) or bool(_NOT.search(text))
    chosen = Operator.BELOW if below else Operator.ABOVE
    return Predicate(words=words, operator=chosen, value=_HALF, unit=_RATE)


def _halved(words: str, text: str) -> Predicate:
    return Predicate(
        words=words, operator=Operator.AT_LEAST, value=_HALF, unit=_RATE, direction=Direction.DOWN
    )


def _doubled(words: str, text: str) -> Predicate:
    return Predicate(
        words=words, operator=Operator.AT_LEAST, value=_HUNDRED, unit=_RATE, direction=Direction.UP
    )


def _all(words: str, text: str) -> Predicate:
    operator = Operator.BELOW if _NOT.search(text) else Operator.EQUAL
    return Predicate(words=words, operator=operator, value=_HUNDRED, unit=_RATE)


def _negative(words: str, text: str) -> Predicate:
    operator = Operator.AT_LEAST if _NOT.search(text) else Operator.BELOW
    return Predicate(words=words, operator=operator, value=0.0)


_SPECIAL: dict[str, Callable[[str, str], Predicate]] = {
    "double_digit": _double_digit,
    "half": _half,
    "halved": _halved,
    "doubled": _doubled,
    "full": _all,
    "negative": _negative,
}


def _presence(words: str, text: str) -> Predicate | None:
    """Whether reports say it at all."""
    found = words_of("presence").first(text)
    if found is None or limits_in(text):
        return None
    lead = text if text.isascii() else text[: found.start]
    negated = found.value == "not_stated" or bool(_NOT.search(lead))
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
    operator = operator_beside(text, first.start, first.end) or Operator.EQUAL
    return _directed(words, text, first, operator)


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


def _directed(words: str, text: str, limit: Limit, operator: Operator) -> Predicate:
    """A limit on a rise or a fall: how far it went, and which way."""
    before = _LIMITS.sub(" ", text[: limit.start])
    direction = _direction(before)
    if direction is Direction.FLAT or _COME_TO.search(before):
        direction = Direction.NONE
    return Predicate(
        words=words, operator=operator, value=limit.value, unit=limit.unit, direction=direction
    )


def operator_beside(text: str, start: int, end: int) -> Operator | None:
    """How a figure stands to the limit that words surround: what denies turns it.

    Args:
        text: The words, in the common view, in lower case.
        start: Where the limit begins in them.
        end: Where it ends.
    """
    after = text[end:].lstrip(" 的")
    if _UNMET.match(after):
        return Operator.BELOW
    said = words_of("limit").value_of(words_of("limit").longest_at(after, 0))
    if said in ("at_least", "at_most") and not after.startswith("最"):
        return _OPERATORS[said]
    before = text[:start]
    shared = next(
        (
            FORMS[form]
            for form in sorted(FORMS, key=len, reverse=True)
            if before.rstrip("了 ").endswith(form)
        ),
        None,
    )
    if shared is not None:
        return _COMPARATIVES[shared]
    before = _RANKED.sub(" ", before)
    found = [each for each in words_of("limit").find(before) if each.value in _OPERATORS]
    if found:
        return _denied(_OPERATORS[found[-1].value], before[: found[-1].start])
    return _spoken(before, text[end:])


def _spoken(before: str, after: str) -> Operator | None:
    """Single characters that say a limit only beside its number (``过百``, ``到3%``, ``比一成还高``)."""
    reached, passed = _REACHED.search(before), _PASSED.search(before)
    if reached:
        return _denied(Operator.AT_LEAST, before[: reached.start()])
    if passed:
        return _denied(Operator.ABOVE, before[: passed.start()])
    if "比" in before and _MORE.search(after):
        return Operator.ABOVE
    return Operator.BELOW if "比" in before and _LESS.search(after) else None


_DENIED = {
    Operator.AT_LEAST: Operator.BELOW,
    Operator.ABOVE: Operator.AT_MOST,
    Operator.BELOW: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.ABOVE,
}


def _denied(operator: Operator, lead: str) -> Operator:
    """What is left of an operator that a word before it denies (``没有达到``, ``not exceed``)."""
    return _DENIED.get(operator, operator) if _NOT.search(lead) else operator


def _none(words: str, text: str) -> Predicate | None:
    """Not a single one (``一件都没有``), which has a number and no limit."""
    if not _NOT_ONE.search(text):
        return None
    return Predicate(words=words, operator=Operator.EQUAL, value=0.0)


def _zero(words: str, text: str) -> Predicate | None:
    """Nothing, or something."""
    if any(each.value > 1 for each in limits_in(text)):
        return None
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
    if "超标" in text:
        return Predicate(words=words, operator=Operator.ABOVE)
    if found.value in ("met", "unmet"):
        met = (found.value == "met") != bool(_NOT.search(text[: found.start]))
        return Predicate(words=words, operator=Operator.AT_LEAST if met else Operator.BELOW)
    if _BEFORE.search(text) and _by_direction(text) is not None:
        return _moved(words, text)
    operator = operator_beside(text, len(text), len(text)) or _by_direction(text)
    return None if operator is None else Predicate(words=words, operator=operator)


def _by_direction(text: str) -> Operator | None:
    """``比预算多`` and ``比全国快`` compare without a word for a limit."""
    if _ABOVE_IT.search(text):
        return Operator.ABOVE
    return Operator.BELOW if _BELOW_IT.search(text) else None


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
        return _by_adjective(text)
    direction = Direction(found[0].value)
    lead = text[: found[0].start]
    if direction is not Direction.FLAT and _NOT.search(lead[-3:]):
        return Direction.DOWN if direction is Direction.UP else Direction.UP
    return direction


def _by_adjective(text: str) -> Direction:
    """``比上年多``: after 比 an adjective says which way."""
    if "比" not in text:
        return Direction.NONE
    if re.search("[高多快大好]了?的?$", text):
        return Direction.UP
    return Direction.DOWN if re.search("[低少慢小差]了?的?$", text) else Direction.NONE


_READERS: tuple[_Reader, ...] = (_special, _presence, _none, _zero, _numeric, _standard, _moved)
"""Readers in the order in which they are asked: numbers before words of change."""
