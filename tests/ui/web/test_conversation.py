"""How the conversation page asks the service, and what it makes of what is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import httpx
import pytest

from rag.client import AsyncYijuClient
from tests.rag.service_app import Served, serving
from ui.web.conversation import Turn, ask, kept_turns
from vectorstore.errors import ServiceError

Found = TypeVar("Found")
QUESTION = "云溪县受理多少件\uff1f"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("conversation")) as running:
        yield running


def with_client(
    transport: httpx.AsyncBaseTransport, use: Callable[[AsyncYijuClient], Awaitable[Found]]
) -> Found:
    async def run() -> Found:
        async with AsyncYijuClient("http://testserver", transport=transport) as client:
            return await use(client)

    return asyncio.run(run())


def asked(served: Served, known: str) -> tuple[str, Turn]:
    transport = httpx.ASGITransport(served.app)
    return with_client(transport, lambda client: ask(client, QUESTION, known, 1, ""))


def test_a_conversation_goes_on_while_it_is_there(served: Served) -> None:
    known, first = asked(served, "")
    assert not first.restarted
    again, second = asked(served, known)
    assert again == known
    assert not second.restarted


def test_a_conversation_that_was_deleted_does_not_come_back(served: Served) -> None:
    known, _ = asked(served, "")
    assert served.client.delete(f"/v1/conversations/{known}").status_code == 204
    other, turn = asked(served, known)
    assert other != known
    assert turn.restarted
    assert served.client.get(f"/v1/conversations/{known}").status_code == 404
    assert served.client.get(f"/v1/conversations/{other}").status_code == 200


def test_only_what_is_not_there_is_missing(served: Served) -> None:
    transport = httpx.ASGITransport(served.app)
    assert with_client(transport, lambda client: kept_turns(client, "nothing")) is None
    busy = httpx.MockTransport(lambda _: httpx.Response(503, json={"detail": "busy"}))
    with pytest.raises(ServiceError):
        with_client(busy, lambda client: kept_turns(client, "nothing"))
