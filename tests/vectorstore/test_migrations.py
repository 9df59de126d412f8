from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.contracts.bundles import DIMENSION, IDENTITY, make_bundle, make_source, make_vector
from vectorstore.errors import SchemaTooNewError
from vectorstore.local import LocalStore
from vectorstore.local.database import APPLICATION_ID, FILENAME
from vectorstore.local.migrations import (
    latest_version,
    migrate,
    migrations,
    schema_version,
)
from vectorstore.local.rows import TYPED
from vectorstore.queries import FactQuery
from vectorstore.records import Aggregation, Direction, Fact, Measure, Scope, Status
from vectorstore.tokens import normalize


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / FILENAME, isolation_level=None)
    connection.create_function("normalize", 1, normalize)
    yield connection
    connection.close()


def test_migrations_are_numbered_from_one_without_gaps() -> None:
    assert [each.version for each in migrations()] == list(range(1, latest_version() + 1))
    assert all(each.statements for each in migrations())


def test_migrating_is_done_once(connection: sqlite3.Connection) -> None:
    assert schema_version(connection) == 0
    assert migrate(connection, target=1) == [1]
    assert migrate(connection) == list(range(2, latest_version() + 1))
    assert migrate(connection) == []
    assert schema_version(connection) == latest_version()


def test_a_failing_migration_leaves_nothing_behind(connection: sqlite3.Connection) -> None:
    # A table of the migration's exists already, though not the first that it makes.
    connection.execute("CREATE TABLE facts (number)")
    with pytest.raises(sqlite3.OperationalError, match="facts"):
        migrate(connection)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert tables == [("facts",)]
    assert schema_version(connection) == 0
    assert not connection.in_transaction


def test_a_newer_schema_is_refused(folder: Path) -> None:
    LocalStore.open(folder, IDENTITY, create=True).close()
    connection = sqlite3.connect(folder / FILENAME)
    connection.execute(f"PRAGMA user_version = {latest_version() + 1}")
    connection.close()
    with pytest.raises(SchemaTooNewError, match=f"version {latest_version() + 1}.*update"):
        LocalStore.open(folder)
    with pytest.raises(SchemaTooNewError):
        LocalStore.open(folder, IDENTITY, create=True)


def test_the_oldest_store_opens_with_all_it_held(folder: Path) -> None:
    bundle = make_bundle("行政复议。", facts=[{"value": 12.0}, {"value": 3.0, "canonical": ""}])
    _write_version_1(folder)

    with LocalStore.open(folder, IDENTITY) as store:
        report_id = "00000000000000aa"
        assert (store.info().reports, store.info().passages, store.info().facts) == (1, 1, 2)
        assert store.report(report_id).text == "行政复议。"
        assert store.original(report_id).data == b"old bytes"
        assert store.original(report_id).declared_type == ""
        assert store.summary(report_id).sources[0].source == "/old.txt"
        assert [hit.passage_id for hit in store.search_lexical("复议", 5)] == [f"{report_id}-0000"]
        assert [hit.passage_id for hit in store.search_dense(make_vector("复议"), 5)] == [
            f"{report_id}-0000"
        ]
        total, facts = store.facts(FactQuery(indicator="受理 复议"))
        assert total == 2
        assert [(fact.indicator, fact.canonical, fact.value) for fact in facts] == [
            ("行政复议受理", "复议受理件数", 12.0),
            ("行政复议受理", "", 3.0),
        ]
        store.remove(report_id)
        store.add(bundle, make_source())
        assert store.facts(FactQuery()) == (2, list(bundle.facts))


