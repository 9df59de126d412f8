"""Engines over a few reports that a test writes itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ingest.pipeline import Ingestor
from rag.engine import Engine
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore


@contextmanager
def store_of(folder: Path, texts: Mapping[str, str]) -> Iterator[LocalStore]:
    """A store in a folder, of texts by file name, each of which must be read without failure."""
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    with LocalStore.open(folder / "store", load_embedder().identity, create=True) as store:
        summary = Ingestor(store, load_embedder()).ingest([str(folder / name) for name in texts])
        assert not summary.failed
        yield store


@contextmanager
def engine_over(folder: Path, texts: Mapping[str, str]) -> Iterator[Engine]:
    """An engine over such a store."""
    with store_of(folder, texts) as store:
        yield Engine(store, load_embedder())
