"""One function from a phrase, as somebody says it, to the name that it means, or to none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from rag.linking.name_vectors import NameVectors
from rag.linking.ranker import (
    Matrix,
    Ranker,
    load_ranker,
    own_features,
    pair_features,
    with_rivals,
)
from vectorstore.embedding import load_encoder
from vectorstore.errors import ModelError


class Scored(NamedTuple):
    """A name and the chance, 0 to 1, that a phrase means it."""

    name: str
    chance: float


class Choices:
    """Names that are chosen among in several ways, by a phrase.

    Args:
        ranker: Judges them.
        labels: Of the features.
        table: ``(n, len(labels))`` of the names by themselves.
    """

    def __init__(self, ranker: Ranker, labels: tuple[str, ...], table: Matrix) -> None:
        self._ranker = ranker
        self._labels = labels
        self._table = table

    def chances(self, among: Sequence[int]) -> list[float]:
        """The chance of each of some names, by their places, where these are all there are."""
        _, table = with_rivals(self._labels, self._table[list(among)])
        found: list[float] = self._ranker.chances(table).tolist()
        return found


class Linker:
    """Says which of some names a phrase means. Safe to call from several threads.

    Args:
        vectors: Where phrases and names lie in the space of meanings; None to judge by words and
            characters alone, which knows less of what people say, and of English only what tables have.
    """

    def __init__(self, vectors: NameVectors | None) -> None:
        self.vectors = vectors
        self._ranker = load_ranker(with_meaning=vectors is not None)

    @property
    def threshold(self) -> float:
        """The chance from which on a phrase means a name."""
        return self._ranker.threshold

    def scored(self, phrase: str, names: Sequence[str]) -> list[Scored]:
        """The names, likeliest first."""
        if not names or not phrase.strip():
            return []
        _, table = pair_features(phrase, names, self.vectors)
        chances = self._ranker.chances(table)
        order = np.argsort(-chances, kind="stable")
        return [Scored(names[at], float(chances[at])) for at in order]

    def choices(self, phrase: str, names: Sequence[str]) -> Choices:
        """The same names in several choices, each name read once."""
        labels, table = own_features(phrase, names, self.vectors)
        return Choices(self._ranker, labels, table)

    def best(self, phrase: str, names: Sequence[str]) -> str | None:
        """The name meant; None where none is likely enough."""
        found = self.scored(phrase, names)
        return found[0].name if found and found[0].chance >= self.threshold else None


@cache
def shared_linker() -> Linker:
    """The linker of this process; one without meaning where the encoder cannot be loaded."""
    try:
        encoder = load_encoder()
    except ModelError:
        return Linker(None)
    return Linker(NameVectors(encoder.embed_queries))


def best_name(phrase: str, names: Sequence[str]) -> str | None:
    """The name that a phrase means; None where it means none of them."""
    return shared_linker().best(phrase, names)


def best_name_by_form(phrase: str, names: Sequence[str]) -> str | None:
    """The same by words and characters alone."""
    return Linker(None).best(phrase, names)
