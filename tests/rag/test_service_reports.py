"""Reports, uploads and jobs of the HTTP service."""

from __future__ import annotations

import io
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from ingest.documents import RawSource
from ingest.pipeline import Ingestor
from rag.schemas import JobOut, JobsOut, ReportDetailOut, ReportsOut, TallyOut
from tests.faces import LINLAN, REPORTS, YUNXI, wide
from tests.rag.service_app import Served, serving
from tests.rag.test_service import assert_problem
from vectorstore.embedding import load_embedder

NEW = wide(
    """北汀市2024年法治政府建设年度报告
(虚构样例)
一、主要工作
2024年,北汀市受理行政复议案件45件,办结40件。
二、存在问题
基层执法队伍还不够稳定。
"""
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("reports")) as running:
        yield running


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, upload_bytes=256 * 1024) as running:
        yield running


def finished(served: Served, job: JobOut) -> JobOut:
    deadline = time.monotonic() + 30
    while job.state in ("queued", "running"):
        assert time.monotonic() < deadline
        job = JobOut.model_validate(served.client.get(job.status_url).json())
    return job


def upload(served: Served, *files: tuple[str, bytes]) -> JobOut:
    response = served.client.post("/v1/reports", files=[("files", each) for each in files])
    assert response.status_code == 202, response.text
    job = JobOut.model_validate(response.json())
    assert response.headers["location"] == job.status_url == f"/v1/jobs/{job.job_id}"
    return finished(served, job)


def test_the_list_follows_the_contract(served: Served) -> None:
    body = served.client.get("/v1/reports").json()
    assert body["total"] == len(body["reports"]) == len(REPORTS)
    assert set(body["reports"][0]) >= {
        "report_id",
        "title",
        "region",
        "province",
        "prefecture",
        "level",
        "report_year",
        "published",
        "issuer",
        "doc_type",
        "source",
        "passages",
        "facts",
        "warnings",
    }
    ReportsOut.model_validate(body)


@pytest.mark.parametrize(
    ("query", "regions"),
    [
        ("region=云溪县", {"云溪县"}),
        ("region=云溪县&region=临澜区", {"云溪县", "临澜区"}),
        ("year=2022", {"石漫区"}),
        ("year=2022&year=2023", {"云溪县", "临澜区", "石漫区"}),
        ("region=&year=", {"云溪县", "临澜区", "石漫区"}),
        ("region=无此县", set()),
    ],
)
def test_the_list_filters(served: Served, query: str, regions: set[str]) -> None:
    body = served.client.get(f"/v1/reports?{query}").json()
    assert {each["region"] for each in body["reports"]} == regions
    assert body["total"] == len(regions)


def test_the_list_comes_in_pages(served: Served) -> None:
    whole = served.client.get("/v1/reports").json()["reports"]
    page = served.client.get("/v1/reports?limit=1&offset=1").json()
    assert page["total"] == len(whole)
    assert page["reports"] == whole[1:2]
    assert served.client.get("/v1/reports?limit=0").json() == {"total": len(whole), "reports": []}


@pytest.mark.parametrize(
    "query", ["limit=-1", "limit=10001", "offset=-1", "year=abc", "year=3", "regions=云溪县"]
)
def test_impossible_or_unknown_parameters_are_problems(served: Served, query: str) -> None:
    problem = assert_problem(served.client.get(f"/v1/reports?{query}"), 422)
    assert query.partition("=")[0] in problem["detail"]


