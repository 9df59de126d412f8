"""The conversation in a real browser: asking, typing, sources, readings, troubles."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page, Route, expect

from tests.browser.conftest import OpenPage

FIELD = "#question"
QUESTION = "云溪县2023年受理行政复议案件多少件\uff1f"
ACROSS = "各地行政复议受理多少件\uff1f"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}


def ask(page: Page, question: str) -> None:
    page.wait_for_selector(".app[data-ready]")
    turns = page.locator(".turn").count()
    page.fill(FIELD, question)
    page.press(FIELD, "Enter")
    expect(page.locator(".turn")).to_have_count(turns + 1)
    expect(page.locator(".turn").last.locator(".answer, .failure").first).to_be_visible()


def test_the_empty_page_tells_what_it_is_and_how_large(open_page: OpenPage) -> None:
    page = open_page()
    expect(page).to_have_title("依据 Yiju")
    expect(page.locator(".masthead")).to_contain_text("每句话都有原文出处")
    expect(page.locator(".masthead .collection")).to_contain_text("3 份报告")
    expect(page.locator(".welcome .suggestion").first).to_be_visible()
    expect(page.locator(FIELD)).to_be_focused()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.locator("footer:visible").count() == 0


def test_an_example_is_asked_with_a_click(open_page: OpenPage) -> None:
    page = open_page()
    example = page.locator(".welcome .suggestion").first
    words = example.text_content() or ""
    example.click()
    expect(page.locator(".turn .question")).to_have_text(words)
    expect(page.locator(".turn .answer")).to_be_visible()


@pytest.mark.parametrize("enter", [False, True])
def test_what_is_typed_before_the_page_is_ready_is_not_lost(
    open_page: OpenPage, enter: bool
) -> None:
    page = open_page(**LAPTOP)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/chat/main.js", hold)
    page.reload(wait_until="commit")
    page.wait_for_selector(".welcome")
    page.fill(FIELD, QUESTION)
    if enter:
        page.press(FIELD, "Enter")
    assert page.locator(".app[data-ready]").count() == 0
    for route in held:
        route.continue_()
    page.wait_for_selector(".app[data-ready]")
    if enter:
        expect(page.locator(".turn .answer")).to_be_visible()
    else:
        expect(page.locator(FIELD)).to_have_value(QUESTION)
        expect(page.locator("#send")).to_be_enabled()


def test_suggestions_are_asked_in_the_same_conversation(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page(base=scripted_address)
    ask(page, "云溪县受理多少件\uff1f")
    page.locator(".turn .next .suggestion").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("临澜区")
    expect(page.locator(".turn").last.locator(".read")).to_contain_text("沿用上文")
    expect(page.locator(".next:visible")).to_have_count(1)


def test_an_abstention_says_why(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "南浦县2023年受理行政复议案件多少件\uff1f")
    turn = page.locator(".turn.abstained")
    expect(turn.locator(".verdict")).to_have_text("报告中没有答案")
    assert len((turn.locator(".answer").text_content() or "").strip()) > len("报告中没有答案")


# Typing


def compose(page: Page, text: str) -> CDPSession:
    """Begins to compose a word as an input method does."""
    session = page.context.new_cdp_session(page)
    at = {"selectionStart": len(text), "selectionEnd": len(text)}
    session.send("Input.imeSetComposition", {"text": text, **at})
    return session


def test_enter_while_an_input_method_composes_does_not_send(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate(
        "() => document.querySelector('#question').addEventListener('keydown', event => {"
        "(window.keys ??= []).push([event.key, event.isComposing]) })"
    )
    page.focus(FIELD)
    session = compose(page, "yun xi")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.evaluate("window.keys") == [["Enter", True]]
    assert page.locator(".turn").count() == 0
    session.send("Input.insertText", {"text": "云溪县受理行政复议多少件"})
    # An input method would have swallowed the Enter, which here starts a line.
    expect(page.locator(FIELD)).to_have_value("云溪县受理行政复议多少件\n")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .question")).to_have_text("云溪县受理行政复议多少件")


def test_enter_that_ends_a_composition_does_not_send(open_page: OpenPage) -> None:
    """Some browsers end the composition before its Enter, which then has the key code 229."""
    page = open_page()
    page.fill(FIELD, "云溪县")
    page.evaluate(
        "document.querySelector('#question').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true}))"
    )
    page.wait_for_timeout(200)
    assert page.locator(".turn").count() == 0
    expect(page.locator(FIELD)).to_have_value("云溪县")


def test_shift_enter_starts_a_line_and_blanks_are_not_sent(open_page: OpenPage) -> None:
    page = open_page()
    page.fill(FIELD, "  ")
    expect(page.locator("#send")).to_be_disabled()
    page.press(FIELD, "Shift+Enter")
    page.press(FIELD, "Enter")
    page.wait_for_timeout(200)
    assert page.locator(".turn").count() == 0
    assert "\n" in page.input_value(FIELD)
    before = page.locator(FIELD).bounding_box()
    page.fill(FIELD, "一\n二\n三\n四")
    after = page.locator(FIELD).bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"]


def test_what_was_typed_outlives_a_reload(open_page: OpenPage) -> None:
    page = open_page()
    page.fill(FIELD, "还没问完")
    page.reload()
    expect(page.locator(FIELD)).to_have_value("还没问完")
    page.fill(FIELD, "")


# Tables and readings


def test_an_answer_across_reports_is_a_table_with_its_coverage(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, ACROSS)
    turn = page.locator(".turn")
    rows = turn.locator(".items tbody tr")
    expect(rows.first.locator("th")).not_to_be_empty()
    assert rows.count() >= 2
    expect(turn.locator(".coverage")).to_contain_text("共查 3 份报告")
    assert turn.locator(".card").count() == 0
    assert "indicator=" in (turn.locator(".table-foot a").get_attribute("href") or "")


def test_a_long_table_grows_on_demand(open_page: OpenPage, scripted_address: str) -> None:
    page = open_page(base=scripted_address)
    ask(page, "各地受理多少件?many")
    rows = page.locator(".items tbody tr")
    expect(rows).to_have_count(30)
    more = page.locator("[data-action=more-rows]")
    for count in (230, 430, 500):
        more.click()
        expect(rows).to_have_count(count)
    expect(page.locator(".rows-shown")).to_have_text("已显示 500 / 500 行")
    expect(more).to_have_count(0)
    rows.nth(450).locator(".chip").click()
    expect(page.locator(".source-count")).to_have_text("451 / 500")


def test_a_reading_is_corrected_and_asked_again(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.locator(".read button", has_text="云溪县").click()
    field = page.locator("[name=new_regions]")
    expect(field).to_be_focused()
    field.fill("临澜区")
    field.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)
    turn = page.locator(".turn").last
    expect(turn.locator(".question")).to_contain_text("临澜区2023年")
    expect(turn.locator(".answer")).to_contain_text("131")
    expect(turn.locator(".read")).not_to_contain_text("沿用")


def test_a_condition_is_put_on_an_answer_across_reports(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "各地行政机关负责人出庭应诉率是多少\uff1f")
    page.locator(".read .correct").click()
    form = page.locator(".correction:visible")
    expect(form.locator("[name=new_value]")).to_be_hidden()
    form.locator("[name=new_relation]").select_option("≥")
    form.locator("[name=new_value]").fill("98%")
    form.locator("button.primary").click()
    turn = page.locator(".turn").nth(1)
    expect(turn.locator(".read")).to_contain_text("≥ 98%")
    expect(turn.locator(".items tbody th")).to_have_text(["云溪县"])


def test_escape_leaves_a_correction(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.locator(".read .correct").click()
    page.locator("[name=new_years]").fill("1999")
    page.keyboard.press("Escape")
    expect(page.locator(".correction")).to_be_hidden()
    expect(page.locator(".read .correct")).to_be_focused()
    expect(page.locator("[name=new_years]")).to_have_value("2023")


# Sources


def test_a_citation_opens_the_report_beside_at_the_very_quote(open_page: OpenPage) -> None:
    page = open_page(**LAPTOP)
    ask(page, QUESTION)
    turn = page.locator(".turn").last
    expect(turn.locator(".answer")).to_contain_text("74")
    card = turn.locator(".card").first
    quote = card.locator("blockquote").text_content()
    expect(card).to_contain_text("一、主要工作")
    chip = turn.locator(".answer > p .chip").first
    chip.click()
    source = page.frame_locator(".source-frame")
    expect(source.locator("mark#quote")).to_have_text(quote or "")
    expect(source.locator("mark#quote")).to_be_in_viewport()
    expect(turn).to_be_visible()
    expect(page.locator(".source-title")).to_contain_text("云溪县2023年")
    source.locator(".tool summary", has_text="目录").click()
    source.locator(".tool a", has_text="存在问题").click()
    expect(source.locator(".tool .sheet:visible")).to_have_count(0)
    expect(source.locator("h2", has_text="存在问题")).to_be_in_viewport()
    source.locator(".tool summary", has_text="报告信息").click()
    expect(source.locator(".facts")).to_contain_text("云溪县人民政府")
    expect(source.locator(".tools .end")).to_have_attribute(
        "href", re.compile(r"/v1/reports/\w+/original")
    )
    source.locator("body").press("Escape")
    expect(page.locator(".source")).to_be_hidden()
    expect(chip).to_be_focused()


def test_the_next_and_the_previous_quote_are_within_reach(open_page: OpenPage) -> None:
    page = open_page(**LAPTOP)
    ask(page, ACROSS)
    page.locator(".items .chip").first.click()
    source = page.frame_locator(".source-frame")
    expect(page.locator("[data-source=previous]")).to_be_disabled()
    first = source.locator("h1").text_content() or ""
    page.locator("[data-source=next]").click()
    expect(page.locator(".source-count")).to_have_text(re.compile(r"2 / \d"))
    expect(source.locator("h1")).not_to_have_text(first)
    expect(source.locator("mark#quote")).to_be_in_viewport()
    expect(page.locator(".items .chip.is-open")).to_have_text("2")
    page.locator("[data-source=previous]").click()
    expect(source.locator("h1")).to_have_text(first)
    page.keyboard.press("Escape")
    expect(page.locator(".source")).to_be_hidden()
    # The quotes left no trace in the history of the window.
    assert page.evaluate("history.length") <= 3


def test_the_permanent_link_works_in_another_browser(open_page: OpenPage, address: str) -> None:
    page = open_page(**LAPTOP, permissions=["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    quote = page.locator(".card blockquote").first.text_content() or ""
    page.locator(".card .source-link").first.click()
    page.locator("[data-source=copy]").click()
    expect(page.locator(".notice")).to_have_text("已复制")
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(rf"{address}/reports/\w+\?start=\d+&end=\d+#quote", link)
    assert page.locator("[data-source=page]").get_attribute("href") == link.removeprefix(address)
    other = open_page(link.removeprefix(address), viewport={"width": 900, "height": 500})
    expect(other.locator("mark#quote")).to_have_text(quote)
    expect(other.locator("mark#quote")).to_be_in_viewport()


# Hostile words


@pytest.mark.parametrize(
    "question", ["石漫区2022年受理行政复议案件多少件\uff1f", "石漫区2022年有哪些问题\uff1f", ACROSS]
)
def test_a_hostile_report_is_shown_as_text(open_page: OpenPage, question: str) -> None:
    page = open_page()
    ask(page, question)
    shown = " ".join(page.locator(".card blockquote, .items .quote").all_text_contents())
    assert "<script>window.hacked=1</script>" in shown or "{{7*7}}和${7*7}" in shown
    for chip in page.locator(".chip").all():
        chip.click()
        expect(page.frame_locator(".source-frame").locator("mark#quote")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.querySelector('.source-frame').contentWindow.hacked") is None
    href = page.locator(".chip").last.get_attribute("href")
    source = open_page(href or "")
    expect(source.locator("article")).to_be_visible()
    assert source.evaluate("window.hacked") is None


def test_a_hostile_question_is_shown_as_text(open_page: OpenPage) -> None:
    page = open_page()
    hostile = '<img src=x onerror="window.hacked=3"><script>window.hacked=4</script>{{7*7}}${7*7}'
    ask(page, hostile)
    expect(page.locator(".turn .question")).to_have_text(hostile)
    expect(page.locator(".history-list [aria-current]")).to_have_text(hostile)
    page.reload()
    expect(page.locator(".turn .question")).to_have_text(hostile)
    assert page.evaluate("window.hacked") is None


def test_a_very_long_line_stays_inside_the_page(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    ask(page, "云溪县" + "W" * 900)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".talk").evaluate("part => part.scrollWidth") <= 390


# Languages


def test_the_page_follows_the_browsers_language_until_it_is_switched(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    expect(page.locator(".promise")).to_contain_text("every sentence has its source")
    expect(page.locator(FIELD)).to_have_attribute("placeholder", re.compile("Ask"))
    page.locator(".welcome .suggestion").first.click()
    expect(page.locator(".turn .answer")).to_be_visible()
    question = page.locator(".turn .question").text_content() or ""
    page.locator(".masthead [data-action=language]").click()
    expect(page.locator(".promise")).to_contain_text("每句话都有原文出处")
    expect(page.locator(".turn .question")).to_have_text(question)
    expect(page.locator(".source-link").first).to_have_text("在原文中查看")
    page.goto(page.url.partition("?")[0])
    expect(page.locator(".welcome h1")).to_have_text("想查什么\uff1f")


def test_the_address_chooses_the_language(open_page: OpenPage) -> None:
    page = open_page("/?lang=en", locale="zh-CN")
    expect(page.locator(".masthead .collection")).to_contain_text("3 reports")
    assert "lang" not in page.url
    page.reload()
    expect(page.locator(".masthead .collection")).to_contain_text("3 reports")


# Troubles


def test_a_failure_is_shown_and_can_be_tried_again(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page(base=scripted_address)
    ask(page, "云溪县?bug")
    failure = page.locator(".failure")
    expect(failure).to_contain_text("没能得到回答")
    failure.get_by_role("button").click()
    expect(page.locator(".failure")).to_contain_text("没能得到回答")
    expect(page.locator(".turn")).to_have_count(1)
    ask(page, "云溪县受理多少件\uff1f")
    expect(page.locator(".turn").last.locator(".card")).to_have_count(1)


def test_a_busy_service_is_asked_again_by_itself(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page(base=scripted_address)
    page.clock.install()
    ask(page, "云溪县?locked")
    expect(page.locator(".failure")).to_contain_text("服务正忙")
    expect(page.locator(".countdown")).to_have_text(re.compile(r"\d 秒后自动再试"))
    turn = page.locator(".turn").element_handle()
    page.clock.run_for(7000)
    expect(page.locator(".turn")).to_have_count(1)
    page.wait_for_function("turn => !turn.isConnected", arg=turn)


def test_a_service_that_is_gone_is_told(browser: Browser, address: str) -> None:
    """Not through ``open_page``: the browser itself complains about a dead service."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".app .welcome")
    context.set_offline(True)
    page.fill(FIELD, QUESTION)
    page.press(FIELD, "Enter")
    failure = page.locator(".failure")
    expect(failure).to_contain_text("服务没有响应", timeout=15_000)
    expect(failure.get_by_role("button")).to_have_text("再试一次")
    context.set_offline(False)
    # Gradio loads the page again once the connection is back; the question is still there.
    expect(page.locator(FIELD)).to_have_value(QUESTION, timeout=15_000)
    page.press(FIELD, "Enter")
    expect(page.locator(".turn .answer")).to_contain_text("74", timeout=15_000)
    expect(page.locator(".turn")).to_have_count(1)
    context.close()


