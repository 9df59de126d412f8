"""Report text shows in Markdown as it is, whatever is in it; judged by an independent parser."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.markdown import inline, line, on_one_line

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PLAIN = {"text", "code_inline"}

_STRUCTURE = """
# \t- \t+ \t1. \t2) \t> \t--- \t=== \t``` \t~~~ \t<script> \t<b> \t&lt; \t&#60; \t[a](b) \t![a](b)
[1] \t[1]: http://x.example \t: \t( \t) \t] \t[ \t! \t* \t** \t_ \t__ \t` \t`` \t\\ \t$ \t~~ \t| \ta@b.example
http://x.example/a?b=c \twww.x.example \tx.example \t<http://x.example> \t中文 \t。 \t97.5% \ta
"""
PIECES = [each.strip(" ") for each in re.split(r"[\t\n]", _STRUCTURE) if each.strip()]
PIECES += ["# ", "- ", "1. ", "    ", "\t", "\n", "\n\n", "\\(", "\u3000", "\u2028", "\u202e"]
TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=10).map("".join)


def words(tokens: list[Token] | None) -> str:
    """What a reader sees, white space squeezed."""
    return squeezed("".join(token.content for token in tokens or ()))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@given(TEXT)
def test_a_line_is_a_paragraph_of_plain_words(text: str) -> None:
    tokens = PARSER.parse(line(text))
    wanted = squeezed(on_one_line(text))
    if not wanted:
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {token.type for token in tokens[1].children or ()} <= PLAIN
    assert words(tokens[1].children) == wanted


@given(TEXT, TEXT)
def test_cells_stay_cells(left: str, right: str) -> None:
    tokens = PARSER.parse(f"| a | b |\n| --- | --- |\n| {inline(left)} | {inline(right)} |\n")
    cells = [tokens[at + 1] for at, token in enumerate(tokens) if token.type == "td_open"]
    assert [words(cell.children) for cell in cells] == [
        squeezed(on_one_line(each)) for each in (left, right)
    ]
    assert {token.type for cell in cells for token in cell.children or ()} <= PLAIN


@given(TEXT)
def test_no_address_is_left_for_a_client_to_link(text: str) -> None:
    children = PARSER.parse(line(text))[1:2]
    shown = [each for token in children for each in token.children or () if each.type == "text"]
    for token in shown:
        assert not re.search(r"(?i)https?://|\bwww\.|\w@\w+\.\w", token.content)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("依法行政\uff0c受理74件。", "依法行政\uff0c受理74件。"),
        ("比例达到96.4%", "比例达到96.4%"),
        ("1.加强领导", "1.加强领导"),
        ("1. 加强领导", "1&#46; 加强领导"),
        ("[1]处标注不清", "&#91;1]处标注不清"),
        ("见http://x.example/a上", "见`http://x.example/a`上"),
        ("a\nb", "a b"),
    ],
)
def test_what_needs_no_escape_stays_readable(text: str, shown: str) -> None:
    assert line(text) == shown
