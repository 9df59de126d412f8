"""Full disks, read-only folders and damaged files: what is noticed, and what still works."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts.bundles import IDENTITY, make_bundle, make_source, make_vector
from tests.contracts.folders import passing_folder
from vectorstore.errors import SchemaTooNewError, StoreDamagedError, StoreError
from vectorstore.local import LocalStore
from vectorstore.local.checking import check_store
from vectorstore.local.database import FILENAME
from vectorstore.local.migrations import latest_version
from vectorstore.store import Bundle, Hit

ROOT = Path(__file__).parents[3]
NOBODY = 65534


def bundle(number: int, lines: int = 12) -> Bundle:
    text = "\n".join(f"第{number}份报告第{line}行\uff0c办理行政复议。" for line in range(lines))
    return make_bundle(text, region=f"{number}县")


def fill(store: LocalStore, reports: int, first: int = 0) -> None:
    for number in range(first, first + reports):
        store.add(bundle(number), make_source(f"/{number}"))


def searched(store: LocalStore) -> tuple[list[Hit], list[Hit]]:
    return store.search_lexical("行政复议", 50), store.search_dense(make_vector("问题"), 50)


# A full disk.


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a mebibyte and a half."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", str(tmp_path)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a file system")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def fill_up(store: LocalStore) -> int:
    """Adds reports until there is no room; how many went in."""
    for number in range(10_000):
        try:
            store.add(bundle(number, lines=60), make_source(f"/{number}"))
        except StoreError as error:
            if "disk is full" not in str(error):
                raise
            return number
    raise AssertionError("the disk was not full")


def test_a_full_disk_refuses_a_report_and_keeps_those_before(small_disk: Path) -> None:
    folder = small_disk / "store"
    store = LocalStore.open(folder, IDENTITY, create=True)
    held = fill_up(store)
    assert held > 0
    # What is held can be read, and vectors searched; words as far as their index has room.
    assert store.info().reports == held
    assert len(store.search_dense(make_vector("问题"), 10_000)) == 60 * held
    with pytest.raises(StoreError, match="make room"):
        store.close()

    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    with LocalStore.open(folder, IDENTITY) as again:
        again.add(bundle(held, lines=60), make_source(f"/{held}"))
        assert again.info().reports == held + 1
        assert len(again.search_lexical("行政复议", 10_000)) == 60 * (held + 1)
    assert check_store(folder).sound


def test_a_database_that_may_not_grow_refuses_a_report_as_a_whole(folder: Path) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        fill(store, 2)
        before = searched(store)
        with store._database.write() as connection:  # the writer's own connection, used again
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match=r"disk is full.*make room"):
            fill(store, 20, first=2)
        held = store.info().reports
        with store._database.write() as connection:
            connection.execute(f"PRAGMA max_page_count = {pages * 1000}")
        assert 2 <= held < 22
        fill(store, 20, first=2)
        assert store.info().reports == 22
        assert len(before[0]) == 24
    assert check_store(folder).sound


def test_an_index_without_room_does_not_fail_an_add(
    folder: Path, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.indexes._PENDING_PASSAGES", 1)
    in_the_way = folder / "lexical.new"
    in_the_way.write_text("a file where the index has to be built")
    fill(store, 3)
    assert store.info().reports == 3
    in_the_way.unlink()
    assert len(searched(store)[0]) == 36


# A folder that cannot be written.

READER = """
    import os, sys, tempfile
    from pathlib import Path
    from tests.contracts.bundles import IDENTITY, make_bundle, make_source, make_vector
    from vectorstore.errors import StoreError
    from vectorstore.local import LocalStore
    with tempfile.TemporaryDirectory() as scratch:  # loads what the stranger need not be able to
        with LocalStore.open(Path(scratch), IDENTITY, create=True) as store:
            store.add(make_bundle(), make_source())
            store.search_lexical("复议", 1)
            store.search_dense(make_vector("x"), 1)
    if os.getuid() == 0:
        os.setgid(int(sys.argv[2]))
        os.setuid(int(sys.argv[2]))
    try:
        with LocalStore.open(Path(sys.argv[1]), IDENTITY) as store:
            report = store.reports()[1][0].report_id
            print("text", len(store.report(report).text))
            print("dense", len(store.search_dense(make_vector("x"), 1000)))
            print("lexical", len(store.search_lexical("复议", 1000)))
            store.add(make_bundle("新的。"), make_source("/new"))
    except StoreError as error:
        print("refused", error)
"""


def read_as_stranger(folder: Path) -> dict[str, str]:
    """What somebody sees who may read the folder and not write it."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(READER), str(folder), str(NOBODY)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


