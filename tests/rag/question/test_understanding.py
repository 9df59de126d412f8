"""The words of a question: what is searched for, and what conversations add to it."""

import pytest

from ingest.lexicon.places import Places
from rag.plan import Act, Plan, Span, Target
from rag.question.constraints import PlaceFinder
from rag.question.query import Query
from rag.question.understanding import completed, is_courtesy, understand


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    rows = [("岚州省", "青岚市", "云溪县", 1), ("岚州省", "青岚市", "临澜区", 1)]
    return PlaceFinder(rows, Places.load())


def test_places_years_and_question_words_are_not_searched_as_terms(finder: PlaceFinder) -> None:
    query = understand("云溪县2023年一共取消了多少项行政审批事项?", finder)
    assert query.regions == ("云溪县",)
    assert query.years == (2023,)
    assert not {"云溪县", "2023", "多少", "一共"} & set(query.terms)
    assert {"取消", "审批", "事项"} <= set(query.terms)
    assert "云溪县" not in query.search_text


def test_traditional_characters_are_read(finder: PlaceFinder) -> None:
    query = understand("雲溪縣「一窗受理」的事項擴大到多少個?", finder)
    assert query.regions == ("云溪县",)
    assert "事项" in "".join(query.terms)


def test_full_width_digits_are_read(finder: PlaceFinder) -> None:
    assert understand("云溪县\uff12\uff10\uff12\uff13年受理多少件\uff1f", finder).years == (2023,)


def test_sayings_are_searched_in_the_words_of_reports(finder: PlaceFinder) -> None:
    query = understand("云溪县输了几件官司?", finder)
    assert "败诉" in query.search_text


def test_a_place_without_a_report_is_told_apart(finder: PlaceFinder) -> None:
    query = understand("如东县受理多少件?", finder)
    assert (query.regions, query.missing_regions) == ((), ("如东县",))


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many 公职律师 does 云溪县 have?", "en"),
        ("云溪县的APP和IT平台有几个?", "zh"),
    ],
)
def test_the_language_of_a_question(finder: PlaceFinder, question: str, language: str) -> None:
    assert understand(question, finder).language == language


@pytest.mark.parametrize("words", ["你好", "谢谢！", "好的,明白了", "Thanks a lot!", "hello"])
def test_greetings_and_thanks_ask_nothing(words: str) -> None:
    assert is_courtesy(words)


@pytest.mark.parametrize("words", ["你好,云溪县受理多少件?", "好的做法有哪些?", "2023年呢"])
def test_a_question_is_no_courtesy(words: str) -> None:
    assert not is_courtesy(words)


def merged(finder: PlaceFinder, question: str, own: Plan, plan: Plan) -> Query:
    return completed(understand(question, finder), own, plan, finder)


def test_what_a_question_takes_over_is_searched_for(finder: PlaceFinder) -> None:
    """``那临澜区呢`` after one about reconsideration cases accepted in 2023 by another county."""
    own = Plan(act=Act.VALUE, places=("临澜区",))
    plan = Plan(
        act=Act.VALUE,
        places=("临澜区",),
        targets=(Target(phrase="行政复议案件", act="受理"),),
        times=(Span(words="2023年", first="2023-01-01", last="2023-12-31"),),
    )
    query = merged(finder, "那临澜区呢", own, plan)
    assert query.regions == ("临澜区",)
    assert query.years == (2023,)
    assert {"行政", "复议", "受理"} <= set(
        "".join(query.terms).replace("行政复议", "行政 复议 ").split()
    ) | {"受理"}
    assert "受理" in query.search_text


def test_a_place_that_is_taken_over_is_asked(finder: PlaceFinder) -> None:
    own = Plan(act=Act.VALUE, targets=(Target(phrase="败诉"),))
    plan = own.model_copy(update={"places": ("云溪县", "火星县")})
    query = merged(finder, "败诉多少件", own, plan)
    assert query.regions == ("云溪县",)


def test_a_question_that_takes_over_nothing_stays_as_it_is(finder: PlaceFinder) -> None:
    question = "云溪县2023年受理行政复议案件多少件"
    plan = Plan(act=Act.VALUE, places=("云溪县",), targets=(Target(phrase="行政复议案件"),))
    assert merged(finder, question, plan, plan) == understand(question, finder)
