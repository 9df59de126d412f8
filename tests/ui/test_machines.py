"""Chat clients and assistants against real processes, through their own client libraries."""

from __future__ import annotations

import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import openai
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult
from openai.types.chat import ChatCompletionMessageParam
from typer.testing import CliRunner

from rag import chat_text, mcp_schemas
from rag.chat_schemas import MOST_EARLIER
from rag.client import YijuClient
from rag.keys import KeyFile, Role
from tests.faces import ingest_reports
from tests.ui.serving import yiju_serve
from ui.cli import app
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

DOCUMENT = (Path(__file__).parents[2] / "docs" / "machines.md").read_text(encoding="utf-8")
QUESTION = "云溪县2023年受理行政复议案件多少件?"
MODES = pytest.mark.parametrize("mode", ["auto", "legacy"])
"""The protocol's present form, and the handshake of its earlier ones."""

Act = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def address(store_path: Path) -> Iterator[str]:
    """A service that needs no key."""
    with yiju_serve(store_path, "--no-page") as (served, _):
        yield served


def chat(address: str, key: str = "none") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0)


def asked(*questions: str) -> list[ChatCompletionMessageParam]:
    messages: list[ChatCompletionMessageParam] = [{"role": "system", "content": "答得短"}]
    for question in questions:
        messages += [{"role": "user", "content": question}, {"role": "assistant", "content": "…"}]
    return messages[:-1]


def quote_behind(address: str, url: str) -> str:
    """The words that a permanent link leads to."""
    found = re.fullmatch(rf"{re.escape(address)}/reports/(\w+)\?start=(\d+)&end=(\d+)#quote", url)
    assert found is not None, url
    with YijuClient(address) as client:
        return client.report_text(found[1])[int(found[2]) : int(found[3])]


def test_a_chat_client_lists_the_model(address: str) -> None:
    with chat(address) as client:
        assert [each.id for each in client.models.list()] == ["yiju"]
        assert client.models.retrieve("yiju").owned_by == "yiju"


def test_a_chat_client_gets_an_answer_with_citations(address: str) -> None:
    with chat(address) as client:
        found = client.chat.completions.create(model="yiju", messages=asked(QUESTION))
    message = found.choices[0].message
    assert message.content is not None
    assert "74件[1]" in message.content
    assert message.annotations is not None
    cited = message.annotations[0].url_citation
    assert message.content[cited.start_index : cited.end_index] == "[1]"
    assert "受理74件" in quote_behind(address, cited.url)
    assert found.usage is not None
    assert found.usage.completion_tokens == len(message.content)


def test_a_chat_client_asks_a_follow_up(address: str) -> None:
    with chat(address) as client:
        messages = asked(QUESTION, "审结多少件?")
        found = client.chat.completions.create(model="yiju", messages=messages)
    assert "70件[1]" in (found.choices[0].message.content or "")


