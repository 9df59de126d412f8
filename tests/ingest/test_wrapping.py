"""Lines that a printed page broke are joined again; lines that are paragraphs stay."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning import clean
from ingest.documents import Document
from ingest.outline import parse_outline

PARAGRAPHS = (
    "2023年,云溪县坚持依法行政,全面推行行政执法公示、执法全过程记录、重大执法决定法制审核“三项制度”,配发记录仪320台。",
    "第一个方面,优化服务。",
    "全年承接下放事项十八项,取消证明事项六十二项,建设项目审批由六十个工作日压减为十五个工作日。办理登记11240宗,一般登记三个工作日办结。",
    "第二个方面,规范执法。",
    "全县行政执法主体由三十四个减至二十九个。参加统一考试的388人,通过351人,通过率90.5%。作出行政处罚决定1763件,罚没收入1090万元,没有一件被撤销。",
    "在五百零三个村民组设“调解管家”,一个村组一名管家,管政策宣讲、管纠纷排查。全年调处纠纷二千三百一十五件,成功二千二百零八件,成功率95.38%,无一起因调解不及时引发刑事案件。",
    "县政府收到行政复议申请19件,受理16件,审结15件,撤销2件,确认违法1件。全县行政机关应诉13件,败诉3件,比上年少2件。办理法律援助案件417件,为农民工讨回薪酬682万元。",
    "征地拆迁、劳资、医疗三类纠纷,设立行业性专业性调解组织九个,调处三百零四件,实行“一窗受理、一链流转、一口答复”。",
)


def wrapped(paragraph: str, columns: int, indent: str = "    ") -> list[str]:
    """A paragraph's lines, each as wide as fits, wherever that breaks it."""
    lines, line = [], indent
    for char in paragraph:
        if width(line + char) > columns:
            lines.append(line)
            line = ""
        line += char
    return [*lines, line]


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def page(columns: int, *between: str) -> str:
    lines = [line for each in PARAGRAPHS for line in wrapped(each, columns)]
    return "\n".join(["云溪县2023年法治政府建设情况报告", *lines[:2], *between, *lines[2:]])


@pytest.mark.parametrize("columns", [44, 52, 60, 72])
def test_broken_words_and_figures_are_whole_again(columns: int) -> None:
    text = clean(Document(page(columns), "text/plain")).text
    assert [line.strip() for line in text.split("\n")[1:]] == list(PARAGRAPHS)


def test_a_page_number_between_the_halves_of_a_sentence_goes() -> None:
    broken = page(52, "—1—")
    _, first, second, number, third = broken.split("\n")[:5]
    assert (first + second + third, number) == ("    " + PARAGRAPHS[0], "—1—")
    text = clean(Document(broken, "text/plain")).text
    assert [line.strip() for line in text.split("\n")[1:]] == list(PARAGRAPHS)


def test_what_was_taken_out_is_known() -> None:
    source = page(60, "—1—")
    result = clean(Document(source, "text/plain"))
    removed = "".join(source[span.start : span.end] for span in result.removed)
    assert set(removed) <= set("—1\n ")
    for span in result.source_map:
        assert (
            result.text[span.start : span.end]
            == (source[span.source_start : span.source_start + span.end - span.start])
        )


def test_parts_of_a_speech_are_headings_once_its_lines_are_whole() -> None:
    sections = parse_outline(clean(Document(page(60), "text/plain")).text)
    assert [each.heading for each in sections if each.heading] == [
        "第一个方面,优化服务",
        "第二个方面,规范执法",
    ]


@given(
    st.lists(
        st.text(alphabet="县办理行政复议案件123,。;万元", max_size=150), min_size=4, max_size=12
    ),
    st.integers(44, 80),
)
def test_however_it_was_broken_no_word_is_lost(middles: list[str], columns: int) -> None:
    paragraphs = [f"云溪县第{at}项工作{words}办结。" for at, words in enumerate(middles)]
    source = "\n".join(line for each in paragraphs for line in wrapped(each, columns))
    text = clean(Document(source, "text/plain")).text
    assert "".join(text.split()) == "".join(paragraphs)


def test_lines_that_are_paragraphs_stay_apart() -> None:
    lines = [
        f"{at}.全年办理行政复议案件{at + 10}件,其中维持{at}件,撤销{at}件" for at in range(1, 30)
    ]
    source = "云溪县2023年法治政府建设情况报告\n2023年,云溪县依法行政。\n" + "\n".join(
        f"{line}。" for line in lines
    )
    assert clean(Document(source, "text/plain")).text == source
