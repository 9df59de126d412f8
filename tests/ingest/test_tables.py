"""Tables: rows and columns found in a text, and their figures as facts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cells import is_dash, label_of, unit_of, value_of
from ingest.facts import extract_facts
from ingest.folding import fold
from ingest.lexicon.indicators import with_canonical_names
from ingest.outline import parse_outline
from ingest.passages import split_passages
from ingest.tables import find_tables, with_bars
from vectorstore.records import Fact, Metadata, PartKind, Report, Section

METADATA = Metadata(
    region="云溪县", prefecture="青岚市", province="安岭省", level="county", report_year=2023
)
WIDE = {code: code + 0xFEE0 for code in map(ord, ",:;()%!?+|0123456789.")}
BEFORE = "(一)扎实推进各项工作。县政府认真落实各项要求。\n"
AFTER = "\n(二)其他工作。县政府持续加强队伍建设。\n"

Stated = tuple[str, float, str, str, str]
"""Indicator, value, unit, period and region of a fact; the region empty where the report's own."""


def report_of(text: str, outline: Sequence[Section] = ()) -> Report:
    return Report("0123456789abcdef", text, (), METADATA, tuple(outline))


def read(table: str) -> list[Fact]:
    text = BEFORE + table + AFTER
    facts = with_canonical_names(extract_facts(report_of(text)), text)
    for fact in facts:
        assert text[fact.start : fact.end] == fact.quote
        assert fact.start <= fact.value_start < fact.value_end <= fact.end
    return facts


def stated(fact: Fact) -> Stated:
    region = "" if fact.region == METADATA.region else fact.region
    return fact.indicator, fact.value, fact.unit, fact.period, region


def own(*rows: tuple[str, float, str] | tuple[str, float, str, str]) -> list[Stated]:
    """Facts of the report's own place, of its own year where no period is given."""
    return [(row[0], row[1], row[2], row[3] if len(row) == 4 else "", "") for row in rows]


