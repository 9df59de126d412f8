"""Places inside one, as its own report tells of them; the ends of an order; a result beside its target."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Intent
from rag.answers.draft import Outcome
from rag.execution.executor import execute
from rag.plan import Act, Aggregate, Operator, Plan
from tests.rag.plans import amounts, limit, link, most, places, text_of, year
from tests.rag.small_engine import store_of
from vectorstore.queries import Filter
from vectorstore.records import Measure
from vectorstore.store import Store

_REPORT = """岚渡市2025年国民经济和社会发展统计公报
岚渡市统计局
2026年3月12日
一、综合
2025年，全市地区生产总值1268.4亿元，增长5.6%，没有实现6.5%的预期目标。
二、各县（区）主要指标
| 地区 | 地区生产总值（亿元） | 增长（%） |
| --- | --- | --- |
| 全市 | 1268.4 | 5.6 |
| 岚城区 | 512.6 | 5.1 |
| 青坪县 | 318.2 | 6.8 |
| 石渡县 | 240.9 | 4.3 |
| 云垭县 | 196.7 | 6.2 |
"""
_OUTPUT = link("地区生产总值")
_GROWTH = link("地区生产总值", measure=Measure.CHANGE)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("parts"), {"landu.md": _REPORT}) as store:
        yield store


def _plan(act: Act, **slots: object) -> Plan:
    return Plan(act=act, places=("岚渡市",), times=(year(2025),), **slots)


def test_the_places_inside_are_put_in_order(store: Store) -> None:
    plan = _plan(Act.ORDER, level="county", order=most(2))
    draft = execute(plan, [_OUTPUT], store, Filter())
    assert draft.verdict is not None
    assert draft.verdict.places == ("岚城区", "青坪县")
    assert amounts(draft) == ["512.6亿元", "318.2亿元"]


def test_those_inside_that_satisfy_a_condition_are_counted(store: Store) -> None:
    plan = _plan(Act.HOW_MANY, level="county", predicates=(limit(Operator.ABOVE, 240e8, "元"),))
    draft = execute(plan, [_OUTPUT], store, Filter())
    assert places(draft) == ("岚城区", "青坪县", "石渡县")
    assert "3个地区" in text_of(draft, Intent.COUNT)


def test_without_a_level_or_an_order_the_place_itself_is_meant(store: Store) -> None:
    draft = execute(_plan(Act.HOW_MANY), [_OUTPUT], store, Filter())
    assert amounts(draft) == ["1268.4亿元"]


def test_the_ends_of_an_order_are_compared_where_their_difference_is_asked(store: Store) -> None:
    plan = _plan(Act.COMPARE, level="county", order=most(), aggregate=Aggregate.DIFFERENCE)
    draft = execute(plan, [_GROWTH], store, Filter())
    assert draft.verdict is not None
    assert draft.verdict.outcome is Outcome.ORDER
    assert draft.verdict.places == ("青坪县", "石渡县")
    assert draft.verdict.difference == "2.5个百分点"


def test_a_result_is_compared_with_its_target_where_nothing_else_is_asked(store: Store) -> None:
    plan = _plan(Act.VALUE, aggregate=Aggregate.DIFFERENCE)
    draft = execute(plan, [_GROWTH], store, Filter())
    assert draft.verdict is not None
    assert draft.verdict.places == ("目标或计划", "实际结果")
    assert draft.verdict.difference == "0.9个百分点"
