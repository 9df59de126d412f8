"""Weighs what several places of a document say about one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from vectorstore.records import Provenance

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Evidence(Generic[Value]):
    """One place of a document that speaks for a value.

    Attributes:
        value: The value.
        weight: How much it counts.
        origin: As :attr:`vectorstore.records.Provenance.origin`.
        words: The words it was read from.
        start: Their span in the report's text; None where they stand outside it.
        end: See ``start``.
    """

    value: Value
    weight: float
    origin: str
    words: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Value]):
    """What the evidence comes to.

    Attributes:
        value: The value with the greatest sum of weights; the first seen of equals.
        best: The weightiest piece of evidence for it.
        supporting: All evidence for it, in the order given.
        against: The weightiest evidence for each other value, weightiest first.
    """

    value: Value
    best: Evidence[Value]
    supporting: tuple[Evidence[Value], ...]
    against: tuple[Evidence[Value], ...]


def weigh(evidence: Iterable[Evidence[Value]]) -> Verdict[Value] | None:
    """Sums the weights for each value; None without evidence."""
    by_value: dict[Value, list[Evidence[Value]]] = defaultdict(list)
    for piece in evidence:
        by_value[piece.value].append(piece)
    if not by_value:
        return None
    value = max(by_value, key=lambda each: sum(piece.weight for piece in by_value[each]))
    heaviest = {each: max(pieces, key=lambda p: p.weight) for each, pieces in by_value.items()}
    against = sorted(
        (piece for each, piece in heaviest.items() if each != value), key=lambda p: -p.weight
    )
    return Verdict(value, heaviest[value], tuple(by_value[value]), tuple(against))


ORIGIN_NAMES = {
    "title": "标题",
    "page_head": "网页标题",
    "body": "正文",
    "signature": "落款",
    "page_field": "网页信息",
    "source": "文件名",
    "table": "行政区划表",
    "user": "用户",
}
"""Origins in the words that warnings use."""


def provenance(
    field: str, value: str, piece: Evidence[Value], disagreeing: Iterable[str] = ()
) -> Provenance:
    """The record of where a value came from."""
    return Provenance(
        field,
        value,
        piece.origin,
        piece.start,
        piece.end,
        piece.words,
        tuple(dict.fromkeys(disagreeing)),
    )
