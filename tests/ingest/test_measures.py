from __future__ import annotations

import pytest

from ingest.measures import SCALES, UNITS, dimension_of
from ingest.numerals import figures


@pytest.mark.parametrize(
    ("text", "dimension", "common"),
    [
        ("12.6亿斤", "mass", 630_000.0),  # 12.6e8 斤 × 0.0005 吨
        ("63万吨", "mass", 630_000.0),
        ("12千克", "mass", 0.012),
        ("500克", "mass", 0.0005),
        ("45公里", "length", 45_000.0),
        ("3平方公里", "area", 3_000_000.0),
        ("2公顷", "area", 20_000.0),
        ("1.5亿元", "money", 150_000_000.0),
        ("1亿5000万元", "money", 150_000_000.0),
        ("32微克/立方米", "mass/volume", 32e-12),  # 1e-12 吨 in a 立方米
        ("24元/公斤", "money/mass", 24_000.0),  # 24 元 for 0.001 吨
        ("5.2万元/吨", "money/mass", 52_000.0),
        ("0.58元/千瓦时", "money/energy", 0.58),
        ("0.45吨标准煤/万元", "standard_coal/money", 0.000045),
        ("-3.05‰", "share", -0.305),  # per cent is the common unit of shares
        ("98.5%", "share", 98.5),
        ("120万人次", "人次", 1_200_000.0),
    ],
)
def test_a_figure_in_the_common_unit_of_its_dimension(
    text: str, dimension: str, common: float
) -> None:
    (figure,) = figures(f"共{text}。")
    found, factor = dimension_of(figure.unit)
    assert text == f"共{text}。"[figure.start : figure.end]
    assert found == dimension
    assert figure.value * factor == pytest.approx(common, rel=1e-9)


def test_a_scale_is_no_part_of_a_unit_that_begins_alike() -> None:
    (mass,) = figures("缴获毒品12千克。")
    assert (mass.value, mass.unit) == (12, "公斤")
    (people,) = figures("参会人员3千余人。")
    assert (people.value, people.unit, people.qualifier) == (3000, "人", "余")


def test_units_that_count_different_things_never_compare() -> None:
    assert dimension_of("件")[0] != dimension_of("%")[0]
    assert dimension_of("元")[0] != dimension_of("美元")[0]
    assert dimension_of("元/吨")[0] != dimension_of("元")[0]
    assert dimension_of("工作日")[0] != dimension_of("天")[0]


def test_an_unknown_unit_measures_itself() -> None:
    assert dimension_of("摞") == ("摞", 1.0)
    assert dimension_of("摞/捆") == ("摞/捆", 1.0)


def test_every_spelling_of_a_unit_has_the_dimension_of_its_name() -> None:
    for unit in UNITS.values():
        assert dimension_of(unit.name)[0] == unit.dimension, unit.written
        assert unit.factor > 0
    assert all(scale >= 100 for scale in SCALES.values())


@pytest.mark.parametrize(
    "text",
    [
        "第三次全国经济普查",
        "第2批项目",
        "第十届运动会",
        "12345热线",
        "2025年12月3日",
        "〔2025〕7号",
    ],
)
def test_ordinals_dates_and_numbers_in_names_are_no_figures(text: str) -> None:
    assert figures(text) == []
