"""The collection in a real browser: adding, following, cancelling, removing, the map."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.accessibility import serious_problems
from tests.browser.conftest import OpenPage
from tests.faces import YUNXI

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def made(region: str, number: int = 0) -> FilePayload:
    text = YUNXI.replace("云溪县", region).replace("74件", f"{74 + number}件")
    return FilePayload(name=f"{region}{number}.txt", mimeType="text/plain", buffer=text.encode())


def add(page: Page, *files: FilePayload) -> None:
    page.locator("#files").set_input_files(list(files))
    expect(page.locator("#uploads")).to_be_visible()


def test_good_and_bad_files_are_followed_to_their_end(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page("/reports", base=scripted_address)
    bad = FilePayload(name="<b>bad.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 broken")
    add(page, made("北汀县"), bad)
    rows = page.locator("#uploads li")
    expect(rows.nth(0)).to_have_class("ended", timeout=60_000)
    expect(rows.nth(0)).to_contain_text("已入库")
    expect(rows.nth(1)).to_have_class("failed")
    expect(rows.nth(1)).to_contain_text("<b>bad.pdf")
    expect(rows.nth(1)).to_contain_text("没能读入: 文件已损坏")
    expect(rows.nth(1).locator(".steps .broken")).to_have_attribute("title", "读懂")
    expect(page.locator("#uploads header")).to_contain_text("已完成 2 / 2")
    expect(page.locator("#uploads header")).to_contain_text("1 份没能读入")
    expect(page.locator("#listing")).to_contain_text("北汀县2023年法治政府建设年度报告")
    expect(page.locator("#map")).to_contain_text("北汀县")
    rows.nth(0).get_by_role("link").click()
    expect(page.locator("article")).to_contain_text("北汀县扎实推进")


def test_a_quotation_mark_in_a_name_is_told_apart_and_shown(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page("/reports", base=scripted_address)
    odd = made("北沂县") | {"name": '北沂"县"\u3000年报.txt'}
    add(page, FilePayload(**odd))
    expect(page.locator("#uploads header")).to_contain_text("已完成 1 / 1", timeout=60_000)
    expect(page.locator("#uploads li")).to_have_count(1)
    expect(page.locator("#uploads li.ended")).to_contain_text('北沂"县"')
    expect(page.locator("#listing")).to_contain_text('北沂"县"年报.txt')


def test_nothing_is_said_to_be_over_before_it_began(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page("/reports", base=scripted_address)
    page.evaluate(
        """() => {
          window.said = [];
          new MutationObserver(() => window.said.push(
            document.querySelector("#uploads").innerText,
          )).observe(document.querySelector("#uploads"), {subtree: true, childList: true, attributes: true});
        }"""
    )
    add(page, *(made("南沂县", number) for number in range(3)))
    expect(page.locator("#uploads header")).to_contain_text("全部完成", timeout=60_000)
    early = page.evaluate(
        "window.said.filter((each) => each.includes('全部完成') && !each.includes('3 / 3'))"
    )
    assert early == []


def test_only_the_first_in_turn_is_said_to_be_read(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page("/reports", base=scripted_address)
    names = ["西沂县0.txt", "西沂县1.txt", "西沂县2.txt"]
    stages = {names[0]: "understood", names[1]: "received", names[2]: "received"}
    job = {
        "job_id": "1" * 32,
        "state": "running",
        "finished": "",
        "message": "",
        "code": "",
        "events": [],
        "under_way": [{"source": name, "stage": stage} for name, stage in stages.items()],
    }
    page.route("**/v1/jobs/**", lambda route: route.fulfill(json=job))
    add(page, *(made("西沂县", number) for number in range(3)))
    rows = page.locator("#uploads li")
    expect(rows.nth(0)).to_contain_text("正在索引")
    expect(rows.nth(1)).to_contain_text("正在读取")
    expect(rows.nth(2)).to_contain_text("前面的读完就读")
    expect(rows.nth(1)).to_contain_text(re.compile(r"已 \d+ 秒"))
    page.get_by_role("button", name="取消").click()
    expect(rows.nth(2)).to_contain_text("已取消")
    expect(rows.nth(1)).to_contain_text("已取消")
    job |= {"state": "cancelled", "finished": "2024-05-01"}
    expect(page.locator("#uploads header")).to_contain_text("已入库的报告保留")


def test_an_archive_shows_what_is_in_it(open_page: OpenPage, scripted_address: str) -> None:
    page = open_page("/reports", base=scripted_address)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for region in ("南浦县", "西汀县"):
            archive.writestr(f"{region}.txt", YUNXI.replace("云溪县", region))
    file = FilePayload(name="all.zip", mimeType="application/zip", buffer=packed.getvalue())
    add(page, file)
    expect(page.locator("#uploads header")).to_contain_text("已完成 2 / 2", timeout=60_000)
    expect(page.locator("#uploads li.ended")).to_have_count(2)


def test_an_address_that_is_refused_says_why(open_page: OpenPage, scripted_address: str) -> None:
    page = open_page("/reports", base=scripted_address)
    page.locator(".adding > summary").click()
    page.fill("#url", "http://127.0.0.1:9/report.html")
    page.get_by_role("button", name="抓取").click()
    row = page.locator("#uploads li")
    expect(row).to_have_class("failed", timeout=60_000)
    expect(row).to_contain_text("这是内部网络的地址")
    expect(row).to_contain_text("127.0.0.1 is not a public address")
    expect(row.locator(".steps .broken")).to_have_attribute("title", "收到")


def test_what_is_under_way_can_be_cancelled(open_page: OpenPage, scripted_address: str) -> None:
    page = open_page("/reports", base=scripted_address)
    add(page, *(made("东浦县", number) for number in range(60)))
    page.get_by_role("button", name="取消").click()
    expect(page.locator("#uploads")).to_have_attribute("data-state", "over", timeout=60_000)
    expect(page.locator("#uploads header")).to_contain_text("已入库的报告保留")
    expect(page.locator("#uploads li.cancelled").first).to_be_attached()
    page.get_by_role("button", name="收起").click()
    expect(page.locator("#uploads")).to_be_hidden()


def test_what_the_service_takes_in_while_it_is_cancelled_is_cancelled_too(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page("/reports", base=scripted_address)
    job: dict[str, object] = {
        "job_id": "2" * 32,
        "state": "queued",
        "finished": "",
        "message": "",
        "code": "",
        "events": [],
        "under_way": [],
    }
    withdrawn = []

    def taken_in(route: Route) -> None:
        page.evaluate("document.querySelector('#uploads button').click()")
        route.fulfill(status=202, json=job)

    def followed(route: Route) -> None:
        if route.request.method == "DELETE":
            withdrawn.append(route.request.url)
            job.update(state="cancelled", finished="2024-05-01")
        route.fulfill(json=job)

    page.route("**/v1/reports", taken_in)
    page.route("**/v1/jobs/**", followed)
    page.locator(".adding > summary").click()
    page.fill("#url", "https://example.org/report.html")
    page.get_by_role("button", name="抓取").click()
    expect(page.locator("#uploads")).to_have_attribute("data-state", "over")
    expect(page.locator("#uploads li")).to_have_class("cancelled")
    assert len(withdrawn) == 1


def test_files_are_dropped_anywhere(open_page: OpenPage, scripted_address: str) -> None:
    page = open_page("/reports", base=scripted_address)
    text = YUNXI.replace("云溪县", "下汀县")
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "下汀.txt", {type: "text/plain"}));
          for (const kind of ["dragenter", "dragover", "drop"]) {
            document.querySelector("h1").dispatchEvent(
              new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
          }
        }""",
        text,
    )
    expect(page.locator("#uploads li.ended")).to_have_count(1, timeout=60_000)


