"""What those who run the service see: the request log, metrics, readiness, headers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from rag.access import Access
from rag.engine import Engine
from rag.keys import KeyFile, Role
from rag.metrics import Metrics
from tests.faces import YUNXI
from tests.rag.service_app import Served, serving
from tests.rag.test_service import assert_problem
from vectorstore.embedding import load_embedder

QUESTION = "云溪县受理多少件?"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "yiju.access")
    return caplog


def lines(log: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [vars(each)["fields"] for each in log.records if each.name == "yiju.access"]


def samples(served: Served) -> dict[tuple[str, tuple[str, ...]], float]:
    text = served.client.get("/metrics").text
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_each_request_is_one_line_without_its_words(
    served: Served, log: pytest.LogCaptureFixture
) -> None:
    report_id = served.report_id("云溪县")
    served.client.post("/v1/ask", json={"question": QUESTION})
    served.client.get(f"/v1/reports/{report_id}/text?secret=words")
    served.client.get("/v1/facts?indicator=保密的词")
    served.client.get("/v1/no/such/path")
    served.client.request("BREW", "/v1/ask")
    found = lines(log)
    assert [(each["method"], each["route"], each["status"]) for each in found] == [
        ("POST", "/v1/ask", 200),
        ("GET", "/v1/reports/{report_id}/text", 200),
        ("GET", "/v1/facts", 200),
        ("GET", "/v1/{rest:path}", 404),
        ("OTHER", "/v1/ask", 405),
    ]
    assert all(isinstance(each["ms"], float) and each["client"] == "testclient" for each in found)
    told = "".join(f"{each.getMessage()}{vars(each)}" for each in log.records)
    for word in (QUESTION, report_id, "secret", "保密的词", "such"):
        assert word not in told


def test_the_line_names_the_key(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    token = keys.add("newsroom", Role.READ)
    with serving(tmp_path, filled=False, access=Access(keys)) as served:
        served.client.get("/v1/health", headers={"Authorization": f"Bearer {token}"})
        served.client.get("/v1/health")
    assert [each.get("key") for each in lines(log)] == ["newsroom", None]
    assert [each["status"] for each in lines(log)] == [200, 401]


def test_a_request_has_an_id(served: Served) -> None:
    one, other = (served.client.get("/v1/health").headers["x-request-id"] for _ in range(2))
    assert one != other
    given = served.client.get("/v1/health", headers={"X-Request-ID": "trace-1.2_3"})
    assert given.headers["x-request-id"] == "trace-1.2_3"
    for odd in ("a b", "x" * 65, "", "a\tb", "<script>"):
        answered = served.client.get("/v1/health", headers={"X-Request-ID": odd})
        assert answered.headers["x-request-id"] not in (odd, "")


def test_a_bug_is_logged_with_its_traceback_and_answered_without(
    served: Served, log: pytest.LogCaptureFixture
) -> None:
    response = served.client.post("/v1/ask", json={"question": "?bug"})
    assert_problem(response, 500)
    assert response.headers["x-request-id"]
    assert response.headers["x-content-type-options"] == "nosniff"
    (error,) = [each for each in log.records if each.levelno == logging.ERROR]
    assert error.exc_info is not None
    assert "RuntimeError" in log.text
    assert lines(log)[-1]["status"] == 500


def test_requests_and_latencies_are_counted_by_route(served: Served) -> None:
    for _ in range(3):
        served.client.post("/v1/ask", json={"question": QUESTION})
    served.client.post("/v1/ask", json={"question": " "})
    found = samples(served)
    assert found["yiju_http_requests_total", ("POST", "/v1/ask", "200")] == 3
    assert found["yiju_http_requests_total", ("POST", "/v1/ask", "422")] == 1
    assert found["yiju_http_request_seconds_count", ("/v1/ask",)] == 4
    assert found["yiju_http_request_seconds_sum", ("/v1/ask",)] > 0


def test_made_up_paths_and_methods_make_no_new_series(served: Served) -> None:
    for number in range(20):
        served.client.get(f"/v1/made-up/{number}")
        served.client.get(f"/elsewhere/{number}")
        served.client.request(f"METHOD{number}", "/v1/ask")
    names = [labels for name, labels in samples(served) if name == "yiju_http_requests_total"]
    assert len(names) <= 4, names


def test_the_store_and_its_ingestion_are_counted(served: Served) -> None:
    before = samples(served)
    assert before["yiju_reports", ()] == 3
    assert before["yiju_ingested_sources_total", ("added",)] == 0
    new = YUNXI.replace("云溪县", "北汀县").encode()
    for data in (new, b""):
        location = served.client.post("/v1/reports", files={"files": ("a.txt", data)}).headers
        while served.client.get(location["location"]).json()["finished"] == "":
            pass
    after = samples(served)
    assert after["yiju_reports", ()] == 4
    assert after["yiju_ingested_sources_total", ("added",)] == 1
    assert after["yiju_ingested_sources_total", ("failed",)] == 1
    assert after["yiju_generation", ()] > before["yiju_generation", ()]
    assert after["yiju_jobs_unfinished", ()] == 0
    info = served.store.info()
    assert after["yiju_passages", ()] == info.passages
    assert after["yiju_facts", ()] == info.facts


def test_the_stages_of_an_answer_are_timed(served: Served) -> None:
    metrics = Metrics()
    engine = Engine(served.store, load_embedder(), on_stage=metrics.stage)
    engine.ask("云溪县2023年受理行政复议案件多少件?")
    engine.retrieve("行政复议")
    text = metrics.exposition().decode()
    for stage, times in (("understand", 2), ("answer", 1), ("compose", 1)):
        assert f'yiju_stage_seconds_count{{stage="{stage}"}} {times}.0' in text
    assert 'yiju_stage_seconds_count{stage="retrieve"}' in text


def test_metrics_are_prometheus_text(served: Served) -> None:
    response = served.client.get("/metrics")
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = {each.name for each in text_string_to_metric_families(response.text)}
    assert {"yiju_http_requests", "yiju_lane_waiting", "process_resident_memory_bytes"} <= families


def test_alive_and_ready(served: Served) -> None:
    assert served.client.get("/v1/health/live").json() == {"status": "alive"}
    assert served.client.get("/v1/health/ready").json() == {"status": "ready"}
    for stop in served.app.state.on_stop:
        stop()
    problem = assert_problem(served.client.get("/v1/health/ready"), 503)
    assert "stopping" in problem["detail"]
    assert served.client.get("/v1/health/live").status_code == 200
    assert served.client.post("/v1/ask", json={"question": QUESTION}).status_code == 200


def test_a_broken_store_is_not_ready(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from vectorstore.errors import StoreDamagedError

    def broken() -> None:
        raise StoreDamagedError("the database is torn: restore it from a backup")

    monkeypatch.setattr(served.store, "info", broken)
    problem = assert_problem(served.client.get("/v1/health/ready"), 503)
    assert "torn" in problem["detail"]


@pytest.mark.parametrize("path", ["/v1/health", "/v1/nothing", "/metrics", "/nothing"])
def test_every_answer_tells_browsers_what_they_may_do(served: Served, path: str) -> None:
    headers = served.client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors" in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    if path.startswith("/v1/"):
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"


def test_refusals_have_them_too(tmp_path: Path) -> None:
    with serving(tmp_path, filled=False, hosts=("localhost",)) as served:
        foreign = TestClient(served.app).get("/v1/health", headers={"host": "evil.example"})
        assert foreign.status_code == 421
        assert foreign.headers["x-content-type-options"] == "nosniff"
        assert foreign.headers["x-request-id"]
