"""Fusing rankings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

RANK_CONSTANT = 60
"""Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank
Learning Methods", SIGIR 2009."""


def reciprocal_rank_fusion(
    rankings: Iterable[tuple[Sequence[str], float]], constant: int = RANK_CONSTANT
) -> list[tuple[str, float]]:
    """Fuses rankings by weighted reciprocal rank.

    Args:
        rankings: ``(ids, weight)`` pairs; ids best first, each at most once.
        constant: Added to the rank (from 1), which keeps the very first ranks from ruling.

    Returns:
        ``(id, score)``, best first; score is the sum of ``weight / (constant + rank)``. Ties keep
        the order in which ids were first seen.
    """
    scores: dict[str, float] = defaultdict(float)
    for ids, weight in rankings:
        for rank, each in enumerate(ids, start=1):
            scores[each] += weight / (constant + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])


def convex_combination(
    lexical: Mapping[str, float], dense: Mapping[str, float], dense_weight: float
) -> list[tuple[str, float]]:
    """Fuses two rankings by their scores.

    Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023:
    a convex combination of scores keeps how clear a ranking is, which ranks alone forget.

    Args:
        lexical: Scores of any positive scale; divided by the best one.
        dense: Cosines; negative ones count as 0.
        dense_weight: Share of the dense score, 0 to 1; what a ranking lacks counts as 0.

    Returns:
        ``(id, score)``, best first, scores from 0 to 1; ties keep the order of ``lexical``, then
        of ``dense``.
    """
    best = max(lexical.values(), default=0.0) or 1.0
    scores = {each: (1 - dense_weight) * score / best for each, score in lexical.items()}
    for each, cosine in dense.items():
        scores[each] = scores.get(each, 0.0) + dense_weight * max(0.0, cosine)
    return sorted(scores.items(), key=lambda pair: -pair[1])
