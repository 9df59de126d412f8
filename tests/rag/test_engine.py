"""Questions a user would ask of the samples, answered by the whole path."""

from __future__ import annotations

import pytest

from rag.answer import Intent, Mode, Status
from rag.engine import LONGEST_QUESTION, Engine
from vectorstore.errors import QueryError
from vectorstore.queries import Filter
from vectorstore.records import PartKind


@pytest.mark.parametrize(
    ("question", "region", "value", "unit"),
    [
        ("云溪县2023年受理了多少件行政复议?", "云溪县", "74", "件"),
        ("云溪县审结了多少件行政复议案件?", "云溪县", "70", "件"),
        ("云溪县行政复议维持了几件?", "云溪县", "41", "件"),
        ("临澜区公职律师有几名?", "临澜区", "26", "名"),
        ("望枫县的行政处罚权力事项有多少项?", "望枫县", "2987", "项"),
        ("北汀市的网上立案率是多少?", "北汀市", "81.2", "%"),
        ("北汀市当天立案率是多少?", "北汀市", "99.5", "%"),
        ("石漫区行政机关负责人出庭应诉率是多少?", "石漫区", "91.7", "%"),
        ("石漫区“容缺受理”项目总投资多少?", "石漫区", "18.7", "亿元"),
    ],
)
def test_a_lookup_gives_the_value_and_its_sentence(
    engine: Engine, question: str, region: str, value: str, unit: str
) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert answer.interpretation.intent is Intent.LOOKUP
    item = answer.items[0]
    assert (item.region, item.value) == (region, value)
    assert unit.endswith(item.unit) or item.unit == unit
    assert value in answer.answer.splitlines()[0]
    assert value in answer.citations[item.citations[0] - 1].quote


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("“红袖章阿姨”是做什么的?", "平安志愿服务"),
        ("云溪县是怎么完善行政决策程序的?", "公众参与、专家论证、风险评估"),
        ("望枫县怎么推行首席代表制度?", "派驻首席代表"),
        ("临澜区的“首违不罚”清单是什么情况?", "9个领域86项"),
    ],
)
def test_a_passage_question_is_answered_by_its_sentences(
    engine: Engine, question: str, words: str
) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert words in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "望枫县的调解成功率是多少?",
        "云溪县2021年受理了多少件行政复议?",
        "浦东新区2023年受理了多少件行政复议?",
        "石漫区有多少名公职律师?",
        "云溪县养老院有多少张床位?",
        "临澜区怎么推进农村公路建设?",
    ],
)
def test_what_no_report_says_is_not_answered(careful: Engine, question: str) -> None:
    answer = careful.ask(question)
    assert answer.status is not Status.ANSWERED
    assert answer.reason
    assert answer.items == ()


def test_a_place_that_is_not_held_is_named(engine: Engine) -> None:
    assert "浦东新区" in engine.ask("浦东新区受理了多少件行政复议?").reason


def test_a_target_is_not_taken_for_a_result(engine: Engine) -> None:
    answer = engine.ask("石漫区2019年行政机关负责人出庭应诉率")
    assert "91.7" in answer.answer
    assert all(each.kind is not PartKind.PLAN for each in answer.citations)


def test_a_summary_keeps_to_its_topic_and_the_reports_order(engine: Engine) -> None:
    answer = engine.ask("概括一下临澜区化解行政争议的做法")
    assert answer.status is Status.ANSWERED
    assert any("府院联动" in each.quote for each in answer.citations)
    starts = [each.start for each in answer.citations]
    assert starts == sorted(starts)
    assert len(set(starts)) == len(starts)
    assert all(each.kind is PartKind.ACHIEVEMENT for each in answer.citations)


def test_a_summary_quotes_no_title(engine: Engine) -> None:
    answer = engine.ask("概括一下各地的主要做法")

    assert answer.status is Status.ANSWERED
    assert all("报告" not in citation.quote[-4:] for citation in answer.citations)


def test_a_summary_of_problems_quotes_problems_only(engine: Engine) -> None:
    answer = engine.ask("总结一下各地存在的问题")
    assert {each.region for each in answer.citations} >= {"云溪县", "临澜区", "望枫县", "石漫区"}
    assert {each.kind for each in answer.citations} == {PartKind.PROBLEM}


