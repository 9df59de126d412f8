"""Fusing rankings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

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
