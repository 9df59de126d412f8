"""An engine over the project's own samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import Ingestor
from rag.engine import Engine
from tests.rag.small_engine import AlwaysSure
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="session")
def careful(engine: Engine) -> Engine:
    """An engine over the same samples that claims what it is sure of, as it ships."""
    return Engine(engine.store, load_embedder())


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine over the samples that claims whatever is likeliest."""
    embedder = load_embedder()
    folder = tmp_path_factory.mktemp("samples") / "store"
    with LocalStore.open(folder, embedder.identity, create=True) as store:
        summary = Ingestor(store, embedder).ingest([str(SAMPLES)])
        assert not summary.failed
        yield Engine(store, embedder, confidence=AlwaysSure())
