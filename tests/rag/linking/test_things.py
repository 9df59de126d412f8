"""Things linked to what each report calls them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.linking.things import ThingLinker
from rag.plan import Target
from tests.contracts.bundles import IDENTITY, make_bundle, make_source
from vectorstore.local import LocalStore
from vectorstore.queries import FigureName, Filter
from vectorstore.records import Measure

THINGS = {
    "云溪县": ("常住人口", "城镇常住人口", "地区生产总值", "社会消费品零售总额"),
    "临澜区": ("常住总人口", "规模以上工业增加值", "地方一般公共预算收入"),
    "望枫县": ("公路里程", "粮食产量"),
}


@pytest.fixture(scope="module")
def linker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThingLinker]:
    folder = tmp_path_factory.mktemp("things") / "store"
    with LocalStore.open(folder, IDENTITY, create=True) as store:
        for region, things in THINGS.items():
            facts: list[dict[str, object]] = [
                {"indicator": thing, "canonical": "", "thing": thing} for thing in things
            ]
            store.add(
                make_bundle(f"{region}。", region=region, facts=facts), make_source(f"/{region}")
            )
        yield ThingLinker(store)


def names(
    linker: ThingLinker, phrase: str, measure: Measure | None = None, *regions: str
) -> set[str]:
    found = linker.linked(Target(phrase=phrase, measure=measure), Filter(regions=regions))
    return {each.thing for each in found.names}


def test_each_report_is_asked_by_its_own_names(linker: ThingLinker) -> None:
    found = linker.linked(Target(phrase="常住人口"))
    assert {name.thing for own in found.by_report.values() for name in own} == {
        "常住人口", "常住总人口",
    }  # fmt: skip
    own = names(linker, "常住人口", None, "云溪县")
    assert own == {"常住人口"}
    scores = [each.score for each in found.names]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("phrase", "measure", "thing"),
    [
        ("社零", None, "社会消费品零售总额"),
        ("GDP", None, "地区生产总值"),
        ("经济增速", Measure.CHANGE, "地区生产总值"),
        ("规上工业增加值", Measure.CHANGE, "规模以上工业增加值"),
        ("一般公共预算收入", None, "地方一般公共预算收入"),
        ("grain output", None, "粮食产量"),
    ],
)
def test_what_people_say_means_what_reports_call_it(
    linker: ThingLinker, phrase: str, measure: Measure | None, thing: str
) -> None:
    assert thing in names(linker, phrase, measure)


def test_what_no_report_states_means_nothing(linker: ThingLinker) -> None:
    assert names(linker, "博物馆参观人次") == set()
    assert names(linker, "") == set()
    assert names(linker, "GDP", None, "望枫县") == set()


def test_a_report_that_does_not_go_by_a_name_is_not_meant(linker: ThingLinker) -> None:
    found = linker.linked(Target(phrase="常住人口"))
    [here] = [each for each, own in found.by_report.items() if FigureName("常住总人口") in own]
    assert found.score(here, FigureName("常住总人口")) > 0
    assert found.score(here, FigureName("常住人口")) == 0
    assert found.score("another", FigureName("常住总人口")) == 0
