"""Sources in, committed reports out, whatever happens to single ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.generator import generate
from ingest.documents import RawSource
from ingest.pipeline import IngestEvent, Ingestor, Stage, _Committer
from tests.contracts.bundles import make_bundle
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.errors import EmptySourceError, StoreError
from vectorstore.local import LocalStore
from vectorstore.store import Bundle


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture
def store(tmp_path: Path, embedder: Embedder) -> Iterator[LocalStore]:
    with LocalStore.open(tmp_path / "store", embedder.identity, create=True) as opened:
        yield opened


def raw(name: str, text: str) -> RawSource:
    return RawSource(f"/in/{name}", name, name, text.encode(), "", datetime(2024, 5, 1, tzinfo=UTC))


def generated(count: int) -> list[RawSource]:
    return [raw(each.name, each.text) for each in generate(count, characters=1500)]


def outcomes(ingestor: Ingestor, sources: list[RawSource]) -> list[str]:
    return [event.outcome for event in ingestor.ingest_sources(sources).events]


def test_bad_sources_are_told_and_the_others_go_on(store: LocalStore, embedder: Embedder) -> None:
    good, bad = generated(1)[0], raw("空.txt", "  \n")
    unread = EmptySourceError("无.txt", "no bytes")
    seen: list[str] = []
    summary = Ingestor(store, embedder).ingest_sources(
        [unread, bad, good], lambda event: seen.append(event.given)
    )
    assert [event.outcome for event in summary.events] == ["failed", "failed", "added"]
    assert [event.given for event in summary.failed] == ["无.txt", "空.txt"]
    assert all(event.message for event in summary.failed)
    assert seen == [event.given for event in summary.events]
    assert store.info().reports == 1


def test_the_same_bytes_again_change_nothing(store: LocalStore, embedder: Embedder) -> None:
    source = generated(1)[0]
    ingestor = Ingestor(store, embedder)
    assert outcomes(ingestor, [source]) == ["added"]
    generation = store.info().generation
    assert outcomes(ingestor, [source]) == ["unchanged"]
    assert store.info().generation == generation


def test_the_same_bytes_twice_in_one_batch_are_one_report(
    store: LocalStore, embedder: Embedder
) -> None:
    source = generated(1)[0]
    copy = raw("副本.txt", source.data.decode())
    assert outcomes(Ingestor(store, embedder), [source, copy])[0] == "added"
    assert store.info().reports == 1
    assert len(store.reports()[1][0].sources) == 2


def test_a_changed_file_replaces_its_report(store: LocalStore, embedder: Embedder) -> None:
    old, new = generated(2)
    changed = raw(old.filename, new.data.decode())
    ingestor = Ingestor(store, embedder)
    assert outcomes(ingestor, [old]) == ["added"]
    assert outcomes(ingestor, [changed]) == ["replaced"]
    assert store.info().reports == 1
    assert store.reports()[1][0].report_id == ingestor.ingest_sources([changed]).events[0].report_id


def test_worker_processes_make_the_same_reports(
    tmp_path: Path, store: LocalStore, embedder: Embedder
) -> None:
    sources = [*generated(30), raw("坏.pdf", "不是PDF")]
    alone = Ingestor(store, embedder).ingest_sources(sources)
    with LocalStore.open(tmp_path / "other", embedder.identity, create=True) as other:
        together = Ingestor(other, embedder, workers=2).ingest_sources(sources)
        assert together == alone
        for event in alone.events[:-1]:
            assert other.report(event.report_id) == store.report(event.report_id)
            assert other.report_passages(event.report_id) == store.report_passages(event.report_id)
    assert alone.count("added") == 30
    assert alone.failed[0].given == "坏.pdf"


def test_of_reports_committed_together_only_the_one_at_fault_fails() -> None:
    groups: list[list[str]] = []
    begin = threading.Event()

    def commit(reports: Sequence[tuple[RawSource, Bundle]]) -> list[IngestEvent]:
        begin.wait()
        groups.append([source.given for source, _ in reports])
        if "b" in groups[-1]:
            raise StoreError("b cannot be put in")
        return [IngestEvent(given, "", "added") for given in groups[-1]]

    with _Committer(commit) as committer:
        futures = {name: committer.submit(raw(name, ""), make_bundle()) for name in "abcd"}
        begin.set()
        failed = [name for name, future in futures.items() if future.exception()]
    assert failed == ["b"]
    assert all(futures[name].result().given == name for name in "acd")
    assert groups[-1] == ["c", "d"]


class Watching:
    """Notes every stage; stops when a source reaches one."""

    def __init__(self, stop_at: tuple[str, Stage] | None = None) -> None:
        self.seen: list[tuple[str, Stage]] = []
        self._stop_at = stop_at

    def on_stage(self, raw: RawSource, stage: Stage) -> None:
        self.seen.append((raw.given, stage))

    def stopped(self) -> bool:
        return self._stop_at in self.seen


def test_every_event_of_bytes_names_their_source(store: LocalStore, embedder: Embedder) -> None:
    (good,), bad, unread = (
        generated(1),
        raw("bad.pdf", ""),
        EmptySourceError("none.txt", "no bytes"),
    )
    ingestor = Ingestor(store, embedder, workers=0)
    events = ingestor.ingest_sources([unread, bad, good]).events
    assert {(each.outcome, each.source) for each in events} == {
        ("failed", ""),
        ("failed", "/in/bad.pdf"),
        ("added", good.source),
    }
    (again,) = ingestor.ingest_sources([good]).events
    assert (again.outcome, again.source) == ("unchanged", good.source)


def test_each_source_is_followed_through_its_stages(store: LocalStore, embedder: Embedder) -> None:
    ingestor = Ingestor(store, embedder, workers=0)
    watching = Watching()
    sources = [*generated(2), raw("bad.pdf", "")]
    ingestor.ingest_sources(sources, watcher=watching)
    for source in sources[:2]:
        stages = [stage for given, stage in watching.seen if given == source.given]
        assert stages == [Stage.RECEIVED, Stage.UNDERSTOOD, Stage.INDEXED]
    assert [each for each in watching.seen if each[0] == sources[2].given] == [
        (sources[2].given, Stage.RECEIVED)
    ]


def test_a_stopped_ingestion_commits_what_is_understood(
    store: LocalStore, embedder: Embedder
) -> None:
    sources = generated(4)
    watching = Watching(stop_at=(sources[1].given, Stage.UNDERSTOOD))
    told: list[str] = []
    summary = Ingestor(store, embedder, workers=0).ingest_sources(
        sources, lambda event: told.append(event.given), watching
    )
    assert told == [each.given for each in sources[:2]]
    assert [each.outcome for each in summary.events] == ["added", "added"]
    assert store.info().reports == 2


def test_every_passage_and_fact_is_verbatim(store: LocalStore, embedder: Embedder) -> None:
    event = Ingestor(store, embedder).ingest_sources(generated(1)).events[0]
    text = store.report(event.report_id).text
    passages = store.report_passages(event.report_id)
    assert passages
    assert all(text[each.start : each.end] == each.text for each in passages)
    assert event.facts > 0
    assert event.characters == len(text)
