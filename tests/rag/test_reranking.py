"""Ranking the first passages again, with vectors worked by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from rag.reranking import Reranking, meaning_scores, reranked
from vectorstore.store import Vectors

QUERY = np.array([1, 0], np.float32)
COSINES = {"same": 1.0, "near": 0.85, "far": 0.4}
"""Meaning scores 1, .5 and 0: (.85 - .7) / .3 is .5."""


def embed(texts: Sequence[str]) -> Vectors:
    return np.array(
        [[COSINES[text], np.sqrt(1 - COSINES[text] ** 2)] for text in texts], np.float32
    )


def test_cosines_are_spread_from_the_lowest_that_occurs() -> None:
    scores = meaning_scores(QUERY, embed(["same", "near", "far"]))
    np.testing.assert_allclose(scores, [1, 0.5, 0], atol=1e-6)


def test_both_scores_count_by_their_weight() -> None:
    ranking = [("a", 0.9), ("b", 0.8), ("c", 0.5)]
    texts = {"a": "far", "b": "near", "c": "same"}
    found = reranked(ranking, texts, QUERY, embed, Reranking(depth=3, weight=0.25))
    # a: .75 x .9 = .675; b: .75 x .8 + .25 x .5 = .725; c: .75 x .5 + .25 = .625
    assert [each for each, _ in found] == ["b", "a", "c"]
    assert [score for _, score in found] == pytest.approx([0.725, 0.675, 0.625])


def test_what_lies_deeper_follows_and_is_not_embedded() -> None:
    ranking = [("a", 0.9), ("b", 0.8), ("c", 0.7), ("d", 0.1)]
    texts = {"a": "far", "b": "same"}
    found = reranked(ranking, texts, QUERY, embed, Reranking(depth=2, weight=0.5))
    # b: .4 + .5; a: .45; c would be .35 and d .05.
    assert [each for each, _ in found] == ["b", "a", "c", "d"]
    assert [score for _, score in found] == pytest.approx([0.9, 0.45, 0.35, 0.05])


def test_deeper_scores_never_pass_those_before_them() -> None:
    ranking = [("a", 0.9), ("b", 0.9)]
    found = reranked(ranking, {}, QUERY, embed, Reranking(depth=1, weight=0.5))
    assert found == [("a", 0.45), ("b", 0.45)]


def test_ties_keep_their_order() -> None:
    ranking = [("a", 0.5), ("b", 0.5)]
    texts = {"a": "near", "b": "near"}
    assert [each for each, _ in reranked(ranking, texts, QUERY, embed)] == ["a", "b"]


def test_nothing_found_stays_nothing() -> None:
    assert reranked([], {}, QUERY, embed) == []


def test_no_weight_changes_nothing() -> None:
    ranking = [("a", 0.5), ("b", 0.25)]
    texts = {"a": "far", "b": "same"}
    assert reranked(ranking, texts, QUERY, embed, Reranking(weight=0.0)) == ranking
