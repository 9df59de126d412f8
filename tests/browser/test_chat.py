"""The chat page in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import OpenPage
from tests.faces import YUNXI

FIELD = "#question textarea"
QUESTION = "云溪县2023年受理行政复议案件多少件\uff1f"
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def ask(page: Page, question: str) -> None:
    turns = page.locator(".turn").count()
    page.fill(FIELD, question)
    page.press(FIELD, "Enter")
    expect(page.locator(".turn")).to_have_count(turns + 1)
    expect(page.locator(".turn").last.locator(".answer, .failure")).to_be_visible()


def test_the_empty_page_tells_what_it_is_and_how_large(open_page: OpenPage) -> None:
    page = open_page()
    expect(page).to_have_title("依据 Yiju")
    expect(page.locator(".masthead")).to_contain_text("每句话都有原文出处")
    expect(page.locator(".collection")).to_contain_text("3 份报告")
    expect(page.locator(".welcome .suggestion").first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.locator("footer:visible").count() == 0


def test_a_citation_opens_the_source_at_the_very_quote(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    turn = page.locator(".turn").last
    expect(turn.locator(".answer")).to_contain_text("74")
    expect(turn.locator(".items")).to_contain_text("74")
    card = turn.locator(".card").first
    quote = card.locator("blockquote").text_content()
    expect(card).to_contain_text("云溪县")
    expect(card).to_contain_text("2023年")
    expect(card).to_contain_text("一、主要工作")
    turn.locator(".chip").first.click()
    expect(card).to_be_focused()
    with page.context.expect_page() as opened:
        card.locator(".source-link").click()
    source = opened.value
    mark = source.locator("mark#quote")
    expect(mark).to_have_text(quote or "")
    expect(mark).to_be_in_viewport()
    assert source.url.endswith("#quote")


def test_an_example_is_asked_with_a_click(open_page: OpenPage) -> None:
    page = open_page()
    example = page.locator(".welcome .suggestion").first
    words = example.text_content() or ""
    example.click()
    expect(page.locator(".turn .question")).to_have_text(words)
    expect(page.locator(".turn .answer")).to_be_visible()


def test_enter_that_ends_a_composition_does_not_send(open_page: OpenPage) -> None:
    page = open_page()
    page.fill(FIELD, "云溪县")
    page.focus(FIELD)
    for kind in ("keydown", "keypress"):
        page.evaluate(
            "([selector, kind]) => document.querySelector(selector).dispatchEvent("
            "new KeyboardEvent(kind, {key: 'Enter', isComposing: true, bubbles: true}))",
            [FIELD, kind],
        )
    page.wait_for_timeout(300)
    assert page.locator(".turn").count() == 0
    expect(page.locator(FIELD)).to_have_value("云溪县")
    page.press(FIELD, "Enter")
    expect(page.locator(".turn")).to_have_count(1)


def test_blank_questions_are_not_sent(open_page: OpenPage) -> None:
    page = open_page()
    page.fill(FIELD, "   ")
    page.press(FIELD, "Enter")
    page.wait_for_timeout(300)
    assert page.locator(".turn").count() == 0


def test_an_abstention_says_why(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "南浦县2023年受理行政复议案件多少件\uff1f")
    turn = page.locator(".turn.abstained")
    expect(turn.locator(".verdict")).to_have_text("报告中没有答案")
    assert len((turn.locator(".answer").text_content() or "").strip()) > len("报告中没有答案")


@pytest.mark.parametrize(
    "question", ["石漫区2022年受理行政复议案件多少件\uff1f", "石漫区2022年有哪些问题\uff1f"]
)
def test_a_hostile_report_is_shown_as_text(open_page: OpenPage, question: str) -> None:
    page = open_page()
    ask(page, question)
    quotes = " ".join(page.locator(".card blockquote").all_text_contents())
    assert "<script>window.hacked=1</script>" in quotes or "{{7*7}}和${7*7}" in quotes
    href = page.locator(".card .source-link").first.get_attribute("href")
    assert page.evaluate("window.hacked") is None
    source = open_page(href or "")
    expect(source.locator("article")).to_contain_text("<script>window.hacked=1</script>")
    assert source.evaluate("window.hacked") is None


def test_a_hostile_question_is_shown_as_text(open_page: OpenPage) -> None:
    page = open_page()
    hostile = '<img src=x onerror="window.hacked=3"><script>window.hacked=4</script>{{7*7}}${7*7}'
    ask(page, hostile)
    expect(page.locator(".turn .question")).to_have_text(hostile)
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None


def test_the_language_changes_without_losing_the_conversation(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".promise")).to_contain_text("every sentence has its source")
    expect(page.locator(FIELD)).to_have_attribute("placeholder", re.compile("Ask"))
    expect(page.locator(".turn .question")).to_have_text(QUESTION)
    expect(page.locator(".source-link").first).to_have_text("View in source")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_contain_text("What would you like to know")


def test_the_address_chooses_the_language(open_page: OpenPage) -> None:
    page = open_page("/?lang=en")
    expect(page.locator(".collection")).to_contain_text("3 reports")


def test_a_failure_is_shown_and_can_be_tried_again(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page(base=scripted_address)
    ask(page, "云溪县?bug")
    failure = page.locator(".failure")
    expect(failure).to_contain_text("没能得到回答")
    expect(page.locator("#send")).to_be_enabled()
    failure.get_by_role("button").click()
    expect(page.locator(".turn")).to_have_count(2)
    ask(page, "云溪县受理多少件\uff1f")
    expect(page.locator(".turn").last.locator(".card")).to_have_count(1)


def test_suggestions_are_asked_in_the_same_conversation(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page(base=scripted_address)
    ask(page, "云溪县受理多少件\uff1f")
    page.locator(".turn .suggestion").last.click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("临澜区")
    expect(page.locator(".turn").last.locator(".reading")).to_contain_text("沿用上文")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(open_page: OpenPage, scheme: str) -> None:
    page = open_page(**PHONE, color_scheme=scheme)
    ask(page, QUESTION)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE["viewport"]["width"]  # type: ignore[index]
    expect(page.locator(FIELD)).to_be_in_viewport()
    href = page.locator(".source-link").first.get_attribute("href")
    for path in (href or "", "/reports"):
        other = open_page(path, **PHONE, color_scheme=scheme)
        assert other.evaluate("document.documentElement.scrollWidth") == width


def test_text_stands_out_from_its_ground_in_both_schemes(open_page: OpenPage) -> None:
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        ask(page, QUESTION)
        for selector in (".question", ".reading", ".chip", ".card blockquote", ".source-link"):
            assert contrast(page, selector) >= 4.5, (scheme, selector)


def contrast(page: Page, selector: str) -> float:
    """WCAG 2 contrast of an element's text to the first opaque ground behind it."""
    value: float = page.evaluate(
        """selector => {
          const rgb = c => c.match(/[\\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          let node = document.querySelector(selector);
          const ink = light(rgb(getComputedStyle(node).color));
          let ground = [255, 255, 255];
          for (; node; node = node.parentElement) {
            const c = rgb(getComputedStyle(node).backgroundColor);
            if (c.length < 4 || c[3] === 1) { ground = c; break; }
          }
          const [a, b] = [ink, light(ground)].sort((x, y) => y - x);
          return (a + 0.05) / (b + 0.05);
        }""",
        selector,
    )
    return value


def test_reports_are_added_in_the_browser(open_page: OpenPage, scripted_address: str) -> None:
    page = open_page("/reports", base=scripted_address)
    page.locator(".adding summary").click()
    text = YUNXI.replace("云溪县", "北汀县").encode()
    file = FilePayload(name="北汀.txt", mimeType="text/plain", buffer=text)
    page.set_input_files(".adding input[type=file]", file)
    page.locator(".adding button").click()
    expect(page.locator(".job")).to_contain_text("读入 1 份")
    page.locator(".reports a", has_text="北汀县").click()
    expect(page.locator("article")).to_contain_text("北汀县扎实推进")


def test_gradio_takes_no_uploads(open_page: OpenPage, address: str) -> None:
    page = open_page()
    sent = page.request.post(
        f"{address}/gradio_api/upload",
        multipart={"files": {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}},
    )
    assert sent.status == 404
