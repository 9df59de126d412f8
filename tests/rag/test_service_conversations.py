"""Conversations through the service: listed, read, renamed, deleted, exported, and one's own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from rag.access import Access, Caller
from rag.keys import Role
from tests.rag.service_app import Served, serving

FIRST, SECOND = "云溪县受理多少件?", "临澜区呢?"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as running:
        yield running


def ask(served: Served, question: str, known: str | None = None) -> dict[str, Any]:
    body = {"question": question, "conversation_id": known}
    answer: dict[str, Any] = served.client.post("/v1/ask", json=body).json()
    return answer


def test_a_conversation_is_read_as_it_was_given(served: Served) -> None:
    answers = [ask(served, FIRST, "a1"), ask(served, SECOND, "a1")]
    read = served.client.get("/v1/conversations/a1").json()
    assert read["name"] == FIRST
    assert read["questions"] == 2
    assert [turn["question"] for turn in read["turns"]] == [FIRST, SECOND]
    assert [turn["answer"] for turn in read["turns"]] == answers


def test_the_list_has_the_latest_first_and_can_be_searched(served: Served) -> None:
    for known, question in (("a", FIRST), ("b", SECOND), ("a", "还有呢?")):
        ask(served, question, known)
    found = served.client.get("/v1/conversations").json()
    assert found["total"] == 2
    assert [(each["conversation_id"], each["name"]) for each in found["conversations"]] == [
        ("a", FIRST),
        ("b", SECOND),
    ]
    found = served.client.get("/v1/conversations", params={"q": " 临澜 ", "limit": 5}).json()
    assert [each["conversation_id"] for each in found["conversations"]] == ["b"]
    assert served.client.get("/v1/conversations", params={"limit": 501}).status_code == 422


def test_a_single_question_without_an_id_is_listed_from_its_second_on(served: Served) -> None:
    known = ask(served, FIRST)["conversation_id"]
    assert served.client.get("/v1/conversations").json()["total"] == 0
    ask(served, SECOND, known)
    (listed,) = served.client.get("/v1/conversations").json()["conversations"]
    assert (listed["conversation_id"], listed["name"]) == (known, FIRST)


def test_renaming_and_deleting(served: Served) -> None:
    ask(served, FIRST, "a1")
    renamed = served.client.patch("/v1/conversations/a1", json={"name": "  行政复议 "})
    assert renamed.json()["name"] == "行政复议"
    assert served.client.get("/v1/conversations/a1").json()["name"] == "行政复议"
    for bad in ({"name": "  "}, {"name": "x" * 121}, {}, {"name": "a", "x": 1}):
        assert served.client.patch("/v1/conversations/a1", json=bad).status_code == 422
    assert served.client.delete("/v1/conversations/a1").status_code == 204
    assert served.client.get("/v1/conversations").json()["total"] == 0


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_conversation_is_a_problem(served: Served, method: str) -> None:
    body = {"name": "x"} if method == "PATCH" else None
    response = served.client.request(method, "/v1/conversations/nobody", json=body)
    assert response.status_code == 404
    assert response.json()["type"] == "urn:yiju:problem:unknown-conversation"


def test_a_refused_question_begins_no_conversation(served: Served) -> None:
    assert served.client.post("/v1/ask", json={"question": "?refuse"}).status_code == 422
    assert served.client.get("/v1/conversations").json() == {"total": 0, "conversations": []}


def test_each_caller_has_conversations_of_their_own(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = {"name": "lin"}
    monkeypatch.setattr(Access, "caller", lambda *_: Caller(caller["name"], Role.READ))
    ask(served, FIRST, "a1")
    caller["name"] = "wang"
    assert served.client.get("/v1/conversations").json()["total"] == 0
    for method, path in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("GET", "/export"),
    ):
        body = {"name": "mine"} if method == "PATCH" else None
        response = served.client.request(method, f"/v1/conversations/a1{path}", json=body)
        assert response.status_code == 404, method
    refused = served.client.post("/v1/ask", json={"question": SECOND, "conversation_id": "a1"})
    assert refused.status_code == 404
    caller["name"] = "lin"
    read = served.client.get("/v1/conversations/a1").json()
    assert (read["name"], read["questions"]) == (FIRST, 1)


def test_an_export_is_a_document_to_be_saved(served: Served) -> None:
    ask(served, FIRST, "a1")
    served.client.patch("/v1/conversations/a1", json={"name": 'a/b:"行政复议"\n'})
    markdown = served.client.get("/v1/conversations/a1/export")
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert markdown.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''a%20b%20%20%E8%A1%8C%E6%94%BF%E5%A4%8D%E8%AE%AE.md"
    )
    assert "[^1]: 云溪县2023年法治政府建设年度报告" in markdown.text
    assert "<http://testserver/reports/" in markdown.text
    word = served.client.get("/v1/conversations/a1/export", params={"format": "docx"})
    assert Document(io.BytesIO(word.content)).paragraphs[0].text == 'a/b:"行政复议"'
    bad = served.client.get("/v1/conversations/a1/export", params={"format": "exe"})
    assert bad.status_code == 422
