"""Plans in words, worked out by hand."""

from __future__ import annotations

from rag.plan import Act, Operator, Order, Plan, Predicate, Span, Target
from rag.plan_words import words_of_plan
from vectorstore.records import Direction, Measure, Status

CASES = Plan(
    act=Act.WHICH,
    targets=(Target(phrase="行政复议案件", act="受理"),),
    places=("云溪县",),
    times=(Span(words="2023年", first="2023-01-01", last="2023-12-31"),),
    predicates=(Predicate(words="超过100件", operator=Operator.ABOVE, value=100, unit="件"),),
    order=Order(words="从高到低"),
)


def test_in_chinese() -> None:
    expected = "受理 行政复议案件 · 云溪县 · 2023年 · >100件 · 从高到低 · 哪些"
    assert words_of_plan(CASES) == expected


def test_in_english() -> None:
    expected = "受理 行政复议案件 · 云溪县 · 2023 · >100件 · highest first · which"
    assert words_of_plan(CASES, "en") == expected


def test_measure_status_and_what_is_left() -> None:
    plan = Plan(
        act=Act.VALUE,
        targets=(Target(phrase="GDP", measure=Measure.CHANGE),),
        times=(Span(words="去年", shift=-1),),
        status=Status.TARGET,
        residue=("不含市区",),
    )
    assert words_of_plan(plan) == "GDP的增减 · 去年(上一年) · 目标 · 没有理解：不含市区"
    assert words_of_plan(plan, "en").startswith("change of GDP · 去年(the year before) · target")


def test_ranges_and_moves() -> None:
    plan = Plan(
        act=Act.WHICH,
        predicates=(
            Predicate(
                words="5到10万元", operator=Operator.BETWEEN, value=5e4, value_max=1e5, unit="元"
            ),
            Predicate(words="下降的", operator=Operator.MOVED, direction=Direction.DOWN),
        ),
        order=Order(words="最低的五个", descending=False, count=5),
    )
    assert words_of_plan(plan, "zh") == "50,000元–100,000元 · 下降 · 最低的5个 · 哪些"
