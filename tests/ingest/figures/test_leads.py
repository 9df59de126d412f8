from __future__ import annotations

import pytest

from ingest.figures.lead import Lead
from ingest.figures.leads import read_lead
from vectorstore.records import Direction, Measure, Scope, Status


def lead(words: str, unit: str = "亿元", **kind: bool) -> Lead:
    return read_lead(words, unit, **kind)


@pytest.mark.parametrize(
    ("words", "unit", "thing", "act"),
    [
        ("受理行政复议案件", "件", "行政复议案件", "受理"),
        ("全县共受理行政复议案件", "件", "行政复议案件", "受理"),
        ("累计新建高标准农田", "亩", "高标准农田", "新建"),
        ("各级复议机构受理行政复议案件", "件", "行政复议案件", "受理"),
        ("中欧班列开行", "列", "中欧班列", "开行"),
        ("审结", "件", "", "审结"),
        ("实现地区生产总值", "亿元", "地区生产总值", ""),
        ("全年完成固定资产投资", "亿元", "固定资产投资", ""),
        ("地区生产总值(GDP)达到", "亿元", "地区生产总值", ""),
        ("细颗粒物(PM2.5)年均浓度", "微克/立方米", "细颗粒物(PM2.5)年均浓度", ""),
        ("有线电视用户", "户", "有线电视用户", ""),
        ("(二)粮食产量", "万吨", "粮食产量", ""),
        ("一是培训基地", "家", "培训基地", ""),
    ],
)
def test_thing_and_act(words: str, unit: str, thing: str, act: str) -> None:
    found = lead(words, unit)
    assert (found.thing, found.act) == (thing, act)


@pytest.mark.parametrize(
    ("words", "unit", "measure", "direction", "base"),
    [
        ("地区生产总值比上年增长", "%", Measure.CHANGE, Direction.UP, "上年"),
        ("同比下降", "%", Measure.CHANGE, Direction.DOWN, "上年同期"),
        ("环比上涨", "%", Measure.CHANGE, Direction.UP, "上期"),
        ("较2020年增加", "户", Measure.CHANGE, Direction.UP, "2020年"),
        ("同比", "%", Measure.CHANGE, Direction.NONE, "上年同期"),
        ("高于全省平均水平", "个百分点", Measure.CHANGE, Direction.UP, "全省平均水平"),
        ("低于全国", "个百分点", Measure.CHANGE, Direction.DOWN, "全国"),
        ("服务业增加值占地区生产总值的比重为", "%", Measure.SHARE, Direction.NONE, "地区生产总值"),
        ("税收占比", "%", Measure.SHARE, Direction.NONE, ""),
        ("完成年初预算的", "%", Measure.SHARE, Direction.NONE, "年初预算"),
        ("出口额是上年的", "倍", Measure.RATIO, Direction.NONE, "上年"),
        ("人均地区生产总值", "元", Measure.PER_HEAD, Direction.NONE, ""),
        ("每万人发明专利拥有量", "件", Measure.PER_HEAD, Direction.NONE, ""),
        ("政府债务限额", "亿元", Measure.LIMIT, Direction.NONE, ""),
        ("人口自然增长率", "‰", None, Direction.NONE, ""),
        ("地区生产总值", "亿元", None, Direction.NONE, ""),
    ],
)
def test_measure_direction_and_base(
    words: str, unit: str, measure: Measure | None, direction: Direction, base: str
) -> None:
    found = lead(words, unit)
    assert (found.measure, found.direction, found.base) == (measure, direction, base)


def test_a_place_in_an_order() -> None:
    found = lead("地区生产总值增速居全市", "名", is_rank=True)
    assert (found.measure, found.thing) == (Measure.RANK, "地区生产总值增速")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("力争地区生产总值增长", Status.TARGET),
        ("预期城镇调查失业率", Status.TARGET),
        ("拟安排专项资金", Status.PLAN),
        ("计划改造老旧小区", Status.PLAN),
        ("一般公共预算收入", None),
        ("计划生育服务站", None),
        ("完成目标任务的", None),
    ],
)
def test_status(words: str, status: Status | None) -> None:
    assert lead(words, "%").status is status


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        ("市本级一般公共预算收入", Scope.OWN_LEVEL),
        ("全县一般公共预算收入", Scope.WHOLE),
        ("一般公共预算收入", None),
        ("县级以上文物保护单位", None),
        ("全面落实项目", None),
    ],
)
def test_scope(words: str, scope: Scope | None) -> None:
    assert lead(words).scope is scope


def test_parts_averages_and_what_is_superseded() -> None:
    assert lead("其中夏粮", "亿斤").among
    assert lead("其中:第一产业增加值").among
    assert not lead("其中之一").among
    assert lead("地区生产总值年均增长", "%").average
    assert lead("办理时限由", "工作日").previous
    assert not lead("办理时限", "工作日").previous


def test_how_a_figure_was_reckoned_is_not_what_it_is_of() -> None:
    assert lead("按可比价格计算,增长", "%").is_bare
    assert lead("剔除价格因素后", "%").is_bare


def test_listed_sectors_are_no_numbers_of_a_list() -> None:
    assert lead("第一、第二、第三产业增加值分别增长", "%").thing == "第一、第二、第三产业增加值"
    assert lead("一、二、三产业增加值分别为").thing == "一、二、三产业增加值"
