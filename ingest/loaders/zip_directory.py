"""How many files a zip archive holds, known before its directory is read into memory.

The standard library makes an object of every entry, and believes the archive about how many there
are: a few megabytes of directory would become gigabytes.
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

_END = b"PK\x05\x06"
_END_SIZE = 22
_END64_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_END64 = b"PK\x06\x06"
_END64_SIZE = 56
_ENTRY = b"PK\x01\x02"
_LONGEST_COMMENT = 0xFFFF
_PER_ENTRY = 1024
"""Bytes of directory that a file may take on average: its name, 46 bytes, and some extras."""


def has_at_most(file: BinaryIO, entries: int) -> bool:
    """Whether reading the archive's directory would meet at most so many entries.

    Also True where there is no directory: reading it will say so.

    Args:
        file: The archive; its position changes.
        entries: How many.
    """
    size = _directory_size(file)
    if size is None:
        return True
    directory_size, end = size
    if directory_size > entries * _PER_ENTRY:
        return False
    file.seek(max(0, end - directory_size))
    return file.read(min(directory_size, end)).count(_ENTRY) <= entries


def _directory_size(file: BinaryIO) -> tuple[int, int] | None:
    """Bytes of directory that the archive's end states, and where the directory ends."""
    length = file.seek(0, os.SEEK_END)
    begin = max(0, length - _END_SIZE - _LONGEST_COMMENT)
    file.seek(begin)
    tail = file.read()
    last = len(tail) - _END_SIZE
    ends_plainly = last >= 0 and tail.startswith(_END, last) and tail.endswith(b"\0\0")
    found = last if ends_plainly else tail.rfind(_END)  # as the standard library looks for it
    if found < 0 or len(tail) < found + _END_SIZE:
        return None
    end = begin + found
    size: int = struct.unpack_from("<L", tail, found + 12)[0]
    return _directory_size64(file, end) or (size, end)


def _directory_size64(file: BinaryIO, end: int) -> tuple[int, int] | None:
    """The same from the second, larger end record, where there is one."""
    at = end - _LOCATOR_SIZE - _END64_SIZE
    if at < 0:
        return None
    file.seek(at)
    record = file.read(_END64_SIZE + _LOCATOR_SIZE)
    if record[_END64_SIZE : _END64_SIZE + 4] != _END64_LOCATOR or record[:4] != _END64:
        return None
    size: int = struct.unpack_from("<Q", record, 40)[0]
    return size, at
