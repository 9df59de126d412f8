"""The collection page, over the service."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.client import AsyncYijuClient
from rag.schemas import TallyCellOut
from tests.faces import YUNXI
from tests.rag.service_app import Served, serving
from tests.ui.web.test_views import Elements
from ui.web.collection_page import collection_pages
from ui.web.matrix import matrix_of


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("pages")) as running:
        transport = httpx.ASGITransport(running.app, raise_app_exceptions=False)
        client = AsyncYijuClient("http://testserver", transport=transport)
        running.app.include_router(collection_pages(client))
        yield running


def test_the_list_names_every_report_and_filters(served: Served) -> None:
    everything = Elements(served.client.get("/reports").text)
    for region in ("云溪县", "临澜区", "石漫区"):
        assert f"/reports/{served.report_id(region)}" in everything.values("href")
    few = Elements(served.client.get("/reports?region=云溪县&year=2023").text)
    assert f"/reports/{served.report_id('云溪县')}" in few.values("href")
    assert f"/reports/{served.report_id('临澜区')}" not in few.values("href")
    assert "没有符合条件的报告" in served.client.get("/reports?region=无").text


def test_what_is_typed_into_the_filter_is_shown_as_text(served: Served) -> None:
    for name in ("q", "region", "year", "within", "sort", "unknown"):
        response = served.client.get("/reports", params={name: '"><script>x</script>'})
        assert response.status_code in (200, 422)
        assert "<script>" not in response.text


@pytest.mark.parametrize("year", ["3", "abc", "99999", "\u0662\u0660"])
def test_an_impossible_year_is_told_and_not_used(served: Served, year: str) -> None:
    response = served.client.get("/reports", params={"year": year})
    assert response.status_code == 422
    page = Elements(response.text)
    assert f"“{year}”没有用来筛选" in page.words
    assert f"/reports/{served.report_id('云溪县')}" in page.values("href")


def test_beyond_its_end_the_list_shows_its_last_page(served: Served) -> None:
    page = Elements(served.client.get("/reports?offset=5000").text)
    assert f"/reports/{served.report_id('云溪县')}" in page.values("href")
    assert "第 1–3 份\uff0c共 3 份" in page.words
    nothing = Elements(served.client.get("/reports?q=没有的&offset=5000").text)
    assert "没有符合条件的报告" in nothing.words


def test_files_are_added_and_their_fate_is_told(served: Served) -> None:
    text = YUNXI.replace("云溪县", "北汀县")
    files = [("files", ("北汀.txt", text.encode())), ("files", ("<b>.txt", b""))]
    response = served.client.post("/reports", files=files, follow_redirects=False)
    assert response.status_code == 303
    location = response.headers["location"]
    while "refresh" in (html := served.client.get(location).text):
        pass
    page = Elements(html)
    assert "读入 1 份" in page.words
    assert "没能读入 1 份" in page.words
    assert "<b>.txt" in page.words
    report_id = served.report_id("北汀县")
    assert f"/reports/{report_id}" in page.values("href")
    served.store.remove(report_id)


def test_adding_nothing_is_told(served: Served) -> None:
    response = served.client.post("/reports", files=[("files", ("", b""))])
    assert "还没有选择文件" in response.text
    assert "已经不在了" in served.client.get("/reports?job=unknown").text


def test_an_upload_over_the_limit_is_refused(served: Served) -> None:
    files = [("files", ("big.txt", b"x" * (1 << 20)))]
    assert served.client.post("/reports", files=files).status_code == 413


def test_other_sites_cannot_add(served: Served) -> None:
    files = [("files", ("a.txt", b"x"))]
    headers = {"origin": "https://evil.example"}
    assert served.client.post("/reports", files=files, headers=headers).status_code == 403


def test_only_the_page_s_own_script_runs(served: Served) -> None:
    response = served.client.get("/reports")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "style=" not in response.text
    page = Elements(response.text)
    scripts = [values for tag, values in page.tags if tag == "script"]
    assert [each.get("src") for each in scripts] == ["/yiju-static/collection.js"]
    assert not any(name.startswith("on") for _, values in page.tags for name in values)


@pytest.mark.parametrize(
    ("query", "regions"),
    [
        ("", ["临澜区", "云溪县", "石漫区"]),
        ("sort=-year", ["临澜区", "云溪县", "石漫区"]),
        ("sort=-region", ["石漫区", "云溪县", "临澜区"]),
        ("sort=unheard-of", ["临澜区", "云溪县", "石漫区"]),
        ("doubts=false", ["云溪县"]),
        ("doubts=true&year=2022", ["石漫区"]),
        ("doc_type=news", []),
        ("q=云溪 2023", ["云溪县"]),
        ("unknown=year", []),
        ("offset=2", ["石漫区"]),
    ],
)
def test_the_list_is_searched_sorted_and_paged(
    served: Served, query: str, regions: list[str]
) -> None:
    page = Elements(served.client.get(f"/reports?{query}").text)
    listed = [values["data-title"][:3] for _, values in page.tags if "data-report" in values]
    assert listed == regions


def test_the_map_shows_gaps_and_leads_to_the_list(served: Served) -> None:
    page = Elements(served.client.get("/reports").text)
    assert "云溪县 2022：没有报告" in page.words
    assert "/reports?region=%E7%9F%B3%E6%BC%AB%E5%8C%BA&year=2022" in page.values("href")
    english = Elements(served.client.get("/reports?lang=en").text)
    assert "云溪县 2022: no report" in english.words
    links = [each for each in english.values("href") if each.startswith("/reports?")]
    assert all("lang=en" in each for each in links if "lang=zh" not in each)
    served.client.cookies.clear()


def cell(place: str, year: int | None, reports: int, doubtful: int = 0) -> TallyCellOut:
    return TallyCellOut(place=place, year=year, reports=reports, doubtful=doubtful)


def test_a_map_has_every_year_between_and_the_unknown_last() -> None:
    found = matrix_of(
        [cell("", 2020, 1), cell("甲县", 2022, 3, 1), cell("甲县", None, 1), cell("乙县", 2020, 40)]
    )
    assert found.years == (2020, 2021, 2022, None)
    assert [row.place for row in found.rows] == ["乙县", "甲县", ""]
    assert [(each.reports, each.doubtful) for each in found.rows[1].cells] == [
        (0, 0),
        (0, 0),
        (3, 1),
        (1, 0),
    ]
    assert found.rows[1].reports == 4
    # log(41)/log(41) and log(4)/log(41) of four: 4 and 1.49
    assert found.rows[0].cells[0].strength == 4
    assert found.rows[1].cells[2].strength == 1
    assert found.rows[1].cells[0].strength == 0


def test_a_map_of_many_years_shows_the_latest_of_those_with_reports() -> None:
    found = matrix_of([cell("甲县", 1990 + 2 * n, 1) for n in range(20)])
    assert len(found.years) == 16
    assert found.years[-1] == 2028
    assert found.rows[0].reports == 20


def test_a_map_has_its_places_in_the_order_of_their_codes() -> None:
    names = ["", "云溪县", "山东省", "安徽省", "北京市"]
    found = matrix_of([cell(name, 2020, 1) for name in names])
    assert [row.place for row in found.rows] == ["北京市", "安徽省", "山东省", "云溪县", ""]


def test_a_map_of_nothing_is_empty() -> None:
    assert matrix_of([]).rows == ()


def test_trouble_of_the_service_is_a_page() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    app = FastAPI()
    client = AsyncYijuClient("http://testserver", transport=httpx.MockTransport(refuse))
    app.include_router(collection_pages(client))
    with TestClient(app) as browser:
        response = browser.get("/reports")
        assert response.status_code == 503
        assert "yiju serve" in response.text
