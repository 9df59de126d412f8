"""Vectors of many passages, kept such that the nearest to a query are found; by FAISS and numpy.

Two kinds, chosen by how many passages there are:

- :class:`Flat` keeps the vectors as they are and compares them all: exact.
- :class:`Compressed` keeps eight bits a dimension, and codes for a first choice: product
  quantisation with 16 centroids for every three dimensions, whose distances are added in registers
  (André, Kermarrec, Le Scouarnec, "Cache locality is not enough: high-performance nearest neighbor
  search with product quantization fast scan", VLDB 2015). The first choice is ranked by the eight
  bits. Inverted lists and graphs were measured as well and found fewer of the nearest
  (docs/store.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from vectorstore.local.changes import Numbers
from vectorstore.local.scopes import Scope
from vectorstore.store import Vectors

Index = Any
"""An index of FAISS; the library's stubs describe C++, not what Python may pass and gets."""

Batches = Iterable[tuple[Numbers, Vectors]]
"""Numbers, ascending throughout and higher than any before, with a vector each."""

Scored = list[tuple[int, float]]
"""``(number, score)``, best first, equal scores by number."""

_COMPRESS_FROM = 50_000
_COMPRESS_UNTIL = _COMPRESS_FROM // 2
_CENTROID_BITS = 4
_TRAINED_ON = 20_000
_TRAINED_ANEW = 4
_CANDIDATES = 8
_FEWEST_CANDIDATES = 256
_RANKED_WHOLE = 2_000
_BROAD = 5
_SPARE = 1.5
_STEPS = 127


class Kind(StrEnum):
    """How vectors are kept."""

    FLAT = "flat"
    COMPRESSED = "compressed"


def kind_for(passages: int, before: Kind | None = None) -> Kind:
    """The kind for that many passages; the one before stays until there are half as many."""
    fewest = _COMPRESS_UNTIL if before is Kind.COMPRESSED else _COMPRESS_FROM
    return Kind.COMPRESSED if passages >= fewest else Kind.FLAT


class Part(Protocol):
    """Vectors of passages by their numbers; never changed once made."""

    @property
    def kind(self) -> Kind:
        """How they are kept."""
        ...

    @property
    def numbers(self) -> Numbers:
        """Of which passages, ascending."""
        ...

    @property
    def is_fit(self) -> bool:
        """Whether its kind and its training still suit what it has grown to."""
        ...

    def search(self, query: Vectors, k: int, scope: Scope | None, gone: Numbers) -> Scored:
        """The best by inner product.

        Args:
            query: ``(d,)`` float32 of unit length.
            k: How many at most.
            scope: What to choose among; None for all.
            gone: Numbers to leave out where all are chosen among.
        """
        ...

    def changed(self, gone: Numbers, added: Batches) -> Part:
        """The same kind of part without some passages and with others."""
        ...

    def write(self, path: Path) -> None:
        """Writes it to a file that :func:`read_part` reads."""
        ...


@dataclass(frozen=True, slots=True)
class Flat:
    """Vectors as they are.

    Attributes:
        index: ``faiss.IndexIDMap2`` over ``faiss.IndexFlatIP``.
    """

    index: Index

    @classmethod
    def of(cls, dimension: int, batches: Batches = ()) -> Flat:
        """Keeps vectors."""
        return _filled(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)), batches)

    @property
    def kind(self) -> Kind:
        """Flat."""
        return Kind.FLAT

    @property
    def numbers(self) -> Numbers:
        """See :class:`Part`."""
        found: Numbers = faiss.vector_to_array(self.index.id_map)
        return found

    @property
    def is_fit(self) -> bool:
        """See :class:`Part`."""
        return kind_for(self.index.ntotal) is Kind.FLAT

    def search(self, query: Vectors, k: int, scope: Scope | None, gone: Numbers) -> Scored:
        """See :class:`Part`; exact."""
        if not self.index.ntotal:
            return []
        selector = _selector(scope, gone)
        parameters = _parameters(faiss.SearchParameters, sel=selector) if selector else None
        scores, numbers = _searched(self.index, query, min(k, self.index.ntotal), parameters)
        held = numbers >= 0
        return _best(numbers[held], scores[held], k)

    def changed(self, gone: Numbers, added: Batches) -> Flat:
        """See :class:`Part`."""
        index = faiss.clone_index(self.index)
        if len(gone):
            index.remove_ids(faiss.IDSelectorBatch(gone))
        return _filled(index, added)

    def write(self, path: Path) -> None:
        """See :class:`Part`."""
        faiss.write_index(self.index, str(path))


