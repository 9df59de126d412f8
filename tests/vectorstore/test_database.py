from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from tests.contracts.bundles import IDENTITY, make_bundle, make_source
from vectorstore.errors import (
    EmbedderMismatchError,
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreNotFoundError,
)
from vectorstore.local import LocalStore
from vectorstore.local.database import FILENAME, Database, Stamp, is_past, raise_generation, stamp
from vectorstore.store import EmbedderIdentity


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.create(tmp_path / FILENAME, IDENTITY, busy_seconds=0.05)


def test_a_read_sees_one_snapshot(database: Database) -> None:
    with database.read() as reader:
        before = stamp(reader)
        with database.write() as writer:
            raise_generation(writer)
        assert stamp(reader) == before
    with database.read() as reader:
        assert stamp(reader).generation == before.generation + 1


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as writer:
            raise_generation(writer)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as reader:
        assert stamp(reader).generation == 0


def test_connections_are_used_again(database: Database) -> None:
    with database.read() as first:
        pass
    with database.read() as second, database.read() as third:
        assert second is first
        assert third is not first


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    with database.write() as writer:
        raise_generation(writer)
        seen: list[int] = []

        def read() -> None:
            with database.read() as reader:
                seen.append(stamp(reader).generation)

        thread = threading.Thread(target=read)
        thread.start()
        thread.join(timeout=20)
        assert seen == [0]


def test_another_process_that_writes_too_long_is_an_error(database: Database) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLockedError, match="another process"), database.write():
        pass
    other.execute("ROLLBACK")
    other.close()
    with database.write() as writer:
        assert raise_generation(writer) == 1


def test_a_stamp_is_past_only_in_its_own_history(database: Database) -> None:
    with database.write() as writer:
        raise_generation(writer)
    with database.read() as reader:
        now = stamp(reader)
        assert is_past(reader, now)
        assert not is_past(reader, Stamp(now.generation, now.tag + 1))
        assert not is_past(reader, Stamp(now.generation + 1, now.tag))


def test_a_closed_database_refuses(database: Database) -> None:
    with database.read():
        database.close()
    with pytest.raises(StoreError, match="closed"), database.read():
        pass
    with pytest.raises(StoreError, match="closed"), database.write():
        pass


@pytest.mark.parametrize("made", [False, True])
def test_no_store_is_an_error(folder: Path, made: bool) -> None:
    if made:
        folder.mkdir()
    with pytest.raises(StoreNotFoundError, match="store"):
        LocalStore.open(folder, IDENTITY)
    with pytest.raises(StoreNotFoundError):
        LocalStore.open(folder, create=True)
    assert folder.exists() == made


def test_a_file_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("text")
    with pytest.raises(StoreNotFoundError):
        LocalStore.open(path, IDENTITY)
    with pytest.raises(StoreNotFoundError, match="cannot make"):
        LocalStore.open(path, IDENTITY, create=True)


def test_another_embedder_is_refused_and_both_are_named(folder: Path) -> None:
    LocalStore.open(folder, IDENTITY, create=True).close()
    other = EmbedderIdentity("other-model", 16, "fingerprint-2")
    with pytest.raises(EmbedderMismatchError) as error:
        LocalStore.open(folder, other, create=True)
    assert "test-model" in str(error.value)
    assert "other-model" in str(error.value)
    assert "new store" in str(error.value)


def test_without_an_embedder_the_recorded_one_is_taken(folder: Path) -> None:
    LocalStore.open(folder, IDENTITY, create=True).close()
    with LocalStore.open(folder) as store:
        assert store.info().embedder == IDENTITY


def test_the_same_model_under_another_name_is_the_same(folder: Path) -> None:
    LocalStore.open(folder, IDENTITY, create=True).close()
    moved = EmbedderIdentity("/elsewhere/test-model", IDENTITY.dimension, IDENTITY.fingerprint)
    with LocalStore.open(folder, moved) as store:
        assert store.info().embedder == IDENTITY


@pytest.mark.parametrize("data", [b"", b"not a database at all" * 100, b"SQLite format 3\0" * 300])
def test_what_is_no_database_is_damage(folder: Path, data: bytes) -> None:
    folder.mkdir()
    (folder / FILENAME).write_bytes(data)
    with pytest.raises(StoreDamagedError, match=FILENAME):
        LocalStore.open(folder, IDENTITY)


def test_the_database_of_another_program_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    other = sqlite3.connect(folder / FILENAME)
    other.execute("CREATE TABLE reports (text)")
    other.close()
    before = (folder / FILENAME).read_bytes()
    for create in (False, True):
        with pytest.raises(StoreDamagedError, match="another program"):
            LocalStore.open(folder, IDENTITY, create=create)
    assert (folder / FILENAME).read_bytes() == before


def test_overwritten_pages_are_damage(folder: Path) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        for number in range(20):
            store.add(make_bundle(f"第{number}份报告。" * 50), make_source(f"/{number}"))
    path = folder / FILENAME
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(bytes(data))
    with pytest.raises(StoreDamagedError, match="restore"), LocalStore.open(folder, IDENTITY) as it:
        it.reports()


def test_a_truncated_database_is_damage(folder: Path) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        for number in range(20):
            store.add(make_bundle(f"第{number}份报告。" * 50), make_source(f"/{number}"))
        ids = [each.report_id for each in store.reports()[1]]
    path = folder / FILENAME
    path.write_bytes(path.read_bytes()[:20480])
    with pytest.raises(StoreDamagedError), LocalStore.open(folder, IDENTITY) as store:
        [store.report(report_id) for report_id in ids]


def test_a_store_without_its_record_is_damage(folder: Path) -> None:
    LocalStore.open(folder, IDENTITY, create=True).close()
    connection = sqlite3.connect(folder / FILENAME, isolation_level=None)
    connection.execute("DELETE FROM meta WHERE key = 'embedder_dimension'")
    connection.close()
    with pytest.raises(StoreDamagedError, match="embedder_dimension"):
        LocalStore.open(folder, IDENTITY)
