"""The chat page's HTML."""

from __future__ import annotations

from dataclasses import asdict, fields
from html.parser import HTMLParser

import pytest

from rag.schemas import AskOut, HealthOut
from ui.web.chat_words import chat_words_for
from ui.web.conversation import Conversation, Failure, Turn
from ui.web.templating import counted
from ui.web.views import (
    answer_blocks,
    app_html,
    compare_url,
    laid_table,
    quote_url,
    reply_html,
    source_name,
    transcript_html,
    uncited,
)
from ui.web.words import EN, ZH, Words

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">\'"&{{7*7}}${7*7}'
HEALTH = HealthOut(version="1", reports=1234, passages=5, facts=67890, embedder="e", generation=1)


def answer(**changes: object) -> AskOut:
    values: dict[str, object] = {
        "conversation_id": "c",
        "question": "问?",
        "status": "answered",
        "answer": "云溪县受理74件[1]\n另见[9]",
        "interpretation": {
            "intent": "lookup",
            "query_zh": "受理",
            "regions": ["云溪县"],
            "years": [2023],
            "indicator": "受理",
            "condition": "> 3",
            "inherited": ["regions"],
        },
        "items": [
            {
                "region": "云溪县",
                "year": 2023,
                "indicator": "受理",
                "value": "74",
                "unit": "件",
                "qualifier": "近",
                "text": "受理74件",
                "citations": [1],
            }
        ],
        "coverage": {"reports": 3, "matching": 1, "stating": 1, "mentioning": 1, "silent": 1},
        "citations": [citation(1)],
        "reason": "",
        "suggestions": ["临澜区呢?"],
        "took_ms": 1.0,
    }
    return AskOut.model_validate(values | changes)


def citation(n: int, **changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "n": n,
        "report_id": "a1",
        "title": "报告",
        "region": "云溪县",
        "year": 2023,
        "heading_path": ["一、主要工作", "(二)化解"],
        "quote": "受理74件。",
        "start": 3,
        "end": 9,
        "source": "/tmp/报告.txt",
        "kind": "achievement",
        "warnings": [],
    }
    return values | changes


def page(*turns: Turn, **more: object) -> str:
    return transcript_html(Conversation(health=HEALTH, turns=turns, **more))  # type: ignore[arg-type]


