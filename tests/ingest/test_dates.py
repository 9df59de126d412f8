from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cataloguing.dates import find_dates, find_years, without_titles


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年2月21日", date(2022, 2, 21)),
        ("2019 年 9 月 27 日", date(2019, 9, 27)),
        ("2018.02.13", date(2018, 2, 13)),
        ("2018-2-3 10:20:30", date(2018, 2, 3)),
        ("2018/12/13", date(2018, 12, 13)),
        ("二〇二二年一月十日", date(2022, 1, 10)),
        ("二○二一年十二月三十一日", date(2021, 12, 31)),
        ("二零二三年三月廿一日", date(2023, 3, 21)),
    ],
)
def test_dates_are_read_in_every_common_form(text: str, expected: date) -> None:
    (found,) = find_dates(text)
    assert found.value == expected
    assert found.has_day


def test_a_month_without_a_day_says_so() -> None:
    (found,) = find_dates("2022年3月")
    assert (found.value, found.has_day) == (date(2022, 3, 1), False)


@pytest.mark.parametrize(
    "text", ["2023-13-40", "2022年13月1日", "12018.02.13", "3.2018.02.13", "1200年1月1日"]
)
def test_impossible_dates_are_left_out(text: str) -> None:
    assert list(find_dates(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年", [(2021, 2021, False)]),
        ("2021年度", [(2021, 2021, False)]),
        ("二〇二一年度", [(2021, 2021, False)]),
        ("2015年以来", [(2015, 2015, True)]),
        ("2020年9月以来", [(2020, 2020, True)]),
        ("2021—2025年", [(2025, 2021, False)]),
        ("2021至2023年,2024年", [(2023, 2021, False), (2024, 2024, False)]),
        ("〔2018〕10号", []),
        ("共2021件", []),
    ],
)
def test_years_ranges_and_beginnings(text: str, expected: list[tuple[int, int, bool]]) -> None:
    assert [(year.value, year.first, year.since) for year in find_years(text)] == expected


def test_titles_of_documents_are_blanked_in_place() -> None:
    assert without_titles("按《纲要(2015年)》2021年") == "按           2021年"


@settings(deadline=None)
@given(st.text(alphabet="12一二〇年月日十廿-./〔〕以来度至—0 ", max_size=30))
def test_any_digits_are_read_without_error(text: str) -> None:
    for year in find_years(text):
        assert 1990 <= year.first <= year.value <= 2099
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
    assert len(without_titles(text)) == len(text)
