"""The service as a real process: it is told to stop, and keeps its word to those it serves."""

from __future__ import annotations

import io
import signal
import socket
import subprocess
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from ingest.pipeline import Ingestor
from rag.client import YijuClient
from tests.faces import YUNXI, ingest_reports
from tests.ui.serving import started, yiju_serve
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

_MANY = 600
_PLACES = [f"{first}{second}县" for first in "北南东西" for second in "汀浦岚溪"]
_SLOW_SERVICE = """
import sys, threading, time
from pathlib import Path
from ingest.pipeline import Ingestor
from rag.access import Access
from rag.service import create_app
from tests.faces import ScriptedEngine
from ui.commands.serve import _listen, _run, leave_behind_what_is_stuck
from ui.logs import LogFormat, LogLevel, set_up_logging
from ui.settings import load_settings
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

class Slow(ScriptedEngine):
    def ask(self, question, **options):
        Path(sys.argv[1], f"asked-{threading.get_ident()}").touch()
        if "?stuck" in question:
            threading.Event().wait()
        while not Path(sys.argv[1], "go-on").exists():
            time.sleep(0.01)
        return super().ask(question, **options)

settings = load_settings({"port": 0})
set_up_logging(LogFormat.JSON, LogLevel.INFO)
model = load_embedder()
with LocalStore.open(Path(sys.argv[1]) / "store", model.identity) as store:
    app = create_app(Slow(store), Ingestor(store, model), version="1")
    _run(app, _listen(settings, with_keys=False), float(sys.argv[2]))
leave_behind_what_is_stuck()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    embedder = load_embedder()
    with LocalStore.open(tmp_path / "store", embedder.identity, create=True) as store:
        ingest_reports(store, embedder, tmp_path / "files")
    return tmp_path


def until(folder: Path, asked: int) -> None:
    """Waits until so many questions are being answered."""
    for _ in range(6000):
        if len(list(folder.glob("asked-*"))) == asked:
            return
        time.sleep(0.01)
    raise AssertionError("the questions never came")


def refused(address: str) -> bool:
    """Whether the service takes no more connections, within a while.

    One that is begun while the service closes its door may be reset, or be dropped until it times
    out: that says nothing yet, the next one is refused.
    """
    host, port = address.removeprefix("http://").split(":")
    for _ in range(500):
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except ConnectionRefusedError:
            return True
        except (ConnectionResetError, TimeoutError):
            continue
        time.sleep(0.01)
    return False


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_running_requests_finish_and_no_new_ones_begin(folder: Path, told: signal.Signals) -> None:
    with (
        started("-c", _SLOW_SERVICE, str(folder), "30") as (address, process),
        ThreadPoolExecutor(4) as pool,
    ):
        asked = [
            pool.submit(httpx.post, f"{address}/v1/ask", json={"question": "云溪县?"}, timeout=60)
            for _ in range(4)
        ]
        until(folder, 4)
        process.send_signal(told)
        assert refused(address)
        assert process.poll() is None
        assert not any(each.done() for each in asked)
        (folder / "go-on").touch()
        answers = [each.result() for each in asked]
        assert [each.status_code for each in answers] == [200] * 4
        assert all(each.json()["citations"] for each in answers)
        status, errors = ended(process)
    assert status == 0, errors
    assert "Traceback" not in errors
    assert "stopping" in errors


def test_a_stuck_request_cannot_keep_the_service_from_ending(folder: Path) -> None:
    with (
        started("-c", _SLOW_SERVICE, str(folder), "1") as (address, process),
        ThreadPoolExecutor(1) as pool,
    ):
        json = {"question": "?stuck"}
        asked = pool.submit(httpx.post, f"{address}/v1/ask", json=json, timeout=60)
        until(folder, 1)
        process.send_signal(signal.SIGTERM)
        status, errors = ended(process)
        error = asked.exception()
        assert isinstance(error, httpx.TransportError) or asked.result().is_server_error
    assert status == 0, errors
    assert "left behind" in errors


def test_open_pages_do_not_hold_up_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_GRACE_SECONDS", "3600")
    with (
        yiju_serve(tmp_path / "store") as (address, process),
        httpx.stream("GET", f"{address}/gradio_api/heartbeat/abc", timeout=60) as heartbeat,
    ):
        assert next(heartbeat.iter_lines()) == "data: ALIVE"
        process.send_signal(signal.SIGTERM)
        status, errors = ended(process)
    assert status == 0, errors


def test_a_running_ingestion_ends_after_the_report_in_hand(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for number in range(_MANY):
            packed.writestr(f"{number}.txt", f"{YUNXI}第{number}号\n")
    store = tmp_path / "store"
    with yiju_serve(store, "--no-page") as (address, process):
        with YijuClient(address) as client:
            job = client.upload([("many.zip", archive.getvalue())])
            while client.health().reports < 5:
                time.sleep(0.01)
            assert client.job(job.job_id).state == "running"
        process.send_signal(signal.SIGTERM)
        status, errors = ended(process)
    assert status == 0, errors
    assert "Traceback" not in errors
    with LocalStore.open(store) as left:
        total, reports = left.reports(limit=20)
        assert 5 <= total < _MANY
        for report in reports:
            held = left.report(report.report_id)
            passages = left.report_passages(report.report_id)
            assert all(held.text[each.start : each.end] == each.text for each in passages)


def test_no_request_fails_while_another_process_changes_the_collection(folder: Path) -> None:
    """Generations are swapped under steady questions: ingestion, replacement and removal."""
    added = [
        YUNXI.replace("云溪县", place).replace("受理74件", f"受理{number + 100}件")
        for number, place in enumerate(_PLACES)
    ]
    files = folder / "more"
    files.mkdir()
    for number, text in enumerate(added):
        (files / f"{number}.txt").write_text(text, encoding="utf-8")
    with yiju_serve(folder / "store", "--no-page") as (address, process):
        before = httpx.get(f"{address}/v1/health").json()["generation"]
        stop = folder / "stop"
        with ThreadPoolExecutor(4) as pool:
            clients = [pool.submit(steadily, address, stop, number) for number in range(4)]
            try:
                change_the_collection(folder, files)
            finally:
                stop.touch()
            outcomes = [each.result() for each in clients]
        after = httpx.get(f"{address}/v1/health").json()["generation"]
        new = httpx.post(
            f"{address}/v1/ask", json={"question": f"{_PLACES[7]}2023年受理行政复议案件多少件?"}
        )
        process.send_signal(signal.SIGTERM)
        status, errors = ended(process)
    assert status == 0, errors
    assert after > before + len(_PLACES)
    assert sum(outcomes) > 20, "requests that succeeded, all of them"
    assert "1007" in new.json()["answer"], new.text


_TWICE = 8
"""Requests of two rounds: on a busy machine the collection may have changed before many are answered."""


def steadily(address: str, stop: Path, number: int) -> int:
    """Asks this and that until told to stop, twice at least; every answer must be one."""
    count = 0
    with httpx.Client(base_url=address, timeout=60) as http:
        while count < _TWICE or not stop.exists():
            for response in (
                http.post("/v1/ask", json={"question": "云溪县2023年受理行政复议案件多少件?"}),
                http.post("/v1/retrieve", json={"query": "执法案卷评查", "top_k": number + 1}),
                http.get("/v1/facts?indicator=行政复议"),
                http.get("/v1/reports?limit=5"),
            ):
                assert response.status_code == 200, response.text
                count += 1
    return count


def change_the_collection(folder: Path, files: Path) -> None:
    """Adds reports one by one, replaces one by another version, and removes some."""
    model = load_embedder()
    with LocalStore.open(folder / "store", model.identity) as store:
        ingestor = Ingestor(store, model)
        for file in sorted(files.iterdir()):
            assert not ingestor.ingest([str(file)]).failed
        changed = files / "7.txt"
        changed.write_text(changed.read_text("utf-8").replace("受理107件", "受理1007件"), "utf-8")
        assert not ingestor.ingest([str(changed)]).failed
        _, reports = store.reports(limit=100)
        for report in reports:
            if report.metadata.region.startswith("西"):
                store.remove(report.report_id)
