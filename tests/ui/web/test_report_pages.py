"""The list of reports and the source pages, over the service."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient

from rag.client import AsyncYijuClient
from tests.faces import YUNXI
from tests.rag.service_app import Served, serving
from tests.ui.web.test_views import Elements
from ui.web.collection_page import collection_pages
from ui.web.report_pages import report_pages


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("pages")) as running:
        transport = httpx.ASGITransport(running.app, raise_app_exceptions=False)
        client = AsyncYijuClient("http://testserver", transport=transport)
        running.app.include_router(collection_pages(client))
        running.app.include_router(report_pages(client))
        yield running


class Marked(Elements):
    """What stands inside ``<mark>``."""

    def __init__(self, html: str) -> None:
        self.marked = ""
        self._inside = False
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        self._inside = self._inside or tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "mark"

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if self._inside:
            self.marked += data


def test_the_quote_is_marked(served: Served) -> None:
    report_id = served.report_id("云溪县")
    text = served.store.report(report_id).text
    start = text.index("全年收到")
    end = text.index("审结70件") + 5
    response = served.client.get(f"/reports/{report_id}?start={start}&end={end}")
    assert response.status_code == 200
    page = Marked(response.text)
    assert page.marked == text[start:end]
    assert page.values("id").count("quote") == 1
    assert {"in-problem", "in-plan"} <= set(page.values("class"))
    assert "二、存在问题" in page.words


def test_anchors_of_the_outline_lead_somewhere(served: Served) -> None:
    page = Elements(served.client.get(f"/reports/{served.report_id('云溪县')}").text)
    fragments = [each[1:] for each in page.values("href") if each.startswith("#")]
    assert fragments
    assert set(fragments) <= set(page.values("id"))
    assert len(set(page.values("id"))) == len(page.values("id"))


@pytest.mark.parametrize("path", ["/reports", "/reports/{id}", "/reports/nothing"])
def test_pages_take_no_script_and_no_frame(served: Served, path: str) -> None:
    response = served.client.get(path.format(id=served.report_id("石漫区")))
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in response.text
    assert "style=" not in response.text


def test_a_hostile_report_is_shown_as_text(served: Served) -> None:
    page = Elements(served.client.get(f"/reports/{served.report_id('石漫区')}").text)
    assert "<script>window.hacked=1</script>" in page.words
    assert '<img src=x onerror="window.hacked=2">' in page.words
    assert "{{7*7}}和${7*7}" in page.words
    assert not {"script", "img"} & {tag for tag, _ in page.tags}


@pytest.mark.parametrize(
    "query",
    ["", "start=a&end=b", "start=5&end=5", "start=9&end=3", "start=0&end=999999", "start=-1"],
)
def test_an_impossible_span_marks_nothing(served: Served, query: str) -> None:
    response = served.client.get(f"/reports/{served.report_id('云溪县')}?{query}")
    assert response.status_code == 200
    assert "<mark" not in response.text


@pytest.mark.parametrize(
    ("lang", "words"), [("", "没有这份报告"), ("en", "There is no such report")]
)
def test_an_unknown_report_is_a_friendly_page(served: Served, lang: str, words: str) -> None:
    response = served.client.get(f"/reports/nothing?lang={lang}")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert words in response.text
    assert "/reports" in response.text


def test_the_list_names_every_report_and_filters(served: Served) -> None:
    everything = Elements(served.client.get("/reports").text)
    for region in ("云溪县", "临澜区", "石漫区"):
        assert f"/reports/{served.report_id(region)}" in everything.values("href")
    few = Elements(served.client.get("/reports?region=云溪县&year=2023").text)
    assert f"/reports/{served.report_id('云溪县')}" in few.values("href")
    assert f"/reports/{served.report_id('临澜区')}" not in few.values("href")
    assert "没有符合条件的报告" in served.client.get("/reports?region=无").text


def test_what_is_typed_into_the_filter_is_shown_as_text(served: Served) -> None:
    response = served.client.get("/reports", params={"region": '"><script>x</script>'})
    assert "<script" not in response.text


def test_an_impossible_year_is_told(served: Served) -> None:
    response = served.client.get("/reports?year=3")
    assert response.status_code == 422
    assert "<h1>" in response.text


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


def test_trouble_of_the_service_is_a_page() -> None:
    from fastapi import FastAPI

    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    app = FastAPI()
    client = AsyncYijuClient("http://testserver", transport=httpx.MockTransport(refuse))
    app.include_router(collection_pages(client))
    app.include_router(report_pages(client))
    with TestClient(app) as browser:
        for path in ("/reports", "/reports/a"):
            response = browser.get(path)
            assert response.status_code == 503
            assert "yiju serve" in response.text
