"""What can be done to one source on its own: bytes in, a report with its passages and facts out.

Nothing here touches the store, and nothing here trusts the source: it runs in the processes that
:mod:`ingest.containment` starts. Passages get their vectors here where the model is light enough for
each process to have its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ingest.cleaning import clean
from ingest.documents import Cleaned, Document, Prepared, RawSource
from ingest.facts import extract_facts
from ingest.lexicon.indicators import Indicators, with_canonical_names
from ingest.lexicon.places import Places
from ingest.loaders import Limits, parse
from ingest.mentions import find_mentions
from ingest.metadata import extract_metadata
from ingest.outline import parse_outline
from ingest.passages import split_passages
from vectorstore.errors import EmptySourceError, LoadError
from vectorstore.records import Original, Passage, Report, indexed_text
from vectorstore.static_model import StaticEmbedder

ID_DIGITS = 16
"""A report's id is this many hex digits of its bytes' SHA-256."""


def prepare(raw: RawSource, limits: Limits, embedder: StaticEmbedder | None = None) -> Prepared:
    """Runs one source through every stage before the store.

    Args:
        raw: The source.
        limits: Bounds on what is read.
        embedder: Makes the passages' vectors; without one they are left out.

    Raises:
        LoadError: The source cannot be read, or nothing is left of it without page furniture.
    """
    document = parse(raw, limits)
    cleaned = clean(document)
    if not cleaned.text.strip():
        raise EmptySourceError(raw.given, "no text is left once page furniture is removed")
    content_hash = hashlib.sha256(raw.data).hexdigest()
    report = _describe(content_hash[:ID_DIGITS], raw, document, cleaned)
    passages = tuple(split_passages(report.report_id, report.text, report.outline))
    return Prepared(
        report,
        passages,
        tuple(with_canonical_names(extract_facts(report), report.text)),
        tuple(find_mentions(report)),
        Original(content_hash, raw.data, document.media_type, raw.filename, raw.declared_type),
        b"" if embedder is None else _vectors(report, passages, embedder),
    )


def prepare_or_error(
    raw: RawSource, limits: Limits, embedder: StaticEmbedder | None = None
) -> Prepared | LoadError:
    """Like :func:`prepare`, with the error as a value."""
    try:
        return prepare(raw, limits, embedder)
    except LoadError as error:
        return error


def warm_up() -> None:
    """Reads the tables that preparation needs, before the first source comes."""
    Indicators.load()
    Places.load()


def _vectors(report: Report, passages: Sequence[Passage], embedder: StaticEmbedder) -> bytes:
    texts = [indexed_text(report.metadata, passage) for passage in passages]
    return embedder.embed_passages(texts).astype("<f4", copy=False).tobytes()


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
