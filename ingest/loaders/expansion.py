"""What the user names, turned into bytes: files, folders, archives, addresses and lists of them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.documents import RawSource
from ingest.loaders.addresses import is_address, listed_addresses
from ingest.loaders.archives import archive_members, is_candidate
from ingest.loaders.files import opened, read_whole, shown
from ingest.loaders.formats import ARCHIVE_SUFFIXES, SUPPORTED, Format, is_package, recognise
from ingest.loaders.limits import Limits
from vectorstore.errors import EmptySourceError, LoadError, TooLargeError, UnsupportedFormatError

if TYPE_CHECKING:
    import httpx

    from ingest.loaders.fetching import Fetcher

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
        limits: Bounds on sizes, times and places.
        transport: Replaces the network, for tests.

    Yields:
        Sources and errors, in a fixed order; it never raises for what the user gave.
    """
    yield from expand_all((target,), limits, transport=transport)


def expand_all(
    targets: Sequence[str], limits: Limits, *, transport: httpx.BaseTransport | None = None
) -> Iterator[RawSource | LoadError]:
    """Yields every source of several targets, each as :func:`expand` does.

    Several addresses, and those of a list, are fetched as a program should: as their sites'
    ``robots.txt`` allow, and with time between two requests to one host. A single address is
    fetched as a browser would.
    """
    several = sum(is_address(each.strip()) for each in targets) > 1
    with ExitStack() as stack:
        expansion = _Expansion(limits, transport, stack)
        for target in targets:
            yield from expansion.expand(target, listed=several)


def unpack(raw: RawSource, limits: Limits) -> Iterator[RawSource | LoadError]:
    """Yields the members of a source that is a zip archive, and any other source as it is."""
    if is_package(raw.data) and recognise(raw.data).format is Format.ZIP and _may_be_zip(raw):
        yield from archive_members(raw.data, raw.source, raw.given, limits)
    else:
        yield raw


def _may_be_zip(raw: RawSource) -> bool:
    suffix = Path(raw.filename).suffix.lower()
    return suffix in ARCHIVE_SUFFIXES or raw.source.startswith(("http://", "https://"))


class _Expansion:
    """Expands targets one after the other over one connection to the network."""

    def __init__(
        self, limits: Limits, transport: httpx.BaseTransport | None, stack: ExitStack
    ) -> None:
        self._limits = limits
        self._transport = transport
        self._stack = stack
        self._fetcher: Fetcher | None = None

    def expand(self, target: str, *, listed: bool) -> Iterator[RawSource | LoadError]:
        target = target.strip() if is_address(target.strip()) else target
        if is_address(target):
            yield from self._fetched([target], listed=listed)
        elif _SCHEME in target:
            yield UnsupportedFormatError(target, "only http and https addresses are read")
        else:
            try:
                yield from self._path(target)
            except (OSError, ValueError) as error:  # ValueError: a NUL in the path
                yield LoadError(shown(target), f"it cannot be read ({_reason(error)})")

    def _path(self, target: str) -> Iterator[RawSource | LoadError]:
        path = Path(target)
        if path.is_dir():
            yield from _walk(path, target, self._limits)
        elif not path.exists():
            yield LoadError(shown(target), "there is no such file or folder")
        else:
            for found in _file(path, target, self._limits):
                addresses = _addresses(found)
                if addresses:
                    yield from self._fetched(addresses, listed=True)
                else:
                    yield found

    def _fetched(self, addresses: list[str], *, listed: bool) -> Iterator[RawSource | LoadError]:
        from ingest.loaders.fetching import Fetcher  # with httpx, which reading files does without

        most = self._limits.max_addresses
        if len(addresses) > most:
            yield TooLargeError(
                addresses[most],
                f"the list holds {len(addresses)} addresses; the first {most} are read",
            )
        if self._fetcher is None:
            self._fetcher = self._stack.enter_context(Fetcher(self._limits, self._transport))
        for address in addresses[:most]:
            fetched = self._fetcher.fetch(address, listed=listed)
            if isinstance(fetched, LoadError):
                yield fetched
            else:
                yield from unpack(fetched, self._limits)


def _file(path: Path, given: str, limits: Limits) -> Iterator[RawSource | LoadError]:
    given = shown(given)
    is_archive = path.suffix.lower() in ARCHIVE_SUFFIXES
    limit = limits.max_archive_bytes if is_archive else limits.max_bytes
    try:
        source = shown(path.resolve())
        with opened(path, given, limit) as file:
            if is_archive and is_package(file.read(4)):
                yield from archive_members(file, source, given, limits)
                return
            data = read_whole(file, given, limit)
        yield RawSource(source, given, shown(path.name), data, "", datetime.now(UTC))
    except LoadError as error:
        yield error
    except OSError as error:
        yield LoadError(given, f"it cannot be read ({_reason(error)})")


def _walk(root: Path, given: str, limits: Limits) -> Iterator[RawSource | LoadError]:
    inside = root.resolve()
    found = 0
    folders = deque([str(root)])
    while folders:
        folder = folders.popleft()
        try:
            names, subfolders = _listed(folder)
        except OSError as error:
            found += 1
            yield LoadError(shown(folder), f"it cannot be read ({_reason(error)})")
            continue
        folders.extendleft(reversed(subfolders))
        for name in names:
            path = Path(folder, name)
            if not _leads_inside(path, inside):
                continue
            found += 1
            for each in _file(path, str(path), limits):
                yield _refused_list(each) if _addresses(each) else each
    if not found:
        yield EmptySourceError(
            shown(given), f"no readable file in this folder; {SUPPORTED} are read"
        )


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Names of what may be reports, and folders below; links to folders are not followed."""
    names: list[str] = []
    subfolders: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    subfolders.append(entry.path)
            elif is_candidate(entry.name) and not _leads_to_folder(entry):
                names.append(entry.name)
    return sorted(names), sorted(subfolders)


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle
        return False


def _leads_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle
        return False


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


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
