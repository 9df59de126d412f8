"""A phrase and the name that it means among its neighbours, or none."""

from __future__ import annotations

import pytest

from rag.linking.linker import Linker, best_name, best_name_by_form

ECONOMY = (
    "地区生产总值",
    "地区生产总值增长率",
    "人均地区生产总值",
    "固定资产投资",
    "民间投资增长率",
    "社会消费品零售总额",
    "货物进出口总额",
    "货物出口额",
    "居民消费价格涨幅",
    "工业生产者出厂价格涨幅",
    "研发经费投入强度",
    "规模以上工业增加值",
    "城镇调查失业率",
    "城镇新增就业人数",
    "常住人口城镇化率",
    "政府债务余额",
    "政府债务限额",
    "一般公共预算收入",
    "一般公共预算支出",
)
"""Names as a statistical bulletin has them; the phrases below stand in none of them."""


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("GDP", "地区生产总值"),
        ("经济总量", "地区生产总值"),
        ("GDP growth", "地区生产总值增长率"),
        ("GDP per head", "人均地区生产总值"),
        ("固投", "固定资产投资"),
        ("社零", "社会消费品零售总额"),
        ("retail sales", "社会消费品零售总额"),
        ("外贸", "货物进出口总额"),
        ("foreign trade", "货物进出口总额"),
        ("exports", "货物出口额"),
        ("CPI", "居民消费价格涨幅"),
        ("物价", "居民消费价格涨幅"),
        ("研发强度", "研发经费投入强度"),
        ("规上工业", "规模以上工业增加值"),
        ("失业率", "城镇调查失业率"),
        ("unemployment rate", "城镇调查失业率"),
        ("城镇化率", "常住人口城镇化率"),
        ("urbanisation rate", "常住人口城镇化率"),
        ("债务余额", "政府债务余额"),
        ("outstanding government debt", "政府债务余额"),
        ("财政花了多少", "一般公共预算支出"),
    ],
)
def test_names_are_linked_by_meaning(phrase: str, meant: str) -> None:
    assert best_name(phrase, ECONOMY) == meant


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("老百姓收入", "居民人均可支配收入"),
        ("老百姓收入涨了多少", "居民人均可支配收入增长率"),
        ("复议受理", "行政复议案件受理数"),
        ("复议审结了几件", "行政复议案件审结数"),
        ("复议新收", "行政复议申请新收数"),
        ("进口", "货物进口额"),
        ("出口", "货物出口额"),
    ],
)
def test_neighbours_are_told_apart(phrase: str, meant: str) -> None:
    names = (
        "居民人均可支配收入",
        "居民人均可支配收入增长率",
        "行政复议案件受理数",
        "行政复议案件审结数",
        "行政复议申请新收数",
        "货物进口额",
        "货物出口额",
    )
    assert best_name(phrase, names) == meant


@pytest.mark.parametrize("phrase", ["火星人口", "地铁票价", "number of judges", "   "])
def test_what_is_not_there_is_said_to_be_none(phrase: str) -> None:
    assert best_name(phrase, ECONOMY) is None


def test_without_the_encoder_words_alone_decide() -> None:
    assert best_name_by_form("GDP", ECONOMY) == "地区生产总值"
    assert best_name_by_form("固定资产投资额", ECONOMY) == "固定资产投资"
    assert best_name_by_form("火星人口", ECONOMY) is None


def test_a_chance_is_given_to_every_name() -> None:
    found = Linker(None).scored("GDP", ECONOMY)
    assert {each.name for each in found} == set(ECONOMY)
    assert [each.chance for each in found] == sorted((each.chance for each in found), reverse=True)
    assert all(0 <= each.chance <= 1 for each in found)
    assert Linker(None).scored("GDP", []) == []
