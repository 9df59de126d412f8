"""Values: the figure asked for, of the kind, time and place asked for, as it is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Intent
from rag.answers.draft import Note, Reason
from rag.plan import Act
from tests.rag.plans import (
    LAST_YEAR,
    THIS_YEAR,
    amounts,
    counts,
    link,
    link_of,
    nothing,
    run,
    text_of,
    told,
    year,
    years,
)
from tests.rag.small_engine import store_of
from vectorstore.records import Aggregation, Measure, Scope, Status
from vectorstore.store import Store

_CASES = link("行政复议案件", ("行政复议案件", "受理"))
_GRAIN = link("粮食产量", "粮食产量", "粮食总产量")

_REPORTS = {
    "云溪县2023年法治政府建设年度报告.txt": """云溪县2023年法治政府建设年度报告
2023年，云溪县扎实推进法治政府建设。现将有关情况报告如下：
一、主要工作
（一）行政复议。上半年受理行政复议案件17件，全年受理行政复议案件24件，同比增长20%。
（二）经费。投入法治经费2千万元。争取上级资金3 亿元。化解债务1亿5000万元。发放材料2万3千份。
（三）执法。县公安局办理行政案件305件。县本级一般公共预算收入12.5亿元。
（四）调解。截至2023年底，全县共有人民调解员730名。
二、2024年工作打算
2024年，计划受理行政复议案件30件。
云溪县人民政府
2024年1月10日
""",
    "云溪县2022年法治政府建设年度报告.txt": """云溪县2022年法治政府建设年度报告
2022年，云溪县推进法治政府建设。现将有关情况报告如下：
一、主要工作
全年受理行政复议案件20件。人民调解工作平稳有序。
云溪县人民政府
2023年1月10日
""",
    "临澜区2023年法治政府建设年度报告.txt": """临澜区2023年法治政府建设年度报告
2023年，临澜区推进法治政府建设。现将有关情况报告如下：
一、主要工作
全年受理行政复议案件41件。出庭应诉率稳步提高。
临澜区人民政府
2024年1月12日
""",
    "青岚市2025年国民经济和社会发展统计公报.txt": """青岚市2025年国民经济和社会发展统计公报
青岚市统计局
2026年3月20日
一、综合
全年地区生产总值3215.6亿元，比上年增长5.1%，人均地区生产总值8.9万元。
年末常住人口412.6万人。“十四五”时期累计粮食总产量650万吨。
二、农业
全年粮食产量131.5万吨，下降0.6%。
| 地区 | 粮食产量（万吨） |
| --- | --- |
| 石漫区 | 20.0 |
| 望枫县 | 18.5 |
| 全市 | 131.5 |
""",
    "2026年青岚市人民政府工作报告.txt": """2026年青岚市人民政府工作报告
