"""The words that names and phrases are made of."""

from __future__ import annotations

import pytest

from rag.linking.concepts import Kind, words_of


def meant(text: str) -> list[str]:
    """The first meaning of each word, or the word itself in brackets."""
    return [word.concepts[0].name if word.concepts else f"[{word.text}]" for word in words_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("人均GDP", ["人均", "地区生产总值"]),
        ("经济涨了多少", ["地区生产总值", "增长率"]),
        ("社会消费品零售总额增速", ["社会消费品零售", "金额", "增长率"]),
        ("行政机关负责人出庭应诉率", ["行政机关负责人", "出庭", "应诉", "率"]),
        ("“三公”经费支出", ["三公", "支出"]),
        ("how fast the economy grew", ["增长率", "地区生产总值", "增长率"]),
        ("outstanding debt", ["余额", "债务"]),
        ("R&D cost", ["研发", "金额"]),
        ("5G基站", ["5G", "5G"]),
        ("油茶面积", ["[油茶]", "面积"]),
        ("有多少个", ["数量"]),
        ("", []),
    ],
)
def test_names_and_phrases_are_made_of_concepts(text: str, expected: list[str]) -> None:
    assert meant(text) == expected


def test_a_word_inside_another_is_not_seen() -> None:
    assert "收入" not in meant("可支配收入")
    assert [word.kind for word in words_of("出口额")] == [Kind.SIDE, Kind.MEASURE]


def test_english_words_meet_in_their_stems() -> None:
    assert meant("cases accepted") == meant("accepted case")[::-1]
