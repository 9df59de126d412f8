from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.contracts.bundles import DIMENSION, make_bundle, make_source, make_vector
from vectorstore.local import LocalStore
from vectorstore.local.changes import writer_lock
from vectorstore.local.database import FILENAME, Database, Stamp
from vectorstore.local.dense import DenseIndex, DenseView
from vectorstore.local.scopes import Spans
from vectorstore.local.vector_parts import Compressed, Flat
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
    view = _view({10: [1, 0], 11: [0, 1]}, {12: [0.6, 0.8], 13: [0, -1]})
    query: Vectors = np.array([0.6, 0.8], dtype=np.float32)

    found = view.search(query, 10, None)
    assert [number for number, _ in found] == [12, 11, 10, 13]
    assert [score for _, score in found] == pytest.approx([1.0, 0.8, 0.6, -0.8])
    assert [number for number, _ in view.search(query, 2, None)] == [12, 11]


def test_a_search_within_reports_ranks_their_passages_only() -> None:
    first, count = np.array([0, 10, 13, 12]), np.array([0, 2, 1, 1])
    view = _view({10: [1, 0], 11: [0, 1]}, {12: [0.6, 0.8], 13: [0, -1]}, spans=Spans(first, count))
    query: Vectors = np.array([0.6, 0.8], dtype=np.float32)
    assert [number for number, _ in view.search(query, 9, [2, 1])] == [11, 10, 13]
    assert [number for number, _ in view.search(query, 1, [2])] == [13]
    assert view.search(query, 9, [0, 4]) == []


def test_what_is_gone_is_left_out_of_both_parts() -> None:
    view = _view({1: [1, 0], 2: [0, 1]}, {3: [1, 0], 4: [0, 1]}, gone=[1, 4])
    query: Vectors = np.array([1, 0], dtype=np.float32)
    assert [number for number, _ in view.search(query, 10, None)] == [3, 2]


def test_equal_scores_come_by_number() -> None:
    view = _view({9: [1, 1], 4: [1, 1]}, {7: [1, 1], 5: [1, 1]})
    query: Vectors = np.ones(2, dtype=np.float32)
    assert [each for each, _ in view.search(query, 9, None)] == [4, 5, 7, 9]


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
    assert len(index.view().recent.numbers) == 30


def test_large_changes_are_folded_into_a_new_base(index: DenseIndex, store: LocalStore) -> None:
    fill(store, 2)
    index.view()
    gone = store.reports()[1][0].report_id
    store.remove(gone)
    fill(store, 11, lines=100, first=2)
    view = index.view()
    assert view.changed == 0
    assert len(view.base.numbers) == held(store) == len(numbers(view)) == 1110


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
    assert len(view.base.numbers) == 300
    assert len(view.recent.numbers) == 20
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
    assert len(again.base.numbers) == 300


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


def test_filters_name_reports_and_find_their_passages(index: DenseIndex, store: LocalStore) -> None:
    fill(store, 4, lines=3)
    store.remove(store.reports()[1][1].report_id)
    fill(store, 2, lines=2, first=4)
    view, query = index.view(), make_vector("问题")
    everything = view.search(query, 100, None)
    assert len(everything) == 13
    for report in (1, 3, 4):
        own = range(3 * report - 2, 3 * report + 1)
        expected = [hit for hit in everything if hit[0] in own]
        assert view.search(query, 100, [report]) == expected
    assert [number for number, _ in view.search(query, 100, [6, 2])] == [
        number for number, _ in everything if number in (15, 16)
    ]


def test_a_replaced_report_is_found_by_its_new_passages(
    index: DenseIndex, store: LocalStore
) -> None:
    text = "第一行。\n第二行。"
    store.add(make_bundle(text, data=b"same"), make_source())
    index.view()
    store.add(make_bundle(text, data=b"same", recipe="2"), make_source())
    view = index.view()
    assert sorted(number for number, _ in view.search(make_vector("问题"), 9, [1])) == [3, 4]
    assert numbers(view) == {3, 4}


