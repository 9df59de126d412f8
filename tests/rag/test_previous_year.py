"""Figures against the year before, where the collection holds the reports of both years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from rag.answer import Status
from rag.engine import Engine
from tests.rag.small_engine import AlwaysSure, engine_over
from vectorstore.embedding import load_embedder
from vectorstore.queries import Filter

REPORT = """琅溪县{year}年法治政府建设年度报告
(虚构样例:本文的地名、机构和数字均为编造)
{year}年,琅溪县扎实推进依法行政。现将有关情况报告如下:
一、主要工作
(一)办理行政复议。全年受理行政复议案件{accepted}件,审结{concluded}件。
(二)开展人民调解。全县人民调解组织调解矛盾纠纷{mediated}件(上年同期{before}件,同比上升{rise}%),调解成功率为97%。
(三)加强执法培训。组织行政执法人员培训{courses}期。
(四)严格公正执法。全县办理行政处罚案件{cases}件,罚没款{fines}万元。生态环境领域立案31件、罚款{green}万元。
(五)规范行政应诉。全年办理行政应诉案件30件,败诉率同比下降4.2个百分点。
二、存在的问题
执法力量不足。
琅溪县人民政府
{next_year}年1月20日
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    values = {
        2022: (51, 47, 3000, 2500, 20, 4, 900, 510.5, 80),
        2023: (66, 60, 3300, 3000, 10, 6, 840, 480, 95),
    }
    names = (
        "accepted",
        "concluded",
        "mediated",
        "before",
        "rise",
        "courses",
        "cases",
        "fines",
        "green",
    )
    texts = {
        f"琅溪县{year}.txt": REPORT.format(
            year=year, next_year=year + 1, **dict(zip(names, figures, strict=True))
        )
        for year, figures in values.items()
    }
    with engine_over(tmp_path_factory.mktemp("two_years"), texts) as engine:
        yield engine


def values_of(engine: Engine, *questions: str) -> list[tuple[int | None, str]]:
    *history, question = questions
    answer = engine.ask(question, history=history)
    assert answer.status is Status.ANSWERED
    return [(item.year, item.value) for item in answer.items]


@pytest.mark.parametrize(
    "asked",
    [
        ("琅溪县2023年受理了多少件行政复议案件?", "和去年比呢?"),
        ("琅溪县2022年和2023年受理的行政复议案件哪年多?",),
        ("琅溪县2022年受理了多少件行政复议案件?",),
        ("琅溪县行政复议受理历年变化趋势",),
        ("哪些地方公布了行政复议受理数?",),
        ("总结一下琅溪县的工作",),
        ("琅溪县2022年是怎么培训执法人员的?",),
    ],
)
def test_no_answer_looks_beyond_the_callers_filter(engine: Engine, asked: tuple[str, ...]) -> None:
    late = {each.report_id for each in engine.store.reports(Filter(years=(2023,)))[1]}
    for where in (Filter(years=(2023,)), Filter(report_ids=tuple(late))):
        *history, question = asked
        answer = engine.ask(question, history=history, where=where)
        assert {each.report_id for each in answer.citations} <= late
        assert answer.coverage.reports <= 1


def test_what_a_report_says_of_the_year_before_stands_beside_its_figure(engine: Engine) -> None:
    asked = ("琅溪县2023年调解了多少件矛盾纠纷?", "比上年多还是少?")
    assert values_of(engine, *asked)[:2] == [(2023, "3300"), (2022, "3000")]


@pytest.mark.parametrize(
    "question",
    [
        "琅溪县2022年和2023年罚没款相差多少?",
        "琅溪县2023年罚没款比2022年少多少?",
        "琅溪县这两年罚没款降了多少?",
    ],
)
def test_years_are_compared_by_their_main_figures(engine: Engine, question: str) -> None:
    answer = engine.ask(question)

    assert [(item.year, item.value) for item in answer.items] == [
        (2022, "510.5"),
        (2023, "480"),
    ]
    assert "相差30.5万元" in answer.answer


def test_two_years_without_a_difference_asked_for_are_a_series(engine: Engine) -> None:
    answer = engine.ask("琅溪县这两年的罚没款各是多少?")

    assert [(item.year, item.value) for item in answer.items] == [
        (2022, "510.5"),
        (2023, "480"),
    ]
    assert "相差" not in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "琅溪县2023年行政诉讼败诉率下降了多少?",
        "琅溪县2023年败诉率降了几个百分点?",
        "琅溪县2023年行政诉讼败诉率变化幅度是多少?",
    ],
)
def test_a_change_answers_where_the_change_is_asked(engine: Engine, question: str) -> None:
    assert values_of(engine, question) == [(2023, "4.2")]


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (("琅溪县2023年受理了多少件行政复议案件?", "前一年呢?"), (2022, "51")),
        (("琅溪县2022年受理了多少件行政复议案件?", "下一年呢?"), (2023, "66")),
        (("琅溪县2023年受理了多少件行政复议案件?", "去年呢?", "审结了多少?"), (2022, "47")),
        (("琅溪县2022年受理了多少件行政复议案件?", "审结了多少?"), (2022, "47")),
        (("琅溪县2022年受理了多少件行政复议案件?", "培训了几期?"), (2022, "4")),
        (("琅溪县2022年受理了多少件行政复议案件?", "2023年呢?", "审结的呢?"), (2023, "60")),
    ],
)
def test_years_lead_to_the_report_of_that_year(
    engine: Engine, questions: tuple[str, ...], expected: tuple[int, str]
) -> None:
    assert values_of(engine, *questions)[0] == expected


@pytest.mark.parametrize(
    ("today", "year", "value"),
    [
        (date(2024, 2, 1), 2023, "66"),  # the calendar's last year is held
        (date(2030, 2, 1), 2022, "51"),  # it is not: counted from the latest report
    ],
)
def test_last_year_in_a_question_that_follows_no_other(
    engine: Engine, today: date, year: int, value: str
) -> None:
    asked_then = Engine(engine.store, load_embedder(), today=lambda: today, confidence=AlwaysSure())
    answer = asked_then.ask("琅溪县去年受理了多少件行政复议案件?")
    assert [(item.year, item.value) for item in answer.items] == [(year, value)]


def test_lists_of_the_last_years_cover_those_years(engine: Engine) -> None:
    answer = engine.ask("近两年哪些地方的调解成功率达到97%?")
    assert {item.year for item in answer.items} <= {2022, 2023}
    assert answer.items
