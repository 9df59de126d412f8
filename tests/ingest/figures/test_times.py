from __future__ import annotations

import pytest

from ingest.figures.settings import Setting
from ingest.figures.times import Calendar, times_in, years_named
from ingest.figures.timing import without_times
from vectorstore.records import Aggregation

OF_2025 = Calendar(2025)
SPEECH = Calendar(2025, spoken=2026)
"""A speech of January 2026 that reports 2025."""


def days(words: str, calendar: Calendar = OF_2025) -> list[tuple[str, str]]:
    return [(time.first, time.last) for time in times_in(words, calendar)]


@pytest.mark.parametrize(
    "words",
    ["为近四年最快", "近五年来最好水平", "十年来首次", "创2015年以来新高", "是2008年以来的最低点"],
)
def test_against_what_something_is_a_record_is_not_its_time(words: str) -> None:
    assert days(words) == []


@pytest.mark.parametrize(
    ("words", "first"), [("2024年首批项目", "2024"), ("2024年同期", "2024"), ("近四年累计", "2022")]
)
def test_times_before_other_words_stand(words: str, first: str) -> None:
    assert [each[0][:4] for each in days(words)] == [first]


@pytest.mark.parametrize(
    ("words", "first", "last", "aggregation"),
    [
        ("2024年", "2024-01-01", "2024-12-31", None),
        ("2024年度", "2024-01-01", "2024-12-31", None),
        ("全年", "2025-01-01", "2025-12-31", None),
        ("去年", "2024-01-01", "2024-12-31", None),
        ("上年同期", "2024-01-01", "2024-12-31", None),
        ("前年", "2023-01-01", "2023-12-31", None),
        ("明年", "2026-01-01", "2026-12-31", None),
        ("上半年", "2025-01-01", "2025-06-30", None),
        ("2024年下半年", "2024-07-01", "2024-12-31", None),
        ("一季度", "2025-01-01", "2025-03-31", None),
        ("前三季度", "2025-01-01", "2025-09-30", None),
        ("第四季度", "2025-10-01", "2025-12-31", None),
        ("前4个月", "2025-01-01", "2025-04-30", None),
        ("1-5月", "2025-01-01", "2025-05-31", None),
        ("2024年1至11月", "2024-01-01", "2024-11-30", None),
        ("2024年2月", "2024-02-01", "2024-02-29", None),
        ("6月份", "2025-06-01", "2025-06-30", None),
        ("截至11月底", "2025-11-30", "2025-11-30", Aggregation.AS_OF),
        ("截至2024年6月30日", "2024-06-30", "2024-06-30", Aggregation.AS_OF),
        ("年末", "2025-12-31", "2025-12-31", Aggregation.AS_OF),
        ("截至2024年底", "2024-12-31", "2024-12-31", Aggregation.AS_OF),
        ("截至目前", "2025-12-31", "2025-12-31", Aggregation.AS_OF),
        ("2021-2025年", "2021-01-01", "2025-12-31", Aggregation.CUMULATIVE),
        ("2021至2023年间", "2021-01-01", "2023-12-31", Aggregation.CUMULATIVE),
        ("2022年以来", "2022-01-01", "2025-12-31", Aggregation.CUMULATIVE),
        ("过去五年", "2021-01-01", "2025-12-31", Aggregation.CUMULATIVE),
        ("三年来", "2023-01-01", "2025-12-31", Aggregation.CUMULATIVE),
        ("今后五年", "2026-01-01", "2030-12-31", Aggregation.CUMULATIVE),
        ("本届政府任期", "2021-01-01", "2025-12-31", Aggregation.CUMULATIVE),
        ("“十四五”时期", "2021-01-01", "2025-12-31", Aggregation.CUMULATIVE),
        ("“十五五”期间", "2026-01-01", "2030-12-31", Aggregation.CUMULATIVE),
        ("十三五规划", "2016-01-01", "2020-12-31", Aggregation.CUMULATIVE),
        ("“十三五”末", "2020-12-31", "2020-12-31", Aggregation.AS_OF),
        ("“一五”时期", "1953-01-01", "1957-12-31", Aggregation.CUMULATIVE),
    ],
)
def test_each_kind_of_expression(
    words: str, first: str, last: str, aggregation: Aggregation | None
) -> None:
    (time,) = times_in(words, OF_2025)
    assert (time.first, time.last, time.aggregation) == (first, last, aggregation)
    assert words[time.start : time.end] == time.words


def test_the_beginning_of_a_year_is_the_end_of_the_one_before() -> None:
    (time,) = times_in("年初", OF_2025)
    assert time.aggregation is Aggregation.AS_OF
    assert time.last in {"2024-12-31", "2025-01-01"}


def test_a_speech_tells_its_words_from_the_year_in_which_it_is_held() -> None:
    assert days("去年", SPEECH) == [("2025-01-01", "2025-12-31")]
    assert days("今年", SPEECH) == [("2026-01-01", "2026-12-31")]
    assert days("过去一年", SPEECH) == [("2025-01-01", "2025-12-31")]
    assert days("上年", SPEECH) == [("2024-01-01", "2024-12-31")]  # of the year reported
    assert days("全年", SPEECH) == [("2025-01-01", "2025-12-31")]


def test_without_a_year_a_relative_time_has_no_days() -> None:
    assert days("去年", Calendar(None)) == [("", "")]
    assert days("上半年", Calendar(None)) == [("", "")]
    assert days("2024年", Calendar(None)) == [("2024-01-01", "2024-12-31")]


def test_several_times_stand_in_order() -> None:
    assert days("一季度、上半年、前三季度") == [
        ("2025-01-01", "2025-03-31"), ("2025-01-01", "2025-06-30"), ("2025-01-01", "2025-09-30"),
    ]  # fmt: skip


def test_a_time_knows_the_year_it_lies_in() -> None:
    (half,) = times_in("2024年上半年", OF_2025)
    (plan,) = times_in("“十四五”期间", OF_2025)
    assert (half.year, half.is_whole_year) == (2024, False)
    assert plan.year is None


def test_years_of_headings() -> None:
    assert years_named("一、2025年工作回顾") == (2025,)
    assert years_named("2025年执行情况和2026年草案") == (2025, 2026)


@pytest.mark.parametrize(
    "words",
    [
        "地区生产总值比上年",
        "较2020年",
        "与去年同期相比",
        "年初预算",
        "上年结转资金",
        "出口额是上年的",
        "首超上年",
    ],
)
def test_what_is_compared_with_is_no_time_of_the_figure(words: str) -> None:
    assert without_times(words, Setting(OF_2025)) == (words, None)


def test_words_are_left_without_their_time() -> None:
    words, time = without_times("2024年全县粮食产量", Setting(OF_2025))
    assert words == "全县粮食产量"
    assert time is not None
    assert time.first == "2024-01-01"
    words, time = without_times("由2020年的", Setting(OF_2025))
    assert time is not None
    assert time.last == "2020-12-31"
