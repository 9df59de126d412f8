"""Places without a report of their own, of which another place's report states figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Status
from rag.engine import Engine
from tests.rag.small_engine import engine_over

# The national table must know the counties, so their names are real; all figures are made up.
REPORT = """漳州市2020年法治政府建设年度报告
(虚构样例:本文的机构和数字均为编造)
2020年,漳州市扎实推进依法行政。现将有关情况报告如下:
一、主要工作
(一)办理行政复议。全市受理行政复议案件176件,纠错率9.7%。各县中,云霄县受理行政复议案件31件,纠错率24.2%;诏安县受理行政复议案件28件,纠错率21.6%。
(二)开展人民调解。全市人民调解组织调解矛盾纠纷3000件,东山县最多,为800件。与厦门市合作办理跨省通办事项43项。
(三)服务港口。东山冬古、云霄礁美码头推行一站式查验,通关时间由60分钟压缩至15分钟。
二、存在的问题
执法力量不足。
漳州市人民政府
2021年1月20日
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("unheld")
    with engine_over(folder, {"漳州市2020.txt": REPORT}) as engine:
        yield engine


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("云霄县受理了多少件行政复议案件?", ["31"]),
        ("东山县调解矛盾纠纷多少件?", ["800"]),
    ],
)
def test_what_another_report_states_of_a_place(
    engine: Engine, question: str, values: list[str]
) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert [item.value for item in answer.items] == values
    assert "自己的报告" in answer.answer
    assert answer.citations[0].region == "漳州市"


def test_another_part_of_the_place_is_not_the_one_that_the_report_names(engine: Engine) -> None:
    assert engine.ask("东山县陈城码头的通关时间压缩到了多少分钟?").status is not Status.ANSWERED


def test_an_english_answer_says_so_too(engine: Engine) -> None:
    answer = engine.ask("How many reconsideration cases did Yunxiao County accept?")
    assert [item.value for item in answer.items] == ["31"]
    assert "holds no report of Yunxiao (云霄县) itself" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "云霄县调解矛盾纠纷多少件?",
        "厦门市受理了多少件行政复议案件?",
        "云霄县和平和县的行政复议纠错率相差多少?",
        "泉州市受理了多少件行政复议案件?",
    ],
)
def test_a_figure_of_another_place_is_not_taken_for_it(engine: Engine, question: str) -> None:
    assert engine.ask(question).status is not Status.ANSWERED


def test_the_places_own_figure_is_not_that_of_its_part(engine: Engine) -> None:
    assert [item.value for item in engine.ask("漳州市行政复议纠错率是多少?").items] == ["9.7"]
