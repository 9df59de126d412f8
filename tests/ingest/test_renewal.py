"""Reports read anew from the bytes that the store keeps of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.documents import RawSource
from ingest.pipeline import Ingestor
from ingest.renewal import kept_source, reprocess
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.errors import DamagedSourceError
from vectorstore.local import LocalStore
from vectorstore.local.database import FILENAME

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
ADDRESS = "https://example.org/report"
TRADITIONAL = (
    "雲溪縣去年度法治政府建設年度報告\n全縣共辦理行政復議案件三十五件,審結三十三件。\n"
    "行政機關負責人出庭應訴率達到百分之九十八,舉辦專題講座六期,參加培訓人員二百餘人。\n"
)
FRAGMENT = "云溪县2023年法治政府建设年度报告<p>全县共办理行政复议案件35件。</p><p>审结33件。</p>\n"


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture
def store(tmp_path: Path, embedder: Embedder) -> Iterator[LocalStore]:
    with LocalStore.open(tmp_path / "store", embedder.identity, create=True) as opened:
        yield opened


def fetched(data: bytes, declared_type: str) -> RawSource:
    return RawSource(ADDRESS, ADDRESS, "report", data, declared_type, NOON)


def taken_in(store: LocalStore, embedder: Embedder, source: RawSource) -> str:
    (event,) = Ingestor(store, embedder, workers=0).ingest_sources([source]).events
    assert event.outcome == "added", event.message
    return event.report_id


def change(store: LocalStore, statement: str) -> None:
    with closing(sqlite3.connect(store.path / FILENAME)) as database, database:
        database.execute(statement)


@pytest.mark.parametrize(
    ("data", "declared_type", "text"),
    [
        (TRADITIONAL.encode("big5"), "text/plain; charset=big5", TRADITIONAL.strip()),
        (
            FRAGMENT.encode(),
            "text/html",
            "云溪县2023年法治政府建设年度报告\n全县共办理行政复议案件35件。\n审结33件。",
        ),
    ],
    ids=["encoding", "format"],
)
def test_what_a_server_declared_counts_when_a_report_is_read_anew(
    store: LocalStore,
    embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
    declared_type: str,
    text: str,
) -> None:
    source = fetched(data, declared_type)
    report_id = taken_in(store, embedder, source)
    assert store.report(report_id).text.strip() == text
    assert kept_source(store, report_id) == source

    monkeypatch.setattr(pipeline, "RECIPE", "a later one")
    (event,) = reprocess(store, Ingestor(store, embedder, workers=0), [report_id]).events
    assert (event.outcome, event.report_id) == ("replaced", report_id), event.message
    assert store.report(report_id).text.strip() == text
    assert kept_source(store, report_id) == source


def test_the_same_bytes_from_a_file_leave_what_a_server_declared(
    store: LocalStore, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = taken_in(store, embedder, fetched(FRAGMENT.encode(), "text/html"))
    monkeypatch.setattr(pipeline, "RECIPE", "a later one")
    file = RawSource("/in/page.html", "page.html", "page.html", FRAGMENT.encode(), "", NOON)
    Ingestor(store, embedder, workers=0).ingest_sources([file])
    assert store.original(report_id).filename == "page.html"
    assert store.original(report_id).declared_type == "text/html"


def test_where_nothing_was_noted_the_bytes_are_what_they_were_taken_for(
    store: LocalStore, embedder: Embedder
) -> None:
    """As in a store from before it was noted."""
    report_id = taken_in(store, embedder, fetched(FRAGMENT.encode(), "text/html"))
    change(store, "UPDATE originals SET declared_type = ''")
    assert kept_source(store, report_id) == fetched(FRAGMENT.encode(), "text/html")


def test_a_report_whose_sources_are_lost_fails_alone(store: LocalStore, embedder: Embedder) -> None:
    lost = taken_in(store, embedder, fetched(FRAGMENT.encode(), "text/html"))
    change(store, "DELETE FROM sources")
    found = kept_source(store, lost)
    assert isinstance(found, DamagedSourceError)
    assert lost in found.problem
    summary = reprocess(store, Ingestor(store, embedder, workers=0), [lost])
    assert [event.outcome for event in summary.events] == ["failed"]
