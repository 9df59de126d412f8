"""Conversations as documents: quotes stay verbatim, and every citation has its note."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.conversation_schemas import TranscriptOut
from rag.transcripts.layout import figure_text, is_table, lay_out, opening
from rag.transcripts.markdown import transcript_markdown
from rag.transcripts.word import transcript_docx
from rag.transcripts.wording import EN, ZH
from tests.ui.web.test_views import answer, citation

SITE = "http://yiju.example"
HOSTILE = "<script>x</script> **粗** [1](http://a.example) # 一\\ |$a$ `b` 1. c"


def transcript(*answers: Any, question: str = "问?", name: str = "名") -> TranscriptOut:  # noqa: ANN401
    turns = [
        {
            "question": question,
            "asked_at": "2025-03-01T12:00:00+00:00",
            "answer": each and each.model_dump(),
        }
        for each in answers
    ]
    return TranscriptOut.model_validate(
        {"conversation_id": "a", "name": name, "asked_at": "", "questions": 1, "turns": turns}
    )


def listed() -> Any:  # noqa: ANN401
    rows = [
        {
            "region": place,
            "year": 2023,
            "indicator": "出庭应诉率",
            "value": "100",
            "unit": "%",
            "qualifier": "",
            "text": f"{place}达100%",
            "citations": [n],
        }
        for n, place in ((1, "云溪县"), (2, "临澜区"))
    ]
    return answer(
        answer="云溪县、临澜区。\n各报告的年度不同。\n\n云溪县2023年:100%[1]\n「达100%」[1]\n\n"
        "临澜区2023年:100%[2]\n「也达100%」[2]",
        interpretation=answer().interpretation.model_dump() | {"intent": "list"},
        items=rows,
        citations=[citation(1, quote="达100%"), citation(2, quote="也达100%")],
    )


def test_only_what_is_no_row_stands_above_a_table() -> None:
    found = listed()
    assert is_table(found)
    assert opening(found) == ["云溪县、临澜区。", "各报告的年度不同。"]
    assert not is_table(answer())


def test_notes_are_numbered_through_the_document() -> None:
    parts = lay_out(transcript(listed(), answer()), SITE, ZH)
    assert [note.number for part in parts for note in part.notes] == [1, 2, 3]
    assert [row.notes for row in parts[0].rows] == [(1,), (2,)]
    assert parts[1].lines[0] == ["云溪县受理74件", 3, ""]
    assert parts[1].notes[0].address == f"{SITE}/reports/a1?start=3&end=9#quote"


def test_an_answer_that_was_not_kept_says_so() -> None:
    (part,) = lay_out(transcript(None), SITE, EN)
    assert part.lines == (["(This answer was not kept: ask again.)"],)


def test_an_abstention_gives_its_reason_once() -> None:
    silent = answer(status="abstained", answer="", reason="没有写明。", items=[], citations=[])
    assert lay_out(transcript(silent), SITE, ZH)[0].lines == (["没有写明。"],)


@pytest.mark.parametrize(
    ("condition", "chinese", "english"),
    [
        ("stated", "", ""),
        ("highest", "最高", "highest"),
        ("highest 3", "最高 3", "highest 3"),
        ("not stated", "没有写明", "not stated"),
        ("≥ 95%", "≥ 95%", "≥ 95%"),
    ],
)
def test_a_condition_is_told_in_words(condition: str, chinese: str, english: str) -> None:
    read = answer().interpretation.model_copy(
        update={"regions": [], "years": [], "indicator": "出庭应诉率", "condition": condition}
    )
    assert ZH.reading(read) == f"读作\uff1a所有地区 · 出庭应诉率 {chinese}".strip()
    assert EN.reading(read) == f"Read as: all places · 出庭应诉率 {english}".strip()


def test_coverage_is_told_once() -> None:
    told = "范围内共5份报告\uff1a2份符合\uff0c3份写明\uff0c1份只提及\uff0c1份未提及。"
    cover = {"reports": 5, "matching": 2, "stating": 3, "mentioning": 1, "silent": 1}
    found = listed()
    found = found.model_copy(
        update={
            "answer": found.answer.replace("各报告的年度不同。", told),
            "coverage": type(found.coverage).model_validate(cover),
        }
    )
    (part,) = lay_out(transcript(found), SITE, ZH)
    assert part.lines == (["云溪县、临澜区。"],)
    assert part.coverage == "共查5份报告\uff0c2份符合\uff0c3份写明\uff0c1份只提及\uff0c1份未提及"


def test_word_refers_to_a_note_that_is_marked_again() -> None:
    twice = answer(
        answer="乙[2]和甲[1]\uff0c又是乙[2]。", items=[], citations=[citation(1), citation(2)]
    )
    data = transcript_docx(transcript(twice), SITE)
    body = parts_of(data)["word/document.xml"]
    assert re.findall(r'<w:footnoteReference w:id="(\d+)"/>', body) == ["2", "1"]
    (bookmark,) = re.findall(r"NOTEREF (\w+) ", body)
    marked = body.index(f'w:name="{bookmark}"'), body.index('<w:footnoteReference w:id="2"/>')
    assert 0 < marked[1] - marked[0] < 300
    field = body[body.index("NOTEREF") :]
    assert (
        field[: field.index("</w:fldSimple>")].count("<w:t>1</w:t>") == 1
    )  # the first that is met
    text = "".join(each.text for each in Document(io.BytesIO(data)).paragraphs)
    assert "[2]" not in text


def shown_by_markdown(source: str) -> str:
    html = MarkdownIt("commonmark").enable("table").render(source)
    assert not re.search(r"<(?:script|img|a |strong)", html)
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_markdown_shows_quotes_verbatim_and_runs_nothing() -> None:
    hostile = answer(
        answer=f"{HOSTILE}[1]", items=[], citations=[citation(1, quote=HOSTILE, title=HOSTILE)]
    )
    text = transcript_markdown(transcript(hostile, question=HOSTILE, name=HOSTILE), SITE)
    body, _, notes = text.rpartition("[^1]: ")
    shown = shown_by_markdown(body.replace("[^1]", ""))
    assert shown.count(HOSTILE) == 2
    assert HOSTILE.replace("[1]", "") in shown
    quote = notes.split("“", 1)[1].rsplit("”", 1)[0]
    assert shown_by_markdown(quote).strip() == HOSTILE
    assert notes.strip().endswith(f"<{SITE}/reports/a1?start=3&end=9#quote>")


def test_markdown_has_a_table_with_a_note_in_each_row() -> None:
    text = transcript_markdown(transcript(listed()), SITE, "en")
    assert "| 云溪县 | 2023 | 出庭应诉率 | 100% | [^1] |" in text
    assert "| Place | Year | Indicator | Value | Source |" in text
    assert "Read as: " in text


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if "xml" in name}


def notes_of(data: bytes) -> dict[str, str]:
    root = parse_xml(parts_of(data)["word/footnotes.xml"].encode())
    return {
        note.get(qn("w:id")): "".join(text.text or "" for text in note.iter(qn("w:t")))
        for note in root
    }


def test_word_has_real_footnotes_with_quote_and_address() -> None:
    data = transcript_docx(transcript(listed(), answer()), SITE)
    document = Document(io.BytesIO(data))
    assert document.paragraphs[0].text == "名"
    assert [cell.text for cell in document.tables[0].rows[1].cells][:4] == [
        "云溪县",
        "2023",
        "出庭应诉率",
        "100%",
    ]
    parts = parts_of(data)
    marked = re.findall(r'<w:footnoteReference w:id="(\d+)"/>', parts["word/document.xml"])
    assert marked == ["1", "2", "3"]
    notes = notes_of(data)
    assert set(notes) == {"-1", "0", "1", "2", "3"}
    assert "“达100%”" in notes["1"]
    assert notes["3"].endswith(f"{SITE}/reports/a1?start=3&end=9#quote")
    assert "wordprocessingml.footnotes+xml" in parts["[Content_Types].xml"]
    assert parts["word/_rels/footnotes.xml.rels"].count('TargetMode="External"') == 1
    for style in ("FootnoteText", "FootnoteReference", "Hyperlink"):
        assert f'w:styleId="{style}"' in parts["word/styles.xml"]


def test_every_citation_is_marked_once_even_where_the_answer_does_not() -> None:
    several = answer(answer="受理74件[1],又说[1]", citations=[citation(1), citation(2)], items=[])
    xml = parts_of(transcript_docx(transcript(several), SITE))["word/document.xml"]
    assert re.findall(r'footnoteReference w:id="(\d+)"', xml) == ["1", "2"]


WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=60,
)


@given(WORDS)
def test_word_keeps_any_quote_verbatim(quote: str) -> None:
    found = answer(answer="见[1]", items=[], citations=[citation(1, quote=quote)])
    data = transcript_docx(transcript(found, question="问", name="名"), SITE)
    assert f"“{quote}”" in notes_of(data)["1"]


def test_what_xml_cannot_hold_is_left_out() -> None:
    odd = answer(answer="甲\x00乙[1]", items=[], citations=[citation(1, quote="丙\x0b丁\n戊")])
    data = transcript_docx(transcript(odd, question="\x07问"), SITE)
    assert "“丙丁戊”" in notes_of(data)["1"]
    assert "<w:br/>" in parts_of(data)["word/footnotes.xml"]


@pytest.mark.parametrize(
    ("qualifier", "value", "written"),
    [
        ("近", "74", "近74件"),
        ("余", "70", "70余件"),
        ("以上", "70", "70件以上"),
        ("近", "", "—"),
        ("约…余", "70", "约70余件"),
    ],
)
def test_qualifiers_stand_where_they_are_read(qualifier: str, value: str, written: str) -> None:
    item = answer().items[0].model_copy(update={"qualifier": qualifier, "value": value})
    assert figure_text(item) == written
