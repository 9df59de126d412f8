"""``python -m benchmarks.scale STORE``: searches, figures and the service over a store of any size.

Makes the store first where there is none: ``--passages N`` (default 1,000,000) and ``--text FILE``,
real text to draw sentences from (see :mod:`benchmarks.large`). ``--only PART`` measures one part.
Times are this process's processor time and, behind it, the clock's: on a machine that does other
work the first is what to compare.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import faiss
import numpy as np

from benchmarks.large import build
from benchmarks.load import throughput
from benchmarks.service import resident_mb, running_service
from ingest.lexicon.indicators import Indicators
from rag.engine import Engine
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.local import LocalStore
from vectorstore.local.changes import EVERYTHING, added_since
from vectorstore.local.database import FILENAME, Database
from vectorstore.local.dense import DenseIndex, DenseView
from vectorstore.local.lexical import LexicalIndex
from vectorstore.local.vector_parts import Compressed
from vectorstore.queries import FactQuery, Filter
from vectorstore.store import Vectors
from vectorstore.tokens import query_tokens

_QUERIES = 300
_COMPARED = 200
_TOP = 10
_POOL = 50
_CLAUSES = re.compile(r"[。,\uff0c!?]")
_ASKED = (
    "收到行政复议申请多少件?",
    "行政机关负责人出庭应诉率是多少?",
    "调解矛盾纠纷多少件?",
    "怎么推进行政执法案卷评查?",
    "有多少名公职律师?",
    "存在哪些问题?",
    "如何开展双随机抽查?",
)


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds, sorted: of the processor for this thread, and by the clock."""

    processor: list[float]
    clock: list[float]

    def __str__(self) -> str:
        parts = (
            f"p50 {each[len(each) // 2]:6.2f}  p99 {each[-1 - len(each) // 100]:6.2f}"
            for each in (self.processor, self.clock)
        )
        return " | ".join(parts)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured, and what with.

    Attributes:
        folder: The store's.
        embedder: Its model.
        queries: Clauses of its passages, and questions.
        filters: By name.
    """

    folder: Path
    embedder: Embedder
    queries: tuple[str, ...]
    filters: dict[str, Filter]


def main() -> None:
    """Runs the parts asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks.scale", description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--text", type=Path, help="Lines of real text; .xz is decompressed.")
    parser.add_argument("--only", choices=list(_PARTS), action="append")
    options = parser.parse_args()
    embedder = load_embedder()
    if not (options.store / FILENAME).exists():
        print(
            f"filling  {_timed(lambda: build(options.store, options.passages, embedder, options.text))}"
        )
    subject = _subject(options.store, embedder)
    for name in options.only or _PARTS:
        print(f"-- {name}", flush=True)
        _PARTS[name](subject)


def _subject(folder: Path, embedder: Embedder) -> Subject:
    rng = random.Random(1)
    with LocalStore.open(folder, embedder.identity) as store:
        print(f"{store.info()}")
        places = [region for _, _, region, _ in store.places()]
        years, (_, [some]) = store.years(), store.reports(limit=1)
        texts: list[str] = []
        while len(texts) < _QUERIES:
            place = rng.choice(places)
            _, [report, *_] = store.reports(Filter((place,)), limit=1)
            texts += [each.text for each in store.report_passages(report.report_id)[::13]]
    queries = [
        rng.choice(_ASKED) if number % 3 == 0 else _clause(text, rng)
        for number, text in enumerate(texts[:_QUERIES])
    ]
    filters = {
        "no filter": Filter(),
        "one report": Filter(report_ids=(some.report_id,)),
        "one place": Filter((places[0],)),
        "one year": Filter(years=(years[-1],)),
        "half the years": Filter(years=tuple(years[::2])),
    }
    return Subject(folder, embedder, tuple(queries), filters)


def _clause(text: str, rng: random.Random) -> str:
    return rng.choice([each for each in _CLAUSES.split(text) if len(each) > 4] or [text])


def _measured(action: Callable[[str], object], queries: Sequence[str]) -> Times:
    for query in queries[:20]:
        action(query)
    processor, clock = [], []
    for query in queries:
        began, worked = time.perf_counter(), time.thread_time()
        action(query)
        processor.append((time.thread_time() - worked) * 1000)
        clock.append((time.perf_counter() - began) * 1000)
    return Times(sorted(processor), sorted(clock))


def _timed(action: Callable[[], object]) -> str:
    began, worked = time.perf_counter(), time.process_time()
    action()
    return f"{time.process_time() - worked:.1f} s of processor, {time.perf_counter() - began:.1f} s"


def _memory() -> str:
    status = Path("/proc/self/status").read_text()
    found = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if "kB" in line}
    shown = {"VmRSS": "resident", "RssAnon": "of it not a file's", "VmHWM": "at most"}
    return ", ".join(f"{words} {int(found[name]) // 1024} MiB" for name, words in shown.items())


def _dense_view(subject: Subject, database: Database) -> DenseView:
    return DenseIndex(
        subject.folder / "dense", database, subject.embedder.identity.dimension
    ).view()


def _indexes(subject: Subject) -> None:
    """Time and memory of building, writing and reading both indexes."""
    database = Database.open(subject.folder / FILENAME)
    lexical = LexicalIndex(subject.folder / "lexical", database)
    print(f"lexical index brought up  {_timed(lexical.view)}; {_memory()}")
    dimension = subject.embedder.identity.dimension
    dense = DenseIndex(subject.folder / "dense", database, dimension)
    print(f"dense index brought up    {_timed(dense.view)}; {_memory()}")
    print(f"dense index saved         {_timed(dense.save)}; {_memory()}")
    print(f"dense index read again    {_timed(lambda: _dense_view(subject, database))}")
    sizes = {
        name: sum(path.stat().st_size for path in (subject.folder / name).iterdir()) >> 20
        for name in ("dense", "lexical")
    }
    print(f"kind {dense.view().base.kind}, MiB on disk: {sizes}")
    database.close()


