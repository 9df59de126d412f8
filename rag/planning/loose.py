"""Conditions that no mark holds: limits, comparisons and moves said in passing (``收入过了四万的县``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.plan import Act, Predicate
from rag.planning.numbers import limits_in
from rag.planning.predicates import operator_beside, read_predicate
from rag.planning.view import Reading
from rag.tagging.times import expressions
from rag.tagging.words import words_of

_SELECTING = frozenset({Act.WHICH, Act.HOW_MANY, Act.WHO})
"""Acts that ask for those of which something is true."""
_PLAINLY_A_LIMIT = 100
"""A number without a unit and without a mark counts from here on; smaller ones are counts of things."""
_REACH = 6
"""How far from its number a word for a limit stands."""
_POINTING = re.compile("[上下前这那哪每第同某任]$")
"""What makes 一 no number (``上一条``)."""
_OTHER_NUMBERS = "ITRPMUC"
"""Kinds of spans whose numbers are no limits."""
_NAMES = "ITPB"
_COMPARED = re.compile(r"比[^,。?比]{1,8}?(?:还|更|要)?[高低多少快慢](?![多少高低几是还])")
_HAPPENED = re.compile(r"^[^,。?]{0,2}(?:了(?!多少|几|没)|的|着呢)|^(?:走|升)|^\s*[?？。]?$")
"""What follows a word of change that tells of what happened, not of how much."""
_SLOTS = ("standard", "presence", "limit")


def loose_predicates(reading: Reading) -> list[Predicate]:
    """The conditions that a question has outside what is marked as one."""
    limits = list(_limits(reading))
    if limits or reading.tagged.act not in _SELECTING or any(reading.spans("R")):
        return limits
    found = next(filter(None, (_compared(reading), _special(reading), _moved(reading))), None)
    return [found] if found else []


def _limits(reading: Reading) -> Iterator[Predicate]:
    """Numbers beside a word that says how a figure stands to them."""
    view = reading.lower
    named = expressions(reading.view, reading.tagged.language)
    for limit in limits_in(view):
        timed = any(limit.start < each.end and each.start < limit.end for each in named)
        pointed = limit.value == 1 and _POINTING.search(view[: limit.start])
        if timed or pointed or reading.within(limit.start, limit.end, _OTHER_NUMBERS):
            continue
        start, end = max(0, limit.start - _REACH), limit.end + _REACH
        plain = limit.unit or limit.value >= _PLAINLY_A_LIMIT
        around = view[start:end]
        if plain and operator_beside(around, limit.start - start, limit.end - start) is not None:
            yield from _numeric(reading, start, end)


def _numeric(reading: Reading, start: int, end: int) -> Iterator[Predicate]:
    predicate = _read(reading, start, end)
    if predicate is not None and predicate.value is not None:
        yield predicate


def _read(reading: Reading, start: int, end: int) -> Predicate | None:
    return read_predicate(reading.tagged.question[start:end].strip(), reading.lower[start:end])


def _compared(reading: Reading) -> Predicate | None:
    """``比上年少`` and ``比全省快`` of those that are asked for."""
    match = _COMPARED.search(reading.lower)
    return _read(reading, *match.span()) if match else None


def _special(reading: Reading) -> Predicate | None:
    """Limits without a number, targets met or missed, and what is said or not."""
    for slot in _SLOTS:
        for found in words_of(slot).find(reading.lower):
            if (
                not reading.within(found.start, found.end, "ITPBXDS")
                and len(reading.lower[found.start : found.end]) > 1
            ):
                predicate = _read(reading, found.start, found.end)
                if predicate is not None:
                    return predicate
    return None


def _moved(reading: Reading) -> Predicate | None:
    """``哪些反弹了``: a word of change that happened."""
    for found in words_of("direction").find(reading.lower):
        inside = reading.within(found.start, found.end, _NAMES)
        if not inside and _HAPPENED.match(reading.lower[found.end :]):
            return _read(reading, found.start, found.end)
    return None
