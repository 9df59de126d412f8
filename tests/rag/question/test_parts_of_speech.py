"""Kinds of words, which say how much it tells that no report has one."""

from __future__ import annotations

import pytest

from rag.question.parts_of_speech import WordKind, kind_of


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("民警 车 规范性文件 聘书 鹰嘴豆 7266 12345", WordKind.NAME),
        ("接住 砍掉 求助 觉得", WordKind.ACT),
        ("因为 多 自己 一直 原来", WordKind.OTHER),
    ],
)
def test_the_kind_of_a_word(words: str, kind: WordKind) -> None:
    assert {word: kind_of(word) for word in words.split()} == dict.fromkeys(words.split(), kind)
