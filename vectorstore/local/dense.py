"""The dense index: the passages' vectors in memory, derived from the database.

A large part that never changes (``base``) is kept in a file; what came since (``recent``) is read
from the database; what went (``gone``) is left out of searches. A new state is a new
:class:`DenseView`, so that a running search is never disturbed. When much has changed, both parts
are folded into a new base, whose kind follows its size (:mod:`vectorstore.local.vector_parts`).
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

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
from vectorstore.local.scopes import Spans
from vectorstore.local.vector_parts import (
    Batches,
    Compressed,
    Flat,
    Kind,
    Part,
    Scored,
    kind_for,
    read_part,
)
from vectorstore.store import Vectors

FORMAT = 2
"""Raise it when the files change: indexes of another format are built anew."""

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
        spans: Where each report's passages are.
    """

    stamp: Stamp
    base_stamp: Stamp
    base: Part
    recent: Flat
    gone: Numbers
    spans: Spans

    @property
    def changed(self) -> int:
        """How many passages differ from the base."""
        return len(self.recent.numbers) + len(self.gone)

    def search(self, vector: Vectors, k: int, reports: Sequence[int] | None) -> Scored:
        """The best passages by cosine.

        Args:
            vector: ``(d,)`` float32 of unit length.
            k: How many at most.
            reports: Numbers of reports to choose among, each once; None for all.

        Returns:
            ``(number, score)``, best first, equal scores by number.
        """
        query = np.ascontiguousarray(vector, dtype=np.float32)
        scope = None if reports is None else self.spans.scope(reports)
        if scope is not None and not scope.count:
            return []
        found = [
            hit
            for part in (self.base, self.recent)
            for hit in part.search(query, k, scope, self.gone)
        ]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def numbers(self) -> Numbers:
        """Numbers of the passages it holds, in no order, for comparison with the database."""
        held: Numbers = np.concatenate([self.base.numbers, self.recent.numbers])
        return held[~np.isin(held, self.gone)]


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
        self._saving = threading.Lock()
        self._folding = False

    def view(self) -> DenseView:
        """The index at the store's last state.

        While another thread takes long to catch up, the state before.
        """
        view = self._view
        patience = -1 if view is None else 0 if self._folding else _PATIENCE
        if not self._catching_up.acquire(timeout=patience):
            assert view is not None  # without a view there is no timeout
            return view
        try:
            self._view = self._caught_up(self._view)
            return self._view
        finally:
            self._catching_up.release()

    def save(self) -> Stamp | None:
        """Writes the file, where so much has changed that reading it saves time.

        Searches go on meanwhile. Leaves it to the other process where one is writing it already.

        Returns:
            The state in the file; None where none is known to be there.
        """
        with self._saving:
            view = self.view()
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
            with self._catching_up:
                self._saved = folded.base_stamp
                self._view = self._caught_up(folded)
            return folded.base_stamp

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
        kind = kind_for(count_added_since(connection, EVERYTHING))
        make = Compressed.of if kind is Kind.COMPRESSED else Flat.of
        base = make(self._dimension, self._batches(connection, EVERYTHING))
        return self._of(connection, now, base)

    def _of(self, connection: sqlite3.Connection, state: Stamp, base: Part) -> DenseView:
        """The view of a base alone."""
        spans = Spans.none().with_reports_since(connection, EVERYTHING)
        return DenseView(state, state, base, Flat.of(self._dimension), _none(), spans)

    def _advanced(self, connection: sqlite3.Connection, view: DenseView, now: Stamp) -> DenseView:
        since = view.stamp.generation
        gone = np.concatenate([view.gone, removed_since(connection, since)])
        changed = view.changed + count_added_since(connection, since)
        if changed > 4 * _tolerated(view):
            return self._moved(connection, view, now)
        recent = view.recent.changed(_none(), self._batches(connection, since))
        spans = view.spans.with_reports_since(connection, since)
        return replace(view, stamp=now, recent=recent, gone=gone, spans=spans)

    def _moved(self, connection: sqlite3.Connection, view: DenseView, now: Stamp) -> DenseView:
        """The last state on a base nearer to it: another process's, or a new one."""
        self._folding = True
        try:
            loaded = self._load(connection)
            if loaded is not None and loaded.stamp.generation > view.base_stamp.generation:
                return self._advanced(connection, loaded, now)
            return self._fold(connection, view, now)
        finally:
            self._folding = False

    def _folded(self, view: DenseView) -> DenseView:
        if not view.changed:
            return replace(view, base_stamp=view.stamp)
        with self._database.read() as connection:
            return self._fold(connection, view, stamp(connection))

    def _fold(self, connection: sqlite3.Connection, view: DenseView, now: Stamp) -> DenseView:
        since = view.base_stamp.generation
        if count_added_since(connection, since) > len(view.base.numbers):
            return self._built(connection, now)
        gone = removed_since(connection, since)
        base = view.base.changed(gone, self._batches(connection, since))
        if base.is_fit:
            return self._of(connection, now, base)
        if isinstance(base, Compressed) and kind_for(len(base.numbers), base.kind) is base.kind:
            return self._of(connection, now, base.trained_anew())
        return self._built(connection, now)

    def _batches(self, connection: sqlite3.Connection, since: int) -> Batches:
        """Vectors of the passages that are held and came after a generation."""
        cursor = added_since(connection, since, "p.number, p.vector")
        while rows := cursor.fetchmany(_ROWS):
            numbers = np.array([number for number, _ in rows], dtype=np.int64)
            vectors = np.frombuffer(b"".join(vector for _, vector in rows), dtype="<f4")
            yield numbers, vectors.reshape(len(rows), self._dimension)

    def _load(self, connection: sqlite3.Connection) -> DenseView | None:
        """The state in the file; None where there is none that can be trusted."""
        try:
            manifest = json.loads((self._folder / _MANIFEST).read_bytes())
            if (manifest["format"], manifest["dimension"]) != (FORMAT, self._dimension):
                return None
            file = self._folder / str(manifest["file"])
            if checksum(file) != manifest["crc32"]:
                return None
            base = read_part(file, Kind(manifest["kind"]))
            found = Stamp(manifest["generation"], manifest["tag"])
        except (OSError, ValueError, KeyError, TypeError, RuntimeError):
            # Missing, unreadable, or replaced by another process in this very moment.
            return None
        if not has_vectors_of(connection, found):
            return None
        self._saved = found
        return self._of(connection, found, base)

    def _write(self, view: DenseView) -> None:
        self._folder.mkdir(exist_ok=True)
        state, kind = view.base_stamp, view.base.kind
        file = self._folder / f"{kind}-{state.generation}-{state.tag & 0xFFFFFFFF:08x}.vectors"
        temporary = file.with_suffix(".tmp")
        view.base.write(temporary)
        sync(temporary)
        manifest = {
            "format": FORMAT,
            "kind": kind,
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
    return max(256, len(view.base.numbers) // 50)


def _none() -> Numbers:
    return np.empty(0, dtype=np.int64)