def _recall(subject: Subject) -> None:
    """How many of the nearest passages by exact comparison are found; equally near ones count."""
    database = Database.open(subject.folder / FILENAME)
    vectors = [subject.embedder.embed_query(each) for each in dict.fromkeys(subject.queries)]
    queries: Vectors = np.array([each for each in vectors if each.any()][:_COMPARED])
    best = np.full((len(queries), 0), 0, dtype=np.float32)
    held: dict[int, Vectors] = {}
    view = _dense_view(subject, database)
    found = [[number for number, _ in view.search(query, _TOP, None)] for query in queries]
    wanted = {number for each in found for number in each}
    with database.read() as connection:
        cursor = added_since(connection, EVERYTHING, "p.number, p.vector")
        while rows := cursor.fetchmany(20_000):
            block = np.frombuffer(b"".join(vector for _, vector in rows), dtype="<f4")
            block = block.reshape(len(rows), -1)
            held |= {n: block[at].copy() for at, (n, _) in enumerate(rows) if n in wanted}
            best = -np.sort(-np.concatenate([best, queries @ block.T], axis=1), axis=1)[:, :_TOP]
    hits = [
        float(held[number] @ query) >= lowest - 1e-6
        for query, numbers, lowest in zip(queries, found, best[:, -1], strict=True)
        for number in numbers
    ]
    print(f"recall@{_TOP} against exact search, {len(queries)} queries: {np.mean(hits):.4f}")
    database.close()


def _searches(subject: Subject) -> None:
    """Each index alone beside what bounds it, then whole retrievals."""
    _bounds(subject)
    with LocalStore.open(subject.folder, subject.embedder.identity) as store:
        engine = Engine(store, subject.embedder)
        for name, where in subject.filters.items():
            times = _measured(partial(engine.retrieve, where=where), subject.queries)
            print(f"retrieve, {name:<18} {times}")
    print(_memory())


def _bounds(subject: Subject) -> None:
    database = Database.open(subject.folder / FILENAME)
    lexical = LexicalIndex(subject.folder / "lexical", database).view()
    dense = _dense_view(subject, database)
    vectors = {each: subject.embedder.embed_query(each) for each in subject.queries}
    terms = {each: query_tokens(each) for each in subject.queries}
    codes = dense.base.codes if isinstance(dense.base, Compressed) else None
    actions: dict[str, Callable[[str], object]] = {
        "tokens of the query": query_tokens,
        "vector of the query": subject.embedder.embed_query,
        "lexical search": lambda query: lexical.search(terms[query], _POOL, None),
        "dense search": lambda query: dense.search(vectors[query], _POOL, None),
    }
    if codes is not None:
        actions["raw scan of codes by FAISS"] = lambda query: codes.search(
            vectors[query][np.newaxis], _TOP
        )
    faiss.omp_set_num_threads(1)
    for name, action in actions.items():
        print(f"{name:<28} {_measured(action, subject.queries)}")
    database.close()


def _facts(subject: Subject) -> None:
    """Pages of figures by each of the ways to ask for them."""
    place, year = subject.filters["one place"], subject.filters["one year"]
    asked = {
        "all, first page": FactQuery(limit=100),
        "one place": FactQuery(place, limit=100),
        "one year": FactQuery(year, limit=100),
        "words of a name": FactQuery(indicator="行政复议", limit=100),
        "words, one place": FactQuery(place, indicator="行政复议", limit=100),
        "canonical name": FactQuery(canonical=(_known_indicator(),), limit=100),
        "unit and bounds": FactQuery(unit="件", minimum=5000, maximum=5010, limit=100),
        "deep page": FactQuery(limit=100, offset=500_000),
    }
    with LocalStore.open(subject.folder, subject.embedder.identity) as store:
        for name, query in asked.items():
            print(f"facts, {name:<20} {store.facts(query)[0]:>8} {_paged(store, query)}")


def _known_indicator() -> str:
    return next(each.name for each in Indicators.load() if "行政复议" in each.name)


def _paged(store: LocalStore, query: FactQuery) -> Times:
    return _measured(lambda _: store.facts(query), ("",) * 10)


def _service(subject: Subject) -> None:
    """Start-up, first answer, requests a second, memory."""
    began = time.perf_counter()
    with running_service(subject.folder) as (address, pid):
        print(f"healthy after {time.perf_counter() - began:.2f} s")
        began = time.perf_counter()
        throughput(address, pid, [{"query": subject.queries[0]}], clients=1, seconds=0)
        print(f"first answer after {time.perf_counter() - began:.2f} s more")
        for name, where in subject.filters.items():
            filters = {
                "years": where.years,
                "regions": where.regions,
                "report_ids": where.report_ids,
            }
            bodies: list[dict[str, object]] = [
                {"query": each, "filters": filters} for each in subject.queries
            ]
            for clients in (1, 4):
                print(f"{name:<16} {throughput(address, pid, bodies, clients, seconds=10)}")
        print(f"resident {resident_mb(pid):.0f} MiB")


_PARTS: dict[str, Callable[[Subject], None]] = {
    "indexes": _indexes,
    "recall": _recall,
    "searches": _searches,
    "facts": _facts,
    "service": _service,
}

if __name__ == "__main__":
    main()
