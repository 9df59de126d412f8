"""The order of passages: signs worked out by hand, and what they are worth."""

from __future__ import annotations

from rag.answer import RetrievedPassage
from rag.confidence.signs import Asked
from rag.passage_ranker import PassageRanker, load_passage_ranker, passage_signs
from rag.question.query import Query
from tests.contracts.bundles import make_bundle, make_source
from tests.rag.confidence.drafts import ASKED
from vectorstore.records import ReportSummary


def found(text: str, region: str, year: int, score: float) -> RetrievedPassage:
    bundle = make_bundle(text, region=region, year=year)
    report = ReportSummary(
        bundle.report.report_id, bundle.report.metadata, (), (make_source(),), len(text), 1, 0
    )
    return RetrievedPassage(bundle.passages[0], report, score, score * 10, None)


OTHER = found("全年受理行政复议案件31件。", "临澜区", 2023, 1.0)
ROADS = found("全年修建公路79公里。", "云溪县", 2023, 0.9)
OWN = found("全年受理行政复议案件79件。", "云溪县", 2024, 0.8)


def asking(**slots: object) -> Asked:
    query = Query(**{**{name: getattr(ASKED.query, name) for name in Query.__slots__}, **slots})
    return Asked(query, ASKED.plan)


def test_signs_of_passages() -> None:
    other, roads, own = passage_signs(asking(years=(2024,)), [OTHER, ROADS, OWN])
    assert [each["rank"] for each in (other, roads, own)] == [1.0, 0.5, 1 / 3]
    assert [each["score"] for each in (other, roads, own)] == [1.0, 0.9, 0.8]
    assert [each["place"] for each in (other, roads, own)] == [0.0, 1.0, 1.0]
    assert [each["year"] for each in (other, roads, own)] == [0.0, 0.0, 1.0]
    assert other["covers"] == own["covers"] == 1.0
    assert roads["covers"] < 0.5
    assert roads["covers_less"] == roads["covers"] - 1.0
    assert own["not_dense"] == 1.0


def test_what_a_question_does_not_name_tells_nothing() -> None:
    signs = passage_signs(asking(regions=()), [OTHER, OWN])
    assert {each["place"] for each in signs} == {0.5}
    assert {each["year"] for each in signs} == {0.5}
    assert passage_signs(asking(), []) == []


def test_passages_stand_by_their_weighted_signs() -> None:
    by_place = PassageRanker({"place": 1.0, "covers": 0.5, "unknown": 9.0})
    assert by_place.ranked(asking(), [OTHER, ROADS, OWN]) == [OWN, ROADS, OTHER]
    assert PassageRanker({}).ranked(asking(), [OTHER, ROADS, OWN]) == [OTHER, ROADS, OWN]


def test_of_passages_as_good_for_the_search_that_of_the_place_asked_about_ships_first() -> None:
    same = found("全年受理行政复议案件79件。", "云溪县", 2024, 1.0)
    assert load_passage_ranker().ranked(asking(), [OTHER, ROADS, same])[0] is same
