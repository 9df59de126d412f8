"""Folders for stores that live for one test."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder in memory where there is such a place: hundreds of stores need not wait for disks."""
    with tempfile.TemporaryDirectory(
        dir=_MEMORY if _MEMORY.is_dir() else None, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)
