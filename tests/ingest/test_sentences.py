"""Sentences as spans, in both widths of punctuation."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentence_spans

WIDE = {ord(char): ord(char) + 0xFEE0 for char in ",:;()?!%"}

TEXTS = st.text(alphabet="甲乙1。!?;…,:“”‘’《》() \n\uff0c\uff1b\uff1f\uff08\uff09", max_size=120)


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理10件。审结8件。", ["受理10件。", "审结8件。"]),
        ("受理10件;审结8件", ["受理10件;", "审结8件"]),
        ("标题\n  受理10件", ["标题", "受理10件"]),
        ("他说:“抓紧办。”随后散会。", ["他说:“抓紧办。”", "随后散会。"]),
        ("推行“一窗办。一次成”改革。", ["推行“一窗办。一次成”改革。"]),
        ("开展检查(含复查;不含抽查)20次。", ["开展检查(含复查;不含抽查)20次。"]),
        ("成效明显……继续推进。", ["成效明显……", "继续推进。"]),
        ("为什么?!因为…。好", ["为什么?!", "因为…。", "好"]),
        ("落实(试行。办法\n第二行。", ["落实(试行。", "办法", "第二行。"]),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
    assert sentences(text.translate(WIDE)) == [each.translate(WIDE) for each in expected]


def test_a_window_gives_spans_into_the_whole_text() -> None:
    text = "第一句。第二句。第三句。"

    spans = sentence_spans(text, 4, 8)

    assert [text[span.start : span.end] for span in spans] == ["第二句。"]


def test_an_unpaired_bracket_does_not_swallow_the_rest() -> None:
    text = "开展检查(一批。" + "后续工作有序推进。" * 30

    assert len(sentences(text)) == 31


@given(TEXTS)
def test_spans_are_ordered_and_cover_all_but_white_space(text: str) -> None:
    spans = sentence_spans(text)
    pieces = [text[span.start : span.end] for span in spans]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(piece == piece.strip() and piece for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
