"""Plans of questions that the estate does not hold, worked out by hand; places are fictional."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.estate.marks import read_marks
from ingest.lexicon.places import Places
from rag.plan import Act, Aggregate, Operator, Plan
from rag.plan_words import words_of_plan
from rag.planning import Planner, plan_of
from rag.planning.naming import PlaceReader
from rag.planning.view import Reading
from rag.question.constraints import PlaceFinder
from rag.tagging.labels import Marked
from rag.tagging.tagger import Tagged
from rag.tagging.tokens import common, lowered
from vectorstore.records import Aggregation, Measure, PartKind, Status

ROWS = [
    ("", "", "云栖县", 2),
    ("", "", "临沧溪区", 1),
    ("", "", "松荻市", 1),
    ("", "松荻市", "石楠镇", 1),
]
LIKELY = "云栖县2023年超过100件多少最高比去年没有哪些吗 growthGDP%,。?\n"


def _planner() -> Planner:
    finder = PlaceFinder(ROWS, Places.load())
    return Planner(finder, years=(2023, 2024), today=lambda: date(2025, 3, 1))


@pytest.fixture(scope="module")
def planner() -> Planner:
    return _planner()


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


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("云栖县去年上半年的财政收入", "2024-01-01", "2024-06-30"),
        ("云栖县上半年的财政收入", "2024-01-01", "2024-06-30"),
        ("云栖县2023年一季度的财政收入", "2023-01-01", "2023-03-31"),
        ("2021年以来云栖县的财政收入", "2021-01-01", "2024-12-31"),
    ],
)
def test_parts_of_years_and_open_times_get_their_days(
    planner: Planner, question: str, first: str, last: str
) -> None:
    (time,) = planner.plan(question).times
    assert (time.first, time.last) == (first, last)


def test_the_year_before_a_named_one(planner: Planner) -> None:
    times = planner.plan("云栖县2023年受理几件,上一年是几件").times
    assert [each.first for each in times] == ["2023-01-01", "2022-01-01"]


def test_yearly_averages_and_running_totals_are_the_figures_own(planner: Planner) -> None:
    plan = planner.plan("松荻市十四五期间GDP年均增长多少")
    assert [each.aggregation for each in plan.targets] == [Aggregation.YEARLY_AVERAGE]
    assert plan.aggregate is None


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


def _marked(marked: str, act: Act) -> Plan:
    """The plan of a question that is marked by hand."""
    question, spans = read_marks(marked)
    view = common(question)
    tagged = Tagged(
        question,
        "zh",
        tuple(Marked(start, end, kind.value) for start, end, kind in spans),
        act,
        1.0,
    )
    named = PlaceReader(PlaceFinder(ROWS, Places.load())).find(question)
    return plan_of(Reading(tagged, view, lowered(view), tuple(named)))


def test_a_condition_that_is_not_understood_is_said() -> None:
    plan = _marked("[P 云栖县][T 2024年][C 不含市本级]的[I 支出][A 多少]", Act.VALUE)
    assert (plan.predicates, plan.residue) == ((), ("不含市本级",))


def test_the_year_of_a_work_report_is_its_titles() -> None:
    plan = _marked("[P 云栖县][D 2025年的工作报告]里[I 粮食产量][A 多少]", Act.VALUE)
    assert (plan.times, plan.reports) == ((), "2025年工作报告")


def test_the_year_of_other_reports_is_that_of_their_figures() -> None:
    plan = _marked("[P 云栖县][D 2025年统计公报]里[I 粮食产量][A 多少]", Act.VALUE)
    assert [each.first for each in plan.times] == ["2025-01-01"]
    assert plan.reports == "统计公报"


def test_a_negation_before_a_condition_is_part_of_it() -> None:
    plan = _marked("[A 哪些][P 县][N 没有][C 公布][I 败诉率]", Act.WHICH)
    assert [each.operator for each in plan.predicates] == [Operator.NOT_STATED]
    assert not plan.negated


def test_words_beside_a_bare_limit_belong_to_it() -> None:
    plan = _marked("哪些县[I 应诉率]没有达到[C 100%]", Act.WHICH)
    assert [each.operator for each in plan.predicates] == [Operator.BELOW]


def test_what_is_not_done_is_negated() -> None:
    plan = _marked("[C 没有开展][I 法治培训]的[P 县]有[A 哪些]", Act.WHICH)
    assert (plan.negated, plan.level, plan.residue) == (True, "county", ())


def test_what_is_called_after_places_is_no_place() -> None:
    plan = _marked("[P 宁波舟山港][I 货物吞吐量]", Act.VALUE)
    assert (plan.places, plan.bodies) == ((), ("宁波舟山港",))


def test_a_place_marked_together_with_the_thing_is_parted_from_it() -> None:
    plan = _marked("[I 松荻市的高新技术企业]有[A 多少][U 家]", Act.HOW_MANY)
    assert plan.places == ("松荻市",)
    assert [each.phrase for each in plan.targets] == ["高新技术企业"]


def test_a_number_beside_the_order_is_how_many() -> None:
    order = _marked("[I GDP][R 最高]的三个[P 区县]", Act.WHICH).order
    assert order is not None
    assert order.count == 3


@pytest.mark.parametrize("order", ["涨得最快", "增长最慢", "grew fastest"])
def test_an_order_of_how_things_move_asks_for_their_change(order: str) -> None:
    plan = _marked(f"2023年[I GDP][R {order}]的[P 区县]", Act.WHICH)
    assert [each.measure for each in plan.targets] == [Measure.CHANGE]


def test_an_order_of_amounts_asks_for_no_measure() -> None:
    plan = _marked("2023年[I GDP][R 最高]的[P 区县]", Act.WHICH)
    assert [each.measure for each in plan.targets] == [None]


def test_a_difference_of_two_places_is_asked_for_without_a_mark() -> None:
    plan = _marked("[I 城镇新增就业]，云栖县比松荻市多多少[U 万人]", Act.VALUE)
    assert plan.aggregate is Aggregate.DIFFERENCE
    alone = _marked("云栖县[I 城镇新增就业]比上年多多少[U 万人]", Act.VALUE)
    assert alone.aggregate is None


def test_a_word_for_the_last_two_things_points_back() -> None:
    assert _marked("两者[G 相差]多少", Act.COMPARE).references == ("两者",)
    named = _marked("云栖县和松荻市两地[I GDP]谁高", Act.COMPARE)
    assert named.references == ()


def test_those_that_satisfy_a_condition_are_counted_not_added_up() -> None:
    plan = _marked("[I GDP][C 超过5%]的[P 县][G 一共][A 几个]", Act.HOW_MANY)
    assert plan.aggregate is Aggregate.COUNT


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
def test_any_text_gives_a_plan(planner: Planner, text: str) -> None:
    reading = planner.read(text)
    plan = planner.plan(text)
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


_NESTED = [
    ("海澜省", "青岚市", "青岚市", 1),
    ("海澜省", "", "海澜省", 1),
    ("", "北汀市", "北汀市", 1),
]


def test_a_place_that_only_says_where_the_next_one_lies_is_not_asked_about() -> None:
    planner = Planner(PlaceFinder(_NESTED, Places.load()))
    plan = planner.plan("海澜省青岚市2025年一般公共预算收入比北汀市多多少亿元?")
    assert plan.places == ("青岚市", "北汀市")


@pytest.mark.parametrize("words", ["有几个省市的增速高于5%", "增速高于5%的省和市有几个"])
def test_two_levels_said_at_once_are_none(planner: Planner, words: str) -> None:
    plan = planner.plan(f"2024年地区生产总值{words}?")
    assert (plan.level, plan.bodies) == ("", ())


@pytest.mark.parametrize(
    ("words", "level"), [("县级的报告有几份", "county"), ("有几份是区一级的报告", "county")]
)
def test_words_for_reports_may_say_a_level(planner: Planner, words: str, level: str) -> None:
    plan = planner.plan(f"{words}?")
    assert (plan.level, plan.reports) == (level, "")


def test_a_question_may_be_a_name_for_those_asked_for(planner: Planner) -> None:
    assert planner.plan("调解纠纷破万的地方").act is Act.WHICH
    assert planner.plan("云栖县2023年的报告").act is not Act.WHICH


def test_what_denies_right_before_a_condition_belongs_to_it() -> None:
    plan = _marked("[A 有几份]报告不曾[C 提及][I 行政复议]?", Act.HOW_MANY)
    assert [each.operator for each in plan.predicates] == [Operator.NOT_STATED]
