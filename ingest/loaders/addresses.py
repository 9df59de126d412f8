"""Addresses, and files that list them."""

from __future__ import annotations

import csv
from urllib.parse import urlsplit

from ingest.encoding import decode
from vectorstore.errors import EncodingError

_LONGEST_LIST = 16 * 1024 * 1024
_HEAD = 64 * 1024
_AROUND = b" \t\r\n\xef\xbb\xbf\xff\xfe"  # white space and byte order marks


def is_address(text: str) -> bool:
    """Whether this is a single http(s) address."""
    if any(char.isspace() for char in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def without_credentials(address: str) -> str:
    """The address as it may be shown: a name and password in it belong in no message."""
    try:
        parts = urlsplit(address)
        place = parts.netloc.rpartition("@")[2]
        return address if place == parts.netloc else parts._replace(netloc=place).geturl()
    except ValueError:
        return address


def listed_addresses(data: bytes, suffix: str, source: str) -> list[str]:
    """The addresses of a list, in order, each once.

    A ``.txt`` is a list where every line is an address, apart from blank lines and comments that
    begin with ``#``. A ``.csv`` is one where it holds addresses; the column is the one with the
    most of them, with or without a header.

    Args:
        data: The file's bytes.
        suffix: ``".txt"`` or ``".csv"``.
        source: Its name, for the error.

    Returns:
        The addresses; empty where the file is no list.
    """
    if not _may_list(data, suffix):
        return []
    try:
        text = decode(data, source)
    except EncodingError:
        return []  # parsing the file itself will say so
    found = _of_table(text) if suffix == ".csv" else _of_lines(text)
    return list(dict.fromkeys(found))


def _may_list(data: bytes, suffix: str) -> bool:
    """Whether it is worth decoding: most texts are reports, and some are very long."""
    if len(data) > _LONGEST_LIST:
        return False
    head = data[:_HEAD].replace(b"\0", b"")  # UTF-16 is ASCII with zeros between
    if suffix == ".csv":
        return b"://" in data.replace(b"\0", b"")
    lines = (line.strip(_AROUND) for line in head.splitlines())
    first = next((line for line in lines if line and not line.startswith(b"#")), b"")
    return first[:4].lower() == b"http" or (len(data) > _HEAD and not first)


def _of_lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n")]
    kept = [line for line in lines if line and not line.startswith("#")]
    return kept if all(map(is_address, kept)) else []


def _of_table(text: str) -> list[str]:
    dialect = "excel-tab" if "\t" in text.partition("\n")[0] else "excel"
    try:
        rows = list(csv.reader(text.split("\n"), dialect))
    except csv.Error:
        return []
    columns: dict[int, list[str]] = {}
    for row in rows:
        for index, cell in enumerate(row):
            if is_address(cell.strip()):
                columns.setdefault(index, []).append(cell.strip())
    return max(columns.values(), key=len, default=[])
