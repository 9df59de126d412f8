"""What figures are called, and the cheap search among names."""

from __future__ import annotations

import pytest

from rag.linking.names import MeasuredName, NameIndex, name_of, named_figures, signature_of
from vectorstore.queries import FigureName, FigureNameUse
from vectorstore.records import Measure


@pytest.mark.parametrize(
    ("thing", "act", "measure", "expected"),
    [
        ("粮食产量", "", Measure.LEVEL, "粮食产量"),
        ("行政复议案件", "受理", Measure.LEVEL, "行政复议案件受理"),
        ("新受理案件", "受理", Measure.LEVEL, "新受理案件"),
        ("粮食产量", "", Measure.CHANGE, "粮食产量增长率"),
        ("粮食产量增速", "", Measure.CHANGE, "粮食产量增速"),
        ("第三产业增加值", "", Measure.SHARE, "第三产业增加值占比"),
        ("生产总值", "", Measure.PER_HEAD, "人均生产总值"),
        ("人均生产总值", "", Measure.PER_HEAD, "人均生产总值"),
        ("地区生产总值(GDP", "", Measure.LEVEL, "地区生产总值"),
        ("★钱袋子——地方财政收入", "", Measure.LEVEL, "地方财政收入"),
    ],
)
def test_a_name_can_be_read_alone(thing: str, act: str, measure: Measure, expected: str) -> None:
    assert name_of(MeasuredName(FigureName(thing, act), measure)) == expected


def test_names_that_say_the_same_are_one() -> None:
    assert signature_of("生产总值") == signature_of("地区生产总值")
    assert signature_of("GDP增速") == signature_of("地区生产总值增长率")
    assert signature_of("进口额") != signature_of("出口额")


def test_figures_of_one_name_are_counted_together() -> None:
    grain, cut = FigureName("粮食产量"), FigureName("粮食产量(")
    uses = [
        FigureNameUse(grain, Measure.LEVEL, 5, 3),
        FigureNameUse(cut, Measure.LEVEL, 2, 2),
        FigureNameUse(grain, Measure.LIMIT, 9, 9),
    ]
    (named,) = named_figures(uses)
    assert (named.name, named.facts, named.reports) == ("粮食产量", 7, 3)


def test_names_are_found_by_characters_and_by_what_words_mean() -> None:
    index = NameIndex(["粮食产量", "地区生产总值", "货物进出口总额", "生产安全事故"])
    assert index.nearest("粮食总产", 3)[0] == 0
    assert index.nearest("GDP", 3)[0] == 1
    assert index.nearest("foreign trade", 3) == [2]
    assert index.nearest("火星", 3) == []
    assert NameIndex([]).nearest("粮食", 3) == []
