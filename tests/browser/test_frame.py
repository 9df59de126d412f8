"""What surrounds the conversation: overlays and their widths, the masthead, other windows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_chat import ACROSS, FIELD, LAPTOP, PHONE, QUESTION, ask

TALL = {"width": 800, "height": 1000}
WIDE = {"width": 1280, "height": 900}


def inert(page: Page) -> list[str]:
    """Names of the parts that cannot be reached."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.top, .history, .talk')]"
        ".filter(part => part.inert).map(part => part.className)"
    )
    return sorted(found)


def box(part: Locator) -> FloatRect:
    found = part.bounding_box()
    assert found is not None
    return found


# Overlays


def test_what_a_sheet_covers_follows_the_width(open_page: OpenPage) -> None:
    page = open_page(viewport=TALL)
    ask(page, QUESTION)
    page.locator(".chip").first.click()
    assert inert(page) == ["history", "talk", "top"]
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    expect(page.locator(FIELD)).to_be_editable()
    page.wait_for_function("!document.querySelector('.talk').inert")
    assert inert(page) == []
    page.set_viewport_size(TALL)  # type: ignore[arg-type]
    page.wait_for_function("document.querySelector('.talk').inert")
    assert inert(page) == ["history", "talk", "top"]
    assert page.evaluate("!!document.activeElement.closest('.source')")
    page.keyboard.press("Escape")
    assert inert(page) == []


def test_a_drawer_that_is_no_drawer_any_more_hides_nothing(open_page: OpenPage) -> None:
    page = open_page(viewport=TALL)
    page.locator(".menu-button").click()
    assert inert(page) == ["talk", "top"]
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.wait_for_function("!document.querySelector('.talk').inert")
    assert inert(page) == []
    expect(page.locator(".history")).to_be_visible()
    page.set_viewport_size(TALL)  # type: ignore[arg-type]
    expect(page.locator(".history")).to_be_hidden()


def test_on_a_phone_going_back_closes_the_sheet(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    ask(page, QUESTION)
    address = page.url
    page.locator(".chip").first.click()
    panel = page.frame_locator(".source-frame")
    panel.locator(".tools a[href='#quote']").click()
    page.go_back()
    expect(page.locator(".source")).to_be_hidden()
    expect(page.locator(".turn .question")).to_have_text(QUESTION)
    expect(page.locator(".chip").first).to_be_focused()
    assert page.url == address
    # Closed with its button it leaves no step behind, so that going back goes where one was.
    page.locator(".chip").first.click()
    page.locator("[data-source=close]").click()
    expect(page.locator(".source")).to_be_hidden()
    page.wait_for_function("history.state === null")
    page.locator(".new-button").click()
    expect(page.locator(".welcome")).to_be_visible()
    page.go_back()
    expect(page.locator(".turn .question")).to_have_text(QUESTION)


def test_the_last_citation_does_not_lose_the_focus(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page(base=scripted_address, **LAPTOP)
    ask(page, "各地受理多少件?many")
    page.locator(".items .chip").nth(1).click()
    before = page.locator("[data-source=previous]")
    before.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".source-count")).to_have_text("1 / 500")
    expect(before).to_be_disabled()
    page.wait_for_timeout(300)  # only then a browser takes the focus from what is disabled
    expect(before).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".source-count")).to_have_text("1 / 500")


def test_a_source_that_does_not_come_is_told_in_the_pages_words(
    browser: Browser, address: str
) -> None:
    """Not through ``open_page``: the browser itself complains about a dead service."""
    context = browser.new_context(locale="zh-CN", viewport=WIDE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    ask(page, QUESTION)
    page.route("**/reports/**", lambda route: route.abort("connectionrefused"))
    page.locator(".chip").first.click()
    trouble = page.locator(".source-trouble")
    expect(trouble).to_contain_text("服务没有响应")
    expect(page.locator(".source-frame")).to_be_hidden()
    page.unroute("**/reports/**")
    trouble.get_by_role("button", name="再试一次").click()
    expect(page.frame_locator(".source-frame").locator("mark#quote")).to_be_in_viewport()
    expect(trouble).to_be_hidden()
    context.close()


# Corrections


def test_a_correction_is_kept_until_it_is_accepted_and_then_forgotten(open_page: OpenPage) -> None:
    page = open_page(**LAPTOP)
    ask(page, QUESTION)
    first = page.locator(".turn").first
    first.locator(".correct").click()
    form = first.locator(".correction")
    form.locator("[name=new_years]").fill("2023, 明年")
    form.locator("button.primary").click()
    error = form.locator(".field-error")
    expect(error).to_contain_text("“明年”不是年度")
    expect(form.locator("[name=new_years]")).to_be_focused()
    expect(form.locator("[name=new_years]")).to_have_value("2023, 明年")
    expect(page.locator(".turn")).to_have_count(1)
    form.locator("[name=new_years]").fill("2022-2023")
    expect(error).to_have_count(0)
    form.locator("[name=new_regions]").fill("乌有县")
    form.locator("button.primary").click()
    expect(error).to_have_text("馆藏里没有“乌有县”的报告")
    form.locator("[name=new_regions]").fill("临澜")
    form.locator("button.primary").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last.locator(".question")).to_contain_text("临澜区2022年、2023年")
    first.locator(".correct").click()
    expect(form.locator("[name=new_regions]")).to_have_value("云溪县")
    expect(form.locator("[name=new_years]")).to_have_value("2023")


