"""Nearness in meaning: the shipped encoder's vectors, moved so that phrases lie by the names they mean.

The encoder puts 外贸 near 贸易 and far from 进出口总额; a learnt change of its space, of low rank and with
a small vector for each pair of characters and each English word, mends that for names of figures
(``model/README.md`` says how it was learnt and what it brings).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ingest.folding import fold
from ingest.lexicon.english_words import WORD, stem_of
from vectorstore.store import Vectors

_HAN = re.compile(r"[\u3400-\u9fff]")
_PARTS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
FILE = "meaning.npz"


@dataclass(frozen=True)
class Meaning:
    """The learnt change; all arrays float32.

    Attributes:
        means: ``(2, d)``: what vectors of Chinese and of other texts have in common, taken off first.
        narrow: ``(d, r)``: to the few directions that matter.
        widen: ``(r, d)``: and back.
        grams: ``(h, r)``: a vector for each piece of a text, by its hash.
        spread: ``(r, d)``: from these to the space of the encoder.
    """

    means: Vectors
    narrow: Vectors
    widen: Vectors
    grams: Vectors
    spread: Vectors

    def place(self, texts: Sequence[str], vectors: Vectors) -> Vectors:
        """``(n, d)`` unit rows: where texts lie, of which ``vectors`` are the encoder's."""
        even = centred(self.means, texts, vectors)
        pieces = np.stack([self._pieces(text) for text in texts])
        return unit_rows(even + even @ self.narrow @ self.widen + pieces @ self.spread)

    def _pieces(self, text: str) -> NDArray[np.float32]:
        numbers = [number_of(piece, len(self.grams)) for piece in pieces_of(text)]
        if not numbers:
            return np.zeros(self.grams.shape[1], np.float32)
        summed: NDArray[np.float32] = self.grams[numbers].sum(axis=0) / np.sqrt(len(numbers))
        return summed.astype(np.float32)


def pieces_of(text: str) -> list[str]:
    """Chinese characters and pairs of them, English words and pairs of them (by their stems)."""
    found: list[str] = []
    for part in _PARTS.findall(fold(text).lower()):
        if _HAN.match(part):
            found += [*part, *(one + other for one, other in pairwise(part))]
        else:
            stems = [stem_of(word) for word in WORD.findall(part.replace("-", " "))]
            found += [*stems, *(f"{one} {other}" for one, other in pairwise(stems))]
    return found


def number_of(piece: str, count: int) -> int:
    """The row of a piece in a table of ``count`` rows; some pieces share one."""
    return zlib.crc32(piece.encode()) % count


def is_chinese(text: str) -> bool:
    """Whether any of a text is written in Chinese."""
    return _HAN.search(text) is not None


def centred(means: Vectors, texts: Sequence[str], vectors: Vectors) -> Vectors:
    """The encoder's vectors without what those of a language have in common, unit rows."""
    return unit_rows(vectors - means[[0 if is_chinese(text) else 1 for text in texts]])


def unit_rows(rows: Vectors) -> Vectors:
    """Rows of length 1; zero rows stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


@cache
def load_meaning() -> Meaning:
    """The change that comes with Yiju."""
    path = resources.files("rag.linking").joinpath("model", FILE)
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        names = ("means", "narrow", "widen", "grams", "spread")
        return Meaning(*(arrays[name].astype(np.float32) for name in names))
