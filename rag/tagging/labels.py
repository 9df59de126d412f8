"""Spans as one label for each token, and back (BIO: begins, goes on, outside)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rag.tagging.tokens import Token

OUTSIDE = "O"
_BEGINS, _GOES_ON = "B-", "I-"


class Marked(NamedTuple):
    """A marked stretch of a question.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        kind: What it is: one letter, as ``estate/README.md`` lists them.
    """

    start: int
    end: int
    kind: str


def labels_of(tokens: Sequence[Token], spans: Iterable[Marked]) -> list[str]:
    """One label for each token; one that a span cuts belongs to the span that it begins in."""
    labels = [OUTSIDE] * len(tokens)
    for span in spans:
        inside = [
            number for number, each in enumerate(tokens) if span.start <= each.start < span.end
        ]
        for place, number in enumerate(inside):
            labels[number] = f"{_GOES_ON if place else _BEGINS}{span.kind}"
    return labels


def spans_of(tokens: Sequence[Token], labels: Sequence[str]) -> list[Marked]:
    """The spans that labels say; one that goes on without a beginning begins there."""
    found: list[Marked] = []
    before = OUTSIDE
    for token, label in zip(tokens, labels, strict=True):
        if label != OUTSIDE:
            kind = label[len(_BEGINS) :]
            if label.startswith(_GOES_ON) and before[len(_BEGINS) :] == kind and found:
                found[-1] = found[-1]._replace(end=token.end)
            else:
                found.append(Marked(token.start, token.end, kind))
        before = label
    return found
