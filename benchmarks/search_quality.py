"""``python -m benchmarks.search_quality FILE``: does ``POST /v1/retrieve`` find the right text?

``FILE`` is a SQuAD file (CMRC 2018, DRCD): each of its paragraphs is ingested as a file of its own,
as a user's would be, with the place and year that ingestion reads off it. That is what
``yiju eval FILE`` leaves out, which puts paragraphs into a store as they are.

With ``--lines CORPUS`` (one text a line, may be .xz) ``FILE`` holds lines of a line's number, a tab
and a question about that text (:file:`benchmarks/news_questions.tsv`); ``--texts N`` is how many
texts are ingested, those asked about among them.

With ``--generated PLACES`` there is no ``FILE``: reports of so many fictional places and three years
each, of one genre and much alike, are asked for figures by place and year. There the passage that
states the figure must be found.

The rank of a query is that of the first right passage among ten.
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

from benchmarks.collection import collection
from ingest.documents import RawSource
from ingest.pipeline import Ingestor, processors
from rag.engine import Engine
from rag.evaluation.formats import read_squad
from rag.evaluation.matching import squeeze
from rag.service import create_app
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

_TOP = 10
_SEED = 5
_LONGEST = 900
"""Characters of a line's text at most: longer ones of the news corpus are lists and notices."""

_SHORTEST = 200
_YEARS = 3
_MOST = 300
"""How many generated reports are asked about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Texts, and queries with the text that each is about.

    Attributes:
        texts: By id.
        queries: ``(query, id, words)``: the words that the right passage holds; empty for any of
            the text.
    """

    texts: dict[str, str]
    queries: tuple[tuple[str, str, str], ...]


def squad(path: Path) -> Asked:
    """The paragraphs of a SQuAD file and its questions."""
    read = read_squad(path)
    texts = {each.doc_id: each.text for each in read.documents}
    return Asked(texts, tuple((each.text, next(iter(each.relevant)), "") for each in read.queries))


def lines(path: Path, corpus: Path, count: int) -> Asked:
    """Questions about some lines of a corpus, among other lines of it."""
    pairs = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip()]
    queries = tuple((question, number, "") for number, question in pairs)
    opened = lzma.open if corpus.suffix == ".xz" else open
    with opened(corpus, "rt", encoding="utf-8") as file:
        texts = {str(number): line.rstrip("\n") for number, line in enumerate(file)}
    asked = {number for _, number, _ in queries}
    others = [
        number
        for number, text in texts.items()
        if number not in asked and _SHORTEST <= len(text) <= _LONGEST
    ]
    chosen = random.Random(_SEED).sample(others, count - len(asked))
    return Asked({number: texts[number] for number in [*asked, *chosen]}, queries)


def generated(places: int) -> Asked:
    """Figures of generated reports, each asked for by its place and year in two ways."""
    reports = list(collection(places, _YEARS))
    rng = random.Random(_SEED)
    queries = []
    for report in rng.sample(reports, min(_MOST, len(reports))):
        if not report.stated:
            continue
        name, stated = rng.choice(sorted(report.stated.items()))
        key, words = f"{report.region}{report.year}", squeeze(stated.sentence)
        queries.append((f"{report.region}{report.year}年{name}是多少?", key, words))
        queries.append((f"{report.year}年{report.region}{name}情况", key, words))
    return Asked({f"{each.region}{each.year}": each.text for each in reports}, tuple(queries))


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
            for query, right, words in asked.queries:
                body = {"query": query, "mode": mode, "top_k": _TOP}
                reply = client.post("/v1/retrieve", json=body).raise_for_status().json()
                hits = [
                    names[each["report_id"]] == right and words in squeeze(each["text"])
                    for each in reply["passages"]
                ]
                found[mode].append(hits.index(True) + 1 if True in hits else None)
    return found


def main() -> None:
    """Measures and prints a line for each mode."""
    parser = argparse.ArgumentParser(prog="benchmarks.search_quality", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--generated", type=int, metavar="PLACES")
    parser.add_argument("--lines", type=Path, metavar="CORPUS")
    parser.add_argument("--texts", type=int, default=2500)
    parser.add_argument("--modes", default="hybrid,lexical,dense")
    parser.add_argument("--misses", action="store_true", help="print queries not ranked first")
    options = parser.parse_args()
    if options.generated:
        asked = generated(options.generated)
    elif options.file is None:
        parser.error("name a FILE, or say --generated PLACES")
    elif options.lines:
        asked = lines(options.file, options.lines, options.texts)
    else:
        asked = squad(options.file)
    print(f"{len(asked.texts)} texts, {len(asked.queries)} queries")
    for mode, found in ranks(asked, options.modes.split(",")).items():
        share = {k: sum(r is not None and r <= k for r in found) / len(found) for k in (1, 5, 10)}
        mrr = sum(1 / rank for rank in found if rank) / len(found)
        print(
            f"{mode:8} MRR@10 {mrr:.4f}  " + "  ".join(f"hit@{k} {v:.3f}" for k, v in share.items())
        )
        if options.misses:
            for (query, right, _), rank in zip(asked.queries, found, strict=True):
                if rank != 1:
                    print(f"  {rank} {right} {query}")


if __name__ == "__main__":
    main()
