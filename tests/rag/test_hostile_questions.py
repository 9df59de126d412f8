"""Questions that nobody asks in good faith: a clear 4xx, or a normal answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.pipeline import Ingestor
from rag.engine import Engine
from rag.service import create_app
from tests.faces import ingest_reports
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

SYNTAX = (
    '" OR 1=1 --',
    "'; DROP TABLE reports; --",
    "Robert'); DELETE FROM passages;--",
    "* AND (", ") OR (", "a NEAR/5 b", 'title:"x" -y +z', "^a ~b a^2 [a TO b] {a TO b}",
    '"unclosed', "\\", "\\\\\"", "AND OR NOT", "NOT", "?", "*", "%_%", "{{7*7}}", "${7*7}", "%s%n%x",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "# 标题\n* a\n[x](javascript:1)",
    "../../../etc/passwd", "file:///etc/passwd", "\\u0000", "&lt;&#x41;", "$(rm -rf /)", "`id`",
    "1=1", "NULL", "nan", "inf", "1e999", "-0", "\uff1a\uff0c\u3000\uff1f",
)  # fmt: skip
CHARACTERS = (
    "\x00", "\x01\x02\x03", "\x1b[31mred", "\r\n", "\u202e\u2066", "\u200b\u200d\ufeff", "\ufffe\uffff",
    "\U0001f600" * 20, "e\u0301" * 50, "\u0e49" * 200, "\U00020000\U0002a6df", "\x7f\x85\u2028\u2029",
    "ﷺ" * 50, "\t" * 50 + "x", "a" * 2000, "一" * 2000, "(" * 2000, "。" * 2000, "1" * 2000, "的" * 2000,
    "第" * 1000 + "一" * 1000, "和" * 2000, "2023年" * 400, "云溪县、" * 500, "不" * 2000, "%" * 2000,
    " x" * 1000, "哪些" * 1000, "同比增长" * 500, "a1" * 1000, "一二三四五六七八九十百千万亿" * 140,
)  # fmt: skip

_LONGEST_IN_ADDRESS = 7000
"""No server, nor the tests' client, takes an address of more than 64 KiB; one such is nine bytes."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service with the real engine."""
    folder = tmp_path_factory.mktemp("hostile")
    embedder = load_embedder()
    with LocalStore.open(folder / "store", embedder.identity, create=True) as store:
        ingest_reports(store, embedder, folder / "files")
        app = create_app(Engine(store, embedder), Ingestor(store, embedder), version="1")
        with TestClient(app, raise_server_exceptions=False) as running:
            yield running


def assert_fair(response: Any, question: str) -> None:  # noqa: ANN401
    """Answered, or refused for a reason that says what is wrong; the words come back unharmed."""
    if response.status_code == 200:
        body = response.json()
        assert body.get("question", body.get("query")) == question
        return
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]


@pytest.mark.parametrize("question", [*SYNTAX, *CHARACTERS], ids=lambda text: ascii(text)[:24])
def test_syntax_and_odd_characters_are_words_like_others(client: TestClient, question: str) -> None:
    assert_fair(client.post("/v1/ask", json={"question": question}), question)
    in_context = f"云溪县2023年{question}受理行政复议案件多少件"[:2000]
    assert_fair(client.post("/v1/ask", json={"question": in_context}), in_context)
    for mode in ("hybrid", "lexical", "dense"):
        body = {"query": question, "mode": mode}
        assert_fair(client.post("/v1/retrieve", json=body), question)


