"""Intervals that are what the bootstrap promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evaluation.bootstrap import Sampling, estimate, estimate_change

FEW = Sampling(resamples=300)
SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@settings(max_examples=50)
@given(SHARES)
def test_the_interval_contains_the_mean(shares: list[float]) -> None:
    found = estimate(np.array(shares), "mean", FEW)
    assert found.value == pytest.approx(sum(shares) / len(shares))
    assert found.low - 1e-9 <= found.value <= found.high + 1e-9
    assert min(shares) - 1e-9 <= found.low
    assert found.high <= max(shares) + 1e-9
    assert found.n == len(shares)


@given(st.floats(0, 1), st.integers(1, 30))
def test_constant_values_leave_no_doubt(value: float, n: int) -> None:
    found = estimate(np.full(n, value), "mean", Sampling(resamples=20))
    assert [found.low, found.high] == pytest.approx([value, value])


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.linspace(0, 1, 30) ** 2
    assert estimate(values, "mean", FEW) == estimate(values, "mean", FEW)
    other = estimate(values, "mean", Sampling(resamples=300, seed=FEW.seed + 1))
    assert other != estimate(values, "mean", FEW)


def test_the_interval_of_a_share_is_about_the_textbooks() -> None:
    # 50 of 100: standard error 0.05, so 95 % lie within 1.96 x 0.05 of one half.
    values = np.array([0.0, 1.0] * 50)
    found = estimate(values, "mean", Sampling(resamples=4000))
    assert found.low == pytest.approx(0.402, abs=0.015)
    assert found.high == pytest.approx(0.598, abs=0.015)


def test_more_confidence_is_a_wider_interval() -> None:
    values = np.array([0.0, 1.0] * 20)
    narrow = estimate(values, "mean", Sampling(resamples=500, confidence=0.5))
    wide = estimate(values, "mean", Sampling(resamples=500, confidence=0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_percentiles_interpolate() -> None:
    values = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
    assert estimate(values, "p50", FEW).value == 30.0
    assert estimate(values, "p95", FEW).value == pytest.approx(48.0)


def test_chunks_do_not_change_how_many_are_drawn() -> None:
    values = np.tile([0.0, 1.0], 600_000)
    found = estimate(values, "mean", Sampling(resamples=3))
    assert found.value == 0.5
    assert found.low <= found.high


def test_pairs_see_a_change_that_separate_intervals_would_not() -> None:
    old = np.array([0.0, 1.0] * 30)
    new = np.clip(old + 0.1, 0, 1)  # every wrong one a little better
    change = estimate_change(old, new, "mean", FEW)
    assert change is not None
    assert change.difference == pytest.approx(0.05)
    assert change.low > 0
    assert estimate(new, "mean", FEW).low < estimate(old, "mean", FEW).high


def test_no_change_is_certain() -> None:
    values = np.array([0.0, 1.0, 1.0])
    change = estimate_change(values, values, "mean", FEW)
    assert change is not None
    assert (change.difference, change.low, change.high) == (0.0, 0.0, 0.0)


def test_a_change_over_what_each_run_defines() -> None:
    old = np.array([1.0, 0.0, np.nan, np.nan])
    new = np.array([1.0, np.nan, 1.0, np.nan])
    change = estimate_change(old, new, "mean", FEW)
    assert change is not None
    assert (change.old, change.new) == (0.5, 1.0)
    assert change.low <= change.difference <= change.high


def test_a_change_of_percentiles_uses_what_both_define() -> None:
    old = np.array([10.0, 20.0, np.nan])
    new = np.array([20.0, 40.0, 900.0])
    change = estimate_change(old, new, "p50", FEW)
    assert change is not None
    assert (change.old, change.new) == (15.0, 30.0)


@pytest.mark.parametrize("statistic", ["mean", "p50"])
def test_nothing_defined_is_no_change(statistic: str) -> None:
    nothing, something = np.array([np.nan]), np.array([1.0])
    assert estimate_change(nothing, something, "mean", FEW) is None
    assert estimate_change(something, nothing, "p50" if statistic == "p50" else "mean", FEW) is None
