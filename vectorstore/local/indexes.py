"""The life of the indexes that are derived from a store's database.

They are made when first asked for, follow what was changed once enough of it waits, and have their
files written.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.errors import EmbedderMismatchError, StoreError, StoreLockedError
from vectorstore.local.changes import count_tombstones, forget_tombstones
from vectorstore.local.database import Database

if TYPE_CHECKING:
    from vectorstore.local.dense import DenseIndex
    from vectorstore.local.lexical import LexicalIndex

_PENDING_PASSAGES = 20_000
"""How many added passages wait at most before the indexes are caught up and written."""

_UNINDEXED_PASSAGES = 3_000
"""The same for the lexical index alone, whose growth costs no more in small steps."""

_TOMBSTONES = 100_000
"""How many removed passages are remembered at most, once the indexes' files lack them."""

_PAUSE = 0.02
_ATTEMPTS = 1
"""How often a search that loses hits, because a report went while it ran, is run again."""

_RESTORE_SECONDS = 60.0
"""How long a search waits for an index of the present history, after a backup was restored."""


class Indexes:
    """The dense and the lexical index of a store.

    Args:
        path: The store's folder.
        database: What they are derived from; closed by the store.
        dimension: Of the store's vectors.
    """

    def __init__(self, path: Path, database: Database, dimension: int) -> None:
        self._path = path
        self._database = database
        self._dimension = dimension
        self._making = threading.Lock()
        self._dense: DenseIndex | None = None
        self._lexical: LexicalIndex | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._pending = 0
        self._unindexed = 0

    def dense(self) -> DenseIndex:
        """The index that searches by cosine; the same at every call."""
        with self._making:
            if self._dense is None:
                # FAISS takes a fifth of a second to load, which lists can do without.
                from vectorstore.local.dense import DenseIndex

                self._dense = DenseIndex(self._path / "dense", self._database, self._dimension)
            return self._dense

    def lexical(self) -> LexicalIndex:
        """The index that searches by words; the same at every call."""
        with self._making:
            if self._lexical is None:
                from vectorstore.local.lexical import LexicalIndex

                self._lexical = LexicalIndex(self._lexical_folder(), self._database)
            return self._lexical

    def changed(self, passages: int) -> None:
        """Notes that so many passages were committed; catches up once many wait."""
        self._pending += max(1, passages)
        self._unindexed += max(1, passages)
        # What was committed is committed: an index that cannot be written now is caught up later.
        with suppress(StoreError):
            if self._pending > _PENDING_PASSAGES:
                self.settle()
            elif self._unindexed > _UNINDEXED_PASSAGES:
                self._unindexed = 0
                self.lexical().view()

    def settle(self) -> None:
        """Catches up with what was changed here, unless another process sees to it."""
        if self._pending:
            # Where another process is at it, the next search does what is left; where the store was
            # embedded with another model, whoever opens it next.
            with suppress(StoreLockedError, EmbedderMismatchError):
                self.refresh()

    def refresh(self) -> None:
        """Brings both to the last committed state and writes their files.

        Raises:
            StoreLockedError: Another process is building an index; it will be up to date.
        """
        self._pending = self._unindexed = 0
        saved = self.dense().save()
        shown = self.lexical().view().stamp
        if saved is not None:
            self._forget_tombstones(min(saved.generation, shown.generation))

    def attempts(self) -> Iterator[bool]:
        """Whether an attempt at a search may lose hits; ends when a restoration was waited for."""
        until = time.monotonic() + _RESTORE_SECONDS
        for attempt in itertools.count():
            yield attempt >= _ATTEMPTS
            if time.monotonic() > until:
                return
            if attempt >= _ATTEMPTS:
                time.sleep(_PAUSE)

    def catching_up(self) -> StoreLockedError:
        """What a search raises when the attempts are over."""
        return StoreLockedError(
            f"the indexes of the store at {self._path} are being built after a backup was "
            "restored: try again in a while"
        )

    def clean_up(self) -> None:
        """Removes the copy of an index that was made where the store cannot be written."""
        if self._scratch is not None:
            self._scratch.cleanup()

    def _forget_tombstones(self, generation: int) -> None:
        """Drops the tombstones that no file needs any more, once there are many."""
        with self._database.read() as connection:
            many = count_tombstones(connection) > _TOMBSTONES
        if many:
            with self._database.write() as connection:
                forget_tombstones(connection, generation)

    def _lexical_folder(self) -> Path:
        """Where the lexical index lies: in a copy of this process's own where it cannot be written.

        tantivy writes locks even to read.
        """
        folder = self._path / "lexical"
        if all(os.access(each, os.W_OK) for each in (self._path, folder) if each.exists()):
            return folder
        self._scratch = tempfile.TemporaryDirectory(prefix="yiju-")
        copy = Path(self._scratch.name) / folder.name
        if folder.is_dir():
            with suppress(OSError, shutil.Error):  # what cannot be copied is built anew
                shutil.copytree(folder, copy, copy_function=shutil.copyfile)
            copy.chmod(0o700)
        return copy
