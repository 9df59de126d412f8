from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Status
from rag.confidence.model import Confidence
from rag.engine import Engine
from tests.rag.small_engine import NeverSure, engine_over
from vectorstore.queries import Filter

REPORTS = {
    "枫溪县2023年法治政府建设年度报告.txt": (
        "枫溪县2023年法治政府建设年度报告\n一、主要做法\n"
        "全年受理行政复议案件79件,审结68件。举办普法讲座24场,山区群众坐着流动课堂听法律。\n"
        "二、存在的问题\n基层执法力量不足。\n"
    ),
    "柳坪县2023年法治政府建设年度报告.txt": (
        "柳坪县2023年法治政府建设年度报告\n一、主要做法\n"
        "全年受理行政复议案件31件。流动课堂开进集市,讲法律给赶集的人听。\n"
    ),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_over(tmp_path_factory.mktemp("shown"), REPORTS, Confidence.shipped()) as engine:
        yield engine


def test_what_is_not_sure_shows_passages_and_claims_nothing(engine: Engine) -> None:
    answer = engine.ask("枫溪县的流动课堂花了多少万元?")
    assert answer.status is Status.SHOWN
    assert answer.items == ()
    assert answer.reason
    assert answer.answer.startswith(answer.reason)
    assert 1 <= len(answer.citations) <= 4
    assert any("流动课堂" in each.quote for each in answer.citations)
    for each in answer.citations:
        text = engine.store.report(each.report_id).text
        assert text[each.start : each.end] == each.quote


def test_a_place_that_is_not_held_is_refused(engine: Engine) -> None:
    assert engine.ask("北京市受理了多少件行政复议案件?").status is Status.ABSTAINED


def test_that_no_figure_satisfies_a_condition_is_said_with_those_that_are_stated(
    engine: Engine,
) -> None:
    answer = engine.ask("哪些县受理的行政复议案件超过100件?")
    assert answer.status is Status.SHOWN
    assert "没有符合条件的" in answer.reason
    assert answer.coverage.stating == 2
    assert {each.region for each in answer.citations} == {"枫溪县", "柳坪县"}


def test_what_is_shown_keeps_to_the_filter_of_the_caller(engine: Engine) -> None:
    answer = engine.ask("流动课堂花了多少万元?", where=Filter(regions=("柳坪县",)))
    assert answer.status is not Status.ANSWERED
    assert {each.region for each in answer.citations} <= {"柳坪县"}


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that is never sure of an answer."""
    with engine_over(tmp_path_factory.mktemp("doubtful"), REPORTS, NeverSure()) as engine:
        yield engine


def test_an_answer_that_is_not_sure_is_shown_by_its_quote_first(doubtful: Engine) -> None:
    answer = doubtful.ask("枫溪县受理了多少件行政复议案件?")
    assert answer.status is Status.SHOWN
    assert answer.items == ()
    assert answer.reason
    assert "79件" in answer.citations[0].quote
    assert len(answer.citations) <= 4


def test_what_would_follow_is_said_under_the_condition_that_the_quotes_hold(
    doubtful: Engine,
) -> None:
    answer = doubtful.ask("枫溪县和柳坪县谁受理的行政复议案件多,多多少件?")
    assert answer.status is Status.SHOWN
    assert "若以下列原文为准" in answer.answer
    assert "相差48件" in answer.answer
    assert {each.region for each in answer.citations} == {"枫溪县", "柳坪县"}


def test_a_quote_inside_another_is_shown_once(doubtful: Engine) -> None:
    answer = doubtful.ask("枫溪县举办了多少场普法讲座?")
    spans = [(each.report_id, each.start, each.end) for each in answer.citations]
    assert not any(
        one[0] == other[0] and one[1] <= other[1] and other[2] <= one[2]
        for at, one in enumerate(spans)
        for other in spans[at + 1 :]
    )