@dataclass(frozen=True, slots=True)
class Compressed:
    """Vectors as four-bit codes of three dimensions, and as eight-bit steps of each.

    A vector is ``rows[i] * scales[i]`` to within half a step of each dimension, which moves a
    cosine by 0.0004 on average.

    Attributes:
        codes: ``faiss.IndexIVFPQFastScan`` of a single list, as the plain ``IndexPQFastScan``
            cannot search within a scope.
        numbers: ``(n,)`` int64, ascending.
        rows: ``(n, d)`` int8.
        scales: ``(n,)`` float32.
        trained_on: How many passages there were when the centroids were found.
    """

    codes: Index
    numbers: Numbers
    rows: NDArray[np.int8]
    scales: NDArray[np.float32]
    trained_on: int

    @classmethod
    def of(cls, dimension: int, batches: Batches) -> Compressed:
        """Keeps vectors, with centroids found from a sample of them, always the same one."""
        return _trained(*_quantised(dimension, batches))

    @property
    def kind(self) -> Kind:
        """Compressed."""
        return Kind.COMPRESSED

    @property
    def is_fit(self) -> bool:
        """See :class:`Part`; beyond four times the size the centroids may be of old wordings."""
        count = len(self.numbers)
        return kind_for(count, self.kind) is self.kind and count < _TRAINED_ANEW * self.trained_on

    def search(self, query: Vectors, k: int, scope: Scope | None, gone: Numbers) -> Scored:
        """See :class:`Part`; the codes choose some times ``k``, the eight bits rank them."""
        if scope is not None and scope.count <= _RANKED_WHOLE:
            positions = self._positions(scope.numbers())
        else:
            wanted = min(len(self.numbers), max(_FEWEST_CANDIDATES, _CANDIDATES * k))
            positions = self._positions(self._candidates(query, wanted, scope, gone))
        scores = (self.rows[positions].astype(np.float32) @ query) * self.scales[positions]
        return _best(self.numbers[positions], scores, k)

    def changed(self, gone: Numbers, added: Batches) -> Compressed:
        """See :class:`Part`; the centroids stay."""
        codes = faiss.clone_index(self.codes)
        kept: slice | NDArray[np.bool_] = slice(None)
        if len(gone):
            codes.remove_ids(faiss.IDSelectorBatch(gone))
            kept = ~np.isin(self.numbers, gone)
        before = (self.numbers[kept], self.rows[kept], self.scales[kept])

        def note(numbers: Numbers, vectors: Vectors) -> None:
            codes.add_with_ids(vectors, numbers)

        numbers, rows, scales = _quantised(self.rows.shape[1], added, before, note)
        return Compressed(codes, numbers, rows, scales, self.trained_on)

    def trained_anew(self) -> Compressed:
        """The same vectors with centroids of today's."""
        return _trained(self.numbers, self.rows, self.scales)

    def write(self, path: Path) -> None:
        """See :class:`Part`."""
        with path.open("wb") as file:
            for array in (
                np.array([self.trained_on]),
                faiss.serialize_index(self.codes),
                self.numbers,
                self.rows,
                self.scales,
            ):
                np.save(file, array, allow_pickle=False)

    def _candidates(
        self, query: Vectors, wanted: int, scope: Scope | None, gone: Numbers
    ) -> Numbers:
        """The nearest by their codes."""
        if scope is not None and scope.count * _BROAD >= len(self.numbers):
            # To choose among so many costs more than to find more of all, and leave out the others.
            share = len(self.numbers) / scope.count
            found = self._nearest(query, min(len(self.numbers), int(_SPARE * share * wanted)), None)
            inside = found[scope.holds(found)][:wanted]
            if len(inside) == wanted:
                return inside
        return self._nearest(query, wanted, _selector(scope, gone))

    def _nearest(self, query: Vectors, k: int, selector: faiss.IDSelector | None) -> Numbers:
        parameters = _parameters(faiss.SearchParametersIVF, sel=selector, nprobe=1)
        _, found = _searched(self.codes, query, k, parameters)
        return found[found >= 0]

    def _positions(self, numbers: Numbers) -> NDArray[np.intp]:
        """Where the numbers that are held stand."""
        if not len(self.numbers):
            return np.empty(0, dtype=np.intp)
        found = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        held: NDArray[np.intp] = found[self.numbers[found] == numbers]
        return held


