"""Numbered changes of the schema, each applied once, in order, in a transaction.

``NNNN_name.sql`` beside this file brings a store from version ``NNNN - 1`` to ``NNNN``; a
published file is never edited, a new one is added. ``PRAGMA user_version`` says where a store is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vectorstore.errors import SchemaTooNewError


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: the version it leads to, its file's name, its statements."""

    version: int
    name: str
    statements: tuple[str, ...]


@cache
def migrations() -> tuple[Migration, ...]:
    """Every migration, by version from 1, without gaps."""
    files = sorted(
        (each for each in resources.files(__name__).iterdir() if each.name.endswith(".sql")),
        key=lambda each: each.name,
    )
    return tuple(
        Migration(int(each.name[:4]), each.name, tuple(_statements(each.read_text("utf-8"))))
        for each in files
    )


def latest_version() -> int:
    """The schema version that this code reads and writes."""
    return migrations()[-1].version


def schema_version(connection: sqlite3.Connection) -> int:
    """The version a database is at; 0 for one without a schema."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def migrate(connection: sqlite3.Connection, target: int | None = None) -> list[int]:
    """Brings a database up to a version, the latest unless told.

    Args:
        connection: In autocommit mode; each version has a transaction of its own, unless one is
            open.
        target: Version to stop at.

    Returns:
        The versions that were applied, empty where the database was up to date.

    Raises:
        SchemaTooNewError: The database is at a version that this code does not know.
    """
    applied = []
    for migration in migrations():
        if target is not None and migration.version > target:
            break
        if migration.version > schema_version(connection) and _apply(connection, migration):
            applied.append(migration.version)
    check_not_newer(connection)
    return applied


def check_not_newer(connection: sqlite3.Connection) -> None:
    """Refuses a database that a newer program made.

    Raises:
        SchemaTooNewError: It is at a version that this code does not know.
    """
    found = schema_version(connection)
    if found > latest_version():
        raise SchemaTooNewError(
            f"the store has schema version {found}, this program knows up to {latest_version()}: "
            "update the program"
        )


def _apply(connection: sqlite3.Connection, migration: Migration) -> bool:
    """Applies one migration unless another process was faster; says whether it did."""
    if connection.in_transaction:
        _run(connection, migration)
        return True
    connection.execute("BEGIN IMMEDIATE")
    try:
        if schema_version(connection) >= migration.version:
            connection.execute("ROLLBACK")
            return False
        _run(connection, migration)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return True


def _run(connection: sqlite3.Connection, migration: Migration) -> None:
    for statement in migration.statements:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {migration.version}")


def _statements(script: str) -> Iterator[str]:
    """Splits a script: ``executescript`` would commit the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
