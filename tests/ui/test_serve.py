"""``yiju serve`` as a real process."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from rag.client import YijuClient
from tests.faces import YUNXI
from tests.ui.serving import yiju_serve
from ui.cli import app
from ui.commands.serve import _served_names
from ui.settings import Settings
from vectorstore.errors import ServiceRefusedError

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


def test_a_follow_up_stays_in_its_conversation(api: str) -> None:
    with YijuClient(api) as client:
        client.wait_for_job(client.upload([("new.txt", NEW.encode())]).job_id)
        first = client.ask("北汀县2023年受理行政复议案件多少件?")
        second = client.ask("审结多少件?", conversation_id=first.conversation_id)
        assert second.conversation_id == first.conversation_id


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
