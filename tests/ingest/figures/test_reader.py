"""Sentences read end to end; what each figure says was worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.facts import extract_facts
from ingest.measures import dimension_of
from vectorstore.records import (
    Aggregation,
    Direction,
    Fact,
    Measure,
    Metadata,
    PartKind,
    Report,
    Scope,
    Section,
    Status,
)

METADATA = Metadata(
    title="青原县2025年国民经济和社会发展统计公报", region="青原县", prefecture="澄江市",
    province="岭西省", level="county", report_year=2025,
)  # fmt: skip
SPEECH = Metadata(
    title="青原县政府工作报告", region="青原县", prefecture="澄江市", province="岭西省",
    level="county", report_year=2025, published="2026-01-20",
)  # fmt: skip
YEAR = ("2025-01-01", "2025-12-31")
NEXT = ("2026-01-01", "2026-12-31")
BEFORE = ("2024-01-01", "2024-12-31")
END = ("2025-12-31", "2025-12-31")
FIVE = ("2021-01-01", "2025-12-31")


def read(text: str, metadata: Metadata = METADATA, outline: tuple[Section, ...] = ()) -> list[Fact]:
    return extract_facts(Report("0123456789abcdef", text, (), metadata, outline))


def things(text: str) -> list[tuple[str, str, float]]:
    return [(fact.thing, fact.act, fact.value) for fact in read(text)]


def days(fact: Fact) -> tuple[str, str]:
    return fact.period_start, fact.period_end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全年受理行政复议案件128件,审结119件,调解36件。",
            [("行政复议案件", "受理", 128), ("行政复议案件", "审结", 119), ("行政复议案件", "调解", 36)],
        ),
        (
            "城乡居民人均可支配收入分别达到42300元、21500元。",
            [("城镇居民人均可支配收入", "", 42300), ("农村居民人均可支配收入", "", 21500)],
        ),
        (
            "一、二、三产业增加值分别为42.1亿元、130.5亿元和184.2亿元。",
            [("第一产业增加值", "", 42.1e8), ("第二产业增加值", "", 130.5e8), ("第三产业增加值", "", 184.2e8)],
        ),
        (
            "第一、第二、第三产业增加值分别增长3.8%、6.2%和4.9%。",
            [("第一产业增加值", "", 3.8), ("第二产业增加值", "", 6.2), ("第三产业增加值", "", 4.9)],
        ),
        (
            "地区生产总值356.8亿元、社会消费品零售总额120.3亿元,分别增长5.2%和4.1%。",
            [("地区生产总值", "", 356.8e8), ("社会消费品零售总额", "", 120.3e8),
             ("地区生产总值", "", 5.2), ("社会消费品零售总额", "", 4.1)],
        ),
        (
            "完成铁路货运量120万吨、公路货运量2300万吨,前者增长3.2%,后者下降1.5%。",
            [("铁路货运量", "", 1.2e6), ("公路货运量", "", 2.3e7), ("铁路货运量", "", 3.2),
             ("公路货运量", "", 1.5)],
        ),
        (
            "三次产业结构为8.6:44.0:47.4。",
            [("第一产业增加值", "", 8.6), ("第二产业增加值", "", 44.0), ("第三产业增加值", "", 47.4)],
        ),
    ],
)  # fmt: skip
def test_chains_and_lists(text: str, expected: list[tuple[str, str, float]]) -> None:
    assert things(text) == expected


def test_a_part_knows_its_whole_and_takes_its_head() -> None:
    whole, summer, autumn = read("粮食产量12.6亿斤,其中夏粮4.1亿斤、秋粮8.5亿斤。")
    assert whole.part_of == ""
    assert (summer.thing, summer.part_of) == ("夏粮产量", whole.fact_id)
    assert (autumn.thing, autumn.part_of) == ("秋粮产量", whole.fact_id)
    assert (whole.dimension, whole.common_value) == ("mass", 630_000.0)


def test_a_bracket_speaks_of_what_stands_before_it() -> None:
    income, taxes, growth = read("一般公共预算收入28.4亿元(其中税收收入20.1亿元),增长6.3%。")
    assert (taxes.thing, taxes.part_of) == ("税收收入", income.fact_id)
    assert (growth.thing, growth.measure) == ("一般公共预算收入", Measure.CHANGE)
    facts = read("一般公共预算收入28.4亿元(增长6.3%),一般公共预算支出56.1亿元(增长2.1%)。")
    assert [fact.thing for fact in facts] == ["一般公共预算收入"] * 2 + ["一般公共预算支出"] * 2
    assert [fact.measure for fact in facts] == [Measure.LEVEL, Measure.CHANGE] * 2


def test_from_one_level_to_another() -> None:
    old, new = read("办理时限由20个工作日压减到8个工作日。")
    assert (old.status, days(old)) == (Status.PREVIOUS, BEFORE)
    assert (new.status, days(new)) == (Status.ACTUAL, YEAR)
    assert old.thing == new.thing == "办理时限"
    old, new = read("森林覆盖率由2020年的41.2%提高到43.5%。")
    assert (old.status, days(old)) == (Status.PREVIOUS, ("2020-01-01", "2020-12-31"))
    assert (new.status, new.aggregation, days(new)) == (Status.ACTUAL, Aggregation.AS_OF, END)


def test_a_whole_structure_is_superseded_together() -> None:
    facts = read("三次产业结构由上年的9.0:43.0:48.0调整为8.6:44.0:47.4。")
    assert [fact.status for fact in facts] == [Status.PREVIOUS] * 3 + [Status.ACTUAL] * 3
    assert [days(fact) for fact in facts] == [BEFORE] * 3 + [YEAR] * 3


def test_changes_say_which_way_and_against_what() -> None:
    level, change = read("地区生产总值356.8亿元,比上年增长5.2%。")
    assert (level.measure, level.direction, level.base) == (Measure.LEVEL, Direction.NONE, "")
    assert (change.measure, change.direction, change.base) == (
        Measure.CHANGE, Direction.UP, "上年",
    )  # fmt: skip
    (down,) = read("行政应诉案件同比下降3.1%。")
    assert (down.direction, down.base) == (Direction.DOWN, "上年同期")


def test_a_share_and_its_change() -> None:
    share, change = read("服务业增加值占地区生产总值的比重为52.1%,比上年提高0.7个百分点。")
    assert (share.measure, share.base) == (Measure.SHARE, "地区生产总值")
    assert share.thing == "服务业增加值"
    assert (change.measure, change.thing) == (Measure.CHANGE, "服务业增加值占地区生产总值的比重")


def test_ranks_ratios_per_head_and_limits() -> None:
    (rank,) = read("地区生产总值增速居全市第2位。")
    assert (rank.measure, rank.thing, rank.dimension) == (Measure.RANK, "地区生产总值增速", "rank")
    (ratio,) = read("出口总额是上年的2.3倍。")
    assert (ratio.measure, ratio.base) == (Measure.RATIO, "上年")
    (head,) = read("人均地区生产总值83750元。")
    assert head.measure is Measure.PER_HEAD
    (limit,) = read("政府债务限额30.9亿元。")
    assert limit.measure is Measure.LIMIT


def test_ranks_of_several_things() -> None:
    facts = read("经济总量和工业投资分别居全市第2位、第7位。")
    assert [(fact.thing, fact.value) for fact in facts] == [("经济总量", 2), ("工业投资", 7)]
    facts = read("经济总量居全市第2位、工业投资居全市第7位。")
    assert [(fact.thing, fact.value) for fact in facts] == [("经济总量", 2), ("工业投资", 7)]


def test_own_level_beside_the_whole() -> None:
    own, change = read("县本级一般公共预算收入12.3亿元,增长3.1%。")
    assert (own.scope, change.scope) == (Scope.OWN_LEVEL, Scope.OWN_LEVEL)
    whole, part = read("全县一般公共预算收入28.6亿元,其中县本级12.3亿元。")
    assert (whole.scope, part.scope) == (Scope.WHOLE, Scope.OWN_LEVEL)
    assert (part.thing, part.part_of) == ("一般公共预算收入", whole.fact_id)


def test_bodies_towns_and_other_places() -> None:
    (office,) = read("县公安局办理行政案件312件。")
    assert (office.holder, office.scope) == ("县公安局", Scope.DEPARTMENT)
    (town,) = read("柳坪镇调解纠纷45件。")
    assert (town.holder, town.scope) == ("柳坪镇", Scope.TOWN)
    (nation,) = read("全国地区生产总值增长5.0%。")
    assert (nation.region, nation.scope) == ("全国", Scope.ELSEWHERE)


def test_stocks_at_the_end_of_the_year() -> None:
    people, rate = read("年末全县常住人口42.6万人,城镇化率58.3%。")
    assert (people.aggregation, days(people)) == (Aggregation.AS_OF, END)
    assert (rate.aggregation, days(rate)) == (Aggregation.AS_OF, END)
    (firms,) = read("截至11月底,在册企业1820户。")
    assert (firms.aggregation, days(firms)) == (Aggregation.AS_OF, ("2025-11-30",) * 2)
    (debt,) = read("政府债务余额30.2亿元。")  # one that there is at a date, without saying so
    assert (debt.aggregation, days(debt)) == (Aggregation.AS_OF, END)


def test_totals_of_five_years_and_yearly_averages() -> None:
    fields, growth = read("五年来,累计新建高标准农田18.6万亩,地区生产总值年均增长6.2%。")
    assert (fields.thing, fields.act) == ("高标准农田", "新建")
    assert (fields.aggregation, days(fields)) == (Aggregation.CUMULATIVE, FIVE)
    assert (growth.aggregation, days(growth)) == (Aggregation.YEARLY_AVERAGE, FIVE)
    for words in ("“十四五”期间", "十四五期间"):
        (homes,) = read(f"{words},累计改造老旧小区126个。")
        assert (homes.aggregation, days(homes)) == (Aggregation.CUMULATIVE, FIVE)


def test_each_listed_time_has_its_figure() -> None:
    facts = read("一季度、上半年、前三季度地区生产总值分别增长5.9%、5.8%、5.6%。")
    assert [days(fact) for fact in facts] == [
        ("2025-01-01", "2025-03-31"), ("2025-01-01", "2025-06-30"), ("2025-01-01", "2025-09-30"),
    ]  # fmt: skip
    assert {fact.thing for fact in facts} == {"地区生产总值"}


def test_last_years_figure_beside_this_years() -> None:
    old, new = read("去年受理信访事项560件,今年受理430件。")
    assert (old.status, days(old)) == (Status.PREVIOUS, BEFORE)
    assert (new.status, days(new)) == (Status.ACTUAL, YEAR)
    assert new.thing == "信访事项"


def _speech() -> tuple[str, tuple[Section, ...]]:
    done = "一、2025年工作回顾\n去年地区生产总值增长5.2%。新建公路45公里。\n"
    plans = "二、2026年工作安排\n地区生产总值增长5.5%左右。新建公路60公里。\n"
    first = Section("一、2025年工作回顾", 1, 0, 11, len(done), PartKind.ACHIEVEMENT)
    second = Section(
        "二、2026年工作安排", 1, len(done), len(done) + 11, len(done + plans), PartKind.PLAN
    )
    return done + plans, (first, second)


def test_results_and_targets_of_a_speech() -> None:
    text, outline = _speech()
    growth, road, target, plan = read(text, SPEECH, outline)
    assert (growth.status, days(growth)) == (Status.ACTUAL, YEAR)  # last year, as January speaks
    assert (road.status, days(road)) == (Status.ACTUAL, YEAR)
    assert (target.status, days(target)) == (Status.TARGET, NEXT)
    assert (plan.status, plan.act, days(plan)) == (Status.PLAN, "新建", NEXT)


def test_words_that_make_a_target_or_a_plan() -> None:
    (target,) = read("2026年,力争地区生产总值增长5.5%左右。")
    assert (target.status, days(target)) == (Status.TARGET, NEXT)
    (plan,) = read("拟改造老旧小区12个。")
    assert plan.status is Status.PLAN
    (missed,) = read("未完成44微克/立方米的年度目标。")
    assert missed.status is Status.TARGET


def test_a_report_without_a_year_has_no_days() -> None:
    (fact,) = read("粮食产量12.6亿斤。", Metadata())
    assert days(fact) == ("", "")
    (named,) = read("2024年粮食产量12.6亿斤。", Metadata())
    assert days(named) == BEFORE


def test_the_unit_as_written_and_in_common() -> None:
    (grain,) = read("粮食产量12.6亿斤。")
    assert (grain.unit, grain.unit_written) == ("斤", "亿斤")
    (tons,) = read("粮食产量63万吨。")
    assert grain.common_value == tons.common_value == 630_000.0
    assert grain.dimension == tons.dimension == "mass"
    (fall,) = read("人口自然增长率为-3.05‰。")
    assert (fall.thing, fall.value, fall.measure) == ("人口自然增长率", -3.05, Measure.LEVEL)


PIECES = st.sampled_from(
    "。 , 、 ; : ( ) 其中 同比 增长 下降 比上年 分别 由 从 提高到 占 的比重为 居全市 第3位 前者 后者 年均 累计 力争 计划 "
    "截至 年末 年初 上半年 “十四五”期间 十四五 五年来 2024年 2026年 12月底 全县 县本级 全国 县公安局 柳坪镇 受理 审结 新建 "
    "粮食产量 夏粮 行政复议案件 地区生产总值 城乡居民人均可支配收入 一、二、三产业增加值 三次产业结构为 8.6:44.0:47.4 "
    "5.2% -3.05‰ 0.7个百分点 12.6亿斤 128件 1亿5000万元 0.58元/千瓦时 2.3倍 60% 以上 左右 和 与 | \n".split(" ")
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=80))
YEARS = st.one_of(st.none(), st.integers(1990, 2040))


@settings(max_examples=300)
@given(TEXTS, YEARS, st.sampled_from(["", "青原县政府工作报告"]))
def test_whatever_the_text_facts_are_well_formed(text: str, year: int | None, title: str) -> None:
    facts = read(text, Metadata(title=title, region="青原县", report_year=year))
    ids = {fact.fact_id for fact in facts}
    for fact in facts:
        assert text[fact.start : fact.end] == fact.quote
        assert fact.start <= fact.value_start < fact.value_end <= fact.end
        assert fact.thing
        assert fact.part_of == "" or (fact.part_of in ids and fact.part_of != fact.fact_id)
        _check_days(fact)
        _check_common_value(fact)


def _check_days(fact: Fact) -> None:
    if not fact.period_start:
        assert not fact.period_end
        return
    first, last = date.fromisoformat(fact.period_start), date.fromisoformat(fact.period_end)
    assert first <= last


def _check_common_value(fact: Fact) -> None:
    dimension, factor = dimension_of(fact.unit)
    if fact.measure is Measure.RANK:
        dimension, factor = "rank", 1.0
    assert fact.dimension == dimension
    assert fact.common_value == fact.value * factor
