"""Ranking measures, computed by the maintained library ir-measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

CUTOFFS = (1, 3, 5, 10)
"""The k of recall@k."""
DEPTH = 10
"""Depth of nDCG and of the reciprocal rank."""


def ranking_measures(
    ranked: Mapping[str, Sequence[str]], relevant: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Scores ranked lists against relevance judgements.

    ``ndcg@10`` takes the judged grade as gain and ``log2(rank + 1)`` as discount; ``mrr@10`` is
    one over the rank of the first relevant document, 0 beyond rank 10; ``recall@k`` is the share
    of a query's relevant documents among the first k.

    Args:
        ranked: Query id → document ids, best first; a repeated id keeps its first place.
        relevant: Query id → document id → grade, 0 for not relevant.

    Returns:
        Query id → measure → value, for every query of ``relevant``; all 0 for a query without a
        relevant document or without results.
    """
    import ir_measures  # slow to import, and only evaluation needs it
    from ir_measures import RR, R, nDCG

    names = {nDCG @ DEPTH: "ndcg@10", RR @ DEPTH: "mrr@10"}
    names |= {R @ cutoff: f"recall@{cutoff}" for cutoff in CUTOFFS}
    measured = {query: dict.fromkeys(names.values(), 0.0) for query in relevant}
    judged = {query: dict(grades) for query, grades in relevant.items() if grades}
    run = {query: _scores(ranked.get(query, ())) for query in judged}
    run = {query: scores for query, scores in run.items() if scores}
    if not run:
        return measured
    for metric in ir_measures.iter_calc(list(names), judged, run):
        measured[metric.query_id][names[metric.measure]] = float(metric.value)
    return measured


def _scores(documents: Sequence[str]) -> dict[str, float]:
    """Strictly falling scores, so that the library keeps the order and breaks no ties."""
    unique = list(dict.fromkeys(documents))
    return {document: float(len(unique) - at) for at, document in enumerate(unique)}
