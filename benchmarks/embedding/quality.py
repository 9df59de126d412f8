"""Measures an embedding model's retrieval: ``python -m benchmarks.embedding.quality``.

Three sets, each optional: a SQuAD-format file (``--squad``: questions against distinct contexts),
the held-out articles of the training corpus (``--corpus``: an article's opening sentence against
what follows it, once as it stands and once without the words that occur there, which leaves
nothing but meaning to go by), and Yiju's question sets (``--questions`` with ``--reports``: lookup
and passage questions against pieces of about 250 characters). BM25 over words and character pairs
stands beside it, and both fused.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from benchmarks.embedding.corpus import held_out_articles
from rag.retrieval import DENSE_WEIGHT
from vectorstore.embedding import Embedder, load_embedder

Scores = NDArray[np.float64]
_DEPTH = 10
_OPENING = re.compile(r".{20,150}?[。\uff01\uff1f]", re.DOTALL)
_FOLLOWING = 350
_PIECE = 250


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Queries, passages, and which passages answer which query.

    Attributes:
        name: For the table.
        passages: What is ranked.
        queries: What is asked.
        relevant: For each query the indexes of the passages that answer it.
    """

    name: str
    passages: list[str]
    queries: list[str]
    relevant: list[set[int]]


def squad(path: Path) -> RetrievalSet:
    """Questions of a SQuAD-format file against its distinct contexts."""
    contexts: dict[str, int] = {}
    queries: list[str] = []
    relevant: list[set[int]] = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            index = contexts.setdefault(paragraph["context"], len(contexts))
            for asked in paragraph["qas"]:
                queries.append(asked["question"])
                relevant.append({index})
    return RetrievalSet("squad", list(contexts), queries, relevant)


def openings(path: Path, shared_words: bool) -> RetrievalSet:
    """Opening sentences of held-out articles against the text after them."""
    passages: list[str] = []
    queries: list[str] = []
    relevant: list[set[int]] = []
    for article in held_out_articles(path):
        opening = _OPENING.match(article)
        if opening is None or len(article) - opening.end() < 100:
            continue
        passage = article[opening.end() : opening.end() + _FOLLOWING]
        query = opening.group() if shared_words else _unshared(opening.group(), passage)
        if len(query) >= 8:
            queries.append(query)
            relevant.append({len(passages)})
        passages.append(passage)
    name = "openings" if shared_words else "openings, no shared words"
    return RetrievalSet(name, passages, queries, relevant)


def _unshared(query: str, passage: str) -> str:
    """The query without words that occur in the passage, or all of whose characters do."""
    low = passage.lower()
    words = rjieba.cut(query.lower(), False)
    return " ".join(w for w in words if w not in low and not set(w) <= set(low))


def report_questions(questions: Path, reports: Path) -> RetrievalSet:
    """Chinese lookup and passage questions against pieces of the reports they quote."""
    pieces = [
        (path.name, piece)
        for path in sorted(reports.glob("*.txt"))
        for piece in _pieces(path.read_text(encoding="utf-8"))
    ]
    queries: list[str] = []
    relevant: list[set[int]] = []
    for line in questions.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["lang"] != "zh" or entry["type"] not in ("lookup", "passage") or entry["history"]:
            continue
        found = {
            index
            for each in entry["evidence"]
            for index, (name, piece) in enumerate(pieces)
            if name == each["doc"] and _holds_half(piece, each["quote"])
        }
        if found:
            queries.append(entry["question"])
            relevant.append(found)
    return RetrievalSet("reports", [piece for _, piece in pieces], queries, relevant)


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for sentence in re.split(r"(?<=[。\uff1b;\n])", text):
        if pieces[-1] and len(pieces[-1]) + len(sentence) > _PIECE:
            pieces.append("")
        pieces[-1] += sentence
    return [piece for piece in pieces if piece.strip()]


def _holds_half(piece: str, quote: str) -> bool:
    piece, quote = re.sub(r"\s", "", piece), re.sub(r"\s", "", quote)
    middle = len(quote) // 2
    return quote[:middle] in piece or quote[middle:] in piece


def dense_scores(embedder: Embedder, measured: RetrievalSet) -> Scores:
    """``(queries, passages)`` cosines."""
    queries = np.stack([embedder.embed_query(query) for query in measured.queries])
    return (queries @ embedder.embed_passages(measured.passages).T).astype(np.float64)


