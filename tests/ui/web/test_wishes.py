"""Corrections of a reading, checked against what the collection holds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from rag.client import AsyncYijuClient
from tests.rag.service_app import Served, serving
from ui.web.corrections import UnreadableError
from ui.web.wishes import wished_question

INDICATOR = "行政复议受理"
READ = {
    "intent": "lookup",
    "subject": "受理多少件",
    "regions": "朝阳区",
    "indicator": INDICATOR,
    "condition": "stated",
    "new_indicator": INDICATOR,
    "new_regions": "云溪县",
    "new_years": "2023",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("wishes")) as running:
        yield running


def asked(served: Served, **wish: str) -> str:
    async def ask() -> str:
        transport = httpx.ASGITransport(served.app)
        async with AsyncYijuClient("http://testserver", transport=transport) as client:
            return await wished_question(client, READ | wish)

    return asyncio.run(ask())


def test_a_question_is_asked_as_it_was_typed(served: Served) -> None:
    assert asked(served, intent="", question=" 云溪县? ") == "云溪县?"


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("云溪县", "云溪县"),
        ("云溪", "云溪县"),
        ("临澜区、云溪", "临澜区、云溪县"),
        ("某市云溪县", "某市云溪县"),
        ("朝阳区", "朝阳区"),  # what was read before is not refused afterwards
        ("", "各地"),
    ],
)
def test_places_that_are_held_are_asked_for(served: Served, typed: str, places: str) -> None:
    years = "2023年" if places != "各地" else ""
    question = asked(served, new_regions=typed)
    assert question.startswith(f"{places}{years}" if years else "2023年各地")


@pytest.mark.parametrize(
    ("changes", "field", "why", "words"),
    [
        ({"new_regions": "云溪县、foo"}, "new_regions", "place", "foo"),
        ({"new_regions": "海淀区"}, "new_regions", "place", "海淀区"),
        ({"new_indicator": "xyz"}, "new_indicator", "indicator", "xyz"),
        ({"new_indicator": " "}, "new_indicator", "indicator", ""),
        ({"new_years": "去年"}, "new_years", "years", "去年"),
        ({"new_relation": "≥", "new_value": "abc"}, "new_value", "figure", "abc"),
    ],
)
def test_nothing_that_was_typed_is_dropped_silently(
    served: Served, changes: dict[str, str], field: str, why: str, words: str
) -> None:
    with pytest.raises(UnreadableError) as refused:
        asked(served, **changes)
    assert (refused.value.field, refused.value.why, refused.value.words) == (field, why, words)


@pytest.mark.parametrize("name", ["行政复议案件受理", "行政机关负责人出庭应诉率"])
def test_an_indicator_may_be_any_that_is_stated_under_any_of_its_names(
    served: Served, name: str
) -> None:
    assert asked(served, new_indicator=name) == f"云溪县2023年{name}是多少\uff1f"
