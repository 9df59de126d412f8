"""A real Chromium against real processes; every page is watched while a test uses it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    sync_playwright,
)

from tests.faces import ingest_reports
from tests.ui.serving import started, yiju_serve
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

CHROMIUM = Path(os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium")
"""``make test`` installs it where it may."""

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Gone after each module: while it is there, no other test can run an event loop."""
    if not CHROMIUM.exists():
        pytest.fail(
            f"the browser tests need Chromium, and {CHROMIUM} is missing: install it "
            "(`sudo apt-get install --no-install-recommends chromium`), or name the program in CHROMIUM",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``yiju serve`` over the fictional collection."""
    folder = tmp_path_factory.mktemp("browser")
    embedder = load_embedder()
    with LocalStore.open(folder / "store", embedder.identity, create=True) as store:
        ingest_reports(store, embedder, folder / "files")
    with yiju_serve(folder / "store") as (served, _):
        yield served


@pytest.fixture(scope="module")
def scripted_address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same collection with the scripted engine."""
    folder = tmp_path_factory.mktemp("scripted")
    with started("-m", "tests.browser.scripted", str(folder)) as (served, _):
        yield served


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that keeps its cache from test to test, which saves most of the time."""
    context = browser.new_context(locale="zh-CN")
    yield context
    context.close()


class Watch:
    """Notes what pages must not do."""

    def __init__(self) -> None:
        self.foreign: list[str] = []
        self.complaints: list[str] = []

    def page(self, page: Page) -> None:
        page.on("request", self._request)
        page.on("console", self._message)
        page.on("pageerror", self._error)

    def _request(self, sent: Request) -> None:
        if not sent.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.foreign.append(sent.url)

    def _error(self, error: Error) -> None:
        # What a page that is left says of the requests that it gives up is no complaint.
        if error.name != "AbortError":
            self.complaints.append(str(error))

    def _message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture
def open_page(browser: Browser, desk: BrowserContext, address: str) -> Iterator[OpenPage]:
    """Opens pages; afterwards no request has left the machine and no console has complained."""
    contexts: list[BrowserContext] = []
    watch = Watch()

    def open_(path: str = "/", *, base: str = address, **options: Any) -> Page:  # noqa: ANN401
        context = browser.new_context(**({"locale": "zh-CN"} | options)) if options else desk
        if options:
            contexts.append(context)
            context.on("page", watch.page)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(base + path)
        if path.partition("?")[0] == "/":
            page.wait_for_selector(".app[data-ready] :is(.welcome, .turn)")
        return page

    desk.on("page", watch.page)
    yield open_
    desk.remove_listener("page", watch.page)
    for page in desk.pages:
        page.close()
    for context in contexts:
        context.close()
    assert watch.foreign == []
    assert watch.complaints == []
