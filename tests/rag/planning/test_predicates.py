"""Conditions in the asker's words, worked out by hand."""

from __future__ import annotations

import pytest

from rag.plan import Operator, Predicate
from rag.planning.predicates import read_predicate
from vectorstore.records import Direction

LIMITS = [
    ("超过100件", Operator.ABOVE, 100, "件"),
    ("未达百分百", Operator.BELOW, 100, "%"),
    ("还不到60%", Operator.BELOW, 60, "%"),
    ("不到六成", Operator.BELOW, 60, "%"),
    ("9成以上", Operator.AT_LEAST, 90, "%"),
    ("两位数增长", Operator.AT_LEAST, 10, "%"),
    ("50件及以上", Operator.AT_LEAST, 50, "件"),
    ("不低于3起", Operator.AT_LEAST, 3, "起"),
    ("没有超过30件", Operator.AT_MOST, 30, "件"),
    ("过了两万五", Operator.ABOVE, 25000, ""),
    ("比一成还高", Operator.ABOVE, 10, "%"),
    ("过半", Operator.ABOVE, 50, "%"),
    ("不到一半", Operator.BELOW, 50, "%"),
    ("突破1万亿元", Operator.ABOVE, 1e12, "元"),
    ("有没有到3%", Operator.AT_LEAST, 3, "%"),
    ("一件都没有", Operator.EQUAL, 0, ""),
    ("不为零", Operator.ABOVE, 0, "%"),
    ("more than 100 cases", Operator.ABOVE, 100, "件"),
    ("double-digit growth", Operator.AT_LEAST, 10, "%"),
    ("5% or more", Operator.AT_LEAST, 5, "%"),
    ("did not reach 100%", Operator.BELOW, 100, "%"),
    ("fewer than ten", Operator.BELOW, 10, ""),
    ("over 2 billion yuan", Operator.ABOVE, 2e9, "元"),
    ("not exceeding 30", Operator.AT_MOST, 30, ""),
]


CHANGES = [
    ("涨了6个点以上", Operator.AT_LEAST, 6, Direction.UP),
    ("两位数增长", Operator.AT_LEAST, 10, Direction.UP),
    ("下降超过15%", Operator.ABOVE, 15, Direction.DOWN),
    ("fell by more than 15%", Operator.ABOVE, 15, Direction.DOWN),
    ("shrank by over 5%", Operator.ABOVE, 5, Direction.DOWN),
    ("增加到100件以上", Operator.AT_LEAST, 100, Direction.NONE),
    ("提高至95%以上", Operator.AT_LEAST, 95, Direction.NONE),
    ("rose to more than 200", Operator.ABOVE, 200, Direction.NONE),
]


@pytest.mark.parametrize(("words", "operator", "value", "direction"), CHANGES)
def test_how_far_something_went_is_told_from_what_it_came_to(
    words: str, operator: Operator, value: float, direction: Direction
) -> None:
    predicate = _read(words)
    assert (predicate.operator, predicate.value, predicate.direction) == (
        operator, value, direction,
    )  # fmt: skip


def _read(words: str) -> Predicate:
    predicate = read_predicate(words, words)
    assert predicate is not None
    assert predicate.words == words
    return predicate


@pytest.mark.parametrize(("words", "operator", "value", "unit"), LIMITS)
def test_a_limit(words: str, operator: Operator, value: float, unit: str) -> None:
    predicate = _read(words)
    assert (predicate.operator, predicate.value) == (operator, value)
    assert not value or predicate.unit == unit


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("介于50到100件之间", 50, 100),
        ("5到10万元", 50_000, 100_000),
        ("between 10 and 20 percent", 10, 20),
    ],
)
def test_a_range(words: str, low: float, high: float) -> None:
    predicate = _read(words)
    assert (predicate.operator, predicate.value, predicate.value_max) == (
        Operator.BETWEEN,
        low,
        high,
    )


@pytest.mark.parametrize(
    ("words", "operator", "value", "direction"),
    [
        ("下降超过5%", Operator.ABOVE, 5, Direction.DOWN),
        ("跌了两成以上", Operator.AT_LEAST, 20, Direction.DOWN),
        ("直接腰斩", Operator.AT_LEAST, 50, Direction.DOWN),
        ("两位数下降", Operator.AT_LEAST, 10, Direction.DOWN),
        ("rose by over 10%", Operator.ABOVE, 10, Direction.UP),
    ],
)
def test_how_far_and_which_way(
    words: str, operator: Operator, value: float, direction: Direction
) -> None:
    predicate = _read(words)
    assert (predicate.operator, predicate.value) == (operator, value)
    assert predicate.direction is direction


@pytest.mark.parametrize(
    ("words", "direction"),
    [("有下降的", Direction.DOWN), ("持平", Direction.FLAT), ("负增长", Direction.DOWN),
     ("反弹了", Direction.UP), ("that fell", Direction.DOWN), ("unchanged", Direction.FLAT)],
)  # fmt: skip
def test_a_move(words: str, direction: Direction) -> None:
    predicate = _read(words)
    assert (predicate.operator, predicate.direction) == (Operator.MOVED, direction)


@pytest.mark.parametrize(
    ("words", "operator"),
    [("没有提到", Operator.NOT_STATED), ("未公布", Operator.NOT_STATED), ("提到", Operator.STATED),
     ("does not mention", Operator.NOT_STATED), ("低于全国平均", Operator.BELOW), ("没达标", Operator.BELOW),
     ("比预算多", Operator.ABOVE), ("missed the target", Operator.BELOW)],
)  # fmt: skip
def test_what_has_no_number(words: str, operator: Operator) -> None:
    predicate = _read(words)
    assert (predicate.operator, predicate.value) == (operator, None)


@pytest.mark.parametrize("words", ["不含市本级", "跟计划对不上的", "excluding schools"])
def test_what_is_not_understood_is_not_guessed(words: str) -> None:
    assert read_predicate(words, words) is None
