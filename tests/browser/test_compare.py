"""The page that compares in a real browser."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.accessibility import serious_problems
from tests.browser.conftest import OpenPage

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
ACCEPTED = "/compare?indicator=行政复议受理"


def test_an_indicator_is_found_while_typing_and_its_figure_leads_to_its_quote(
    open_page: OpenPage,
) -> None:
    page = open_page("/compare")
    page.locator("#indicator").press_sequentially("复议受", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("行政复议受理")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("indicator="))
    expect(page.locator(".subject h2")).to_have_text("行政复议受理")
    page.locator("#table").get_by_role("link", name="74件").first.click()
    expect(page.locator("mark#quote")).to_contain_text("受理74件")
    expect(page.locator("mark#quote")).to_be_in_viewport()


def test_enter_that_ends_a_composition_chooses_nothing(open_page: OpenPage) -> None:
    page = open_page("/compare")
    page.fill("#indicator", "复议")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.evaluate(
        "document.querySelector('#indicator').dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.wait_for_timeout(200)
    expect(page.locator("#indicator")).to_have_value("复议")


def test_places_are_added_and_taken_away(open_page: OpenPage) -> None:
    page = open_page(ACCEPTED)
    page.locator("#region").press_sequentially("云溪", delay=20)
    page.get_by_role("option", name=re.compile("云溪县")).click()
    expect(page).to_have_url(re.compile("region="))
    expect(page.locator(".figures tbody tr")).to_have_count(1)
    page.locator(".places .chip-box", has_text="云溪县").click()
    expect(page.locator(".figures tbody tr")).to_have_count(3)


def test_enter_takes_the_only_place_that_fits(open_page: OpenPage) -> None:
    page = open_page(ACCEPTED)
    page.locator("#region").press_sequentially("云溪", delay=20)
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("region=" + quote("云溪县")))
    expect(page.locator(".figures tbody tr")).to_have_count(1)


def test_no_list_opens_by_itself(open_page: OpenPage) -> None:
    page = open_page("/compare")
    expect(page.locator("#indicator")).to_be_focused()
    page.wait_for_timeout(600)
    expect(page.locator(".combo-list:visible")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()


def test_a_bar_leads_to_its_quote(open_page: OpenPage) -> None:
    page = open_page(f"{ACCEPTED}&year=2023")
    page.locator("#ranking .wide .bar", has_text="云溪县").click()
    expect(page.locator("mark#quote")).to_contain_text("受理74件")


def test_figures_are_exported(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(f"{ACCEPTED}&year=2023")
    for name in ("CSV", "XLSX", "PNG"):
        with page.expect_download() as started:
            page.locator(".export").get_by_text(name).click()
        started.value.save_as(tmp_path / name)
        assert started.value.suggested_filename == f"行政复议受理.{name.lower()}"
    assert "云溪县" in (tmp_path / "CSV").read_text("utf-8-sig")
    sheet = load_workbook(io.BytesIO((tmp_path / "XLSX").read_bytes())).active
    assert sheet is not None
    assert sheet.max_row == 3
    data = (tmp_path / "PNG").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 2 * (880 + 40)


def test_a_hostile_report_is_shown_as_text(open_page: OpenPage) -> None:
    page = open_page(f"{ACCEPTED}&region=石漫区")
    expect(page.locator("#table")).to_contain_text("<script>window.hacked=1</script>")
    assert page.evaluate("window.hacked") is None


def test_nothing_found_offers_something(open_page: OpenPage) -> None:
    page = open_page("/compare?indicator=无人提起的事项&lang=en")
    expect(page.locator(".nothing")).to_contain_text("No report states a figure")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/compare", ACCEPTED])
def test_axe_finds_nothing_serious_and_a_phone_is_wide_enough(
    open_page: OpenPage, scheme: str, path: str
) -> None:
    for options in ({}, PHONE):
        page = open_page(path, color_scheme=scheme, **options)
        assert serious_problems(page) == []
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1]
