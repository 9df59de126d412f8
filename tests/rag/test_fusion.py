import pytest

from rag.fusion import convex_combination


def test_a_convex_combination_keeps_how_clear_a_ranking_is() -> None:
    fused = dict(convex_combination({"a": 8.0, "b": 2.0}, {"b": 0.9, "c": 0.5, "d": -0.2}, 0.25))
    assert fused["a"] == pytest.approx(0.75)
    assert fused["b"] == pytest.approx(0.75 * 2 / 8 + 0.25 * 0.9)
    assert fused["c"] == pytest.approx(0.25 * 0.5)
    assert fused["d"] == 0.0


def test_a_convex_combination_of_one_ranking_is_that_ranking() -> None:
    assert [each for each, _ in convex_combination({"a": 1.0, "b": 3.0}, {}, 0.3)] == ["b", "a"]
    assert convex_combination({}, {"a": 0.4}, 1.0) == [("a", 0.4)]
