"""``yiju serve`` as a real process."""

from __future__ import annotations

import json
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from rag.client import YijuClient
from tests.faces import YUNXI
from tests.ui.serving import started, yiju_serve
from ui.cli import app
from ui.commands.serve import _served_names
from ui.settings import Settings
from vectorstore.errors import ServiceRefusedError
from vectorstore.local.conversations import LocalConversations

NEW = YUNXI.replace("云溪县", "北汀县")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with yiju_serve(tmp_path_factory.mktemp("served") / "store", "--no-page") as (address, _):
        yield address


def test_it_listens_on_this_machine_only_and_begins_empty(api: str) -> None:
    assert api.startswith("http://127.0.0.1:")
    with YijuClient(api) as client:
        assert client.health().status == "ok"


def test_upload_ask_and_remove(api: str) -> None:
    with YijuClient(api) as client:
        job = client.wait_for_job(client.upload([("new.txt", NEW.encode())]).job_id)
        assert job.state == "done", job
        answer = client.ask("北汀县2023年受理行政复议案件多少件?")
        assert "74" in answer.answer
        citation = answer.citations[0]
        text = client.report_text(citation.report_id)
        assert text[citation.start : citation.end] == citation.quote
        client.delete(citation.report_id)
        with pytest.raises(ServiceRefusedError, match="404"):
            client.report(citation.report_id)


def test_a_follow_up_knows_what_was_asked(api: str) -> None:
    with YijuClient(api) as client:
        client.wait_for_job(client.upload([("new.txt", NEW.encode())]).job_id)
        first = client.ask("北汀县2023年受理行政复议案件多少件?")
        second = client.ask("审结多少件?", conversation_id=first.conversation_id)
        assert second.conversation_id == first.conversation_id
        assert second.interpretation.regions == ["北汀县"]
        assert "70" in second.answer


def test_a_conversation_outlives_the_service(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with yiju_serve(store, "--no-page") as (address, _), YijuClient(address) as client:
        client.wait_for_job(client.upload([("new.txt", NEW.encode())]).job_id)
        known = client.ask("北汀县2023年受理行政复议案件多少件?").conversation_id
    with yiju_serve(store, "--no-page") as (address, _), YijuClient(address) as client:
        answer = client.ask("审结多少件?", conversation_id=known)
        assert answer.conversation_id == known
        assert answer.interpretation.regions == ["北汀县"]
    with LocalConversations.open(store) as kept:
        record = kept.get(known)
    assert record is not None
    assert len(record.turns) == 2


def test_an_upload_over_the_limit_is_a_problem_over_a_real_connection(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YIJU_UPLOAD_MB", "1")
    with (
        yiju_serve(tmp_path / "store", "--no-page") as (address, _),
        YijuClient(address) as client,
        pytest.raises(ServiceRefusedError) as caught,
    ):
        client.upload([("big.txt", b"x" * (3 << 20))])
    assert caught.value.status == 413


def test_another_host_name_is_refused(api: str) -> None:
    response = httpx.get(f"{api}/v1/health", headers={"host": "rebound.example"})
    assert response.status_code == 421


def test_without_the_page_the_root_is_a_problem(api: str) -> None:
    response = httpx.get(api)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


_WATCHED = """
import ipaddress, sys

def hook(event, arguments):
    host = None
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    if host in (None, "", "localhost"):
        return
    try:
        own = ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        print("CALLED OUT", host, file=sys.stderr, flush=True)

sys.addaudithook(hook)
from ui.cli import main
main()
"""


def test_nothing_calls_out(store_path: Path) -> None:
    arguments = ("-c", _WATCHED, "serve", "--port", "0", "--store", str(store_path))
    with started(*arguments) as (address, process):
        page = httpx.get(address)
        assert page.status_code == 200
        assert "每句话都有原文出处" in httpx.get(f"{address}/config").text
        with YijuClient(address) as client:
            assert client.ask("云溪县2023年受理行政复议案件多少件?").citations
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert "CALLED OUT" not in errors
    loaded = re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?(https?:|//)", page.text)
    assert loaded == []


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(
            app, ["serve", "--port", str(port), "--store", str(tmp_path / "store")]
        )
    assert result.exit_code == 1
    assert f"127.0.0.1:{port}" in result.stderr
    assert "--port" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "store").exists()


def test_it_stops_at_once_when_asked(tmp_path: Path) -> None:
    with yiju_serve(tmp_path / "store", "--no-page") as (address, process):
        assert httpx.get(f"{address}/v1/health").status_code == 200
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("hosts", "address", "names"),
    [
        ("", "127.0.0.1", {"127.0.0.1", "localhost", "::1"}),
        ("", "0.0.0.0", set()),
        ("", "192.0.2.7", set()),
        ("yiju.example", "0.0.0.0", {"127.0.0.1", "localhost", "::1", "0.0.0.0", "yiju.example"}),
        ("*", "127.0.0.1", set()),
    ],
)
def test_host_names_served(hosts: str, address: str, names: set[str]) -> None:
    assert set(_served_names(Settings(hosts=hosts), address)) == names


def test_beyond_this_machine_it_wants_keys_or_to_be_told_that_none_are_needed(
    tmp_path: Path,
) -> None:
    store = tmp_path / "store"
    arguments = ["serve", "--host", "0.0.0.0", "--port", "0", "--store", str(store)]
    refused = CliRunner().invoke(app, arguments)
    assert refused.exit_code == 1
    for word in ("0.0.0.0", "yiju keys add", "--open-access", "YIJU_OPEN_ACCESS"):
        assert word in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not store.exists()
    beyond = ("--no-page", "--host", "0.0.0.0")
    with yiju_serve(store, *beyond, "--open-access") as (address, _):
        local = address.replace("0.0.0.0", "127.0.0.1")
        assert httpx.get(f"{local}/v1/health").status_code == 200
    token = CliRunner().invoke(app, ["keys", "add", "a", "--store", str(store)]).stdout.strip()
    with yiju_serve(store, *beyond) as (address, _):
        health = f"{address.replace('0.0.0.0', '127.0.0.1')}/v1/health"
        assert httpx.get(health).status_code == 401
        with_key = httpx.get(health, headers={"Authorization": f"Bearer {token}"})
        assert with_key.status_code == 200


def test_the_log_is_json_where_wanted_and_keeps_questions_to_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YIJU_LOG_FORMAT", "json")
    monkeypatch.setenv("YIJU_LOG_LEVEL", "info")
    monkeypatch.setenv("YIJU_PROT", "1")
    with yiju_serve(tmp_path / "store", "--no-page") as (address, process):
        headers = {"X-Request-ID": "trace-7"}
        httpx.post(f"{address}/v1/ask", json={"question": "保密的问题"}, headers=headers)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    lines = [json.loads(line) for line in errors.splitlines()]
    (request,) = [each for each in lines if each["logger"] == "yiju.access"]
    assert (request["route"], request["status"], request["request_id"]) == (
        "/v1/ask",
        200,
        "trace-7",
    )
    assert "YIJU_PROT is no setting: YIJU_PORT?" in [each["message"] for each in lines]
    assert "保密" not in errors
    assert process.returncode == 0
