"""The whole service, pages included: nobody gets in without a key, browsers log in with one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.access import SESSION_COOKIE, Access
from rag.keys import KeyFile, Role
from tests.rag.service_app import Served, all_routes, serving
from ui.web.mount import STATIC_PATH, mount_page

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@dataclass(frozen=True)
class Site:
    """The whole service with a key for each role."""

    app: FastAPI
    keys: KeyFile
    read: str
    write: str
    served: Served

    def browser(self) -> TestClient:
        return TestClient(self.app, headers=HTML, follow_redirects=False)

    def visitor(self, token: str) -> TestClient:
        browser = self.browser()
        assert browser.post("/login", data={"key": token}).status_code == 303
        return browser


def mount(app: FastAPI) -> None:
    """Gradio makes event loops, and never closes them, where it finds none running."""

    async def within_a_loop() -> None:
        mount_page(app)

    asyncio.run(within_a_loop())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    keys = KeyFile(folder / "keys.json")
    read, write = keys.add("reader", Role.READ), keys.add("writer", Role.WRITE)
    with serving(folder, access=Access(keys)) as served:
        mount(served.app)
        with TestClient(served.app):
            yield Site(served.app, keys, read, write, served)


def test_every_route_of_the_service_and_its_pages_is_refused_without_a_key(site: Site) -> None:
    routes = sorted(set(all_routes(site.app.routes)))
    paths = {path for _, path in routes}
    assert {"/v1/ask", "/metrics", "/mcp", "/reports", "/gradio_api/queue/join"} <= paths
    assert {"/gradio_api/file=x", "/gradio_api/upload", "/config", "/login", "/logout"} <= paths
    assert len(routes) > 80
    anyone = TestClient(site.app, follow_redirects=False)
    browser = site.browser()
    served = set()
    for method, path in routes:
        if anyone.request(method, path).status_code != 401:
            served.add(path)
        response = browser.request(method, path)
        to_login = response.headers.get("location", "").startswith("/login?next=")
        if response.status_code != 401 and not (response.status_code == 303 and to_login):
            served.add(path)
    assert served == {"/login", f"{STATIC_PATH}/x"}


@pytest.mark.parametrize(
    "path",
    [
        "/login/../v1/reports",
        "/yiju-static/../v1/reports",
        "/yiju-static/%2e%2e/v1/reports",
        "/yiju-static/..%2fv1/reports",
        "/yiju-static",
        "//v1/reports",
        "/./v1/reports",
        "/v1//reports",
        "/loginx",
        "/yiju-staticx/page.css",
        "/login%2f..%2fconfig",
    ],
)
def test_no_way_of_writing_a_path_gets_around(site: Site, path: str) -> None:
    response = TestClient(site.app, follow_redirects=False).get(path)
    assert response.status_code in (401, 404, 307)
    assert "report_id" not in response.text
    assert "components" not in response.text


def test_a_browser_is_led_to_the_login_and_back(site: Site) -> None:
    browser = site.browser()
    refused = browser.get("/reports?region=云溪县&lang=en")
    assert refused.status_code == 303
    form = browser.get(refused.headers["location"])
    assert form.status_code == 200
    action = re.search(r'action="([^"]+)"', form.text)
    assert action is not None
    entered = browser.post(action[1].replace("&amp;", "&"), data={"key": f" {site.read}\n"})
    assert entered.status_code == 303
    page = browser.get(entered.headers["location"])
    assert page.status_code == 200
    assert page.request.url.params["region"] == "云溪县"
    assert "云溪县" in page.text


def test_the_login_page_loads_only_what_it_may(site: Site) -> None:
    anyone = TestClient(site.app)
    page = anyone.get("/login")
    loaded = re.findall(r"(?:src|href)=\"(/yiju-static/[^\"]+)\"", page.text)
    assert loaded
    assert {anyone.get(path).status_code for path in loaded} == {200}
    assert page.headers["cache-control"] == "no-store"
    assert "script" not in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]


def test_the_cookie_is_out_of_reach(site: Site) -> None:
    for base, secure in (("http://testserver", False), ("https://testserver", True)):
        browser = TestClient(site.app, base_url=base, follow_redirects=False)
        cookie = browser.post("/login", data={"key": site.read}).headers["set-cookie"]
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= parts
        assert ("secure" in parts) == secure
        assert site.read not in cookie


@pytest.mark.parametrize("key", ["", "wrong", "x" * 10_000, "\x00", "' OR 1=1 --", "<b>"])
def test_a_wrong_key_is_said_and_opens_nothing(site: Site, key: str) -> None:
    browser = site.browser()
    refused = browser.post("/login?next=/reports", data={"key": key})
    assert refused.status_code == 403
    assert 'role="alert"' in refused.text
    assert "set-cookie" not in refused.headers
    assert "<b>" not in refused.text
    assert browser.get("/reports").status_code == 303


def test_a_login_without_a_field_is_a_wrong_key(site: Site) -> None:
    assert site.browser().post("/login").status_code == 403
    files = {"key": ("key.txt", site.read.encode())}
    assert site.browser().post("/login", files=files).status_code == 403


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "", "/a\r\nb"]
)
def test_the_login_leads_nowhere_else(site: Site, wanted: str) -> None:
    browser = site.browser()
    entered = browser.post("/login", params={"next": wanted}, data={"key": site.read})
    assert entered.headers["location"] == "/"


def test_logging_out_ends_the_session_also_for_who_kept_the_cookie(site: Site) -> None:
    browser = site.visitor(site.read)
    kept = browser.cookies[SESSION_COOKIE]
    inside = browser.get("/login?lang=en")
    assert "reader" in inside.text
    assert "may read" in inside.text
    assert browser.get("/reports").status_code == 200
    left = browser.post("/logout?lang=en")
    assert left.headers["location"] == "/login?lang=en"
    assert SESSION_COOKIE not in browser.cookies
    thief = TestClient(site.app, cookies={SESSION_COOKIE: kept}, follow_redirects=False)
    assert thief.get("/reports").status_code == 401


def test_another_site_cannot_log_anybody_in_or_out(site: Site) -> None:
    browser = site.visitor(site.read)
    foreign = {"Origin": "https://evil.example"}
    assert browser.post("/login", data={"key": site.read}, headers=foreign).status_code == 403
    assert browser.post("/logout", headers=foreign).status_code == 403
    assert browser.get("/reports").status_code == 200


def test_a_link_from_another_site_is_tried_again_with_the_cookie(site: Site) -> None:
    """The browser keeps a strict cookie back on a click from elsewhere, not on a reload."""
    clicked = site.browser().get("/reports", headers={"Sec-Fetch-Site": "cross-site"})
    assert clicked.status_code == 200
    assert 'http-equiv="refresh"' in clicked.text
    assert "云溪县" not in clicked.text
    again = site.browser().get("/reports", headers={"Sec-Fetch-Site": "same-origin"})
    assert again.status_code == 303


def test_a_visitors_page_may_what_the_visitor_may(site: Site) -> None:
    report_id = site.served.report_id("云溪县")
    reader, writer = site.visitor(site.read), site.visitor(site.write)
    for visitor in (reader, writer):
        assert visitor.get(f"/reports/{report_id}").status_code == 200
        assert visitor.get("/config").status_code == 200
        assert visitor.get("/").status_code == 200
    assert reader.delete(f"/v1/reports/{report_id}").status_code == 403
    assert writer.delete("/v1/reports/unknown").status_code == 404


def test_without_keys_there_is_nothing_to_log_in_to(tmp_path: Path) -> None:
    with serving(tmp_path, filled=False, access=Access(KeyFile(tmp_path / "k.json"))) as served:
        mount(served.app)
        browser = TestClient(served.app, follow_redirects=False)
        assert browser.get("/login?next=/reports").headers["location"] == "/reports"
        assert browser.post("/login", data={"key": "x"}).status_code == 403
        assert browser.get("/reports").status_code == 200
