import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.report_filter import ReportFilter, report_filter
from vectorstore.records import Metadata


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2020年以后的报告里哪些提到调解?", ReportFilter(first_year=2020)),
        ("2020年及以后的材料中有几份提到调解?", ReportFilter(first_year=2020)),
        ("2021年以来有哪些地方提到调解?", ReportFilter(first_year=2021)),
        ("2020年以前的报告有几份?", ReportFilter(last_year=2019)),
        ("2020年及以前的报告有几份?", ReportFilter(last_year=2020)),
        ("2017年以来出台了几部规章?", ReportFilter()),
        ("有几份是区一级的报告?", ReportFilter("county", "区")),
        ("县级的报告有哪些?", ReportFilter("county")),
        ("属于地级市的有几份?", ReportFilter("prefecture")),
        ("有几份省级报告?", ReportFilter("province")),
        ("哪些市辖区公布了调解数?", ReportFilter("county", "区")),
        ("哪些县提到调解?", ReportFilter("", "县")),
        ("哪些区县提到调解?", ReportFilter()),
        ("哪些区域提到调解?", ReportFilter()),
        ("市级行政规范性文件有多少件?", ReportFilter()),
    ],
)
def test_which_reports_are_meant(question: str, expected: ReportFilter) -> None:
    assert report_filter(question) == expected


def test_a_city_of_county_level_is_no_district() -> None:
    district = ReportFilter("county", "区")
    assert district.admits(Metadata(region="松岭区", level="county"))
    assert not district.admits(Metadata(region="松岭市", level="county"))


@given(st.integers(1990, 2030), st.integers(1990, 2030))
def test_since_and_before_part_the_reports(year: int, limit: int) -> None:
    report = Metadata(report_year=year)
    since = report_filter(f"{limit}年以后的报告有哪些?")
    before = report_filter(f"{limit}年以前的报告有哪些?")
    assert since.admits(report) is not before.admits(report)
