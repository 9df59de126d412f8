"""Choosing what kind of figures to compare, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessibility import serious_problems
from tests.browser.conftest import OpenPage
from tests.grain import GRAIN, ingest_harvests
from tests.ui.serving import yiju_serve
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
COMPARED = f"/compare?indicator={GRAIN}&year=2025"


@pytest.fixture(scope="module")
def harvests(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("harvests")
    with LocalStore.open(folder / "store", load_embedder().identity, create=True) as store:
        ingest_harvests(store)
    with yiju_serve(folder / "store") as (served, _):
        yield served


def test_only_like_figures_are_drawn_and_the_rest_is_told(
    open_page: OpenPage, harvests: str
) -> None:
    page = open_page(COMPARED + "&unit=吨", base=harvests)
    bars = page.locator("#ranking .wide .bar")
    expect(bars).to_have_text([re.compile("云溪县.*37万吨", re.S), re.compile("望枫县.*28.9万吨", re.S),
                               re.compile("临澜区.*13.1万吨", re.S)])  # fmt: skip
    expect(page.locator(".left-out")).to_have_text(
        "另有4个数字是增速、1个是目标或计划、2个是累计数\uff0c未列入比较。"
    )
    expect(page.locator("#table .converted")).to_have_text("= 37万吨")
    page.locator("#table .figure").get_by_role("link", name="7.4亿斤").click()
    expect(page.locator("mark#quote")).to_contain_text("粮食总产量7.4亿斤")


def test_choosing_growth_shows_growth_and_keeps_the_rest_open(
    open_page: OpenPage, harvests: str
) -> None:
    page = open_page(COMPARED, base=harvests)
    page.get_by_label("指标口径").select_option("change")
    expect(page).to_have_url(re.compile("measure=change"))
    assert "aggregation=" not in page.url
    expect(page.locator("#unit-shown")).to_contain_text("增速")
    expect(page.locator("#ranking .wide .bar .value")).to_have_text(
        ["4.0%", "3.3%", "2.8%", "\u22120.6%"]
    )
    page.get_by_label("指标口径").select_option("level")
    page.get_by_label("时间口径").select_option("cumulative")
    expect(page.locator("#unit-shown")).to_contain_text("2021—2025年累计")
    expect(page.locator("#table tbody tr:not(.none)")).to_have_count(2)


def test_a_pick_that_nothing_is_left_of_is_dropped(open_page: OpenPage, harvests: str) -> None:
    page = open_page(COMPARED + "&measure=change&aggregation=cumulative", base=harvests)
    expect(page.locator("#ranking .wide .bar")).to_have_count(4)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_choices_are_accessible_and_fit_a_phone(
    open_page: OpenPage, harvests: str, lang: str
) -> None:
    for options in ({}, PHONE):
        page = open_page(f"{COMPARED}&lang={lang}", base=harvests, **options)
        assert serious_problems(page) == []
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1]
