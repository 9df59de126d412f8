"""Questions to begin with."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from rag.client import AsyncYijuClient
from tests.rag.service_app import Served, serving
from ui.web.examples import example_questions


def examples(served: Served) -> tuple[str, ...]:
    async def ask() -> tuple[str, ...]:
        transport = httpx.ASGITransport(served.app)
        async with AsyncYijuClient("http://testserver", transport=transport) as client:
            return await example_questions(client)

    return asyncio.run(ask())


def test_examples_speak_of_the_collection(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        found = examples(served)
        places = {place for *_, place, _ in served.store.places()}
    assert 1 <= len(found) <= 4
    assert all(any(place in each for place in places) or each.startswith("各地") for each in found)
    assert len(set(found)) == len(found)


def test_an_empty_collection_offers_none(tmp_path: Path) -> None:
    with serving(tmp_path, filled=False) as served:
        assert examples(served) == ()


def test_a_service_that_does_not_answer_offers_none() -> None:
    async def ask() -> tuple[str, ...]:
        def refuse(_: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused")

        transport = httpx.MockTransport(refuse)
        async with AsyncYijuClient("http://testserver", transport=transport) as client:
            return await example_questions(client)

    assert asyncio.run(ask()) == ()
