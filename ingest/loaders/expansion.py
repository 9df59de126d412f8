"""What the user names, turned into bytes: files, folders, archives, addresses and lists of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.documents import RawSource
from ingest.loaders.addresses import is_address, listed_addresses
from ingest.loaders.archives import archive_members, is_candidate
from ingest.loaders.formats import ARCHIVE_SUFFIXES, SUPPORTED, Format, is_package, recognise
from ingest.loaders.limits import Limits
from vectorstore.errors import EmptySourceError, LoadError, TooLargeError, UnsupportedFormatError

if TYPE_CHECKING:
    import httpx

_LIST_SUFFIXES = frozenset({".txt", ".csv"})
_SCHEME = "://"


def expand(
    target: str, limits: Limits, *, transport: httpx.BaseTransport | None = None
) -> Iterator[RawSource | LoadError]:
    """Yields every source that a target stands for, or why it cannot be read.

    - A file is one source; a zip archive one for each readable member (``archive.zip!/member``).
    - A folder stands for the readable files and archives below it, by path. Hidden files, links
      that lead out of it and files that cannot be reports (pictures, programs) are passed over;
      ``.doc`` and its like are errors, because a report that is left out would falsify a count.
    - An http(s) address is fetched. A list of addresses (``.txt``, ``.csv``) stands for all of
      them; one that fails does not stop the others. Lists inside folders are not followed, so
      that reading a folder never uses the network.

    Args:
        target: A path or an address.
        limits: Bounds on sizes and times.
        transport: Replaces the network, for tests.

    Yields:
        Sources and errors, in a fixed order; it never raises for what the user gave.
    """
    target = target.strip() if is_address(target.strip()) else target
    if is_address(target):
        yield from _fetched([target], limits, transport)
    elif _SCHEME in target:
        yield UnsupportedFormatError(target, "only http and https addresses are read")
    else:
        try:
            yield from _expand_path(target, limits, transport)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            yield LoadError(target, f"it cannot be read ({_reason(error)})")


def unpack(raw: RawSource, limits: Limits) -> Iterator[RawSource | LoadError]:
    """Yields the members of a source that is a zip archive, and any other source as it is."""
    if is_package(raw.data) and recognise(raw.data).format is Format.ZIP and _may_be_zip(raw):
        yield from archive_members(raw.data, raw.source, raw.given, limits)
    else:
        yield raw


def _may_be_zip(raw: RawSource) -> bool:
    suffix = Path(raw.filename).suffix.lower()
    return suffix in ARCHIVE_SUFFIXES or raw.source.startswith(("http://", "https://"))


def _expand_path(
    target: str, limits: Limits, transport: httpx.BaseTransport | None
) -> Iterator[RawSource | LoadError]:
    path = Path(target)
    if path.is_dir():
        yield from _walk(path, target, limits)
    elif not path.exists():
        yield LoadError(target, "there is no such file or folder")
    elif not path.is_file():
        yield UnsupportedFormatError(target, "it is neither a file nor a folder")
    else:
        for found in _file(path, target, limits):
            addresses = _addresses(found)
            if addresses:
                yield from _fetched(addresses, limits, transport)
            else:
                yield found


def _file(path: Path, given: str, limits: Limits) -> Iterator[RawSource | LoadError]:
    source = str(path.resolve())
    is_archive = path.suffix.lower() in ARCHIVE_SUFFIXES
    limit = limits.max_archive_bytes if is_archive else limits.max_bytes
    try:
        with path.open("rb") as file:
            head = file.read(4)
            if path.stat().st_size > limit:
                yield TooLargeError(given, f"it is larger than {limit} bytes")
            elif is_archive and is_package(head):
                yield from archive_members(path, source, given, limits)
            else:
                data = head + file.read(limit)
                yield RawSource(source, given, path.name, data, "", datetime.now(UTC))
    except OSError as error:
        yield LoadError(given, f"it cannot be read ({_reason(error)})")


def _walk(root: Path, given: str, limits: Limits) -> Iterator[RawSource | LoadError]:
    unreadable: list[OSError] = []
    inside = root.resolve()
    found = 0
    for folder, subfolders, names in os.walk(root, onerror=unreadable.append):
        subfolders.sort()
        subfolders[:] = [each for each in subfolders if not each.startswith(".")]
        for name in sorted(names):
            path = Path(folder, name)
            if not is_candidate(name) or not path.resolve().is_relative_to(inside):
                continue
            found += 1
            for each in _file(path, str(path), limits):
                yield _refused_list(each) if _addresses(each) else each
        while unreadable:
            error = unreadable.pop()
            found += 1
            yield LoadError(str(error.filename), f"it cannot be read ({_reason(error)})")
    if not found:
        yield EmptySourceError(given, f"no readable file in this folder; {SUPPORTED} are read")


def _refused_list(found: RawSource | LoadError) -> LoadError:
    return UnsupportedFormatError(
        found.given if isinstance(found, RawSource) else found.source,
        "a list of addresses inside a folder is not followed: name the list itself",
    )


def _addresses(found: RawSource | LoadError) -> list[str]:
    if isinstance(found, LoadError):
        return []
    suffix = Path(found.filename).suffix.lower()
    if suffix not in _LIST_SUFFIXES or "!/" in found.source:
        return []
    return listed_addresses(found.data, suffix, found.given)


def _fetched(
    addresses: list[str], limits: Limits, transport: httpx.BaseTransport | None
) -> Iterator[RawSource | LoadError]:
    from ingest.loaders.fetching import Fetcher  # with httpx, which reading files does without

    if len(addresses) > limits.max_addresses:
        yield TooLargeError(
            addresses[limits.max_addresses],
            f"the list holds {len(addresses)} addresses; the first {limits.max_addresses} are read",
        )
    with Fetcher(limits, transport) as fetcher:
        for address in addresses[: limits.max_addresses]:
            fetched = fetcher.fetch(address)
            if isinstance(fetched, LoadError):
                yield fetched
            else:
                yield from unpack(fetched, limits)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