@pytest.mark.parametrize(
    "question",
    [
        "云溪县2023年受理了多少件行政复议?",
        "总结一下各地存在的问题",
        "哪些地方做过案卷评查?",
        "望枫县行政复议调解率是多少?",
    ],
)
def test_every_citation_is_verbatim_at_its_offsets(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.citations
    for citation in answer.citations:
        text = engine.store.report(citation.report_id).text
        assert text[citation.start : citation.end] == citation.quote
        assert f"[{citation.n}]" in answer.answer


def test_the_callers_filter_stays_in_force(engine: Engine) -> None:
    inside = engine.ask("公职律师有几名?", where=Filter(regions=("临澜区",)))
    assert inside.items[0].value == "26"
    outside = engine.ask("临澜区公职律师有几名?", where=Filter(regions=("云溪县",)))
    assert outside.status is Status.ABSTAINED


@pytest.mark.parametrize(
    "question",
    [
        "临澜区和云溪县行政复议受理谁更多?",
        "临澜区和云溪县的行政复议案件谁更多?",
        "云溪县有多少名红袖章阿姨?",
        "云溪县2023年受理了多少件行政复议?",
        "哪些地方提到行政复议?",
        "总结一下各地存在的问题",
    ],
)
def test_no_answer_looks_beyond_the_callers_filter(engine: Engine, question: str) -> None:
    where = Filter(regions=("云溪县",))
    inside = {each.report_id for each in engine.store.reports(where)[1]}
    answer = engine.ask(question, where=Filter(report_ids=tuple(inside)))
    assert {each.report_id for each in answer.citations} <= inside
    assert answer.coverage.matching <= answer.coverage.reports <= 1


def test_a_place_that_a_query_names_comes_first_and_excludes_nothing(engine: Engine) -> None:
    found = engine.retrieve("石漫区的人民调解", top_k=20)
    regions = [each.report.metadata.region for each in found.passages]
    assert regions[0] == "石漫区"
    assert set(regions) > {"石漫区"}
    assert found.applied == Filter()


def test_the_callers_filter_excludes_also_what_a_query_names(engine: Engine) -> None:
    where = Filter(regions=("云溪县",))
    found = engine.retrieve("石漫区的人民调解", top_k=20, where=where)
    assert {each.report.metadata.region for each in found.passages} == {"云溪县"}
    assert found.applied == where


@pytest.mark.parametrize("mode", list(Mode))
def test_each_passage_says_which_search_found_it(engine: Engine, mode: Mode) -> None:
    found = engine.retrieve("行政机关负责人出庭应诉率", mode=mode, top_k=3)
    assert found.passages
    assert "出庭应诉" in found.passages[0].passage.text
    for each in found.passages:
        assert (each.lexical is not None) or (each.dense is not None)
        assert mode is not Mode.LEXICAL or each.dense is None
        assert mode is not Mode.DENSE or each.lexical is None


@pytest.mark.parametrize("question", ["", "  \n", "问" * (LONGEST_QUESTION + 1)])
def test_an_empty_or_endless_question_is_refused(engine: Engine, question: str) -> None:
    with pytest.raises(QueryError):
        engine.ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "'; DROP TABLE reports; --",
        'AND OR NOT ("*',
        "<script>alert(1)</script>",
        "\x00\x01",
        "????",
        "🙂",
    ],
)
def test_odd_questions_are_answered_or_declined(engine: Engine, question: str) -> None:
    assert engine.ask(question).status in Status


def test_a_figure_of_the_year_before_answers_for_that_year(engine: Engine) -> None:
    answer = engine.ask("临澜区2022年新收行政复议案件多少件?")
    assert answer.status is Status.ANSWERED
    assert (answer.items[0].year, answer.items[0].value) == (2022, "141")


def test_a_number_that_the_question_gives_is_not_its_answer(engine: Engine) -> None:
    answer = engine.ask("云溪县收到的86件行政复议申请里,受理了几件?")
    assert answer.items[0].value == "74"


def test_what_is_counted_stands_beside_the_figure(engine: Engine) -> None:
    answer = engine.ask("北汀市建立了多少个企业“法治体检”工作室?")
    assert answer.items[0].value == "75"
    assert engine.ask("北汀市为企业挽回了多少经济损失?").items[0].value == "2.36"


@pytest.mark.parametrize(
    "question",
    [
        "云溪县2023年受理了多少件行政复议?",
        "哪些地方的行政机关负责人出庭应诉率达到100%?",
        "望枫县怎么推行首席代表制度的?",
        "Which districts report a 100% agency-head court appearance rate?",
        "How many reconsideration cases did Yunxi accept?",
    ],
)
def test_what_is_suggested_can_be_answered(engine: Engine, question: str) -> None:
    suggestions = engine.ask(question).suggestions
    assert suggestions
    for suggestion in suggestions:
        assert suggestion.isascii() == question.isascii() or "(" in suggestion
        assert engine.ask(suggestion).status is Status.ANSWERED


@pytest.mark.parametrize("greeting", ["你好", "谢谢!", "Thank you very much"])
def test_a_greeting_is_no_question(engine: Engine, greeting: str) -> None:
    answer = engine.ask(greeting)
    assert answer.status is not Status.ANSWERED
    assert not answer.citations
    assert answer.coverage.reports == 0


@pytest.mark.parametrize(
    "question",
    [
        "各地2021年行政复议受理是多少?",
        "2050年哪些地方行政复议受理超过30件?",
        "哪个地方2021年行政复议受理最多?",
    ],
)
def test_a_list_of_a_year_that_is_not_held_is_declined(careful: Engine, question: str) -> None:
    answer = careful.ask(question)
    assert answer.status is not Status.ANSWERED


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("云溪县维持、驳回和撤销的行政复议案件加起来多少件?", "合计：56件"),  # 41 + 9 + 6
        ("云溪县复议维持和终止的合起来有几件?", "合计：55件"),  # 41 + 14
    ],
)
def test_figures_are_added_up(engine: Engine, question: str, total: str) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert total in answer.answer
