"""One indicator over places and years, in process and over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from ingest.documents import RawSource
from ingest.pipeline import Ingestor
from rag.comparison_schemas import ComparisonOut, IndicatorsOut, PlacesOut
from rag.linking.subjects import Subjects
from tests.contracts.bundles import NOON
from tests.faces import wide
from tests.rag.service_app import Served, serving
from tests.rag.test_service import assert_problem
from vectorstore.embedding import load_embedder

ACCEPTED = "行政复议受理"
_FILLER = "各部门按照要求开展学习培训,推动制度落实,完善工作机制,加强协调配合。" * 8
_REPORTS = {
    ("云溪县", 2023): "全年受理行政复议案件74件,审结70件。",
    ("云溪县", 2024): "全年受理行政复议案件90余件。",
    ("临澜区", 2023): "全年受理行政复议案件131件。",
    ("临澜区", 2024): "行政复议受理工作更加规范。",
    ("望枫县", 2023): "2019年以来累计受理行政复议案件600件。",
    ("望枫县", 2024): "举办茶艺比赛12场。",
    ("北汀市", 2024): "全年受理行政复议案件近200件。",
}


def text_of(region: str, year: int, sentence: str) -> str:
    return wide(
        f"{region}{year}年法治政府建设年度报告\n(虚构样例)\n一、主要工作\n{_FILLER}\n{sentence}\n"
        f"二、存在问题\n{_FILLER}\n{region}人民政府\n{year + 1}年1月20日\n"
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("comparison")
    with serving(folder, filled=False) as running:
        sources = [
            RawSource(
                f"/{region}{year}.txt",
                f"{region}{year}.txt",
                f"{region}{year}.txt",
                text_of(region, year, sentence).encode(),
                "",
                NOON,
            )
            for (region, year), sentence in _REPORTS.items()
        ]
        Ingestor(running.store, load_embedder(), workers=0).ingest_sources(sources)
        yield running


def compare(served: Served, **params: object) -> ComparisonOut:
    response = served.client.get("/v1/comparison", params={"indicator": ACCEPTED} | params)  # type: ignore[arg-type]
    assert response.status_code == 200, response.text
    return ComparisonOut.model_validate(response.json())


def test_each_report_gives_one_figure(served: Served) -> None:
    found = compare(served, sort="-value")
    assert [(row.region, row.year, row.value, row.bound, row.apart) for row in found.rows] == [
        ("北汀市", 2024, 200, "about", []),
        ("临澜区", 2023, 131, "", []),
        ("云溪县", 2024, 90, "min", []),
        ("云溪县", 2023, 74, "", []),
    ]
    assert (found.unit, found.total) == ("件", 4)
    assert [(out.by, out.value, out.figures) for out in found.left_out] == [
        ("aggregation", "cumulative", 1)
    ]
    for row in found.rows:
        text = served.store.report(row.report_id).text
        assert text[row.start : row.end] == row.quote
        assert row.figure in row.quote


def test_who_gives_none_is_told(served: Served) -> None:
    found = compare(served)
    gaps = {(gap.region, gap.year): gap.why.value for gap in found.missing}
    assert gaps == {
        ("临澜区", 2024): "mentioned",
        ("望枫县", 2023): "unlike",
        ("望枫县", 2024): "silent",
    }
    share = found.coverage
    assert (share.reports, share.stating, share.mentioning, share.silent) == (7, 5, 1, 1)
    assert share.unlike == 1


def test_places_and_years_without_a_report_are_told(served: Served) -> None:
    found = compare(served, region=["北汀市", "云溪县", "无名县"], year=[2023, 2024])
    gaps = [(gap.region, gap.year, gap.why.value) for gap in found.missing]
    assert gaps == [("北汀市", 2023, "no_report"), ("无名县", None, "no_report")]
    assert [row.region for row in found.rows] == ["云溪县", "云溪县", "北汀市"]


def test_pages_and_orders(served: Served) -> None:
    everything = compare(served, sort="year").rows
    assert [row.year for row in everything] == [2023, 2023, 2024, 2024]
    page = compare(served, sort="year", limit=2, offset=1)
    assert page.rows == everything[1:3]
    assert page.total == 4


def test_names_of_reports_are_compared_too(served: Served) -> None:
    response = served.client.get("/v1/comparison", params={"indicator": "茶艺 比赛"})
    found = ComparisonOut.model_validate(response.json())
    assert [(row.region, row.value, row.unit) for row in found.rows] == [("望枫县", 12, "场")]


def test_an_unknown_indicator_gives_nothing(served: Served) -> None:
    found = compare(served, indicator="不存在的事项")
    assert found.rows == []
    assert found.coverage.stating == 0
    assert compare(served, indicator="").missing == []


def test_tables_hold_the_gaps(served: Served) -> None:
    response = served.client.get(
        "/v1/comparison", params={"indicator": ACCEPTED}, headers={"Accept": "text/csv"}
    )
    assert response.headers["content-type"].startswith("text/csv")
    assert "yiju-comparison.csv" in response.headers["content-disposition"]
    table = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert [row["status"] for row in table].count("stated") == 4
    assert {row["status"] for row in table} == {"stated", "unlike", "mentioned", "silent"}
    book = served.client.get("/v1/comparison", params={"indicator": ACCEPTED, "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert sheet.max_row == len(table) + 1
    assert [cell.value for cell in sheet[1]][:3] == ["region", "province", "prefecture"]
    assert sheet.freeze_panes == "A2"
    assert {row["value"] for row in table if row["region"] == "云溪县"} >= {"74"}
    for reply in (response, book):
        name = reply.headers["content-disposition"].rpartition("UTF-8''")[2]
        assert unquote(name).partition(".")[0] == ACCEPTED


def test_each_quote_in_a_workbook_links_to_its_place(served: Served) -> None:
    book = served.client.get("/v1/comparison", params={"indicator": ACCEPTED, "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    names = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        held = dict(zip(names, row, strict=True))
        link = held["quote"].hyperlink
        if held["status"].value != "stated":
            assert link is None
            continue
        assert link is not None
        path, _, span = str(link.target).removeprefix("http://testserver").partition("?")
        assert path == f"/reports/{held['report_id'].value}"
        assert span == f"start={held['start'].value}&end={held['end'].value}#quote"


@pytest.mark.parametrize("query", ["", "?indicator=a&sort=place", "?indicator=a&colour=red"])
def test_impossible_parameters_are_problems(served: Served, query: str) -> None:
    assert_problem(served.client.get(f"/v1/comparison{query}"), 422)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("行政复议受理", "行政复议受理"),
        ("Accepted reconsideration cases", "行政复议受理"),
        ("受理行政复议案件数量", "行政复议受理"),
        ("茶艺比赛", ""),
    ],
)
def test_words_name_an_indicator(served: Served, words: str, name: str) -> None:
    found = Subjects(served.store).named(words)
    assert found.canonical == bool(name)
    assert found.name == (name or words)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("受理", "行政复议受理"),
        ("reconsideration acc", "行政复议受理"),
        ("比赛", "茶艺比赛"),
        ("", "行政复议"),
    ],
)
def test_indicators_are_found_while_typing(served: Served, words: str, name: str) -> None:
    response = served.client.get("/v1/indicators", params={"q": words})
    found = IndicatorsOut.model_validate(response.json()).indicators
    assert any(each.name.startswith(name) for each in found), found
    assert all(each.reports for each in found)


def test_places_are_found_while_typing(served: Served) -> None:
    response = served.client.get("/v1/places", params={"q": "县"})
    found = PlacesOut.model_validate(response.json()).places
    assert [(each.name, each.reports) for each in found] == [("云溪县", 2), ("望枫县", 2)]


def test_the_finder_sees_what_is_added(tmp_path: Path) -> None:
    with serving(tmp_path, filled=False) as running:
        assert running.client.get("/v1/indicators").json()["indicators"] == []
        source = RawSource(
            "/a", "a", "a.txt", text_of("云溪县", 2023, _REPORTS["云溪县", 2023]).encode(), "", NOON
        )
        Ingestor(running.store, load_embedder(), workers=0).ingest_sources([source])
        assert running.client.get("/v1/indicators").json()["indicators"] != []
