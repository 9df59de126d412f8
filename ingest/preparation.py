"""What can be done to one source on its own: bytes in, a report with its passages and facts out.

Nothing here touches the store or the embedding model, so it runs in worker processes as well as in
the caller's own.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice

from ingest.cleaning import clean
from ingest.documents import Cleaned, Document, RawSource
from ingest.facts import extract_facts
from ingest.lexicon.indicators import Indicators, with_canonical_names
from ingest.lexicon.places import Places
from ingest.loaders import Limits, parse
from ingest.mentions import find_mentions
from ingest.metadata import extract_metadata
from ingest.outline import parse_outline
from ingest.passages import split_passages
from vectorstore.errors import EmptySourceError, LoadError
from vectorstore.records import Fact, Mention, Original, Passage, Report

ID_DIGITS = 16
"""A report's id is this many hex digits of its bytes' SHA-256."""

_SERIAL = 12
"""So few sources are not worth starting worker processes for."""

_AHEAD = 4
"""Sources in flight for each worker: enough to keep it busy, few enough to bound memory."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source, understood.

    Attributes:
        report: The report.
        passages: Its passages, by ordinal.
        facts: The figures it states.
        mentions: The indicators it speaks of.
        original: The bytes it came from.
    """

    report: Report
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    mentions: tuple[Mention, ...]
    original: Original


def prepare(raw: RawSource, limits: Limits) -> Prepared:
    """Runs one source through every stage before embedding.

    Raises:
        LoadError: The source cannot be read, or nothing is left of it without page furniture.
    """
    document = parse(raw, limits)
    cleaned = clean(document)
    if not cleaned.text.strip():
        raise EmptySourceError(raw.given, "no text is left once page furniture is removed")
    content_hash = hashlib.sha256(raw.data).hexdigest()
    report = _describe(content_hash[:ID_DIGITS], raw, document, cleaned)
    return Prepared(
        report,
        tuple(split_passages(report.report_id, report.text, report.outline)),
        tuple(with_canonical_names(extract_facts(report), report.text)),
        tuple(find_mentions(report)),
        Original(content_hash, raw.data, document.media_type, raw.filename),
    )


def prepare_all(
    sources: Iterable[RawSource], limits: Limits, workers: int
) -> Iterator[tuple[RawSource, Prepared | LoadError]]:
    """Prepares sources in order, many of them in worker processes.

    A few sources are prepared in the caller's process, since starting workers takes longer.

    Args:
        sources: Read as far ahead as keeps the workers busy, not further.
        limits: Bounds on what is read.
        workers: How many processes; with one or none everything happens in the caller's.
    """
    ahead = iter(sources)
    first = list(islice(ahead, _SERIAL))
    more = next(ahead, None)
    if workers < 2 or more is None:
        for raw in chain(first, () if more is None else (more,), ahead):
            yield raw, _prepare_or_error(raw, limits)
        return
    # Forking a process that has threads (a running service) is unsafe; spawning is not.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for _ in range(workers):
            pool.submit(_warm_up)
        for raw in first:  # the workers import what they need meanwhile
            yield raw, _prepare_or_error(raw, limits)
        waiting: deque[tuple[RawSource, Future[Prepared | LoadError]]] = deque()
        for raw in chain((more,), ahead):
            waiting.append((raw, pool.submit(_prepare_or_error, raw, limits)))
            if len(waiting) >= _AHEAD * workers:
                done, future = waiting.popleft()
                yield done, future.result()
        for raw, future in waiting:
            yield raw, future.result()


def _warm_up() -> None:
    """Reads the tables that preparation needs, before the first source comes."""
    Indicators.load()
    Places.load()


def _prepare_or_error(raw: RawSource, limits: Limits) -> Prepared | LoadError:
    try:
        return prepare(raw, limits)
    except LoadError as error:
        return error


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