@pytest.mark.parametrize(
    ("query", "regions"),
    [
        ("sort=-year", ["临澜区", "云溪县", "石漫区"]),
        ("sort=facts&q=年度报告", ["石漫区", "云溪县"]),
        ("q=2023 情况报告", ["临澜区"]),
        (
            "doc_type=annual_report&doc_type=work_report&sort=-region",
            ["石漫区", "云溪县", "临澜区"],
        ),
        ("doubts=&sort=&q=云溪", ["云溪县"]),
        ("sort=shape", None),
        ("doubts=true&doc_type=news", []),
        ("unknown=year", []),
    ],
)
def test_the_list_is_searched_and_sorted(
    served: Served, query: str, regions: list[str] | None
) -> None:
    response = served.client.get(f"/v1/reports?{query}")
    if regions is None:
        assert_problem(response, 422)
        return
    found = ReportsOut.model_validate(response.json())
    assert [each.region for each in found.reports] == regions
    assert found.total == len(regions)


def test_reports_are_counted_by_place_and_year(served: Served) -> None:
    found = TallyOut.model_validate(served.client.get("/v1/tally?level=region").json())
    assert [(each.place, each.year, each.reports) for each in found.cells] == [
        ("临澜区", 2023, 1),
        ("云溪县", 2023, 1),
        ("石漫区", 2022, 1),
    ]
    assert (found.reports, found.places) == (3, 3)
    some = TallyOut.model_validate(served.client.get("/v1/tally?region=石漫区").json())
    assert [each.place for each in some.cells] == ["石漫区"]
    assert_problem(served.client.get("/v1/tally?level=street"), 422)


def test_a_report_is_read_anew(writable: Served) -> None:
    report_id = writable.report_id("云溪县")
    response = writable.client.post(f"/v1/reports/{report_id}/reingest")
    assert response.status_code == 202
    job = finished(writable, JobOut.model_validate(response.json()))
    assert [(each.outcome, each.report_id) for each in job.events] == [("unchanged", report_id)]
    assert_problem(writable.client.post("/v1/reports/nothing/reingest"), 404)


def test_what_an_older_version_read_is_replaced(writable: Served) -> None:
    report_id = writable.report_id("云溪县")
    database = sqlite3.connect(writable.store.path / "yiju.sqlite")
    with database:
        database.execute("UPDATE reports SET recipe = 'older', title = 'old'")
    database.close()
    response = writable.client.post(f"/v1/reports/{report_id}/reingest")
    job = finished(writable, JobOut.model_validate(response.json()))
    assert [(each.outcome, each.report_id) for each in job.events] == [("replaced", report_id)]
    assert job.events[0].facts > 0
    assert writable.store.summary(report_id).metadata.title.startswith("云溪县")
    assert writable.store.info().reports == 3


def test_a_page_is_read_anew_as_its_server_declared_it(writable: Served) -> None:
    data = "雲溪縣年度法治政府建設報告\n全縣共辦理行政復議案件三十五件。\n".encode("big5")
    source = RawSource(
        "https://example.org/r",
        "https://example.org/r",
        "r",
        data,
        "text/plain; charset=big5",
        datetime(2024, 5, 1, tzinfo=UTC),
    )
    (event,) = Ingestor(writable.store, load_embedder()).ingest_sources([source]).events
    assert event.outcome == "added", event.message
    database = sqlite3.connect(writable.store.path / "yiju.sqlite")
    with database:
        database.execute("UPDATE reports SET recipe = 'older'")
    database.close()
    response = writable.client.post(f"/v1/reports/{event.report_id}/reingest")
    job = finished(writable, JobOut.model_validate(response.json()))
    assert [each.outcome for each in job.events] == ["replaced"], job.events[0].message


def test_a_report_whose_sources_are_lost_is_a_job_that_fails(writable: Served) -> None:
    report_id = writable.report_id("云溪县")
    database = sqlite3.connect(writable.store.path / "yiju.sqlite")
    with database:
        database.execute("DELETE FROM sources")
    database.close()
    response = writable.client.post(f"/v1/reports/{report_id}/reingest")
    assert response.status_code == 202
    job = finished(writable, JobOut.model_validate(response.json()))
    assert job.state == "failed"
    assert "came from" in job.events[0].message


