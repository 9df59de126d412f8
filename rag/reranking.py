"""The first passages of a search, ranked again by the encoder's sense of meaning.

A bi-encoder reads question and passage apart, so that a passage's vector serves every question that
comes after: give ``VectorCache(encoder.embed_passages).vectors`` as ``embed_passages``. Where and
how much this gains, and what it costs, stands in benchmarks/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.store import Vectors


@dataclass(frozen=True, slots=True)
class Reranking:
    """How much of a ranking is ranked again, and by how much.

    Attributes:
        depth: So many of the first are ranked again; the others follow in their order.
        weight: Share of the encoder's score, 0 to 1, beside the first search's.
    """

    depth: int = 20
    weight: float = 0.5


LOWEST_COSINE = 0.7
"""multilingual-e5 was trained at a temperature of 0.01 and hardly gives less to any two texts."""


def meaning_scores(query: NDArray[np.float32], passages: Vectors) -> NDArray[np.float32]:
    """How near passages are to a query, spread from 0 to 1.

    Args:
        query: ``(d,)`` float32, of unit length.
        passages: ``(n, d)`` float32, unit rows.

    Returns:
        ``(n,)``: cosines from :data:`LOWEST_COSINE` to 1 spread in a line; lower ones count as 0.
    """
    cosines = passages @ query
    scores: NDArray[np.float32] = np.clip((cosines - LOWEST_COSINE) / (1 - LOWEST_COSINE), 0, 1)
    return scores


def reranked(
    ranking: Sequence[tuple[str, float]],
    texts: Mapping[str, str],
    query: NDArray[np.float32],
    embed_passages: Callable[[Sequence[str]], Vectors],
    reranking: Reranking = Reranking(),
) -> list[tuple[str, float]]:
    """Ranks the first passages again by both scores.

    Args:
        ranking: ``(id, score)``, best first, scores from 0 to 1, as
            :func:`rag.fusion.convex_combination` gives them.
        texts: What is embedded of each of the first ``depth`` ids (``indexed_text``); an id that
            is not in it keeps its first score alone, weighed like the others'.
        query: ``(d,)`` float32, of unit length: ``encoder.embed_query(question)``.
        embed_passages: ``(n, d)`` float32 unit rows of n texts.
        reranking: How many, and by how much.

    Returns:
        The same ids. The first ``depth`` are ordered by their blended scores, ties as they were;
        the others follow with their scores times ``1 - weight``, never above those before them.
    """
    first, rest = ranking[: reranking.depth], ranking[reranking.depth :]
    known = [each for each, _ in first if each in texts]
    meant: dict[str, float] = {}
    if known:
        scores = meaning_scores(query, embed_passages([texts[each] for each in known]))
        meant = dict(zip(known, scores.tolist(), strict=True))
    keep, share = 1 - reranking.weight, reranking.weight
    blended = [(each, keep * score + share * meant.get(each, 0.0)) for each, score in first]
    blended.sort(key=lambda pair: -pair[1])
    least = blended[-1][1] if blended else 0.0
    return blended + [(each, min(keep * score, least)) for each, score in rest]
