"""What the page's script asks for: a question as typed, or one that was read wrongly, corrected."""

from __future__ import annotations

from collections.abc import Mapping

from rag import calls
from rag.answer import Intent
from rag.client import AsyncYijuClient
from rag.comparison_schemas import PlaceOut, PlacesOut
from ui.web.corrections import (
    Reading,
    UnreadableError,
    corrected_question,
    figure_in,
    parts_of_place,
    places_in,
    relation_of,
    years_in,
)
from vectorstore.queries import Filter

_LONGEST_NAME = 100
_INTENTS = frozenset(each.value for each in Intent)


async def wished_question(client: AsyncYijuClient, wish: Mapping[str, str]) -> str:
    """The question to ask.

    Args:
        client: With the visitor's rights.
        wish: What the browser sent, by name; ``intent`` where a reading was corrected.

    Raises:
        UnreadableError: A field of the correction says nothing that can be asked for.
    """
    if wish.get("intent") not in _INTENTS:
        return wish.get("question", "").strip()
    relation, value = relation_of(wish.get("condition", ""))
    read = Reading(
        intent=Intent(wish["intent"]),
        subject=wish.get("subject", ""),
        regions=places_in(wish.get("regions", "")),
        indicator=wish.get("indicator", ""),
        relation=relation,
        value=value,
    )
    relation, _ = relation_of(wish.get("new_relation", ""))
    wanted = Reading(
        intent=read.intent,
        subject=wish.get("new_subject", read.subject).strip(),
        regions=await _places(client, wish.get("new_regions", ""), read.regions),
        years=years_in(wish.get("new_years", "")),
        indicator=await _indicator(client, wish.get("new_indicator", ""), read.indicator),
        relation=relation,
        value=figure_in(relation, wish.get("new_value", "")),
    )
    return corrected_question(wanted, read)


async def _places(client: AsyncYijuClient, typed: str, read: tuple[str, ...]) -> tuple[str, ...]:
    """Places that reports are about; what was read before is not asked again."""
    names = [name if name in read else await _place(client, name) for name in places_in(typed)]
    return tuple(dict.fromkeys(names))


async def _place(client: AsyncYijuClient, typed: str) -> str:
    for name in parts_of_place(typed):
        known = await _held(client, name)
        if any(each.name == name for each in known):
            return typed
        begun = {each.name for each in known if each.name.startswith(name)}
        if begun and len(name) > 1:
            # A short name leads to the full one, unless several begin with it.
            return begun.pop() if len(begun) == 1 and name == typed else typed
    raise UnreadableError("new_regions", "place", typed)


async def _held(client: AsyncYijuClient, name: str) -> list[PlaceOut]:
    params = {"q": name[:_LONGEST_NAME], "limit": 20}
    return (await client.call(calls.Call(PlacesOut, "GET", "/v1/places", params=params))).places


async def _indicator(client: AsyncYijuClient, typed: str, read: str) -> str:
    """An indicator that some report gives a figure of, under this name or another."""
    name = typed.strip()[:_LONGEST_NAME]
    if not read or name == read:
        return read
    if name:
        found = await client.call(calls.comparison(name, Filter(), "", "-value", 1))
        if found.rows or found.subject.canonical:
            return name
        near = (await client.call(calls.indicators(name, 1))).indicators
        if near and len(name) > 1:
            return near[0].name
    raise UnreadableError("new_indicator", "indicator", name)
