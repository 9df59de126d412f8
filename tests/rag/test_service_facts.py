"""Facts over HTTP: filters, CSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import openpyxl
import pytest

from rag.exports import BOM, CSV_TYPE, XLSX_TYPE, csv_lines, export_rows, write_xlsx
from rag.routes.facts import negotiate
from rag.schemas import FactOut, FactsOut
from tests.contracts.bundles import make_fact
from tests.rag.service_app import Served, serving
from tests.rag.test_service import assert_problem
from vectorstore.queries import FactQuery
from vectorstore.records import Fact
from vectorstore.store import Store


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("facts")) as running:
        yield running


def facts(served: Served, query: str = "") -> FactsOut:
    response = served.client.get(f"/v1/facts?{query}")
    assert response.status_code == 200, response.text
    return FactsOut.model_validate(response.json())


def fact_out(**changes: object) -> FactOut:
    values: dict[str, object] = {
        "fact_id": "a-f0000",
        "report_id": "a",
        "region": "云溪县",
        "year": 2023,
        "period": "",
        "indicator": "受理",
        "canonical": "",
        "value": 12.0,
        "value_max": None,
        "unit": "件",
        "qualifier": "",
        "status": "actual",
        "quote": "受理12件",
        "start": 0,
        "end": 5,
    }
    return FactOut.model_validate(values | changes)


def test_facts_follow_the_contract(served: Served) -> None:
    body = served.client.get("/v1/facts").json()
    assert body["total"] == len(body["facts"]) > 0
    assert set(body["facts"][0]) >= {
        "fact_id",
        "report_id",
        "region",
        "year",
        "period",
        "indicator",
        "value",
        "unit",
        "qualifier",
        "quote",
        "start",
        "end",
    }
    for fact in facts(served).facts:
        text = served.store.report(fact.report_id).text
        assert text[fact.start : fact.end] == fact.quote


def test_filters_narrow(served: Served) -> None:
    assert {each.region for each in facts(served, "region=云溪县").facts} == {"云溪县"}
    assert {each.year for each in facts(served, "year=2022").facts} == {2022}
    assert {each.unit for each in facts(served, "unit=件").facts} == {"件"}
    within = facts(served, "unit=件&min=74&max=131").facts
    assert within
    assert all(74 <= each.value <= 131 for each in within)
    assert facts(served, "unit=件&min=74&max=74").facts
    named = facts(served, "indicator=行政复议").facts
    assert named
    assert all("行政复议" in each.indicator + each.canonical for each in named)
    assert facts(served, "indicator=没有这个指标").total == 0


def test_empty_parameters_restrict_nothing(served: Served) -> None:
    empty = "indicator=&region=&year=&unit=&min=&max="
    assert facts(served, empty).total == facts(served).total


def test_pages(served: Served) -> None:
    whole = facts(served).facts
    page = facts(served, "limit=2&offset=1")
    assert page.facts == whole[1:3]
    assert page.total == len(whole)


@pytest.mark.parametrize("query", ["min=abc", "max=nan", "min=inf", "limit=-1", "minimum=3"])
def test_impossible_or_unknown_parameters_are_problems(served: Served, query: str) -> None:
    assert_problem(served.client.get(f"/v1/facts?{query}"), 422)


def test_csv_holds_all_rows_and_opens_in_a_spreadsheet(served: Served) -> None:
    response = served.client.get("/v1/facts", headers={"accept": "text/csv"})
    assert response.headers["content-type"] == CSV_TYPE
    assert response.headers["vary"] == "Accept"
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    found = facts(served, "limit=1000").facts
    assert [row["fact_id"] for row in rows] == [each.fact_id for each in found]
    assert [float(row["value"]) for row in rows] == [each.value for each in found]
    assert [row["quote"] for row in rows] == [each.quote for each in found]


def test_csv_keeps_to_filter_limit_and_offset(served: Served) -> None:
    response = served.client.get("/v1/facts?limit=2&offset=1", headers={"accept": "text/csv"})
    assert len(response.text.splitlines()) == 3


def test_xlsx(served: Served) -> None:
    response = served.client.get("/v1/facts", headers={"accept": XLSX_TYPE})
    assert response.headers["content-type"] == XLSX_TYPE
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)  # type: ignore[union-attr]
    assert len(rows) == 1 + facts(served).total
    assert rows[0] == tuple(FactOut.model_fields)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str, tmp_path: Path) -> None:
    fact = fact_out(quote=f"{start}HYPERLINK(1)", value=-5.0)
    lines = "".join(csv_lines([fact]))
    (row,) = csv.DictReader(io.StringIO(lines.removeprefix(BOM), newline=""))
    assert row["quote"] == f"'{start}HYPERLINK(1)"
    assert row["value"] == "-5"
    target = tmp_path / "facts.xlsx"
    write_xlsx([fact], target)
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    cell = sheet.cell(2, list(FactOut.model_fields).index("quote") + 1)
    assert cell.data_type == "s"


def test_xlsx_drops_characters_that_a_workbook_may_not_hold(tmp_path: Path) -> None:
    target = tmp_path / "facts.xlsx"
    write_xlsx([fact_out(quote="受理\x0112件")], target)
    rows = list(openpyxl.load_workbook(target).active.values)  # type: ignore[union-attr]
    assert "受理12件" in rows[1]


class ManyFacts:
    """A store of so many facts that they come in pages."""

    def __init__(self, count: int) -> None:
        self.all = [make_fact("a", n) for n in range(count)]

    def facts(self, query: FactQuery) -> tuple[int, list[Fact]]:
        return len(self.all), self.all[query.offset : query.offset + query.limit]


@pytest.mark.parametrize(
    ("count", "offset", "limit", "expected"),
    [(2500, 0, None, 2500), (2000, 0, None, 2000), (0, 0, None, 0), (2500, 2400, None, 100),
     (2500, 0, 1500, 1500), (2500, 0, 0, 0), (2500, 1, 1000, 1000)],
)  # fmt: skip
def test_an_export_fetches_every_page(
    count: int, offset: int, limit: int | None, expected: int
) -> None:
    many = ManyFacts(count)
    rows = list(export_rows(cast("Store", many), FactQuery(offset=offset), limit))
    wanted = many.all[offset : offset + expected]
    assert [each.fact_id for each in rows] == [each.fact_id for each in wanted]
    assert len(rows) == expected


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("*/*", "application/json"),
        ("", "application/json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv; charset=utf-8", "text/csv"),
        ("text/*", "text/csv"),
        ("application/json, text/csv;q=0.5", "application/json"),
        ("application/json;q=0.1, text/csv;q=0.5", "text/csv"),
        ("text/csv;q=0, */*", "application/json"),
        ("text/csv;q=zero", "application/json"),
        (XLSX_TYPE, XLSX_TYPE),
        ("text/html,*/*;q=0.8", "application/json"),
    ],
)
def test_negotiation(accept: str, chosen: str) -> None:
    assert negotiate(accept) == chosen