def lexical_scores(measured: RetrievalSet, k1: float = 1.2, b: float = 0.75) -> Scores:
    """``(queries, passages)`` BM25 (Robertson and Zaragoza 2009) over words and character pairs."""
    bags = [Counter(_terms(passage)) for passage in measured.passages]
    terms = {term: index for index, term in enumerate(sorted(set().union(*bags)))}
    rows = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
    columns = np.array([terms[term] for bag in bags for term in bag])
    counts = np.array([count for bag in bags for count in bag.values()], float)
    lengths = np.array([bag.total() for bag in bags], float)
    documents = np.bincount(columns, minlength=len(terms))
    rarity = np.log(1 + (len(bags) - documents + 0.5) / (documents + 0.5))
    damped = counts + k1 * (1 - b + b * lengths[rows] / lengths.mean())
    weights = rarity[columns] * counts * (k1 + 1) / damped
    table = sparse.csc_matrix((weights, (rows, columns)), shape=(len(bags), len(terms)))
    asked = [sorted({terms[t] for t in _terms(q) if t in terms}) for q in measured.queries]
    return np.stack([np.asarray(table[:, each].sum(axis=1)).ravel() for each in asked])


def _terms(text: str) -> list[str]:
    words = [word for word in rjieba.cut(text.lower(), False) if word[0].isalnum()]
    runs = re.findall(r"[\u3400-\u9fff]+", text)
    return words + [run[at : at + 2] for run in runs for at in range(len(run) - 1)]


def fused(dense: Scores, lexical: Scores, dense_weight: float = DENSE_WEIGHT) -> Scores:
    """The convex combination that retrieval uses, :func:`rag.fusion.convex_combination`."""
    best = np.maximum(lexical.max(axis=1, keepdims=True), 1e-9)
    scores: Scores = dense_weight * np.maximum(dense, 0) + (1 - dense_weight) * lexical / best
    return scores


def _ranks(scores: Scores) -> Scores:
    order = np.argsort(-scores, axis=1, kind="stable")
    return np.argsort(order, axis=1, kind="stable").astype(np.float64) + 1


def quality(scores: Scores, measured: RetrievalSet) -> tuple[float, float, float]:
    """MRR@10, and the share of queries answered within the first 5 and the first 10."""
    best = np.array(
        [
            ranks[sorted(found)].min()
            for ranks, found in zip(_ranks(scores), measured.relevant, strict=True)
        ]
    )
    reciprocal = np.where(best <= _DEPTH, 1 / best, 0)
    return float(reciprocal.mean()), float((best <= 5).mean()), float((best <= _DEPTH).mean())


def speed(embedder: Embedder, passages: Sequence[str]) -> str:
    """How fast passages of 300 characters are embedded."""
    texts = [text for text in (passage[:300] for passage in passages) if len(text) == 300]
    forty = _best_of(lambda: embedder.embed_passages(texts[:40]))
    everything = _best_of(lambda: embedder.embed_passages(texts))
    rate = len(texts) / everything
    return f"40 passages in {forty * 1000:.1f} ms; {rate:,.0f} passages/s, {rate * 300:,.0f} characters/s"


def _best_of(work: Callable[[], object], times: int = 7) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def main() -> None:
    """Prints one row a set and method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="embedded", help="a setting of load_embedder")
    parser.add_argument("--squad", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--reports", type=Path)
    options = parser.parse_args()
    embedder = load_embedder(options.model)
    measured = []
    if options.squad:
        measured.append(squad(options.squad))
    if options.corpus:
        measured += [openings(options.corpus, True), openings(options.corpus, False)]
    if options.questions and options.reports:
        measured.append(report_questions(options.questions, options.reports))
    for each in measured:
        print(f"{each.name}: {len(each.queries)} queries, {len(each.passages)} passages")
        dense, lexical = dense_scores(embedder, each), lexical_scores(each)
        rows = {"dense": dense, "BM25": lexical, "fused": fused(dense, lexical)}
        for name, scores in rows.items():
            mrr, five, ten = quality(scores, each)
            print(f"  {name:<6} MRR@10 {mrr:.3f}   recall@5 {five:.3f}   recall@10 {ten:.3f}")
    if options.corpus:
        print(f"speed: {speed(embedder, list(held_out_articles(options.corpus))[:500])}")


if __name__ == "__main__":
    main()
