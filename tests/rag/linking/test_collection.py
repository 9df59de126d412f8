"""Phrases linked to the figures that a store holds, and what every face makes of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.finder import IndicatorFinder
from rag.linking.collection import CollectionLinker
from rag.linking.learning import NameLearner
from rag.linking.linker import Linker, shared_linker
from rag.linking.name_vectors import NameVectors
from rag.linking.subjects import Subjects
from rag.side_by_side import Why, set_side_by_side
from rag.subject_figures import counts_of
from tests.contracts.bundles import IDENTITY, make_bundle, make_source
from vectorstore.embedding import load_encoder
from vectorstore.local import LocalStore
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Measure


def figure(thing: str, value: float = 1.0, **fields: object) -> dict[str, object]:
    return {
        "indicator": thing,
        "canonical": "",
        "thing": thing,
        "value": value,
        "common_value": value,
        "unit": "元",
        "dimension": "money",
    } | fields


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    with LocalStore.open(
        tmp_path_factory.mktemp("linked") / "store", IDENTITY, create=True
    ) as opened:
        growth = figure("地区生产总值", 5.0, measure=Measure.CHANGE, unit="%", dimension="share")
        reports = {
            "云溪县": ("全年地区生产总值。", [figure("地区生产总值", 100.0), growth]),
            "临澜区": (
                "生产总值与港口泊位。",
                [figure("生产总值", 200.0), figure("港口泊位", 3.0)],
            ),
            "望枫县": ("货物贸易。", [figure("货物进出口总额", 50.0), figure("粮食产量")]),
            "北汀市": ("今年谈地区生产总值,不给数。", [figure("公路里程")]),
        }
        for region, (text, facts) in reports.items():
            bundle = make_bundle(text, region=region, facts=facts)
            opened.add(bundle, make_source(f"/{region}"))
        yield opened


@pytest.fixture(params=["meaning", "form"])
def subjects(store: LocalStore, request: pytest.FixtureRequest) -> Subjects:
    linker = shared_linker() if request.param == "meaning" else Linker(None)
    return Subjects(store, CollectionLinker(store, linker))


def test_all_that_reports_call_it_is_linked(subjects: Subjects) -> None:
    link = subjects.linker.link("GDP")
    assert link is not None
    assert set(link.names) == {"地区生产总值", "生产总值"}
    assert link.measures == {Measure.LEVEL}
    assert (link.facts, link.reports) == (2, 1)


def test_a_measure_that_is_named_is_meant(subjects: Subjects) -> None:
    link = subjects.linker.link("GDP增速")
    assert link is not None
    assert link.measures == {Measure.CHANGE}


def test_what_is_not_held_is_not_linked(subjects: Subjects) -> None:
    assert subjects.linker.link("地铁票价") is None
    assert subjects.named("地铁票价").figures == ()


def test_the_facts_filter_takes_words_and_what_they_mean(
    store: LocalStore, subjects: Subjects
) -> None:
    def things(words: str) -> list[str]:
        return [
            fact.thing for fact in store.facts(subjects.resolved(FactQuery(indicator=words)))[1]
        ]

    assert things("泊位") == ["港口泊位"]
    assert things("foreign trade") == ["货物进出口总额"]
    assert things("总值") == ["生产总值", "地区生产总值", "地区生产总值"]
    assert things("火星") == []
    assert len(things("")) == 7


def test_the_compare_page_and_chat_count_the_same_reports(
    store: LocalStore, subjects: Subjects
) -> None:
    subject = subjects.named("GDP")
    found = set_side_by_side(store, subject)
    assert [(each.report.metadata.region, each.compared) for each in found.stated] == [
        ("临澜区", 200.0),
        ("云溪县", 100.0),
    ]
    assert (found.total, found.mentioning, found.silent) == (2, 1, 1)
    assert {each.region: each.why for each in found.missing} == {
        "北汀市": Why.MENTIONED,
        "望枫县": Why.SILENT,
    }
    counts = counts_of(store, subject, Filter())
    assert (len(counts.stating), len(counts.speaking)) == (2, 3)


def test_growth_is_compared_where_growth_is_meant(store: LocalStore, subjects: Subjects) -> None:
    found = set_side_by_side(store, subjects.named("GDP增速"))
    assert [(each.report.metadata.region, each.compared) for each in found.stated] == [
        ("云溪县", 5.0)
    ]


def test_the_finder_shows_what_words_mean_first(store: LocalStore, subjects: Subjects) -> None:
    finder = IndicatorFinder(store, subjects)
    assert [each.name for each in finder.find("foreign trade", 5)] == ["货物进出口总额"]
    assert [each.name for each in finder.find("泊位", 5)] == ["港口泊位"]
    assert [each.name for each in finder.find("火星", 5)] == []


def test_names_are_learnt_in_the_background_once_somebody_links(store: LocalStore) -> None:
    made: list[str] = []
    learnt = threading.Event()

    def embed(texts: object) -> object:
        made.extend(texts)  # type: ignore[arg-type]
        if "公路里程" in made:
            learnt.set()
        return load_encoder().embed_queries(list(texts))  # type: ignore[call-overload]

    linker = Linker(NameVectors(embed))  # type: ignore[arg-type]
    idle = Subjects(store)
    for subjects in (idle, Subjects(store, CollectionLinker(store, linker))):
        learner = NameLearner(subjects, pause=0.01)
        learner.start()
        assert learnt.wait(0.2 if subjects is idle else 60) == (subjects is not idle)
        learner.close()


def test_a_link_does_not_depend_on_which_names_were_met_before(store: LocalStore) -> None:
    vectors = NameVectors(load_encoder().embed_queries)
    linker = CollectionLinker(store, Linker(vectors))
    vectors.of([f"旅游景区{number}" for number in range(40)])
    before = linker.link("GDP")
    linker.learn(threading.Event())
    after = linker.link("GDP")
    assert before is not None
    assert after is not None
    # A batch of another size changes the encoder's last digits.
    assert after.chance == pytest.approx(before.chance, abs=1e-6)
    assert replace(after, chance=before.chance) == before
    assert vectors.nearest(vectors.place("GDP"), ["公路里程", "没有见过的", "地区生产总值"], 5) == [
        2,
        0,
    ]


def test_an_empty_store_links_nothing(tmp_path: Path) -> None:
    with LocalStore.open(tmp_path / "store", IDENTITY, create=True) as empty:
        assert Subjects(empty).linker.link("GDP") is None
        assert Subjects(empty).named("GDP").name == "GDP"
