"""Which embedding model a store's vectors are from, as its database records it."""

from __future__ import annotations

import sqlite3

from vectorstore.errors import EmbedderMismatchError
from vectorstore.local.database import Stamp, is_past, lacks
from vectorstore.store import EmbedderIdentity

_EMBEDDED_SINCE = "embedded_since"


def embedder(connection: sqlite3.Connection) -> EmbedderIdentity:
    """The embedder that the store was built with."""
    return EmbedderIdentity(
        str(_meta(connection, "embedder_name")),
        int(_meta(connection, "embedder_dimension")),
        str(_meta(connection, "embedder_fingerprint")),
    )


def has_vectors_of(connection: sqlite3.Connection, earlier: Stamp) -> bool:
    """Whether the store once was in a state, and has had its vectors from one model since."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_EMBEDDED_SINCE,)).fetchone()
    return is_past(connection, earlier) and (row is None or earlier.generation >= row[0])


def check_dimension(connection: sqlite3.Connection, dimension: int) -> None:
    """Refuses to read vectors of another length than the caller works with.

    Raises:
        EmbedderMismatchError: The store was embedded with another model meanwhile.
    """
    if int(_meta(connection, "embedder_dimension")) != dimension:
        raise _embedded_anew(connection)


def check_embedder(connection: sqlite3.Connection, expected: EmbedderIdentity) -> None:
    """Refuses to go on where the vectors are another model's than when the store was opened.

    Raises:
        EmbedderMismatchError: The store was embedded with another model meanwhile.
    """
    if _meta(connection, "embedder_fingerprint") != expected.fingerprint:
        raise _embedded_anew(connection)


def record_embedder(
    connection: sqlite3.Connection, identity: EmbedderIdentity, generation: int
) -> None:
    """Notes another model, whose vectors the passages have from a generation on."""
    connection.executemany(
        "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
        [
            ("embedder_name", identity.name),
            ("embedder_dimension", identity.dimension),
            ("embedder_fingerprint", identity.fingerprint),
            (_EMBEDDED_SINCE, generation),
        ],
    )


def _embedded_anew(connection: sqlite3.Connection) -> EmbedderMismatchError:
    found = embedder(connection)
    return EmbedderMismatchError(
        f"the store was embedded with {found.name!r} ({found.dimension} dimensions) since it was "
        "opened: start the program again with that model"
    )


def _meta(connection: sqlite3.Connection, key: str) -> str | int:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise lacks(key)
    value: str | int = row[0]
    return value
