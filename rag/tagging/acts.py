"""The signs by which the act of a question is told: its words, and what its spans are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rag.tagging.labels import Marked
from rag.tagging.signs import Seen

_TELLING = frozenset("AVRGMOSF")
"""Kinds of spans whose words tell an act; those of the others are of what is asked about."""
_MANY = 3
_LENGTHS = (1, 2, 3)


def signs_of_act(seen: Seen, spans: Sequence[Marked]) -> list[str]:
    """The signs of a question's act, given its spans."""
    return list(dict.fromkeys([*_plain(seen), *_words(seen, spans), *_counts(spans)]))


def _plain(seen: Seen) -> Iterator[str]:
    """Characters or words as they stand, in ones, twos and threes; they hold where spans err."""
    padded = ["^", *(each.text for each in seen.tokens), "$"]
    for length in _LENGTHS:
        for at in range(len(padded) - length + 1):
            yield "r" + "|".join(padded[at : at + length])


def _words(seen: Seen, spans: Sequence[Marked]) -> Iterator[str]:
    """Characters or words outside what is asked about, in ones, twos and threes."""
    asked = {at for span in spans if span.kind in "IPTB" for at in range(span.start, span.end)}
    texts = [f"<{_kind_at(spans, each.start)}>" if each.start in asked else each.text
             for each in seen.tokens]  # fmt: skip
    short = [text for number, text in enumerate(texts) if number == 0 or text != texts[number - 1]]
    padded = ["^", *short, "$"]
    for length in _LENGTHS:
        for at in range(len(padded) - length + 1):
            yield "n" + "|".join(padded[at : at + length])
    for span in spans:
        if span.kind in _TELLING:
            yield f"s{span.kind}:{seen.view[span.start : span.end].lower()}"


def _kind_at(spans: Sequence[Marked], at: int) -> str:
    return next(span.kind for span in spans if span.start <= at < span.end)


def _counts(spans: Sequence[Marked]) -> Iterator[str]:
    """How many spans there are of each kind, and in which order they come."""
    counts = Counter(span.kind for span in spans)
    for kind, count in counts.items():
        yield f"c{kind}{min(count, _MANY)}"
    kinds = [span.kind for span in spans if span.kind not in "PTB"]
    yield "k" + "".join(kinds)
    for at in range(len(kinds) - 1):
        yield f"o{kinds[at]}{kinds[at + 1]}"
