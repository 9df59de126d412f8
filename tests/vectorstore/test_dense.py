from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
import pytest

from tests.contracts.bundles import DIMENSION, make_bundle, make_source, make_vector
from vectorstore.local import LocalStore
from vectorstore.local.changes import writer_lock
from vectorstore.local.database import FILENAME, Database, Stamp
from vectorstore.local.dense import DenseIndex, DenseView
from vectorstore.store import Vectors


@pytest.fixture
def database(folder: Path, store: LocalStore) -> Iterator[Database]:
    database = Database.open(folder / FILENAME)
    yield database
    database.close()


@pytest.fixture
def index(folder: Path, database: Database) -> DenseIndex:
    return DenseIndex(folder / "dense", database, DIMENSION)


def fill(store: LocalStore, reports: int, lines: int = 10, first: int = 0) -> None:
    for number in range(first, first + reports):
        text = "\n".join(f"第{number}份第{line}行。" for line in range(lines))
        store.add(make_bundle(text, region=f"{number}县"), make_source(f"/{number}"))


def numbers(view: DenseView) -> set[int]:
    """Every passage that a view finds."""
    return {number for number, _ in view.search(make_vector("问题"), 10_000, None)}


def held(store: LocalStore) -> int:
    return store.info().passages


def manifest(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "dense" / "manifest.json").read_bytes())
    return found


def index_file(folder: Path) -> Path:
    return folder / "dense" / str(manifest(folder)["file"])


def test_scores_are_inner_products_of_hand_made_vectors() -> None:
    base = faiss.IndexIDMap2(faiss.IndexFlatIP(2))
    recent = faiss.IndexIDMap2(faiss.IndexFlatIP(2))
    base.add_with_ids(np.array([[1, 0], [0, 1]], dtype=np.float32), np.array([10, 11]))
    recent.add_with_ids(np.array([[0.6, 0.8], [0, -1]], dtype=np.float32), np.array([12, 13]))
    view = _view(base, recent, [])
    query: Vectors = np.array([0.6, 0.8], dtype=np.float32)

    found = view.search(query, 10, None)
    assert [number for number, _ in found] == [12, 11, 10, 13]
    assert [score for _, score in found] == pytest.approx([1.0, 0.8, 0.6, -0.8])
    assert [number for number, _ in view.search(query, 2, None)] == [12, 11]
    assert [number for number, _ in view.search(query, 9, np.array([13, 10]))] == [10, 13]
    assert [number for number, _ in view.search(query, 1, np.array([13]))] == [13]


def test_what_is_gone_is_left_out_of_both_parts() -> None:
    base = faiss.IndexIDMap2(faiss.IndexFlatIP(2))
    recent = faiss.IndexIDMap2(faiss.IndexFlatIP(2))
    base.add_with_ids(np.eye(2, dtype=np.float32), np.array([1, 2]))
    recent.add_with_ids(np.eye(2, dtype=np.float32), np.array([3, 4]))
    query: Vectors = np.array([1, 0], dtype=np.float32)
    found = _view(base, recent, [1, 4]).search(query, 10, None)
    assert [number for number, _ in found] == [3, 2]


def test_equal_scores_come_by_number() -> None:
    base = faiss.IndexIDMap2(faiss.IndexFlatIP(2))
    recent = faiss.IndexIDMap2(faiss.IndexFlatIP(2))
    same = np.ones((2, 2), dtype=np.float32)
    base.add_with_ids(same, np.array([9, 4]))
    recent.add_with_ids(same, np.array([7, 5]))
    query: Vectors = np.ones(2, dtype=np.float32)
    assert [each for each, _ in _view(base, recent, []).search(query, 9, None)] == [4, 5, 7, 9]


def test_a_view_is_not_changed_by_what_comes_later(index: DenseIndex, store: LocalStore) -> None:
    fill(store, 2)
    before = index.view()
    seen = numbers(before)
    fill(store, 1, first=2)
    store.remove(store.reports()[1][0].report_id)
    after = index.view()
    assert numbers(before) == seen
    assert len(numbers(after)) == held(store) == 20
    assert after.stamp.generation > before.stamp.generation
    assert index.view() is after


def test_small_changes_stay_beside_the_base(index: DenseIndex, store: LocalStore) -> None:
    fill(store, 3)
    base = index.view().base
    fill(store, 3, first=3)
    assert index.view().base is base
    assert index.view().recent.ntotal == 30


