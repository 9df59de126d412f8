"""The library's ranking measures against values worked out by hand."""

from __future__ import annotations

from math import log2

import pytest

from rag.evaluation.ranking import ranking_measures


def test_hand_worked_ranking() -> None:
    measured = ranking_measures({"q": ["c", "a", "d", "b"]}, {"q": {"a": 1, "b": 1}})["q"]
    # Relevant at ranks 2 and 4; ideally at 1 and 2.
    gain = 1 / log2(3) + 1 / log2(5)
    ideal = 1 / log2(2) + 1 / log2(3)
    assert measured == {
        "ndcg@10": pytest.approx(gain / ideal),
        "mrr@10": 0.5,
        "recall@1": 0.0,
        "recall@3": 0.5,
        "recall@5": 1.0,
        "recall@10": 1.0,
    }


def test_grades_are_gains() -> None:
    measured = ranking_measures({"q": ["b", "a"]}, {"q": {"a": 2, "b": 1, "c": 0}})["q"]
    assert measured["ndcg@10"] == pytest.approx((1 + 2 / log2(3)) / (2 + 1 / log2(3)))
    assert measured["mrr@10"] == 1.0


def test_rank_eleven_counts_for_nothing() -> None:
    ranked = [f"d{at}" for at in range(10)] + ["a"]
    assert set(ranking_measures({"q": ranked}, {"q": {"a": 1}})["q"].values()) == {0.0}


def test_rank_ten_counts() -> None:
    ranked = [f"d{at}" for at in range(9)] + ["a"]
    measured = ranking_measures({"q": ranked}, {"q": {"a": 1}})["q"]
    assert measured["mrr@10"] == pytest.approx(0.1)
    assert measured["ndcg@10"] == pytest.approx(1 / log2(11))
    assert (measured["recall@5"], measured["recall@10"]) == (0.0, 1.0)


def test_a_query_without_results_or_judgements_scores_nothing() -> None:
    measured = ranking_measures({"q1": [], "q3": ["a"]}, {"q1": {"a": 1}, "q2": {"a": 1}, "q3": {}})
    assert set(measured) == {"q1", "q2", "q3"}
    assert all(set(each.values()) == {0.0} for each in measured.values())


def test_order_alone_decides_and_repeats_count_once() -> None:
    forward = ranking_measures({"q": ["b", "b", "a"]}, {"q": {"a": 1}})["q"]
    assert forward["mrr@10"] == 0.5
    backward = ranking_measures({"q": ["a", "b"]}, {"q": {"a": 1}})["q"]
    assert backward["mrr@10"] == 1.0
