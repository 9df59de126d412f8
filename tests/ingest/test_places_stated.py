"""Whose figure a clause states, and which words name a place."""

from __future__ import annotations

import pytest

from ingest.cataloguing.organisations import national_body, read_body
from ingest.cataloguing.speeches import find_speech
from ingest.clauses import statements
from ingest.folding import fold
from ingest.lexicon.places import Places
from ingest.lexicon.unknown_places import may_be_place
from ingest.regions import region_of
from vectorstore.records import Metadata

CITY = Metadata(
    region="青岚市", prefecture="青岚市", province="安岭省", level="prefecture", report_year=2025
)


def regions(text: str, metadata: Metadata = CITY) -> list[str]:
    return [
        region_of(metadata, clause, index, statement)
        for statement in statements(fold(text))
        for clause in statement.clauses
        for index in range(len(clause.figures))
    ]


@pytest.mark.parametrize(
    "word",
    "我代表省 现就县 聚焦区 个地区 分地区 病区县 资料市 部地区 经济区 人均地区 乡社区".split(),
)
def test_running_text_is_no_place(word: str) -> None:
    assert not may_be_place(word)


@pytest.mark.parametrize("word", "云溪县 枫渡区 苍原省 黑水滩县 望岭州".split())
def test_a_name_of_clear_form_may_be_a_place(word: str) -> None:
    assert may_be_place(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全市农村居民收入13905元，其中云溪县14522元，占全市的24.6%。", ["青岚市", "云溪县", "云溪县"]),
        ("云溪县、临澜县分别为15.3亿元和12.88亿元，分别增长9.1%和0.7%。", ["云溪县", "临澜县"] * 2),
        ("收入总量在全省14个设区市中居第5位。", ["安岭省", "青岚市"]),
        ("全国重点实验室11家。", ["青岚市"]),
        ("人均地区生产总值79152元。", ["青岚市"]),
        ("高新区税收收入5亿元。", ["青岚市"]),
    ],
)  # fmt: skip
def test_a_clause_is_of_the_place_that_it_begins_with(text: str, expected: list[str]) -> None:
    assert regions(text) == expected


def test_a_county_s_own_level_is_no_part_of_its_name() -> None:
    body = read_body("枫渡区区级决算草案", 0, Places.load())
    assert body is not None
    assert body.units == ("枫渡区",)
    office = read_body("云溪街道办事处2025年报告", 0, Places.load())
    assert office is not None
    assert office.units == ("云溪街道",)


def test_bodies_of_the_whole_country() -> None:
    assert national_body("2025年中华人民共和国国务院政府工作报告") == "国务院"
    assert national_body("水利部2020年政府信息公开工作年度报告") == "水利部"
    assert national_body("国家税务总局云溪县税务局2020年报告") == ""


def test_a_speech_names_its_congress_and_day() -> None:
    speech = find_speech(
        "政府工作报告\n2025年1月15日在苍原省第十四届人民代表大会第三次会议上\n各位代表:"
    )
    assert speech is not None
    assert (speech.words, str(speech.day)) == ("苍原省", "2025-01-15")
    assert find_speech("云溪县2025年统计公报\n全年生产总值5亿元。") is None