def test_large_changes_are_folded_into_a_new_base(index: DenseIndex, store: LocalStore) -> None:
    fill(store, 2)
    index.view()
    gone = store.reports()[1][0].report_id
    store.remove(gone)
    fill(store, 11, lines=100, first=2)
    view = index.view()
    assert view.changed == 0
    assert view.base.ntotal == held(store) == len(numbers(view)) == 1110


def test_a_saved_index_is_read_and_caught_up(
    folder: Path, index: DenseIndex, database: Database, store: LocalStore
) -> None:
    fill(store, 30)
    saved = index.save()
    assert saved is not None
    assert saved.generation == manifest(folder)["generation"] == store.info().generation
    fill(store, 2, first=30)
    store.remove(store.reports()[1][0].report_id)

    view = DenseIndex(folder / "dense", database, DIMENSION).view()
    assert view.base.ntotal == 300
    assert view.recent.ntotal == 20
    assert len(numbers(view)) == held(store)


def test_the_file_is_written_again_only_when_much_changed(
    folder: Path, index: DenseIndex, store: LocalStore
) -> None:
    fill(store, 3)
    index.save()
    first = index_file(folder)
    fill(store, 3, first=3)
    index.save()
    assert index_file(folder) == first
    fill(store, 30, first=6)
    index.save()
    assert index_file(folder) != first
    assert {each.name for each in (folder / "dense").iterdir()} == {
        index_file(folder).name,
        "manifest.json",
    }


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


@pytest.mark.parametrize("harm", [flip, truncate, Path.unlink, lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("which", ["manifest", "index"])
def test_damage_is_noticed_and_mended(
    folder: Path,
    index: DenseIndex,
    database: Database,
    store: LocalStore,
    harm: object,
    which: str,
) -> None:
    fill(store, 30)
    index.save()
    expected = index.view().search(make_vector("问题"), 20, None)
    path = index_file(folder) if which == "index" else folder / "dense" / "manifest.json"
    assert callable(harm)
    harm(path)

    mended = DenseIndex(folder / "dense", database, DIMENSION)
    assert mended.view().search(make_vector("问题"), 20, None) == expected
    assert mended.save() is not None
    again = DenseIndex(folder / "dense", database, DIMENSION).view()
    assert again.search(make_vector("问题"), 20, None) == expected
    assert again.base.ntotal == 300


@pytest.mark.parametrize("change", [{"format": 0}, {"kind": "other"}, {"dimension": 3}])
def test_files_of_another_format_are_not_read(
    folder: Path,
    index: DenseIndex,
    database: Database,
    store: LocalStore,
    change: dict[str, object],
) -> None:
    fill(store, 3)
    index.save()
    path = folder / "dense" / "manifest.json"
    path.write_text(json.dumps(manifest(folder) | change))
    index_file(folder).write_bytes(b"whatever that format holds")
    view = DenseIndex(folder / "dense", database, DIMENSION).view()
    assert len(numbers(view)) == 30


def test_files_of_another_history_are_not_read(
    folder: Path, index: DenseIndex, database: Database, store: LocalStore
) -> None:
    fill(store, 3)
    index.save()
    path = folder / "dense" / "manifest.json"
    path.write_text(json.dumps(manifest(folder) | {"tag": 12345}))
    view = DenseIndex(folder / "dense", database, DIMENSION).view()
    assert len(numbers(view)) == 30


def test_saving_is_left_to_whoever_is_at_it(
    folder: Path, index: DenseIndex, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.dense._LOCK_SECONDS", 0.01)
    fill(store, 3)
    with writer_lock(folder / "dense.lock", 1):
        assert index.save() is None
        assert len(numbers(index.view())) == 30
    assert index.save() is not None


def test_rows_come_in_portions(
    index: DenseIndex, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.dense._ROWS", 7)
    fill(store, 2)
    assert len(numbers(index.view())) == 20


def test_an_empty_store_gives_an_empty_view(index: DenseIndex) -> None:
    assert index.view().search(make_vector("问题"), 5, None) == []
    assert index.save() is not None


def _view(base: object, recent: object, gone: list[int]) -> DenseView:
    stamp = Stamp(0, 0)
    return DenseView(stamp, stamp, base, recent, np.array(gone, dtype=np.int64))
