"""From files and addresses to committed reports: the only orchestrator of ingestion."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.cleaning import clean
from ingest.documents import Cleaned, Document, RawSource
from ingest.facts import extract_facts
from ingest.lexicon.indicators import with_canonical_names
from ingest.loaders import Limits, expand, parse
from ingest.metadata import extract_metadata
from ingest.outline import parse_outline
from ingest.passages import split_passages
from vectorstore.embedding import Embedder
from vectorstore.errors import EmptySourceError, LoadError
from vectorstore.records import Original, Report, SourceRecord, indexed_text
from vectorstore.store import AddOutcome, Bundle, Store

RECIPE = "1"
"""Version of what ingestion makes of the same bytes; raise it when any stage's output changes."""


@dataclass(frozen=True, slots=True)
class IngestEvent:
    """One source is done.

    Attributes:
        given: The source as the user knows it.
        report_id: The report it became; empty where it failed.
        outcome: ``added``, ``replaced``, ``unchanged`` or ``failed``.
        message: Why it failed, or the report's warnings joined; empty where all is well.
        characters: Length of the report's text; 0 where it failed or was unchanged.
        passages: How many passages it gave.
        facts: How many facts it gave.
    """

    given: str
    report_id: str
    outcome: str
    message: str = ""
    characters: int = 0
    passages: int = 0
    facts: int = 0


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What an ingestion did, one event a source, in order."""

    events: tuple[IngestEvent, ...]

    def count(self, outcome: str) -> int:
        """How many sources ended with an outcome."""
        return sum(event.outcome == outcome for event in self.events)

    @property
    def failed(self) -> tuple[IngestEvent, ...]:
        """The sources that could not be ingested."""
        return tuple(event for event in self.events if event.outcome == "failed")


class Ingestor:
    """Puts reports into a store.

    Args:
        store: Where they go.
        embedder: Makes the passages' vectors; the store's own model.
        limits: Bounds on sizes and times of what is read.
    """

    def __init__(self, store: Store, embedder: Embedder, limits: Limits | None = None) -> None:
        self._store = store
        self._embedder = embedder
        self._limits = limits or Limits()

    def ingest(
        self, targets: Sequence[str], on_event: Callable[[IngestEvent], None] | None = None
    ) -> IngestSummary:
        """Ingests files, folders, archives, addresses and lists of addresses.

        A source that fails is reported and the others go on.

        Args:
            targets: Paths or http(s) addresses.
            on_event: Called after each source.
        """
        sources = (found for target in targets for found in expand(target, self._limits))
        return self.ingest_sources(sources, on_event)

    def ingest_sources(
        self,
        sources: Iterable[RawSource | LoadError],
        on_event: Callable[[IngestEvent], None] | None = None,
    ) -> IngestSummary:
        """Ingests bytes already read (uploads), or what :func:`ingest.loaders.expand` yields."""
        events = []
        for event in self._events(sources):
            events.append(event)
            if on_event is not None:
                on_event(event)
        return IngestSummary(tuple(events))

    def _events(self, sources: Iterable[RawSource | LoadError]) -> Iterator[IngestEvent]:
        for source in sources:
            if isinstance(source, LoadError):
                yield _failure(source)
                continue
            try:
                yield self._ingest_one(source)
            except LoadError as error:
                yield _failure(error)

    def _ingest_one(self, raw: RawSource) -> IngestEvent:
        content_hash = hashlib.sha256(raw.data).hexdigest()
        record = SourceRecord(raw.source, raw.given, raw.fetched_at)
        recipe = f"{RECIPE}:{self._embedder.identity.fingerprint}"
        held = self._store.holds(content_hash, recipe)
        if held is not None:
            return IngestEvent(raw.given, held, self._store.note_source(held, record).value)
        document = parse(raw, self._limits)
        bundle = build_bundle(raw, document, self._embedder, recipe)
        outcome = self._store.add(bundle, record)
        report = bundle.report
        return IngestEvent(
            raw.given,
            report.report_id,
            outcome.value,
            " ".join(report.warnings),
            0 if outcome is AddOutcome.UNCHANGED else len(report.text),
            len(bundle.passages),
            len(bundle.facts),
        )


def build_bundle(
    raw: RawSource, document: Document, embedder: Embedder, recipe: str = RECIPE
) -> Bundle:
    """Runs one document through every stage, up to what the store takes.

    Raises:
        EmptySourceError: Nothing is left after page furniture is removed.
    """
    content_hash = hashlib.sha256(raw.data).hexdigest()
    report_id = content_hash[:16]
    cleaned = clean(document)
    if not cleaned.text.strip():
        raise EmptySourceError(raw.given, "no text is left once page furniture is removed")
    report = _describe(report_id, raw, document, cleaned)
    passages = tuple(split_passages(report_id, report.text, report.outline))
    vectors = embedder.embed_passages([indexed_text(report.metadata, each) for each in passages])
    facts = tuple(with_canonical_names(extract_facts(report)))
    original = Original(content_hash, raw.data, document.media_type, raw.filename)
    return Bundle(report, passages, vectors, facts, original, recipe)


def _describe(report_id: str, raw: RawSource, document: Document, cleaned: Cleaned) -> Report:
    outline = tuple(parse_outline(cleaned.text))
    found = extract_metadata(cleaned, outline, document, raw.given)
    return Report(
        report_id,
        cleaned.text,
        cleaned.source_map,
        found.metadata,
        outline,
        found.provenance,
        found.warnings,
    )


def _failure(error: LoadError) -> IngestEvent:
    return IngestEvent(error.source, "", "failed", error.problem)
