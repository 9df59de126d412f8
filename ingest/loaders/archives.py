"""Zip archives: members in memory only, counted as they unpack."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import BinaryIO

from ingest.documents import RawSource
from ingest.loaders.formats import ARCHIVE_SUFFIXES, SUFFIXES, SUPPORTED, UNREAD_SUFFIXES
from ingest.loaders.limits import MEBIBYTE, Limits
from ingest.loaders.zip_directory import has_at_most
from vectorstore.errors import (
    DamagedSourceError,
    EmptySourceError,
    EncryptedSourceError,
    LoadError,
    TooLargeError,
    UnsupportedFormatError,
)

READ_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    OSError,
    NotImplementedError,  # an unknown compression method or version
    RuntimeError,  # a password is needed
    ValueError,  # names and sizes that cannot be
)
"""What the standard library raises for archives that are damaged or strange."""

_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
"""Not LZMA: an archive may make it ask for gigabytes before the first byte comes out."""


def archive_members(
    archive: BinaryIO | bytes, source: str, given: str, limits: Limits
) -> Iterator[RawSource | LoadError]:
    """Yields the readable files of a zip archive, by name, and an error for each that fails.

    Nothing is written to disk, so a member's name is only a name. Hidden files and formats that
    cannot be reports are passed over, as in a folder.

    Args:
        archive: The opened file or its bytes.
        source: Its absolute path or address; a member's source is ``source!/member``.
        given: What the user typed for it.
        limits: Bounds on sizes.
    """
    file = io.BytesIO(archive) if isinstance(archive, bytes) else archive
    try:
        if not has_at_most(file, limits.max_members):
            yield TooLargeError(
                given, f"more than {limits.max_members} files in one archive: split it"
            )
            return
        opened = zipfile.ZipFile(file)
    except READ_ERRORS as error:
        yield DamagedSourceError(given, f"the archive is damaged ({error}): pack it again")
        return
    with opened:
        infos = [each for each in opened.infolist() if each.filename and not each.is_dir()]
        named = sorted(((member_name(info), info) for info in infos), key=lambda pair: pair[0])
        wanted = [(name, info) for name, info in named if is_candidate(name)]
        if not wanted:
            yield EmptySourceError(given, f"no readable file in it; {SUPPORTED} are read")
        yield from _Members(opened, source, given, limits).read(wanted)


def is_candidate(name: str) -> bool:
    """Whether a file found in a folder or archive is a report or may be meant as one."""
    parts = PurePosixPath(name).parts
    if any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts):
        return False
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in SUFFIXES or suffix in UNREAD_SUFFIXES or suffix in ARCHIVE_SUFFIXES


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name as its author wrote it, with ``/`` and without ways out of the archive.

    Names without the UTF-8 flag are read as CP437 by the standard library; Chinese Windows writes
    GBK there, and some tools UTF-8.
    """
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


class _Members:
    def __init__(self, opened: zipfile.ZipFile, source: str, given: str, limits: Limits) -> None:
        self._opened = opened
        self._source = source
        self._given = given
        self._limits = limits
        self._left = limits.max_unpacked_bytes

    def read(self, wanted: list[tuple[str, zipfile.ZipInfo]]) -> Iterator[RawSource | LoadError]:
        for name, info in wanted:
            raw = RawSource(
                source=f"{self._source}!/{name}",
                given=f"{self._given}!/{name}",
                filename=PurePosixPath(name).name,
                data=b"",
                declared_type="",
                fetched_at=datetime.now(UTC),
            )
            try:
                data = self._unpack(info, raw)
            except LoadError as error:
                yield error
                if self._left <= 0:
                    return
            else:
                yield replace(raw, data=data)

    def _unpack(self, info: zipfile.ZipInfo, raw: RawSource) -> bytes:
        if PurePosixPath(raw.filename).suffix.lower() in ARCHIVE_SUFFIXES:
            raise UnsupportedFormatError(
                raw.given, "archives inside archives are not read: unpack it first"
            )
        if info.flag_bits & _ENCRYPTED:
            raise EncryptedSourceError(raw.given, "a password is needed: pack it again without one")
        if info.compress_type not in _METHODS:
            raise UnsupportedFormatError(
                raw.given, "it is packed by a method that is not read: pack it as a plain zip"
            )
        try:
            with self._opened.open(info) as member:
                chunks = []
                size = 0
                while chunk := member.read(_CHUNK):
                    size += len(chunk)
                    self._left -= len(chunk)
                    self._check(size, info, raw)
                    chunks.append(chunk)
        except READ_ERRORS as error:
            raise DamagedSourceError(
                raw.given, f"it cannot be unpacked ({error}): pack it again"
            ) from error
        return b"".join(chunks)

    def _check(self, size: int, info: zipfile.ZipInfo, raw: RawSource) -> None:
        """Judges what has really come out so far; sizes that the archive states may lie."""
        limits = self._limits
        if self._left < 0:
            raise TooLargeError(
                self._given,
                f"unpacks to more than {limits.max_unpacked_bytes} bytes: split the archive",
            )
        if size > limits.max_bytes:
            raise TooLargeError(raw.given, f"unpacks to more than {limits.max_bytes} bytes")
        if size > MEBIBYTE and size > limits.max_ratio * max(1, info.compress_size):
            raise TooLargeError(
                raw.given, f"unpacks to more than {limits.max_ratio} times its size: a zip bomb?"
            )
