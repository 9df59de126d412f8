"""Learns small sums of trees from signs, and writes them as :mod:`rag.trees` reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier

from rag.trees import Signs, Trees

_SETTINGS: dict[str, Any] = {
    "n_estimators": 200, "max_depth": 2, "learning_rate": 0.06, "subsample": 0.5,
    "min_samples_leaf": 20, "max_features": 0.3, "random_state": 20261130,
}  # fmt: skip
_DIGITS = 5


class _Tree(Protocol):
    """What scikit-learn keeps of a tree, by node."""

    children_left: NDArray[np.int64]
    children_right: NDArray[np.int64]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    value: NDArray[np.float64]


def learn_trees(rows: Sequence[Signs], wanted: Sequence[bool], **settings: float) -> Trees:
    """A model that tells rows that are wanted from those that are not.

    Args:
        rows: The signs of each.
        wanted: Whether it is.
        settings: What differs from the usual settings of the learner.
    """
    labels = tuple(sorted({name for each in rows for name in each}))
    table = np.array([[each.get(name, 0.0) for name in labels] for each in rows])
    model = GradientBoostingClassifier(**{**_SETTINGS, **settings}).fit(table, np.array(wanted))
    share = float(model.init_.class_prior_[1])
    trees = [_tree(each[0].tree_, model.learning_rate) for each in model.estimators_]
    sign, limit, leaf = (np.array(part) for part in zip(*trees, strict=True))
    return Trees(labels, float(np.log(share / (1 - share))), sign, limit, leaf)


def _tree(tree: _Tree, rate: float) -> tuple[list[int], list[float], list[float]]:
    """A tree of at most two levels as three questions and four leaves; a branch that ends early always goes low."""
    sign, limit, leaf = [0, 0, 0], [np.inf, np.inf, np.inf], [0.0] * 4

    def value(node: int) -> float:
        return float(tree.value[node][0][0]) * rate

    def ask(place: int, node: int) -> bool:
        is_leaf = bool(tree.children_left[node] < 0)
        if not is_leaf:
            sign[place], limit[place] = int(tree.feature[node]), float(tree.threshold[node])
        return not is_leaf

    if not ask(0, 0):
        return sign, limit, [value(0)] * 4
    for side, node in enumerate((tree.children_left[0], tree.children_right[0])):
        ends = (node, node)
        if ask(1 + side, node):
            ends = (tree.children_left[node], tree.children_right[node])
        leaf[2 * side : 2 * side + 2] = [value(end) for end in ends]
    return sign, limit, leaf


def as_json(trees: Trees) -> Mapping[str, Any]:
    """The model as its file has it; a question that is never answered with high has a limit of 1e9."""

    def plain(table: NDArray[np.float64]) -> list[list[float]]:
        return [[round(min(float(v), 1e9), _DIGITS) for v in row] for row in table]

    return {
        "labels": list(trees.labels),
        "base": round(trees.base, _DIGITS),
        "sign": trees.sign.tolist(),
        "limit": plain(trees.limit),
        "leaf": plain(trees.leaf),
    }
