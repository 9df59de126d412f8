import pytest

from rag.fusion import convex_combination, reciprocal_rank_fusion


def test_scores_are_sums_of_reciprocal_ranks() -> None:
    fused = dict(reciprocal_rank_fusion([(["a", "b", "c"], 1.0), (["c", "a"], 1.0)]))
    assert fused["a"] == pytest.approx(1 / (60 + 1) + 1 / (60 + 2))
    assert fused["b"] == pytest.approx(1 / (60 + 2))
    assert fused["c"] == pytest.approx(1 / (60 + 3) + 1 / (60 + 1))


def test_best_first_and_ties_keep_their_order() -> None:
    assert [each for each, _ in reciprocal_rank_fusion([(["x", "y"], 1.0), (["y", "x"], 1.0)])] == [
        "x",
        "y",
    ]


def test_a_weight_scales_a_ranking() -> None:
    fused = reciprocal_rank_fusion([(["a"], 1.0), (["b"], 0.25)])
    assert [each for each, _ in fused] == ["a", "b"]
    assert [score for _, score in fused] == pytest.approx([1 / 61, 0.25 / 61])


def test_nothing_fuses_to_nothing() -> None:
    assert reciprocal_rank_fusion([([], 1.0), ([], 1.0)]) == []


def test_a_convex_combination_keeps_how_clear_a_ranking_is() -> None:
    fused = dict(convex_combination({"a": 8.0, "b": 2.0}, {"b": 0.9, "c": 0.5, "d": -0.2}, 0.25))
    assert fused["a"] == pytest.approx(0.75)
    assert fused["b"] == pytest.approx(0.75 * 2 / 8 + 0.25 * 0.9)
    assert fused["c"] == pytest.approx(0.25 * 0.5)
    assert fused["d"] == 0.0


def test_a_convex_combination_of_one_ranking_is_that_ranking() -> None:
    assert [each for each, _ in convex_combination({"a": 1.0, "b": 3.0}, {}, 0.3)] == ["b", "a"]
    assert convex_combination({}, {"a": 0.4}, 1.0) == [("a", 0.4)]
