from __future__ import annotations

import pytest

from ingest.numerals import figures


def read(text: str) -> list[tuple[float, str, str]]:
    return [(each.value, each.unit, each.qualifier) for each in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("居民消费价格指数为100.3。", [(100.3, "", "")]),
        ("城乡居民收入比由2.01缩小至1.97。", [(2.01, "", ""), (1.97, "", "缩小至")]),
        ("生师比8.3:1。", [(8.3, "", "")]),
        ("三次产业结构为8.6:44.0:47.4。", [(8.6, "%", ""), (44.0, "%", ""), (47.4, "%", "")]),
        ("三次产业结构为8.6∶44.0∶47.4。", [(8.6, "%", ""), (44.0, "%", ""), (47.4, "%", "")]),
    ],
)
def test_indices_ratios_and_structures_need_no_unit(
    text: str, expected: list[tuple[float, str, str]]
) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "比分为3:2:1。",  # three that make no whole
        "会议于14:30:00开始。",
        "编制指数说明。",
    ],
)
def test_other_numbers_without_a_unit_are_none(text: str) -> None:
    assert [each for each in read(text) if each[1] in {"", "%"}] == []


def test_a_structure_stays_in_one_clause() -> None:
    text = "三次产业结构由上年的9.0:43.0:48.0调整为8.6:44.0:47.4。"
    assert [value for value, _, _ in read(text)] == [9.0, 43.0, 48.0, 8.6, 44.0, 47.4]
