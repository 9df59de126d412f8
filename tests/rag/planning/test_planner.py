"""Plans of questions that the estate does not hold, worked out by hand; places are fictional."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lexicon.places import Places
from rag.plan import Act, Aggregate, Operator, Plan
from rag.plan_words import words_of_plan
from rag.planning import Planner
from rag.question.constraints import PlaceFinder
from rag.tagging.tokens import common, lowered
from vectorstore.records import Measure, PartKind, Status

ROWS = [
    ("", "", "云栖县", 2),
    ("", "", "临沧溪区", 1),
    ("", "", "松荻市", 1),
    ("", "松荻市", "石楠镇", 1),
]
LIKELY = "云栖县2023年超过100件多少最高比去年没有哪些吗 growthGDP%,。?\n"


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(PlaceFinder(ROWS, Places.load()), years=(2023, 2024))


_PLANNER = Planner(PlaceFinder(ROWS, Places.load()), years=(2023, 2024))


def test_a_value(planner: Planner) -> None:
    plan = planner.plan("云栖县2023年受理了多少件行政复议?")
    assert plan.act in (Act.VALUE, Act.HOW_MANY)
    assert plan.places == ("云栖县",)
    assert [(each.first, each.last) for each in plan.times] == [("2023-01-01", "2023-12-31")]
    assert [(each.phrase, each.act, each.unit) for each in plan.targets] == [
        ("行政复议", "受理", "件")
    ]
    assert plan.residue == ()


def test_a_list_with_a_condition(planner: Planner) -> None:
    plan = planner.plan("2024年出庭应诉率没有达到100%的县有哪些?")
    (predicate,) = plan.predicates
    assert (predicate.operator, predicate.value, predicate.unit) == (Operator.BELOW, 100.0, "%")
    assert plan.act is Act.WHICH
    assert plan.level == "county"
    assert [each.phrase for each in plan.targets] == ["出庭应诉率"]


def test_the_three_highest(planner: Planner) -> None:
    order = planner.plan("去年一般公共预算收入排前三的是哪几个县?").order
    assert order is not None
    assert (order.descending, order.count) == (True, 3)


def test_from_low_to_high(planner: Planner) -> None:
    order = planner.plan("各县PM2.5浓度从低到高排一下").order
    assert order is not None
    assert (order.descending, order.count) == (False, None)


def test_last_year_is_told_from_each_report(planner: Planner) -> None:
    (time,) = planner.plan("云栖县去年的粮食产量是多少?").times
    assert (time.first, time.last, time.shift) == ("", "", -1)


def test_recent_years_end_with_the_last_report(planner: Planner) -> None:
    (time,) = planner.plan("云栖县近三年的粮食产量是怎么变化的?").times
    assert (time.words, time.first, time.last) == ("近三年", "2022-01-01", "2024-12-31")


def test_a_sum_and_a_difference(planner: Planner) -> None:
    assert planner.plan("各县一共办结了多少件行政复议案件?").aggregate is Aggregate.SUM
    apart = planner.plan("云栖县和临沧溪区的地区生产总值相差多少?")
    assert apart.aggregate is Aggregate.DIFFERENCE
    assert apart.places == ("云栖县", "临沧溪区")


def test_measures(planner: Planner) -> None:
    growth = planner.plan("松荻市2024年社会消费品零售总额增速是多少?")
    assert [each.measure for each in growth.targets] == [Measure.CHANGE]
    share = planner.plan("What share of revenue came from taxes in 2024?")
    assert Measure.SHARE in [each.measure for each in share.targets]


def test_targets_and_plans(planner: Planner) -> None:
    assert planner.plan("松荻市2025年GDP增长目标定的是多少?").status is Status.TARGET
    assert planner.plan("云栖县法治政府建设存在的问题有哪些?").part is PartKind.PROBLEM
    assert planner.plan("云栖县下一步打算是什么?").part is PartKind.PLAN


def test_english_goes_the_same_way(planner: Planner) -> None:
    plan = planner.plan("Which counties handled more than 50 reconsideration cases in 2023?")
    assert plan.language == "en"
    assert plan.act in (Act.WHICH, Act.ORDER)
    assert plan.level == "county"
    assert [(each.first, each.last) for each in plan.times] == [("2023-01-01", "2023-12-31")]
    assert [(each.operator, each.value) for each in plan.predicates] == [(Operator.ABOVE, 50.0)]


def test_what_comes_before_is_pointed_to(planner: Planner) -> None:
    plan = planner.plan("那临沧溪区呢?")
    assert plan.places == ("临沧溪区",)
    assert plan.references


def test_a_place_that_is_not_held_is_kept(planner: Planner) -> None:
    assert planner.plan("火星县2024年的财政收入是多少?").places == ("火星县",)


def test_what_is_denied_is_not_asked(planner: Planner) -> None:
    plan = planner.plan("不是2023年,是2024年")
    assert [each.first for each in plan.times] == ["2024-01-01"]


def test_a_condition_that_is_not_understood_is_said(planner: Planner) -> None:
    plan = planner.plan("云栖县2024年不含市本级的支出是多少?")
    assert not plan.predicates
    assert "支出" in "".join(each.phrase for each in plan.targets)


def test_either_script(planner: Planner) -> None:
    plan = planner.plan("雲棲縣2023年糧食產量是多少?")
    assert plan.places == ("云栖县",)
    assert [each.phrase for each in plan.targets] == ["糧食產量"]


def test_a_plan_in_words(planner: Planner) -> None:
    plan = planner.plan("2023年受理行政复议案件超过100件的县有哪些,从高到低排列")
    words = words_of_plan(plan)
    assert "行政复议案件" in words
    assert "2023年" in words
    assert ">100件" in words
    assert "从高到低" in words


@given(st.one_of(st.text(max_size=80), st.text(alphabet=LIKELY, max_size=40)))
def test_any_text_gives_a_plan(text: str) -> None:
    reading = _PLANNER.read(text)
    plan = _PLANNER.plan(text)
    at = 0
    for span in reading.tagged.spans:
        assert at <= span.start < span.end <= len(text)
        at = span.end
    assert len(common(text)) == len(lowered(common(text))) == len(text)
    for target in plan.targets:
        assert target.phrase in text
        assert target.act in text
    for predicate in plan.predicates:
        assert predicate.words in lowered(common(text)) or predicate.words in text
    assert all(each in text for each in plan.residue)
    assert all(each.words in text for each in plan.times)
    words_of_plan(plan, "zh")
    words_of_plan(plan, "en")
    assert Plan.model_validate(plan.to_json()) == plan
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
