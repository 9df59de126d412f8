"""Pages in the styles that government sites have: nothing of a report may be lost."""

import pytest

from ingest.documents import Document
from ingest.loaders import Limits, parse
from tests.ingest.loaders.sources import SENTENCE, raw_source
from vectorstore.errors import DamagedSourceError, EmptySourceError

LIMITS = Limits()
TITLE = "云溪县2023年法治政府建设年度报告"
HEADINGS = ["一、主要工作", "(一)健全制度", "1.完善机制", "二、存在的问题", "三、下一步打算"]
NAVIGATION = (
    "<div class='nav'><ul>"
    + "".join(f"<li><a href='/{n}'>政务栏目{n}</a></li>" for n in range(20))
    + "</ul></div><div class='place'>当前位置:<a href='/'>首页</a>><a href='/a'>政务公开</a>>"
    "<a href='/b'>法治政府建设年报</a></div>"
)
FOOTER = (
    "<div class='footer'><p>版权所有:云溪县人民政府办公室\uff0c未经许可不得转载。</p>"
    "<p>云ICP备00000000号</p></div>"
)
SIDE = (
    "<div class='side'><h3>相关文章</h3><ul>"
    + "".join(f"<li><a href='/n{n}'>临澜区召开第{n}次工作会议</a></li>" for n in range(8))
    + "</ul></div>"
)
INDEX_TABLE = (
    "<table><tr><td>索引号:</td><td>000123/2024-1</td><td>发布机构:</td><td>县政府办</td></tr>"
    "<tr><td>公开方式:</td><td>主动公开</td><td>发文日期:</td><td>2024-01-02</td></tr></table>"
)


def page(body: str, head: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_云溪县人民政府</title>"
        f"{head}</head><body>{body}</body></html>"
    ).encode()


def read(data: bytes) -> Document:
    return parse(raw_source(data, "a.html"), LIMITS)


def lines_of(data: bytes) -> list[str]:
    return read(data).text.split("\n")


def report(opening: str = "<p>", closing: str = "</p>") -> str:
    return "".join(
        f"{opening}{heading}{closing}\n{opening}\u3000\u3000{SENTENCE}{closing}"
        for heading in HEADINGS
    )


REPORT_LINES = [line for heading in HEADINGS for line in (heading, SENTENCE)]


def test_the_editor_style_with_a_table_of_publication_data() -> None:
    signature = "<p align='right'>云溪县人民政府</p><p align='right'>2024年1月2日</p>"
    body = (
        f"{NAVIGATION}<div class='main'>{INDEX_TABLE}<h1>{TITLE}</h1>"
        f"<div class='TRS_Editor'>{report()}{signature}</div></div>{SIDE}{FOOTER}"
    )
    assert lines_of(page(body)) == [
        "索引号: | 000123/2024-1 | 发布机构: | 县政府办",
        "公开方式: | 主动公开 | 发文日期: | 2024-01-02",
        TITLE,
        *REPORT_LINES,
        "云溪县人民政府",
        "2024年1月2日",
    ]


def test_a_whole_article_in_one_cell_of_a_layout_table() -> None:
    body = (
        f"{NAVIGATION}<table width='900'><tr><td colspan='2'><table>"
        f"<tr><td align='center'><b>{TITLE}</b></td></tr><tr><td>{report()}</td></tr></table></td>"
        f"</tr></table>{FOOTER}"
    )
    assert lines_of(page(body)) == [TITLE, *REPORT_LINES]


def test_paragraphs_separated_by_line_breaks() -> None:
    text = "<br/><br>".join(f"&nbsp;&nbsp;{h}<br>&nbsp;&nbsp;{SENTENCE}" for h in HEADINGS)
    body = f"{NAVIGATION}<div id='zoom'>{text}</div>{SIDE}{FOOTER}"
    assert lines_of(page(body)) == REPORT_LINES


