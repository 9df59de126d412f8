"""How fast reports are taken in, in all, by stage, and against what bounds some stages."""

from __future__ import annotations

import itertools
import resource
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import rjieba

from benchmarks.generator import GeneratedReport
from ingest.cleaning import clean
from ingest.documents import Prepared, RawSource
from ingest.facts import extract_facts
from ingest.lexicon.indicators import with_canonical_names
from ingest.loaders import Limits, parse
from ingest.mentions import find_mentions
from ingest.metadata import extract_metadata
from ingest.outline import parse_outline
from ingest.passages import split_passages
from ingest.pipeline import Ingestor, processors
from ingest.preparation import prepare
from vectorstore import tokens
from vectorstore.embedding import Embedder
from vectorstore.local import LocalStore
from vectorstore.local.rows import FACT_OWN, fact_row, marks, passage_row
from vectorstore.records import Report, SourceRecord, indexed_text
from vectorstore.store import Bundle

_FACT_COLUMNS = FACT_OWN.count(",") + 1
_VECTOR_BYTES = 4 * 256


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
    """Seconds of processor time a report that each stage takes, on one thread."""
    spent: dict[str, float] = defaultdict(float)
    limits = Limits()
    for each in reports:
        raw = raw_source(each)
        stamps = [("", time.process_time())]
        document = parse(raw, limits)
        stamps.append(("parse", time.process_time()))
        cleaned = clean(document)
        stamps.append(("clean", time.process_time()))
        outline = tuple(parse_outline(cleaned.text))
        stamps.append(("outline", time.process_time()))
        found = extract_metadata(cleaned, outline, document, raw.given)
        stamps.append(("metadata", time.process_time()))
        report = Report("0" * 16, cleaned.text, cleaned.source_map, found.metadata, outline)
        passages = split_passages(report.report_id, report.text, outline)
        stamps.append(("passages", time.process_time()))
        with_canonical_names(extract_facts(report), report.text)
        stamps.append(("facts", time.process_time()))
        find_mentions(report)
        stamps.append(("mentions", time.process_time()))
        texts = [indexed_text(report.metadata, one) for one in passages]
        embedder.embed_passages(texts)
        stamps.append(("embed", time.process_time()))
        tokens.joined_tokens(texts)
        stamps.append(("tokens", time.process_time()))
        for (_, before), (stage, after) in itertools.pairwise(stamps):
            spent[stage] += after - before
    return {stage: seconds / len(reports) for stage, seconds in spent.items()}


def bound_seconds(reports: Sequence[GeneratedReport]) -> dict[str, float]:
    """Seconds of processor time a report that the bounds of some stages take.

    Returns:
        ``tokens``: the segmenter alone over the text. ``commit``: the rows of the passages, with
        vectors, and of the facts into tables without any index, 16 reports a transaction.
    """
    prepared = [prepare(raw_source(each), Limits()) for each in reports]
    rjieba.cut_for_search("")  # loads its word list
    began = time.process_time()
    for each in prepared:
        rjieba.cut_for_search(each.report.text)
    cut = time.process_time()
    with tempfile.TemporaryDirectory() as folder, _bare_tables(Path(folder)) as connection:
        opened = time.process_time()
        for number, each in enumerate(prepared):
            _insert_rows(connection, each)
            if number % 16 == 15:
                connection.commit()
        connection.commit()
        inserted = time.process_time()
    count = len(prepared)
    return {"tokens": (cut - began) / count, "commit": (inserted - opened) / count}


def commit_seconds(reports: Sequence[GeneratedReport], embedder: Embedder) -> float:
    """Seconds of processor time a report that a store takes, 16 reports a transaction."""
    bundles = []
    for each in reports:
        raw = raw_source(each)
        made = prepare(raw, Limits())
        texts = [indexed_text(made.report.metadata, one) for one in made.passages]
        vectors = embedder.embed_passages(texts)
        parts = (made.report, made.passages, vectors, made.facts, made.original, "", made.mentions)
        bundles.append((Bundle(*parts), SourceRecord(raw.source, raw.given, raw.fetched_at)))
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalStore.open(Path(folder), embedder.identity, create=True) as store,
    ):
        began = time.process_time()
        for start in range(0, len(bundles), 16):
            store.add_all(bundles[start : start + 16])
        return (time.process_time() - began) / len(bundles)


@contextmanager
def _bare_tables(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "bare.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE passages (a, b, c, d, e, f, g, vector)")
        names = ", ".join(f"c{number}" for number in range(_FACT_COLUMNS))
        connection.execute(f"CREATE TABLE facts ({names})")
        yield connection


def _insert_rows(connection: sqlite3.Connection, made: Prepared) -> None:
    vector = bytes(_VECTOR_BYTES)
    connection.executemany(
        f"INSERT INTO passages VALUES ({marks(8)})",
        ((*passage_row(each), vector) for each in made.passages),
    )
    connection.executemany(
        f"INSERT INTO facts VALUES ({marks(_FACT_COLUMNS)})", map(fact_row, made.facts)
    )
