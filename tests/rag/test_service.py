"""Questions, problems and guards of the HTTP service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket

from rag.chat_errors import is_chat_path
from rag.guards import OwnPagesOnly
from rag.problems import MEDIA_TYPE
from rag.schemas import AskOut, HealthOut, ProblemOut, RetrieveOut
from tests.rag.service_app import Served, all_routes, serving
from vectorstore.queries import Filter


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("service")) as running:
        yield running


def assert_problem(response: Any, status: int) -> dict[str, Any]:  # noqa: ANN401
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    problem: dict[str, Any] = response.json()
    parsed = ProblemOut.model_validate(problem)
    assert parsed.status == status
    assert parsed.type.startswith("urn:yiju:problem:")
    assert parsed.title
    assert parsed.detail
    return problem


def test_health_tells_size_and_model(served: Served) -> None:
    response = served.client.get("/v1/health")
    assert response.status_code == 200
    body = response.json()
    assert set(body) == {
        "status",
        "version",
        "reports",
        "passages",
        "facts",
        "embedder",
        "generation",
    }
    health = HealthOut.model_validate(body)
    info = served.store.info()
    assert (health.status, health.version, health.reports) == ("ok", "1.2.3", 3)
    assert health.embedder == info.embedder.name
    assert health.generation == info.generation


def test_retrieve_follows_the_contract(served: Served) -> None:
    response = served.client.post("/v1/retrieve", json={"query": "行政复议", "top_k": 2})
    assert response.status_code == 200
    body = response.json()
    assert set(body) == {"query", "passages", "applied", "took_ms"}
    assert len(body["passages"]) == 2
    first = body["passages"][0]
    assert set(first) >= {
        "passage_id",
        "report_id",
        "title",
        "region",
        "year",
        "heading_path",
        "text",
        "start",
        "end",
        "score",
        "scores",
    }
    assert first["scores"] == {"lexical": 2.5, "dense": None}
    text = served.client.get(f"/v1/reports/{first['report_id']}/text").text
    assert text[first["start"] : first["end"]] == first["text"]
    RetrieveOut.model_validate(body)


def test_filters_reach_the_engine(served: Served) -> None:
    report_id = served.report_id("云溪县")
    filters = {"regions": ["云溪县"], "years": [2023], "report_ids": [report_id]}
    body = served.client.post("/v1/retrieve", json={"query": "x", "filters": filters}).json()
    assert served.engine.filters[-1] == Filter(("云溪县",), (2023,), (report_id,))
    assert body["applied"] == filters
    served.client.post("/v1/ask", json={"question": "受理?", "filters": {"years": [2022]}})
    assert served.engine.filters[-1] == Filter(years=(2022,))


def test_ask_follows_the_contract(served: Served) -> None:
    body = served.client.post("/v1/ask", json={"question": "云溪县受理多少件?"}).json()
    assert set(body) == {
        "conversation_id",
        "question",
        "status",
        "answer",
        "interpretation",
        "items",
        "coverage",
        "citations",
        "reason",
        "suggestions",
        "took_ms",
    }
    assert set(body["interpretation"]) == {
        "intent",
        "query_zh",
        "regions",
        "years",
        "indicator",
        "condition",
        "inherited",
        "subject",
        "plan",
        "plan_words",
        "not_understood",
    }
    assert set(body["items"][0]) >= {
        "region",
        "year",
        "indicator",
        "value",
        "unit",
        "qualifier",
        "text",
        "citations",
    }
    assert set(body["coverage"]) == {"reports", "matching", "stating", "mentioning", "silent"}
    assert set(body["citations"][0]) >= {
        "n",
        "report_id",
        "title",
        "region",
        "year",
        "heading_path",
        "quote",
        "start",
        "end",
        "source",
    }
    answer = AskOut.model_validate(body)
    citation = answer.citations[0]
    text = served.client.get(f"/v1/reports/{citation.report_id}/text").text
    assert text[citation.start : citation.end] == citation.quote
    assert answer.items[0].citations == [citation.n]


def test_a_citation_carries_the_doubts_about_its_report(served: Served) -> None:
    body = served.client.post("/v1/ask", json={"question": "云溪县受理多少件?"}).json()
    citation = body["citations"][0]
    summary = served.store.summary(citation["report_id"])
    assert citation["warnings"] == list(summary.warnings)


def test_an_abstention_says_why(served: Served) -> None:
    body = served.client.post("/v1/ask", json={"question": "云溪县?silent"}).json()
    assert body["status"] == "abstained"
    assert body["reason"]
    assert body["items"] == []
    assert body["citations"][0]["quote"]


def test_the_engine_learns_which_conversation_goes_on(served: Served) -> None:
    first = served.client.post("/v1/ask", json={"question": "云溪县受理多少件?"}).json()
    known = first["conversation_id"]
    follow_up = {"question": "临澜区呢?", "conversation_id": known}
    second = served.client.post("/v1/ask", json=follow_up).json()
    assert second["conversation_id"] == known
    assert served.engine.conversations[-2:] == [known, known]
    other = served.client.post("/v1/ask", json={"question": "别的", "conversation_id": None}).json()
    assert other["conversation_id"] != known
    assert served.engine.conversations[-1] == other["conversation_id"]


def test_null_filters_restrict_nothing(served: Served) -> None:
    response = served.client.post("/v1/ask", json={"question": "受理?", "filters": None})
    assert response.status_code == 200
    assert served.engine.filters[-1] == Filter()


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/ask", {}, "body/question"),
        ("/v1/ask", {"question": ""}, "body/question"),
        ("/v1/ask", {"question": " \n\u3000"}, "body/question"),
        ("/v1/ask", {"question": "问" * 2001}, "body/question"),
        ("/v1/ask", {"question": 7}, "body/question"),
        ("/v1/ask", {"question": "x", "filter": {}}, "body/filter"),
        ("/v1/ask", {"question": "x", "filters": {"region": ["x"]}}, "body/filters/region"),
        ("/v1/ask", {"question": "x", "filters": {"years": ["x"]}}, "body/filters/years/0"),
        ("/v1/ask", {"question": "x", "filters": {"years": [3]}}, "body/filters/years/0"),
        ("/v1/ask", {"question": "x", "conversation_id": "c" * 65}, "body/conversation_id"),
        ("/v1/ask", {"question": "x", "conversation_id": "a b"}, "body/conversation_id"),
        ("/v1/retrieve", {"query": ""}, "body/query"),
        ("/v1/retrieve", {"query": "问" * 2001}, "body/query"),
        ("/v1/retrieve", {"query": "x", "top_k": 0}, "body/top_k"),
        ("/v1/retrieve", {"query": "x", "top_k": 101}, "body/top_k"),
        ("/v1/retrieve", {"query": "x", "mode": "magic"}, "body/mode"),
    ],
)
def test_an_invalid_body_is_a_problem_that_points_at_the_field(
    served: Served, path: str, body: dict[str, object], pointer: str
) -> None:
    problem = assert_problem(served.client.post(path, json=body), 422)
    assert pointer in [each["pointer"] for each in problem["errors"]]
    assert pointer in problem["detail"]


def test_limits_are_inclusive(served: Served) -> None:
    assert served.client.post("/v1/ask", json={"question": "问" * 2000}).status_code == 200
    for top_k in (1, 100):
        body = {"query": "x", "top_k": top_k}
        assert served.client.post("/v1/retrieve", json=body).status_code == 200


def test_broken_json_is_a_problem(served: Served) -> None:
    headers = {"content-type": "application/json"}
    assert_problem(served.client.post("/v1/ask", content=b"{oops", headers=headers), 422)
    not_utf8 = b'{"question": "\xff"}'
    assert_problem(served.client.post("/v1/ask", content=not_utf8, headers=headers), 400)


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/", "/nothing", "/v1/jobs/", "/v1/ask/more"])
def test_unknown_paths_are_problems(served: Served, path: str) -> None:
    problem = assert_problem(served.client.get(path), 404)
    assert path in problem["detail"]
    assert problem["instance"] == path


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/ask", "POST"),
        ("PUT", "/v1/retrieve", "POST"),
        ("POST", "/v1/health", "GET"),
        ("PATCH", "/v1/reports", "GET, POST"),
        ("POST", "/v1/reports/abc", "DELETE, GET"),
    ],
)
def test_a_wrong_method_is_a_problem_that_names_the_right_ones(
    served: Served, method: str, path: str, allowed: str
) -> None:
    response = served.client.request(method, path)
    assert_problem(response, 405)
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize(
    ("question", "status", "kind"),
    [
        ("?refuse", 422, "query"),
        ("?locked", 503, "store-locked"),
        ("?bug", 500, "internal-server-error"),
    ],
)
def test_errors_of_the_engine_are_problems(
    served: Served, question: str, status: int, kind: str
) -> None:
    response = served.client.post("/v1/ask", json={"question": question})
    problem = assert_problem(response, status)
    assert problem["type"] == f"urn:yiju:problem:{kind}"
    assert ("retry-after" in response.headers) == (status == 503)


def test_a_bug_does_not_tell_its_secrets(served: Served) -> None:
    problem = assert_problem(served.client.post("/v1/ask", json={"question": "?bug"}), 500)
    assert "a bug" not in problem["detail"]


def test_a_large_body_is_refused_announced_or_not(served: Served) -> None:
    large = b'{"question": "' + b"x" * (1 << 20) + b'"}'
    headers = {"content-type": "application/json"}
    assert_problem(served.client.post("/v1/ask", content=large, headers=headers), 413)

    def stream() -> Iterator[bytes]:
        for at in range(0, len(large), 65536):
            yield large[at : at + 65536]

    assert_problem(served.client.post("/v1/ask", content=stream(), headers=headers), 413)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver.evil", "null"])
def test_changes_from_foreign_pages_are_refused(served: Served, origin: str) -> None:
    headers = {"origin": origin}
    assert_problem(served.client.post("/v1/ask", json={"question": "x"}, headers=headers), 403)
    assert served.client.get("/v1/health", headers=headers).status_code == 200


def test_changes_from_own_pages_are_taken(served: Served) -> None:
    headers = {"origin": "http://testserver"}
    response = served.client.post("/v1/ask", json={"question": "受理"}, headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, None),
        ({"origin": "http://testserver"}, None),
        ({"origin": "https://maps.example"}, None),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://rebound.example", "host": "rebound.example"}, 421),
    ],
)
def test_sockets_are_opened_by_own_pages_only(headers: dict[str, str], status: int | None) -> None:
    async def greet(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("open")
        await socket.close()

    app = OwnPagesOnly(
        Starlette(routes=[WebSocketRoute("/", greet)]), ["testserver"], ["https://maps.example"]
    )
    opening = TestClient(app).websocket_connect("/", headers=headers)
    if status is None:
        with opening as socket:
            assert socket.receive_text() == "open"
        return
    with pytest.raises(WebSocketDenialResponse) as caught, opening:
        pass
    assert caught.value.status_code == status


def test_unknown_host_names_are_refused_where_names_are_given(tmp_path: Path) -> None:
    with serving(tmp_path, hosts=("localhost", "::1"), filled=False) as served:
        for host, status in (
            ("localhost", 200),
            ("localhost:8420", 200),
            ("[::1]:8420", 200),
            ("rebound.example", 421),
            ("", 421),
        ):
            response = served.client.get("/v1/health", headers={"host": host})
            assert response.status_code == status, host


def test_the_openapi_document_describes_every_route(served: Served) -> None:
    document = served.client.get("/v1/openapi.json").json()
    described = {
        (method, path) for path, methods in document["paths"].items() for method in methods
    }
    served_routes = {
        (method.lower(), re.sub(r":\w+}", "}", path))
        for method, path in all_routes(served.app.routes, fill=False)
        if path.startswith(("/v1/", "/metrics")) and method != "HEAD" and "{rest" not in path
    }
    assert described == served_routes - {("get", "/v1/openapi.json")}
    assert len(described) > 30
    assert "ProblemOut" in document["components"]["schemas"]
    for path, methods in document["paths"].items():
        media_type = "application/json" if is_chat_path(path) else MEDIA_TYPE
        for operation in methods.values():
            assert operation["summary"]
            invalid = operation["responses"].get("422")
            assert invalid is None or list(invalid["content"]) == [media_type]


def test_no_page_that_loads_scripts_from_elsewhere_is_served(served: Served) -> None:
    for path in ("/docs", "/redoc"):
        assert served.client.get(path).status_code == 404
