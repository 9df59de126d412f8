"""What only the embedded store promises: files, processes, crashes."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.contracts.bundles import IDENTITY, make_bundle, make_source, make_vector
from tests.contracts.folders import passing_folder
from tests.contracts.memory_store import MemoryStore
from vectorstore.errors import StoreError, StoreLockedError
from vectorstore.local import LocalStore
from vectorstore.local.changes import count_tombstones, writer_lock
from vectorstore.local.database import FILENAME
from vectorstore.queries import FactQuery, Filter
from vectorstore.store import Bundle

ROOT = Path(__file__).parents[2]


def fill(store: LocalStore, reports: int, first: int = 0) -> list[Bundle]:
    bundles = [
        make_bundle(f"第{number}份复议。\n督察。", region=f"{number}县", facts=[{}])
        for number in range(first, first + reports)
    ]
    for number, bundle in enumerate(bundles, first):
        store.add(bundle, make_source(f"/{number}"))
    return bundles


def found(store: LocalStore) -> tuple[set[str], set[str]]:
    """Reports that a lexical and a dense search find."""
    lexical = store.search_lexical("督察", 1000)
    dense = store.search_dense(make_vector("督察。"), 1000)
    return (
        {hit.passage_id[:16] for hit in lexical},
        {hit.passage_id[:16] for hit in dense},
    )


def ids(*bundles: Bundle) -> set[str]:
    return {bundle.report.report_id for bundle in bundles}


# Several stores on one folder, as several processes have them.


def test_a_running_reader_notices_what_another_writes(folder: Path, store: LocalStore) -> None:
    first = fill(store, 2)
    with LocalStore.open(folder, IDENTITY) as reader:
        assert found(reader) == (ids(*first), ids(*first))
        second = fill(store, 2, first=2)
        store.remove(first[0].report.report_id)
        expected = ids(first[1], *second)
        assert found(reader) == (expected, expected)
        assert found(store) == (expected, expected)
        assert reader.info() == store.info()


def test_two_stores_may_take_turns_in_writing(folder: Path, store: LocalStore) -> None:
    with LocalStore.open(folder, IDENTITY) as other:
        for number in range(6):
            writer = store if number % 2 else other
            fill(writer, 1, first=number)
            assert len(found(writer)[0]) == len(found(writer)[1]) == number + 1
        assert found(store) == found(other)


def test_searches_and_writes_of_two_stores_do_not_disturb_each_other(
    folder: Path, store: LocalStore
) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def search(reader: LocalStore) -> None:
        try:
            while not done.is_set():
                found(reader)
        except BaseException as failure:  # noqa: BLE001 - handed to the test's own thread
            failures.append(failure)

    with LocalStore.open(folder, IDENTITY) as one, LocalStore.open(folder, IDENTITY) as two:
        threads = [threading.Thread(target=search, args=(each,)) for each in (one, one, two)]
        for thread in threads:
            thread.start()
        bundles = fill(store, 15)
        store.refresh()
        done.set()
        for thread in threads:
            thread.join()
        assert failures == []
        assert found(one) == found(two) == (ids(*bundles), ids(*bundles))


def test_a_writer_that_is_kept_waiting_gives_up(folder: Path, store: LocalStore) -> None:
    bundle = fill(store, 1)[0]
    other = sqlite3.connect(folder / FILENAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with LocalStore.open(folder, IDENTITY, busy_seconds=0.01) as waiting:
        for write in _writes(waiting, bundle):
            with pytest.raises(StoreLockedError, match="try again"):
                write()
        assert found(waiting) == (ids(bundle), ids(bundle))
        assert waiting.reports()[0] == 1
        other.execute("ROLLBACK")
        other.close()
        for write in _writes(waiting, bundle):
            write()
        assert waiting.info().reports == 1


def _writes(store: LocalStore, bundle: Bundle) -> list[Callable[[], object]]:
    report_id = bundle.report.report_id
    return [
        lambda: store.add(make_bundle("另一份。"), make_source("/other")),
        lambda: store.note_source(report_id, make_source("/again")),
        lambda: store.remove(report_id),
    ]


# Derived files.


def test_closing_writes_the_indexes(folder: Path) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        fill(store, 3)
        assert not (folder / "lexical").exists()
    assert (folder / "lexical" / "manifest.json").is_file()
    assert (folder / "dense" / "manifest.json").is_file()


def test_reading_only_writes_no_index(folder: Path) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        bundles = fill(store, 1)
    for name in ("lexical", "dense"):
        shutil.rmtree(folder / name)
    with LocalStore.open(folder) as store:
        assert store.report(bundles[0].report.report_id) == bundles[0].report
        store.summary(bundles[0].report.report_id)
    assert not (folder / "lexical").exists()
    assert not (folder / "dense").exists()


@pytest.mark.parametrize("name", ["lexical", "dense"])
def test_an_index_that_was_deleted_is_built_anew(folder: Path, name: str) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        bundles = fill(store, 3)
    shutil.rmtree(folder / name)
    with LocalStore.open(folder, IDENTITY) as store:
        assert found(store) == (ids(*bundles), ids(*bundles))


def test_an_older_copy_of_the_database_is_not_mixed_with_newer_indexes(folder: Path) -> None:
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        kept = fill(store, 2)
    copy = (folder / FILENAME).read_bytes()
    with LocalStore.open(folder, IDENTITY) as store:
        fill(store, 2, first=2)
    (folder / FILENAME).write_bytes(copy)
    with LocalStore.open(folder, IDENTITY) as store:
        assert found(store) == (ids(*kept), ids(*kept))
    # The same number of changes as before, but other ones.
    (folder / FILENAME).write_bytes(copy)
    with LocalStore.open(folder, IDENTITY) as store:
        other = fill(store, 2, first=10)
        assert found(store) == (ids(*kept, *other), ids(*kept, *other))


def test_adding_much_writes_the_indexes_on_the_way(
    folder: Path, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.indexes._PENDING_PASSAGES", 5)
    fill(store, 4)
    assert (folder / "lexical" / "manifest.json").is_file()
    assert (folder / "dense" / "manifest.json").is_file()


def test_an_index_that_another_process_builds_does_not_fail_an_add(
    folder: Path, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.indexes._PENDING_PASSAGES", 1)
    for module in ("dense", "lexical"):
        monkeypatch.setattr(f"vectorstore.local.{module}._LOCK_SECONDS", 0.01)
    with writer_lock(folder / "lexical.lock", 1), writer_lock(folder / "dense.lock", 1):
        bundles = fill(store, 2)
    assert found(store) == (ids(*bundles), ids(*bundles))


def test_an_index_that_cannot_be_written_is_an_error(folder: Path, store: LocalStore) -> None:
    fill(store, 1)
    (folder / "lexical.new").write_text("a file in the way")
    with pytest.raises(StoreError, match="lexical index cannot be written"):
        store.search_lexical("督察", 1)
    (folder / "lexical.new").unlink()
    (folder / "dense").write_text("a file in the way")
    with pytest.raises(StoreError, match="dense index cannot be written"):
        store.refresh()
    (folder / "dense").unlink()
    assert len(store.search_lexical("督察", 1)) == 1


def test_tombstones_are_forgotten_once_the_files_lack_them(
    folder: Path, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.local.indexes._TOMBSTONES", 3)
    bundles = fill(store, 6)
    with LocalStore.open(folder, IDENTITY) as reader:
        found(reader)
        for bundle in bundles[:3]:
            store.remove(bundle.report.report_id)
        store.refresh()
        with store._database.read() as connection:
            assert count_tombstones(connection) == 0
        left = fill(store, 1, first=6) + bundles[3:]
        # Its own state is too old to be caught up: it takes the files.
        assert found(reader) == (ids(*left), ids(*left))
        assert found(store) == (ids(*left), ids(*left))


# Crashes.


def test_a_crash_after_the_commit_loses_nothing(folder: Path) -> None:
    store = LocalStore.open(folder, IDENTITY, create=True)
    bundles = fill(store, 3)
    # The process ends here: no close, and no index was ever made.
    with LocalStore.open(folder, IDENTITY) as after:
        assert found(after) == (ids(*bundles), ids(*bundles))
    store.close()


def test_a_process_that_is_killed_leaves_whole_reports(folder: Path) -> None:
    LocalStore.open(folder, IDENTITY, create=True).close()
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from tests.contracts.bundles import IDENTITY, make_bundle, make_source
        from vectorstore.local import LocalStore
        store = LocalStore.open(Path(sys.argv[1]), IDENTITY)
        for number in range(100_000):
            bundle = make_bundle(f"第{number}份复议。\\n督察。", region=f"{number}县", facts=[{}])
            store.add(bundle, make_source(f"/{number}"))
            if number % 7 == 0:
                store.search_lexical("督察", 1)
            print(number, flush=True)
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    committed = [process.stdout.readline() for _ in range(25)]
    process.kill()
    process.communicate()
    assert committed[-1] == "24\n"
    with LocalStore.open(folder, IDENTITY) as store:
        info = store.info()
        assert info.reports >= 25
        assert (info.passages, info.facts) == (2 * info.reports, info.reports)
        lexical, dense = found(store)
        assert lexical == dense
        assert len(lexical) == info.reports
        assert store.facts(FactQuery())[0] == info.reports


# Values at the edges.


def test_names_that_the_file_system_cannot_decode_are_kept_readable(store: LocalStore) -> None:
    bundle = make_bundle()
    source = make_source("/reports/\udcb1\udca8.txt", "\udcb1\udca8.txt")
    store.add(bundle, source)
    assert store.add(bundle, source).value == "unchanged"
    kept = store.summary(bundle.report.report_id).sources[0]
    assert (kept.source, kept.given) == ("/reports/\\udcb1\\udca8.txt", "\\udcb1\\udca8.txt")


def test_another_file_under_the_same_id_is_refused(store: LocalStore) -> None:
    bundle = make_bundle()
    store.add(bundle, make_source())
    original = replace(bundle.original, content_hash=bundle.original.content_hash[:16] + "0" * 48)
    with pytest.raises(StoreError, match="same id"):
        store.add(replace(bundle, original=original), make_source("/other"))


@pytest.mark.parametrize(
    "vectors",
    [
        np.zeros((1, IDENTITY.dimension), dtype=np.float32),
        np.zeros(IDENTITY.dimension, dtype=np.float32),
        np.full((2, IDENTITY.dimension), np.nan, dtype=np.float32),
    ],
)
def test_vectors_that_do_not_fit_the_passages_are_refused(
    store: LocalStore, vectors: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
) -> None:
    with pytest.raises(StoreError, match="2 passages"):
        store.add(replace(make_bundle(), vectors=vectors), make_source())
    assert store.info().reports == 0


def test_the_last_known_name_of_a_file_is_kept(store: LocalStore) -> None:
    bundle = make_bundle()
    store.add(bundle, make_source("/a"))
    renamed = replace(bundle, original=replace(bundle.original, filename="renamed.txt"))
    store.add(renamed, make_source("/b"))
    assert store.original(bundle.report.report_id).filename == "renamed.txt"


# Any sequence of changes, compared with dictionaries.

SOURCES = st.sampled_from(["/a", "/b", "/c"])
TEXTS = st.sampled_from(["复议。", "督察。\n复议。", "营商。\n督察。\n复议。", ""])


class Sequences(RuleBasedStateMachine):
    """Adds, replaces and removes in the store and in the model, and compares what both show."""

    @initialize()
    def begin(self) -> None:
        self.resources = ExitStack()
        self.folder = self.resources.enter_context(passing_folder())
        self.store = LocalStore.open(self.folder, IDENTITY, create=True)
        self.model = MemoryStore(IDENTITY)

    @rule(
        text=TEXTS,
        source=SOURCES,
        recipe=st.sampled_from("12"),
        region=st.sampled_from(["云溪县", "临澜区"]),
        facts=st.integers(0, 2),
    )
    def add(self, text: str, source: str, recipe: str, region: str, facts: int) -> None:
        bundle = make_bundle(
            text + ("" if recipe == "1" else "新"),
            data=f"{text}{region}".encode(),
            region=region,
            recipe=recipe,
            facts=[{}] * facts,
        )
        record = make_source(source)
        assert self.store.add(bundle, record) == self.model.add(bundle, record)

    @rule(data=st.data(), source=SOURCES)
    def note(self, data: st.DataObject, source: str) -> None:
        for report_id in self._one(data):
            record = make_source(source)
            outcome = self.store.note_source(report_id, record)
            assert outcome == self.model.note_source(report_id, record)

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        for report_id in self._one(data):
            self.store.remove(report_id)
            self.model.remove(report_id)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = LocalStore.open(self.folder, IDENTITY)

    @rule(where=st.sampled_from([Filter(), Filter(regions=("云溪县",)), Filter(years=(2024,))]))
    def search(self, where: Filter) -> None:
        vector = make_vector("问题")
        dense = [
            self.store.search_dense(vector, 50, where),
            self.model.search_dense(vector, 50, where),
        ]
        scores = [{hit.passage_id: round(hit.score, 4) for hit in hits} for hits in dense]
        assert scores[0] == pytest.approx(scores[1], abs=1e-3)
        for query in ("复议", "督察"):
            hits = [each.search_lexical(query, 50, where) for each in (self.store, self.model)]
            names = [{hit.passage_id for hit in each} for each in hits]
            assert names[0] == names[1]

    @invariant()
    def agree(self) -> None:
        assert self.store.info() == self.model.info()
        total, reports = self.store.reports()
        assert (total, reports) == self.model.reports()
        assert self.store.facts(FactQuery()) == self.model.facts(FactQuery())
        assert self.store.places() == self.model.places()
        for report in reports:
            passages = self.store.report_passages(report.report_id)
            assert passages == self.model.report_passages(report.report_id)

    def teardown(self) -> None:
        self.store.close()
        self.resources.close()

    def _one(self, data: st.DataObject) -> list[str]:
        held = [each.report_id for each in self.model.reports()[1]]
        return [data.draw(st.sampled_from(held))] if held else []


TestSequences = Sequences.TestCase
TestSequences.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