def test_facts_from_before_they_were_typed_read_with_defaults(folder: Path) -> None:
    _write_version_1(folder)
    connection = sqlite3.connect(folder / FILENAME, isolation_level=None)
    connection.create_function("normalize", 1, normalize)
    migrate(connection, target=9)
    connection.execute("UPDATE facts SET status = 'plan', holder = '县司法局' WHERE value = 3.0")
    connection.execute("INSERT INTO sums VALUES (1, x'00', x'00', x'00')")
    assert "thing" not in [row[1] for row in connection.execute("PRAGMA table_info (facts)")]
    connection.close()

    with LocalStore.open(folder, IDENTITY) as store:
        total, (first, second) = store.facts(FactQuery())
        assert total == 2
        assert (first.indicator, first.value, first.unit, first.quote) == (
            "行政复议受理", 12.0, "件", "受理复议",
        )  # fmt: skip
        assert (second.status, second.holder) == (Status.PLAN, "县司法局")
        for fact in (first, second):
            assert _typed(fact) == (
                "", "", "", Measure.LEVEL, Direction.NONE, "", Aggregation.SINGLE, "", "",
                Scope.WHOLE, "", "", None, "", "",
            )  # fmt: skip

    connection = sqlite3.connect(folder / FILENAME)
    assert schema_version(connection) == latest_version()
    assert connection.execute("SELECT COUNT(*) FROM sums").fetchone() == (0,)
    connection.close()


def test_typed_fields_come_back_as_they_were_stored(folder: Path) -> None:
    bundle = make_bundle(
        facts=[
            {
                "thing": "粮食产量", "act": "新增", "part_of": "0-f0000", "measure": Measure.CHANGE,
                "direction": Direction.UP, "base": "上年", "aggregation": Aggregation.AS_OF,
                "period_start": "2025-12-31", "period_end": "2025-12-31",
                "scope": Scope.OWN_LEVEL, "unit_written": "亿斤", "dimension": "mass",
                "common_value": 630_000.0, "row_head": "粮食", "column_head": "产量 / 2025年",
                "status": Status.PREVIOUS,
            }
        ]
    )  # fmt: skip
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        store.add(bundle, make_source())
        assert store.facts(FactQuery()) == (1, list(bundle.facts))


def _typed(fact: Fact) -> tuple[object, ...]:
    return tuple(getattr(fact, name) for name in TYPED.split(", "))


def _write_version_1(folder: Path) -> None:
    """A store as version 1 of the schema had it, written row by row."""
    folder.mkdir()
    connection = sqlite3.connect(folder / FILENAME, isolation_level=None)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrate_to_1 = migrations()[0]
    for statement in migrate_to_1.statements:
        connection.execute(statement)
    connection.execute("PRAGMA user_version = 1")
    meta = [
        ("embedder_name", IDENTITY.name),
        ("embedder_dimension", IDENTITY.dimension),
        ("embedder_fingerprint", IDENTITY.fingerprint),
    ]
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta)
    connection.executemany("INSERT INTO generations VALUES (?, ?)", [(0, 11), (1, 22)])
    connection.execute(
        "INSERT INTO originals VALUES ('aa', 'text/plain', 'old.txt', ?)", (b"old bytes",)
    )
    connection.execute(
        "INSERT INTO reports VALUES (1, '00000000000000aa', 'aa', '1', 1, '报告', '云溪县', '', "
        "'临江省', '青岚市', 'county', '', '', 2024, '', 'annual_report', '[]', 5, 1, 2)"
    )
    connection.execute("INSERT INTO contents VALUES (1, '行政复议。', '[]', '[]', '[[0,5,0]]')")
    connection.execute(
        "INSERT INTO sources VALUES ('/old.txt', 1, 'old.txt', '2024-03-01T12:00:00+00:00')"
    )
    vector = np.full(DIMENSION, DIMENSION**-0.5, dtype="<f4").tobytes()
    connection.execute(
        "INSERT INTO passages VALUES "
        "(7, '00000000000000aa-0000', 1, 0, 0, 5, 'achievement', '[]', '行政复议。', ?)",
        (vector,),
    )
    fact = (
        "INSERT INTO facts VALUES (?, ?, 1, '云溪县', 2024, '', '行政复议受理', ?, ?, NULL, '件', "
        "'', 'actual', '受理复议', ?, 4, 0, 1)"
    )
    connection.execute(fact, (1, "00000000000000aa-f0000", "复议受理件数", 12.0, 0))
    connection.execute(fact, (2, "00000000000000aa-f0001", "", 3.0, 1))
    connection.close()
