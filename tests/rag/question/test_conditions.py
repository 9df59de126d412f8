"""Conditions on figures."""

from __future__ import annotations

import pytest

from rag.question.conditions import Condition, Relation, condition_in


@pytest.mark.parametrize(
    ("text", "relation", "value"),
    [
        ("企业开办时间压缩到0.5个工作日", Relation.EQUAL, 0.5),
        ("败诉率降至5%以下", Relation.AT_MOST, 5),
        ("出庭率提高到100%", Relation.EQUAL, 100),
        ("审批时限缩短为3天", Relation.EQUAL, 3),
        ("受理超过100件", Relation.ABOVE, 100),
        ("没有达到95%", Relation.BELOW, 95),
    ],
)
def test_a_limit(text: str, relation: Relation, value: float) -> None:
    found = condition_in(text)
    assert found is not None
    assert (found.relation, found.value) == (relation, value)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("不大于95%", Relation.AT_MOST),
        ("不小于95%", Relation.AT_LEAST),
        ("没有超过95%", Relation.AT_MOST),
        ("未超过95%", Relation.AT_MOST),
        ("不得低于95%", Relation.AT_LEAST),
        ("没有低于95%", Relation.AT_LEAST),
        ("没有少于95件", Relation.AT_LEAST),
        ("未满95件", Relation.BELOW),
        ("没满95件", Relation.BELOW),
        ("没能达到95%", Relation.BELOW),
        ("少于等于95件", Relation.AT_MOST),
        ("大于或等于95件", Relation.AT_LEAST),
        ("不足95件", Relation.BELOW),
        ("不止95件", Relation.ABOVE),
        ("≥95%", Relation.AT_LEAST),
        ("<95%", Relation.BELOW),
    ],
)
def test_what_denies_a_comparative_turns_it_round(text: str, relation: Relation) -> None:
    assert condition_in(f"哪些地方{text}") == Condition(
        relation, 95, unit="%" if "%" in text else "件"
    )


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("超过30件不到70件", "> 30件, < 70件"),
        ("超过90%但没有达到95%", "> 90%, < 95%"),
        ("不少于3件、不多于5件", "≥ 3件, ≤ 5件"),
        ("低于100件高于50件", "< 100件, > 50件"),
        ("超过30件或者超过70件", "> 30件"),
        ("在1至3个工作日之间", "1工作日 – 3工作日"),
        ("介于90%和95%之间", "90% – 95%"),
    ],
)
def test_a_second_limit_from_the_other_side(text: str, condition: str) -> None:
    assert str(condition_in(f"哪些地方的数量{text}")) == condition


def test_both_limits_must_hold() -> None:
    condition = condition_in("超过30件不到70件")
    assert condition is not None
    assert [condition.holds(value) for value in (30, 31, 69, 70)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("condition", "value", "bound", "holds"),
    [
        (Condition(Relation.BETWEEN, 90, 95, "%"), 95, "", True),
        (Condition(Relation.BETWEEN, 90, 95, "%"), 95, "min", False),
        (Condition(Relation.BETWEEN, 90, 100, "%"), 95, "min", True),
        (Condition(Relation.BETWEEN, 90, 95, "%"), 92, "max", False),
        (Condition(Relation.BETWEEN, 0, 95, "%"), 92, "max", True),
        (Condition(Relation.BELOW, 95, unit="%"), 95, "max", True),
        (Condition(Relation.BELOW, 95, unit="%"), 95, "", False),
        (Condition(Relation.ABOVE, 60, unit="件"), 60, "min", True),
        (Condition(Relation.AT_LEAST, 60, unit="件"), 50, "min", False),
        (Condition(Relation.EQUAL, 60, unit="件"), 60, "min", False),
    ],
)
def test_a_bound_satisfies_what_it_implies(
    condition: Condition, value: float, bound: str, holds: bool
) -> None:
    assert condition.holds(value, bound) is holds


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("公布了免罚涉及的金额", Relation.STATED),
        ("通篇没提放管服", Relation.NOT_MENTIONED),
        ("没有公布受理件数", Relation.NOT_STATED),
    ],
)
def test_what_is_said_at_all(text: str, relation: Relation) -> None:
    found = condition_in(text)
    assert found is not None
    assert found.relation is relation
