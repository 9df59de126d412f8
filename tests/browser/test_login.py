"""A service with keys in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.keys import KeyFile, Role
from tests.browser.conftest import OpenPage
from tests.browser.test_chat import FIELD, QUESTION, ask
from tests.faces import ingest_reports
from tests.ui.serving import yiju_serve
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore


@pytest.fixture(scope="module")
def closed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of a service with keys, and a key that may read."""
    folder = tmp_path_factory.mktemp("closed")
    embedder = load_embedder()
    with LocalStore.open(folder / "store", embedder.identity, create=True) as store:
        ingest_reports(store, embedder, folder / "files")
    keys = KeyFile(folder / "store" / "keys.json")
    token = keys.add("reader", Role.READ)
    with yiju_serve(folder / "store") as (address, _):
        yield address, token


def log_in(page: Page, token: str) -> None:
    page.get_by_label("密钥").fill(token)
    page.get_by_role("button", name="进入").click()


def test_a_visitor_logs_in_asks_and_logs_out(open_page: OpenPage, closed: tuple[str, str]) -> None:
    address, token = closed
    page = open_page("/reports?lang=zh", base=address, locale="zh-CN")
    expect(page).to_have_url(f"{address}/login?next=/reports%3Flang%3Dzh")
    log_in(page, token)
    expect(page).to_have_url(f"{address}/reports?lang=zh")
    page.goto(f"{address}/")
    ask(page, QUESTION)
    expect(page.locator(".turn .answer")).to_contain_text("74")
    page.goto(f"{address}/login")
    expect(page.locator("main")).to_contain_text("reader")
    page.get_by_role("button", name="退出登录").click()
    page.goto(f"{address}/")
    expect(page.get_by_label("密钥")).to_be_visible()
    expect(page.locator(FIELD)).to_have_count(0)


def test_a_link_from_another_site_finds_the_session(
    browser: Browser, closed: tuple[str, str]
) -> None:
    address, token = closed
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/login")
    log_in(page, token)
    expect(page.locator(FIELD)).to_be_visible()
    elsewhere = address.replace("127.0.0.1", "localhost")  # another site, without the cookie
    page.goto(f"{elsewhere}/login")
    link = f'<a id="link" href="{address}/reports">reports</a>'
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", link)
    page.click("#link")
    expect(page.locator("main")).to_contain_text("云溪县")
    assert page.url == f"{address}/reports"
    context.close()
