"""Times in questions, worked out by hand."""

from __future__ import annotations

import pytest

from rag.tagging.times import Expression, expressions

DAYS = [
    ("云栖县2023年受理多少件", "2023年", "2023-01-01", "2023-12-31"),
    ("云栖县2023受理多少件", "2023", "2023-01-01", "2023-12-31"),
    ("24年的呢", "24年", "2024-01-01", "2024-12-31"),
    ("22年到24年", "22年到24年", "2022-01-01", "2024-12-31"),
    ("失业率 2022-24", "2022-24", "2022-01-01", "2024-12-31"),
    ("2021—2025年的走势", "2021—2025年", "2021-01-01", "2025-12-31"),
    ("2025年前三季度", "2025年前三季度", "2025-01-01", "2025-09-30"),
    ("2024年上半年", "2024年上半年", "2024-01-01", "2024-06-30"),
    ("十四五期间", "十四五期间", "2021-01-01", "2025-12-31"),
    ("截至2024年底", "截至2024年底", "2024-12-31", "2024-12-31"),
    ("2020年以来", "2020年以来", "2020-01-01", ""),
    ("上半年", "上半年", "--01-01", "--06-30"),
    ("GDP in the first half of 2025", "the first half of 2025", "2025-01-01", "2025-06-30"),
    ("from 2021 to 2023", "from 2021 to 2023", "2021-01-01", "2023-12-31"),
    ("debt at end 2024", "at end 2024", "2024-12-31", "2024-12-31"),
    ("population, 2024 year-end", "2024 year-end", "2024-12-31", "2024-12-31"),
    ("in Q3 2024", "Q3 2024", "2024-07-01", "2024-09-30"),
    (
        "the 14th Five-Year Plan period",
        "the 14th Five-Year Plan period",
        "2021-01-01",
        "2025-12-31",
    ),
]


def test_words_that_end_like_a_time_name_none() -> None:
    assert list(expressions("请注明年度和比例", "zh")) == []
    assert [each.shift for each in expressions("明年度怎么安排", "zh")] == [1]


def _only(question: str) -> Expression:
    language = "en" if question.isascii() else "zh"
    (found,) = expressions(question, language)
    return found


@pytest.mark.parametrize(("question", "words", "first", "last"), DAYS)
def test_days(question: str, words: str, first: str, last: str) -> None:
    found = _only(question)
    assert question[found.start : found.end] == words
    assert (found.first, found.last, found.shift) == (first, last, None)


@pytest.mark.parametrize(
    ("question", "shift", "back"),
    [("去年多少", -1, 0), ("今年的目标", 0, 0), ("前年", -2, 0), ("近三年", 0, 2), ("过去五年", -1, 4),
     ("这几年", 0, 4), ("五年前", -5, 0), ("last year", -1, 0), ("over the past three years", 0, 2)],
)  # fmt: skip
def test_years_told_from_the_report(question: str, shift: int, back: int) -> None:
    found = _only(question)
    assert (found.first, found.last, found.shift, found.back) == ("", "", shift, back)


@pytest.mark.parametrize(
    "question",
    ["受理2000件以上", "12345热线", "现在多少", "四个季度", "10年期国债", "年初目标"],
)
def test_what_is_no_time(question: str) -> None:
    assert not expressions(question, "zh")


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("2021年及以前的报告", "1900-01-01", "2021-12-31"),
        ("2022年之前的材料", "1900-01-01", "2021-12-31"),
        ("2022年及以后的报告", "2022-01-01", ""),
        ("reports before 2022", "1900-01-01", "2021-12-31"),
        ("reports after 2022", "2023-01-01", ""),
    ],
)
def test_times_that_are_open_on_one_side(question: str, first: str, last: str) -> None:
    found = _only(question)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("question", ["那第二年呢", "次年呢", "And the year after?"])
def test_the_year_after_is_told_from_the_one_before(question: str) -> None:
    language = "en" if question.isascii() else "zh"
    (found,) = expressions(question, language)
    assert (found.shift, found.is_told) == (1, True)