# Table → what its figures say, worked out by hand.
TABLES: dict[str, tuple[str, list[Stated]]] = {
    "years as columns, units in brackets": (
        "指标 | 2022年 | 2023年\n行政复议受理(件) | 365 | 417\n罚没金额(万元) | 12.5 | 1,286.4",
        own(
            ("行政复议受理", 365, "件", "2022"),
            ("行政复议受理", 417, "件"),
            ("罚没金额", 125_000, "元", "2022"),
            ("罚没金额", 12_864_000, "元"),
        ),
    ),
    "bars at both ends, a rule below the header": (
        "| 指标 | 上年 | 本年 |\n|:---|---:|---:|\n| 公职律师(名) | 31 | 33 |\n| 执法人员(人) | 1200余 | 约1300 |",
        own(
            ("公职律师", 31, "名", "2022"),
            ("公职律师", 33, "名"),
            ("执法人员", 1200, "人", "2022"),
            ("执法人员", 1300, "人"),
        ),
    ),
    "units in the cells": (
        "项目 | 数量\n法治讲座 | 12场\n培训覆盖率 | 98.1%\n宣传资料 | 3.6万份\n普法专项经费 | 百分之十",
        own(
            ("法治讲座", 12, "场"),
            ("培训覆盖率", 98.1, "%"),
            ("宣传资料", 36_000, "份"),
            ("普法专项经费", 10, "%"),
        ),
    ),
    "a column of units, serial numbers, a column of changes": (
        "序号 | 指标 | 单位 | 2022 | 2023 | 同比增减(%)\n"
        "1 | 行政复议申请 | 件 | 52 | 61 | 17.3\n2 | 公职律师 | 名 | 34 | 33 | -2.9",
        own(
            ("行政复议申请", 52, "件", "2022"),
            ("行政复议申请", 61, "件"),
            ("行政复议申请同比增减", 17.3, "%"),
            ("公职律师", 34, "名", "2022"),
            ("公职律师", 33, "名"),
            ("公职律师同比增减", -2.9, "%"),
        ),
    ),
    "changes in words": (
        "指标 | 2023年 | 同比\n法律援助案件(件) | 745 | 增长9.2%\n行政诉讼败诉(件) | 5 | ↓44.4%\n调解成功率 | 98.1% | 提高0.9个百分点",
        own(
            ("法律援助案件", 745, "件"),
            ("法律援助案件同比增长", 9.2, "%"),
            ("行政诉讼败诉", 5, "件"),
            ("行政诉讼败诉同比下降", 44.4, "%"),
            ("调解成功率", 98.1, "%"),
            ("调解成功率同比提高", 0.9, "个百分点"),
        ),
    ),
    "a caption that gives the subject and the unit": (
        "表1 云溪县2023年行政复议案件办理情况统计表\n单位:件\n项目 | 数量\n受理 | 61\n审结 | 60\n其中:维持 | 40\n撤销 | 3\n合计 | 164",
        own(
            ("行政复议案件受理", 61, "件"),
            ("行政复议案件审结", 60, "件"),
            ("行政复议案件维持", 40, "件"),
            ("行政复议案件撤销", 3, "件"),
            ("行政复议案件合计", 164, "件"),
        ),
    ),
    "a caption of the year before": (
        "表二 2022年度法律援助情况(单位:件)\n指标 | 数量\n民事援助案件 | 310\n刑事援助案件 | 95",
        own(("民事援助案件", 310, "件", "2022"), ("刑事援助案件", 95, "件", "2022")),
    ),
    "places as rows, with a total": (
        "乡镇(街道) | 人民调解案件(件) | 调解成功率 | 普法活动场次\n柳坪镇 | 412 | 98.1% | 12\n石门街道 | 390 | 97% | 9\n合计 | 802 | 97.6% | 21",
        [
            ("人民调解案件", 412, "件", "", "柳坪镇"),
            ("调解成功率", 98.1, "%", "", "柳坪镇"),
            ("普法活动场次", 12, "场次", "", "柳坪镇"),
            ("人民调解案件", 390, "件", "", "石门街道"),
            ("调解成功率", 97, "%", "", "石门街道"),
            ("普法活动场次", 9, "场次", "", "石门街道"),
            *own(("人民调解案件", 802, "件"), ("调解成功率", 97.6, "%"), ("普法活动场次", 21, "场次")),
        ],
    ),
    "places as columns": (
        "指标 | 柳坪镇 | 石门镇 | 全县\n法治讲座(场) | 12 | 9 | 21",
        [
            ("法治讲座", 12, "场", "", "柳坪镇"),
            ("法治讲座", 9, "场", "", "石门镇"),
            ("法治讲座", 21, "场", "", ""),
        ],
    ),
    "departments as rows, a header over two rows": (
        "| 部门 | 行政处罚(件) | | 行政许可(件) | |\n| | 2022年 | 2023年 | 2022年 | 2023年 |\n"
        "| 县水务局 | 15 | 14 | 16 | 17 |\n| 合计 | 20 | 18 | 22 | 23 |",
        own(
            ("行政处罚中的县水务局", 15, "件", "2022"),
            ("行政处罚中的县水务局", 14, "件"),
            ("行政许可中的县水务局", 16, "件", "2022"),
            ("行政许可中的县水务局", 17, "件"),
            ("行政处罚", 20, "件", "2022"),
            ("行政处罚", 18, "件"),
            ("行政许可", 22, "件", "2022"),
            ("行政许可", 23, "件"),
        ),
    ),
    "merged cells that stand once": (
        "指标 | 2022年 | 2023年 | 备注\n| 受理(件) | 办结率 | 受理(件) | 办结率 |\n行政复议案件 | 52 | 90% | 61 | 98.4% | 含结转",
        own(
            ("行政复议案件受理", 52, "件", "2022"),
            ("行政复议案件办结率", 90, "%", "2022"),
            ("行政复议案件受理", 61, "件"),
            ("行政复议案件办结率", 98.4, "%"),
        ),
    ),
    "groups of rows, the group named once, the total over two columns": (
        "类别 | 指标 | 数量\n行政复议 | 受理 | 61件\n| 审结 | 60件\n行政应诉 | 一审 | 44件\n| 败诉 | 5件\n合计 | 170件",
        own(
            ("行政复议受理", 61, "件"),
            ("行政复议审结", 60, "件"),
            ("行政应诉一审", 44, "件"),
            ("行政应诉败诉", 5, "件"),
            ("合计", 170, "件"),
        ),
    ),
    "lines that name the rows below them": (
        "指标 | 单位 | 2023年\n行政复议案件\n受理 | 件 | 61\n审结 | 件 | 60\n行政诉讼案件\n新收 | 件 | 44\n败诉 | 件 | 5",
        own(
            ("行政复议案件受理", 61, "件"),
            ("行政复议案件审结", 60, "件"),
            ("行政诉讼案件新收", 44, "件"),
            ("行政诉讼案件败诉", 5, "件"),
        ),
    ),
    "classes with their shares": (
        "表3 行政复议案件类型分布\n类型 | 件数 | 占比\n土地类 | 30 | 60%\n公安类 | 20 | 40%",
        own(
            ("行政复议案件类型中的土地类", 30, "件"),
            ("行政复议案件类型中的土地类占比", 60, "%"),
            ("行政复议案件类型中的公安类", 20, "件"),
            ("行政复议案件类型中的公安类占比", 40, "%"),
        ),
    ),
    "years as rows": (
        "年度 | 行政复议受理(件) | 普法活动(场)\n2021 | 38 | 9\n2023 | 61 | 12",
        own(
            ("行政复议受理", 38, "件", "2021"),
            ("普法活动", 9, "场", "2021"),
            ("行政复议受理", 61, "件"),
            ("普法活动", 12, "场"),
        ),
    ),
    "two lists beside each other": (
        "指标 | 数量 | 指标 | 数量\n行政复议受理(件) | 61 | 公证办理(件) | 60\n公职律师(名) | 33 | 法律顾问(名) | 12",
        own(
            ("行政复议受理", 61, "件"),
            ("公证办理", 60, "件"),
            ("公职律师", 33, "名"),
            ("法律顾问", 12, "名"),
        ),
    ),
    "names and figures in turn, without a header": (
        "行政复议受理 | 61件 | 公证办理 | 60件\n公职律师 | 33名 | 法律顾问 | 12名",
        own(
            ("行政复议受理", 61, "件"),
            ("公证办理", 60, "件"),
            ("公职律师", 33, "名"),
            ("法律顾问", 12, "名"),
        ),
    ),
    "cells without a figure": (
        "指标 | 2022年 | 2023年\n行政赔偿案件(件) | — | 2\n行政调解案件(件) | / | 无",
        own(("行政赔偿案件", 2, "件")),
    ),
    "parts of a year": (
        "指标 | 2023年上半年 | 2023年\n行政复议受理(件) | 30 | 61",
        own(("行政复议受理", 30, "件", "2023年上半年"), ("行政复议受理", 61, "件")),
    ),
    "actions as rows, things as columns": (
        "类别 | 行政复议 | 行政诉讼\n受理 | 61 | 44\n审结 | 60 | 40",
        own(
            ("行政复议受理", 61, "件"),
            ("行政诉讼受理", 44, "件"),
            ("行政复议审结", 60, "件"),
            ("行政诉讼审结", 40, "件"),
        ),
    ),
    "parts as columns, remarks behind values": (
        "指标 | 总数 | 其中:城区 | 其中:乡镇\n人民调解员(名) | 900(含专职120名) | 300 | 600",
        own(
            ("人民调解员", 900, "名"),
            ("人民调解员中的城区", 300, "名"),
            ("人民调解员中的乡镇", 600, "名"),
        ),
    ),
    "counties of the city, with the city's total": (
        "表2 各县(市、区)行政复议案件受理情况(单位:件)\n地区 | 2022年 | 2023年\n临澜区 | 5 | 6\n全市 | 12 | 14",
        [
            ("行政复议案件受理", 5, "件", "2022", "临澜区"),
            ("行政复议案件受理", 6, "件", "", "临澜区"),
            ("行政复议案件受理合计", 12, "件", "2022", "青岚市"),
            ("行政复议案件受理合计", 14, "件", "", "青岚市"),
        ],
    ),
    "codes, telephones, years of foundation": (
        "序号 | 机构名称 | 信用代码 | 联系电话 | 成立时间 | 律师人数\n1 | 云溪律师事务所 | 3133001 | 87654322 | 2019 | 12\n2 | 青岚律师事务所 | 3133002 | 87654323 | 2020 | 9",
        own(
            ("律师人数中的云溪律师事务所", 12, "人"),
            ("律师人数中的青岚律师事务所", 9, "人"),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_reads_the_figures_of_a_table(table: str) -> None:
    written, expected = TABLES[table]
    assert list(map(stated, read(written))) == expected


@pytest.mark.parametrize("table", TABLES)
def test_reads_full_width_digits_and_brackets_alike(table: str) -> None:
    written, expected = TABLES[table]
    assert list(map(stated, read(written.translate(WIDE)))) == [
        (fold(name), value, unit, fold(period), region)
        for name, value, unit, period, region in expected
    ]


@pytest.mark.parametrize(
    "words",
    [
        "索引号 | 0001 | 发布日期 | 2023-01-05\n发布机构 | 县政府办 | 文号 | 云政发〔2023〕5号",
        "首页 | 新闻 | 公开\n互动 | 365 | 服务",
        "县长 | 王某某\n副县长 | 李某某",
        "姓名 | 出生年月\n王某某 | 1970.5.1\n李某某 | 1982-03-04",
        "只有一行 | 365 | 417",
    ],
)
def test_what_is_no_table_of_figures_gives_none(words: str) -> None:
    assert read(words) == []


def test_figures_in_sentences_inside_cells_are_read_as_sentences() -> None:
    facts = read(
        "项目 | 完成情况\n行政复议 | 全年受理行政复议申请61件,审结60件。\n普法 | 全年组织法治讲座12场。"
    )
    assert [(fact.indicator, fact.value) for fact in facts] == [
        ("行政复议申请受理", 61), ("行政复议申请审结", 60), ("法治讲座", 12),
    ]  # fmt: skip


def test_the_quote_is_the_row_without_the_bars_at_its_ends() -> None:
    first, second = read("| 指标 | 2022年 | 2023年 |\n| 公职律师(名) | 31 | 33 |")
    assert first.quote == second.quote == "公职律师(名) | 31 | 33"
    assert first.quote[first.value_start - first.start :] == "31 | 33"


def test_targets_are_no_results() -> None:
    facts = read("指标 | 目标值 | 实际完成 | 2024年\n行政复议办结率(%) | 95 | 98.4 | 99")
    assert [(fact.value, fact.status, fact.period) for fact in facts] == [
        (95, "target", ""), (98.4, "actual", ""), (99, "target", "2024"),
    ]  # fmt: skip


def test_a_table_among_plans_is_a_plan() -> None:
    text = "三、2024年工作安排\n项目 | 数量\n法治讲座 | 12场"
    outline = [Section("三、2024年工作安排", 1, 0, 11, len(text), PartKind.PLAN, ())]
    (fact,) = extract_facts(report_of(text, outline))
    assert fact.status == "plan"


def test_rows_are_linked_to_the_lexicon() -> None:
    facts = read("指标 | 2022年 | 2023年\n行政机关负责人出庭应诉率(%) | 97.2 | 100")
    assert [(fact.canonical, fact.value, fact.unit, fact.period) for fact in facts] == [
        ("行政机关负责人出庭应诉率", 97.2, "%", "2022"),
        ("行政机关负责人出庭应诉率", 100, "%", ""),
    ]


def test_a_departments_share_is_not_linked_as_the_whole() -> None:
    facts = read(
        "部门 | 行政处罚(件) | 行政许可(件)\n县水务局 | 15 | 16\n县教育局 | 3 | 4\n合计 | 18 | 20"
    )
    assert [bool(fact.canonical) for fact in facts] == [False, False, False, False, True, True]


def test_bare_labels_take_the_headings_subject() -> None:
    text = "一、主要工作\n(一)办理行政复议\n年度 | 受理(件) | 审结(件)\n2022 | 52 | 50\n2023 | 61 | 60\n"
    facts = extract_facts(report_of(text, parse_outline(text)))
    assert [(fact.indicator, fact.value, fact.period) for fact in facts] == [
        ("行政复议受理", 52, "2022"), ("行政复议审结", 50, "2022"),
        ("行政复议受理", 61, ""), ("行政复议审结", 60, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "value", "unit", "span"),
    [
        ("365", 365, "", "365"),
        ("1,286.4", 1286.4, "", "1,286.4"),
        ("约3.6万件", 36_000, "件", "3.6万件"),
        ("增长10.0%", 10, "%", "10.0%"),
        ("-27.9%", -27.9, "%", "-27.9%"),
        ("12(人次)", 12, "人次", "12(人次)"),
        ("三", 3, "", "三"),
        ("百分之百", 100, "%", "百分之百"),
    ],
)
def test_values(words: str, value: float, unit: str, span: str) -> None:
    found = value_of(words)
    assert found is not None
    assert (found.value, found.unit, words[found.start : found.end]) == (value, unit, span)


@pytest.mark.parametrize(
    "words",
    ["", "—", "/", "无", "2022年", "2023.5.1", "2023-01-05", "0571", "云政发〔2023〕5号", "一般"],
)
def test_what_is_no_value(words: str) -> None:
    assert value_of(words) is None


def test_labels_give_their_unit() -> None:
    assert label_of("受理(件)").name == "受理"
    assert label_of("罚没金额(单位:万元)").unit == unit_of("万元")
    assert label_of("调解组织(含镇街)(个)").name == "调解组织(含镇街)"
    assert label_of("办结率%").name == "办结率"
    assert label_of("调解组织(含镇街)").unit is None


TABLE = "表1 情况表\n| 指标 | 2022年 | 2023年 |\n" + "\n".join(
    f"| 行政执法工作指标之{number}(件) | {number} | {number + 7} |" for number in range(30)
)


def test_rows_are_never_cut_and_the_header_stays_with_rows() -> None:
    text = "一、主要工作\n" + "县政府扎实推进法治政府建设各项工作。" * 14 + "\n" + TABLE
    passages = split_passages("r", text, parse_outline(text))

    lines = [line for passage in passages for line in passage.text.split("\n")]
    assert all(line.startswith("|") == line.endswith("|") for line in lines)
    assert all(text[each.start : each.end] == each.text for each in passages)
    assert sum(each.text.startswith("表1 情况表\n| 指标 |") for each in passages) == 1


def test_a_full_stop_inside_a_row_does_not_cut_it() -> None:
    rows = "\n".join(f"事项{number} | 已经办结。 | 由县司法局负责;持续推进" for number in range(40))
    text = f"一、主要工作\n事项 | 进展 | 说明\n{rows}"
    passages = split_passages("r", text, parse_outline(text))
    assert len(passages) > 1
    assert all(line.count("|") == 2 for each in passages for line in each.text.split("\n")[1:])


def test_captions_and_header_rows() -> None:
    (table,) = find_tables("工作如下。\n表1 办案情况\n单位:件\n指标 | 甲 | 乙\n受理 | 1 | 2\n")
    assert table.captions == ("单位:件", "表1 办案情况")
    assert [cell.words for cell in table.header[0].cells] == ["指标", "甲", "乙"]
    assert [[cell.words for cell in row.cells] for row in table.rows] == [["受理", "1", "2"]]


NAMES = ("行政复议受理", "公职律师", "法治讲座", "法律援助案件", "执法人员", "宣传资料", "公证事项")
UNITS = ("件", "名", "场", "个", "人次", "份", "%")
YEARS = (2019, 2020, 2021, 2022, 2023)


@st.composite
def grids(draw: st.DrawFn) -> tuple[list[str], list[int], list[str], list[list[int | None]]]:
    """Row names, years of the columns, units of the rows, and the values; None is a blank."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=7, unique=True))
    years = draw(st.lists(st.sampled_from(YEARS), min_size=1, max_size=5, unique=True))
    units = [draw(st.sampled_from(UNITS)) for _ in names]
    value = st.none() | st.integers(0, 99_999)
    values = [[draw(value) for _ in years] for _ in names]
    return names, years, units, values


@given(
    grid=grids(),
    framed=st.booleans(),
    wide=st.booleans(),
    grouped=st.booleans(),
    units_in=st.sampled_from(["label", "cell", "column"]),
)
@settings(max_examples=150, deadline=None)
def test_every_value_of_a_random_table_is_recovered(
    grid: tuple[list[str], list[int], list[str], list[list[int | None]]],
    framed: bool,
    wide: bool,
    grouped: bool,
    units_in: str,
) -> None:
    names, years, units, values = grid
    header = ["指标", *(f"{year}年" for year in years)]
    rows = [header]
    for name, unit, row in zip(names, units, values, strict=True):
        suffix = unit if units_in == "cell" else ""
        form = "{:,}{}" if grouped else "{}{}"
        cells = ["—" if value is None else form.format(value, suffix) for value in row]
        rows.append([f"{name}({unit})" if units_in == "label" else name, *cells])
    if units_in == "column":
        rows = [[row[0], unit, *row[1:]] for row, unit in zip(rows, ["单位", *units], strict=True)]
    lines = [" | ".join(row) for row in rows]
    table = "\n".join(f"| {line} |" if framed else line for line in lines)
    facts = read(table.translate(WIDE) if wide else table)
    expected = [
        (name, float(value), unit, "" if year == 2023 else str(year), "")
        for name, unit, row in zip(names, units, values, strict=True)
        for year, value in zip(years, row, strict=True)
        if value is not None
    ]
    assert list(map(stated, facts)) == expected


@given(st.text(alphabet="甲乙件年%|12３ \n.,:一(", max_size=120))
@settings(max_examples=300, deadline=None)
def test_offsets_are_exact_whatever_the_text(text: str) -> None:
    for fact in extract_facts(report_of(text)):
        assert text[fact.start : fact.end] == fact.quote
        assert fact.start <= fact.value_start < fact.value_end <= fact.end
    for table in find_tables(fold(text)):
        for row in (*table.header, *table.rows):
            assert "\n" not in text[row.start : row.end]
            for cell in row.cells:
                assert fold(text)[cell.start : cell.end] == cell.words


PLAIN = (
    "附:2023年法治政府建设主要指标\n"
    "序号 指标名称 计量单位 2023年 2022年 增减\n"
    "1 行政复议受理数 件 121 88 +37.5%\n"
    "2 行政机关负责人出庭应诉率 % 99.1 96.2 +2.9\n"
    "3\t公职律师数\t名\t36\t29\t+7"
)


def test_a_table_that_lost_its_bars_is_read_by_its_columns() -> None:
    stated = {(fact.indicator, fact.period): (fact.value, fact.unit) for fact in read(PLAIN)}
    assert stated["行政复议受理数", ""] == (121, "件")
    assert stated["行政复议受理数", "2022"] == (88, "件")
    assert stated["行政机关负责人出庭应诉率", ""] == (99.1, "%")
    assert stated["公职律师数", "2022"] == (29, "名")


@pytest.mark.parametrize(
    "text",
    [
        "张三 李四 王五\n赵六 钱七 孙八\n周九 吴十 郑一",  # no values
        "2023年 全县 共受理 74 件\n2022年 全县 共受理 61 件",  # two lines, no header
        "项目 数量 单位\n受理 74 件,其中 撤销 6 件\n审结 70 件",  # running text
    ],
)
def test_words_with_blanks_between_them_are_no_table(text: str) -> None:
    assert find_tables(text) == []


@given(st.text(alphabet=" \t\n|,。数件12年a", max_size=60))
def test_bars_take_the_place_of_blanks_only(text: str) -> None:
    barred = with_bars(text)
    assert len(barred) == len(text)
    changed = {(was, is_now) for was, is_now in zip(text, barred, strict=True) if was != is_now}
    assert changed <= {(" ", "|"), ("\t", "|"), ("\t", " ")}


@pytest.mark.parametrize("words", ["-", "——", "/", "- -", "*"])
def test_a_dash_stands_for_no_value(words: str) -> None:
    assert is_dash(words)


@pytest.mark.parametrize("words", ["", " ", "无", "3-5", "-3"])
def test_other_cells_are_no_dashes(words: str) -> None:
    assert not is_dash(words)


def test_none_is_a_name_above_and_no_value_below() -> None:
    named = (
        "| 事项 | 有 | 无 |\n|---|---|---|\n| 行政复议案件 | 3 | 5 |\n| 行政诉讼案件 | 2 | 8 |\n"
    )
    assert len(find_tables(fold(named))[0].header) == 1
    below = (
        "| 地区 | 行政复议案件(件) |\n|---|---|\n| 云溪县 | 无 |\n| 临澜区 | 无 |\n| 石漫区 | 5 |\n"
    )
    assert [each.value for each in read(below)] == [5.0]
