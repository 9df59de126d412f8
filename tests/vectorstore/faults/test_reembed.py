"""Another model's vectors take the old ones' place at once, whatever happens meanwhile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest.pipeline import Ingestor
from ingest.renewal import reembed
from tests.contracts.bundles import make_vector
from tests.vectorstore.faults.collection import OTHER, OtherEmbedder, write_files
from vectorstore.embedding import Embedder
from vectorstore.errors import EmbedderMismatchError, StoreError, StoreNotFoundError
from vectorstore.local import LocalStore
from vectorstore.local.checking import check_store
from vectorstore.local.reembedding import Reembedding
from vectorstore.records import indexed_text
from vectorstore.store import EmbedderIdentity, Vectors


def test_a_store_has_the_vectors_of_the_new_model(copy: Path, embedder: Embedder) -> None:
    seen: list[tuple[int, int]] = []
    with LocalStore.open(copy) as store:
        lexical = store.search_lexical("行政复议", 10)
        passages = store.info().passages
    count = reembed(copy, OtherEmbedder(), lambda done, total: seen.append((done, total)))
    assert count == passages
    assert seen == [(passages, passages)]
    with pytest.raises(EmbedderMismatchError):
        LocalStore.open(copy, embedder.identity)
    with LocalStore.open(copy, OTHER) as store:
        assert store.search_lexical("行政复议", 10) == lexical
        # Each passage is the nearest to its own vector.
        for summary in store.reports()[1]:
            for passage in store.report_passages(summary.report_id):
                text = indexed_text(summary.metadata, passage)
                best = store.search_dense(make_vector(text, OTHER.dimension), 1)[0]
                assert best.passage_id == passage.passage_id
                assert best.score == pytest.approx(1.0)
    assert check_store(copy).sound
    assert reembed(copy, OtherEmbedder()) == 0


def test_reports_count_as_ingested_with_the_new_model(copy: Path, ingested: Path) -> None:
    files = write_files(ingested.parent / "files")
    reembed(copy, OtherEmbedder())
    with LocalStore.open(copy, OTHER) as store:
        summary = Ingestor(store, OtherEmbedder(), workers=0).ingest([str(files)])
    assert {event.outcome for event in summary.events} == {"unchanged"}


def test_a_running_reader_is_told_and_a_running_writer_refused(
    copy: Path, ingested: Path, embedder: Embedder, tmp_path: Path
) -> None:
    write_files(tmp_path / "more", version=3)
    with LocalStore.open(copy, embedder.identity) as store:
        query = embedder.embed_query("行政复议")
        assert store.search_dense(query, 3)
        reembed(copy, OtherEmbedder())
        with pytest.raises(EmbedderMismatchError, match="start the program again"):
            store.search_dense(query, 3)
        with pytest.raises(EmbedderMismatchError, match="other-test-model"):
            Ingestor(store, embedder, workers=0).ingest([str(tmp_path / "more")])
        assert len(store.search_lexical("行政复议", 10)) > 0
    assert check_store(copy).sound


def test_an_interrupted_run_goes_on_where_it_stopped(copy: Path, embedder: Embedder) -> None:
    with Reembedding(copy, OTHER) as exchange:
        assert exchange.begin() == (0, _passages(copy))
        first = exchange.lacking(4)
        exchange.stage([number for number, _ in first], _vectors(first))
    with LocalStore.open(copy, embedder.identity) as store:  # the old model's, all of them
        assert len(store.search_dense(embedder.embed_query("复议"), 100)) == _passages(copy)
    assert reembed(copy, OtherEmbedder()) == _passages(copy) - 4
    assert check_store(copy).sound


def test_what_comes_meanwhile_is_embedded_too(
    copy: Path, embedder: Embedder, tmp_path: Path
) -> None:
    write_files(tmp_path / "more", version=3)
    with Reembedding(copy, OTHER) as exchange:
        exchange.begin()
        while batch := exchange.lacking(100):
            exchange.stage([number for number, _ in batch], _vectors(batch))
        with LocalStore.open(copy, embedder.identity) as store:
            gone = store.reports()[1][0].report_id
            store.remove(gone)
            Ingestor(store, embedder, workers=0).ingest([str(tmp_path / "more")])
        assert not exchange.finish(lambda recipe: recipe)
        while batch := exchange.lacking(100):
            exchange.stage([number for number, _ in batch], _vectors(batch))
        assert exchange.finish(lambda recipe: recipe)
    found = check_store(copy)
    assert found.sound
    assert found.reports == 5


def test_another_model_drops_what_was_staged(copy: Path) -> None:
    third = EmbedderIdentity("third", 16, "third")
    with Reembedding(copy, OTHER) as one, Reembedding(copy, third) as two:
        one.begin()
        batch = one.lacking(4)
        one.stage([number for number, _ in batch], _vectors(batch))
        assert two.begin() == (0, _passages(copy))
        with pytest.raises(EmbedderMismatchError, match="another process"):
            one.stage([number for number, _ in batch], _vectors(batch))
        with pytest.raises(EmbedderMismatchError):
            one.finish(lambda recipe: recipe)


@pytest.mark.parametrize(
    "vectors",
    [
        np.zeros((1, 16), dtype=np.float32),
        np.zeros((2, 8), dtype=np.float32),
        np.full((2, 16), np.nan, dtype=np.float32),
    ],
)
def test_vectors_that_do_not_fit_are_refused(copy: Path, vectors: Vectors) -> None:
    with Reembedding(copy, OTHER) as exchange:
        exchange.begin()
        numbers = [number for number, _ in exchange.lacking(2)]
        with pytest.raises(StoreError, match="2 passages"):
            exchange.stage(numbers, vectors)


def test_an_empty_store_takes_another_model(folder: Path, embedder: Embedder) -> None:
    LocalStore.open(folder, embedder.identity, create=True).close()
    assert reembed(folder, OtherEmbedder()) == 0
    with LocalStore.open(folder, OTHER) as store:
        assert store.search_dense(make_vector("问题", OTHER.dimension), 3) == []


def test_no_store_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFoundError):
        reembed(tmp_path / "none", OtherEmbedder())


def _passages(folder: Path) -> int:
    with LocalStore.open(folder) as store:
        return store.info().passages


def _vectors(batch: list[tuple[int, str]]) -> Vectors:
    return OtherEmbedder().embed_passages([text for _, text in batch])
