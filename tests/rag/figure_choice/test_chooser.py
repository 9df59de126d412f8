"""Which figure is chosen: by trees worked out by hand, among the figures of a few reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answer import RetrievedPassage
from rag.answers.draft import Outcome
from rag.confidence.signs import Asked
from rag.execution.links import LinkedTarget
from rag.figure_choice.chooser import Choice, FigureChooser, load_trees
from rag.plan import Act, Aggregate, Plan
from rag.trees import Trees
from tests.rag.confidence.drafts import ASKED
from tests.rag.plans import amounts, link, year
from tests.rag.small_engine import store_of
from vectorstore.queries import Filter
from vectorstore.store import Store

_FILLER = "各部门按照要求开展工作，推动制度落实，完善工作机制，加强协调配合。"
_REPORTS = {
    f"{region}.txt": (
        f"{region}2023年法治政府建设年度报告\n一、主要工作\n{_FILLER}\n{said}\n{region}人民政府\n"
    )
    for region, said in (
        ("枫溪县", "全年收到行政复议申请96件，受理79件，审结68件。举办普法讲座24场。"),
        ("柳坪县", "全年收到行政复议申请54件，受理31件。举办普法讲座18场。"),
    )
}
_BY_WORDS_BESIDE = Trees.parse(
    {
        "labels": ["beside_said", "place_own"],
        "base": -3.0,
        "sign": [[0, 0, 0], [1, 1, 1]],
        "limit": [[0.5, 0.0, 0.9], [0.5, 1e9, 1e9]],
        "leaf": [[-1.0, 0.0, 2.0, 4.0], [0.0, 0.0, 2.0, 2.0]],
    }
)
"""The more of the words right before a figure the question says, the likelier it is; and of the own place."""
_CASES = link(
    "行政复议", ("行政复议申请", "收到"), ("行政复议申请", "受理"), ("行政复议申请", "审结")
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("chosen"), _REPORTS) as store:
        yield store


def _asked(store: Store, question: str, plan: Plan, *links: LinkedTarget) -> Asked:
    found = [
        RetrievedPassage(passage, report, 1.0, None, None)
        for report in store.reports()[1]
        for passage in store.report_passages(report.report_id)
    ]
    query = replace(ASKED.query, question=question, text=question, regions=plan.places)
    targets = tuple(each.target for each in links)
    return Asked(query, plan.model_copy(update={"targets": targets}), found, links)


def _choice(store: Store, question: str, plan: Plan, *links: LinkedTarget) -> Choice | None:
    chooser = FigureChooser(store, _BY_WORDS_BESIDE)
    return chooser.answer(_asked(store, question, plan, *links), Filter(), 2024)


def test_the_figure_whose_own_words_are_asked_is_chosen(store: Store) -> None:
    plan = Plan(act=Act.VALUE, places=("枫溪县",), times=(year(2023),))
    choice = _choice(store, "枫溪县审结几件?", plan, _CASES)
    assert choice is not None
    assert amounts(choice.draft) == ["68件"]
    assert choice.draft.findings[0].quote.text.count("审结68件") == 1
    other = _choice(store, "枫溪县普法讲座举办几场?", plan, link("普法讲座"))
    assert other is not None
    assert amounts(other.draft) == ["24场"]


def test_a_slot_that_no_figure_fits_excludes_none(store: Store) -> None:
    plan = Plan(act=Act.VALUE, places=("枫溪县",), times=(year(1999),), bodies=("司法局",))
    choice = _choice(store, "枫溪县审结几件?", plan, _CASES)
    assert choice is not None
    assert amounts(choice.draft) == ["68件"]


def test_two_places_are_compared_by_figures_of_one_kind(store: Store) -> None:
    plan = Plan(act=Act.COMPARE, places=("枫溪县", "柳坪县"), aggregate=Aggregate.DIFFERENCE)
    choice = _choice(store, "普法讲座举办几场,差多少?", plan, link("普法讲座"))
    assert choice is not None
    verdict = choice.draft.verdict
    assert verdict is not None
    assert verdict.outcome is Outcome.ORDER
    assert verdict.places == ("枫溪县", "柳坪县")
    assert verdict.difference == "6场"


def test_another_places_figure_never_stands_for_a_place(store: Store) -> None:
    lectures = link("普法讲座")
    beside = Plan(act=Act.COMPARE, places=("枫溪县", "火星县"), aggregate=Aggregate.DIFFERENCE)
    assert _choice(store, "普法讲座举办几场,差多少?", beside, lectures) is None
    alone = Plan(act=Act.VALUE, places=("火星县",))
    assert _choice(store, "火星县普法讲座举办几场?", alone, lectures) is None


def test_what_asks_for_no_single_figures_is_left_to_others(store: Store) -> None:
    assert _choice(store, "有哪些县?", Plan(act=Act.WHICH), _CASES) is None
    assert _choice(store, "多少?", Plan(act=Act.VALUE)) is None


def test_the_model_that_ships_finds_the_figure_asked_for(store: Store) -> None:
    plan = Plan(act=Act.VALUE, places=("枫溪县",), times=(year(2023),))
    names = tuple(each._replace(score=1.0 if each.act == "审结" else 0.5) for each in _CASES.names)
    target = _CASES.target.model_copy(update={"act": "审结"})
    closed = replace(_CASES, target=target, names=names)
    chooser = FigureChooser(store, load_trees())
    asked = _asked(store, "枫溪县2023年审结行政复议多少件?", plan, closed)
    choice = chooser.answer(asked, Filter(), 2024)
    assert choice is not None
    assert amounts(choice.draft) == ["68件"]
    assert 0.5 < choice.chance <= 1
