"""First vectors, before contrastive training: a factorised table of which words meet.

Positive pointwise mutual information within a window, with the context distribution smoothed by
the power 0.75 (Levy, Goldberg and Dagan 2015, "Improving Distributional Similarity with Lessons
Learned from Word Embeddings"), factorised by a randomised SVD (Halko, Martinsson and Tropp 2011).
A share of the dimensions stays random: it tells words apart that stand in the same company.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

from benchmarks.embedding.tokens import TokenizedCorpus

Matrix = NDArray[np.float32]
_WINDOW = 8
_SUBSAMPLING = 2e-4  # frequent words are thinned out to sqrt(t / p), as in word2vec
_SMOOTHING = 0.75
_OVERSAMPLING = 10
_POWER_ITERATIONS = 3
_RANDOM_WEIGHT = 0.6  # length of the random part beside a factorised part of length 1


def initial_vectors(
    corpus: TokenizedCorpus, vocabulary: int, dimension: int, random_part: int, seed: int
) -> Matrix:
    """``(vocabulary, dimension)`` float32; the last ``random_part`` columns are random."""
    rng = np.random.default_rng(seed)
    table = _mutual_information(_cooccurrences(corpus, vocabulary, rng))
    # The first factor says only how frequent a word is.
    factors = _left_factors(table, dimension - random_part + 1, rng)[:, 1:]
    factors -= factors.mean(axis=0)
    factors /= np.maximum(np.linalg.norm(factors, axis=1, keepdims=True), 1e-9)
    noise = rng.normal(
        scale=_RANDOM_WEIGHT / np.sqrt(max(random_part, 1)), size=(vocabulary, random_part)
    )
    return np.hstack([factors, noise]).astype(np.float32)


def _cooccurrences(
    corpus: TokenizedCorpus, vocabulary: int, rng: np.random.Generator
) -> sparse.coo_matrix:
    """How often two words stand within the window, in one article; symmetric."""
    share = np.bincount(corpus.ids, minlength=vocabulary) / len(corpus.ids)
    bounds = corpus.sentence_starts[corpus.article_starts]
    article = np.repeat(np.arange(corpus.articles), np.diff(bounds))
    kept = rng.random(len(corpus.ids)) < np.sqrt(_SUBSAMPLING / share[corpus.ids])
    words, article = corpus.ids[kept], article[kept]
    table = sparse.csr_matrix((vocabulary, vocabulary), dtype=np.float32)
    for gap in range(1, _WINDOW + 1):
        inside = article[:-gap] == article[gap:]
        left, right = words[:-gap][inside], words[gap:][inside]
        ones = np.ones(len(left), np.float32)
        table = table + sparse.csr_matrix((ones, (left, right)), shape=table.shape)
    return (table + table.T).tocoo()


def _mutual_information(table: sparse.coo_matrix) -> sparse.csr_matrix:
    occurrences = np.asarray(table.sum(axis=1)).ravel()
    context = occurrences**_SMOOTHING
    context /= context.sum()
    information = np.log(table.data / (occurrences[table.row] * context[table.col]))
    positive = information > 0
    places = (table.row[positive], table.col[positive])
    return sparse.csr_matrix((information[positive].astype(np.float32), places), shape=table.shape)


def _left_factors(table: sparse.csr_matrix, rank: int, rng: np.random.Generator) -> Matrix:
    """``U * sqrt(s)`` of the ``rank`` largest singular values."""
    start = rng.normal(size=(table.shape[1], rank + _OVERSAMPLING)).astype(np.float32)
    basis, _ = np.linalg.qr(table @ start)
    for _ in range(_POWER_ITERATIONS):
        basis, _ = np.linalg.qr(table.T @ basis)
        basis, _ = np.linalg.qr(table @ basis)
    inner, values, _ = np.linalg.svd((table.T @ basis).T, full_matrices=False)
    factors: Matrix = ((basis @ inner) * np.sqrt(values))[:, :rank]
    return factors
