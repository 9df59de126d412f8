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
_MOST = 50_000
"""Names remembered, 77 MB; further ones are made whenever they are needed."""
_PHRASES = 1024

Embed = Callable[[Sequence[str]], Vectors]


class NameVectors:
    """Places of texts in the space of meanings, each made once. May be used by several threads.

    Args:
        embed: Gives ``(n, d)`` float32 of n texts, the encoder's vectors.
    """

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._row: dict[str, int] = {}
        self._table: NDArray[np.float32] = np.empty((0, 0), np.float32)
        self._seen: tuple[Sequence[str], int, NDArray[np.int64]] = ((), 0, np.empty(0, np.int64))
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
        return np.stack([known[name] for name in names])

    def nearest(self, place: Vectors, names: Sequence[str], count: int) -> list[int]:
        """Which of some names, of those known, lie nearest to a ``(d,)`` place; best first.

        Args:
            place: From where.
            names: The names of a collection; the same object means the same names.
            count: How many at most.

        Returns:
            Their positions among the names.
        """
        with self._lock:
            rows, table = self._rows_of(names), self._table[: len(self._row)]
        known = np.flatnonzero(rows >= 0)
        if not len(known):
            return []
        near = (table @ place)[rows[known]]
        best = np.argsort(-near, kind="stable")[:count]
        found: list[int] = known[best].tolist()
        return found

    def _rows_of(self, names: Sequence[str]) -> NDArray[np.int64]:
        """Rows of the table, -1 for what is not known; kept until more is."""
        seen, known, rows = self._seen
        if seen is not names or known != len(self._row):
            rows = np.array([self._row.get(name, -1) for name in names], dtype=np.int64)
            self._seen = (names, len(self._row), rows)
        return rows

    def learn(self, names: Sequence[str], stop: threading.Event) -> None:
        """Makes those of some names that are not known, until told to stop."""
        missing = [name for name in names if name not in self._row]
        for at in range(0, len(missing), _AT_ONCE):
            if stop.is_set():
                return
            self._make(missing[at : at + _AT_ONCE])

    def _make(self, names: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        if not names:
            return {}
        placed = self._placed(names)
        made = dict(zip(names, placed, strict=True))
        with self._lock:
            for name, row in made.items():
                if name not in self._row and len(self._row) < _MOST:
                    self._append(name, row)
        return made

    def _append(self, name: str, row: NDArray[np.float32]) -> None:
        number = len(self._row)
        if number >= len(self._table):
            grown = np.zeros((number + _GROWTH, len(row)), np.float32)
            grown[:number] = self._table[:number] if number else 0
            self._table = grown
        self._table[number] = row
        self._row[name] = number
