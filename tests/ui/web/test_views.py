"""The chat page's HTML."""

from __future__ import annotations

from dataclasses import asdict, fields
from html.parser import HTMLParser

import pytest

from rag.schemas import AskOut, HealthOut, ItemOut
from ui.web.conversation import Conversation, Turn
from ui.web.views import (
    answer_blocks,
    figure_text,
    masthead_html,
    quote_url,
    source_name,
    transcript_html,
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
    found = Elements(page(Turn(1, HOSTILE, hostile), Turn(2, HOSTILE, failure=HOSTILE)))
    assert not {"script", "img"} & {tag for tag, _ in found.tags}
    assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on")]
    assert found.words.count(HOSTILE) >= 10
    assert HOSTILE in found.values("data-question")


def test_marks_of_citations_become_chips_and_others_stay_words() -> None:
    assert answer_blocks(answer()) == [[("云溪县受理74件", 0), ("", 1), ("", 0)], [("另见[9]", 0)]]
    found = Elements(page(Turn(4, "问?", answer())))
    assert "turn-4-1" in found.values("data-target")
    assert "turn-4-1" in found.values("id")
    assert "另见[9]" in found.words


@pytest.mark.parametrize("marks", ["「」", "“”"])
@pytest.mark.parametrize("lead", ["云溪县2023年:", "云溪县2023年\uff1a", "云溪县, 2023:"])
def test_a_quote_is_read_once_together_with_its_place(marks: str, lead: str) -> None:
    quote = "受理74件,\n审结70件。"
    text = f"共一份:\n\n{lead}\n{marks[0]}{quote}{marks[1]}[1]\n另有。"
    found = answer(answer=text, citations=[citation(1, quote=quote), citation(2)])
    first, second = found.citations
    assert answer_blocks(found) == [[("共一份:", 0)], first, [("另有。", 0)]]
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
        [("云溪县2023年:受理 74件", 0), ("", 1), ("", 0)],
        found.citations[0],
    ]


@pytest.mark.parametrize(
    ("qualifier", "value", "written"),
    [("近", "74", "近74件"), ("余", "70", "70余件"), ("以上", "70", "70件以上"), ("近", "", "—")],
)
def test_qualifiers_stand_where_they_are_read(qualifier: str, value: str, written: str) -> None:
    item = answer().items[0].model_dump() | {"qualifier": qualifier, "value": value}
    assert figure_text(ItemOut.model_validate(item)) == written


def test_an_answer_shows_figures_coverage_reading_and_a_link_to_the_source() -> None:
    found = Elements(page(Turn(1, "问?", answer())))
    assert "近74件" in found.words
    for words in ("共查 3 份报告", "符合 1", "只提及 1", "未提及 1", "查数据 · 云溪县 · 2023年"):
        assert words in found.words
    assert "沿用上文 地区" in found.words
    assert "/reports/a1?start=3&end=9#quote" in found.values("href")


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


def test_only_the_last_turn_offers_suggestions() -> None:
    html = page(Turn(1, "问?", answer()), Turn(2, "又问?", answer(suggestions=["再问?"])))
    assert Elements(html).values("data-question") == ["再问?"]


def test_the_welcome_offers_examples_or_says_that_nothing_is_there() -> None:
    html = page(examples=("云溪县受理多少件?",))
    assert Elements(html).values("data-question") == ["云溪县受理多少件?"]
    nothing = HEALTH.model_copy(update={"reports": 0})
    assert "yiju ingest" in transcript_html(Conversation(health=nothing))


def test_a_failure_offers_to_try_again() -> None:
    found = Elements(page(Turn(1, "问?", failure="没有应答")))
    assert "没有应答" in found.words
    assert found.values("data-question") == ["问?"]
    assert "alert" in found.values("role")


def test_the_masthead_tells_the_size_and_offers_the_other_language() -> None:
    words = Elements(masthead_html(Conversation(health=HEALTH))).words
    assert "1,234 份报告" in words
    assert "English" in words
    english = Elements(masthead_html(Conversation("en", HEALTH, turns=(Turn(1, "?"),))))
    assert "1,234 reports" in english.words
    assert "New conversation" in english.words
    assert "/reports?lang=en" in english.values("href")


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


def test_links_and_sources() -> None:
    cited = answer().citations[0]
    assert quote_url(cited, "en") == "/reports/a1?start=3&end=9&lang=en#quote"
    odd = cited.model_copy(update={"report_id": "../x?#"})
    assert quote_url(odd).startswith("/reports/..%2Fx%3F%23?start=3")
    assert source_name("/home/someone/报告.txt") == "报告.txt"
    assert source_name("C:\\x\\报告.txt") == "报告.txt"
    assert source_name("https://example.org/a/b.html") == "https://example.org/a/b.html"
