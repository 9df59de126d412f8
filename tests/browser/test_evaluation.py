"""The evaluation pages in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.accessibility import serious_problems
from tests.browser.conftest import OpenPage

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
QUESTIONS = [
    {"id": "q1", "lang": "zh", "type": "lookup", "question": "云溪县受理多少件", "values": ["74"]},
    {
        "id": "q2",
        "lang": "zh",
        "type": "lookup",
        "question": "临澜区<img src=x onerror=window.hacked=1>受理多少件",
        "values": ["999"],
    },
]


def file_of(*questions: Mapping[str, object]) -> FilePayload:
    data = "\n".join(json.dumps(each) for each in questions).encode()
    return FilePayload(name="mine.jsonl", mimeType="application/x-ndjson", buffer=data)


def upload(page: Page, *questions: Mapping[str, object]) -> None:
    page.set_input_files("#file", file_of(*questions))


def run(page: Page) -> None:
    page.get_by_role("button", name="开始评测").click()
    expect(page.locator(".headlines")).to_be_visible(timeout=60_000)


def test_a_set_is_uploaded_run_and_its_failures_opened(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page("/evaluation", base=scripted_address)
    upload(page, *QUESTIONS)
    own = page.locator(".set", has_text="mine.jsonl")
    expect(own).to_contain_text("2 题")
    expect(own.locator("input")).to_be_checked()
    run(page)
    expect(page.locator(".headlines")).to_contain_text("50%")
    expect(page.locator(".metrics tbody tr")).not_to_have_count(0)
    failed = page.locator(".outcome.is-wrong")
    expect(failed).to_have_count(1)
    failed.locator("summary").first.click()
    expect(failed).to_contain_text("缺少数值\uff1a999")
    expect(failed).to_contain_text("<img src=x onerror=window.hacked=1>")
    expect(failed.locator(".answer")).to_contain_text("临澜区")
    assert page.evaluate("window.hacked") is None
    mark = failed.locator(".answer a").first
    assert re.fullmatch(r"/reports/\w+\?start=\d+&end=\d+#quote", mark.get_attribute("href") or "")
    page.goto(f"{scripted_address}/evaluation")
    page.locator(".set", has_text="mine.jsonl").first.click()
    run(page)
    page.locator("select[name=baseline]").select_option(index=1)
    expect(page).to_have_url(re.compile("baseline="))
    expect(page.locator(".changes")).to_contain_text("没有一题的对错有变")
    page.goto(f"{page.url.partition('?')[0]}?baseline=nothing")
    expect(page.locator(".notice.bad").first).to_contain_text("要比较的那次评测不在")
    expect(page.locator(".headlines")).to_contain_text("50%")


def test_a_bad_set_is_refused_with_its_line(open_page: OpenPage, scripted_address: str) -> None:
    page = open_page("/evaluation", base=scripted_address, java_script_enabled=False)
    page.set_input_files("#file", file_of(QUESTIONS[0], {"id": "x"}))
    page.locator("#upload button").click()
    expect(page.locator(".notice.bad")).to_contain_text("这不是能用的题集\uff08mine.jsonl:2")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_a_phone_is_wide_enough(
    open_page: OpenPage, scheme: str, scripted_address: str
) -> None:
    page = open_page("/evaluation", base=scripted_address)
    upload(page, QUESTIONS[0])
    run(page)
    address = page.url.removeprefix(scripted_address)
    for path in ("/evaluation", address):
        for options in ({}, PHONE):
            shown = open_page(path, base=scripted_address, color_scheme=scheme, **options)
            assert serious_problems(shown) == []
            width = shown.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert width[0] <= width[1]
    phone = open_page(f"{address}?lang=en", base=scripted_address, **PHONE)
    named = phone.locator(".metrics tbody th", has_text="lookup").first
    line = "element => element.clientHeight / parseFloat(getComputedStyle(element).lineHeight)"
    assert named.evaluate(line) < 2.2