def test_a_report_is_read_anew_and_removed_when_confirmed(
    open_page: OpenPage, scripted_address: str
) -> None:
    page = open_page("/reports", base=scripted_address)
    add(page, made("上汀县"))
    expect(page.locator("#uploads li.ended")).to_have_count(1, timeout=60_000)
    row = page.locator("tr[data-report]", has_text="上汀县")
    row.locator(".menu summary").click()
    row.get_by_role("button", name="重新读入").click()
    page.locator("#confirm").get_by_role("button", name="重新读入").click()
    expect(page.locator("#uploads li.ended").last).to_contain_text("没有变化", timeout=60_000)
    row.locator(".menu summary").click()
    row.get_by_role("button", name="移除").click()
    page.locator("#confirm").get_by_role("button", name="不了").click()
    expect(row).to_have_count(1)
    row.locator(".menu summary").click()
    row.get_by_role("button", name="移除").click()
    page.locator("#confirm").get_by_role("button", name="移除").click()
    expect(row).to_have_count(0)
    expect(page.locator("#notice")).to_contain_text("已移除")


def test_a_menu_stays_open_while_the_list_grows(open_page: OpenPage, scripted_address: str) -> None:
    page = open_page("/reports", base=scripted_address)
    add(page, made("东汀县"))
    row = page.locator("tr[data-report]", has_text="东汀县")
    row.locator(".menu summary").click()
    row.get_by_role("button", name="移除").focus()
    add(page, made("中汀县"))
    expect(page.locator("tr[data-report]", has_text="中汀县")).to_have_count(1, timeout=60_000)
    expect(row.locator("details.menu")).to_have_attribute("open", "")
    expect(row.get_by_role("button", name="移除")).to_be_focused()


def test_the_map_leads_to_the_list(open_page: OpenPage) -> None:
    page = open_page("/reports")
    page.locator("#map").get_by_role("link", name="石漫区 2022").click()
    expect(page.locator("tr[data-report]")).to_have_count(1)
    expect(page.locator("tr[data-report]")).to_contain_text("石漫区2022年")
    page.get_by_role("link", name="清除筛选").click()
    expect(page.locator("tr[data-report]")).to_have_count(3)
    page.locator("select[name=doubts]").select_option("false")
    expect(page.locator("tr[data-report]")).to_have_count(1)
    page.get_by_role("link", name="年度", exact=True).click()
    expect(page).to_have_url(re.compile("sort=year"))


def test_files_are_added_without_script(open_page: OpenPage, scripted_address: str) -> None:
    page = open_page("/reports", base=scripted_address, java_script_enabled=False)
    page.locator(".adding > summary").click()
    page.set_input_files("#files", made("中汀县"))
    page.get_by_role("button", name="添加").click()
    for _ in range(60):
        if "读入 1 份" in (page.locator(".job").text_content() or ""):
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator(".job")).to_contain_text("读入 1 份")


def test_a_phone_shows_the_latest_years_and_says_what_numbers_count(open_page: OpenPage) -> None:
    page = open_page("/reports", **PHONE)
    scrolled = "element => [element.scrollLeft, element.scrollWidth - element.clientWidth]"
    at, most = page.locator(".map-scroll").evaluate(scrolled)
    assert abs(at - most) <= 1
    label = "element => getComputedStyle(element, '::before').content"
    assert "数据" in page.locator("td.col-facts").first.evaluate(label)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_a_phone_is_wide_enough(
    open_page: OpenPage, scheme: str
) -> None:
    for options in ({}, PHONE):
        page = open_page("/reports", color_scheme=scheme, **options)
        page.locator(".adding > summary").click()
        assert serious_problems(page) == []
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1]
