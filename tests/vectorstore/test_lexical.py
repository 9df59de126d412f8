from __future__ import annotations

import fcntl
import json
import math
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.contracts.bundles import make_bundle, make_source
from vectorstore.errors import StoreLockedError
from vectorstore.local import LocalStore
from vectorstore.local.changes import writer_lock
from vectorstore.local.database import FILENAME, Database
from vectorstore.local.lexical import LexicalIndex, LexicalView


@pytest.fixture
def database(folder: Path, store: LocalStore) -> Iterator[Database]:
    database = Database.open(folder / FILENAME)
    yield database
    database.close()


@pytest.fixture
def index(folder: Path, database: Database) -> LexicalIndex:
    return LexicalIndex(folder / "lexical", database)


def fill(store: LocalStore, reports: int, first: int = 0) -> None:
    for number in range(first, first + reports):
        bundle = make_bundle(f"复议{number}。\n督察。", region="", prefecture="", year=None)
        store.add(bundle, make_source(f"/{number}"))


def found(view: LexicalView, *terms: str) -> list[tuple[int, float]]:
    return view.search(terms, 1000, None)


def manifest(folder: Path) -> dict[str, object]:
    path = folder / "lexical" / "manifest.json"
    read: dict[str, object] = json.loads(path.read_bytes())
    return read


def test_scores_are_bm25(index: LexicalIndex, store: LocalStore) -> None:
    bundle = make_bundle("aa\naa bb\ncc cc cc", region="", prefecture="", year=None)
    store.add(bundle, make_source())
    # The heading 一、概况 stands before each passage: 一 and 概况 as words, 概况 as a pair.
    lengths = [1 + 3, 2 + 3, 3 + 3]
    mean = sum(lengths) / 3

    def bm25(holding: int, count: int, length: int) -> float:
        idf = math.log(1 + (3 - holding + 0.5) / (holding + 0.5))
        return idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / mean))

    view = index.view()
    assert [score for _, score in found(view, "aa")] == pytest.approx(
        [bm25(2, 1, lengths[0]), bm25(2, 1, lengths[1])], rel=1e-5
    )
    assert [score for _, score in found(view, "cc")] == pytest.approx(
        [bm25(1, 3, lengths[2])], rel=1e-5
    )
    both = found(view, "aa", "bb")[0]
    assert both[1] == pytest.approx(bm25(2, 1, lengths[1]) + bm25(1, 1, lengths[1]), rel=1e-5)


def test_a_filter_does_not_change_scores(index: LexicalIndex, store: LocalStore) -> None:
    fill(store, 3)
    view = index.view()
    everything = dict(view.search(["复议"], 10, None))
    only = view.search(["复议"], 10, [2])
    assert len(everything) == 3
    assert only == [(number, everything[number]) for number, _ in only]
    assert len(only) == 1
    assert view.search(["复议"], 10, [99]) == []


@pytest.mark.parametrize("k", [1, 4, 12, 100])
def test_broad_filters_find_what_narrow_ones_do(
    index: LexicalIndex, store: LocalStore, monkeypatch: pytest.MonkeyPatch, k: int
) -> None:
    for number in range(12):
        text = "\n".join(f"复议{'督察' * line}。" for line in range(1 + number % 3))
        store.add(make_bundle(text, region=f"{number}县"), make_source(f"/{number}"))
    store.remove(store.reports()[1][3].report_id)
    view = index.view()
    for among in ([*range(1, 13)], [2, 3, 5, 7, 11], [12, 4], [99]):
        monkeypatch.setattr("vectorstore.local.lexical._MANY", 1)
        broad = view.search(["复议", "督察"], k, among)
        monkeypatch.setattr("vectorstore.local.lexical._MANY", 100)
        assert broad == view.search(["复议", "督察"], k, among)


