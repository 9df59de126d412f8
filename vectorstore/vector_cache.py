"""Vectors of texts that are asked for again and again: names of indicators, of places, of bodies."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.store import Vectors

CAPACITY = 20_000
"""Texts remembered; 384 dimensions of this many take 31 MB."""


class VectorCache:
    """Embeds each text once, and forgets the one that was asked for longest ago.

    May be used by several threads; two that ask for the same new text may both embed it.

    Args:
        embed: Gives ``(n, d)`` float32 of n texts: ``load_encoder().embed_queries``, for instance.
        capacity: Texts to remember.
    """

    def __init__(self, embed: Callable[[Sequence[str]], Vectors], capacity: int = CAPACITY) -> None:
        self._embed = embed
        self._capacity = capacity
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), d)`` float32, in the order of the texts."""
        found = self._remembered(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing or not texts:
            made = self._embed(missing)
            if not texts:
                return made
            found |= dict(zip(missing, made, strict=True))
            self._remember(missing, made)
        return np.stack([found[text] for text in texts])

    def _remembered(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        found = {}
        with self._lock:
            for text in texts:
                if text in self._known:
                    self._known.move_to_end(text)
                    found[text] = self._known[text]
        return found

    def _remember(self, texts: Sequence[str], vectors: Vectors) -> None:
        with self._lock:
            for text, vector in zip(texts, vectors, strict=True):
                # A copy: a row of a matrix would keep all of the matrix.
                self._known[text] = vector.copy()
                self._known.move_to_end(text)
            while len(self._known) > self._capacity:
                self._known.popitem(last=False)
