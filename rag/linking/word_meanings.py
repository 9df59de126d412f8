"""What is said of a phrase by no word of a name, and the other way round, in the space of meanings.

地铁票价 lies near 轨道交通客运量 as a whole; but nothing of that name lies near 票价.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.linking.concepts import Kind, Word
from rag.linking.form import Wording
from vectorstore.store import Vectors


class Meanings(Protocol):
    """Where texts lie in the space of meanings; unit rows."""

    def of(self, names: Sequence[str]) -> Vectors:
        """``(n, d)`` float32 of names and their words, which come again."""
        ...

    def places(self, phrases: Sequence[str]) -> Vectors:
        """``(n, d)`` float32 of phrases and their words, which may never come again."""
        ...


WORD_FEATURES = ("said_mean", "said_least", "held_mean", "held_least", "said_things", "held_things")
"""How near the words of the phrase have their nearest in the name, on average and at least; the same of
the name's words; and at least of those that are no measures."""


def word_meanings(
    phrase: Wording, names: Sequence[Wording], meanings: Meanings
) -> NDArray[np.float64]:
    """``(len(names), len(WORD_FEATURES))``."""
    held = list(dict.fromkeys(word.spoken for name in names for word in name.words))
    if not phrase.words or not held:
        return np.zeros((len(names), len(WORD_FEATURES)))
    column = {spoken: at for at, spoken in enumerate(held)}
    near = meanings.places([word.spoken for word in phrase.words]) @ meanings.of(held).T
    rows = [
        _features(near[:, [column[word.spoken] for word in name.words]], phrase.words, name.words)
        for name in names
    ]
    return np.array(rows, dtype=np.float64)


def _features(near: Vectors, said: Sequence[Word], held: Sequence[Word]) -> list[float]:
    if not near.size:
        return [0.0] * len(WORD_FEATURES)
    of_said, of_held = near.max(axis=1), near.max(axis=0)
    return [
        float(of_said.mean()),
        float(of_said.min()),
        float(of_held.mean()),
        float(of_held.min()),
        _least_of_things(of_said, said),
        _least_of_things(of_held, held),
    ]


def _least_of_things(nearest: Vectors, words: Sequence[Word]) -> float:
    """The least of words that are no measures; of all where there are no others."""
    things = [
        near for near, word in zip(nearest, words, strict=True) if word.kind is not Kind.MEASURE
    ]
    return float(min(things) if things else nearest.min())
