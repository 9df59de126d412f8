"""The list of reports and the source pages, over the service."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient

from rag.client import AsyncYijuClient
from tests.rag.service_app import Served, serving
from tests.ui.web.test_views import Elements
from ui.web.report_pages import report_pages


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("pages")) as running:
        transport = httpx.ASGITransport(running.app, raise_app_exceptions=False)
        client = AsyncYijuClient("http://testserver", transport=transport)
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
    assert page.values("data-kind") == ["问题", "计划"]  # each bar is named where it begins
    assert "二、存在问题" in page.words


def test_anchors_of_the_outline_lead_somewhere(served: Served) -> None:
    page = Elements(served.client.get(f"/reports/{served.report_id('云溪县')}").text)
    fragments = [each[1:] for each in page.values("href") if each.startswith("#")]
    assert fragments
    assert set(fragments) <= set(page.values("id"))
    assert len(set(page.values("id"))) == len(page.values("id"))


@pytest.mark.parametrize("path", ["/reports/{id}", "/reports/nothing"])
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


def test_trouble_of_the_service_is_a_page() -> None:
    from fastapi import FastAPI

    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    app = FastAPI()
    client = AsyncYijuClient("http://testserver", transport=httpx.MockTransport(refuse))
    app.include_router(report_pages(client))
    with TestClient(app) as browser:
        response = browser.get("/reports/a")
        assert response.status_code == 503
        assert "yiju serve" in response.text
