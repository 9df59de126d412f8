"""Every page is in its visitor's language, offers the other one, and says where one is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from rag.schemas import ProvenanceOut
from tests.rag.service_app import Served, serving
from tests.ui.web.test_login import mount
from tests.ui.web.test_views import Elements
from ui.web.language import COOKIE
from ui.web.report_pages import disagreeing, provenance_value
from ui.web.words import EN, ZH

PAGES = ["/reports", "/compare", "/compare?indicator=行政复议受理", "/evaluation", "/reports/{id}"]
MISSING = ["/reports/nothing", "/evaluation/nothing", "/nothing", "/no/such/page"]
BROWSER = {"Accept": "text/html,*/*;q=0.8"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("visitor")) as running:
        mount(running.app)
        yield running


@pytest.fixture
def browser(served: Served) -> Iterator[TestClient]:
    yield served.client
    served.client.cookies.clear()


def shown(served: Served, browser: TestClient, path: str, **headers: str) -> Elements:
    path = path.format(id=served.report_id("云溪县"))
    return Elements(browser.get(path, headers=BROWSER | headers).text)


def lang(page: Elements) -> str:
    return next(values["lang"] for tag, values in page.tags if tag == "html")


def switch(page: Elements) -> str:
    (found,) = [values for tag, values in page.tags if tag == "a" and "hreflang" in values]
    return found["href"]


@pytest.mark.parametrize("path", PAGES + MISSING)
def test_pages_are_in_the_language_of_the_browser_until_it_is_switched(
    served: Served, browser: TestClient, path: str
) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    first = shown(served, browser, path, **english)
    assert lang(first) == "en"
    assert lang(shown(served, browser, switch(first), **english)) == "zh-CN"
    again = shown(served, browser, path, **english)
    assert lang(again) == "zh-CN"
    assert lang(shown(served, browser, switch(again), **english)) == "en"
    assert lang(shown(served, browser, path)) == "en"
    assert browser.cookies[COOKIE] == "en"


def test_the_switch_keeps_what_the_page_shows(served: Served, browser: TestClient) -> None:
    page = shown(served, browser, "/reports?region=云溪县&year=2023&lang=en")
    assert switch(page) == "/reports?region=%E4%BA%91%E6%BA%AA%E5%8E%BF&year=2023&lang=zh"


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/reports", "报告"),
        ("/reports/{id}", "报告"),
        ("/reports/nothing", "报告"),
        ("/compare", "比较"),
        ("/evaluation/nothing", "评测"),
        ("/nothing", None),
    ],
)
def test_the_masthead_marks_where_one_is(
    served: Served, browser: TestClient, path: str, current: str | None
) -> None:
    page = shown(served, browser, path)
    marked = [values["href"] for _, values in page.tags if "aria-current" in values]
    paths = {"报告": "/reports", "比较": "/compare", "评测": "/evaluation"}
    assert [each for each in marked if "?" not in each] == ([paths[current]] if current else [])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/reports/nothing", "没有这份报告"),
        ("/evaluation/nothing", "没有这次评测"),
        ("/nothing", "没有这个页面"),
    ],
)
def test_what_is_not_there_is_named(
    served: Served, browser: TestClient, path: str, words: str
) -> None:
    response = browser.get(path, headers=BROWSER)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    page = Elements(response.text)
    assert words in page.words
    assert ("没有这份报告" in page.words) is (path == "/reports/nothing")


def test_programs_are_still_answered_in_json(served: Served, browser: TestClient) -> None:
    response = browser.get("/nothing", headers={"Accept": "*/*"})
    assert response.status_code == 404
    assert response.json()["detail"]


def test_beside_the_conversation_trouble_has_no_masthead(
    served: Served, browser: TestClient
) -> None:
    page = shown(served, browser, "/reports/nothing?view=panel")
    assert "没有这份报告" in page.words
    assert "masthead" not in page.values("class")


def test_where_a_value_comes_from_is_said_in_the_pages_language(
    served: Served, browser: TestClient
) -> None:
    words = shown(served, browser, "/reports/{id}").words
    assert "annual_report" not in words
    assert "年度报告" in words
    english = shown(served, browser, "/reports/{id}?lang=en").words
    assert "annual_report" not in english
    assert "annual report" in english


def test_what_else_was_said_is_told_with_where() -> None:
    values = {"start": None, "end": None, "evidence": ""}
    year = ProvenanceOut.model_validate(
        values
        | {"field": "report_year", "value": "2023", "origin": "title"}
        | {"disagreeing": ["2024 (body)", "2019 (signature)", "as it is"]}
    )
    assert disagreeing(ZH, year) == "2024\uff08正文\uff09、2019\uff08落款\uff09、as it is"
    assert disagreeing(EN, year) == "2024 (body), 2019 (signature), as it is"
    level = year.model_copy(update={"field": "level", "value": "county"})
    assert provenance_value(ZH, level) == "县级"
    assert provenance_value(ZH, year) == "2023"
