"""The difference of two figures."""

from __future__ import annotations

import pytest

from rag.answers.differences import difference_of, measured
from rag.answers.draft import Figure


def figure(amount: float, unit: str) -> Figure:
    return Figure("", f"{amount:g}", unit, "", "", amount)


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        (figure(98, "%"), figure(95.5, "%"), "2.5个百分点"),
        (figure(79, "件"), figure(52, "件"), "27件"),
        (figure(1_865_000, "万元"), figure(1_524_000, "元"), "34.1万元"),
        (figure(900, "元"), figure(100, "元"), "800元"),
        (figure(3, "天"), figure(20, "小时"), "3120分钟"),
        (figure(3, "工作日"), figure(20, "小时"), ""),
        (figure(98, "%"), figure(52, "件"), ""),
        (figure(1_234_567, "件"), figure(0, "件"), "1234567件"),
    ],
)
def test_a_difference(one: Figure, other: Figure, difference: str) -> None:
    assert difference_of(one, other) == difference


def test_numbers_of_things_are_alike_whatever_they_are_counted_in() -> None:
    assert measured(14.4, "%").measure == measured(2.1, "个百分点").measure
    assert measured(3, "件").measure == measured(4, "起").measure == ""
