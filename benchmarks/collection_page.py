"""How fast the pages of the collection and of comparisons open with many reports.

``python -m benchmarks.collection_page --reports 10000`` fills a store with tiny reports of fictional
places, serves it, and opens the pages in Chromium.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.service import running_service
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore
from vectorstore.records import (
    Fact,
    Metadata,
    Original,
    PartKind,
    Passage,
    Report,
    SourceRecord,
    SourceSpan,
    Status,
)
from vectorstore.store import Bundle, Vectors

YEARS = range(2015, 2025)
_CHROMIUM = Path("/usr/bin/chromium")
_NAMES = "云临石望北青兰松柏桐槐榆枫荷菱苇竹梅杏桃"
_ENDS = "溪澜漫枫汀岚川泽湖岭"
_RECIPE = "benchmark"
_PAGES = (
    "/reports",
    "/reports?sort=-facts&offset=5000",
    "/reports?q=年度报告&doubts=true",
    "/compare?indicator=行政复议受理&year=2023",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A fictional county and what it lies in."""

    province: str
    prefecture: str
    region: str


def places(count: int) -> list[Place]:
    """Counties, ten to a prefecture, ten prefectures to a province."""
    stems = [first + last for first in _NAMES for last in _ENDS]
    found = []
    for number in range(count):
        stem = stems[number % len(stems)] + (
            "" if number < len(stems) else stems[number // len(stems)]
        )
        found.append(
            Place(
                f"{stems[number // 100 % len(stems)]}省",
                f"{stems[(number // 10 + 7) % len(stems)]}市",
                f"{stem}县",
            )
        )
    return found


def bundles(count: int, dimension: int, seed: int = 0) -> Iterator[tuple[Bundle, SourceRecord]]:
    """Tiny reports, of most places and years one each; some carry a warning."""
    rng = random.Random(seed)
    every = [(place, year) for place in places(-(-count // 8)) for year in YEARS]
    for number, (place, year) in enumerate(rng.sample(every, count)):
        cases, rate = rng.randint(3, 400), rng.choice((100.0, 98.5, 96.0, 92.3))
        yield (
            _bundle(place, year, cases, rate, dimension, doubtful=number % 12 == 0),
            SourceRecord(
                f"/made/{number}.txt", f"{place.region}{year}.txt", datetime(2025, 1, 1, tzinfo=UTC)
            ),
        )


def fill(store: LocalStore, count: int) -> float:
    """Puts reports into a store; gives the seconds it took."""
    began = time.perf_counter()
    for bundle, source in bundles(count, store.info().embedder.dimension):
        store.add(bundle, source)
    return time.perf_counter() - began


def _bundle(
    place: Place, year: int, cases: int, rate: float, dimension: int, *, doubtful: bool
) -> Bundle:
    title = f"{place.region}{year}年法治政府建设年度报告"
    received = f"全年受理行政复议案件{cases}件"
    appeared = f"行政机关负责人出庭应诉率{rate:g}%"
    text = f"{title}\n{received}。{appeared}。"
    data = text.encode()
    content_hash = hashlib.sha256(data).hexdigest()
    report_id = content_hash[:16]
    metadata = Metadata(
        title,
        place.region,
        "",
        place.province,
        place.prefecture,
        "county",
        "",
        f"{place.region}人民政府",
        year,
        f"{year + 1}-01-20",
        "annual_report",
    )
    report = Report(
        report_id,
        text,
        (SourceSpan(0, len(text), 0),),
        metadata,
        warnings=("正文不足200字\uff0c可能没有取全。",) if doubtful else (),
    )
    facts = (
        _fact(report, 0, "行政复议案件受理", "行政复议受理", received, float(cases), "件"),
        _fact(
            report,
            1,
            "行政机关负责人出庭应诉率",
            "行政机关负责人出庭应诉率",
            appeared,
            rate,
            "%",
        ),
    )
    passage = Passage(
        f"{report_id}-0000", report_id, 0, text, 0, len(text), (), PartKind.ACHIEVEMENT
    )
    vectors: Vectors = np.zeros((1, dimension), dtype=np.float32)
    vectors[0, int(content_hash[:4], 16) % dimension] = 1
    original = Original(content_hash, data, "text/plain", f"{place.region}{year}.txt")
    return Bundle(report, (passage,), vectors, facts, original, _RECIPE)


def _fact(
    report: Report, number: int, name: str, canonical: str, quote: str, value: float, unit: str
) -> Fact:
    start = report.text.index(quote)
    figure = f"{value:g}{unit}"
    at = start + quote.index(figure)
    return Fact(
        f"{report.report_id}-f{number:04d}",
        report.report_id,
        report.metadata.region,
        report.metadata.report_year,
        "",
        name,
        canonical,
        value,
        None,
        unit,
        "",
        Status.ACTUAL,
        quote,
        start,
        start + len(quote),
        at,
        at + len(figure),
    )


def opened(address: str, path: str, times: int) -> list[float]:
    """Milliseconds until a page is drawn and its scripts have run, in a browser that knows it not."""
    from playwright.sync_api import sync_playwright

    took = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        for _ in range(times):
            page = browser.new_context().new_page()
            page.goto(address + path, wait_until="load")
            timing = "performance.getEntriesByType('navigation')[0].loadEventEnd"
            took.append(float(page.evaluate(timing)))
            page.context.close()
        browser.close()
    return took


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=10)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        with LocalStore.open(path, load_embedder().identity, create=True) as store:
            seconds = fill(store, chosen.reports)
        print(f"{chosen.reports} reports stored in {seconds:.0f} s")
        with running_service(path) as (address, _):
            for page in _PAGES:
                took = sorted(opened(address, page, chosen.times))
                print(f"{page}: median {statistics.median(took):.0f} ms, most {took[-1]:.0f} ms")


if __name__ == "__main__":
    main()
