"""Bootstrap intervals: how far a measured value, or a difference, may be luck of the draw.

Percentile bootstrap over questions (Efron & Tibshirani, *An Introduction to the Bootstrap*, 1993,
chapter 13). A difference between two runs is resampled in pairs, question by question, because
both runs answered the same questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Statistic = Literal["mean", "p50", "p95"]

_CHUNK = 2_000_000  # numbers drawn at a time


@dataclass(frozen=True, slots=True)
class Sampling:
    """How intervals are drawn.

    Attributes:
        resamples: How many times the questions are drawn again.
        confidence: Share of the resampled statistics that the interval spans.
        seed: Seed of the random generator; the same seed gives the same interval.
    """

    resamples: int = 2000
    confidence: float = 0.95
    seed: int = 20


DEFAULT_SAMPLING = Sampling()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic with its interval.

    Attributes:
        value: The statistic of the values as they are.
        low: Lower end of the interval.
        high: Upper end.
        n: How many values it rests on.
    """

    value: float
    low: float
    high: float
    n: int


def estimate(
    values: Values, statistic: Statistic = "mean", sampling: Sampling = DEFAULT_SAMPLING
) -> Estimate:
    """A statistic of the values and its interval.

    Args:
        values: ``(n,)`` float64, n ≥ 1, none of them NaN.
        statistic: Mean, median or 95th percentile (linear interpolation).
        sampling: How the interval is drawn.
    """
    matrix = values[np.newaxis, :]
    resampled = np.concatenate(
        [_statistic(values[drawn], statistic) for drawn in _draws(len(values), sampling)]
    )
    low, high = _interval(resampled, sampling)
    return Estimate(float(_statistic(matrix, statistic)[0]), low, high, len(values))


@dataclass(frozen=True, slots=True)
class Change:
    """How a statistic moved from one run to another.

    Attributes:
        old: The statistic of the earlier run.
        new: The statistic of the later run.
        low: Lower end of the paired interval of ``new - old``.
        high: Upper end.
    """

    old: float
    new: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """``new - old``."""
        return self.new - self.old


def estimate_change(
    old: Values, new: Values, statistic: Statistic = "mean", sampling: Sampling = DEFAULT_SAMPLING
) -> Change | None:
    """How a statistic moved, with the paired interval of the difference.

    A mean is taken over the questions for which a run's measure is defined, which may differ
    between the runs (precision of abstention); a percentile over those defined in both.

    Args:
        old: ``(n,)`` float64; NaN where the measure is not defined for a question.
        new: ``(n,)`` float64 of the same questions in the same order.
        statistic: Mean, median or 95th percentile.
        sampling: How the interval is drawn.

    Returns:
        None where either run has no defined value.
    """
    in_old, in_new = np.isfinite(old), np.isfinite(new)
    used = in_old | in_new if statistic == "mean" else in_old & in_new
    if not (in_old & used).any() or not (in_new & used).any():
        return None
    old, new = old[used], new[used]
    resampled = np.concatenate(
        [
            _statistic(new[drawn], statistic) - _statistic(old[drawn], statistic)
            for drawn in _draws(len(old), sampling)
        ]
    )
    low, high = _interval(resampled[np.isfinite(resampled)], sampling)
    values = [float(_statistic(each[np.newaxis, :], statistic)[0]) for each in (old, new)]
    return Change(values[0], values[1], low, high)


def _draws(n: int, sampling: Sampling) -> Iterator[NDArray[np.int64]]:
    """Rows of indices drawn with replacement, ``(rows, n)``, ``resamples`` rows in all."""
    generator = np.random.default_rng(sampling.seed)
    rows = max(1, _CHUNK // n)
    for begin in range(0, sampling.resamples, rows):
        yield generator.integers(n, size=(min(rows, sampling.resamples - begin), n))


def _statistic(matrix: Values, statistic: Statistic) -> Values:
    """The statistic of each row; NaN for a mean over no defined value."""
    if statistic == "mean":
        defined = np.isfinite(matrix)
        count = defined.sum(axis=1)
        means: Values = np.full(len(matrix), np.nan)
        np.divide(np.where(defined, matrix, 0.0).sum(axis=1), count, out=means, where=count > 0)
        return means
    quantile = {"p50": 50, "p95": 95}[statistic]
    return np.asarray(np.percentile(matrix, quantile, axis=1), dtype=np.float64)


def _interval(resampled: Values, sampling: Sampling) -> tuple[float, float]:
    tail = (1 - sampling.confidence) / 2 * 100
    low, high = np.percentile(resampled, (tail, 100 - tail))
    return float(low), float(high)