@pytest.mark.parametrize("text", SYNTAX + CHARACTERS, ids=lambda text: ascii(text)[:24])
def test_every_parameter_takes_or_refuses_them(client: TestClient, text: str) -> None:
    for path, params in (
        ("/v1/facts", {"indicator": text}),
        ("/v1/facts", {"region": text}),
        ("/v1/facts", {"unit": text}),
        ("/v1/facts", {"min": text}),
        ("/v1/facts", {"year": text}),
        ("/v1/reports", {"region": text}),
        ("/v1/reports", {"limit": text}),
        ("/v1/conversations", {"q": text}),
    ):
        assert client.get(path, params=params).status_code in (200, 422), (path, params)
    for filters in ({"regions": [text]}, {"report_ids": [text]}, {"years": [text]}):
        body = {"question": "受理多少件", "filters": filters}
        assert client.post("/v1/ask", json=body).status_code in (200, 422)
    conversation = {"question": "受理多少件", "conversation_id": text}
    assert client.post("/v1/ask", json=conversation).status_code in (200, 422)


@pytest.mark.parametrize("name", ["\x00", "..", "%2e%2e", "a" * 5000, "'", "云", "%00", "%ff", "%"])
def test_ids_in_paths_are_found_or_not(client: TestClient, name: str) -> None:
    for path in ("reports/{}", "reports/{}/text", "reports/{}/original", "jobs/{}"):
        address = f"/v1/{path.format(name)}"
        if name == "\x00":
            address = address.replace("\x00", "%00")
        assert client.get(address).status_code in (200, 404), address


@pytest.mark.parametrize("size", [2001, 100_000, 300_000])
def test_a_question_of_any_length_is_refused_in_a_line(client: TestClient, size: int) -> None:
    long = "问" * size
    for path, field in (("/v1/ask", "question"), ("/v1/retrieve", "query")):
        response = client.post(path, json={field: long})
        assert response.status_code == 422
        assert f"body/{field}" in response.json()["detail"]
        assert len(response.content) < 1000, "the question is not sent back"
    for path in ("/v1/facts?indicator=", "/v1/facts?unit=", "/v1/conversations?q="):
        response = client.get(path + long[:_LONGEST_IN_ADDRESS])
        assert response.status_code == 422
        assert len(response.content) < 1000
    for path in ("/v1/facts?region=", "/v1/reports?region="):
        assert client.get(path + long[:_LONGEST_IN_ADDRESS]).status_code in (200, 422)


def test_a_surrogate_is_no_character(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    for body in (b'{"question": "a\\ud800b"}', b'{"question": "\\udfff"}'):
        response = client.post("/v1/ask", content=body, headers=headers)
        assert response.status_code in (200, 422), response.text
        query = body.replace(b"question", b"query")
        response = client.post("/v1/retrieve", content=query, headers=headers)
        assert response.status_code in (200, 422), response.text


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"question": ' * 10_000,
        b'{"question": "x", "question": "y"}',
        b'{"question": 1e999}',
        b'{"question": "x", "filters": {"years": [1e400]}}',
        b'{"question": "x", "filters": {"years": [' + b"9" * 5000 + b"]}}",
        b'\xef\xbb\xbf{"question": "x"}',
        b"\xff\xfe{\x00}\x00",
        b"null",
        b"",
        json.dumps({"question": "x", "filters": {"regions": ["云溪县"] * 50_000}}).encode(),
        json.dumps({"question": "x", "filters": {"report_ids": ["x"] * 100_000}}).encode(),
        json.dumps({"question": "x", "filters": {"years": [2023] * 100_000}}).encode(),
    ],
    ids=lambda body: ascii(body)[:16],
)
def test_odd_json_is_refused_or_read(client: TestClient, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = client.post("/v1/ask", content=body, headers=headers)
    assert response.status_code in (200, 400, 413, 422), response.text[:500]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    question=st.text(min_size=1, max_size=300)
    | st.text("云溪县年2023受理多少件和与、,。?不最高%哪些第一（）()\"'*:^~-+AND ", max_size=120)
)
def test_any_text_is_a_question(client: TestClient, question: str) -> None:
    try:
        question.encode()
    except UnicodeEncodeError:
        question = question.encode("utf-8", "replace").decode()
    assert_fair(client.post("/v1/ask", json={"question": question}), question)
    assert_fair(client.post("/v1/retrieve", json={"query": question}), question)