def test_jobs_are_listed_and_cancelled(writable: Served) -> None:
    job = finished(writable, upload(writable, ("a.txt", NEW.encode()), ("b.txt", b"")))
    listed = JobsOut.model_validate(writable.client.get("/v1/jobs").json()).jobs
    assert [each.job_id for each in listed] == [job.job_id]
    assert listed[0].events == []
    assert listed[0].progress.done == 2
    later = JobOut.model_validate(writable.client.get(f"{job.status_url}?since=1").json())
    assert [each.source for each in later.events] == ["b.txt"]
    over = writable.client.delete(job.status_url)
    assert over.status_code == 200
    assert over.json()["state"] == "done"
    assert_problem(writable.client.delete("/v1/jobs/unknown"), 404)


def test_a_report_has_outline_and_provenance(served: Served) -> None:
    report_id = served.report_id("云溪县")
    body = served.client.get(f"/v1/reports/{report_id}").json()
    report = ReportDetailOut.model_validate(body)
    text = served.client.get(f"/v1/reports/{report_id}/text").text
    top = [each for each in report.outline if each.heading]
    assert [each.heading for each in top] == ["一、主要工作", "二、存在问题", "三、下一步打算"]
    assert [each.kind.value for each in top] == ["achievement", "problem", "plan"]
    assert top[0].children
    assert [each.level for each in top[0].children] == [2] * len(top[0].children)
    for section in (*top, *top[0].children):
        assert text[section.start :].startswith(section.heading)
        assert section.start <= section.body_start <= section.end
    assert {each.field for each in report.provenance} >= {"region", "report_year"}


def test_the_text_is_exact(served: Served) -> None:
    for region in ("云溪县", "临澜区", "石漫区"):
        report_id = served.report_id(region)
        response = served.client.get(f"/v1/reports/{report_id}/text")
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.content.decode() == served.store.report(report_id).text


def test_the_original_is_for_saving(served: Served) -> None:
    name = "临澜区2023年度法治政府建设情况报告.txt"
    response = served.client.get(f"/v1/reports/{served.report_id('临澜区')}/original")
    assert response.content == LINLAN.encode()
    assert response.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote(name)}"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("part", ["", "/text", "/original"])
@pytest.mark.parametrize("report_id", ["0000000000000000", "..", "%00", "x' OR '1'='1"])
def test_unknown_reports_are_problems(served: Served, part: str, report_id: str) -> None:
    path = f"/v1/reports/{quote(report_id, safe='%')}{part}"
    assert_problem(served.client.get(path), 404)


def test_an_unknown_report_cannot_be_removed(served: Served) -> None:
    assert_problem(served.client.delete("/v1/reports/0000000000000000"), 404)


def test_removal_removes(writable: Served) -> None:
    report_id = writable.report_id("云溪县")
    response = writable.client.delete(f"/v1/reports/{report_id}")
    assert (response.status_code, response.content) == (204, b"")
    assert_problem(writable.client.get(f"/v1/reports/{report_id}"), 404)
    assert_problem(writable.client.delete(f"/v1/reports/{report_id}"), 404)
    assert writable.client.get("/v1/health").json()["reports"] == len(REPORTS) - 1


def test_an_upload_becomes_a_report(writable: Served) -> None:
    job = upload(writable, ("北汀市.txt", NEW.encode()))
    assert (job.state, job.progress.done, job.progress.failed) == ("done", 1, 0)
    assert job.finished
    (event,) = job.events
    assert (event.source, event.outcome) == ("北汀市.txt", "added")
    report = writable.client.get(f"/v1/reports/{event.report_id}").json()
    assert (report["region"], report["report_year"]) == ("北汀市", 2024)
    assert report["source"] == "北汀市.txt"


def test_the_same_upload_again_changes_nothing(writable: Served) -> None:
    upload(writable, ("a.txt", NEW.encode()))
    job = upload(writable, ("b.txt", NEW.encode()))
    assert [each.outcome for each in job.events] == ["unchanged"]
    assert writable.client.get("/v1/health").json()["reports"] == len(REPORTS) + 1


