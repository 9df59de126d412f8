"""Stores for the command line's tests, and an environment without settings of their own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faces import ingest_reports
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("YIJU_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional collection, not to be changed."""
    folder = tmp_path_factory.mktemp("collection")
    embedder = load_embedder()
    with LocalStore.open(folder / "store", embedder.identity, create=True) as store:
        ingest_reports(store, embedder, folder / "files")
    return folder / "store"