# Sizes, schemes, access


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(open_page: OpenPage, scheme: str) -> None:
    page = open_page(**PHONE, color_scheme=scheme)
    for question in (QUESTION, ACROSS):
        ask(page, question)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator(".scroll").evaluate("part => part.scrollWidth") <= 390
    expect(page.locator(FIELD)).to_be_in_viewport()
    href = page.locator(".chip").first.get_attribute("href")
    other = open_page(href or "", **PHONE, color_scheme=scheme)
    assert other.evaluate("document.documentElement.scrollWidth") == 390


def test_on_a_phone_the_source_is_a_sheet_over_everything(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    ask(page, QUESTION)
    page.locator(".chip").first.click()
    sheet = page.locator(".source").bounding_box()
    assert sheet == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert page.locator(".talk").evaluate("part => part.inert")
    page.locator("[data-source=close]").click()
    expect(page.locator(".chip").first).to_be_focused()
    assert not page.locator(".talk").evaluate("part => part.inert")


def serious(page: Page) -> list[dict[str, Any]]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        {"rule": each["id"], "where": [node["target"] for node in each["nodes"]][:3]}
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_axe_finds_nothing_serious(open_page: OpenPage, scheme: str, size: dict[str, Any]) -> None:
    page = open_page(**size, color_scheme=scheme)
    assert serious(page) == []
    ask(page, QUESTION)
    ask(page, ACROSS)
    page.locator(".turn").last.locator(".correct").click()
    page.wait_for_timeout(300)  # until what appears has appeared
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.locator(".turn").last.locator(".chip").first.click()
    expect(page.frame_locator(".source-frame").locator("mark#quote")).to_be_visible()
    page.wait_for_timeout(300)
    assert serious(page) == []


def test_gradio_takes_no_uploads(open_page: OpenPage, address: str) -> None:
    page = open_page()
    sent = page.request.post(
        f"{address}/gradio_api/upload",
        multipart={"files": {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}},
    )
    assert sent.status == 404
