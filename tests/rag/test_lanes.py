"""Slow and stuck requests do not stop the others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from ingest.pipeline import Ingestor
from rag.answer import Answer, Mode, Retrieval
from rag.lanes import Bounds, LaneGuard, Lanes
from rag.metrics import Metrics
from rag.service import create_app
from tests.faces import ScriptedEngine, ingest_reports
from tests.rag.test_service import assert_problem
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore
from vectorstore.queries import Filter

SOON = 20.0
"""Seconds; waited only where a test is about to fail."""


class StuckEngine(ScriptedEngine):
    """``?stuck`` holds its thread until it is let go."""

    def __init__(self, store: LocalStore) -> None:
        super().__init__(store)
        self.go_on = threading.Event()
        self.lock = threading.Lock()
        self.running = 0
        self.most = 0

    def ask(self, question: str, **options: Any) -> Answer:  # noqa: ANN401
        with self._counted():
            if "?stuck" in question:
                assert self.go_on.wait(SOON)
            return super().ask(question, **options)

    def retrieve(
        self, query: str, *, top_k: int = 10, mode: Mode = Mode.HYBRID, where: Filter = Filter()
    ) -> Retrieval:
        with self._counted():
            return super().retrieve(query, top_k=top_k, mode=mode, where=where)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        try:
            yield
        finally:
            with self.lock:
                self.running -= 1


class Service:
    """A service with an engine that sticks, and its clients."""

    def __init__(self, app: FastAPI, engine: StuckEngine, http: httpx.AsyncClient) -> None:
        self.app = app
        self.engine = engine
        self.http = http

    async def ask(self, question: str) -> httpx.Response:
        return await self.http.post("/v1/ask", json={"question": question})

    def stick(self, number: int) -> list[asyncio.Task[httpx.Response]]:
        return [asyncio.create_task(self.ask("云溪县?stuck")) for _ in range(number)]

    async def until(self, ready: Callable[[], bool]) -> None:
        async with asyncio.timeout(SOON):
            while not ready():
                await asyncio.sleep(0.005)


@asynccontextmanager
async def stuck_service(folder: Path, bounds: Bounds) -> AsyncIterator[Service]:
    embedder = load_embedder()
    with LocalStore.open(folder / "store", embedder.identity, create=True) as store:
        ingest_reports(store, embedder, folder / "files")
        engine = StuckEngine(store)
        app = create_app(
            engine, Ingestor(store, embedder), version="1", bounds=bounds, metrics=Metrics()
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://testserver") as http,
        ):
            try:
                yield Service(app, engine, http)
            finally:
                engine.go_on.set()


def run(folder: Path, bounds: Bounds, work: Callable[[Service], Awaitable[None]]) -> None:
    async def within() -> None:
        async with stuck_service(folder, bounds) as service:
            await work(service)

    asyncio.run(within())


def test_more_than_run_wait_and_more_than_wait_are_refused(tmp_path: Path) -> None:
    async def work(service: Service) -> None:
        running = service.stick(2)
        await service.until(lambda: service.engine.running == 2)
        waiting = service.stick(3)
        await asyncio.sleep(0.05)
        assert service.engine.running == 2
        refused = await service.ask("云溪县?")
        problem = assert_problem(refused, 503)
        assert problem["type"] == "urn:yiju:problem:busy"
        assert int(refused.headers["retry-after"]) >= 1
        metrics = (await service.http.get("/metrics")).text
        assert 'yiju_lane_running{lane="questions"} 2.0' in metrics
        assert 'yiju_lane_waiting{lane="questions"} 3.0' in metrics
        assert 'yiju_refused_total{lane="questions",reason="busy"} 1.0' in metrics
        service.engine.go_on.set()
        answers = await asyncio.gather(*running, *waiting)
        assert [each.status_code for each in answers] == [200] * 5
        assert service.engine.most == 2
        assert (await service.ask("云溪县?")).status_code == 200

    run(tmp_path, Bounds(running=2, waiting=3, seconds=SOON), work)


def test_a_stuck_request_is_answered_and_keeps_its_place_until_it_ends(tmp_path: Path) -> None:
    async def work(service: Service) -> None:
        stuck = await asyncio.gather(*service.stick(2))
        for response in stuck:
            problem = assert_problem(response, 503)
            assert problem["type"] == "urn:yiju:problem:slow"
            assert int(response.headers["retry-after"]) >= 1
        assert service.engine.running == 2, "their threads are still at it"
        late = await service.ask("云溪县?")
        assert assert_problem(late, 503)["type"] == "urn:yiju:problem:busy"
        assert service.engine.most == 2
        service.engine.go_on.set()
        await service.until(lambda: service.engine.running == 0)
        assert (await service.ask("云溪县?")).status_code == 200

    run(tmp_path, Bounds(running=2, waiting=8, seconds=0.3), work)


def test_stuck_questions_leave_everything_else_alone(tmp_path: Path) -> None:
    async def work(service: Service) -> None:
        stuck = service.stick(16)
        await service.until(lambda: service.engine.running == 8)
        async with asyncio.timeout(SOON):
            for path in (
                "/v1/health",
                "/v1/health/live",
                "/v1/health/ready",
                "/metrics",
                "/v1/reports",
                "/v1/facts",
                "/v1/openapi.json",
                "/v1/conversations",
            ):
                assert (await service.http.get(path)).status_code == 200, path
            files = [("files", ("a.txt", "云溪县2024年法治政府建设年度报告".encode()))]
            assert (await service.http.post("/v1/reports", files=files)).status_code == 202
        assert service.engine.running == 8
        service.engine.go_on.set()
        assert {each.status_code for each in await asyncio.gather(*stuck)} == {200}

    run(tmp_path, Bounds(running=8, waiting=8, seconds=SOON), work)


def test_a_store_that_does_not_answer_is_not_ready_but_alive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.readiness._READY_SECONDS", 0.05)

    async def work(service: Service) -> None:
        info = service.engine.store.info
        asked = []

        def stuck_info() -> object:
            asked.append(1)
            assert service.engine.go_on.wait(SOON)
            return info()

        monkeypatch.setattr(service.engine.store, "info", stuck_info)
        for _ in range(5):
            assert_problem(await service.http.get("/v1/health/ready"), 503)
        assert len(asked) == 1, "one thread is enough to be stuck"
        assert (await service.http.get("/v1/health/live")).json() == {"status": "alive"}
        service.engine.go_on.set()
        async with asyncio.timeout(SOON):
            while (await service.http.get("/v1/health/ready")).status_code != 200:
                await asyncio.sleep(0.01)

    run(tmp_path, Bounds(), work)


def test_a_body_that_trickles_in_occupies_no_place(tmp_path: Path) -> None:
    async def work(service: Service) -> None:
        more = asyncio.Event()

        async def trickling() -> AsyncIterator[bytes]:
            yield b'{"question": '
            await more.wait()
            yield '"云溪县?"}'.encode()

        headers = {"content-type": "application/json"}
        slow = [
            asyncio.create_task(service.http.post("/v1/ask", content=trickling(), headers=headers))
            for _ in range(20)
        ]
        await asyncio.sleep(0.05)
        async with asyncio.timeout(SOON):
            assert (await service.ask("云溪县?")).status_code == 200
        more.set()
        assert {each.status_code for each in await asyncio.gather(*slow)} <= {200, 503}

    run(tmp_path, Bounds(running=1, waiting=1, seconds=SOON), work)


def test_a_caller_that_gives_up_leaves_the_place_to_its_thread(tmp_path: Path) -> None:
    async def work(service: Service) -> None:
        (task,) = service.stick(1)
        await service.until(lambda: service.engine.running == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        waiting = asyncio.create_task(service.ask("云溪县?"))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        assert service.engine.most == 1
        service.engine.go_on.set()
        assert (await waiting).status_code == 200

    run(tmp_path, Bounds(running=1, waiting=4, seconds=SOON), work)


def test_a_stuck_request_that_fails_in_the_end_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(service: Service) -> None:
        assert_problem(await service.ask("?stuck ?bug"), 503)
        service.engine.go_on.set()
        await service.until(lambda: "failed in the end" in caplog.text)

    run(tmp_path, Bounds(seconds=0.2), work)
    assert "RuntimeError" in caplog.text


def guarded(app: Callable[..., Awaitable[None]], bounds: Bounds) -> tuple[LaneGuard, Lanes]:
    lanes = Lanes(bounds)
    return LaneGuard(app, lanes), lanes


def test_a_place_is_free_when_the_answer_begins_but_for_a_stream_of_events() -> None:
    async def scenario(media_type: str, expected: int) -> None:
        began, end = asyncio.Event(), asyncio.Event()

        async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
            headers = [(b"content-type", media_type.encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            began.set()
            await end.wait()
            await send({"type": "http.response.body", "body": b"x"})

        guard, lanes = guarded(app, Bounds(seconds=0.05))
        transport = httpx.ASGITransport(guard)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
            asked = asyncio.create_task(http.post("/v1/ask"))
            await began.wait()
            assert lanes.questions.running == expected
            await asyncio.sleep(0.1)
            assert not asked.done(), "what has begun may take its time"
            end.set()
            assert (await asked).content == b"x"
            assert lanes.questions.running == 0

    asyncio.run(scenario("text/csv; charset=utf-8", 0))
    asyncio.run(scenario("text/event-stream", 1))


@pytest.mark.parametrize(
    ("method", "path", "lane"),
    [
        ("POST", "/v1/ask", "questions"),
        ("POST", "/v1/retrieve", "questions"),
        ("POST", "/v1/chat/completions", "questions"),
        ("POST", "/mcp", "questions"),
        ("GET", "/mcp", None),
        ("GET", "/v1/reports", "records"),
        ("DELETE", "/v1/reports/x", "records"),
        ("GET", "/v1/facts", "records"),
        ("POST", "/v1/reports", "uploads"),
        ("GET", "/v1/health", "operation"),
        ("GET", "/metrics", "operation"),
        ("GET", "/v1/health/live", None),
        ("GET", "/v1/health/ready", None),
        ("GET", "/v1/openapi.json", None),
        ("GET", "/", None),
        ("GET", "/gradio_api/queue/data", None),
    ],
)
def test_which_lane_a_request_takes(method: str, path: str, lane: str | None) -> None:
    found = Lanes(Bounds()).lane_of(method, path)
    assert (found.name if found else None) == lane
