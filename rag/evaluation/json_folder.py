"""A folder of JSON files, one for each thing that is kept."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

_log = logging.getLogger(__name__)

Kept = TypeVar("Kept")

_ABSENT = (FileNotFoundError, NotADirectoryError)


class JsonFolder:
    """Keeps things as JSON, each under a name of letters and digits.

    Args:
        path: The folder; made when the first thing is written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._told: set[str] = set()

    def names(self) -> list[str]:
        """Under which names there is a file, in no order."""
        return [each.stem for each in self.path.glob("*.json") if each.stem.isalnum()]

    def read(self, name: str, understood: Callable[[Any], Kept]) -> Kept | None:
        """One thing.

        Args:
            name: Its name.
            understood: Makes it of the JSON; whatever the JSON lacks is a ``ValueError``,
                ``LookupError`` or ``TypeError``.

        Returns:
            None where there is no such file, or none that can be read: a file that is damaged must
            not keep the others from being listed. The log names it, once.
        """
        if not name.isalnum():
            return None
        try:
            return understood(json.loads(self._file(name).read_bytes()))
        except _ABSENT:
            return None
        except (OSError, ValueError, LookupError, TypeError) as error:
            if name not in self._told:
                self._told.add(name)
                _log.warning("%s is passed over, it cannot be read: %s", self._file(name), error)
            return None

    def write(self, name: str, value: object) -> None:
        """Keeps one thing, in place of what was kept under its name.

        Raises:
            OSError: It cannot be written; what was kept is as it was.
        """
        write_whole(self._file(name), json.dumps(value, ensure_ascii=False).encode())
        self._told.discard(name)

    def remove(self, name: str) -> None:
        """Forgets one thing; does nothing where there is none.

        Raises:
            OSError: It cannot be removed.
        """
        if name.isalnum():
            with suppress(*_ABSENT):
                self._file(name).unlink()

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.json"


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file such that after a crash it is wholly the old one or wholly the new one.

    Raises:
        OSError: It cannot be written; nothing is left of the attempt.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise
