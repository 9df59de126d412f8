"""The clients, against the service in process and against made-up answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.client import AsyncYijuClient, YijuClient
from rag.schemas import JobOut
from tests.faces import YUNXI
from tests.rag.service_app import Served, serving
from vectorstore.errors import ServiceRefusedError, ServiceUnreachableError
from vectorstore.queries import Filter

NEW = YUNXI.replace("云溪县", "北汀县")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as running:
        yield running


class InProcess(httpx.BaseTransport):
    """Hands the blocking client's requests to the service."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answered = self._served.client.request(
            request.method,
            str(request.url),
            content=request.read(),
            headers=dict(request.headers),
        )
        return httpx.Response(
            answered.status_code, headers=dict(answered.headers), content=answered.content
        )


def run(work: Callable[[AsyncYijuClient], Coroutine[Any, Any, None]], served: Served) -> None:
    async def with_client() -> None:
        transport = httpx.ASGITransport(served.app, raise_app_exceptions=False)
        async with AsyncYijuClient("http://testserver", transport=transport) as client:
            await work(client)

    asyncio.run(with_client())


def test_the_blocking_client_reaches_every_route(served: Served) -> None:
    with YijuClient("http://testserver", transport=InProcess(served)) as client:
        assert client.health().reports == 3
        found = client.retrieve("复议", top_k=1, mode="lexical", where=Filter(regions=("云溪县",)))
        assert [each.region for each in found.passages] == ["云溪县"]
        answer = client.ask("云溪县受理多少件?")
        client.ask("临澜区呢?", conversation_id=answer.conversation_id)
        assert served.engine.conversations[-1] == answer.conversation_id
        (report,) = client.reports(Filter(years=(2022,))).reports
        assert report.region == "石漫区"
        assert client.report(report.report_id).outline
        text = client.report_text(answer.citations[0].report_id)
        citation = answer.citations[0]
        assert text[citation.start : citation.end] == citation.quote
        assert client.original(citation.report_id) == YUNXI.encode()
        named = client.facts("行政复议", where=Filter(regions=("云溪县",)), unit="件", minimum=80)
        assert named.facts
        assert all(each.value >= 80 and each.region == "云溪县" for each in named.facts)
        job = client.wait_for_job(client.upload([("new.txt", NEW.encode())]).job_id, interval=0.01)
        assert job.state == "done"
        again = client.wait_for_job(client.reingest(report.report_id).job_id, interval=0.01)
        assert [each.outcome for each in again.events] == ["unchanged"]
        assert client.cancel_job(again.job_id) == again
        client.delete(job.events[0].report_id)
        assert client.health().reports == 3


