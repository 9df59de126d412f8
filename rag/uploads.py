"""Uploaded files: kept in a folder of their own until they are ingested."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from ingest.documents import RawSource
from ingest.loaders import Limits, unpack
from vectorstore.errors import LoadError

_CHUNK = 1 << 20
_MAX_NAME_BYTES = 200  # file systems take 255


class Spool:
    """The files of one upload.

    An upload has no address of its own, and two offices may well send a file of the same name: so
    its source is named after its content, and it never replaces another report.
    """

    def __init__(self) -> None:
        # Removed with the spool itself, so that a job that never runs leaves nothing behind.
        self._folder = tempfile.TemporaryDirectory(prefix="yiju-upload-")
        self._root = Path(self._folder.name).resolve()
        self._files: list[tuple[Path, str, str]] = []

    def save(self, name: str, stream: BinaryIO) -> None:
        """Keeps one file.

        Args:
            name: As the sender calls it; only its last part counts.
            stream: Its bytes, read to the end.
        """
        given = _safe_name(name)
        folder = self._root / str(len(self._files))
        folder.mkdir()
        path = folder / given
        digest = hashlib.sha256()
        with path.open("wb") as target:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                target.write(chunk)
        self._files.append((path, given, f"upload:{digest.hexdigest()[:16]}/{given}"))

    def sources(self, limits: Limits) -> Iterator[RawSource | LoadError]:
        """What is in the files, archives unpacked. Nothing that they name is fetched."""
        for path, given, source in self._files:
            raw = RawSource(source, given, given, path.read_bytes(), "", datetime.now(UTC))
            yield from unpack(raw, limits)

    def close(self) -> None:
        """Deletes the files."""
        self._folder.cleanup()


def _safe_name(name: str) -> str:
    # Forms hold a quotation mark as %22, and nothing else that matters in a name (WHATWG, 4.10.21.8).
    last = name.replace("%22", '"').replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable()).strip()
    if kept in ("", ".", ".."):
        return "upload"
    while len(kept.encode()) > _MAX_NAME_BYTES:
        kept = kept[1:]
    return kept