# Failures


def test_a_failure_can_be_seen_and_another_conversation_is_what_was_chosen(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(
        locale="zh-CN",
        viewport={"width": 1100, "height": 420},
    )
    page = context.new_page()
    page.goto(address)
    ask(page, "临澜区2023年有哪些问题\uff1f")
    chosen = page.url
    page.locator(".new-conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, QUESTION)
    context.set_offline(True)
    page.fill(FIELD, "云溪县" + "还有哪些计划和打算" * 12)
    page.press(FIELD, "Enter")
    again = page.locator(".turn").last.get_by_role("button", name="再试一次")
    expect(again).to_be_in_viewport(ratio=1, timeout=15_000)
    other = page.locator(".history-list a", has_text="临澜区2023年有哪些问题").first
    other.click()
    expect(page.locator(".unopened")).to_contain_text("服务没有响应", timeout=15_000)
    expect(page.locator(".turn")).to_have_count(0)
    expect(other).to_have_attribute("aria-current", "page")
    assert page.url == chosen
    context.close()


# Long questions


def test_a_long_question_is_cut_and_can_be_read(open_page: OpenPage) -> None:
    page = open_page(**LAPTOP)
    ask(page, "云溪县有多少件\uff1f")
    expect(page.locator(".whole")).to_have_count(0)
    ask(page, "云溪县受理多少件行政复议案件" * 140)
    question = page.locator(".turn").last.locator(".question")
    button = page.locator(".whole")
    expect(button).to_have_text("展开全文")
    assert box(question)["height"] < 220
    button.click()
    assert box(question)["height"] > 800
    expect(button).to_have_attribute("aria-expanded", "true")
    button.click()
    assert box(question)["height"] < 220


# Citations


def test_citations_are_large_enough_and_stay_with_their_words(open_page: OpenPage) -> None:
    page = open_page(**LAPTOP)
    ask(page, ACROSS)
    ask(page, QUESTION)
    for chip in page.locator(".chip").all():
        assert box(chip)["width"] >= 24
        assert box(chip)["height"] >= 24
    heights = "[...document.querySelectorAll('.chip')].map(chip => chip.parentElement.offsetHeight)"
    with_chips = page.evaluate(heights)
    page.add_style_tag(content="#app .chip { display: none }")
    assert page.evaluate(heights) == with_chips
    page.reload()
    page.wait_for_selector(".turn .chip")
    for width in range(360, 700, 7):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(_ALONE) == 0, width


_ALONE = """() => [...document.querySelectorAll('td .chip, .answer p .chip')].filter((chip) => {
  const text = chip.previousSibling;
  const end = text.textContent.replace(/[\\s\\u2060]+$/, "").length;
  if (!end) return false;  // after another citation
  const range = document.createRange();
  range.setStart(text, end - 1);
  range.setEnd(text, end);
  const word = range.getBoundingClientRect();
  const at = chip.getBoundingClientRect();
  return word.bottom <= at.top || at.bottom <= word.top;
}).length"""


# Other windows


def test_a_question_in_a_conversation_that_is_gone_begins_another_one(open_page: OpenPage) -> None:
    page = open_page(**LAPTOP)
    ask(page, QUESTION)
    address = page.url
    known = address.partition("?c=")[2]
    deleted = page.request.delete(f"{address.partition('/?')[0]}/v1/conversations/{known}")
    assert deleted.status == 204
    page.fill(FIELD, "临澜区2023年受理行政复议案件多少件\uff1f")
    page.press(FIELD, "Enter")
    expect(page.locator(".turn .missing")).to_contain_text("这一问开始了新的对话")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn .answer")).to_contain_text("131")
    assert page.url != address
    page.reload()
    expect(page.locator(".turn .answer")).to_contain_text("131")


def test_what_another_window_did_shows_on_coming_back(open_page: OpenPage) -> None:
    page = open_page(**LAPTOP)
    ask(page, QUESTION)
    known = page.url.partition("?c=")[2]
    base = page.url.partition("/?")[0]
    asked = {"question": "审结了多少件\uff1f", "conversation_id": known}
    assert page.request.post(f"{base}/v1/ask", data=asked).status == 200
    page.wait_for_timeout(1100)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last.locator(".question")).to_have_text("审结了多少件\uff1f")


def test_a_conversation_deleted_elsewhere_is_told_on_coming_back(
    browser: Browser, address: str
) -> None:
    """Not through ``open_page``: the browser itself complains that the conversation is gone."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    ask(page, QUESTION)
    page.request.delete(f"{address}/v1/conversations/{page.url.partition('?c=')[2]}")
    page.wait_for_timeout(1100)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(".gone")).to_contain_text("已在别处被删除")
    expect(page.locator(".turn .answer")).to_be_visible()
    context.close()


# Every page


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_masthead_stands_still_from_page_to_page(
    open_page: OpenPage, size: dict[str, Any]
) -> None:
    page = open_page(**size)
    places = []
    for path in ("/", "/reports", "/compare", "/evaluation", "/reports/x"):
        if path == "/reports/x":
            page.goto(page.url.partition("/evaluation")[0] + "/reports")
            page.locator("[data-report] .col-title a").first.click()
        elif path != "/":
            page.locator(f".pages a[href='{path}']").click()
        expect(page.locator(".pages [aria-current]")).to_have_count(1)
        style = (
            page.locator(".pages a")
            .nth(1)
            .evaluate(
                "link => { const is = getComputedStyle(link); return [is.fontSize, is.lineHeight] }"
            )
        )
        places.append((box(page.locator(".pages a").nth(1)), style))
        assert box(page.locator(".top"))["height"] <= 70
    if size is LAPTOP:
        assert all(place == places[0] for place in places)
    else:  # the conversation has a button for its list there
        assert all(place == places[1] for place in places[1:])


def test_a_masthead_that_does_not_fit_scrolls(open_page: OpenPage) -> None:
    page = open_page("/reports", viewport={"width": 320, "height": 600}, locale="en-GB")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    last = page.locator(".pages a").last
    last.focus()
    expect(last).to_be_in_viewport()


def test_what_one_does_first_has_one_colour_and_danger_another(open_page: OpenPage) -> None:
    page = open_page(**LAPTOP)
    colour = "part => getComputedStyle(part).backgroundColor"
    page.fill(FIELD, "问")
    sends = page.locator("#send").evaluate(colour)
    page.fill(FIELD, "")
    page.goto(page.url + "reports")
    assert page.locator(".button.primary").first.evaluate(colour) == sends
    page.locator(".menu summary").first.click()
    page.locator("[data-action=remove]").first.click()
    assert page.locator("#confirm [value=yes]").evaluate(colour) != sends
    page.locator("#confirm [value=no]").click()
    expect(page.locator(".menu summary").first).to_be_focused()


def test_on_a_phone_the_contents_of_a_report_wait(open_page: OpenPage) -> None:
    page = open_page("/reports", **PHONE)
    page.locator(".col-title a", has_text="云溪县").click()
    contents = page.locator(".outline nav")
    expect(contents).to_be_hidden()
    page.locator(".outline summary").click()
    expect(contents).to_be_visible()
    wide = open_page(re.sub(r"^http://[^/]+", "", page.url), viewport=WIDE)
    expect(wide.locator(".outline nav a").first).to_be_visible()


def test_after_a_removal_the_focus_is_at_the_report_that_follows(open_page: OpenPage) -> None:
    page = open_page("/reports", **LAPTOP)
    title = page.locator("[data-report] .col-title a").nth(1)
    wanted = title.text_content() or ""
    gone = page.locator("[data-report]").first.get_attribute("data-report")
    # Only the page is tried here: the report stays, and its row is taken out of the fresh list.
    page.route(f"**/v1/reports/{gone}", lambda route: route.fulfill(status=204))

    def without(route: Route) -> None:
        html = route.fetch().text()
        row = re.search(rf'<tr data-report="{gone}".*?</tr>', html, re.DOTALL)
        assert row is not None
        route.fulfill(body=html.replace(row[0], ""), content_type="text/html")

    page.route("**/reports", without)
    page.locator(".menu summary").first.click()
    page.locator("[data-action=remove]").first.click()
    page.locator("#confirm [value=yes]").click()
    expect(page.locator("#notice")).to_be_visible()
    expect(page.get_by_role("link", name=wanted)).to_be_focused()
