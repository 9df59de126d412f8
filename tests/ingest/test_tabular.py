"""What the cells of tables measure, by hand-worked tables of fictional places."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest.documents import RawSource
from ingest.figures.times import Calendar
from ingest.loaders import Limits
from ingest.preparation import prepare
from ingest.tabular.labels import Label, read_label
from ingest.tabular.naming import joined, nested, part_name
from ingest.tabular.outline import Line, parents_of, totals_of
from vectorstore.records import Direction, Fact, Measure, Scope, Status

CALENDAR = Calendar(2025, 2025)


def cells(text: str) -> list[Fact]:
    raw = RawSource("t.txt", "t.txt", "t.txt", text.encode(), "", datetime.now(UTC))
    return [fact for fact in prepare(raw, Limits()).facts if fact.row_head or fact.column_head]


def said(fact: Fact) -> tuple[str, str, float, str, str]:
    return fact.thing, fact.act, fact.value, str(fact.measure), str(fact.status)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("比上年增长(%)", ("", "", Measure.CHANGE, "上年")),
        ("立案比上年±%", ("", "立案", Measure.CHANGE, "上年")),
        ("同比增减(百分点)", ("", "", Measure.CHANGE, "上年同期")),
        ("余额比年初增减(%)", ("余额", "", Measure.CHANGE, "年初")),
        ("决算数为预算数%", ("", "", Measure.SHARE, "预算数")),
        ("占全省比重(%)", ("", "", Measure.SHARE, "全省")),
        ("排查纠纷(件)", ("纠纷", "排查", None, "")),
        ("债务限额", ("债务限额", "", Measure.LIMIT, "")),
        ("人口自然增长率(‰)", ("人口自然增长率", "", None, "")),
        ("上年结转政府信息公开申请数量", ("政府信息公开申请", "上年结转", None, "")),
        ("法人或其他组织", ("法人或其他组织", "", None, "")),
    ],
)
def test_a_label_is_read_into_fields(
    words: str, expected: tuple[str, str, Measure | None, str]
) -> None:
    label = read_label(words, CALENDAR, True)
    assert (label.thing, label.act, label.measure, label.base) == expected


@pytest.mark.parametrize(
    ("words", "status", "first"),
    [
        ("年初预算", Status.PLAN, ""),
        ("2024年决算", Status.ACTUAL, "2024-01-01"),
        ("2026年目标", Status.TARGET, "2026-01-01"),
        ("上年决算数", Status.ACTUAL, "2024-01-01"),
        ("一般公共预算", None, ""),
    ],
)
def test_a_head_says_status_and_time(words: str, status: Status | None, first: str) -> None:
    label = read_label(words, CALENDAR, True)
    assert (label.status, label.time.first if label.time else "") == (status, first)


@pytest.mark.parametrize(
    ("part", "whole", "name"),
    [
        ("小麦", "粮食产量", "小麦产量"),
        ("住宅", "房地产开发投资", "住宅开发投资"),
        ("新开工面积", "房屋施工面积", "房屋新开工面积"),
        ("水电", "发电量", "水电发电量"),
        ("税收收入", "一般公共预算收入", "税收收入"),
    ],
)
def test_a_part_shares_what_its_whole_measures(part: str, whole: str, name: str) -> None:
    assert part_name(part, whole) == name


def test_heads_and_items_join() -> None:
    assert nested("债务限额", "一般债务") == "一般债务限额"
    assert nested("一般公共预算", "收入") == "一般公共预算收入"
    assert joined("粮食", "产量", "") == "粮食产量"
    assert joined("肉类总产量", "产量", "") == "肉类总产量"
    assert joined("其他", "总产值", "行业") == "其他行业总产值"


def test_rows_are_parts_by_number_indentation_and_sum() -> None:
    lines = [
        Line(Label("粮食"), 0, "万吨", 38.62),
        Line(Label("小麦", among=True), 0, "万吨", 14.05),
        Line(Label("玉米"), 0, "万吨", 21.90),
        Line(Label("油料"), 0, "吨", 8416.0),
    ]
    assert parents_of(lines) == [-1, 0, 0, -1]
    numbered = [
        Line(Label("新收", number=1)),
        Line(Label("办理", number=1), is_section=True),
        Line(Label("予以公开", number=2)),
        Line(Label("结转", number=1)),
    ]
    assert parents_of(numbered) == [-1, -1, 1, -1]
    indented = [
        Line(Label("收入"), 0), Line(Label("税收", among=True), 1),
        Line(Label("增值税"), 2), Line(Label("非税"), 1), Line(Label("支出"), 0),
    ]  # fmt: skip
    assert parents_of(indented) == [-1, 0, 1, 0, -1]


def test_a_total_sums_up_the_rows_before_it() -> None:
    lines = [
        Line(Label("教育支出"), 0, "", 5.0),
        Line(Label("卫生支出"), 0, "", 3.0),
        Line(Label("支出", total=True), 0, "", 9.0),
    ]
    assert totals_of(lines, parents_of(lines)) == [2, 2, -1]


def test_products_of_a_bulletin() -> None:
    facts = cells(
        "云浦县2025年国民经济和社会发展统计公报\n一、工业\n表2 2025年规模以上工业主要产品产量及其增长速度\n"
        "指 标 | 计量单位 | 绝对数 | 比上年增长(%)\n发电量 | 亿千瓦时 | 94.6 | -11.3\n#水电 | 亿千瓦时 | 79.1 | 0\n"
        "水泥 | 万吨 | 318.2 | \n"
    )
    assert [said(fact) for fact in facts] == [
        ("发电量", "", 94.6e8, "level", "actual"),
        ("发电量", "", -11.3, "change", "actual"),
        ("水电发电量", "", 79.1e8, "level", "actual"),
        ("水电发电量", "", 0.0, "change", "actual"),
        ("水泥产量", "", 3182000.0, "level", "actual"),
    ]
    assert [fact.direction for fact in facts[1:4:2]] == [Direction.DOWN, Direction.FLAT]
    assert facts[2].part_of == facts[0].fact_id
    assert (facts[0].row_head, facts[1].column_head) == ("发电量", "比上年增长(%)")


def test_two_heads_one_above_the_other_with_places_below() -> None:
    facts = cells(
        "青岚市2025年决算报告\n一、债务\n表1 青岚市2025年末政府债务限额及余额情况表\n单位:亿元\n"
        "地区 | 债务限额 |  | 债务余额 | \n | 合计 | 专项债务 | 合计 | 专项债务\n"
        "全市合计 | 73 | 48 | 71 | 47\n市本级 | 29 | 21 | 28 | 20\n云浦县 | 10 | 6 | 9 | 5\n"
    )
    first = facts[:4]
    assert [fact.thing for fact in first] == [
        "债务限额", "专项债务限额", "债务余额", "专项债务余额"
    ]  # fmt: skip
    assert first[0].measure is Measure.LIMIT
    assert {(fact.aggregation, fact.period_end) for fact in facts} == {("as_of", "2025-12-31")}
    assert [facts[at].scope for at in (0, 4, 8)] == [
        Scope.WHOLE, Scope.OWN_LEVEL, Scope.ELSEWHERE
    ]  # fmt: skip
    assert facts[8].region == "云浦县"


def test_budget_columns_say_plan_result_and_last_year() -> None:
    facts = cells(
        "云浦县2025年财政决算报告\n一、收入\n表1 2025年一般公共预算收入决算表\n单位:万元\n"
        "项目 | 预算数 | 决算数 | 决算数为预算数% | 上年决算数\n增值税 | 120 | 88 | 73.3 | 124\n"
    )
    assert [said(fact) for fact in facts] == [
        ("增值税", "", 1200000.0, "level", "plan"),
        ("增值税", "", 880000.0, "level", "actual"),
        ("增值税", "", 73.3, "share", "actual"),
        ("增值税", "", 1240000.0, "level", "previous"),
    ]
    assert facts[3].period_start == "2024-01-01"


def test_the_prescribed_table_of_open_government() -> None:
    facts = cells(
        "云浦县2025年政府信息公开工作年度报告\n二、收到和处理政府信息公开申请情况\n(单位:件)\n"
        "项目 | 自然人 | 法人或其他组织 |  | 总计\n | | 商业企业 | 其他 | \n"
        "一、本年新收政府信息公开申请数量 | 9 | 2 | 1 | 12\n"
        "三、本年度办理结果:(一)予以公开 | 6 | 1 | — | 7\n四、结转下年度继续办理 | 3 | 1 | 0 | 4\n"
    )
    assert [(fact.thing, fact.act, fact.value) for fact in facts[:6]] == [
        ("自然人的政府信息公开申请", "新收", 9),
        ("商业企业的政府信息公开申请", "新收", 2),
        ("其他申请人的政府信息公开申请", "新收", 1),
        ("政府信息公开申请", "新收", 12),
        ("自然人的政府信息公开申请", "予以公开", 6),
        ("商业企业的政府信息公开申请", "予以公开", 1),
    ]
    assert len(facts) == 11, "a dash is no value"


def test_bodies_are_holders_and_zones_parts() -> None:
    facts = cells(
        "青岚市2025年法治政府建设情况报告\n一、复议\n表1 行政复议案件情况\n部门 | 案件数(件)\n市公安局 | 12\n市民政局 | 5\n"
    )
    assert [(fact.holder, fact.scope) for fact in facts] == [
        ("市公安局", Scope.DEPARTMENT), ("市民政局", Scope.DEPARTMENT)
    ]  # fmt: skip
    facts = cells(
        "青岚市2025年统计公报\n一、收入\n表1 2025年各县(区)收入\n县(区) | 财政收入(亿元)\n全市 | 90\n云浦县 | 12\n临澜县 | 9\n青岚高新区 | 5\n"
    )
    assert [(fact.region, fact.holder) for fact in facts] == [
        ("青岚市", ""), ("云浦县", ""), ("临澜县", ""), ("青岚市", "青岚高新区")
    ]  # fmt: skip


def test_years_and_quarters_in_rows() -> None:
    facts = cells(
        "云浦县2025年统计公报\n一、综合\n近年情况\n年份 | 粮食产量(万吨)\n2024 | 12\n2025 | 13\n"
    )
    assert [(fact.period_start, fact.status) for fact in facts] == [
        ("2024-01-01", Status.PREVIOUS), ("2025-01-01", Status.ACTUAL)
    ]  # fmt: skip
    facts = cells(
        "云浦镇2025年法治政府建设报告\n一、调解\n表1 调解情况\n | 受理纠纷(件) | 调解成功(件) | 成功率(%)\n"
        "一季度 | 63 | 62 | 98.4\n全年合计 | 240 | 235 | 97.9\n"
    )
    assert [(fact.thing, fact.act, fact.period_end) for fact in facts[:3]] == [
        ("纠纷", "受理", "2025-03-31"),
        ("纠纷", "调解成功", "2025-03-31"),
        ("纠纷调解成功率", "", "2025-03-31"),
    ]


def test_several_units_in_a_caption_and_none_for_a_rate() -> None:
    facts = cells(
        "云浦县2025年统计公报\n一、工业\n2025年各行业情况(单位:亿元、%)\n行业 | 总产值 | 同比 | 企业数(家)\n"
        "粮油加工 | 148.2 | 3.0 | 31\n精细化工 | 171.5 | -2.7 | 22\n"
    )
    assert [(fact.value, fact.unit) for fact in facts[:3]] == [
        (148.2e8, "元"), (3.0, "%"), (31.0, "家")
    ]  # fmt: skip