def protect(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    # Others have to get to it, whatever the folders above allow.
    folder.parent.chmod(0o755)


def unprotect(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_read_only_store_answers_and_refuses_changes(folder: Path) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        fill(store, 3)
    protect(folder)
    seen = read_as_stranger(folder)
    unprotect(folder)
    assert seen["dense"] == seen["lexical"] == "36"
    assert int(seen["text"]) > 100
    assert "make its folder and files writable" in seen["refused"]
    assert not (folder / f"{FILENAME}-wal").exists()


@pytest.mark.parametrize("name", ["dense", "lexical"])
def test_a_read_only_store_makes_what_index_it_lacks_for_itself(folder: Path, name: str) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        fill(store, 3)
    shutil.rmtree(folder / name)
    protect(folder)
    seen = read_as_stranger(folder)
    unprotect(folder)
    assert seen["dense"] == seen["lexical"] == "36"
    assert not (folder / name).exists()


def test_an_unfinished_commit_in_a_read_only_folder_is_not_passed_over(folder: Path) -> None:
    store = LocalStore.open(folder, IDENTITY, create=True)
    fill(store, 2)
    copy = folder.parent / "copy"
    shutil.copytree(folder, copy)  # as a process leaves it that is killed
    store.close()
    (copy / f"{FILENAME}-shm").unlink()
    assert (copy / f"{FILENAME}-wal").stat().st_size
    protect(copy)
    seen = read_as_stranger(copy)
    unprotect(copy)
    # Either SQLite can read what waits, or the store is refused; never without those reports.
    assert seen.get("dense", "24") == "24"
    assert "refused" in seen


# Damaged and missing files of the indexes.


@pytest.fixture(scope="module")
def sound() -> Iterator[Path]:
    """A closed store of 360 passages."""
    with passing_folder() as parent:
        with LocalStore.open(parent / "sound", IDENTITY, create=True) as store:
            fill(store, 30)
        yield parent / "sound"


def derived(folder: Path) -> list[Path]:
    return sorted(path for name in ("dense", "lexical") for path in (folder / name).iterdir())


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_answers_are_never_computed_from_a_damaged_index(sound: Path, data: st.DataObject) -> None:
    with LocalStore.open(sound, IDENTITY) as store:
        expected = searched(store)
    with passing_folder() as parent:
        folder = parent / "store"
        shutil.copytree(sound, folder)
        path = data.draw(st.sampled_from(derived(folder)), "file")
        harm = data.draw(st.sampled_from(["flip", "truncate", "extend", "zero", "delete"]))
        content = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, max(0, len(content) - 1)), "byte")
        if harm == "flip" and content:
            content[at] ^= 1 << data.draw(st.integers(0, 7), "bit")
        elif harm == "zero":
            content[at : at + 512] = bytes(len(content[at : at + 512]))
        elif harm == "truncate":
            del content[at:]
        elif harm == "extend":
            content += b"more"
        path.unlink()
        if harm != "delete":
            path.write_bytes(bytes(content))
        with LocalStore.open(folder, IDENTITY) as store:
            assert searched(store) == expected
            store.refresh()
        assert check_store(folder).sound


@pytest.mark.parametrize("name", ["dense", "lexical"])
def test_a_check_names_a_damaged_index(sound: Path, folder: Path, name: str) -> None:
    shutil.copytree(sound, folder)
    largest = max((folder / name).iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 4
    largest.write_bytes(bytes(content))
    found = check_store(folder)
    assert [(each.area.value, each.subject) for each in found.findings] == [("index", name)]


# Damaged databases.


def read_all(folder: Path) -> None:
    with LocalStore.open(folder) as store:
        for report in store.reports()[1]:
            store.report(report.report_id)


def test_a_truncated_database_is_refused_with_the_way_out(sound: Path, folder: Path) -> None:
    shutil.copytree(sound, folder)
    path = folder / FILENAME
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(StoreDamagedError, match="yiju restore"):
        read_all(folder)
    found = check_store(folder)
    assert not found.sound
    assert {each.remedy.value for each in found.findings} == {"restore"}


def test_an_emptied_database_is_not_begun_anew(sound: Path, folder: Path) -> None:
    shutil.copytree(sound, folder)
    (folder / FILENAME).write_bytes(b"")
    for create in (False, True):
        with pytest.raises(StoreDamagedError, match="restore"):
            LocalStore.open(folder, IDENTITY, create=create)


# Another program at the same store.


def test_a_newer_program_at_the_store_stops_an_older_one(store: LocalStore, folder: Path) -> None:
    fill(store, 1)
    with closing(sqlite3.connect(folder / FILENAME)) as newer:
        newer.execute(f"PRAGMA user_version = {latest_version() + 1}")
    with pytest.raises(SchemaTooNewError, match="start it again"):
        store.reports()
    with pytest.raises(SchemaTooNewError, match="newer program"):
        fill(store, 1, first=1)
    with closing(sqlite3.connect(folder / FILENAME)) as newer:
        newer.execute(f"PRAGMA user_version = {latest_version()}")


def test_another_file_in_the_place_of_the_database_is_noticed(
    store: LocalStore, folder: Path
) -> None:
    fill(store, 2)
    other = folder.parent / "other"
    with LocalStore.open(other, IDENTITY, create=True) as another:
        fill(another, 3, first=100)
        expected = searched(another)
    assert len(searched(store)[0]) == 24
    for name in (f"{FILENAME}-wal", f"{FILENAME}-shm"):
        (folder / name).unlink()
    (other / FILENAME).replace(folder / FILENAME)
    assert store.info().reports == 3
    assert [hit.passage_id for hit in searched(store)[1]] == [hit.passage_id for hit in expected[1]]
