"""Makes what a store holds anew: reports from their own bytes, vectors with another model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ingest.documents import RawSource
from ingest.pipeline import IngestEvent, Ingestor, IngestSummary
from vectorstore.embedding import Embedder
from vectorstore.errors import DamagedSourceError, LoadError
from vectorstore.local.reembedding import Reembedding
from vectorstore.store import Store

_BATCH = 512
"""Passages embedded and committed at a time: what an interruption costs at most."""


def reprocess(
    store: Store,
    ingestor: Ingestor,
    report_ids: Iterable[str],
    on_event: Callable[[IngestEvent], None] | None = None,
) -> IngestSummary:
    """Makes reports anew from the bytes that the store keeps of them.

    Reports that the present recipe made are left as they are, unless a check marked them as
    damaged.

    Args:
        store: Holds the reports.
        ingestor: Puts reports into the same store.
        report_ids: Which.
        on_event: Called after each report.

    Raises:
        UnknownReportError: No such report.
    """
    sources = (kept_source(store, report_id) for report_id in report_ids)
    return ingestor.ingest_sources(sources, on_event)


def kept_source(store: Store, report_id: str) -> RawSource | LoadError:
    """The bytes that a store keeps of a report, as they were when they were read first.

    Args:
        store: Holds the report.
        report_id: Which.

    Returns:
        A source to ingest; why there is none where the store lost where it came from.

    Raises:
        UnknownReportError: No such report.
    """
    original, sources = store.original(report_id), store.summary(report_id).sources
    if not sources:
        return DamagedSourceError(
            original.filename or report_id,
            f"the store does not say where report {report_id} came from: ingest its source again",
        )
    first = sources[0]
    return RawSource(
        first.source,
        first.given,
        original.filename,
        original.data,
        # Stores of before did not note it; what the bytes were taken for leads to the same format.
        original.declared_type or original.media_type,
        first.fetched_at,
    )


def reembed(
    path: Path, embedder: Embedder, on_batch: Callable[[int, int], None] | None = None
) -> int:
    """Exchanges the vectors of a store for a model's, while it may be in use.

    Reports count as ingested with that model from then on. An interrupted run goes on where it
    stopped.

    Args:
        path: The store's folder.
        embedder: The model.
        on_batch: Called with the passages done and their number after each batch.

    Returns:
        How many passages were embedded; 0 where the store had the model's vectors.

    Raises:
        StoreNotFoundError: There is no store.
        StoreLockedError: Another process kept writing.
    """
    with Reembedding(path, embedder.identity) as exchange:
        begun = exchange.begin()
        if begun is None:
            return 0
        before, total = begun
        done = before
        while True:
            while batch := exchange.lacking(_BATCH):
                vectors = embedder.embed_passages([text for _, text in batch])
                exchange.stage([number for number, _ in batch], vectors)
                done += len(batch)
                if on_batch is not None:
                    on_batch(done, max(done, total))
            if exchange.finish(lambda recipe: _renamed(recipe, embedder)):
                return done - before


def _renamed(recipe: str, embedder: Embedder) -> str:
    """The same version of ingestion, with another model; see :class:`Ingestor`."""
    version, colon, _ = recipe.partition(":")
    return f"{version}:{embedder.identity.fingerprint}" if colon else recipe
