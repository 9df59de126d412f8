"""How a report's text is laid out."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.schemas import SectionOut
from tests.faces import YUNXI
from ui.web.source_page import Block, flatten, lay_out
from vectorstore.records import PartKind

WORDS = st.text(alphabet="一二三四。,;\n <&x", max_size=60)


def section(start: int, body_start: int, end: int, heading: str, **more: object) -> SectionOut:
    values: dict[str, object] = {"level": 1, "kind": PartKind.ACHIEVEMENT, "children": []}
    spans = {"start": start, "body_start": body_start, "end": end, "heading": heading}
    return SectionOut.model_validate(values | spans | more)


@st.composite
def texts_with_outlines(draw: st.DrawFn) -> tuple[str, list[SectionOut], int, int]:
    text = draw(WORDS)
    at = st.integers(0, len(text))
    cuts = sorted(draw(st.lists(at, max_size=5)))
    sections = []
    for start, end in pairwise(cuts):
        body = draw(st.integers(start, end))
        heading = text[start : draw(st.integers(start, end))].strip("\n")
        level = draw(st.integers(1, 4))
        kind = draw(st.sampled_from(list(PartKind)))
        sections.append(section(start, body, end, heading, level=level, kind=kind))
    return text, sections, draw(st.integers(-2, 70)), draw(st.integers(-2, 70))


def shown(blocks: list[Block]) -> str:
    return "".join(piece.text for block in blocks for piece in block.pieces)


@given(texts_with_outlines())
def test_every_word_is_shown_once_in_order_and_the_quote_is_marked(
    drawn: tuple[str, list[SectionOut], int, int],
) -> None:
    text, sections, start, end = drawn
    blocks = lay_out(text, sections, start, end)
    # Blank stretches make no block; nothing else is left out.
    assert "".join(shown(blocks).split()) == "".join(text.split())
    marked = "".join(piece.text for block in blocks for piece in block.pieces if piece.marked)
    wanted = text[start:end] if 0 <= start < end <= len(text) else ""
    assert "".join(marked.split()) == "".join(wanted.split())
    assert sum(piece.first for block in blocks for piece in block.pieces) <= 1


def test_headings_stand_alone_or_run_into_their_paragraph() -> None:
    text = "开头\n一、主要工作\n(一)决策。全年18件。\n1.评查。开展2次。\n"
    at = text.index("1.评查")
    sub = section(at, at + 5, len(text), "1.评查", level=3)
    second = section(
        text.index("(一)"), text.index("全年"), len(text), "(一)决策", level=2, children=[sub]
    )
    first = section(
        text.index("一、"), text.index("(一)"), len(text), "一、主要工作", children=[second]
    )
    blocks = lay_out(text, [first], 0, 0)
    assert [(block.level, "".join(piece.text for piece in block.pieces)) for block in blocks] == [
        (0, "开头"),
        (1, "一、主要工作"),
        (2, "(一)决策。"),
        (0, "全年18件。"),
        (0, "1.评查。开展2次。"),
    ]
    assert [(piece.text, piece.heading) for piece in blocks[-1].pieces] == [
        ("1.评查。", True),
        ("开展2次。", False),
    ]
    assert [block.anchor for block in blocks] == [
        "",
        f"s{first.start}",
        f"s{second.start}",
        "",
        f"s{sub.start}",
    ]


def test_a_quote_over_several_lines_is_marked_in_each() -> None:
    start, end = YUNXI.index("二、存在问题"), YUNXI.index("三、下一步")
    blocks = lay_out(YUNXI, [], start, end)
    marked = [piece for block in blocks for piece in block.pieces if piece.marked]
    assert [piece.first for piece in marked] == [True, False]
    assert "\n".join(piece.text for piece in marked) + "\n" == YUNXI[start:end]


def test_blocks_know_the_kind_of_their_innermost_section() -> None:
    text = "甲\n乙\n丙\n"
    inner = section(2, 2, 4, "", level=2, kind=PartKind.PROBLEM)
    outer = section(0, 0, 6, "", children=[inner])
    assert [block.kind for block in lay_out(text, [outer], 0, 0)] == [
        "achievement",
        "problem",
        "achievement",
    ]
    assert list(flatten([outer])) == [outer, inner]
