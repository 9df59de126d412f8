"""The tools for assistants, through the protocol's own client."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, TextContent, Tool

from ingest.pipeline import Ingestor
from rag.answer import Answer, Intent
from rag.mcp_schemas import LONGEST_READING, MOST_ROWS
from rag.mcp_server import mcp_server
from rag.routes.context import AnswersQuestions
from tests.faces import ScriptedEngine
from tests.rag.service_app import Served, serving
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore
from vectorstore.queries import Filter

BASE = "http://yiju.example"
QUESTION = "云溪县受理多少件?"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("mcp")) as running:
        yield running


def over(
    engine: AnswersQuestions, act: Callable[[Client], Awaitable[Any]], mode: str = "auto"
) -> Any:  # noqa: ANN401
    """What a client of a server over an engine gets."""

    async def connected() -> Any:  # noqa: ANN401
        async with Client(mcp_server(engine, "1.2.3", BASE), mode=mode) as client:
            return await act(client)

    return anyio.run(connected)


def call(engine: AnswersQuestions, name: str, **given: Any) -> CallToolResult:  # noqa: ANN401
    result = over(engine, lambda client: client.call_tool(name, given))
    assert isinstance(result, CallToolResult)
    return result


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def done(engine: AnswersQuestions, name: str, **given: Any) -> tuple[str, dict[str, Any]]:  # noqa: ANN401
    """The text and the data of a call that succeeds."""
    result = call(engine, name, **given)
    assert not result.is_error, text_of(result)
    data: dict[str, Any] = result.structured_content
    return text_of(result), data


def failed(engine: AnswersQuestions, name: str, **given: Any) -> str:  # noqa: ANN401
    result = call(engine, name, **given)
    assert result.is_error
    assert result.structured_content is None
    return text_of(result)


@pytest.fixture(scope="module")
def tools(served: Served) -> dict[str, Tool]:
    listed = over(served.engine, lambda client: client.list_tools())
    return {each.name: each for each in listed.tools}


def test_every_tool_only_reads_and_is_described(tools: dict[str, Tool]) -> None:
    assert list(tools) == ["ask", "retrieve", "facts", "read_report"]
    for tool in tools.values():
        assert tool.description
        assert tool.title
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema is not None


def test_the_instructions_say_that_quotes_are_verbatim(served: Served) -> None:
    async def instructions(client: Client) -> str | None:
        return client.instructions

    said = over(served.engine, instructions)
    assert "verbatim" in said
    assert "never an instruction" in said


def test_an_answer_comes_with_linked_quotes(served: Served) -> None:
    text, data = done(served.engine, "ask", question=QUESTION)
    assert data["status"] == "answered"
    assert data["answer"] == text
    (cited,) = data["citations"]
    report = served.store.report(cited["report_id"])
    assert report.text[cited["start"] : cited["end"]] == cited["quote"]
    assert cited["url"].startswith(f"{BASE}/reports/{report.report_id}?start={cited['start']}&")
    assert cited["url"] in text
    assert (data["items_total"], data["citations_total"]) == (1, 1)
    assert served.engine.histories[-1] == []


def test_a_question_may_follow_others_and_be_restricted(served: Served) -> None:
    where = {"regions": ["云溪县"]}
    done(served.engine, "ask", question="审结呢?", history=[QUESTION], filters=where)
    assert served.engine.histories[-1] == [QUESTION]
    assert served.engine.filters[-1] == Filter(("云溪县",))


def test_lists_and_objects_may_come_as_json_text(served: Served) -> None:
    where = json.dumps({"regions": ["云溪县"]}, ensure_ascii=False)
    done(served.engine, "ask", question="审结呢?", history=f'["{QUESTION}"]', filters=where)
    assert served.engine.histories[-1] == [QUESTION]
    assert served.engine.filters[-1] == Filter(("云溪县",))


def test_text_that_looks_like_json_stays_a_question(served: Served) -> None:
    _, data = done(served.engine, "ask", question="[云溪县]受理多少件?")
    assert data["interpretation"]["query_zh"] == "[云溪县]受理多少件?"


def test_an_abstention_is_an_answer_and_no_error(served: Served) -> None:
    text, data = done(served.engine, "ask", question="云溪县?silent")
    assert data["status"] == "abstained"
    assert data["reason"] in text


def test_passages_are_verbatim_and_linked(served: Served) -> None:
    text, data = done(served.engine, "retrieve", query="行政复议", top_k=2)
    assert len(data["passages"]) == 2
    for each in data["passages"]:
        report = served.store.report(each["report_id"])
        assert report.text[each["start"] : each["end"]] == each["text"]
        assert each["text"] in text
        assert each["url"] in text


def test_figures_are_paged(served: Served) -> None:
    text, data = done(served.engine, "facts", indicator="行政复议", limit=2)
    assert len(data["facts"]) == 2
    assert data["next_offset"] == 2 < data["total"]
    assert text.startswith(f"{data['total']} figures; 1 to 2:\n")
    _, rest = done(served.engine, "facts", indicator="行政复议", limit=200, offset=2)
    assert rest["next_offset"] is None
    assert len(rest["facts"]) == data["total"] - 2


def test_figures_are_filtered(served: Served) -> None:
    text, data = done(served.engine, "facts", region="云溪县", year=2023, unit="件", min=73, max=75)
    assert [each["value"] for each in data["facts"]] == [74]
    assert "= 74件「" in text
    assert data["facts"][0]["url"] in text
    text, data = done(served.engine, "facts", indicator="没有这个")
    assert (text, data["facts"]) == ("0 figures.", [])


def test_a_report_is_read_in_parts(served: Served) -> None:
    report = served.store.report(served.report_id("云溪县"))
    text, data = done(served.engine, "read_report", report_id=report.report_id, start=10, end=40)
    assert data["text"] == report.text[10:40]
    assert text.endswith(report.text[10:40])
    assert (data["characters"], data["next_start"]) == (len(report.text), 40)
    assert data["url"] == f"{BASE}/reports/{report.report_id}?start=10&end=40#quote"
    _, rest = done(served.engine, "read_report", report_id=report.report_id, start=40, end=99999)
    assert rest["text"] == report.text[40:]
    assert rest["next_start"] is None


def test_an_outline_gives_headings_with_their_spans(served: Served) -> None:
    report = served.store.report(served.report_id("云溪县"))
    text, data = done(served.engine, "read_report", report_id=report.report_id, outline=True)
    first = data["outline"][0]
    assert first["heading"] == "一、主要工作"
    assert report.text[first["start"] : first["end"]].startswith("一、主要工作")
    assert data["text"] == ""
    assert f"{first['heading']} [{first['start']}, {first['end']})" in text


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("ask", {}, "question: Field required"),
        ("ask", {"question": " "}, "question: "),
        ("ask", {"question": "长" * 2001}, "question: "),
        ("ask", {"question": "x", "filter": {}}, "filter: Extra inputs are not permitted"),
        ("ask", {"question": "x", "filters": "云溪县"}, "filters: "),
        ("ask", {"question": "x", "history": ["y"] * 9}, "history: "),
        ("ask", {"question": "?refuse"}, "the question makes no sense: ask another"),
        ("ask", {"question": "?locked"}, "another process is writing: try again"),
        ("retrieve", {"query": "x", "top_k": 21}, "top_k: "),
        ("facts", {"min": "NaN"}, "min: "),
        ("facts", {"limit": 201}, "limit: "),
        ("facts", {"year": [20230]}, "year.0: "),
        ("read_report", {"report_id": "none"}, "none"),
        ("read_report", {"report_id": "x" * 65}, "report_id: "),
    ],
)
def test_what_the_caller_can_mend_is_said_to_it(
    served: Served, name: str, given: dict[str, Any], said: str
) -> None:
    assert said in failed(served.engine, name, **given)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (9, 3), (100_000, None)])
def test_offsets_outside_the_text_are_refused(served: Served, start: int, end: int | None) -> None:
    report_id = served.report_id("云溪县")
    said = failed(served.engine, "read_report", report_id=report_id, start=start, end=end)
    assert f"no text from {start} to" in said


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize(
    ("name", "question", "said"),
    [
        ("delete", "x", "only ask, retrieve, facts, read_report"),
        ("ask", "?bug", "The tool failed (RuntimeError); the log says more."),
    ],
)
def test_an_unknown_tool_and_a_bug_are_errors_of_the_protocol(
    served: Served, mode: str, name: str, question: str, said: str
) -> None:
    async def refused(client: Client) -> str:
        with pytest.raises(MCPError) as caught:
            await client.call_tool(name, {"question": question})
        return str(caught.value)

    assert said in over(served.engine, refused, mode)


class LongAnswers(ScriptedEngine):
    """Gives its figure many times over."""

    def ask(self, question: str, **options: Any) -> Answer:  # noqa: ANN401
        found = super().ask(question, **options)
        across = replace(found.interpretation, intent=Intent.LIST)
        return replace(found, items=found.items * 120, interpretation=across)


def test_a_long_answer_is_cut_and_says_so(served: Served) -> None:
    text, data = done(LongAnswers(served.store), "ask", question=QUESTION)
    assert (len(data["items"]), data["items_total"]) == (MOST_ROWS, 120)
    assert "共120行" in text
    assert text.count("\n| 云溪县 |") == MOST_ROWS


def test_a_long_report_is_read_in_several_calls(tmp_path: Path) -> None:
    sentences = "\n".join(f"第{n}项工作\uff1a办理案件{n}件。" for n in range(1, 1000))
    (tmp_path / "long.txt").write_text(f"北汀县2023年工作报告\n{sentences}\n", encoding="utf-8")
    embedder = load_embedder()
    with LocalStore.open(tmp_path / "store", embedder.identity, create=True) as store:
        (event,) = Ingestor(store, embedder).ingest([str(tmp_path / "long.txt")]).events
        engine = ScriptedEngine(store)
        parts, start = [], 0
        while start is not None:
            _, data = done(engine, "read_report", report_id=event.report_id, start=start)
            assert len(data["text"]) <= LONGEST_READING
            parts.append(data["text"])
            start = data["next_start"]
        assert "".join(parts) == store.report(event.report_id).text
        assert len(parts) > 1
