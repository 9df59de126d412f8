"""Questions as people speak, over the samples: other words than a report's, several parts, levels."""

from __future__ import annotations

import pytest

from rag.answer import Answer, Intent, Status
from rag.engine import Engine


def quotes(answer: Answer) -> str:
    return "\n".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("上级放权给云溪县,它接住了多少个事项?", "37项"),
        ("请问云溪县砍掉了几项行政许可?做材料要用", "12项"),
        ("云溪县去法院打官司输了几件来着?", "2件"),
        ("望枫县把证件注销掉的一共多少个?", "63个"),
    ],
)
def test_a_figure_is_found_in_other_words_than_its_reports(
    engine: Engine, question: str, value: str
) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert value in [f"{item.value}{item.unit}" for item in answer.items]


@pytest.mark.parametrize(
    "question",
    [
        "云溪县公安系统有多少民警?",
        "望枫县有多少辆执法车?",
        "石漫区一年接了多少个投诉电话?",
        "云溪县143个村的法律顾问一年开支是多少万元?",
        "“红袖章阿姨”在望枫县有多少人?",
    ],
)
def test_a_thing_that_no_report_names_is_not_answered(careful: Engine, question: str) -> None:
    assert careful.ask(question).status is not Status.ANSWERED


def test_a_second_part_is_looked_for_beside_the_first(engine: Engine) -> None:
    answer = engine.ask("石漫区工程审批压到了多少个工作日?原来呢?")
    assert answer.status is Status.ANSWERED
    assert {item.value for item in answer.items} >= {"60"}
    assert "120个工作日" in quotes(answer)


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("为什么云溪县的乡镇执法做得不够好?", "执法力量薄弱"),
        ("石漫区法治建设不平衡的原因是什么?", "个别部门重视不够"),
    ],
)
def test_a_reason_is_quoted(engine: Engine, question: str, phrase: str) -> None:
    assert phrase in quotes(engine.ask(question))


def test_a_figure_is_no_reason(careful: Engine) -> None:
    answer = careful.ask("云溪县行政诉讼败诉2件是什么原因?")
    assert answer.status is not Status.ANSWERED


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("调解纠纷,云溪县和石漫区哪家办得多?", "云溪县 > 石漫区"),
        ("云溪县跟石漫区,谁的行政复议受理量大?", "云溪县 > 石漫区"),
    ],
)
def test_which_of_two_places(engine: Engine, question: str, first: str) -> None:
    answer = engine.ask(question)
    assert answer.interpretation.intent is Intent.COMPARE
    assert answer.answer.startswith(first)


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("哪几个地方的报告出现了“三项制度”这个提法?", {"云溪县", "石漫区", "临澜区"}),
        ("写到“首席代表”或“容缺受理”的有哪些地方?", {"望枫县", "石漫区"}),
        ("行政机关负责人出庭应诉率提高到100%的有哪些地方?", {"云溪县"}),
        ("通篇没有提到“三项制度”的是哪几份报告?", {"北汀市", "望枫县"}),
    ],
)
def test_which_reports(engine: Engine, question: str, places: set[str]) -> None:
    answer = engine.ask(question)
    assert {citation.region for citation in answer.citations} == places


@pytest.mark.parametrize(
    ("history", "question", "phrase"),
    [
        (["望枫县办理时限平均压缩了多少?"], "怎么做到的?", "首席代表"),
        (["How many matters did Wangfeng County's one-stop hall handle?", "望枫县有多少个部门派驻了首席代表?"],
         "靠的是什么办法?", "推行首席代表制度"),
        (["云溪县受理行政复议多少件?"], "比望枫县多几件?", "27件"),
    ],
)  # fmt: skip
def test_a_follow_up_that_names_nothing_is_about_what_was_quoted(
    engine: Engine, history: list[str], question: str, phrase: str
) -> None:
    answer = engine.ask(question, history=history)
    assert answer.status is Status.ANSWERED
    assert phrase in quotes(answer)


def test_this_year_of_one_place_is_not_that_of_another(engine: Engine) -> None:
    answer = engine.ask("那石漫区呢?", history=["北汀市今年的调解成功率是多少?"])
    assert [(item.region, item.value) for item in answer.items] == [("石漫区", "95.2")]


@pytest.mark.parametrize(
    "question", ["比云溪县高还是低?", "和云溪县比呢?", "跟云溪县差多少?", "云溪县和它比哪个高?"]
)
def test_a_further_place_is_set_against_the_one_before(engine: Engine, question: str) -> None:
    answer = engine.ask(question, history=["临澜区的调解成功率是多少?"])
    assert answer.interpretation.intent is Intent.COMPARE
    assert answer.answer.startswith("云溪县 > 临澜区，相差0.2个百分点")


@pytest.mark.parametrize(
    ("question", "place", "value"),
    [
        ("临澜区2024年要把出庭应诉率提到多少?", "临澜区", "100%"),
        ("临澜区下一年的出庭应诉率目标是多少?", "临澜区", "100%"),
        ("云溪县调解和解率的目标是多少?", "云溪县", "35%"),
        ("望枫县明年计划培训多少人次?", "望枫县", "600人次"),
    ],
)
def test_a_target_is_told_as_one(engine: Engine, question: str, place: str, value: str) -> None:
    answer = engine.ask(question)
    assert [(item.region, f"{item.value}{item.unit}") for item in answer.items] == [(place, value)]
    assert "年（计划）：" in answer.answer


@pytest.mark.parametrize(
    "question", ["石漫区调解和解率的目标是多少?", "石漫区下一年的调解成功率目标是多少?"]
)
def test_a_result_is_no_target(careful: Engine, question: str) -> None:
    assert careful.ask(question).status is not Status.ANSWERED


@pytest.mark.parametrize("which", ["这三项哪个最多?"])
def test_parts_of_one_place_are_set_side_by_side(engine: Engine, which: str) -> None:
    answer = engine.ask(f"云溪县行政复议维持、驳回、撤销{which}")
    assert [item.value for item in answer.items] == ["41", "9", "6"]


@pytest.mark.parametrize(
    "question",
    [
        "临澜区比前一年少了多少件复议?",
        "临澜区新收复议案件比上年多几件?",
    ],
)
def test_the_change_since_the_year_before_is_worked_out(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.answer.startswith("2023年 > 2022年，相差22件")