class Elements(HTMLParser):
    """The tags and attribute values of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


def test_nothing_from_reports_or_questions_becomes_markup() -> None:
    hostile = answer(
        answer=HOSTILE + "[1]",
        reason=HOSTILE,
        status="abstained",
        suggestions=[HOSTILE],
        interpretation=answer().interpretation.model_dump() | {"regions": [HOSTILE]},
        items=[
            dict.fromkeys(("region", "indicator", "value", "unit", "qualifier", "text"), HOSTILE)
            | {"year": None, "citations": [1]}
        ],
        citations=[
            citation(
                1,
                title=HOSTILE,
                region=HOSTILE,
                heading_path=[HOSTILE],
                quote=HOSTILE,
                source=HOSTILE,
                report_id='"><script>',
                warnings=[HOSTILE],
            )
        ],
    )
    found = Elements(
        page(Turn(1, HOSTILE, hostile), Turn(2, HOSTILE, failure=Failure(500, HOSTILE)))
    )
    assert not {"script", "img"} & {tag for tag, _ in found.tags}
    assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on")]
    assert found.words.count(HOSTILE) >= 10
    assert HOSTILE in found.values("data-question")


def test_marks_of_citations_become_chips_and_others_stay_words() -> None:
    (cited,) = answer().citations
    assert answer_blocks(answer()) == [
        [("云溪县受理74件", None), ("", cited), ("", None)],
        [("另见[9]", None)],
    ]
    found = Elements(page(Turn(4, "问?", answer())))
    assert "1" in found.values("data-n")
    assert "turn-4-1" in found.values("id")
    assert "另见[9]" in found.words


@pytest.mark.parametrize("marks", ["「」", "“”"])
@pytest.mark.parametrize("lead", ["云溪县2023年:", "云溪县2023年\uff1a", "云溪县, 2023:"])
def test_a_quote_is_read_once_together_with_its_place(marks: str, lead: str) -> None:
    quote = "受理74件,\n审结70件。"
    text = f"共一份:\n\n{lead}\n{marks[0]}{quote}{marks[1]}[1]\n另有。"
    found = answer(answer=text, citations=[citation(1, quote=quote), citation(2)])
    first, second = found.citations
    assert answer_blocks(found) == [[("共一份:", None)], first, [("另有。", None)]]
    html = page(Turn(1, "问?", found))
    assert Elements(html).words.count("受理74件,") == 1
    assert Elements(html).values("id").count("turn-1-2") == 1
    assert second not in answer_blocks(found)


@pytest.mark.parametrize(
    "text", ["写道“受理74件。”[1]", "“受理74件。”[1]并说明", "“受理74件。”[2]", "受理74件。[1]"]
)
def test_a_quote_inside_a_sentence_stays_there(text: str) -> None:
    found = answer(answer=text)
    assert found.citations[0] not in answer_blocks(found)


def test_a_lead_that_says_more_than_the_place_stays() -> None:
    found = answer(answer="云溪县2023年:受理 74件[1]\n「受理74件。」[1]")
    assert answer_blocks(found) == [
        [("云溪县2023年:受理 74件", None), ("", found.citations[0]), ("", None)],
        found.citations[0],
    ]


def listed(rows: int = 2, **changes: object) -> AskOut:
    """A list answer: one row and one citation for each place."""
    item, cited = answer().items[0].model_dump(), answer().citations[0].model_dump()
    return answer(
        answer="共两地。\n各报告的年度不同。\n范围内共9份报告:2份符合,4份写明,3份只提及,2份未提及。\n\n"
        "云溪县2023年:受理 近74件[1]\n「受理74件。」[1]",
        interpretation=answer().interpretation.model_dump() | {"intent": "list"},
        items=[item | {"region": f"第{n}县", "citations": [n]} for n in range(1, rows + 1)],
        citations=[cited | {"n": n} for n in range(1, rows + 1)],
        coverage={"reports": 9, "matching": 2, "stating": 4, "mentioning": 3, "silent": 2},
        **changes,
    )


def test_a_list_is_a_table_with_its_coverage_told_once() -> None:
    html = page(Turn(1, "问?", listed()))
    found = Elements(html)
    assert "<table>" in html
    assert 'class="card"' not in html
    assert found.words.count("共两地。") == 1
    assert found.words.count("近74件") == 2
    assert "范围内共" not in found.words
    for words in ("共查 9 份报告", "写明 4\uff08其中符合 2\uff09", "只提及 3", "未提及 2"):
        assert words in found.words


@pytest.mark.parametrize("condition", ["", "stated", "highest", "not mentioned"])
def test_without_a_limit_no_report_is_said_to_match(condition: str) -> None:
    read = listed().interpretation.model_copy(update={"condition": condition})
    found = listed().model_copy(update={"interpretation": read})
    words = Elements(page(Turn(1, "问?", found))).words
    assert "写明 4" in words
    assert "其中符合" not in words


def test_one_report_is_not_several() -> None:
    cover = {"reports": 1, "matching": 0, "stating": 1, "mentioning": 0, "silent": 0}
    words = Elements(page(Turn(1, "q?", answer(coverage=cover)), lang="en")).words
    assert "1 report searched" in words
    assert counted(EN.coverage, reports=11) == "11 reports searched"
    assert counted(EN.coverage, reports=1_001) == "1,001 reports searched"
    assert counted(EN.collection, reports=1, facts=1) == "1 report, 1 figure"


def test_a_citation_that_no_row_shows_stands_below_the_table() -> None:
    more = listed()
    more = more.model_copy(update={"items": more.items[:1]})
    assert uncited(more) == more.citations[1:]
    assert Elements(page(Turn(1, "问?", more))).values("id").count("turn-1-2") == 1


def test_a_long_table_is_shown_by_and_by() -> None:
    laid = laid_table(listed(rows=1000))
    assert len(laid.first) == 30
    assert [len(chunk) for chunk in laid.rest] == [200, 200, 200, 200, 170]
    found = Elements(page(Turn(1, "问?", listed(rows=1000))))
    assert "已显示 30 / 1,000 行" in found.words
    assert "再显示 200 行" in found.words
    assert found.values("data-rows") == ["200", "200", "200", "200", "170"]
    assert laid_table(listed()).rest == []


def test_a_table_opens_the_comparison_of_its_indicator() -> None:
    assert compare_url(listed(), "en") == (
        "/compare?indicator=%E5%8F%97%E7%90%86&region=%E4%BA%91%E6%BA%AA%E5%8E%BF&year=2023&lang=en"
    )


def test_an_answer_shows_figures_coverage_reading_and_a_link_to_the_source() -> None:
    found = Elements(page(Turn(1, "问?", answer())))
    for words in ("共查 3 份报告", "其中符合 1", "只提及 1", "未提及 1", "查数据", "沿用上文 地区"):
        assert words in found.words
    assert "/reports/a1?start=3&end=9#quote" in found.values("href")


def test_the_reading_shows_and_can_be_corrected_part_by_part() -> None:
    found = Elements(page(Turn(1, "问?", answer())))
    parts = ["new_regions", "new_years", "new_indicator", "new_relation", ""]
    assert found.values("data-correct") == parts
    assert "> 3" in found.words
    fields = {
        attrs["name"]: attrs.get("value", "")
        for tag, attrs in found.tags
        if tag in ("input", "select")
    }
    assert fields == {
        "new_regions": "云溪县",
        "new_years": "2023",
        "new_indicator": "受理",
        "new_relation": "",
        "new_value": "3",
    }
    read = answer().interpretation.model_dump()
    bare = read | {"indicator": "", "condition": "stated", "regions": [], "subject": "存在哪些问题"}
    found = Elements(page(Turn(1, "问?", answer(interpretation=bare))))
    assert found.values("data-correct") == ["new_regions", "new_years", ""]
    assert "所有地区" in found.words
    assert "存在哪些问题" in found.values("value")


def test_kinds_and_doubts_show_on_the_card() -> None:
    doubtful = answer(citations=[citation(1, kind="problem", warnings=["年份不一致。"])])
    html = page(Turn(1, "问?", doubtful))
    assert "kind-problem" in html
    assert "年份不一致。" in html
    assert "kind-" not in page(Turn(1, "问?", answer()))


def test_several_doubts_fold_under_the_first() -> None:
    several = answer(citations=[citation(1, warnings=["甲。", "乙。", "丙。"])])
    found = Elements(page(Turn(1, "问?", several)))
    assert "存疑 3" in found.words
    assert all(doubt in found.words for doubt in ("甲。", "乙。", "丙。"))


def test_an_abstention_looks_different_and_says_why_once() -> None:
    abstained = answer(status="abstained", answer="", reason="没有写明。", items=[])
    html = page(Turn(1, "问?", abstained))
    assert 'class="turn abstained"' in html
    assert html.count("没有写明。") == 1
    assert ZH.abstained in html
    assert ZH.nearest in html
    said = answer(
        status="abstained", answer="没有写明。最接近的是[1]", reason="没有写明。", items=[]
    )
    assert page(Turn(1, "问?", said)).count("没有写明。") == 1


def test_many_quotes_are_folded_away() -> None:
    many = answer(citations=[citation(n) for n in range(1, 11)])
    found = Elements(page(Turn(1, "问?", many)))
    assert "其余 4 条依据" in found.words
    assert sum(attrs.get("class") == "card" for _, attrs in found.tags) == 10


def test_the_welcome_offers_examples_or_says_that_nothing_is_there() -> None:
    html = page(examples=("云溪县受理多少件?",))
    assert Elements(html).values("data-question") == ["云溪县受理多少件?"]
    nothing = HEALTH.model_copy(update={"reports": 0})
    assert "yiju ingest" in transcript_html(Conversation(health=nothing))


@pytest.mark.parametrize(
    ("status", "title", "attribute", "value"),
    [
        (500, "没能得到回答", "data-again", "问?"),
        (422, "这个问题没有被接受", "data-again", "问?"),
        (503, "服务正忙", "data-retry", "5"),
        (429, "服务正忙", "data-retry", "5"),
        (401, "登录已过期", "data-action", "reload"),
        (404, "没能得到回答", "data-action", "new"),
    ],
)
def test_a_failure_says_why_and_what_to_do(
    status: int, title: str, attribute: str, value: str
) -> None:
    found = Elements(page(Turn(1, "问?", failure=Failure(status, "没有应答"))))
    assert title in found.words
    assert "没有应答" in found.words
    assert value in found.values(attribute)
    assert "alert" in found.values("role")
    assert ("data-retry" in {name for _, attrs in found.tags for name in attrs}) is (
        status in (429, 503)
    )


def test_an_answer_that_was_not_kept_can_be_asked_for_again() -> None:
    found = Elements(page(Turn(1, "问?")))
    assert "没有保存" in found.words
    assert found.values("data-question") == ["问?"]


def test_the_page_tells_the_size_and_offers_the_other_language() -> None:
    words = Elements(app_html(Conversation(health=HEALTH))).words
    assert "1,234 份报告" in words
    assert "English" in words
    assert "新对话" in words
    english = Elements(app_html(Conversation("en", HEALTH, turns=(Turn(1, "?", answer()),))))
    assert "1,234 reports" in english.words
    assert "New conversation" in english.words
    assert "/reports?lang=en" in english.values("href")
    assert english.values("data-lang") == ["en"]


def test_a_service_that_does_not_answer_is_told_on_the_empty_page() -> None:
    assert chat_words_for("zh").script["unreachableHint"] in transcript_html(Conversation())


def test_a_conversation_that_is_not_there_is_told() -> None:
    assert "没有这个对话" in page(missing=True)


def test_a_reply_carries_what_it_answers() -> None:
    found = Elements(reply_html('"><script>', "<p>甲</p>", "c1"))
    assert found.tags[0][1]["data-token"] == '"><script>'
    assert found.tags[0][1]["data-conversation"] == "c1"
    assert [tag for tag, _ in found.tags] == ["div", "p"]


def test_suggestions_to_a_reader_of_english_are_answered_in_english() -> None:
    asked = Elements(page(Turn(1, "Which places report this?", answer()), lang="zh"))
    assert "en" in asked.values("data-language")
    assert "en" not in Elements(page(Turn(1, "问?", answer()))).values("data-language")
    assert "zh" not in Elements(page(Turn(1, "问?", answer()), lang="en")).values("data-language")


@pytest.mark.parametrize("words", [ZH, EN])
def test_every_word_of_the_page_is_there_in_both_languages(words: Words) -> None:
    for each in fields(Words):
        assert getattr(words, each.name), each.name
    for name in (
        "kinds",
        "intents",
        "doc_types",
        "fields",
        "origins",
        "unheaded",
        "inherited_parts",
    ):
        assert set(asdict(ZH)[name]) == set(asdict(EN)[name])


def test_the_conversation_has_its_words_in_both_languages() -> None:
    chinese, english = chat_words_for("zh"), chat_words_for("en-GB")
    for each in fields(chinese):
        one, other = getattr(chinese, each.name), getattr(english, each.name)
        assert one
        assert other
        if isinstance(one, dict):
            assert set(one) == set(other), each.name
            assert all(one.values())
            assert all(other.values())


def test_links_and_sources() -> None:
    cited = answer().citations[0]
    assert quote_url(cited) == "/reports/a1?start=3&end=9#quote"
    odd = cited.model_copy(update={"report_id": "../x?#"})
    assert quote_url(odd).startswith("/reports/..%2Fx%3F%23?start=3")
    assert source_name("/home/someone/报告.txt") == "报告.txt"
    assert source_name("C:\\x\\报告.txt") == "报告.txt"
    assert source_name("https://example.org/a/b.html") == "https://example.org/a/b.html"
