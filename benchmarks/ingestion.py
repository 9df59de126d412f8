"""How fast reports are taken in, in all and by stage."""

from __future__ import annotations

import itertools
import resource
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.generator import GeneratedReport
from ingest.cleaning import clean
from ingest.documents import RawSource
from ingest.facts import extract_facts
from ingest.loaders import Limits, parse
from ingest.metadata import extract_metadata
from ingest.outline import parse_outline
from ingest.passages import split_passages
from ingest.pipeline import Ingestor, processors
from vectorstore.embedding import Embedder
from vectorstore.local import LocalStore
from vectorstore.records import Report, indexed_text


@dataclass(frozen=True, slots=True)
class Throughput:
    """What an ingestion of many reports took.

    Attributes:
        reports: How many.
        characters: Of their texts in all.
        seconds: From the first byte until everything can be found.
        peak_mb: Largest resident set of the process so far, in MiB.
        disk_mb: Size of the store's folder, in MiB.
    """

    reports: int
    characters: int
    seconds: float
    peak_mb: float
    disk_mb: float


def raw_source(report: GeneratedReport) -> RawSource:
    """A generated report as bytes just read."""
    data = report.text.encode()
    return RawSource(f"/{report.name}", report.name, report.name, data, "", datetime.now(UTC))


def ingest_all(reports: Sequence[GeneratedReport], folder: Path, embedder: Embedder) -> Throughput:
    """Ingests reports into a new store and makes them searchable."""
    began = time.perf_counter()
    with LocalStore.open(folder, embedder.identity, create=True) as store:
        summary = Ingestor(store, embedder, workers=processors()).ingest_sources(
            map(raw_source, reports)
        )
        if summary.failed:
            raise RuntimeError(f"a generated report failed: {summary.failed[0]}")
        store.search_lexical("行政复议", 1)
        store.search_dense(embedder.embed_query("行政复议"), 1)
        seconds = time.perf_counter() - began
    return Throughput(
        len(reports),
        sum(len(each.text) for each in reports),
        seconds,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20,
    )


def stage_seconds(reports: Sequence[GeneratedReport], embedder: Embedder) -> dict[str, float]:
    """Seconds a report that each stage takes, on one thread."""
    spent: dict[str, float] = defaultdict(float)
    limits = Limits()
    for each in reports:
        raw = raw_source(each)
        marks = [("", time.perf_counter())]
        document = parse(raw, limits)
        marks.append(("parse", time.perf_counter()))
        cleaned = clean(document)
        marks.append(("clean", time.perf_counter()))
        outline = tuple(parse_outline(cleaned.text))
        marks.append(("outline", time.perf_counter()))
        found = extract_metadata(cleaned, outline, document, raw.given)
        marks.append(("metadata", time.perf_counter()))
        report = Report("0" * 16, cleaned.text, cleaned.source_map, found.metadata, outline)
        passages = split_passages(report.report_id, report.text, outline)
        marks.append(("passages", time.perf_counter()))
        embedder.embed_passages([indexed_text(report.metadata, one) for one in passages])
        marks.append(("embed", time.perf_counter()))
        extract_facts(report)
        marks.append(("facts", time.perf_counter()))
        for (_, before), (stage, after) in itertools.pairwise(marks):
            spent[stage] += after - before
    return {stage: seconds / len(reports) for stage, seconds in spent.items()}
