"""Learns how sure an answer is, and says what would come of questions under a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier

from benchmarks.confidence.asking import AskedQuestion, Labelled
from rag.confidence.model import Trees

_SETTINGS: dict[str, Any] = {
    "n_estimators": 200, "max_depth": 2, "learning_rate": 0.06, "subsample": 0.5,
    "min_samples_leaf": 20, "max_features": 0.3, "random_state": 20261130,
}  # fmt: skip
THRESHOLD = 0.7
"""The chance from which on an answer is claimed.

By the cost alone (2 × wrong + 1 × refused) nearly everything would be shown, as passages that are shown
cost nothing where they help; readers want answers. So that on authors left out about one question in
twenty gets a wrong claim.
"""
AGREED = 0.5
"""The same where both ways come to exactly the same figures: of 115 such answers of the estate 101 are right, of 33
on other sets 31."""
_DIGITS = 5


class _Tree(Protocol):
    """What scikit-learn keeps of a tree, by node."""

    children_left: NDArray[np.int64]
    children_right: NDArray[np.int64]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    value: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of a question under a model."""

    question: AskedQuestion
    verdict: str
    is_shown: bool


def learn(questions: Iterable[AskedQuestion], threshold: float = THRESHOLD) -> Trees:
    """A model of the candidates of questions."""
    answers = [each for asked in questions for each in asked.candidates if each.claimed]
    labels = tuple(sorted({name for each in answers for name in each.signs}))
    table = np.array([[each.signs.get(name, 0.0) for name in labels] for each in answers])
    right = np.array([each.claimed == "right" for each in answers])
    model = GradientBoostingClassifier(**_SETTINGS).fit(table, right)
    return replace(_trees(model, labels), threshold=threshold)


def _trees(model: GradientBoostingClassifier, labels: tuple[str, ...]) -> Trees:
    share = float(model.init_.class_prior_[1])
    trees = [_tree(each[0].tree_, model.learning_rate) for each in model.estimators_]
    sign, limit, leaf = (np.array(part) for part in zip(*trees, strict=True))
    return Trees(labels, float(np.log(share / (1 - share))), sign, limit, leaf, THRESHOLD, AGREED)


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


def as_json(trees: Trees) -> dict[str, Any]:
    """The model as ``trees.json`` has it; a question that is never answered with high has a limit of 1e9."""

    def plain(table: NDArray[np.float64]) -> list[list[float]]:
        return [[round(min(float(v), 1e9), _DIGITS) for v in row] for row in table]

    return {
        "labels": list(trees.labels),
        "base": round(trees.base, _DIGITS),
        "sign": trees.sign.tolist(),
        "limit": plain(trees.limit),
        "leaf": plain(trees.leaf),
        "threshold": trees.threshold,
        "agreed": trees.agreed,
    }


def left_out(questions: Sequence[AskedQuestion], threshold: float) -> Iterator[Outcome]:
    """What comes of every question under a model that has not seen its author."""
    for author in sorted({each.author for each in questions}):
        model = learn((each for each in questions if each.author != author), threshold)
        yield from outcomes((each for each in questions if each.author == author), model)


def outcomes(questions: Iterable[AskedQuestion], trees: Trees) -> Iterator[Outcome]:
    """What comes of questions under a model."""
    for each in questions:
        if not each.candidates:
            yield Outcome(each, each.fixed, each.status == "shown")
            continue
        best, chance = _best(each.candidates, trees)
        claims = bool(best.claimed) and trees.is_sure(best.signs, chance)
        yield Outcome(each, best.claimed if claims else best.shown, not claims)


def _best(candidates: Sequence[Labelled], trees: Trees) -> tuple[Labelled, float]:
    answers = [(each, trees.chance(each.signs)) for each in candidates if each.claimed]
    return max(answers, key=lambda pair: pair[1]) if answers else (candidates[0], 0.0)


def shares(found: Iterable[Outcome]) -> dict[str, float]:
    """``questions``, and the shares that are right, wrong, refused and shown."""
    told = list(found)
    counts = Counter(each.verdict for each in told)
    total = max(len(told), 1)
    return {
        "questions": len(told),
        **{verdict: counts[verdict] / total for verdict in ("right", "wrong", "refused")},
        "shown": sum(each.is_shown for each in told) / total,
    }