各位代表：
现在，我向大会报告工作，请予审议。
一、2025年工作回顾
2025年，全市城镇新增就业6.2万人。高标准农田348.8万亩。
“十四五”时期，累计城镇新增就业31万人。
二、2026年重点工作
2026年，城镇新增就业目标6万人。
""",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("values"), _REPORTS) as held:
        yield held


def test_a_year_asked_is_the_figures_own(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, "云溪县", times=(year(2023),))
    assert told(draft) == [("云溪县", "", "24件")]
    assert counts(draft) == (1, 1, 1, 0)
    assert amounts(run(store, Act.VALUE, _CASES, "云溪县", times=(year(2022),))) == ["20件"]


def test_without_a_year_the_newest_comes_first(store: Store) -> None:
    assert told(run(store, Act.VALUE, _CASES, "云溪县")) == [
        ("云溪县", "", "24件"),
        ("云溪县", "", "20件"),
    ]


def test_part_of_a_year_is_answered_only_where_it_is_asked(store: Store) -> None:
    half = year(2023).model_copy(update={"words": "上半年", "last": "2023-06-30"})
    assert told(run(store, Act.VALUE, _CASES, "云溪县", times=(half,))) == [
        ("云溪县", "上半年", "17件")
    ]


def test_last_year_is_told_from_the_latest_report(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, "云溪县", times=(LAST_YEAR,))
    assert told(draft) == [("云溪县", "", "20件")]


def test_a_work_report_answers_for_the_year_before(store: Store) -> None:
    jobs = link("城镇新增就业", ("城镇就业", "新增"), ("就业", "新增"))
    for times in ((year(2025),), (LAST_YEAR,)):
        draft = run(store, Act.VALUE, jobs, "青岚市", times=times)
        assert told(draft) == [("青岚市", "", "6.2万人")]
    for asked in ([year(2026)], [THIS_YEAR], []):
        target = run(store, Act.VALUE, jobs, "青岚市", times=tuple(asked), status=Status.TARGET)
        assert told(target) == [("青岚市", "2026", "6万人")]
        assert text_of(target).startswith("青岚市2026年（计划）：")


def test_a_sum_of_years_answers_for_these_years_only(store: Store) -> None:
    jobs = link("城镇新增就业", ("城镇就业", "新增"), ("就业", "新增"))
    draft = run(store, Act.VALUE, jobs, "青岚市", times=(years(2021, 2025),))
    assert [amount for _, _, amount in told(draft)] == ["31万人"]
    grain = link("粮食总产量")
    late = run(store, Act.VALUE, grain, "青岚市", times=(year(2025),))
    assert (late.reason, late.subject) == (Reason.OTHER_KIND, "aggregation:cumulative")
    assert "只写明了多年累计数" in text_of(late)


def test_a_target_stands_in_for_a_result_only_with_a_word(store: Store) -> None:
    jobs = link("城镇新增就业", ("城镇就业", "新增"), ("就业", "新增"))
    draft = run(store, Act.VALUE, jobs, "青岚市", times=(year(2026),))
    assert amounts(draft) == ["6万人"]
    assert draft.verdict is not None
    assert draft.verdict.notes == (Note.PLANNED,)
    assert "报告没有写明结果，以下是目标或计划。" in text_of(draft, Intent.LOOKUP)


def test_the_level_is_meant_unless_another_measure_is_asked(store: Store) -> None:
    gdp = ("地区生产总值", "人均地区生产总值")
    assert amounts(run(store, Act.VALUE, link("GDP", *gdp), "青岚市")) == ["3215.6亿元"]
    each = link("人均GDP", *gdp, measure=Measure.PER_HEAD)
    assert amounts(run(store, Act.VALUE, each, "青岚市")) == ["8.9万元"]
    grown = link("GDP增速", *gdp, measure=Measure.CHANGE)
    assert amounts(run(store, Act.VALUE, grown, "青岚市")) == ["5.1%"]


def test_a_figure_that_was_not_asked_for_is_no_answer(store: Store) -> None:
    draft = run(store, Act.VALUE, nothing("蔬菜产量"), "青岚市")
    assert draft.reason is Reason.NOT_MENTIONED
    assert not draft.findings


def test_only_growth_is_no_answer_to_how_much(store: Store) -> None:
    each = link("GDP", "地区生产总值", measure=Measure.RANK)
    draft = run(store, Act.VALUE, each, "青岚市")
    assert draft.reason is Reason.OTHER_KIND
    assert draft.findings


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2e7, ("2", "千万元")),
        (3e8, ("3", "亿元")),
        (1.5e8, ("1亿5000万", "元")),
        (23000, ("2万3千", "份")),
    ],
)
def test_amounts_keep_their_scale(store: Store, value: float, expected: tuple[str, str]) -> None:
    draft = run(store, Act.VALUE, link_of(store, "云溪县", value), "云溪县", times=(year(2023),))
    [figure] = draft.findings[0].figures
    assert (figure.value, figure.unit) == expected


def test_a_tables_cell_has_the_scale_of_its_head(store: Store) -> None:
    draft = run(store, Act.VALUE, _GRAIN, "石漫区", times=(year(2025),))
    assert amounts(draft) == ["20.0万吨"]
    assert draft.without_report == ("石漫区",)


def test_a_city_is_not_answered_by_one_of_its_parts(store: Store) -> None:
    assert amounts(run(store, Act.VALUE, _GRAIN, "青岚市", times=(year(2025),))) == ["131.5万吨"]


def test_a_place_without_report_or_figure_is_not_held(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, "火星县")
    assert (draft.reason, draft.subject) == (Reason.PLACE_NOT_HELD, "火星县")


def test_bodies_answer_for_themselves_only(store: Store) -> None:
    handled = link("行政案件", ("行政案件", "办理"))
    assert amounts(run(store, Act.VALUE, handled, "云溪县", bodies=("公安局",))) == ["305件"]
    whole = run(store, Act.VALUE, handled, "云溪县")
    assert (whole.reason, whole.subject) == (Reason.OTHER_KIND, "scope:department")
    cases = run(store, Act.VALUE, _CASES, "云溪县", bodies=("公安局",))
    assert (cases.reason, cases.subject) == (Reason.PLACE_NOT_HELD, "云溪县公安局")


def test_its_own_level_is_not_the_whole_place(store: Store) -> None:
    income = link("一般公共预算收入")
    assert run(store, Act.VALUE, income, "云溪县").reason is Reason.OTHER_KIND
    own = run(store, Act.VALUE, income, "云溪县", scope=Scope.OWN_LEVEL)
    assert amounts(own) == ["12.5亿元"]


def test_a_year_that_is_not_held_is_said(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, "云溪县", times=(year(2019),))
    assert (draft.reason, draft.subject) == (Reason.YEAR_NOT_HELD, "2019")
    assert counts(draft) == (0, 0, 0, 0)


def test_what_is_only_mentioned_is_said(store: Store) -> None:
    draft = run(store, Act.VALUE, link("出庭应诉率"), "临澜区", times=(year(2023),))
    assert draft.reason is Reason.MENTIONED_ONLY
    assert draft.findings[0].quote.text == "出庭应诉率稳步提高。"
    assert counts(draft) == (1, 0, 0, 1)


def test_each_of_several_places_is_answered(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, "临澜区", "云溪县", times=(year(2023),))
    assert told(draft) == [("临澜区", "", "41件"), ("云溪县", "", "24件")]
    assert counts(draft) == (2, 2, 2, 0)
    some = run(store, Act.VALUE, _CASES, "火星县", "云溪县", times=(year(2023),))
    assert amounts(some) == ["24件"]
    assert some.unanswered == ("火星县",)


def test_each_of_several_targets_is_answered(store: Store) -> None:
    mediators = link("人民调解员")
    draft = run(store, Act.VALUE, [_CASES, mediators], "云溪县", times=(year(2023),))
    assert amounts(draft) == ["24件", "730名"]
    assert draft.verdict is None
    some = run(store, Act.VALUE, [nothing("公证员"), mediators], "云溪县", times=(year(2023),))
    assert amounts(some) == ["730名"]
    assert some.unanswered == ("公证员",)


def test_without_a_place_no_county_stands_for_all(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, times=(year(2023),))
    assert told(draft) == [("临澜区", "", "41件"), ("云溪县", "", "24件")]
    assert counts(draft) == (2, 2, 2, 0)


def test_a_yearly_average_is_answered_where_it_is_asked(store: Store) -> None:
    mean = link("粮食总产量", aggregation=Aggregation.YEARLY_AVERAGE)
    assert run(store, Act.VALUE, mean, "青岚市").reason is Reason.OTHER_KIND
    total = link("粮食总产量", aggregation=Aggregation.CUMULATIVE)
    assert amounts(run(store, Act.VALUE, total, "青岚市")) == ["650万吨"]
