"""Where bars, lines and dots lie."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.comparison_schemas import ComparedOut
from ui.web.charts import MOST_BARS, MOST_LINES, Point, ranking_of, trend_of


def point(
    region: str,
    value: float,
    year: int = 2023,
    *,
    bound: str = "",
    value_max: float | None = None,
    apart: tuple[str, ...] = (),
) -> Point:
    row = ComparedOut.model_validate(
        {
            "report_id": region,
            "title": "",
            "region": region,
            "province": "",
            "prefecture": "",
            "department": "",
            "year": year,
            "period": "",
            "indicator": "",
            "value": value,
            "value_max": value_max,
            "unit": "件",
            "figure": f"{value:g}",
            "figure_unit": "件",
            "qualifier": "",
            "bound": bound,
            "apart": list(apart),
            "quote": "",
            "start": 0,
            "end": 1,
            "warnings": [],
            "compared": value,
            "compared_max": value_max,
            "fact_id": "",
            "fact_status": "actual",
            "thing": "",
            "measure": "level",
            "direction": "",
            "base": "",
            "aggregation": "single",
            "period_start": "",
            "period_end": "",
            "scope": "whole",
            "unit_written": "件",
            "dimension": "件",
            "common_value": value,
        }
    )
    return Point(row, f"{value:g}件", f"/reports/{region}")


def test_bars_are_as_long_as_their_figures() -> None:
    chart = ranking_of([point("甲县", 50), point("乙县", 100), point("丙县", 0)], 880)
    assert [bar.label for bar in chart.bars] == ["乙县", "甲县", "丙县"]
    assert chart.bars[0].width == pytest.approx(2 * chart.bars[1].width, abs=0.2)
    assert chart.bars[2].width == 1.5
    assert chart.divide == 0


def test_what_stands_apart_comes_last_behind_a_line() -> None:
    chart = ranking_of([point("甲县", 50), point("乙县", 100, apart=("doubt",))], 880)
    assert [(bar.label, bar.doubtful) for bar in chart.bars] == [("甲县", False), ("乙县", True)]
    assert chart.bars[0].y < chart.divide < chart.bars[1].y


def test_a_range_adds_to_its_bar() -> None:
    bar = ranking_of([point("甲县", 50, value_max=100)], 880).bars[0]
    assert bar.extra == pytest.approx(bar.width, abs=0.2)


def test_a_decline_goes_left_of_the_zero_line() -> None:
    chart = ranking_of([point("甲县", 6), point("乙县", -2), point("丙县", 2)], 880)
    up, level, down = chart.bars
    assert (up.x, level.x, down.end) == (chart.zero, chart.zero, chart.zero)
    assert down.x + down.width == pytest.approx(chart.zero, abs=0.1)
    assert down.width == pytest.approx(level.width, abs=0.2)
    assert down.x >= chart.left
    assert up.width == pytest.approx(3 * level.width, abs=0.3)


def test_bars_compare_numbers_in_one_unit() -> None:
    def in_tons(place: str, value: float, tons: float) -> Point:
        plain = point(place, value)
        row = plain.row.model_copy(update={"compared": tons})
        return Point(row, plain.text, plain.href, converted=f"{tons:g}吨")

    chart = ranking_of([in_tons("甲县", 700, 0.35), in_tons("乙县", 0.7, 0.7)], 880)
    assert [(bar.label, bar.text) for bar in chart.bars] == [("乙县", "0.7吨"), ("甲县", "0.35吨")]
    assert chart.bars[0].width == pytest.approx(2 * chart.bars[1].width, abs=0.2)


def test_too_many_places_are_counted() -> None:
    many = [point(f"{n}县", n) for n in range(MOST_BARS + 3)]
    assert ranking_of(many, 880).more == 3
    both = [point(f"{n}县", n, year) for n in range(MOST_LINES + 2) for year in (2022, 2023)]
    assert trend_of(both, [2022, 2023], 880).more == 2


def test_years_without_a_figure_break_the_line() -> None:
    points = [point("甲县", 10, 2020), point("甲县", 20, 2021), point("甲县", 30, 2023)]
    points.append(point("乙县", 5, 2022))
    line = trend_of(points, [2020, 2021, 2022, 2023], 880).lines[0]
    assert len(line.solid) == len(line.broken) == len(line.gaps) == 1
    assert line.solid[0][2:] == line.broken[0][:2]
    assert line.dots[1].x < line.gaps[0] < line.dots[2].x
    assert [dot.y for dot in line.dots] == sorted((dot.y for dot in line.dots), reverse=True)


def test_a_doubtful_figure_is_a_dot_off_the_line() -> None:
    points = [point("甲县", 10, 2020), point("甲县", 99, 2021, apart=("period",))]
    line = trend_of(points, [2020, 2021], 880).lines[0]
    assert [dot.doubtful for dot in line.dots] == [False, True]
    assert not line.solid
    assert not line.gaps


def test_the_scale_has_round_numbers_and_holds_every_figure() -> None:
    chart = trend_of([point("甲县", 96, 2020), point("甲县", 100, 2021)], [2020, 2021], 880)
    assert [words for _, words in chart.ticks] == ["96", "97", "98", "99", "100"]
    chart = trend_of([point("甲县", 3, 2020), point("甲县", 120_000, 2021)], [2020, 2021], 880)
    assert [words for _, words in chart.ticks][-1] in {"12万", "12.5万", "15万"}
    assert chart.ticks[0][1] == "0"


@given(
    st.lists(
        st.tuples(
            st.sampled_from("甲乙丙丁"),
            st.floats(0, 1e12, allow_subnormal=False),
            st.integers(2015, 2024),
        ),
        min_size=1,
        max_size=30,
        unique_by=lambda each: (each[0], each[2]),
    ),
    st.sampled_from([340, 880]),
)
def test_everything_lies_inside_the_picture(
    figures: list[tuple[str, float, int]], width: float
) -> None:
    points = [point(place, value, year) for place, value, year in figures]
    ranking = ranking_of(points, width)
    for bar in ranking.bars:
        assert 0 < bar.y < ranking.height
        assert ranking.left + bar.width <= width
    trend = trend_of(points, list(range(2015, 2025)), width)
    for line in trend.lines:
        assert line.gap_y < trend.height
        for dot in line.dots:
            assert trend.left <= dot.x <= trend.right
            assert 0 < dot.y <= trend.bottom + 0.1
    for one, other in itertools.combinations(trend.lines, 2):
        left, right = sorted((one, other), key=lambda line: line.end_x)
        if right.end_x < left.end_x + 13 * len(left.label):
            assert abs(one.end_y - other.end_y) >= 16.9


def test_years_without_any_figure_are_not_drawn() -> None:
    points = [point("甲县", 1, 2010), point("甲县", 2, 2019), point("甲县", 3, 2020)]
    chart = trend_of(points, list(range(2010, 2021)), 880)
    assert [year for _, year in chart.years] == [2010, 2019, 2020]
    assert len(chart.lines[0].broken) == len(chart.lines[0].solid) == 1
    assert not chart.lines[0].gaps


def test_places_of_one_year_each_have_no_row_of_gaps() -> None:
    points = [point(f"{name}县", 5, 2020 + n) for n, name in enumerate("甲乙丙丁")]
    chart = trend_of(points, [2020, 2021, 2022, 2023], 880)
    assert not any(line.gaps for line in chart.lines)
    many = trend_of([*points, point("甲县", 5, 2023)], [2020, 2021, 2022, 2023], 880)
    assert [len(line.gaps) for line in many.lines] == [2, 0, 0, 0]
    assert many.height == chart.height + 14


def test_a_label_stands_where_its_line_ends() -> None:
    points = [point("甲县", 5, 2020), point("乙县", 5, 2020), point("丙县", 5, 2021)]
    chart = trend_of(points, [2020, 2021], 880)
    first, second, last = chart.lines
    assert first.end_x == second.end_x == first.dots[0].x + 9
    assert abs(first.end_y - second.end_y) >= 17
    assert last.end_x == last.dots[0].x + 9 > chart.left
    assert last.end_y == last.dots[0].y
