from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import Ingestor
from tests.contracts.folders import passing_folder
from tests.vectorstore.faults.collection import write_files
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.local import LocalStore


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="session")
def ingested(embedder: Embedder) -> Iterator[Path]:
    """A store of three reports with their files beside it, not to be changed."""
    with passing_folder() as parent:
        files = write_files(parent / "files")
        with LocalStore.open(parent / "store", embedder.identity, create=True) as store:
            summary = Ingestor(store, embedder, workers=0).ingest([str(files)])
            assert not summary.failed
        yield parent / "store"


@pytest.fixture
def copy(ingested: Path, folder: Path) -> Path:
    """A copy of the same, to be damaged."""
    shutil.copytree(ingested, folder)
    return folder
