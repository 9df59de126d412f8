"""Fusing rankings."""

from __future__ import annotations

from collections.abc import Mapping


def convex_combination(
    lexical: Mapping[str, float], dense: Mapping[str, float], dense_weight: float
) -> list[tuple[str, float]]:
    """Fuses two rankings by their scores.

    Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023:
    a convex combination of scores keeps how clear a ranking is, which ranks alone forget;
    reciprocal rank fusion was measured and fell behind (benchmarks/README.md).

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
