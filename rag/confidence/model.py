"""From the signs of a drafted answer to the chance that it is right: a small learnt model.

Boosted trees of two levels (J. H. Friedman, "Greedy function approximation: a gradient boosting
machine", 2001), as ``python -m benchmarks.confidence train`` writes them; data, quality and limits
stand on the card in ``model/``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.confidence.signs import Asked, Candidate, signs_of

FILE = "trees.json"


class Surest(NamedTuple):
    """The likeliest of what may be answered.

    Attributes:
        candidate: It.
        chance: How likely it is right, 0 to 1; 0 where nothing is answered.
        is_sure: Whether that is enough to claim it.
        others: What else may be answered, likeliest first.
    """

    candidate: Candidate
    chance: float
    is_sure: bool
    others: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Trees:
    """A sum of trees that each ask two questions.

    Attributes:
        labels: The signs it knows, in order; others are ignored, missing ones are 0.
        base: What the sum begins with.
        sign: ``(n, 3)`` int: which sign is looked at first, then where that is low, then where high.
        limit: ``(n, 3)``: up to which value it counts as low.
        leaf: ``(n, 4)``: what is added where the answers are low-low, low-high, high-low, high-high.
        threshold: The chance from which on an answer is claimed.
        agreed: The same where two ways come to exactly the same figures.
    """

    labels: tuple[str, ...]
    base: float
    sign: NDArray[np.int64]
    limit: NDArray[np.float64]
    leaf: NDArray[np.float64]
    threshold: float
    agreed: float

    @classmethod
    def parse(cls, written: Mapping[str, Any]) -> Trees:
        """Reads a model as ``trees.json`` has it."""
        return cls(
            tuple(written["labels"]),
            float(written["base"]),
            np.asarray(written["sign"], dtype=np.int64).reshape(-1, 3),
            np.asarray(written["limit"], dtype=np.float64).reshape(-1, 3),
            np.asarray(written["leaf"], dtype=np.float64).reshape(-1, 4),
            float(written["threshold"]),
            float(written["agreed"]),
        )

    def is_sure(self, signs: Mapping[str, float], chance: float) -> bool:
        """Whether an answer of such a chance is to be claimed."""
        return chance >= (self.agreed if signs.get("agreement") == 1 else self.threshold)

    def chance(self, signs: Mapping[str, float]) -> float:
        """The chance, 0 to 1, that an answer with these signs is right."""
        row = np.array([signs.get(label, 0.0) for label in self.labels])
        is_high = row[self.sign] > self.limit
        second = np.where(is_high[:, 0], is_high[:, 2], is_high[:, 1])
        at = 2 * is_high[:, 0].astype(np.int64) + second
        total = self.base + float(self.leaf[np.arange(len(at)), at].sum())
        return 1 / (1 + math.exp(-total))


class Confidence:
    """Tells how sure drafted answers are.

    Args:
        trees: What it was taught.
    """

    def __init__(self, trees: Trees) -> None:
        self._trees = trees

    @classmethod
    def shipped(cls) -> Confidence:
        """The one that comes with Yiju."""
        return cls(load_trees())

    def surest(self, asked: Asked, candidates: Sequence[Candidate]) -> Surest:
        """The likeliest of what may be answered; the first where nothing is.

        Args:
            asked: The question and the search beneath.
            candidates: At least one; those that abstain are no answers.
        """
        answers = [each for each in candidates if each.draft.reason is None]
        if not answers:
            return Surest(candidates[0], 0.0, is_sure=False)
        signs = [
            signs_of(asked, each, [other for other in answers if other is not each])
            for each in answers
        ]
        chances = [self._trees.chance(each) for each in signs]
        first, *rest = sorted(range(len(answers)), key=lambda at: -chances[at])
        return Surest(
            answers[first],
            chances[first],
            self._trees.is_sure(signs[first], chances[first]),
            tuple(answers[at] for at in rest),
        )


@cache
def load_trees() -> Trees:
    """The model that comes with Yiju."""
    text = resources.files("rag.confidence").joinpath("model", FILE).read_text("utf-8")
    return Trees.parse(json.loads(text))
