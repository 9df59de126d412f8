"""The dense index: FAISS over the passages' vectors, derived from the database.

A large part that never changes (``base``) is kept in a file; what came since (``recent``) is read
from the database and kept in memory; what went (``gone``) is left out of searches. A new state is
a new :class:`DenseView`, so that a running search is never disturbed. When much has changed, both
parts are folded into a new base.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import StoreError, StoreLockedError
from vectorstore.local.changes import (
    EVERYTHING,
    Numbers,
    added_since,
    checksum,
    count_added_since,
    removed_since,
    replace_file,
    sync,
    writer_lock,
)
from vectorstore.local.database import Database, Stamp, stamp
from vectorstore.local.model import check_dimension, has_vectors_of
from vectorstore.store import Vectors

FORMAT = 1
"""Raise it when the files change: indexes of another format are built anew."""

KIND = "flat"
"""Exact search by inner product; the place to choose another kind when size asks for it."""

Index = Any
"""``faiss.IndexIDMap2``; the library's stubs describe C++, not what Python may pass and gets."""

_MANIFEST = "manifest.json"
_ROWS = 8192
_PATIENCE = 1.0
_LOCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class DenseView:
    """One state of the index, never changed once made.

    Attributes:
        stamp: State of the store that it shows.
        base_stamp: State that ``base`` was built from.
        base: The large part.
        recent: Passages added since ``base_stamp``; some may be gone again.
        gone: Numbers of passages removed since ``base_stamp``.
    """

    stamp: Stamp
    base_stamp: Stamp
    base: Index
    recent: Index
    gone: Numbers

    @property
    def changed(self) -> int:
        """How many passages differ from the base."""
        return int(self.recent.ntotal) + len(self.gone)

    def search(self, vector: Vectors, k: int, allowed: Numbers | None) -> list[tuple[int, float]]:
        """The best passages by cosine.

        Args:
            vector: ``(d,)`` float32 of unit length.
            k: How many at most.
            allowed: Numbers to choose among, which must be held; None for all.

        Returns:
            ``(number, score)``, best first, equal scores by number.
        """
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        selector = self._selector(allowed)
        found: list[tuple[int, float]] = []
        for index in (self.base, self.recent):
            if index.ntotal:
                parameters = _parameters(selector) if selector else None
                scores, numbers = index.search(query, min(k, index.ntotal), params=parameters)
                found += zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
        held = [hit for hit in found if hit[0] >= 0]
        return sorted(held, key=lambda hit: (-hit[1], hit[0]))[:k]

    def numbers(self) -> Numbers:
        """Numbers of the passages it holds, in no order, for comparison with the database."""
        parts = [faiss.vector_to_array(each.id_map) for each in (self.base, self.recent)]
        held: Numbers = np.concatenate(parts)
        return held[~np.isin(held, self.gone)]

    def _selector(self, allowed: Numbers | None) -> faiss.IDSelector | None:
        if allowed is not None:
            bits = np.zeros(int(allowed.max(initial=0)) + 1, dtype=bool)
            bits[allowed] = True
            return _bitmap(np.packbits(bits, bitorder="little"))
        return faiss.IDSelectorNot(faiss.IDSelectorBatch(self.gone)) if len(self.gone) else None


