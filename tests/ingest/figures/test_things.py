from __future__ import annotations

import pytest

from ingest.figures.things import parallel, root_of, things_in, with_head


@pytest.mark.parametrize(
    ("words", "things"),
    [
        ("粮食产量、油料产量", ("粮食产量", "油料产量")),
        ("夏粮、秋粮产量", ("夏粮产量", "秋粮产量")),
        ("城镇、农村居民人均可支配收入", ("城镇居民人均可支配收入", "农村居民人均可支配收入")),
        ("城乡居民人均可支配收入", ("城镇居民人均可支配收入", "农村居民人均可支配收入")),
        ("工业生产者出厂价格、购进价格", ("工业生产者出厂价格", "工业生产者购进价格")),
        ("一、二、三产业增加值", ("第一产业增加值", "第二产业增加值", "第三产业增加值")),
        ("第一、第二、第三产业增加值", ("第一产业增加值", "第二产业增加值", "第三产业增加值")),
        ("三次产业增加值", ("第一产业增加值", "第二产业增加值", "第三产业增加值")),
        ("三次产业结构", ("第一产业增加值", "第二产业增加值", "第三产业增加值")),
        ("公路、铁路、水路货运量", ("公路货运量", "铁路货运量", "水路货运量")),
        ("纺织、食品等行业增加值", ("纺织增加值", "食品增加值")),
    ],
)
def test_listed_things_are_each_complete(words: str, things: tuple[str, ...]) -> None:
    assert things_in(words, len(things)) == things


def test_things_that_do_not_match_their_figures_cannot_be_told() -> None:
    assert things_in("地区生产总值", 2) == ()
    assert things_in("粮食、油料、蔬菜产量", 2) == ()
    assert things_in("", 2) == ()


def test_a_part_takes_the_head_of_its_whole() -> None:
    assert with_head("夏粮", "粮食产量") == "夏粮产量"
    assert with_head("税收收入", "一般公共预算收入") == "税收收入"  # has one of its own
    assert with_head("个体工商户", "经营主体") == "个体工商户"  # the whole has none


def test_a_short_name_takes_the_lead_of_the_one_before() -> None:
    assert parallel("货邮吞吐量", "民航机场旅客吞吐量") == "民航机场货邮吞吐量"
    assert parallel("地区生产总值", "民航机场旅客吞吐量") == "地区生产总值"
    assert parallel("旅客吞吐量", "民航机场旅客吞吐量") == "民航机场旅客吞吐量"


def test_the_root_of_a_quantity() -> None:
    assert root_of("一般公共预算收入") == "一般公共预算"
    assert root_of("行政复议案件") == "行政复议案件"
    assert root_of("总收入") == "总收入"  # nothing would be left that names something