@pytest.fixture
def compressing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores of a few hundred passages are compressed, and searched by their codes."""
    monkeypatch.setattr("vectorstore.local.vector_parts._COMPRESS_FROM", 400)
    monkeypatch.setattr("vectorstore.local.vector_parts._COMPRESS_UNTIL", 200)
    monkeypatch.setattr("vectorstore.local.vector_parts._RANKED_WHOLE", 0)


@pytest.mark.usefixtures("compressing")
def test_the_kind_follows_the_size(folder: Path, database: Database, store: LocalStore) -> None:
    def saved() -> DenseView:
        kept = DenseIndex(folder / "dense", database, DIMENSION)
        kept.save()
        return kept.view()

    fill(store, 3, lines=130)
    assert manifest_kind(folder, saved()) == "flat"
    fill(store, 3, lines=130, first=3)
    grown = saved()
    assert manifest_kind(folder, grown) == "compressed"
    assert numbers(grown) == set(range(1, 781))
    # Half as many passages keep the kind, so that it does not change to and fro.
    for report in store.reports()[1][:3]:
        store.remove(report.report_id)
    assert manifest_kind(folder, saved()) == "compressed"
    for report in store.reports()[1][:2]:
        store.remove(report.report_id)
    shrunk = saved()
    assert manifest_kind(folder, shrunk) == "flat"
    assert len(numbers(shrunk)) == held(store) == 130


def manifest_kind(folder: Path, view: DenseView) -> str:
    assert manifest(folder)["kind"] == view.base.kind
    return str(manifest(folder)["kind"])


@pytest.mark.usefixtures("compressing")
def test_a_compressed_index_is_read_caught_up_and_folded(
    folder: Path, database: Database, store: LocalStore
) -> None:
    fill(store, 5, lines=100)
    first = DenseIndex(folder / "dense", database, DIMENSION)
    first.save()
    fill(store, 2, lines=50, first=5)
    store.remove(store.reports()[1][0].report_id)
    read = DenseIndex(folder / "dense", database, DIMENSION).view()
    assert isinstance(read.base, Compressed)
    assert (len(read.base.numbers), len(read.recent.numbers), len(read.gone)) == (500, 100, 100)
    assert len(numbers(read)) == held(store) == 500
    assert read.search(make_vector("问题"), 50, None) == first.view().search(
        make_vector("问题"), 50, None
    )
    fill(store, 11, lines=100, first=7)
    folded = first.view()
    assert folded.changed == 0
    assert numbers(folded) == set(folded.base.numbers.tolist())
    assert len(folded.base.numbers) == held(store) == 1600


@pytest.mark.usefixtures("compressing")
def test_a_state_that_another_process_saved_is_taken_over(
    folder: Path, index: DenseIndex, database: Database, store: LocalStore
) -> None:
    fill(store, 2)
    behind = index.view()
    fill(store, 12, lines=100, first=2)
    DenseIndex(folder / "dense", database, DIMENSION).save()
    saved = manifest(folder)["generation"]
    fill(store, 1, first=14)
    view = index.view()
    assert behind.base_stamp.generation < view.base_stamp.generation == saved
    assert len(numbers(view)) == held(store) == 1230


def test_searches_go_on_while_the_file_is_written(
    index: DenseIndex, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, 3)
    index.view()
    write = DenseIndex._write
    seen: list[int] = []

    def slow(self: DenseIndex, view: DenseView) -> None:
        fill(store, 1, first=3)
        seen.append(len(numbers(index.view())))
        write(self, view)

    monkeypatch.setattr(DenseIndex, "_write", slow)
    saved = index.save()
    assert seen == [40]
    assert saved is not None
    assert saved.generation == store.info().generation - 1
    assert len(numbers(index.view())) == 40


def test_an_empty_store_gives_an_empty_view(index: DenseIndex) -> None:
    assert index.view().search(make_vector("问题"), 5, None) == []
    assert index.save() is not None


def _view(
    base: dict[int, list[float]],
    recent: dict[int, list[float]],
    gone: Sequence[int] = (),
    spans: Spans | None = None,
) -> DenseView:
    stamp = Stamp(0, 0)
    removed = np.array(gone, dtype=np.int64)
    return DenseView(stamp, stamp, _part(base), _part(recent), removed, spans or Spans.none())


def _part(vectors: dict[int, list[float]]) -> Flat:
    rows = np.array(list(vectors.values()), dtype=np.float32)
    return Flat.of(2, [(np.array(list(vectors)), rows)])
