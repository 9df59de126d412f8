"""Sums of trees, worked out by hand."""

from __future__ import annotations

import math

import pytest

from rag.trees import Trees

TREES = Trees.parse(
    {
        "labels": ["figures", "english"],
        "base": 0.5,
        "sign": [[0, 1, 1], [1, 0, 0]],
        "limit": [[1.0, 0.5, 0.5], [0.5, 1e9, 1e9]],
        "leaf": [[-1, -2, 1, 2], [0.25, 0.25, -0.25, -0.25]],
    }
)
SUMS = [
    ({}, 0.5 - 1 + 0.25),
    ({"figures": 2.0}, 0.5 + 1 + 0.25),
    ({"english": 1.0}, 0.5 - 2 - 0.25),
    ({"figures": 2.0, "english": 1.0}, 0.5 + 2 - 0.25),
    ({"figures": 1.0, "unknown": 9.0}, 0.5 - 1 + 0.25),
]


@pytest.mark.parametrize(("signs", "total"), SUMS)
def test_a_chance_is_the_sum_of_what_the_trees_say(signs: dict[str, float], total: float) -> None:
    assert TREES.chance(signs) == pytest.approx(1 / (1 + math.exp(-total)))


def test_several_are_judged_as_each_alone() -> None:
    rows = [signs for signs, _ in SUMS]
    assert TREES.chances(rows).tolist() == pytest.approx([TREES.chance(each) for each in rows])
    assert TREES.chances([]).shape == (0,)
