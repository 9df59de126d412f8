"""Page furniture goes, labelled values are read, the report's words stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning import clean
from ingest.documents import Cleaned, Document

WIDE = {ord(char): ord(char) + 0xFEE0 for char in ",:;()?!%"}

BODY = (
    "云溪县2023年法治政府建设情况报告\n"
    "2023年,云溪县扎实推进依法行政。\n"
    "一、主要工作\n"
    "来源广泛征集意见300条,打印宣传册2000份。\n"
    "云溪县人民政府\n"
    "2024年1月8日"
)


def cleaned(text: str) -> Cleaned:
    return clean(Document(text, "text/plain"))


def fields(text: str) -> dict[str, str]:
    return {field.label: field.value for field in cleaned(text).fields}


def test_a_report_without_furniture_stays_as_it_is() -> None:
    result = cleaned(BODY)

    assert result.text == BODY
    assert result.removed == ()
    assert result.fields == ()


@pytest.mark.parametrize(
    "head",
    [
        "返回上一级\n\n字号\n\n打印\n\n",
        "当前位置:首页 > 政务公开 > 法治政府建设 > 正文\n",
        "首页\n>\n政务公开\n>\n法治政府\n>\n正文\n",
        "云溪县人民政府门户网站\n首页 > 政务公开 > 年度报告\n",
        "字号:[大 中 小] 打印 关闭 分享到:微信\n",
        "云溪县人民政府 2024年2月3日 星期六\n无障碍 简体| 繁体\n",
        "今天是:2024年2月3日 星期六\n",
        "浏览次数:128\n",
        "|\n||||||||\n|\n",
        "云溪县人民政府\n首页 政务公开 政府文件\n",
        "云溪县司法局 > 政务公开 > 年度报告\n",
        "【字号 大 中 小】 【我要打印】 【收藏】\n",
    ],
)
@pytest.mark.parametrize("is_wide", [False, True])
def test_navigation_above_the_report_goes(head: str, is_wide: bool) -> None:
    text = head + BODY
    body = BODY
    if is_wide:
        text, body = text.translate(WIDE), body.translate(WIDE)

    assert cleaned(text).text == body


@pytest.mark.parametrize(
    "tail",
    [
        "\n下一篇:返回列表",
        "\n上一篇:云溪县2022年法治政府建设情况报告\n下一篇:没有了\n",
        "下一篇:返回列表",
        " 【打印】 【关闭】",
        "\n责任编辑:张某某\n",
        "\n【责任编辑:张某某\n】\n",
        "\n扫一扫在手机打开当前页\n",
        "\n主办单位:云溪县人民政府 承办单位:云溪县政府办公室\n"
        "地址:云溪县幸福大道1号 邮编:000000 电话:0000-0000000 传真:0000-0000000 网址:www.example.cn 技术支持:某公司\n"
        "云ICP备00000000号-1\n网站标识码0000000000",
        "\n相关链接\n云溪县2022年法治政府建设情况报告\n云溪县2021年法治政府建设情况报告\n",
        "\n打印 关闭\n返回顶部",
        " |",
        " |\n||||||||",
    ],
)
@pytest.mark.parametrize("is_wide", [False, True])
def test_furniture_below_the_report_goes(tail: str, is_wide: bool) -> None:
    text, body = BODY + tail, BODY
    if is_wide:
        text, body = text.translate(WIDE), body.translate(WIDE)

    assert cleaned(text).text == body


def test_a_table_of_labels_becomes_fields() -> None:
    head = (
        "索 引 号: | 000000/2024-00001 | 发布机构: | 云溪县政府办 |\n"
        "公开方式: | 主动公开 | 发文日期: | 2024-01-10 |\n"
        "文号: | | 有效性 | |||\n"
    )

    assert cleaned(head + BODY).text == BODY
    assert fields(head + BODY) == {
        "索引号": "000000/2024-00001",
        "发布机构": "云溪县政府办",
        "公开方式": "主动公开",
        "发文日期": "2024-01-10",
    }


def test_labels_on_one_line_become_fields_without_counters_and_buttons() -> None:
    title, rest = BODY.split("\n", 1)
    line = "作者: 来源:云溪日报 发布日期:2024-01-10 点击次数:12 字号:【大】 【小】"

    text = f"{title}\n{line}\n{rest}"

    assert cleaned(text).text == BODY
    assert fields(text) == {"来源": "云溪日报", "发布日期": "2024-01-10"}


LONG = "云溪县扎实推进依法行政,办结行政复议案件300件。" * 60
"""A report that a page put on one line."""


@pytest.mark.parametrize(
    ("head", "label", "value"),
    [
        (
            "首页 | 走进云溪 | 政务公开 | 当前位置: 首页>政务公开>年度报告 索引号: | 0163/2024-7 | "
            "发布日期: | 2024-02-03 16:42 | 效力状态: | 有效 | 浏览次数: | 次 | ",
            "发布日期",
            "2024-02-03 16:42",
        ),
        ("索引号: | 0163/2024-7 | 发布日期: | 2024-02-03 | ", "发布日期", "2024-02-03"),
        ("首页 > 政务公开 > 年度报告 | ", "", ""),
    ],
)
def test_a_head_on_one_line_with_the_report_goes_alone(head: str, label: str, value: str) -> None:
    report = f"云溪县2023年法治政府建设情况报告 | |||| 清河市人民政府: {LONG}云溪县人民政府"

    result = cleaned(head + report)

    assert result.text == report
    if label:
        assert fields(head + report)[label] == value


def test_labels_between_the_title_and_the_text_on_one_line_go() -> None:
    head = "来源:云溪县司法局 作者:佚名 发布时间:2024-02-03 点击:417 [大] [中] [小]"
    text = f"云溪县2023年法治政府建设情况报告 {head} 市人民政府:{LONG}"

    assert cleaned(text).text == f"云溪县2023年法治政府建设情况报告 市人民政府:{LONG}"
    assert fields(text) == {"来源": "云溪县司法局", "作者": "佚名", "发布时间": "2024-02-03"}


def test_a_label_within_the_first_sentence_of_a_long_line_stays() -> None:
    text = f"经群众评议,主题:依法行政,得分98分。{LONG}"

    assert cleaned(text).text == text


def test_a_day_before_the_labels_of_its_line_is_a_field() -> None:
    head = "2024-02-03 08:30  来源:云溪日报   记者  通讯员   编辑:    [字号 大 中 小]\n\n"

    assert cleaned(head + BODY).text == BODY
    assert fields(head + BODY)["日期"] == "2024-02-03 08:30"
    assert fields(head + BODY)["来源"].startswith("云溪日报")


def test_a_label_takes_its_value_from_the_next_line() -> None:
    head = (
        "  • 发文机构:\n\n    县政府网站\n  • 主题分类:\n\n  • 发文日期:\n\n    2024年01月10日\n\n"
    )

    assert cleaned(head + BODY).text == BODY
    assert fields(head + BODY) == {"发文机构": "县政府网站", "发文日期": "2024年01月10日"}


def test_an_empty_label_does_not_take_the_title_for_its_value() -> None:
    text = "内容概述:\n\n云溪县人民政府工作规则\n\n第一章总则\n\n一、为规范工作,制定本规则。"

    assert cleaned(text).text.startswith("云溪县人民政府工作规则\n")


def test_bare_values_below_the_title_are_labelled() -> None:
    title, rest = BODY.split("\n", 1)
    text = f"{title}\n\n主动公开\n\n2024.01.10\n\n云政发〔2024〕3号\n\n{rest}"

    assert cleaned(text).text == f"{title}\n\n{rest}"
    assert fields(text) == {
        "公开方式": "主动公开",
        "日期": "2024.01.10",
        "文号": "云政发〔2024〕3号",
    }


def test_the_page_title_above_the_same_title_goes() -> None:
    title = BODY.split("\n", 1)[0]

    assert cleaned(f"{title}\n\n来源:县政府办\n\n{BODY}").text == BODY


def test_the_report_in_a_table_cell_loses_the_cell_borders() -> None:
    title, rest = BODY.split("\n", 1)

    assert cleaned(f"{title} | |||||||\n|\n||||\n| {rest} |").text == BODY


def test_nothing_goes_from_the_middle() -> None:
    middle = "字号\n当前位置:首页 > 正文\n来源:某地\n| 指标 | 数值 |\n| 办理率 | 100% |\n下一篇文章已经发布。\n"
    lines = BODY.split("\n")
    text = "\n".join([*lines[:3], middle.rstrip(), *lines[3:]])

    assert cleaned(text).text == text


@pytest.mark.parametrize(
    "sentence",
    [
        "相关文件已全部清理完毕。",
        "下一条主线是规范执法,上一篇章已经完成。",
        "扫一扫评价系统全面启用。",
    ],
)
def test_a_last_sentence_that_begins_like_furniture_stays(sentence: str) -> None:
    text = f"云溪县报告\n2023年成效明显。\n{sentence}"

    assert cleaned(text).text == text


def test_a_label_in_mid_line_does_not_swallow_the_sentences_after_it() -> None:
    text = BODY + "。责任编辑:制度已建立。全年编发信息300条,办结率达100%。"

    assert cleaned(text).text == text


def test_rows_without_words_go_everywhere() -> None:
    text = BODY.replace("一、主要工作\n", "一、主要工作\n||||||\n---|---|---\n")

    assert cleaned(text).text == BODY


def test_a_long_first_line_after_a_label_is_no_field() -> None:
    text = "时间:" + "2023年,云溪县扎实推进依法行政,各项工作取得新进展" * 4

    assert cleaned(text).text == text


def test_a_page_of_furniture_leaves_nothing() -> None:
    assert cleaned("首页\n打印 关闭\n发布日期:2024-01-10\n").text.strip() == ""


FURNITURE = st.sampled_from(
    [
        "返回上一级",
        "字号",
        "",
        "|",
        "||||",
        "当前位置:首页 > 正文",
        "索引号: | 0001 | 发布机构: | 政府办 |",
        "来源:日报 发布日期:2024-01-10",
        "发布机构",
        "下一篇:返回列表",
        "责任编辑:张某",
        "主办单位:某县",
        "云溪县2023年法治政府建设情况报告",
        "2024年1月8日",
        "一、主要工作",
        "全年受理79件,其中维持32件。",
        "全年受理79件。 |",
        "\u3000\uff08一\uff09加强领导\uff0c落实责任。",
    ]
)


@given(st.lists(FURNITURE | st.text(max_size=20), max_size=14).map("\n".join))
def test_kept_slices_and_removed_spans_cover_the_source(text: str) -> None:
    result = cleaned(text)
    spans = [
        *(
            (part.source_start, part.source_start + part.end - part.start)
            for part in result.source_map
        ),
        *((span.start, span.end) for span in result.removed),
    ]

    position = 0
    for start, end in sorted(spans):
        assert start == position
        assert end > start
        position = end
    assert position == len(text)


@given(st.lists(FURNITURE | st.text(max_size=20), max_size=14).map("\n".join))
def test_the_cleaned_text_is_verbatim_slices_in_order(text: str) -> None:
    result = cleaned(text)

    assert (
        "".join(
            text[part.source_start : part.source_start + part.end - part.start]
            for part in result.source_map
        )
        == result.text
    )
    assert [part.start for part in result.source_map][1:] == [
        part.end for part in result.source_map
    ][:-1]
    assert all(text[each.source.start : each.source.end] == each.value for each in result.fields)


@given(st.lists(FURNITURE, max_size=14).map("\n".join))
def test_cleaning_twice_removes_no_sentence(text: str) -> None:
    once = cleaned(text).text

    assert once.count("全年受理79件") == text.count("全年受理79件")
    assert cleaned(once).text.count("全年受理79件") == text.count("全年受理79件")