def test_a_chat_client_reads_a_stream(address: str) -> None:
    with chat(address) as client:
        whole = client.chat.completions.create(model="yiju", messages=asked(QUESTION))
        stream = client.chat.completions.create(
            model="yiju",
            messages=asked(QUESTION),
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = list(stream)
    *others, last = chunks
    deltas = [chunk.choices[0].delta for chunk in others]
    message = whole.choices[0].message
    assert "".join(delta.content or "" for delta in deltas) == message.content
    assert message.annotations is not None
    (annotations,) = (extra["annotations"] for delta in deltas if (extra := delta.model_extra))
    assert annotations == [each.model_dump() for each in message.annotations]
    assert others[-1].choices[0].finish_reason == "stop"
    assert last.usage == whole.usage


def test_a_chat_client_reads_a_table_over_all_reports(address: str) -> None:
    with chat(address) as client:
        messages = asked("哪些地方的行政机关负责人出庭应诉率达到100%?")
        found = client.chat.completions.create(model="yiju", messages=messages)
    text = found.choices[0].message.content or ""
    assert "| 云溪县 | 2023 | 行政机关负责人出庭应诉率 | 100% | [1] |" in text
    assert "份只提及" in text


@pytest.mark.parametrize("stream", [False, True])
def test_a_chat_client_understands_what_was_wrong(address: str, *, stream: bool) -> None:
    with chat(address) as client:
        create = client.chat.completions.create
        with pytest.raises(openai.NotFoundError, match="only 'yiju'") as unknown:
            create(model="other", messages=asked(QUESTION), stream=stream)
        assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")
        with pytest.raises(openai.UnprocessableEntityError, match="leave n at 1") as two:
            create(model="yiju", messages=asked(QUESTION), n=2, stream=stream)
        assert two.value.param == "n"


def with_client(server: Any, act: Act, mode: str = "auto") -> Any:  # noqa: ANN401
    """What a client of a server gets."""

    async def connected() -> Any:  # noqa: ANN401
        async with Client(server, mode=mode) as client:
            return await act(client)

    return anyio.run(connected)


async def use_every_tool(client: Client) -> list[CallToolResult]:
    """Asks, and reads the report that the answer quotes."""
    listed = await client.list_tools()
    assert [each.name for each in listed.tools] == ["ask", "retrieve", "facts", "read_report"]
    answer = await client.call_tool("ask", {"question": QUESTION})
    cited = answer.structured_content["citations"][0]
    span = {name: cited[name] for name in ("report_id", "start", "end")}
    return [
        answer,
        await client.call_tool("retrieve", {"query": "行政复议", "top_k": 3}),
        await client.call_tool("facts", {"indicator": "行政复议", "region": ["云溪县"]}),
        await client.call_tool("read_report", span),
        await client.call_tool("read_report", {"report_id": "none"}),
    ]


def assert_as_expected(results: list[CallToolResult]) -> str:
    """Checks what every transport gives; the link to the quote."""
    *good, bad = results
    assert not any(each.is_error for each in good)
    assert bad.is_error
    answer, passages, facts, reading = (each.structured_content for each in good)
    cited = answer["citations"][0]
    assert "74件[1]" in answer["answer"]
    assert passages["passages"]
    assert 74 in [each["value"] for each in facts["facts"]]
    assert reading["text"] == cited["quote"]
    return str(cited["url"])


@MODES
def test_an_assistant_uses_the_tools_over_http(address: str, mode: str) -> None:
    url = assert_as_expected(with_client(f"{address}/mcp", use_every_tool, mode))
    assert "受理74件" in quote_behind(address, url)


@MODES
def test_an_assistant_uses_the_tools_over_stdio(store_path: Path, mode: str) -> None:
    arguments = ["-m", "ui", "mcp", "--store", str(store_path)]
    server = StdioServerParameters(command=sys.executable, args=arguments)
    url = assert_as_expected(with_client(server, use_every_tool, mode))
    assert url.startswith("http://127.0.0.1:8420/reports/")


def test_a_missing_store_is_one_clear_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["mcp", "--store", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "yiju ingest" in result.stderr
    assert result.stdout == ""


def test_pages_of_other_sites_and_other_names_are_refused(address: str) -> None:
    for path in ("/mcp", "/mcp/", "/v1/chat/completions"):
        for headers, status in (
            ({"origin": "http://evil.example"}, 403),
            ({"host": "rebound.example"}, 421),
        ):
            response = httpx.post(f"{address}{path}", json={}, headers=headers)
            assert response.status_code == status, response.text


def test_there_are_no_sessions_and_no_streams(address: str) -> None:
    for method in ("GET", "DELETE"):
        response = httpx.request(method, f"{address}/mcp")
        assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A service that needs a key, and a key that may read."""
    folder = tmp_path_factory.mktemp("locked")
    embedder = load_embedder()
    with LocalStore.open(folder / "store", embedder.identity, create=True) as store:
        ingest_reports(store, embedder, folder / "files")
    reading = KeyFile(folder / "store" / "keys.json").add("reader", Role.READ)
    with yiju_serve(folder / "store", "--no-page") as (served, _):
        yield served, reading


def test_without_a_key_nobody_is_let_in(locked: tuple[str, str]) -> None:
    served, _ = locked
    for key in ("none", "yiju_" + "x" * 43):
        with chat(served, key) as client, pytest.raises(openai.AuthenticationError) as caught:
            client.chat.completions.create(model="yiju", messages=asked(QUESTION))
        assert caught.value.code == "invalid_api_key"
        with chat(served, key) as client, pytest.raises(openai.AuthenticationError):
            client.models.list()
    for method in ("POST", "GET", "DELETE"):
        response = httpx.request(method, f"{served}/mcp")
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")


def test_a_key_that_may_read_is_enough(locked: tuple[str, str]) -> None:
    served, key = locked
    with chat(served, key) as client:
        found = client.chat.completions.create(model="yiju", messages=asked(QUESTION))
        assert "74件[1]" in (found.choices[0].message.content or "")


@MODES
def test_an_assistant_shows_its_key(locked: tuple[str, str], mode: str) -> None:
    served, key = locked

    async def connected() -> list[CallToolResult]:
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx2.AsyncClient(headers=headers) as http:
            transport = streamable_http_client(f"{served}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                return await use_every_tool(client)

    assert_as_expected(anyio.run(connected))


def test_the_documented_request_works(address: str) -> None:
    (body,) = re.findall(r"-d '(\{.*?\})'\n", DOCUMENT)
    response = httpx.post(
        f"{address}/v1/chat/completions", content=body, headers={"content-type": "application/json"}
    )
    assert "74件[1]" in response.json()["choices"][0]["message"]["content"]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (r"Up to (\d+) `user` messages before", MOST_EARLIER),
        (r"history` \(earlier questions, (\d+) at most\)", MOST_EARLIER),
        (r"source\) with what it covers, (\d+) rows at most", chat_text.MOST_ROWS),
        (r"message as above; (\d+) rows", mcp_schemas.MOST_ROWS),
        (r"`top_k` \(5; (\d+) at most\)", mcp_schemas.MOST_PASSAGES),
        (r"`limit` \(50; (\d+) at most\)", mcp_schemas.MOST_FACTS),
        (r"([\d,]+) characters at most", mcp_schemas.LONGEST_READING),
    ],
)
def test_the_documented_bounds_are_those_of_the_code(words: str, number: int) -> None:
    (documented,) = re.findall(words, DOCUMENT)
    assert int(documented.replace(",", "")) == number