def test_text_pasted_from_word_in_spans() -> None:
    spans = "<p class='MsoNormal'><span>{}</span><span>{}</span><o:p></o:p></p>"
    text = "".join(
        spans.format(heading[:2], heading[2:]) + spans.format(SENTENCE[:9], SENTENCE[9:])
        for heading in HEADINGS
    )
    body = f"{NAVIGATION}<div class='content'><div>{text}</div></div>{FOOTER}"
    assert lines_of(page(body)) == REPORT_LINES


def test_an_article_in_a_form_beside_a_list_of_others() -> None:
    body = (
        f"<form id='aspnetForm'>{NAVIGATION}<div class='wrap'>{SIDE}<div class='article'>"
        f"<h2>{TITLE}</h2><div>来源:县政府办 发布时间:2024-01-02</div>"
        f"<div class='text'>{report('<div>', '</div>')}</div></div></div>{FOOTER}</form>"
    )
    assert lines_of(page(body)) == [TITLE, "来源:县政府办 发布时间:2024-01-02", *REPORT_LINES]


def test_repeated_paragraphs_stay_repeated() -> None:
    body = f"<div class='TRS_Editor'>{report()}{report()}</div>"
    assert lines_of(page(body)) == REPORT_LINES * 2


def test_sections_in_sibling_blocks_all_belong_to_the_report() -> None:
    parts = "".join(
        f"<div class='part'><h3>{heading}</h3><p>{SENTENCE}</p></div>" for heading in HEADINGS
    )
    assert lines_of(page(f"{NAVIGATION}<div>{parts}</div>{FOOTER}")) == REPORT_LINES


def test_a_data_table_inside_the_text() -> None:
    table = (
        "<table><thead><tr><th>指标</th><th colspan='2'>案件</th></tr></thead><tbody>"
        "<tr><td rowspan='2'>行政<br>复议</td><td>收案</td><td>35</td></tr>"
        "<tr><td>结案</td><td>33</td></tr>"
        "<tr><td>备注</td><td></td><td></td></tr><tr><td></td><td></td><td></td></tr>"
        "</tbody></table>"
    )
    body = f"{NAVIGATION}<div class='c'>{report()}{table}<p>四、附则</p></div>{FOOTER}"
    assert lines_of(page(body)) == [
        *REPORT_LINES,
        "指标 | 案件",
        "行政 复议 | 收案 | 35",
        "| 结案 | 33",
        "备注",
        "四、附则",
    ]


def test_a_page_in_gbk_that_declares_gb2312() -> None:
    text = page(report()).decode().replace("charset='utf-8'", "charset='gb2312'")
    assert lines_of(text.encode("gb18030")) == REPORT_LINES
    undeclared = text.replace("<meta charset='gb2312'>", "")
    assert lines_of(undeclared.encode("gb18030")) == REPORT_LINES


def test_an_xhtml_page_with_an_encoding_declaration() -> None:
    data = b"<?xml version='1.0' encoding='utf-8'?>\n" + page(report())
    assert lines_of(data) == REPORT_LINES


def test_what_the_page_declares_of_itself() -> None:
    head = (
        f"<meta name='ArticleTitle' content=' {TITLE} '><meta name='PubDate' "
        "content='2024-01-02 09:30'><meta name='ContentSource' content='县政府办'>"
        "<meta name='ColumnName' content='法治政府建设年报'><meta name='keywords' content=''>"
        "<meta property='og:type' content='article'>"
    )
    document = read(page(report(), head))
    assert document.page_title == TITLE
    assert document.page_fields == {
        "ArticleTitle": TITLE,
        "PubDate": "2024-01-02 09:30",
        "ContentSource": "县政府办",
        "ColumnName": "法治政府建设年报",
        "og:type": "article",
        "title": f"{TITLE}_云溪县人民政府",
    }
    assert document.media_type == "text/html"


def test_the_title_element_where_nothing_better_is_declared() -> None:
    assert read(page(report())).page_title == f"{TITLE}_云溪县人民政府"


