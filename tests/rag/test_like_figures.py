"""Only figures of one kind are compared, in one unit; the rest is counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import httpx
import pytest

from rag import calls
from rag.comparison_schemas import ComparisonOut
from rag.fact_filters import first_day, last_day, unit_measures
from rag.mcp_schemas import FactListOut, FactsArguments
from rag.mcp_tools import Tools
from rag.schemas import FactsOut
from tests.grain import GRAIN, ingest_harvests
from tests.rag.service_app import Served, serving
from tests.rag.test_service import assert_problem
from vectorstore.queries import FactKinds, Filter
from vectorstore.records import Measure


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("grain"), filled=False) as running:
        ingest_harvests(running.store)
        yield running


def compare(served: Served, **params: object) -> ComparisonOut:
    asked = {"indicator": GRAIN, "sort": "-value"} | params
    response = served.client.get("/v1/comparison", params=asked)  # type: ignore[arg-type]
    assert response.status_code == 200, response.text
    return ComparisonOut.model_validate(response.json())


def rows_of(found: ComparisonOut) -> list[tuple[str, int | None, float]]:
    return [(row.region, row.year, round(row.compared, 6)) for row in found.rows]


def facts(served: Served, **params: object) -> list[tuple[str, float, str]]:
    response = served.client.get("/v1/facts", params=params)  # type: ignore[arg-type]
    assert response.status_code == 200, response.text
    page = FactsOut.model_validate(response.json())
    assert page.total == len(page.facts)
    return [(each.region, each.value, each.unit) for each in page.facts]


def test_levels_of_the_year_are_compared_in_one_unit(served: Served) -> None:
    found = compare(served, unit="吨")
    assert rows_of(found) == [
        ("云溪县", 2025, 370000),  # 7.4亿斤
        ("云溪县", 2024, 360000),
        ("望枫县", 2025, 289000),
        ("临澜区", 2025, 131000),
    ]
    assert found.kind.model_dump() == {
        "measure": "level",
        "status": "result",
        "aggregation": "single",
        "scope": "whole",
        "dimension": "mass",
    }
    assert (found.rows[0].figure, found.rows[0].figure_unit) == ("7.4", "亿斤")


def test_what_is_unlike_is_counted_once(served: Served) -> None:
    found = compare(served)
    assert [(out.by, out.value, out.figures) for out in found.left_out] == [
        ("measure", "change", 5),
        ("status", "target", 1),
        ("aggregation", "cumulative", 2),
    ]
    share = found.coverage
    assert (share.reports, share.stating, share.unlike, share.silent) == (6, 5, 1, 1)
    gaps = {(gap.region, gap.why) for gap in found.missing}
    assert gaps == {("石漫区", "unlike"), ("青岚市", "silent")}


def test_choices_tell_how_many_reports_there_are(served: Served) -> None:
    choices = compare(served).choices
    assert [(each.value, each.reports) for each in choices.measure] == [("level", 4), ("change", 5)]
    assert [(each.value, each.reports) for each in choices.status] == [("result", 4), ("target", 1)]
    assert [(each.value, each.reports) for each in choices.aggregation] == [
        ("single", 4),
        ("cumulative", 2),
    ]


def test_a_decline_is_less_than_no_change(served: Served) -> None:
    found = compare(served, measure="change")
    assert found.unit == "%"
    assert rows_of(found) == [
        ("临澜区", 2025, 4.0),
        ("石漫区", 2025, 3.3),
        ("云溪县", 2025, 2.8),
        ("云溪县", 2024, 2.1),
        ("望枫县", 2025, -0.6),
    ]
    assert all(row.apart == [] for row in found.rows)


def test_sums_of_the_same_years_and_targets_can_be_chosen(served: Served) -> None:
    sums = compare(served, aggregation="cumulative", unit="万吨")
    assert rows_of(sums) == [("云溪县", 2025, 175), ("望枫县", 2025, 140)]
    assert sums.unit == "万吨"
    targets = compare(served, status="target")
    assert rows_of(targets) == [("云溪县", 2025, 7.5e8)]
    assert (targets.rows[0].fact_status, targets.rows[0].period_start) == ("target", "2026-01-01")
    assert compare(served, measure="rank").rows == []


def test_tables_carry_the_kind_last(served: Served) -> None:
    params = {"indicator": GRAIN, "format": "csv", "unit": "吨", "sort": "-value"}
    response = served.client.get("/v1/comparison", params=params)
    table = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    first = table[0]
    assert list(first)[-3:] == ["unit_written", "dimension", "common_value"]
    assert (first["value"], first["unit"], first["compared"], first["compared_unit"]) == (
        "740000000",
        "斤",
        "370000",
        "吨",
    )


def test_facts_are_filtered_by_their_kind(served: Served) -> None:
    assert facts(served, thing="粮食", status="target") == [("云溪县", 7.5e8, "斤")]
    assert facts(served, thing="粮食", aggregation="cumulative") == [
        ("云溪县", 35e8, "斤"),
        ("望枫县", 140e4, "吨"),
    ]
    falls = facts(served, measure="change", region="望枫县")
    assert falls == [("望枫县", 0.6, "%")]
    assert facts(served, **{"dimension": "mass", "from": "2026", "to": "2026-12"}) == [
        ("云溪县", 7.5e8, "斤")
    ]
    assert facts(served, **{"measure": "", "status": "", "from": "", "to": "2023"}) == [
        ("云溪县", 35e8, "斤"),
        ("望枫县", 140e4, "吨"),
    ]


def test_bounds_in_a_unit_hold_across_its_dimension(served: Served) -> None:
    where = {"measure": "level", "aggregation": "single", "status": "actual", "year": 2025}
    assert facts(served, unit="万吨", min=28.9, **where) == [
        ("云溪县", 7.4e8, "斤"),
        ("望枫县", 28.9e4, "吨"),
    ]
    assert facts(served, unit="亿斤", max=2.62, **where) == [("临澜区", 13.1e4, "吨")]
    assert facts(served, unit="亿斤", **where) == [("云溪县", 7.4e8, "斤")]
    assert facts(served, min=5e8, **where) == [("云溪县", 7.4e8, "斤")]


@pytest.mark.parametrize(
    "query", ["measure=size", "status=done", "from=soon", "to=2025-13", "from=2025-02-30"]
)
def test_unknown_kinds_and_times_are_problems(served: Served, query: str) -> None:
    assert_problem(served.client.get(f"/v1/facts?{query}"), 422)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-06-30", "2025-06-30", "2025-06-30"),
        ("", "", ""),
    ],
)
def test_days_of_a_time(written: str, first: str, last: str) -> None:
    assert (first_day(written), last_day(written)) == (first, last)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("亿斤", ("mass", 50000.0)),
        ("万吨", ("mass", 10000.0)),
        ("千克", ("mass", 0.001)),
        ("百分点", ("points", 1.0)),
        ("件", ("件", 1.0)),
        ("布", None),
    ],
)
def test_what_a_unit_measures(unit: str, expected: tuple[str, float] | None) -> None:
    assert unit_measures(unit) == expected


def test_assistants_filter_by_kind_and_read_it(served: Served) -> None:
    given = {"thing": "粮食", "aggregation": "cumulative", "unit": "亿斤", "min": 30}
    found = Tools(served.engine).facts(FactsArguments.model_validate(given), "")
    assert isinstance(found.data, FactListOut)
    (fact,) = found.data.facts
    assert (fact.value, fact.aggregation, fact.dimension) == (35e8, "cumulative", "mass")
    assert "云溪县 2021—2025年累计 粮食总产量 = 3500000000斤" in found.text
    targets = FactsArguments.model_validate({"status": "target", "from": "2026", "to": "2026"})
    assert "(target)" in Tools(served.engine).facts(targets, "").text


def test_the_client_filters_by_kind(served: Served) -> None:
    kinds = FactKinds(measures=(Measure.CHANGE,), since="2024-01-01", until="2024-12-31")
    call = calls.facts("", Filter(), "", None, None, 100, 0, kinds)
    with httpx.Client(base_url="http://testserver") as client:
        response = served.client.get(str(call.build(client).url))
    page = FactsOut.model_validate(response.json())
    assert [(each.region, each.value) for each in page.facts] == [("云溪县", 2.1)]
    assert page.facts[0].direction == "up"