def test_a_broad_filter_leaves_what_ranks_last(
    index: LexicalIndex, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.lexical._MANY", 1)
    for number in range(10):
        words = "复议复议复议" if number < 7 else "复议和别的许多话"
        store.add(make_bundle(words, region=f"{number}县"), make_source(f"/{number}"))
    assert [each for each, _ in index.view().search(["复议"], 2, [8, 9, 10])] == [8, 9]


def test_what_passes_the_filter_but_shares_no_word_is_no_hit(
    index: LexicalIndex, store: LocalStore
) -> None:
    fill(store, 1)
    assert index.view().search(["营商"], 10, [1]) == []


def test_a_view_is_not_changed_by_what_comes_later(index: LexicalIndex, store: LocalStore) -> None:
    fill(store, 2)
    before = index.view()
    fill(store, 1, first=2)
    store.remove(store.reports()[1][0].report_id)
    after = index.view()
    assert len(found(before, "复议")) == 2
    assert len(found(after, "复议")) == 2
    assert found(before, "复议") != found(after, "复议")
    assert index.view() is after


def test_many_small_changes_are_caught_up(index: LexicalIndex, store: LocalStore) -> None:
    for number in range(8):
        fill(store, 1, first=number)
        assert len(found(index.view(), "督察")) == number + 1
    for report in store.reports()[1]:
        store.remove(report.report_id)
        left = store.info().reports
        assert len(found(index.view(), "督察")) == left


def test_another_index_reads_the_files(
    folder: Path, index: LexicalIndex, database: Database, store: LocalStore
) -> None:
    fill(store, 3)
    expected = found(index.view(), "复议")
    files = {each.name for each in (folder / "lexical").iterdir()}
    other = LexicalIndex(folder / "lexical", database)
    assert found(other.view(), "复议") == expected
    assert {each.name for each in (folder / "lexical").iterdir()} == files


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("harm", [flip, truncate, Path.unlink, lambda path: path.write_bytes(b"")])
def test_damage_to_any_file_is_noticed_and_mended(
    folder: Path, database: Database, store: LocalStore, harm: object
) -> None:
    fill(store, 3)
    lexical = folder / "lexical"
    first = LexicalIndex(lexical, database).view()
    fill(store, 1, first=3)
    store.remove(store.reports()[1][0].report_id)
    expected = {number for number, _ in found(LexicalIndex(lexical, database).view(), "复议")}
    assert len(expected) == 3
    whole = folder / "whole"
    shutil.copytree(lexical, whole)
    harmed = {path.suffix: path.name for path in sorted(whole.iterdir()) if "lock" not in path.name}
    harmed |= {name: name for name in ("manifest.json", "meta.json", ".managed.json")}
    assert {".term", ".idx", ".fast", ".fieldnorm", ".del", ".json"} <= set(harmed)
    assert callable(harm)
    for number, name in enumerate(harmed.values()):
        lexical.rename(folder / f"before-{number}")
        shutil.copytree(whole, lexical)
        harm(lexical / name)
        mended = LexicalIndex(lexical, database).view()
        assert {number for number, _ in found(mended, "复议")} == expected
        assert set(manifest(folder)) == {"format", "generation", "tag", "files"}
    assert len(found(first, "复议")) == 3
    assert not folder.joinpath("lexical.old").exists()
    assert not folder.joinpath("lexical.new").exists()


def test_a_crash_between_commit_and_manifest_is_mended(
    folder: Path, database: Database, store: LocalStore
) -> None:
    fill(store, 2)
    LexicalIndex(folder / "lexical", database).view()
    before = (folder / "lexical" / "manifest.json").read_bytes()
    fill(store, 2, first=2)
    LexicalIndex(folder / "lexical", database).view()
    (folder / "lexical" / "manifest.json").write_bytes(before)
    mended = LexicalIndex(folder / "lexical", database).view()
    assert len(found(mended, "复议")) == 4


def test_leftovers_of_an_interrupted_build_are_cleared(
    folder: Path, database: Database, store: LocalStore
) -> None:
    fill(store, 2)
    for name in ("lexical.new", "lexical.old"):
        (folder / name).mkdir()
        (folder / name / "leftover").write_bytes(b"x")
    assert len(found(LexicalIndex(folder / "lexical", database).view(), "复议")) == 2
    assert not (folder / "lexical.new").exists()
    assert not (folder / "lexical.old").exists()


@pytest.mark.parametrize("change", [{"format": "0"}, {"tag": 12345}, {"generation": 10_000}])
def test_files_of_another_format_or_history_are_built_anew(
    folder: Path, database: Database, store: LocalStore, change: dict[str, object]
) -> None:
    fill(store, 2)
    LexicalIndex(folder / "lexical", database).view()
    path = folder / "lexical" / "manifest.json"
    path.write_text(json.dumps(manifest(folder) | change))
    assert len(found(LexicalIndex(folder / "lexical", database).view(), "复议")) == 2
    assert manifest(folder)["generation"] == store.info().generation


def test_the_state_before_is_served_while_another_process_builds(
    folder: Path, index: LexicalIndex, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.lexical._PATIENCE", 0.01)
    fill(store, 2)
    before = index.view()
    fill(store, 1, first=2)
    with writer_lock(folder / "lexical.lock", 1):
        assert index.view() is not None
        assert len(found(index.view(), "复议")) == 2
        assert index.view().stamp == before.stamp
    assert len(found(index.view(), "复议")) == 3


def test_without_a_state_before_a_lock_held_too_long_is_an_error(
    folder: Path, index: LexicalIndex, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.lexical._LOCK_SECONDS", 0.01)
    fill(store, 1)
    with (
        writer_lock(folder / "lexical.lock", 1),
        pytest.raises(StoreLockedError, match="lexical"),
    ):
        index.view()


def test_the_state_before_is_served_while_another_thread_catches_up(
    index: LexicalIndex, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.lexical._PATIENCE", 0.01)
    fill(store, 1)
    before = index.view()
    fill(store, 1, first=1)
    entered, leave = threading.Event(), threading.Event()
    catch_up = LexicalIndex._caught_up

    def slow(self: LexicalIndex, view: LexicalView | None) -> LexicalView:
        entered.set()
        leave.wait(timeout=20)
        return catch_up(self, view)

    monkeypatch.setattr(LexicalIndex, "_caught_up", slow)
    thread = threading.Thread(target=index.view)
    thread.start()
    entered.wait(timeout=20)
    assert index.view() is before
    leave.set()
    thread.join(timeout=20)
    assert len(found(index.view(), "复议")) == 2


@contextmanager
def tantivys_lock(folder: Path) -> Iterator[None]:
    """Held as by a process that was forked while this one wrote, until it runs its own program."""
    with (folder / "lexical" / ".tantivy-writer.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_a_lock_that_a_forked_process_still_has_open_is_waited_for(
    folder: Path, index: LexicalIndex, store: LocalStore
) -> None:
    fill(store, 1)
    index.view()
    fill(store, 1, first=1)
    with ThreadPoolExecutor() as pool:
        with tantivys_lock(folder):
            later = pool.submit(index.view)
            # The file is open for longer than the first attempt takes.
            assert wait([later], timeout=0.2).not_done
        assert len(found(later.result(), "督察")) == 2


def test_a_lock_that_is_never_given_back_leaves_the_state_before(
    folder: Path, index: LexicalIndex, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.lexical._PATIENCE", 0.05)
    fill(store, 1)
    before = index.view()
    fill(store, 1, first=1)
    with tantivys_lock(folder):
        assert index.view().stamp == before.stamp
        assert len(found(index.view(), "督察")) == 1
    assert len(found(index.view(), "督察")) == 2
