"""Backups of a store in use, and their way back under a running reader."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.contracts.bundles import IDENTITY, make_bundle, make_source, make_vector
from vectorstore.errors import (
    EmbedderMismatchError,
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreNotFoundError,
)
from vectorstore.local import LocalStore
from vectorstore.local.backup import MANIFEST, BackupInfo, back_up, read_backup
from vectorstore.local.checking import check_store
from vectorstore.local.conversations import LocalConversations
from vectorstore.local.database import APPLICATION_ID, FILENAME
from vectorstore.local.migrations import migrate
from vectorstore.local.restoring import restore
from vectorstore.store import EmbedderIdentity

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def fill(store: LocalStore, reports: int, first: int = 0, word: str = "督察") -> set[str]:
    """Adds reports; the ids of their passages."""
    found = set()
    for number in range(first, first + reports):
        bundle = make_bundle(f"{word}第{number}份。\n行政复议。", region=f"{number}县")
        store.add(bundle, make_source(f"/{number}"))
        found |= {each.passage_id for each in bundle.passages}
    return found


def searched(store: LocalStore) -> tuple[set[str], set[str]]:
    lexical = store.search_lexical("督察 复议 应诉", 10_000)
    dense = store.search_dense(make_vector("问题"), 10_000)
    return {hit.passage_id for hit in lexical}, {hit.passage_id for hit in dense}


def test_a_store_comes_back_as_it_was(folder: Path, tmp_path: Path) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        passages = fill(store, 4)
        listed = store.reports()
    with LocalConversations.open(folder) as conversations:
        conversations.append("a" * 32, "问题\uff1f", "{}")
    info = back_up(folder, tmp_path / "backup", clock=lambda: NOON)
    assert (info.reports, info.passages, info.made_at) == (4, 8, NOON.isoformat())
    assert read_backup(tmp_path / "backup") == info
    assert {path.name for path in (tmp_path / "backup").iterdir()} == {MANIFEST, *info.files}

    shutil.rmtree(folder)
    assert restore(tmp_path / "backup", folder) == info
    with LocalStore.open(folder, IDENTITY) as store:
        assert store.reports() == listed
        assert searched(store) == (passages, passages)
    with LocalConversations.open(folder) as conversations:
        record = conversations.get("a" * 32)
        assert record is not None
        assert [turn.question for turn in record.turns] == ["问题\uff1f"]
    assert check_store(folder).sound


def test_a_store_is_backed_up_while_others_write(folder: Path, tmp_path: Path) -> None:
    store = LocalStore.open(folder, IDENTITY, create=True)
    fill(store, 5)
    done = threading.Event()

    def write() -> None:
        for number in range(5, 105):
            fill(store, 1, first=number)
            if done.is_set():
                break

    writer = threading.Thread(target=write)
    writer.start()
    infos = [back_up(folder, tmp_path / str(number)) for number in range(2)]
    done.set()
    writer.join()
    store.close()
    assert infos[0].reports >= 5
    assert [each.reports for each in infos] == sorted(each.reports for each in infos)
    for number, info in enumerate(infos):
        restore(tmp_path / str(number), tmp_path / f"restored-{number}")
        with LocalStore.open(tmp_path / f"restored-{number}", IDENTITY) as restored:
            assert len(searched(restored)[0]) == 2 * info.reports


def test_an_earlier_backup_is_replaced_only_when_asked_and_only_by_a_whole_one(
    store: LocalStore, folder: Path, tmp_path: Path
) -> None:
    fill(store, 2)
    first = back_up(folder, tmp_path / "b", clock=lambda: NOON)
    fill(store, 1, first=2)
    with pytest.raises(StoreError, match="--force"):
        back_up(folder, tmp_path / "b")
    later = NOON + timedelta(hours=1)
    second = back_up(folder, tmp_path / "b", replace=True, clock=lambda: later)
    assert (first.reports, second.reports) == (2, 3)
    assert {path.name for path in (tmp_path / "b").iterdir()} == {MANIFEST, *second.files}

    with closing(sqlite3.connect(folder / FILENAME)) as connection, connection:
        connection.execute("UPDATE contents SET text = 'x' || text")
    with pytest.raises(StoreDamagedError, match="yiju check"):
        back_up(folder, tmp_path / "b", replace=True)
    assert read_backup(tmp_path / "b") == second
    assert {path.name for path in (tmp_path / "b").iterdir()} == {MANIFEST, *second.files}


def test_other_folders_are_left_alone(store: LocalStore, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    (tmp_path / "file").write_text("dear")
    for destination in (tmp_path / "mine", tmp_path / "file", folder):
        with pytest.raises(StoreError, match="name another"):
            back_up(folder, destination, replace=True)
    with pytest.raises(StoreNotFoundError):
        back_up(tmp_path / "none", tmp_path / "b")


def test_a_backup_that_was_killed_is_no_backup_and_not_in_the_way(
    store: LocalStore, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "yiju-20260301T120000-77.sqlite").write_bytes(b"half of it")
    with pytest.raises(StoreNotFoundError, match="no backup"):
        restore(tmp_path / "b", tmp_path / "other")
    info = back_up(folder, tmp_path / "b")
    assert {path.name for path in (tmp_path / "b").iterdir()} == {MANIFEST, *info.files}


@pytest.mark.parametrize("harm", ["flip", "truncate", "delete", "manifest", "newer"])
def test_a_changed_backup_is_not_restored(
    store: LocalStore, folder: Path, tmp_path: Path, harm: str
) -> None:
    fill(store, 2)
    info = back_up(folder, tmp_path / "b")
    manifest = tmp_path / "b" / MANIFEST
    copy = tmp_path / "b" / next(iter(info.files))
    content = bytearray(copy.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 1
        copy.write_bytes(bytes(content))
    elif harm == "truncate":
        copy.write_bytes(bytes(content[:-4096]))
    elif harm == "delete":
        copy.unlink()
    elif harm == "manifest":
        manifest.write_text(manifest.read_text()[:-20])
    else:
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 99}))
    with pytest.raises(StoreError, match=r"backup|newer"):
        restore(tmp_path / "b", folder, replace=True)
    assert store.info().reports == 2


def test_a_store_with_reports_is_replaced_only_when_asked(
    store: LocalStore, folder: Path, tmp_path: Path
) -> None:
    fill(store, 2)
    back_up(folder, tmp_path / "b")
    fill(store, 1, first=2)
    with pytest.raises(StoreError, match=r"3 reports.*--force"):
        restore(tmp_path / "b", folder)
    assert store.info().reports == 3


def two_histories(folder: Path, backup: Path) -> tuple[set[str], set[str]]:
    """A store and a backup of before it took another turn; the passages of each.

    The restored store gives the numbers of the lost passages to others.
    """
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        old = fill(store, 3)
        back_up(folder, backup)
        for summary in store.reports()[1]:
            store.remove(summary.report_id)
        return old, fill(store, 20, first=50, word="应诉")


def test_a_running_reader_sees_the_old_store_or_the_restored_one(
    folder: Path, tmp_path: Path
) -> None:
    old, new = two_histories(folder, tmp_path / "b")
    seen: list[set[str]] = []
    failures: list[BaseException] = []
    done = threading.Event()
    reader = LocalStore.open(folder, IDENTITY)
    before = reader.info().generation
    assert searched(reader) == (new, new)

    def read() -> None:
        try:
            while not done.is_set():
                seen.extend(searched(reader))
        except BaseException as failure:  # noqa: BLE001 - handed to the test's own thread
            failures.append(failure)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        restore(tmp_path / "b", folder, replace=True)
        with LocalStore.open(folder, IDENTITY) as writer:
            other = fill(writer, 5, first=80, word="应诉")
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert all(hits <= new or hits <= old | other for hits in seen)
    assert searched(reader) == (old | other, old | other)
    assert reader.info().generation > before
    reader.close()
    assert check_store(folder).sound


@pytest.mark.parametrize("kind", ["lexical", "dense"])
def test_a_search_that_a_restoration_overtakes_names_nothing_wrongly(
    folder: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = two_histories(folder, tmp_path / "b")
    reader = LocalStore.open(folder, IDENTITY)
    assert searched(reader) == (new, new)
    added: set[str] = set()
    index = reader._indexes.lexical() if kind == "lexical" else reader._indexes.dense()
    looked_up = index.view

    def overtaken() -> object:
        view = looked_up()
        if not added:
            restore(tmp_path / "b", folder, replace=True)
            with LocalStore.open(folder, IDENTITY) as writer:
                added.update(fill(writer, 20, first=80, word="应诉"))
        return view

    monkeypatch.setattr(index, "view", overtaken)
    hits = (
        reader.search_lexical("督察 复议 应诉", 10_000)
        if kind == "lexical"
        else reader.search_dense(make_vector("问题"), 10_000)
    )
    assert {hit.passage_id for hit in hits} == old | added
    reader.close()


def test_a_search_gives_up_where_the_right_index_does_not_come(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.indexes._RESTORE_SECONDS", 0.05)
    two_histories(folder, tmp_path / "b")
    with LocalStore.open(folder, IDENTITY) as reader:
        searched(reader)
        lexical, dense = reader._indexes.lexical(), reader._indexes.dense()
        # As while another thread takes long to build the new one.
        for index, view in ((lexical, lexical.view()), (dense, dense.view())):
            monkeypatch.setattr(index, "view", lambda view=view: view)
        restore(tmp_path / "b", folder, replace=True)
        with pytest.raises(StoreLockedError, match="being built"):
            reader.search_lexical("督察", 10)
        with pytest.raises(StoreLockedError, match="being built"):
            reader.search_dense(make_vector("问题"), 10)


@pytest.mark.parametrize("harm", ["zero", "truncate", "garbage", "delete", "pages"])
def test_a_damaged_store_is_replaced_under_a_running_reader(
    folder: Path, tmp_path: Path, harm: str
) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        passages = fill(store, 12)
    back_up(folder, tmp_path / "b")
    path = folder / FILENAME
    reader = LocalStore.open(folder, IDENTITY)
    content = bytearray(path.read_bytes())
    if harm == "zero":
        path.write_bytes(b"")
    elif harm == "truncate":
        path.write_bytes(bytes(content[: len(content) // 2]))
    elif harm == "garbage":
        path.write_bytes(b"\xa5" * len(content))
    elif harm == "delete":
        path.unlink()
    else:
        content[4096 * 3 :] = b"\xa5" * len(content[4096 * 3 :])
        path.write_bytes(bytes(content))
    if harm != "delete":
        with pytest.raises(StoreError):
            restore(tmp_path / "b", folder)
    restore(tmp_path / "b", folder, replace=True)
    assert searched(reader) == (passages, passages)
    reader.close()
    assert check_store(folder).sound


def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    store: LocalStore, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    copy = tmp_path / "b" / "yiju-20260301T120000-1.sqlite"
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection, target=1)
        connection.execute("INSERT INTO generations VALUES (7, 1)")
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [
                ("embedder_name", IDENTITY.name),
                ("embedder_dimension", IDENTITY.dimension),
                ("embedder_fingerprint", IDENTITY.fingerprint),
            ],
        )
    files = {copy.name: hashlib.sha256(copy.read_bytes()).hexdigest()}
    info = BackupInfo(NOON.isoformat(), 0, 0, 0, 7, IDENTITY.name, files)
    (tmp_path / "b" / MANIFEST).write_text(json.dumps({"format": 1, **asdict(info)}))
    fill(store, 2)
    restore(tmp_path / "b", folder, replace=True)
    assert store.info().reports == 0
    assert store.info().generation == 8
    passages = fill(store, 1)
    assert searched(store) == (passages, passages)


def test_a_restored_store_of_another_model_stops_a_running_reader(
    store: LocalStore, folder: Path, tmp_path: Path
) -> None:
    fill(store, 2)
    searched(store)
    other = EmbedderIdentity("other", IDENTITY.dimension, "other")
    with LocalStore.open(tmp_path / "other", other, create=True) as another:
        fill(another, 3, first=10)
    back_up(tmp_path / "other", tmp_path / "b")
    restore(tmp_path / "b", folder, replace=True)
    with pytest.raises(EmbedderMismatchError, match="start the program again"):
        store.search_dense(make_vector("问题"), 3)
    with pytest.raises(EmbedderMismatchError):
        fill(store, 1, first=20)
    assert len(store.search_lexical("督察", 100)) == 3
