"""The terms by which a store cuts words, as its database records them."""

from __future__ import annotations

import sqlite3
from functools import lru_cache

from vectorstore.local.database import raise_generation
from vectorstore.words import Dictionary

_KEY = "dictionary"

_parsed = lru_cache(maxsize=4)(Dictionary.parse)
"""Read at every change of the store, and seldom another one."""


def held_dictionary(connection: sqlite3.Connection) -> Dictionary:
    """The dictionary that a connection sees; an empty one where none was ever given."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    return _parsed(str(row[0])) if row else Dictionary()


def record_dictionary(connection: sqlite3.Connection, dictionary: Dictionary) -> None:
    """Notes another dictionary, as a change of the store: indexes of the one before are outdated."""
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_KEY, str(dictionary))
    )
    raise_generation(connection)
