"""Stores that the sets are asked of, kept as long as reports and ingestion stay as they are."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ingest
import vectorstore
from benchmarks.gauge.sets import GaugedSet
from ingest.pipeline import Ingestor, processors
from rag.evaluation.benchmark_store import benchmark_store
from vectorstore.embedding import Embedder
from vectorstore.local import LocalStore
from vectorstore.store import EmbedderIdentity, Store

_CODE = (ingest, vectorstore)
_CODE_KINDS = frozenset({".py", ".csv", ".txt", ".json", ".sql"})


@contextmanager
def opened(chosen: GaugedSet, folder: Path, embedder: Embedder) -> Iterator[Store]:
    """A store with the reports of a set, ingested only where something has changed.

    Args:
        chosen: The set.
        folder: Where its store is kept; the key beside it says of what it was made.
        embedder: Makes the passages' vectors.
    """
    if chosen.documents:
        with benchmark_store(chosen.documents, embedder, _created) as store:
            yield store
        return
    key, kept = _key(chosen, embedder), folder / "key"
    if not kept.is_file() or kept.read_text(encoding="utf-8") != key:
        _ingest(chosen, folder, embedder)
        kept.write_text(key, encoding="utf-8")
    with LocalStore.open(folder / "store", embedder.identity) as store:
        yield store


def _ingest(chosen: GaugedSet, folder: Path, embedder: Embedder) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with LocalStore.open(folder / "store", embedder.identity, create=True) as store:
        ingestor = Ingestor(store, embedder, workers=processors())
        for event in ingestor.ingest([str(path.absolute()) for path in chosen.files]).failed:
            print(f"{chosen.name}: {event.source} could not be read", file=sys.stderr)


def _created(folder: Path, identity: EmbedderIdentity) -> Store:
    return LocalStore.open(folder, identity, create=True)


def _key(chosen: GaugedSet, embedder: Embedder) -> str:
    """What a store is made of: the reports, the model, and the code that reads them.

    The code counts as it is, not only by the version of its recipe: who works on ingestion must
    not measure what it did before.
    """
    digest = hashlib.sha256(embedder.identity.fingerprint.encode())
    for path in chosen.files:
        digest.update(str(path.absolute()).encode() + hashlib.sha256(path.read_bytes()).digest())
    for package in _CODE:
        for path in _code_of(Path(str(package.__file__)).parent):
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _code_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _CODE_KINDS)
