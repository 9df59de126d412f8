"""The list of conversations in a real browser: reopened, renamed, exported, deleted."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_chat import PHONE, QUESTION, ask
from tests.faces import ingest_reports
from tests.ui.serving import yiju_serve
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

ITEM = ".history-list li"


def choose(page: Page, entry: str) -> None:
    """Opens the current conversation's menu and chooses."""
    item = page.locator(ITEM, has=page.locator("[aria-current]"))
    item.hover()
    item.get_by_role("button").click()
    page.get_by_role("menuitem", name=entry).click()


def test_a_conversation_is_named_and_reopened_after_a_reload(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    current = page.locator(f"{ITEM} [aria-current]")
    expect(current).to_have_text(QUESTION)
    expect(page).to_have_title(f"{QUESTION} · 依据")
    assert "/?c=" in page.url
    answer = page.locator(".turn .answer").text_content() or ""
    page.reload()
    expect(page.locator(".turn .question")).to_have_text(QUESTION)
    expect(page.locator(".turn .answer")).to_have_text(answer)
    ask(page, "审结了多少件\uff1f")
    expect(page.locator(".turn").last.locator(".read")).to_contain_text("云溪县")
    expect(current).to_have_text(QUESTION)


def test_conversations_are_opened_from_the_list_and_by_going_back(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "云溪县2023年有哪些问题\uff1f")
    first = page.url
    page.locator(".new-conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    assert "c=" not in page.url
    ask(page, "临澜区2023年有哪些问题\uff1f")
    page.locator(f"{ITEM} a", has_text="云溪县2023年有哪些问题").first.click()
    expect(page.locator(".turn .question")).to_have_text("云溪县2023年有哪些问题\uff1f")
    assert page.url == first
    page.go_back()
    expect(page.locator(".turn .question")).to_have_text("临澜区2023年有哪些问题\uff1f")
    expect(page.locator(f"{ITEM} [aria-current]")).to_have_text("临澜区2023年有哪些问题\uff1f")


def test_a_conversation_is_renamed_in_place(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "云溪县有哪些计划\uff1f")
    choose(page, "重命名")
    field = page.locator(f"{ITEM} input")
    expect(field).to_be_focused()
    field.fill("不要这个")
    field.press("Escape")
    expect(page.locator(f"{ITEM} [aria-current]")).to_have_text("云溪县有哪些计划\uff1f")
    choose(page, "重命名")
    page.locator(f"{ITEM} input").fill("下一年 <b>计划</b>")
    page.locator(f"{ITEM} input").press("Enter")
    page.reload()
    expect(page.locator(f"{ITEM} [aria-current]")).to_have_text("下一年 <b>计划</b>")


def test_a_conversation_is_exported(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    ask(page, QUESTION)
    quote = page.locator(".card blockquote").text_content() or ""
    with page.expect_download() as markdown:
        choose(page, "导出 Markdown")
    text = Path(markdown.value.path()).read_text(encoding="utf-8")
    assert quote in text
    assert "[^1]:" in text
    with page.expect_download() as word:
        choose(page, "导出 Word")
    assert word.value.suggested_filename.endswith(".docx")
    document = Document(io.BytesIO(Path(word.value.path()).read_bytes()))
    assert document.paragraphs[0].text == QUESTION


def test_a_conversation_is_deleted_after_asking(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "石漫区2022年有哪些问题\uff1f")
    address = page.url
    choose(page, "删除")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("石漫区2022年有哪些问题")
    dialog.get_by_role("button", name="取消").click()
    expect(page.locator(".turn")).to_have_count(1)
    choose(page, "删除")
    dialog.get_by_role("button", name="删除").click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(f"{ITEM} [aria-current]")).to_have_count(0)
    page.goto(address)
    expect(page.locator(".missing")).to_contain_text("没有这个对话")


def test_the_menu_is_used_with_the_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    button = page.locator(ITEM, has=page.locator("[aria-current]")).get_by_role("button")
    button.focus()
    button.press("Enter")
    expect(page.get_by_role("menuitem", name="重命名")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="导出 Markdown")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".item-menu")).to_be_hidden()
    expect(button).to_be_focused()


def test_on_a_phone_the_list_is_a_drawer(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    ask(page, QUESTION)
    expect(page.locator(".history")).to_be_hidden()
    page.locator(".menu-button").click()
    expect(page.locator(".history")).to_be_in_viewport()
    expect(page.locator(".history")).to_contain_text("3 份报告")
    page.keyboard.press("Escape")
    expect(page.locator(".history")).to_be_hidden()
    expect(page.locator(".menu-button")).to_be_focused()
    page.locator(".new-button").click()
    expect(page.locator(".welcome")).to_be_visible()


@pytest.mark.timeout(120)
def test_a_conversation_is_reopened_after_a_restart(browser: Browser, tmp_path: Path) -> None:
    embedder = load_embedder()
    with LocalStore.open(tmp_path / "store", embedder.identity, create=True) as store:
        ingest_reports(store, embedder, tmp_path / "files")
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    with yiju_serve(tmp_path / "store") as (address, _):
        page.goto(address)
        page.wait_for_selector(".app .welcome")
        ask(page, QUESTION)
        path = page.url.removeprefix(address)
        page.goto("about:blank")
    with yiju_serve(tmp_path / "store") as (address, _):
        page.goto(address + path)
        expect(page.locator(".turn .question")).to_have_text(QUESTION)
        expect(page.locator(".turn .answer")).to_contain_text("74")
        ask(page, "审结了多少件\uff1f")
        expect(page.locator(".turn").last.locator(".answer")).to_contain_text("70")
        context.close()
