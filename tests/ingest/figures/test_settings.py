from __future__ import annotations

from ingest.figures.settings import Settings
from vectorstore.records import Metadata, PartKind, Report, Section


def settings(title: str, *sections: Section, published: str = "") -> Settings:
    metadata = Metadata(title=title, region="青原县", report_year=2025, published=published)
    return Settings(Report("0" * 16, "", (), metadata, sections))


def section(heading: str, start: int, end: int, kind: PartKind = PartKind.ACHIEVEMENT) -> Section:
    return Section(heading, 1, start, start + len(heading), end, kind)


def test_before_the_first_heading_the_report_itself_decides() -> None:
    setting = settings("青原县2025年统计公报", section("一、综合", 50, 100)).at(10)
    assert (setting.calendar.year, setting.calendar.spoken) == (2025, 2025)
    assert not setting.is_planned


def test_a_speech_is_held_in_the_year_after() -> None:
    speech = settings("青原县政府工作报告", published="2026-01-15").at(0)
    assert (speech.calendar.year, speech.calendar.spoken) == (2025, 2026)
    within = settings("青原县政府工作报告", published="2025-12-30").at(0)
    assert within.calendar.spoken == 2025


def test_a_heading_that_names_another_year_decides() -> None:
    found = settings(
        "青原县政府工作报告", section("一、2025年工作回顾", 0, 50), section("二、2026年主要目标", 50, 90)
    )  # fmt: skip
    assert found.at(20).calendar.year == 2025
    planned = found.at(60)
    assert (planned.calendar.year, planned.is_planned) == (2026, True)


def test_a_part_of_plans_is_of_the_year_after() -> None:
    found = settings("青原县2025年工作报告", section("三、下一步打算", 0, 50, PartKind.PLAN)).at(20)
    assert (found.calendar.year, found.is_planned) == (2026, True)


def test_the_innermost_heading_that_names_something_is_the_subject() -> None:
    child = Section("1.全县总体情况", 2, 30, 38, 50, PartKind.ACHIEVEMENT)
    parent = Section("一、2025年一般公共预算收支情况", 1, 0, 17, 50, PartKind.ACHIEVEMENT, (child,))
    assert settings("青原县预算报告", parent).at(40).subject == "一般公共预算"


def test_what_lies_after_the_report_has_not_happened() -> None:
    setting = settings("青原县2025年统计公报", published="2026-03-20").at(0)
    assert setting.has_happened("2025-12-31")
    assert setting.has_happened("2026-02-28")
    assert not setting.has_happened("2026-12-31")