class DenseIndex:
    """Keeps a :class:`DenseView` of the store's last state.

    Args:
        folder: Where its files lie; made when first written.
        database: What it is derived from.
        dimension: Length of a vector.
    """

    def __init__(self, folder: Path, database: Database, dimension: int) -> None:
        self._folder = folder
        self._database = database
        self._dimension = dimension
        self._view: DenseView | None = None
        self._saved: Stamp | None = None
        self._catching_up = threading.Lock()

    def view(self) -> DenseView:
        """The index at the store's last state.

        While another thread takes long to catch up, the state before.
        """
        view = self._view
        if not self._catching_up.acquire(timeout=_PATIENCE if view else -1):
            assert view is not None  # without a view there is no timeout
            return view
        try:
            self._view = self._caught_up(self._view)
            return self._view
        finally:
            self._catching_up.release()

    def save(self) -> Stamp | None:
        """Writes the file, where so much has changed that reading it saves time.

        Leaves it to the other process where one is writing it already.

        Returns:
            The state in the file; None where none is known to be there.
        """
        self.view()
        with self._catching_up:
            view = self._view
            assert view is not None  # made by the call above, and never unmade
            if self._saved == view.base_stamp and view.changed <= _tolerated(view):
                return self._saved
            folded = self._folded(view)
            try:
                with writer_lock(self._folder.with_suffix(".lock"), _LOCK_SECONDS):
                    self._write(folded)
            except StoreLockedError:
                return self._saved
            except (OSError, RuntimeError) as error:
                raise StoreError(
                    f"{self._folder}: the dense index cannot be written ({error}): "
                    "make room, or make the folder writable"
                ) from error
            self._view, self._saved = folded, folded.base_stamp
            return self._saved

    def trusted(self, connection: sqlite3.Connection) -> DenseView | None:
        """The state in the files, for a check; None where there is none that can be trusted."""
        return self._load(connection)

    def _caught_up(self, view: DenseView | None) -> DenseView:
        with self._database.read() as connection:
            now = stamp(connection)
            if view is not None and view.stamp == now:
                return view
            check_dimension(connection, self._dimension)
            if view is None or not has_vectors_of(connection, view.stamp):
                view = self._load(connection)
            if view is None:
                return self._built(connection, now)
            return self._advanced(connection, view, now)

    def _built(self, connection: sqlite3.Connection, now: Stamp) -> DenseView:
        base = self._grown(self._empty(), connection, EVERYTHING)
        return DenseView(now, now, base, self._empty(), _none())

    def _advanced(self, connection: sqlite3.Connection, view: DenseView, now: Stamp) -> DenseView:
        since = view.stamp.generation
        gone = np.concatenate([view.gone, removed_since(connection, since)])
        changed = view.changed + count_added_since(connection, since)
        if changed > 4 * _tolerated(view):
            return self._fold(connection, view, now)
        recent = self._grown(faiss.clone_index(view.recent), connection, since)
        return DenseView(now, view.base_stamp, view.base, recent, gone)

    def _folded(self, view: DenseView) -> DenseView:
        if not view.changed:
            return DenseView(view.stamp, view.stamp, view.base, view.recent, view.gone)
        with self._database.read() as connection:
            return self._fold(connection, view, stamp(connection))

    def _fold(self, connection: sqlite3.Connection, view: DenseView, now: Stamp) -> DenseView:
        since = view.base_stamp.generation
        base = faiss.clone_index(view.base)
        base.remove_ids(faiss.IDSelectorBatch(removed_since(connection, since)))
        return DenseView(now, now, self._grown(base, connection, since), self._empty(), _none())

    def _grown(self, index: Index, connection: sqlite3.Connection, since: int) -> Index:
        """Adds to an index what is held and came after a generation."""
        cursor = added_since(connection, since, "p.number, p.vector")
        while rows := cursor.fetchmany(_ROWS):
            numbers = np.array([number for number, _ in rows], dtype=np.int64)
            vectors = np.frombuffer(b"".join(vector for _, vector in rows), dtype="<f4")
            index.add_with_ids(vectors.reshape(len(rows), self._dimension), numbers)
        return index

    def _empty(self) -> Index:
        return faiss.IndexIDMap2(faiss.IndexFlatIP(self._dimension))

    def _load(self, connection: sqlite3.Connection) -> DenseView | None:
        """The state in the file; None where there is none that can be trusted."""
        try:
            manifest = json.loads((self._folder / _MANIFEST).read_bytes())
            expected = (FORMAT, KIND, self._dimension)
            if (manifest["format"], manifest["kind"], manifest["dimension"]) != expected:
                return None
            file = self._folder / str(manifest["file"])
            if checksum(file) != manifest["crc32"]:
                return None
            index = faiss.read_index(str(file))
            found = Stamp(manifest["generation"], manifest["tag"])
        except (OSError, ValueError, KeyError, TypeError, RuntimeError):
            # Missing, unreadable, or replaced by another process in this very moment.
            return None
        if not has_vectors_of(connection, found):
            return None
        self._saved = found
        return DenseView(found, found, index, self._empty(), _none())

    def _write(self, view: DenseView) -> None:
        self._folder.mkdir(exist_ok=True)
        state = view.base_stamp
        file = self._folder / f"{KIND}-{state.generation}-{state.tag & 0xFFFFFFFF:08x}.faiss"
        temporary = file.with_suffix(".tmp")
        faiss.write_index(view.base, str(temporary))
        sync(temporary)
        manifest = {
            "format": FORMAT,
            "kind": KIND,
            "dimension": self._dimension,
            "generation": state.generation,
            "tag": state.tag,
            "file": file.name,
            "crc32": checksum(temporary),
        }
        temporary.replace(file)
        replace_file(self._folder / _MANIFEST, json.dumps(manifest, indent=1).encode())
        for other in self._folder.iterdir():
            if other.name not in (file.name, _MANIFEST):
                other.unlink()


def _tolerated(view: DenseView) -> int:
    """How many changed passages are read from the database rather than written to a file."""
    return max(256, int(view.base.ntotal) // 50)


def _parameters(selector: faiss.IDSelector) -> faiss.SearchParameters:
    make: Any = faiss.SearchParameters
    found: faiss.SearchParameters = make(sel=selector)
    return found


def _bitmap(bits: NDArray[np.uint8]) -> faiss.IDSelector:
    make: Any = faiss.IDSelectorBitmap
    found: faiss.IDSelector = make(bits)
    return found


def _none() -> Numbers:
    return np.empty(0, dtype=np.int64)