def read_part(path: Path, kind: Kind) -> Part:
    """Reads what :meth:`Part.write` wrote.

    Raises:
        OSError: The file cannot be read.
        ValueError: It holds something else.
        RuntimeError: The same, said by FAISS.
    """
    if kind is Kind.FLAT:
        return Flat(faiss.read_index(str(path)))
    with path.open("rb") as file:
        trained_on, codes, numbers, rows, scales = (_array(file) for _ in range(5))
    return Compressed(faiss.deserialize_index(codes), numbers, rows, scales, int(trained_on[0]))


def _array(file: BinaryIO) -> NDArray[Any]:
    found: NDArray[Any] = np.load(file, allow_pickle=False)
    return found


def _filled(index: Index, batches: Batches) -> Flat:
    for numbers, vectors in batches:
        index.add_with_ids(vectors, numbers)
    return Flat(index)


def _quantised(
    dimension: int,
    batches: Batches,
    before: tuple[Numbers, NDArray[np.int8], NDArray[np.float32]] | None = None,
    note: Callable[[Numbers, Vectors], None] | None = None,
) -> tuple[Numbers, NDArray[np.int8], NDArray[np.float32]]:
    """Numbers, rows and scales of vectors, after those of before.

    Args:
        dimension: Length of a vector.
        batches: The vectors.
        before: What comes first.
        note: Is given each batch.
    """
    numbers = [before[0] if before else np.empty(0, dtype=np.int64)]
    rows = [before[1] if before else np.empty((0, dimension), dtype=np.int8)]
    scales = [before[2] if before else np.empty(0, dtype=np.float32)]
    for these, vectors in batches:
        if note is not None:
            note(these, vectors)
        largest = np.abs(vectors).max(axis=1, initial=0)
        steps = np.divide(_STEPS, largest, out=np.zeros_like(largest), where=largest > 0)
        numbers.append(these)
        rows.append(np.rint(vectors * steps[:, None]).astype(np.int8))
        scales.append(largest / np.float32(_STEPS))
    return np.concatenate(numbers), np.concatenate(rows), np.concatenate(scales)


def _trained(numbers: Numbers, rows: NDArray[np.int8], scales: NDArray[np.float32]) -> Compressed:
    dimension = rows.shape[1]
    parts = dimension // next(each for each in (3, 2, 1) if dimension % each == 0)
    codes = faiss.IndexIVFPQFastScan(
        faiss.IndexFlatIP(dimension),
        dimension,
        1,
        parts,
        _CENTROID_BITS,
        faiss.METRIC_INNER_PRODUCT,
    )
    codes.by_residual = False
    sample = slice(None, None, -(-len(rows) // _TRAINED_ON))
    codes.train(_restored(rows[sample], scales[sample]))
    for start in range(0, len(rows), _TRAINED_ON):
        those = slice(start, start + _TRAINED_ON)
        codes.add_with_ids(_restored(rows[those], scales[those]), numbers[those])
    return Compressed(codes, numbers, rows, scales, len(rows))


def _restored(rows: NDArray[np.int8], scales: NDArray[np.float32]) -> Vectors:
    return rows * scales[:, None]


def _searched(
    index: Index, query: Vectors, k: int, parameters: object
) -> tuple[NDArray[np.float32], Numbers]:
    # For one query more threads cost more than they gain; the setting is the calling thread's.
    faiss.omp_set_num_threads(1)
    scores, numbers = index.search(query[np.newaxis], k, params=parameters)
    return scores[0], numbers[0]


def _best(numbers: Numbers, scores: NDArray[np.float32], k: int) -> Scored:
    order = np.lexsort((numbers, -scores))[:k]
    return list(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))


def _selector(scope: Scope | None, gone: Numbers) -> faiss.IDSelector | None:
    if scope is not None:
        make: Any = faiss.IDSelectorBitmap
        found: faiss.IDSelector = make(scope.bitmap())
        return found
    return faiss.IDSelectorNot(faiss.IDSelectorBatch(gone)) if len(gone) else None


def _parameters(make: Callable[..., object], **values: object) -> object:
    return make(**values)