def test_the_async_client_reaches_every_route(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "new.txt"
    file.write_text(NEW, encoding="utf-8")

    async def work(client: AsyncYijuClient) -> None:
        assert (await client.health()).reports == 3
        assert len((await client.retrieve("复议", top_k=2)).passages) == 2
        answer = await client.ask("云溪县受理多少件?")
        assert answer.citations
        listed = await client.reports(limit=1, offset=1)
        assert (listed.total, len(listed.reports)) == (3, 1)
        report_id = answer.citations[0].report_id
        assert (await client.report(report_id)).region == "云溪县"
        assert (await client.report_text(report_id)).startswith("云溪县2023年")
        assert await client.original(report_id) == YUNXI.encode()
        assert (await client.facts(maximum=20)).total > 0
        queued = await client.upload([file])
        job = await client.wait_for_job(queued.job_id, interval=0.01)
        assert job.events[0].source == "new.txt"
        queued = await client.reingest(report_id)
        again = await client.wait_for_job(queued.job_id, interval=0.01)
        assert [each.report_id for each in again.events] == [report_id]
        assert await client.cancel_job(again.job_id) == again
        await client.delete(job.events[0].report_id)
        failing = await client.ingest_url("http://127.0.0.1:9/report.html")
        assert (await client.wait_for_job(failing.job_id, interval=0.01)).state == "failed"

    run(work, served)


def test_problems_become_errors_with_status_and_document(served: Served) -> None:
    with YijuClient("http://testserver", transport=InProcess(served)) as client:
        with pytest.raises(ServiceRefusedError) as caught:
            client.report("a/../b?c#d")
        assert caught.value.status == 404
        assert caught.value.problem["status"] == 404
        assert str(caught.value.problem["detail"]) in str(caught.value)
        with pytest.raises(ServiceRefusedError) as caught:
            client.ask("  ")
        assert caught.value.status == 422

    async def work(client: AsyncYijuClient) -> None:
        with pytest.raises(ServiceRefusedError) as caught:
            await client.ask("?bug")
        assert caught.value.status == 500

    run(work, served)


def client_of(handler: Callable[[httpx.Request], httpx.Response]) -> YijuClient:
    return YijuClient("http://testserver", transport=httpx.MockTransport(handler))


def test_a_refusal_that_is_no_problem_document_is_still_an_error() -> None:
    for content in (b"<h1>Bad Gateway</h1>", b"[1]", b""):
        with (
            client_of(lambda _, content=content: httpx.Response(502, content=content)) as client,  # type: ignore[misc]
            pytest.raises(ServiceRefusedError, match="502") as caught,
        ):
            client.health()
        assert caught.value.problem == {}


def test_an_answer_beside_the_contract_is_an_error() -> None:
    with (
        client_of(lambda _: httpx.Response(200, json={"status": "ok"})) as client,
        pytest.raises(ServiceRefusedError, match="contract"),
    ):
        client.health()


def test_fields_of_a_newer_service_are_ignored(served: Served) -> None:
    body = served.client.get("/v1/health").json() | {"new_field": 1}
    with client_of(lambda _: httpx.Response(200, json=body)) as client:
        assert client.health().reports == 3


@pytest.mark.parametrize(
    "failure",
    [httpx.ConnectError("refused"), httpx.ReadTimeout(""), httpx.RemoteProtocolError("x")],
)
def test_no_connection_is_an_error_that_says_what_to_do(failure: httpx.TransportError) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise failure

    with (
        client_of(handler) as client,
        pytest.raises(ServiceUnreachableError, match="yiju serve"),
    ):
        client.ask("受理多少件?")


RUNNING = JobOut(
    job_id="j",
    state="running",
    status_url="/v1/jobs/j",
    created="",
    finished="",
    progress={"done": 0, "failed": 0},
    events=[],
    message="",
)


def test_a_running_job_is_cancelled() -> None:
    asked: list[tuple[str, str]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path))
        return httpx.Response(200, json=RUNNING.model_dump() | {"cancelling": True})

    async def work() -> None:
        transport = httpx.MockTransport(handler)
        async with AsyncYijuClient("http://testserver", transport=transport) as client:
            assert (await client.cancel_job("j")).cancelling

    with client_of(handler) as client:
        assert client.cancel_job("j").cancelling
    asyncio.run(work())
    assert asked == [("DELETE", "/v1/jobs/j")] * 2


def test_waiting_for_a_job_ends() -> None:
    with (
        client_of(lambda _: httpx.Response(200, json=RUNNING.model_dump())) as client,
        pytest.raises(ServiceUnreachableError, match="still running"),
    ):
        client.wait_for_job("j", timeout=0.02, interval=0.01)


def test_a_client_acts_as_the_caller_whose_headers_it_is_given(served: Served) -> None:
    sent: list[httpx.Headers] = []
    health = served.client.get("/v1/health").content

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers)
        return httpx.Response(200, content=health, headers={"Set-Cookie": "kept=1; Path=/"})

    async def work() -> None:
        transport = httpx.MockTransport(handler)
        async with AsyncYijuClient("http://testserver", transport=transport) as client:
            visitor = {"Cookie": "session=abc", "X-Other": "1", "Host": "elsewhere.example"}
            await client.as_caller(visitor).health()
            await client.as_caller({"authorization": "Bearer k"}).health()
            await client.health()

    asyncio.run(work())
    first, second, third = sent
    assert first["cookie"] == "session=abc"
    assert first["host"] == "testserver"
    assert "x-other" not in first
    assert second["authorization"] == "Bearer k"
    assert "cookie" not in second, "neither the first caller's nor the service's"
    assert "authorization" not in third
    assert "cookie" not in third
