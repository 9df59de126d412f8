"""English questions over the samples, answered by the whole path."""

from __future__ import annotations

import pytest

from rag.answer import Status
from rag.answers.place_names import place_name, place_names
from rag.engine import Engine


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How many reconsideration cases did Yunxi County accept in 2023?", "74件"),
        ("How many reconsideration applications did Yunxi receive?", "86件"),
        ("How many reconsideration decisions were upheld in Yunxi?", "41件"),
        ("How many lawsuits did Yunxi lose?", "2件"),
        ("What is the mediation success rate in Yunxi?", "98%"),
        ("How many enforcement officers does Yunxi have?", "1,146名"),
        ("How many public lawyers does Linlan District have?", "26名"),
        ("What was the pass rate of case files in linlan?", "98.5%"),
        ("How many joint inspections did Linlan carry out?", "412户次"),
        ("What is the online case filing rate in Beiting City?", "81.2%"),
        ("How much economic loss did Beiting recover?", "2.36亿元"),
        ("How many disputes were mediated in Beiting in the first 11 months?", "31207起"),
        ("How many calls did the 12348 hotline answer in Beiting?", "5.4万人次"),
        ("How many penalty power items does Wangfeng have?", "2987项"),
        ("How many departments sent chief representatives in Wangfeng?", "28个"),
        ("What was the agency-head court appearance rate in Shiman in 2019?", "91.7%"),
        ("How many people's mediation committees are there in Shimann?", "186个"),
        ('What is the total investment of "conditional acceptance" (容缺受理) projects in Shiman?', "18.7亿元"),
    ],
)  # fmt: skip
def test_a_figure_is_found(engine: Engine, question: str, figure: str) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert figure in answer.answer.split("\n")[0]
    assert answer.interpretation.query_zh


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How does Yunxi improve its decision-making procedure?", "公众参与、专家论证"),
        ('What is the "red armband" (红袖章阿姨) volunteer service in Linlan?', "平安志愿服务"),
        ("How does Wangfeng implement the chief representative system?", "派驻首席代表"),
        ("Summarise how Linlan resolves administrative disputes", "府院联动"),
        ("What weaknesses does Shiman admit?", "基层法治力量薄弱"),
        ("What problems exist in Yunxi?", "部分乡镇执法力量薄弱"),
        ("Which reports give the number of public lawyers?", "设立公职律师26名"),
        ("Which has more reconsideration cases, Yunxi or Shiman?", "2019年共受理行政复议案件38件"),
    ],
)
def test_the_right_words_are_quoted(engine: Engine, question: str, words: str) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert any(words in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "What was the mediation success rate in Wangfeng?",
        "How many public lawyers does Shiman have?",
        "How many reconsideration cases did Yunxi accept in 2021?",
        "How many hospital beds does Yunxi have?",
        "How does Linlan promote rural road construction?",
        "How many swimming pools did Linlan build?",
    ],
)
def test_what_no_report_says_is_not_answered(careful: Engine, question: str) -> None:
    assert careful.ask(question).status is not Status.ANSWERED


def test_a_place_that_is_not_held_is_named_in_both_scripts(engine: Engine) -> None:
    answer = engine.ask("How many reconsideration cases did Pudong New Area accept?")
    assert answer.status is not Status.ANSWERED
    assert "Pudong (浦东新区)" in answer.reason


def test_the_frame_is_english_and_the_place_readable(engine: Engine) -> None:
    lines = engine.ask("How many public lawyers does Linlan have?").answer.split("\n")
    assert lines[0].startswith("Linlan (临澜区), 2023: ")
    listed = engine.ask("which districts report a 100% agency-head court appearance rate").answer
    assert listed.startswith("Yunxi (云溪县).")


def test_names_of_places_in_answers() -> None:
    assert place_name("云溪县", "zh") == "云溪县"
    assert (
        place_names("云溪县、内蒙古自治区", "en") == "Yunxi (云溪县), Inner Mongolia (内蒙古自治区)"
    )
    assert place_names("云溪县、临澜区", "zh") == "云溪县、临澜区"
    assert place_name("高新技术产业开发区", "en") == "高新技术产业开发区"