def test_invisible_things_are_left_out() -> None:
    body = (
        "<script>var a='脚本';</script><style>p{}</style><!-- 注释 -->"
        f"<div><p style='display: none'>隐藏的话,不该出现在正文之中。</p>{report()}</div>"
        "<noscript>请启用脚本</noscript>"
    )
    assert lines_of(page(body)) == REPORT_LINES


def test_an_article_that_a_script_reveals_is_kept() -> None:
    body = f"{NAVIGATION}<div style='display:none' id='a'>{report()}</div>"
    assert lines_of(page(body)) == REPORT_LINES


def test_line_breaks_of_the_source_leave_nothing_between_chinese_characters() -> None:
    wrapped = SENTENCE.replace("复议", "复\n    议") + "of the\ncounty"
    assert lines_of(page(f"<div><p>{wrapped}</p></div>")) == [SENTENCE + "of the county"]


def test_numbers_of_ordered_lists_and_preformatted_lines() -> None:
    body = (
        f"<div><p>{SENTENCE}</p><ol start='3'><li>完善制度</li><li>加强培训</li></ol>"
        f"<ul><li>要点</li></ul><pre>第一行\n第二行</pre><p>{SENTENCE}</p></div>"
    )
    assert lines_of(page(body)) == [
        *(SENTENCE, "3.完善制度", "4.加强培训", "要点", "第一行", "第二行", SENTENCE)
    ]


def test_an_article_inside_a_menu_that_was_never_closed() -> None:
    menu = "<ul>" + "".join(f"<li><a href='/{n}'>政务公开栏目{n}</a></li>" for n in range(90))
    lines = lines_of(page(f"{menu}<li><p>{SENTENCE}</p>{report()}"))
    assert lines[-len(REPORT_LINES) - 1 :] == [SENTENCE, *REPORT_LINES]


@pytest.mark.parametrize("anchor", ["<a name='top'>", "<a href='#top'>"])
def test_an_anchor_that_was_never_closed_is_no_link(anchor: str) -> None:
    assert lines_of(page(f"<div>{anchor}{report()}</div>")) == REPORT_LINES


@pytest.mark.parametrize("text", ["县政府公告", f"{SENTENCE}", "35件"])
def test_short_pages_are_read_whole(text: str) -> None:
    assert lines_of(page(f"<p>{text}</p>")) == [text]


def test_a_page_without_a_body_element() -> None:
    data = f"<meta name='ArticleTitle' content='{TITLE}'><div>{report()}</div>".encode()
    assert lines_of(data) == REPORT_LINES


@pytest.mark.parametrize(
    "body",
    [
        NAVIGATION + SIDE,
        "",
        "<div id='app'></div><script>render()</script>",
        "".join(
            f"<li><a href='/{n}'>临澜区年度报告{n}</a> 2024-01-{n}</li>" for n in range(10, 30)
        ),
    ],
    ids=["navigation", "nothing", "script", "index"],
)
def test_a_page_without_an_article_is_empty(body: str) -> None:
    with pytest.raises(EmptySourceError, match="no article"):
        read(page(body))


def test_deep_nesting_loses_nothing() -> None:
    deep = "<div>" * 1500 + report() + "</div>" * 1500
    assert lines_of(page(deep)) == REPORT_LINES


def test_nesting_beyond_what_the_parser_keeps_is_refused() -> None:
    with pytest.raises(DamagedSourceError, match="nested too deeply"):
        read(page("<div>" * 5000 + report() + "</div>" * 5000))


def test_hostile_spans_cost_nothing() -> None:
    cells = "<td colspan='999999999' rowspan='99999999'>甲</td><td>乙</td>"
    table = f"<table>{f'<tr>{cells}</tr>' * 50}</table>"
    assert "甲 | 乙" in lines_of(page(f"<div>{report()}{table}</div>"))


def test_nothing_is_said_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    for data in (
        page(report()),
        page("<p>短</p>"),
        b"<html>\xe6\x96\x87</html>",
        page("</x>文<<p"),
    ):
        read(data)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")
