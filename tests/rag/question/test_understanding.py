import pytest

from ingest.lexicon.places import Places
from rag.answer import Intent
from rag.question.constraints import PlaceFinder
from rag.question.query import Wanted
from rag.question.understanding import understand


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder([("岚州省", "青岚市", "云溪县", 1)], Places.load())


def test_a_question_with_two_parts_asks_twice(finder: PlaceFinder) -> None:
    query = understand("云溪县有多少支执法队伍,其中镇级综合执法队几支?", finder)
    assert query.intent is Intent.LOOKUP
    assert [ask.wanted for ask in query.asks] == [Wanted.FIGURE, Wanted.FIGURE]
    assert query.asks[0].units[0] == query.asks[1].units[0] == "支"
    assert "队伍" in query.asks[0].terms
    assert "队伍" in query.asks[1].context


def test_a_part_without_words_of_its_own_keeps_its_unit(finder: PlaceFinder) -> None:
    query = understand("云溪县的满意率多少?比上年涨了几个点?", finder)
    assert query.asks[1].units[0] == "个百分点"
    assert "满意率" in query.asks[1].context


def test_places_years_and_question_words_are_not_searched_as_terms(finder: PlaceFinder) -> None:
    query = understand("云溪县2023年一共取消了多少项行政审批事项?", finder)
    assert query.regions == ("云溪县",)
    assert query.years == (2023,)
    assert not {"云溪县", "2023", "多少", "一共"} & set(query.terms)
    assert {"取消", "审批", "事项"} <= set(query.terms)


def test_traditional_characters_are_read(finder: PlaceFinder) -> None:
    query = understand("雲溪縣「一窗受理」的事項擴大到多少個?", finder)
    assert query.regions == ("云溪县",)
    assert "事项" in "".join(query.terms)


def test_full_width_digits_are_read(finder: PlaceFinder) -> None:
    assert understand("云溪县\uff12\uff10\uff12\uff13年受理多少件\uff1f", finder).years == (2023,)


@pytest.mark.parametrize(
    ("question", "plans", "problems"),
    [
        ("云溪县下一步打算做什么?", True, False),
        ("云溪县存在哪些问题?", False, True),
        ("云溪县受理了多少件?", False, False),
    ],
)
def test_parts_that_a_question_is_about(
    finder: PlaceFinder, question: str, plans: bool, problems: bool
) -> None:
    query = understand(question, finder)
    assert (query.wants_plans, query.wants_problems) == (plans, problems)


def test_a_known_place_outweighs_an_unheld_one(finder: PlaceFinder) -> None:
    query = understand("云溪县和如东县合作办了多少件?", finder)
    assert query.regions == ("云溪县",)
    assert query.missing_regions == ()


def test_an_english_question_is_framed_in_english(finder: PlaceFinder) -> None:
    assert understand("How many 公职律师 does 云溪县 have?", finder).language == "en"
    assert understand("云溪县的APP和IT平台有几个?", finder).language == "zh"
