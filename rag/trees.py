"""Sums of small decision trees: what is learnt offline, carried out with numpy.

Boosted trees of two levels (J. H. Friedman, "Greedy function approximation: a gradient boosting
machine", 2001), as :mod:`benchmarks.boosting` learns and writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Signs = Mapping[str, float]
"""Values by name; one that is missing is 0."""


@dataclass(frozen=True)
class Trees:
    """A sum of trees that each ask two questions.

    Attributes:
        labels: The signs it knows, in order; others are ignored.
        base: What the sum begins with.
        sign: ``(n, 3)`` int: which sign is looked at first, then where that is low, then where high.
        limit: ``(n, 3)``: up to which value it counts as low.
        leaf: ``(n, 4)``: what is added where the answers are low-low, low-high, high-low, high-high.
    """

    labels: tuple[str, ...]
    base: float
    sign: NDArray[np.int64]
    limit: NDArray[np.float64]
    leaf: NDArray[np.float64]

    @classmethod
    def parse(cls, written: Mapping[str, Any]) -> Trees:
        """Reads a model as its JSON file has it."""
        return cls(
            tuple(written["labels"]),
            float(written["base"]),
            np.asarray(written["sign"], dtype=np.int64).reshape(-1, 3),
            np.asarray(written["limit"], dtype=np.float64).reshape(-1, 3),
            np.asarray(written["leaf"], dtype=np.float64).reshape(-1, 4),
        )

    def chance(self, signs: Signs) -> float:
        """The chance, 0 to 1, that what has these signs is what is looked for."""
        return float(self.chances([signs])[0])

    def chances(self, rows: Sequence[Signs]) -> NDArray[np.float64]:
        """``(m,)``: the same of several."""
        at = {label: place for place, label in enumerate(self.labels)}
        table = np.zeros((len(rows), len(self.labels)))
        for row, signs in enumerate(rows):
            for label, value in signs.items():
                if label in at:
                    table[row, at[label]] = value
        is_high = table[:, self.sign] > self.limit
        second = np.where(is_high[:, :, 0], is_high[:, :, 2], is_high[:, :, 1])
        leaf = 2 * is_high[:, :, 0].astype(np.int64) + second
        totals = self.base + self.leaf[np.arange(len(self.leaf)), leaf].sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-totals)), dtype=np.float64)
