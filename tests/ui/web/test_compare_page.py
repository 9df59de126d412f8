"""The page that compares, over the service."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.client import AsyncYijuClient
from tests.rag.service_app import Served, serving
from tests.ui.web.test_views import Elements
from ui.web.compare_page import _LONG, _grouped, compare_pages

ACCEPTED = "行政复议受理"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("compare")) as running:
        transport = httpx.ASGITransport(running.app, raise_app_exceptions=False)
        client = AsyncYijuClient("http://testserver", transport=transport)
        running.app.include_router(compare_pages(client))
        yield running


def shown(served: Served, **params: object) -> Elements:
    served.client.cookies.clear()
    response = served.client.get("/compare", params=params)  # type: ignore[arg-type]
    assert response.status_code == 200, response.text
    return Elements(response.text)


def test_without_an_indicator_the_frequent_ones_are_offered(served: Served) -> None:
    page = shown(served)
    assert ACCEPTED in page.words
    assert (
        "/compare?indicator=%E8%A1%8C%E6%94%BF%E5%A4%8D%E8%AE%AE%E5%8F%97%E7%90%86"
        in page.values("href")
    )
    assert "报告里最常写到的指标" in page.words


def test_every_figure_is_one_click_from_its_quote(served: Served) -> None:
    page = shown(served, indicator=ACCEPTED)
    text = served.store.report(served.report_id("云溪县")).text
    link = next(
        each
        for each in page.values("href")
        if each.startswith(f"/reports/{served.report_id('云溪县')}?")
    )
    query = dict(part.split("=") for part in link.split("?")[1].removesuffix("#quote").split("&"))
    assert "受理74件" in text[int(query["start"]) : int(query["end"])]
    assert link.endswith("#quote")
    assert "74件" in page.words
    assert "131件" in page.words


def test_charts_say_what_they_show(served: Served) -> None:
    page = shown(served, indicator=ACCEPTED)
    labels = [values.get("aria-label", "") for tag, values in page.tags if tag == "svg"]
    assert any("2023年" in each or "2023" in each for each in labels)
    assert any("云溪县" in each for each in labels)


def test_gaps_are_shown_as_gaps(served: Served) -> None:
    page = shown(served, indicator=ACCEPTED, region=["云溪县", "无名县"], year=[2022, 2023])
    assert page.words.count("没有报告") == 2
    assert "报告存疑" not in page.words
    assert "报告存疑" in shown(served, indicator=ACCEPTED).words


def test_the_address_keeps_what_was_chosen(served: Served) -> None:
    page = shown(served, indicator=ACCEPTED, region="云溪县\uff0c临澜区", year=2023, lang="en")
    checked = [values["value"] for tag, values in page.tags if "checked" in values]
    assert checked == ["云溪县", "临澜区", "2023"]
    other = next(values for tag, values in page.tags if values.get("hreflang") == "zh-CN")
    assert "region=%E4%BA%91%E6%BA%AA%E5%8E%BF" in other["href"]
    assert other["href"].endswith("&lang=zh")
    exports = [each for each in page.values("href") if each.startswith("/v1/comparison")]
    assert len(exports) == 2
    for each in exports:
        assert served.client.get(each).status_code == 200


def test_an_unknown_indicator_offers_others(served: Served) -> None:
    page = shown(served, indicator="无人提起的事项")
    assert "没有报告写明这个指标的数字" in page.words


@pytest.mark.parametrize("name", ["indicator", "region", "year", "unit", "sort", "at", "offset"])
def test_what_is_typed_is_shown_as_text(served: Served, name: str) -> None:
    params = {"indicator": ACCEPTED} | {name: '"><script>x</script>'}
    response = served.client.get("/compare", params=params)
    assert response.status_code == 200
    assert "<script>" not in response.text


def test_a_hostile_report_is_shown_as_text(served: Served) -> None:
    response = served.client.get("/compare", params={"indicator": ACCEPTED, "region": "石漫区"})
    page = Elements(response.text)
    assert "<script>window.hacked=1</script>" in page.words
    scripts = [values.get("src") for tag, values in page.tags if tag == "script"]
    assert scripts == ["/yiju-static/compare.js"]
    assert not any(name.startswith("on") for _, values in page.tags for name in values)


def test_trouble_of_the_service_is_a_page() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    app = FastAPI()
    client = AsyncYijuClient("http://testserver", transport=httpx.MockTransport(refuse))
    app.include_router(compare_pages(client))
    with TestClient(app) as browser:
        assert browser.get("/compare").status_code == 503
        assert browser.get("/compare?indicator=a").status_code == 503


def test_a_name_typed_in_part_is_completed_where_it_can_mean_one_place(served: Served) -> None:
    page = shown(served, indicator=ACCEPTED, region="云溪")
    assert "74件" in page.words
    assert "没有“" not in page.words
    assert [
        values["value"]
        for tag, values in page.tags
        if tag == "input" and values.get("name") == "region" and values.get("value")
    ] == ["云溪县"]


def test_a_place_that_no_report_is_about_is_told(served: Served) -> None:
    page = shown(served, indicator=ACCEPTED, region="无此县")
    assert "没有“无此县”这个地区的报告" in page.words
    assert "没有报告写明这个指标的数字" not in page.words
    several = shown(served, indicator=ACCEPTED, region=["区", "云溪县"])
    assert "没有“区”这个地区的报告" in several.words
    assert "名字相近的有" in several.words
    assert "74件" in several.words


def test_an_impossible_year_is_left_out(served: Served) -> None:
    assert "74件" in shown(served, indicator=ACCEPTED, year=["abc", "99999", "2023"]).words


def test_long_numbers_are_grouped_where_they_are_read() -> None:
    assert [
        _LONG.sub(_grouped, each) for each in ("160000件", "1234件", "1.123456万", "近1234567")
    ] == [
        "160,000件",
        "1234件",
        "1.123456万",
        "近1,234,567",
    ]
