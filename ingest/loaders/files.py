"""Reading files that may be anything: links, pipes, devices, files that change meanwhile."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from vectorstore.errors import LoadError, TooLargeError, UnsupportedFormatError

_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC  # a pipe must not block


@contextmanager
def opened(path: Path, given: str, limit: int) -> Iterator[BinaryIO]:
    """Opens a regular file.

    Args:
        path: Where it lies; links are followed.
        given: Its name for errors.
        limit: Most bytes that it may hold.

    Raises:
        LoadError: It changed before the context ended: what was read of it is no file's content.
        UnsupportedFormatError: It is a pipe, a socket or a device.
        TooLargeError: It holds more.
        OSError: It cannot be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):  # opening a device may already do something
        raise _not_a_file(given)
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise _not_a_file(given)
        if before.st_size > limit:
            raise TooLargeError(given, f"it is larger than {limit} bytes")
        yield file
        after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise LoadError(given, "it changed while it was being read: ingest it again")


def read_whole(file: BinaryIO, given: str, limit: int) -> bytes:
    """The bytes of an opened file, from its beginning.

    Raises:
        TooLargeError: It grew beyond the limit.
    """
    file.seek(0)
    data = file.read(limit + 1)
    if len(data) > limit:
        raise TooLargeError(given, f"it is larger than {limit} bytes")
    return data


def shown(path: str | Path) -> str:
    """A path as text that can be stored and printed; names in GBK, too, say what they say."""
    name = str(path)
    try:
        name.encode()
    except UnicodeEncodeError:
        encoded = os.fsencode(name)
        try:
            return encoded.decode("gb18030")
        except UnicodeDecodeError:
            return encoded.decode("utf-8", "backslashreplace")
    return name


def _not_a_file(given: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(given, "it is a pipe, a socket or a device, not a file")
