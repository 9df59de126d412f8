"""Conditions on figures."""

from __future__ import annotations

import pytest

from rag.question.conditions import Relation, condition_in


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
        ("公布了免罚涉及的金额", Relation.STATED),
        ("通篇没提放管服", Relation.NOT_MENTIONED),
        ("没有公布受理件数", Relation.NOT_STATED),
    ],
)
def test_what_is_said_at_all(text: str, relation: Relation) -> None:
    found = condition_in(text)
    assert found is not None
    assert found.relation is relation
