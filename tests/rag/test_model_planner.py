"""A model that reads questions: good, bad, slow and hostile replies of a server on this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from rag.answer import Status
from rag.engine import Engine
from rag.model_planner import ModelAddress, ModelPlanner
from rag.plan import Act, Plan, Target
from rag.proposals import Proposals
from tests.rag.small_engine import store_of
from vectorstore.embedding import load_embedder
from vectorstore.errors import SettingsError

GOOD = Plan(act=Act.VALUE, targets=(Target(phrase="行政复议案件", act="受理"),), places=("云溪县",))
HERE = Proposals(figures=("行政复议案件受理",), places=("云溪县",), years=(2023,))
Reply = Callable[[dict[str, Any]], bytes]


def saying(content: str) -> bytes:
    return json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": content}}]}
    ).encode()


class _Model(ThreadingHTTPServer):
    """Answers chat completions with what a test wants, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self, reply: Reply, status: int = 200, pause: float = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply, self.status, self.pause = reply, status, pause
        self.sent: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []


class _Handler(BaseHTTPRequestHandler):
    server: _Model

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.sent.append({"path": self.path, **body})
        self.server.headers.append(dict(self.headers))
        time.sleep(self.server.pause)
        reply = self.server.reply(body)
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        try:
            self.wfile.write(reply)
        except (BrokenPipeError, ConnectionResetError):
            return  # who asked has gone

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has above
        return None


@contextmanager
def model(
    reply: bytes, *, status: int = 200, pause: float = 0.0, seconds: float = 5.0, key: str = ""
) -> Iterator[tuple[ModelPlanner, _Model]]:
    """A planner that asks a server which replies so."""
    with _Model(lambda _: reply, status, pause) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = ModelAddress.parse(f"http://127.0.0.1:{server.server_port}/v1 small")
        planner = ModelPlanner(address, key, seconds)
        try:
            yield planner, server
        finally:
            planner.close()
            server.shutdown()


def test_a_good_plan_is_taken() -> None:
    with model(saying(GOOD.model_dump_json()), key="secret") as (planner, server):
        assert planner.plan("云溪县受理复议多少件?", None, HERE) == GOOD
    [sent] = server.sent
    assert (sent["path"], sent["model"], sent["temperature"]) == (
        "/v1/chat/completions",
        "small",
        0,
    )
    told = json.loads(sent["messages"][1]["content"])
    assert told["question"] == "云溪县受理复议多少件?"
    assert (told["figures"], told["places"], told["years"]) == (
        ["行政复议案件受理"],
        ["云溪县"],
        [2023],
    )
    assert told["schema"]["properties"]["act"]
    assert server.headers[0]["Authorization"] == "Bearer secret"


def test_a_plan_may_stand_in_a_fence_after_thoughts() -> None:
    said = f"<think>{{那么……}}</think>\n```json\n{GOOD.model_dump_json()}\n```"
    with model(saying(said)) as (planner, _):
        assert planner.plan("云溪县受理复议多少件?", None, HERE) == GOOD


def test_the_last_plan_is_told() -> None:
    with model(saying(GOOD.model_dump_json())) as (planner, server):
        planner.plan("那临澜区呢?", GOOD, HERE)
    assert json.loads(server.sent[0]["messages"][1]["content"])["last_plan"] == GOOD.to_json()


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"not json",
        b"[]",
        json.dumps({"choices": []}).encode(),
        json.dumps({"error": {"message": "overloaded"}}).encode(),
        saying(""),
        saying("I think the answer is 79."),
        saying('{"act": "delete"}'),
        saying('{"act": "value", "answer": "79件"}'),
        saying('{"act": "value", "targets": [{"phrase": "复议", "sql": "DROP"}]}'),
        saying('{"act": "value", "language": "fr", "targets": [{"phrase": "复议"}]}'),
        saying('{"act": "value"}'),
        saying('{"act": "value", "places": ["火星县"], "targets": [{"phrase": "复议"}]}'),
        saying(json.dumps({"act": "value", "targets": [{"phrase": "复" * 500}]})),
        saying(json.dumps({"act": "value", "targets": [{"phrase": "复议"}] * 50})),
        saying(" " * 200_000 + GOOD.model_dump_json()),
        b"\xff\xfe\x00",
    ],
)  # fmt: skip
def test_what_is_no_plan_of_the_question_is_dropped(reply: bytes) -> None:
    with model(reply) as (planner, _):
        assert planner.plan("云溪县受理复议多少件?", None, HERE) is None


@pytest.mark.parametrize("status", [302, 401, 429, 500])
def test_a_server_that_refuses_or_sends_elsewhere_gives_no_plan(status: int) -> None:
    with model(saying(GOOD.model_dump_json()), status=status) as (planner, server):
        assert planner.plan("云溪县受理复议多少件?", None, HERE) is None
    assert len(server.sent) == 1


def test_a_server_that_is_late_or_gone_gives_no_plan() -> None:
    with model(saying(GOOD.model_dump_json()), pause=3.0, seconds=0.2) as (planner, _):
        assert planner.plan("云溪县受理复议多少件?", None, HERE) is None
    assert planner.plan is not None
    gone = ModelPlanner(ModelAddress.parse("http://127.0.0.1:9/v1 small"), seconds=0.5)
    assert gone.plan("云溪县受理复议多少件?", None, HERE) is None
    gone.close()


@pytest.mark.parametrize(
    "written", ["", "small", "http://127.0.0.1/v1", "ftp://a/v1 small", "/v1 m"]
)
def test_an_address_without_a_model_is_refused(written: str) -> None:
    with pytest.raises(SettingsError, match="YIJU_PLANNER"):
        ModelAddress.parse(written)


REPORT = (
    "云溪县2023年法治政府建设年度报告\n一、主要做法\n全年受理行政复议案件79件，审结68件。\n"
    "二、存在的问题\n基层执法力量不足。\n"
)


@pytest.mark.parametrize("reply", [saying("no plan"), saying(GOOD.model_dump_json())])
def test_an_engine_asks_the_model_first_and_answers_from_reports_alone(
    tmp_path: Path, reply: bytes
) -> None:
    with (
        store_of(tmp_path, {"云溪县2023年法治政府建设年度报告.txt": REPORT}) as store,
        model(reply) as (planner, server),
    ):
        engine = Engine(store, load_embedder(), today=lambda: date(2024, 6, 1), model=planner)
        found = engine.ask("云溪县2023年受理行政复议案件多少件?")
        assert len(server.sent) == 1
        assert found.status is not Status.ABSTAINED
        assert "79件" in found.answer
        for each in found.citations:
            assert store.report(each.report_id).text[each.start : each.end] == each.quote
