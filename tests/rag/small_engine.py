"""Engines over a few reports that a test writes itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.pipeline import Ingestor
from rag.confidence.model import Confidence, Surest, load_sureness
from rag.confidence.signs import Asked, Candidate
from rag.engine import Engine
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore


class AlwaysSure(Confidence):
    """Claims the likeliest draft however likely it is: for tests of what is drafted."""

    def __init__(self) -> None:
        super().__init__(load_sureness())

    def surest(self, asked: Asked, candidates: Sequence[Candidate]) -> Surest:
        found = super().surest(asked, candidates)
        return found._replace(is_sure=found.candidate.draft.reason is None)


class NeverSure(AlwaysSure):
    """Claims nothing."""

    def surest(self, asked: Asked, candidates: Sequence[Candidate]) -> Surest:
        return super().surest(asked, candidates)._replace(chance=0.5, is_sure=False)


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
def engine_over(
    folder: Path, texts: Mapping[str, str], confidence: Confidence | None = None
) -> Iterator[Engine]:
    """An engine over such a store that claims the likeliest draft, unless told otherwise."""
    with store_of(folder, texts) as store:
        yield Engine(store, load_embedder(), confidence=confidence or AlwaysSure())
