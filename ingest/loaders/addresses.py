"""Addresses, and files that list them."""

from __future__ import annotations

import csv
from urllib.parse import urlsplit

from ingest.encoding import decode
from vectorstore.errors import EncodingError


def is_address(text: str) -> bool:
    """Whether this is a single http(s) address."""
    if any(char.isspace() for char in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


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
    try:
        text = decode(data, source)
    except EncodingError:
        return []  # parsing the file itself will say so
    found = _of_table(text) if suffix == ".csv" else _of_lines(text)
    return list(dict.fromkeys(found))


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
