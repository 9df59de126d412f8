"""Chat completions over HTTP: what is read, what is given, and how it is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from rag.access import Access
from rag.chat_schemas import MOST_EARLIER, ChatErrorOut, ChatOut
from rag.keys import KeyFile, Role
from tests.rag.service_app import Served, serving
from vectorstore.queries import Filter

QUESTION = "云溪县受理多少件?"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("chat")) as running:
        yield running


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def post(served: Served, *messages: dict[str, Any], **more: Any) -> Response:  # noqa: ANN401
    body = {"model": "yiju", "messages": list(messages) or [user(QUESTION)]} | more
    response: Response = served.client.post("/v1/chat/completions", json=body)
    return response


def answered(served: Served, *messages: dict[str, Any], **more: Any) -> ChatOut:  # noqa: ANN401
    response = post(served, *messages, **more)
    assert response.status_code == 200, response.text
    return ChatOut.model_validate(response.json())


def refused(response: Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    ChatErrorOut.model_validate(response.json())
    error: dict[str, Any] = response.json()["error"]
    assert error["message"]
    return error


def events(response: Response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    *data, end = response.text.removesuffix("\n\n").split("\n\n")
    assert end == "data: [DONE]"
    return [json.loads(each.removeprefix("data: ")) for each in data]


def test_an_answer_has_its_sources_as_annotations(served: Served) -> None:
    found = answered(served)
    (choice,) = found.choices
    text = choice.message.content
    (annotation,) = choice.message.annotations
    cited = annotation.url_citation
    assert text[cited.start_index : cited.end_index] == "[1]"
    assert cited.url.startswith(f"http://testserver/reports/{served.report_id('云溪县')}?start=")
    assert cited.url in text
    assert (choice.finish_reason, found.model, found.object) == ("stop", "yiju", "chat.completion")


def test_usage_counts_characters(served: Served) -> None:
    found = answered(served, user("审结呢"), user(QUESTION))
    written = len(found.choices[0].message.content)
    assert found.usage.prompt_tokens == len("审结呢") + len(QUESTION)
    assert found.usage.completion_tokens == written
    assert found.usage.total_tokens == found.usage.prompt_tokens + written


def test_a_stream_is_the_same_message_in_pieces(served: Served) -> None:
    whole = answered(served).choices[0].message
    chunks = events(post(served, stream=True))
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert "".join(delta.get("content", "") for delta in deltas) == whole.content
    assert deltas[-2] == {"annotations": [each.model_dump() for each in whole.annotations]}
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None] * (
        len(chunks) - 1
    ) + ["stop"]
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert not any("usage" in chunk for chunk in chunks)


def test_a_stream_ends_with_the_usage_where_asked(served: Served) -> None:
    wish = {"include_usage": True}
    *chunks, last = events(post(served, stream=True, stream_options=wish))
    assert all(chunk["usage"] is None for chunk in chunks)
    assert last["choices"] == []
    assert last["usage"] == answered(served).usage.model_dump()


def test_earlier_questions_are_the_history_and_nothing_is_kept(served: Served) -> None:
    system, developer = ({"role": role, "content": "答得短"} for role in ("system", "developer"))
    answer, tool = {"role": "assistant", "content": None}, {"role": "tool", "content": "12"}
    answered(served, system, developer, user("临澜区呢?"), answer, tool, user(QUESTION))
    assert served.engine.histories[-1] == ["临澜区呢?"]
    assert served.engine.conversations[-1] == ""
    answered(served, user(QUESTION))
    assert served.engine.histories[-1] == []


def test_the_latest_earlier_questions_are_asked_again(served: Served) -> None:
    answered(served, *(user(f"第{n}问") for n in range(MOST_EARLIER + 3)), user(QUESTION))
    assert served.engine.histories[-1] == [f"第{n}问" for n in range(3, MOST_EARLIER + 3)]


def test_what_was_refused_before_does_not_spoil_the_conversation(served: Served) -> None:
    picture = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}
    answered(served, user("长" * 2001), user(" "), picture, user(QUESTION))
    assert served.engine.histories[-1] == []


def test_parts_of_text_are_one_question(served: Served) -> None:
    parts = [{"type": "text", "text": "云溪县"}, {"type": "text", "text": "受理多少件?"}]
    found = answered(served, {"role": "user", "content": parts})
    assert "云溪县" in found.choices[0].message.content


def test_filters_restrict_as_in_ask(served: Served) -> None:
    answered(served, filters={"regions": ["云溪县"], "years": [2023]})
    assert served.engine.filters[-1] == Filter(("云溪县",), (2023,))


def test_settings_of_language_models_are_ignored(served: Served) -> None:
    plain = answered(served)
    found = answered(
        served,
        temperature=0.2,
        max_tokens=5,
        max_completion_tokens=5,
        top_p=0.9,
        stop=["。"],
        seed=1,
        user="u",
        tools=[{"type": "function", "function": {"name": "f"}}],
        tool_choice="auto",
        response_format={"type": "text"},
        modalities=["text"],
        n=1,
        stream=None,
    )
    assert found.choices == plain.choices


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"n": 2}, "n"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages"),
        ({"messages": [user(" ")]}, "messages"),
        ({"messages": [{"role": "user", "content": None}]}, "messages"),
        ({"messages": [{"role": "wizard", "content": "x"}]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": [{"type": "input_audio"}]}]}, "messages"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"modalities": ["text", "audio"]}, "modalities"),
        ({"filters": {"region": ["云溪县"]}}, "filters.region"),
        ({"model": None}, "model"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_done_is_refused(
    served: Served, more: dict[str, Any], param: str, *, stream: bool
) -> None:
    error = refused(post(served, stream=stream, **more), 422)
    assert (error["type"], error["code"]) == ("invalid_request_error", "invalid_request")
    assert error["param"] == param


@pytest.mark.parametrize(
    ("question", "status", "kind", "code"),
    [
        ("?refuse", 422, "invalid_request_error", "query"),
        ("?locked", 503, "server_error", "store_locked"),
        ("?bug", 500, "server_error", None),
    ],
)
def test_errors_have_the_shape_that_clients_read(
    served: Served, question: str, status: int, kind: str, code: str | None
) -> None:
    response = post(served, user(question), stream=True)
    error = refused(response, status)
    assert (error["type"], error["code"]) == (kind, code)


def test_an_unknown_model_is_not_found(served: Served) -> None:
    error = refused(post(served, model="other"), 404)
    assert (error["code"], error["param"]) == ("model_not_found", "model")
    assert "yiju" in error["message"]


def test_the_only_model_is_listed(served: Served) -> None:
    listed = served.client.get("/v1/models").json()
    assert [each["id"] for each in listed["data"]] == ["yiju"]
    assert served.client.get("/v1/models/yiju").json() == listed["data"][0]
    refused(served.client.get("/v1/models/other"), 404)


def test_other_methods_and_bodies_are_refused_in_the_same_shape(served: Served) -> None:
    refused(served.client.get("/v1/chat/completions"), 405)
    refused(served.client.post("/v1/chat/completions", content=b"{"), 422)
    too_large = {"content-length": str(2 << 20)}
    refused(served.client.post("/v1/chat/completions", content=b"x", headers=too_large), 413)
    refused(served.client.get("/v1/chat/none"), 404)


def test_other_routes_keep_their_problems(served: Served) -> None:
    response = served.client.get("/v1/modelsx")
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "host", ["", "a b", 'x"><script>', "evil.example/path", "user@evil.example", "a:99999999"]
)
def test_a_host_that_is_none_gives_relative_links(served: Served, host: str) -> None:
    body = {"model": "yiju", "messages": [user(QUESTION)]}
    response = served.client.post("/v1/chat/completions", json=body, headers={"host": host})
    (choice,) = ChatOut.model_validate(response.json()).choices
    assert choice.message.annotations[0].url_citation.url.startswith("/reports/")


def test_a_forwarded_host_is_not_believed(served: Served) -> None:
    body = {"model": "yiju", "messages": [user(QUESTION)]}
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    response = served.client.post("/v1/chat/completions", json=body, headers=headers)
    assert "evil.example" not in response.text
    assert "http://testserver/reports/" in response.text


def test_a_foreign_host_name_is_refused_in_the_same_shape(tmp_path: Path) -> None:
    with serving(tmp_path, filled=False, hosts=("yiju.example",)) as running:
        assert refused(post(running), 421)["type"] == "invalid_request_error"


def test_a_key_is_asked_for_in_the_same_shape(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    token = keys.add("reader", Role.READ)
    with serving(tmp_path, access=Access(keys)) as running:
        error = refused(post(running), 401)
        assert (error["type"], error["code"]) == ("authentication_error", "invalid_api_key")
        running.client.headers["authorization"] = f"Bearer {token}"
        answered(running)
