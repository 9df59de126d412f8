"""Exchanges the vectors of a store for another model's.

The new vectors are staged beside the old ones, batch by batch, each batch on the disk when it is
done; searches go on with the old ones. When every passage has a new vector, one commit puts them in
place and records the model: a search compares a question with vectors of one model, always. A run
that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from vectorstore.errors import EmbedderMismatchError, StoreError
from vectorstore.local.database import BUSY_SECONDS, FILENAME, Database, raise_generation
from vectorstore.local.model import embedder, record_embedder
from vectorstore.local.sums import vectors_sum
from vectorstore.records import Metadata, PartKind, Passage, indexed_text
from vectorstore.store import EmbedderIdentity, Vectors

_STAGING = "staging_fingerprint"


class Reembedding:
    """One exchange of a store's vectors; a context manager that closes the database.

    Args:
        path: The store's folder.
        identity: The model whose vectors are to come.
        busy_seconds: How long to wait for another process that writes.

    Raises:
        StoreNotFoundError: There is no store.
    """

    def __init__(
        self, path: Path, identity: EmbedderIdentity, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        self._database = Database.open(path / FILENAME, busy_seconds)
        self._identity = identity
        self._after = 0

    def __enter__(self) -> Reembedding:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()

    def begin(self) -> tuple[int, int] | None:
        """Drops what was staged for any other model.

        Returns:
            How many passages have a new vector already, and how many there are; None where the
            store has the model's vectors.
        """
        with self._database.write() as connection:
            staged = _staging(connection)
            done = embedder(connection).fingerprint == self._identity.fingerprint
            if done or staged != self._identity.fingerprint:
                connection.execute("DELETE FROM staged_vectors")
                connection.execute("DELETE FROM meta WHERE key = ?", (_STAGING,))
            if done:
                return None
            connection.execute(
                "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                (_STAGING, self._identity.fingerprint),
            )
            counts: tuple[int, int] = connection.execute(
                "SELECT (SELECT count(*) FROM staged_vectors), (SELECT count(*) FROM passages)"
            ).fetchone()
        return counts

    def lacking(self, limit: int) -> list[tuple[int, str]]:
        """Number and text to embed of the next passages without a new vector; none at the end."""
        query = (
            "SELECT p.number, r.prefecture, r.region, r.report_year, p.heading_path, p.text "
            "FROM passages p JOIN reports r ON r.number = p.report WHERE p.number > ? "
            "AND p.number NOT IN (SELECT passage FROM staged_vectors) ORDER BY p.number LIMIT ?"
        )
        with self._database.read() as connection:
            found = [
                (row[0], _text(*row[1:])) for row in connection.execute(query, (self._after, limit))
            ]
        if found:
            self._after = found[-1][0]
        return found

    def stage(self, numbers: Sequence[int], vectors: Vectors) -> None:
        """Keeps new vectors of some passages; those removed meanwhile are left out.

        Args:
            numbers: The passages.
            vectors: ``(len(numbers), d)`` float32, unit rows.

        Raises:
            StoreError: There is not one finite vector of the model's dimension for each.
            EmbedderMismatchError: Another process began to stage another model's.
        """
        if (
            vectors.shape != (len(numbers), self._identity.dimension)
            or not np.isfinite(vectors).all()
        ):
            raise StoreError(
                f"{len(numbers)} passages need as many finite vectors of "
                f"{self._identity.dimension} dimensions, got an array of shape {vectors.shape}"
            )
        rows = np.ascontiguousarray(vectors, dtype="<f4")
        with self._database.write() as connection:
            self._check_turn(connection)
            connection.executemany(
                "INSERT OR REPLACE INTO staged_vectors (passage, vector) "
                "SELECT number, ?2 FROM passages WHERE number = ?1",
                ((number, row.tobytes()) for number, row in zip(numbers, rows, strict=True)),
            )

    def finish(self, recipe: Callable[[str], str]) -> bool:
        """Puts the new vectors in place, all at once.

        Args:
            recipe: The recipe that reports made by a recipe count as made by from now on, see
                :class:`vectorstore.store.Bundle`.

        Returns:
            False where passages came meanwhile that have no new vector: go on with
            :meth:`lacking`.
        """
        with self._database.write() as connection:
            self._check_turn(connection)
            lacking = connection.execute(
                "SELECT 1 FROM passages WHERE number NOT IN (SELECT passage FROM staged_vectors) "
                "LIMIT 1"
            ).fetchone()
            if lacking is not None:
                self._after = 0
                return False
            connection.execute(
                "UPDATE passages SET vector = s.vector FROM staged_vectors s "
                "WHERE s.passage = passages.number"
            )
            connection.execute("DELETE FROM staged_vectors")
            connection.execute("DELETE FROM meta WHERE key = ?", (_STAGING,))
            record_embedder(connection, self._identity, raise_generation(connection))
            _rename_recipes(connection, recipe)
            _note_vectors(connection)
        return True

    def _check_turn(self, connection: sqlite3.Connection) -> None:
        if _staging(connection) != self._identity.fingerprint:
            raise EmbedderMismatchError(
                f"another process embeds the store at {self._database.path.parent} anew, or has "
                "done so: let one finish, then start again"
            )


def _staging(connection: sqlite3.Connection) -> str:
    """Fingerprint of the model whose vectors are staged; empty for none."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_STAGING,)).fetchone()
    return "" if row is None else str(row[0])


def _rename_recipes(connection: sqlite3.Connection, recipe: Callable[[str], str]) -> None:
    known = connection.execute("SELECT DISTINCT recipe FROM reports").fetchall()
    connection.executemany(
        "UPDATE reports SET recipe = ? WHERE recipe = ?",
        [(recipe(before), before) for (before,) in known if recipe(before) != before],
    )


def _note_vectors(connection: sqlite3.Connection) -> None:
    """Notes the checksums of the new vectors, where checksums are kept."""
    numbers = connection.execute("SELECT report FROM sums").fetchall()
    connection.executemany(
        "UPDATE sums SET vectors = ? WHERE report = ?",
        ((vectors_sum(connection, number), number) for (number,) in numbers),
    )


def _text(prefecture: str, region: str, year: int | None, path: str, words: str) -> str:
    metadata = Metadata(prefecture=prefecture, region=region, report_year=year)
    headings = tuple(json.loads(path))
    return indexed_text(
        metadata, Passage("", "", 0, words, 0, len(words), headings, PartKind.ACHIEVEMENT)
    )
