"""``python -m benchmarks.search_quality FILE``: does ``POST /v1/retrieve`` find the right text?

``FILE`` is a SQuAD file (CMRC 2018, DRCD): each of its paragraphs is ingested as a file of its own,
as a user's would be, with the place and year that ingestion reads off it. That is what
``yiju eval FILE`` leaves out, which puts paragraphs into a store as they are.

With ``--lines CORPUS`` (one text a line, may be .xz) ``FILE`` holds lines of a line's number, a tab
and a question about that text (:file:`benchmarks/news_questions.tsv`); ``--texts N`` is how many
texts are ingested, those asked about among them.

The rank of a query is that of the first passage of the right text among ten.
"""

from __future__ import annotations

import argparse
import lzma
import random
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastapi.testclient import TestClient

from ingest.documents import RawSource
from ingest.pipeline import Ingestor, processors
from rag.engine import Engine
from rag.evaluation.formats import read_squad
from rag.service import create_app
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

_TOP = 10
_SEED = 5
_LONGEST = 900
"""Characters of a line's text at most: longer ones of the news corpus are lists and notices."""

_SHORTEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Texts, and queries with the text that each is about.

    Attributes:
        texts: By id.
        queries: ``(query, id)``.
    """

    texts: dict[str, str]
    queries: tuple[tuple[str, str], ...]


def squad(path: Path) -> Asked:
    """The paragraphs of a SQuAD file and its questions."""
    read = read_squad(path)
    texts = {each.doc_id: each.text for each in read.documents}
    return Asked(texts, tuple((each.text, next(iter(each.relevant))) for each in read.queries))


def lines(path: Path, corpus: Path, count: int) -> Asked:
    """Questions about some lines of a corpus, among other lines of it."""
    pairs = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip()]
    queries = tuple((question, number) for number, question in pairs)
    opened = lzma.open if corpus.suffix == ".xz" else open
    with opened(corpus, "rt", encoding="utf-8") as file:
        texts = {str(number): line.rstrip("\n") for number, line in enumerate(file)}
    asked = {number for _, number in queries}
    others = [
        number
        for number, text in texts.items()
        if number not in asked and _SHORTEST <= len(text) <= _LONGEST
    ]
    chosen = random.Random(_SEED).sample(others, count - len(asked))
    return Asked({number: texts[number] for number in [*asked, *chosen]}, queries)


@contextmanager
def service(texts: dict[str, str]) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """A service over texts that were ingested as files; with the text's id of each report's id."""
    embedder = load_embedder()
    now = datetime.now(UTC)
    raw = (
        RawSource(f"/{name}.txt", f"{name}.txt", f"{name}.txt", text.encode(), "", now)
        for name, text in texts.items()
    )
    with (
        tempfile.TemporaryDirectory(prefix="yiju-search-") as folder,
        LocalStore.open(Path(folder), embedder.identity, create=True) as store,
    ):
        ingestor = Ingestor(store, embedder, workers=processors())
        summary = ingestor.ingest_sources(raw)
        for failed in summary.failed[:5]:
            print(f"not ingested: {failed}")
        names = {
            report.report_id: source.given.removesuffix(".txt")
            for report in store.reports(limit=len(texts))[1]
            for source in report.sources
        }
        with TestClient(create_app(Engine(store, embedder), ingestor, version="0")) as client:
            yield client, names


def ranks(asked: Asked, modes: Iterable[str]) -> dict[str, list[int | None]]:
    """For each mode the rank of each query's text; None beyond the tenth passage."""
    found: dict[str, list[int | None]] = {}
    with service(asked.texts) as (client, names):
        for mode in modes:
            found[mode] = []
            for query, right in asked.queries:
                body = {"query": query, "mode": mode, "top_k": _TOP}
                reply = client.post("/v1/retrieve", json=body).raise_for_status().json()
                given = [names[each["report_id"]] for each in reply["passages"]]
                found[mode].append(given.index(right) + 1 if right in given else None)
    return found


def main() -> None:
    """Measures and prints a line for each mode."""
    parser = argparse.ArgumentParser(prog="benchmarks.search_quality", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--lines", type=Path, metavar="CORPUS")
    parser.add_argument("--texts", type=int, default=2500)
    parser.add_argument("--modes", default="hybrid,lexical,dense")
    parser.add_argument("--misses", action="store_true", help="print queries not ranked first")
    options = parser.parse_args()
    corpus = options.lines
    asked = lines(options.file, corpus, options.texts) if corpus else squad(options.file)
    print(f"{len(asked.texts)} texts, {len(asked.queries)} queries")
    for mode, found in ranks(asked, options.modes.split(",")).items():
        share = {k: sum(r is not None and r <= k for r in found) / len(found) for k in (1, 5, 10)}
        mrr = sum(1 / rank for rank in found if rank) / len(found)
        print(f"{mode:8} MRR@10 {mrr:.4f}  " + "  ".join(f"hit@{k} {v:.3f}" for k, v in share.items()))
        if options.misses:
            for (query, right), rank in zip(asked.queries, found, strict=True):
                if rank != 1:
                    print(f"  {rank} {right} {query}")


if __name__ == "__main__":
    main()