def test_uploads_of_one_name_do_not_replace_each_other(writable: Served) -> None:
    changed = NEW.replace("北汀市", "南浦县")
    job = upload(writable, ("report.txt", NEW.encode()), ("report.txt", changed.encode()))
    assert [each.outcome for each in job.events] == ["added", "added"]
    assert writable.client.get("/v1/health").json()["reports"] == len(REPORTS) + 2


def test_an_archive_is_unpacked(writable: Served) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("北汀市.txt", NEW)
        archive.writestr("南浦县.txt", NEW.replace("北汀市", "南浦县"))
    job = upload(writable, ("all.zip", packed.getvalue()))
    assert [each.outcome for each in job.events] == ["added", "added"]
    assert all("all.zip" in each.source for each in job.events)


def test_one_bad_file_does_not_stop_the_others(writable: Served) -> None:
    job = upload(writable, ("empty.txt", b""), ("北汀市.txt", NEW.encode()))
    assert job.state == "done"
    assert [each.outcome for each in job.events] == ["failed", "added"]
    assert job.events[0].message
    assert job.progress.failed == 1


def test_a_job_of_bad_files_only_has_failed(writable: Served) -> None:
    job = upload(writable, ("empty.txt", b""))
    assert job.state == "failed"
    assert job.events[0].source == "empty.txt"
    assert job.events[0].code == "empty-source"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "C:\\temp\\x.txt", "..", "\n\r", "长" * 200]
)
def test_hostile_file_names_are_harmless(writable: Served, name: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    job = upload(writable, (name, NEW.encode()))
    assert [each.outcome for each in job.events] == ["added"]
    assert "/" not in job.events[0].source
    assert [each for each in sorted(tmp_path.rglob("*")) if each not in before] == []


def test_a_list_of_addresses_is_not_followed(writable: Served) -> None:
    job = upload(writable, ("list.txt", b"http://127.0.0.1:9/secret\nhttp://127.0.0.1:9/other\n"))
    assert [each.source for each in job.events] == ["list.txt"]


def test_an_upload_over_the_limit_is_refused(writable: Served) -> None:
    files = [("files", ("big.txt", b"x" * (256 * 1024)))]
    assert_problem(writable.client.post("/v1/reports", files=files), 413)


def test_what_is_no_upload_is_a_problem(writable: Served) -> None:
    client = writable.client
    assert_problem(client.post("/v1/reports", data={"other": "x"}), 415)
    assert_problem(client.post("/v1/reports", files=[("other", ("a.txt", b"x"))]), 422)
    assert_problem(client.post("/v1/reports", content=b"x"), 415)
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert_problem(client.post("/v1/reports", content=b"--y\r\n", headers=broken), 400)
    assert_problem(
        client.post("/v1/reports", content=b"", headers={"content-type": "multipart/form-data"}),
        400,
    )


@pytest.mark.parametrize(
    "url", ["", "/etc/passwd", "file:///etc/passwd", "ftp://example.org/x", "http://", "x" * 3000]
)
def test_only_web_addresses_are_fetched(writable: Served, url: str) -> None:
    problem = assert_problem(writable.client.post("/v1/reports", json={"url": url}), 422)
    assert problem["errors"][0]["pointer"] == "body/url"


def test_an_address_that_does_not_answer_fails_its_job(writable: Served) -> None:
    response = writable.client.post("/v1/reports", json={"url": "http://127.0.0.1:9/x.html"})
    assert response.status_code == 202
    job = finished(writable, JobOut.model_validate(response.json()))
    assert job.state == "failed"
    assert job.events[0].outcome == "failed"


def test_unknown_jobs_are_problems(served: Served) -> None:
    assert_problem(served.client.get("/v1/jobs/nothing"), 404)


def test_the_collection_is_what_the_fixture_says(served: Served) -> None:
    text = served.store.report(served.report_id("云溪县")).text
    assert "\n".join(text.split()) == "\n".join(YUNXI.split())
