"""Answers as messages: marks, tables, sources, links, and nothing of a report's own markup."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from markdown_it import MarkdownIt

from rag.answer import Intent, Status
from rag.chat_text import Message, compose
from rag.schemas import AskOut, CitationOut, CoverageOut, InterpretationOut, ItemOut
from vectorstore.records import PartKind

BASE = "http://yiju.example"
PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


def citation(
    n: int, quote: str = "受理74件", region: str = "云溪县", **more: object
) -> CitationOut:
    fields: dict[str, object] = {
        "n": n,
        "report_id": f"r{n}",
        "title": f"{region}2023年报告",
        "region": region,
        "year": 2023,
        "heading_path": ["一、主要工作"],
        "quote": quote,
        "start": 10 * n,
        "end": 10 * n + len(quote),
        "source": "a.txt",
        "kind": PartKind.ACHIEVEMENT,
    }
    return CitationOut.model_validate(fields | more)


def item(region: str, value: str, *citations: int, **more: object) -> ItemOut:
    fields: dict[str, object] = {
        "region": region,
        "year": 2023,
        "indicator": "行政复议受理",
        "value": value,
        "unit": "件",
        "qualifier": "",
        "text": f"受理{value}件",
        "citations": list(citations),
    }
    return ItemOut.model_validate(fields | more)


@dataclass
class Asked:
    """An answer in its parts."""

    answer: str
    citations: list[CitationOut] = field(default_factory=list)
    items: list[ItemOut] = field(default_factory=list)
    intent: Intent = Intent.LOOKUP
    question: str = "云溪县受理多少件?"
    status: Status = Status.ANSWERED
    reason: str = ""
    regions: tuple[str, ...] = ()
    indicator: str = ""
    condition: str = ""

    def message(self, base: str = BASE, **more: int) -> Message:
        return compose(self.reply(), base, **more)

    def reply(self) -> AskOut:
        return AskOut(
            conversation_id="c",
            question=self.question,
            status=self.status,
            answer=self.answer,
            interpretation=InterpretationOut(
                intent=self.intent,
                query_zh="",
                regions=list(self.regions),
                years=[],
                indicator=self.indicator,
                condition=self.condition,
                inherited=[],
            ),
            items=self.items,
            coverage=CoverageOut(reports=5, matching=2, stating=3, mentioning=1, silent=1),
            citations=self.citations,
            reason=self.reason,
            suggestions=[],
            took_ms=1.0,
        )


LOOKUP = Asked("云溪县2023年\uff1a受理 74件[1]\n「受理74件」[1]", [citation(1)])


def test_an_answer_keeps_its_words_and_lists_its_sources() -> None:
    assert LOOKUP.message().text == (
        "云溪县2023年\uff1a受理 74件[1]  \n"
        "「受理74件」[1]\n\n"
        "**出处**\n\n"
        "1. 云溪县2023年报告 › 一、主要工作 [原文](http://yiju.example/reports/r1?start=10&end=15#quote)"
    )


def test_an_annotation_spans_the_first_mark_and_links_to_the_quote() -> None:
    message = LOOKUP.message()
    (cited,) = message.citations
    assert message.text[cited.start : cited.end] == "[1]"
    assert cited.start == message.text.index("[1]")
    assert cited.url == "http://yiju.example/reports/r1?start=10&end=15#quote"
    assert cited.title == "云溪县2023年报告"


def test_links_are_relative_where_the_address_is_unknown() -> None:
    assert LOOKUP.message("").citations[0].url == "/reports/r1?start=10&end=15#quote"


def test_a_source_that_no_mark_names_is_annotated_at_its_entry() -> None:
    message = Asked("没有标号。", [citation(1)]).message()
    (cited,) = message.citations
    assert message.text[cited.start : cited.end].startswith("[原文](http://yiju.example/reports/r1")
    assert "「受理74件」 [原文]" in message.text


LIST = Asked(
    "云溪县、石漫区。\n范围内共5份报告。\n\n云溪县2023年\uff1a受理 74件[1]\n「受理74件」[1]\n\n石漫区…[2]",
    [citation(1), citation(2, "受理近40件", "石漫区")],
    [item("云溪县", "74", 1), item("石漫区", "40", 2, qualifier="近", year=None)],
    Intent.LIST,
    indicator="行政复议受理",
    condition="> 20件",
)


def test_figures_of_several_reports_are_a_table_with_coverage_and_quotes() -> None:
    lines = LIST.message().text.split("\n")
    assert lines[:3] == ["云溪县、石漫区。  ", "范围内共5份报告。", ""]
    assert lines[3:7] == [
        "| 地方 | 年份 | 指标 | 数值 | 依据 |",
        "| --- | --- | --- | --- | --- |",
        "| 云溪县 | 2023 | 行政复议受理 | 74件 | [1] |",
        "| 石漫区 | — | 行政复议受理 | 近40件 | [2] |",
    ]
    assert "理解为\uff1a行政复议受理 > 20件" in lines
    assert lines[-1].startswith("2. 石漫区2023年报告 › 一、主要工作\uff1a「受理近40件」 [原文](")


def test_a_comparison_says_what_it_covers() -> None:
    asked = Asked("云溪县最高。\n\n云溪县[1]", LIST.citations, LIST.items, Intent.COMPARE)
    assert "范围内共5份报告\uff1a3份写明\uff0c1份只提及\uff0c1份未提及。" in asked.message().text


def test_an_english_question_gets_english_words_and_names() -> None:
    asked = Asked(
        "Yunxi (云溪县).\n\nx[1]",
        [citation(1)],
        [item("云溪县", "74", 1)],
        Intent.LIST,
        "Which lead?",
    )
    text = asked.message().text
    assert "| Place | Year | Indicator | Figure | Source |" in text
    assert "| Yunxi (云溪县) | 2023 | 行政复议受理 | 74件 | [1] |" in text
    assert ": 「受理74件」 [source](" in text


def test_a_long_table_says_that_there_is_more_and_lists_only_its_sources() -> None:
    citations = [citation(n) for n in range(1, 6)]
    items = [item("云溪县", str(n), n) for n in range(1, 6)]
    message = Asked("云溪县。", citations, items, Intent.LIST).message(most_rows=2)
    assert message.text.count("| 云溪县 |") == 2
    assert "共5行\uff0c这里列出前2行" in message.text
    assert [cited.url for cited in message.citations] == [
        f"{BASE}/reports/r{n}?start={10 * n}&end={10 * n + 5}#quote" for n in (1, 2)
    ]


def test_an_abstention_says_why_and_shows_the_nearest() -> None:
    asked = Asked(
        "",
        [citation(1, kind=PartKind.PLAN, warnings=["年份存疑"])],
        status=Status.ABSTAINED,
        reason="没有写明。",
    )
    text = asked.message().text
    assert text.startswith("没有写明。\n\n**出处**")
    assert "一、主要工作\uff08计划\uff09\uff1a「受理74件」" in text
    assert text.endswith("注意\uff1a年份存疑")


def test_an_answer_without_sources_has_no_list() -> None:
    message = Asked("资料库里还没有报告。").message()
    assert message.text == "资料库里还没有报告。"
    assert message.citations == ()


HOSTILE = (
    "<script>x</script> [点此](http://evil.example) ![](//evil.example/p.png) | **粗** `码`\n"
    "# 标题 $a$ [1]: http://evil.example"
)


@pytest.mark.parametrize("intent", [Intent.LOOKUP, Intent.LIST])
def test_a_report_writes_no_markup_into_the_message(intent: Intent) -> None:
    hostile = citation(1, HOSTILE, title=HOSTILE, heading_path=["# " + HOSTILE], warnings=[HOSTILE])
    answer = f"{HOSTILE}\uff1a3件[1]\n「{HOSTILE}」[1]"
    items = [item(HOSTILE, "3", 1, indicator=HOSTILE, unit=HOSTILE)]
    message = Asked(answer, [hostile], items, intent, regions=(HOSTILE,)).message()
    tokens = PARSER.parse(message.text)
    assert not {"heading_open", "html_block", "fence", "code_block"} & {
        each.type for each in tokens
    }
    inside = [child for token in tokens for child in token.children or ()]
    assert not {"html_inline", "image", "em_open"} & {child.type for child in inside}
    links = [child.attrs["href"] for child in inside if child.type == "link_open"]
    assert links == [
        "http://yiju.example/reports/r1?start=10&end=" + str(10 + len(HOSTILE)) + "#quote"
    ]
    assert {child.content for child in inside if child.type == "strong_open"} == {""}
    assert sum(child.type == "strong_open" for child in inside) == 1  # the heading of the sources


def test_a_mark_inside_a_quote_is_no_citation() -> None:
    quote = "公开栏[1]处不清"
    message = Asked(f"「{quote}」[1]", [citation(1, quote)]).message()
    assert message.citations[0].start == len(f"「{quote}」")


def test_the_lines_of_a_message_are_the_message() -> None:
    message = LIST.message()
    assert "".join(message.lines) == message.text
    assert len(message.lines) > 5
