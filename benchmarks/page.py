"""How soon the conversation's page is there, and how soon it shows an answer, in Chromium.

``python -m benchmarks.page FOLDER`` with the reports' folder; needs the ``dev`` extra and Chromium.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.service import running_service
from ingest.pipeline import Ingestor
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

CHROMIUM = Path("/usr/bin/chromium")
_LOADS = 5
_QUESTIONS = 20
_VIEWPORT: ViewportSize = {"width": 1366, "height": 800}

_WATCH = """() => {
  window.shown = new Promise((resolve) => {
    addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const asked = performance.now();
      const before = document.querySelectorAll(".turn .answer").length;
      const painted = () => {
        if (document.querySelectorAll(".turn .answer").length > before) {
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - asked)));
        } else {
          requestAnimationFrame(painted);
        }
      };
      painted();
    }, {capture: true, once: true});
  });
}"""
"""From the key to the frame after the one that has the answer in it."""


def first_loads(browser: Browser, address: str) -> list[float]:
    """Seconds from asking for the page to its examples being visible, without any cache."""
    taken = []
    for _ in range(_LOADS):
        context = browser.new_context(viewport=_VIEWPORT)
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_selector(".app .welcome")
        taken.append(time.perf_counter() - began)
        context.close()
    return taken


def answers(page: Page, questions: Sequence[str]) -> list[float]:
    """Milliseconds from Enter to the answer shown, one question after the other."""
    taken = []
    for question in questions:
        page.fill("#question", question)
        page.evaluate(_WATCH)
        page.press("#question", "Enter")
        taken.append(page.evaluate("window.shown"))
    return taken


def questions_of(address: str) -> list[str]:
    """Twenty questions that the collection's places and figures give."""
    body = httpx.get(f"{address}/v1/reports", params={"limit": 200}).json()
    held = [each for each in body["reports"] if each["region"] and each["report_year"]]
    forms = (
        "{region}{report_year}年受理行政复议案件多少件?",
        "{region}存在哪些问题?",
        "{region}有多少名公职律师?",
        "{region}下一步有什么计划?",
    )
    asked = [form.format(**each) for form in forms for each in held]
    across = ["各地行政复议受理多少件?", "行政机关负责人出庭应诉率最高的是哪里?"]
    return (across + asked * _QUESTIONS)[:_QUESTIONS]


def main(folder: Path) -> None:
    """Prints the measurements for a folder of reports."""
    embedder = load_embedder()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        store = Path(temporary) / "store"
        with LocalStore.open(store, embedder.identity, create=True) as opened:
            Ingestor(opened, embedder).ingest([str(folder)])
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        with running_service(store) as (address, _):
            loads = first_loads(browser, address)
            page = browser.new_page(viewport=_VIEWPORT)
            page.goto(address)
            page.wait_for_selector(".app .welcome")
            taken = answers(page, questions_of(address))
        browser.close()
    print(f"first load, s: median {statistics.median(loads):.2f}, slowest {max(loads):.2f}")
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"Enter to answer, ms: p50 {statistics.median(taken):.0f}, p95 {p95:.0f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
