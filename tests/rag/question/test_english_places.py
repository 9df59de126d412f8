"""Romanised places in English questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.english.places import RomanisedPlaces

KNOWN = {
    "岚州省": frozenset[str](),
    "青岚市": frozenset({"岚州省"}),
    "云溪县": frozenset({"岚州省", "青岚市"}),
    "安澜区": frozenset({"岚州省", "青岚市"}),
    "青岚县": frozenset({"岚州省"}),
    "内蒙古自治区": frozenset[str](),
}
WORDS = {"how", "did", "change", "court", "rate", "orange"}


@pytest.fixture(scope="module")
def places() -> RomanisedPlaces:
    return RomanisedPlaces(KNOWN, lambda word: word.lower() in WORDS)


def names(places: RomanisedPlaces, text: str) -> list[tuple[str, ...]]:
    return [place.names for place in places.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Yunxi", "Yunxi County", "yunxi", "YUNXI", "Yun Xi", "Yunxi's lawyers", "Yunxi\u2019s courts",
        "Yunxixian", "the Yunxi county government's report", "Yunxi-based",
    ],
)  # fmt: skip
def test_ways_to_write_a_place(places: RomanisedPlaces, text: str) -> None:
    assert names(places, text) == [("云溪县",)]


def test_an_apostrophe_parts_syllables(places: RomanisedPlaces) -> None:
    assert names(places, "Anlan and An'lan") == [("安澜区",), ("安澜区",)]


def test_the_kind_tells_places_with_one_name_apart(places: RomanisedPlaces) -> None:
    assert names(places, "Qinglan City, not Qinglan County") == [("青岚市",), ("青岚县",)]
    assert names(places, "Qinglan") == [("青岚市", "青岚县")]


def test_a_place_and_the_one_it_lies_in_are_one(places: RomanisedPlaces) -> None:
    assert names(places, "Yunxi, Lanzhou Province") == [("岚州省云溪县",)]
    assert names(places, "Yunxi County in Qinglan City") == [("青岚市云溪县",)]
    assert names(places, "Yunxi and Anlan") == [("云溪县",), ("安澜区",)]


def test_english_names_that_are_not_pinyin(places: RomanisedPlaces) -> None:
    found = places.find("Inner Mongolia and Tibet")
    assert [(each.names, each.held) for each in found] == [
        (("内蒙古自治区",), True),
        (("西藏自治区",), False),
    ]


def test_places_of_the_nation_that_are_not_held(places: RomanisedPlaces) -> None:
    found = places.find("Which is higher, Pudong New Area or Changzhi?")
    assert [(each.names, each.held) for each in found] == [
        (("浦东新区",), False),
        (("长治市",), False),
    ]


@pytest.mark.parametrize("text", ["Yunxii", "Yunxo Countty", "Anln", "Qnglan", "Qinglna"])
def test_one_slip_is_forgiven_in_long_names_only(places: RomanisedPlaces, text: str) -> None:
    assert bool(names(places, text)) is (len(text.split()[0]) >= 6)


@pytest.mark.parametrize(
    "text",
    ["How did the court change its rate", "Change", "orange", "He said", "in long lists", "",
     "Guan Gong scenic area", "Wei Zheng Hall", "Yun Xli"],
)  # fmt: skip
def test_english_words_are_no_places(places: RomanisedPlaces, text: str) -> None:
    assert names(places, text) == []


@given(st.text(alphabet="YunxiAlaQgC ctyo'sn,@#1县", max_size=60))
def test_spans_are_ordered_and_inside_the_text(text: str) -> None:
    found = RomanisedPlaces(KNOWN, lambda word: False).find(text)
    edges = [edge for place in found for edge in (place.start, place.end)]
    assert edges == sorted(edges)
    assert not edges or (edges[0] >= 0 and edges[-1] <= len(text))
