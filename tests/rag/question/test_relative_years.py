import pytest

from rag.question.relative_years import latest_years, single_year, tells_years

HELD = (2021, 2022, 2024)


@pytest.mark.parametrize(
    ("text", "this_year", "year"),
    [
        # The calendar decides where a report of that year is held.
        ("临澜区去年受理多少件", 2025, 2024),
        ("临澜区今年受理多少件", 2024, 2024),
        ("临澜区前年受理多少件", 2024, 2022),
        ("How many cases last year?", 2025, 2024),
        # Otherwise the latest report is the one at hand.
        ("临澜区去年受理多少件", 2030, 2023),
        ("临澜区今年受理多少件", 2030, 2024),
        ("临澜区本年度受理多少件", 2030, 2024),
        # What was planned for a year stands in the report before it.
        ("临澜区明年有什么打算", 2024, 2025),
        ("临澜区明年有什么打算", 2030, 2025),
        # Words of comparison and of another period tell no year.
        ("比去年增加的有哪些", 2025, None),
        ("与去年同期相比如何", 2025, None),
        ("去年同期受理多少", 2025, None),
        ("Which places had fewer petitions than last year?", 2025, None),
        ("Where did petitions fall compared with last year?", 2025, None),
        ("今年以来受理多少", 2024, None),
        ("受理多少件", 2024, None),
    ],
)
def test_a_year_told_by_the_time_of_asking(text: str, this_year: int, year: int | None) -> None:
    assert single_year(text, HELD, this_year) == year


def test_a_collection_without_years_tells_none() -> None:
    assert single_year("去年受理多少件", (), 2025) is None
    assert latest_years("近三年受理多少件", ()) == ()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("近三年哪些地方达到100%", (2022, 2023, 2024)),
        ("最近2年哪些地方达到100%", (2023, 2024)),
        ("Which districts reached 100% in the last two years?", (2023, 2024)),
        ("近一年哪些地方", ()),
        ("近99年", ()),
    ],
)
def test_so_many_years_count_back_from_the_latest_report(text: str, years: tuple[int, ...]) -> None:
    assert latest_years(text, HELD) == years


@pytest.mark.parametrize("text", ["去年呢", "近五年的", "this year"])
def test_such_words_are_known(text: str) -> None:
    assert tells_years(text)
    assert not tells_years("2023年的")
