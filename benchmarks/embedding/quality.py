"""Measures an embedding model's retrieval: ``python -m benchmarks.embedding.quality``.

Each set is optional: SQuAD-format files (``--squad``: questions against distinct contexts), the
held-out articles of the training corpus (``--corpus``: an article's opening sentence against what
follows it, once as it stands and once without the words that occur there, which leaves nothing but
meaning to go by), and Yiju's question sets (``--questions`` with ``--reports``, in Chinese and
English apart). BM25 over words and character pairs stands beside it, and both fused; with
``--rerank``, the first 20 of that ranked again by the encoder.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from benchmarks.embedding.corpus import held_out_articles
from benchmarks.embedding.retrieval_sets import RetrievalSet, openings, report_questions, squad
from rag.reranking import reranked
from rag.retrieval import DENSE_WEIGHT
from vectorstore.embedding import Embedder, load_embedder, load_encoder
from vectorstore.tokens import query_tokens, tokens
from vectorstore.vector_cache import VectorCache

Scores = NDArray[np.float64]
_DEPTH = 10


def dense_scores(embedder: Embedder, measured: RetrievalSet) -> Scores:
    """``(queries, passages)`` cosines."""
    queries = np.stack([embedder.embed_query(query) for query in measured.queries])
    return (queries @ embedder.embed_passages(measured.passages).T).astype(np.float64)


def lexical_scores(measured: RetrievalSet, k1: float = 1.2, b: float = 0.75) -> Scores:
    """``(queries, passages)`` BM25 (Robertson and Zaragoza 2009) over words and character pairs."""
    bags = [Counter(tokens(passage)) for passage in measured.passages]
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
    asked = [[terms[t] for t in query_tokens(q) if t in terms] for q in measured.queries]
    return np.stack([np.asarray(table[:, each].sum(axis=1)).ravel() for each in asked])


def fused(dense: Scores, lexical: Scores, dense_weight: float = DENSE_WEIGHT) -> Scores:
    """The convex combination that retrieval uses, :func:`rag.fusion.convex_combination`."""
    best = np.maximum(lexical.max(axis=1, keepdims=True), 1e-9)
    scores: Scores = dense_weight * np.maximum(dense, 0) + (1 - dense_weight) * lexical / best
    return scores


def reranked_scores(scores: Scores, measured: RetrievalSet) -> Scores:
    """The scores after the first ones were ranked again by the encoder."""
    encoder = load_encoder()
    passages = VectorCache(encoder.embed_passages)
    texts = {str(index): text for index, text in enumerate(measured.passages)}
    after = np.empty_like(scores)
    for row, query in enumerate(measured.queries):
        order = np.argsort(-scores[row], kind="stable")
        ranking = [(str(index), float(scores[row, index])) for index in order]
        vector = encoder.embed_query(query)
        for place, (name, _) in enumerate(reranked(ranking, texts, vector, passages.vectors)):
            after[row, int(name)] = -place
    return after


def best_ranks(scores: Scores, measured: RetrievalSet) -> Scores:
    """``(queries,)`` ranks from 1 of the best passage that answers; ties count against it."""
    ranks = []
    for row, found in zip(scores, measured.relevant, strict=True):
        answering = np.zeros(len(row), bool)
        answering[sorted(found)] = True
        ranks.append(1 + int((row[~answering] >= row[answering].max()).sum()))
    return np.array(ranks, float)


def quality(scores: Scores, measured: RetrievalSet) -> tuple[float, float, float]:
    """Hit@1, MRR@10, and the share of queries answered within the first 10."""
    best = best_ranks(scores, measured)
    reciprocal = np.where(best <= _DEPTH, 1 / best, 0)
    return float((best == 1).mean()), float(reciprocal.mean()), float((best <= _DEPTH).mean())


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
    parser.add_argument("--squad", type=Path, nargs="*", default=[])
    parser.add_argument("--every", type=int, default=1, help="only each so many-th squad question")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--questions", type=Path, nargs="*", default=[])
    parser.add_argument("--reports", type=Path, nargs="*", default=[])
    parser.add_argument("--rerank", action="store_true")
    options = parser.parse_args()
    embedder = load_embedder(options.model)
    measured = [squad(path, options.every) for path in options.squad]
    if options.corpus:
        measured += [openings(options.corpus, True), openings(options.corpus, False)]
    if options.questions and options.reports:
        measured += [
            report_questions(f"reports {language}", options.questions, options.reports, language)
            for language in ("zh", "en")
        ]
    for each in measured:
        print(f"{each.name}: {len(each.queries)} queries, {len(each.passages)} passages")
        dense, lexical = dense_scores(embedder, each), lexical_scores(each)
        rows = {"dense": dense, "BM25": lexical, "fused": fused(dense, lexical)}
        if options.rerank:
            rows["reranked"] = reranked_scores(rows["fused"], each)
        for name, scores in rows.items():
            first, mrr, ten = quality(scores, each)
            print(f"  {name:<8} hit@1 {first:.3f}   MRR@10 {mrr:.3f}   recall@10 {ten:.3f}")
    if options.corpus:
        print(f"speed: {speed(embedder, list(held_out_articles(options.corpus))[:500])}")


if __name__ == "__main__":
    main()
