"""Where the names that a collection holds lie in the space of meanings, as far as that is known yet.

A name costs the encoder some two milliseconds and a collection has thousands, so no request waits
for all of them: it makes those of the few names that it judges, and a thread of the service makes the rest,
the commonest first, once anybody has asked for a link. They are remembered for the life of the process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.linking.meaning import load_meaning
from vectorstore.store import Vectors
from vectorstore.vector_cache import VectorCache

_AT_ONCE = 16
"""Names made together by the thread: it holds the processor for a tenth of a second at most."""
_GROWTH = 1024
"""Rows that the table grows by."""
_MOST = 100_000
"""Names remembered, 77 MB; further ones are made whenever they are needed."""
_PHRASES = 1024
_COMPARED = 4096
"""Names compared at once, so that little memory is taken for it."""

Embed = Callable[[Sequence[str]], Vectors]


class NameVectors:
    """Places of texts in the space of meanings, each made once. May be used by several threads.

    Args:
        embed: Gives ``(n, d)`` float32 of n texts, the encoder's vectors.
    """

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._row: dict[str, int] = {}
        self._table: NDArray[np.float16] = np.empty((0, 0), np.float16)
        self._lock = threading.Lock()
        self._phrases = VectorCache(self._placed, _PHRASES)

    def place(self, phrase: str) -> Vectors:
        """``(d,)`` float32 of unit length: where a phrase lies; it is soon forgotten."""
        place: Vectors = self._phrases.vectors([phrase])[0]
        return place

    def _placed(self, texts: Sequence[str]) -> Vectors:
        return load_meaning().place(texts, self._embed(texts))

    def of(self, names: Sequence[str]) -> Vectors:
        """``(n, d)`` float32 unit rows; those that are not known are made."""
        with self._lock:
            known = {name: self._table[self._row[name]] for name in names if name in self._row}
        known |= self._make([name for name in dict.fromkeys(names) if name not in known])
        return np.stack([known[name] for name in names]).astype(np.float32)

    def nearest(self, place: Vectors, names: Sequence[str], count: int) -> list[int]:
        """Which of some names, of those known, lie nearest to a ``(d,)`` place; best first.

        Returns:
            Their positions among the names.
        """
        with self._lock:
            known = [(at, self._row[name]) for at, name in enumerate(names) if name in self._row]
            table = self._table
        if not known:
            return []
        positions, rows = (np.array(each) for each in zip(*known, strict=True))
        near = np.concatenate(
            [
                table[rows[at : at + _COMPARED]].astype(np.float32) @ place
                for at in range(0, len(rows), _COMPARED)
            ]
        )
        best = np.argsort(-near, kind="stable")[:count]
        found: list[int] = positions[best].tolist()
        return found

    def learn(self, names: Sequence[str], stop: threading.Event) -> None:
        """Makes those of some names that are not known, until told to stop."""
        missing = [name for name in names if name not in self._row]
        for at in range(0, len(missing), _AT_ONCE):
            if stop.is_set():
                return
            self._make(missing[at : at + _AT_ONCE])

    def _make(self, names: Sequence[str]) -> dict[str, NDArray[np.float16]]:
        if not names:
            return {}
        placed = self._placed(names).astype(np.float16)
        made = dict(zip(names, placed, strict=True))
        with self._lock:
            for name, row in made.items():
                if name not in self._row and len(self._row) < _MOST:
                    self._append(name, row)
        return made

    def _append(self, name: str, row: NDArray[np.float16]) -> None:
        number = len(self._row)
        if number >= len(self._table):
            grown = np.zeros((number + _GROWTH, len(row)), np.float16)
            grown[:number] = self._table[:number] if number else 0
            self._table = grown
        self._table[number] = row
        self._row[name] = number
