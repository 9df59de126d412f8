"""Markdown: the text without its markup, a paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.documents import Document
from ingest.loaders.formats import Format
from ingest.loaders.tables import join_cells
from vectorstore.errors import DamagedSourceError

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"([\w-]+)[ \t]*:[ \t]*(\S.*)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*+>")
_TAG_OR_COMMENT = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*+>", re.S)
_COMMENT_END = "-->"
_MAX_NESTING = 100
_LEFT_OVER = re.compile(r"\*\*")  # emphasis next to Chinese quotes is often not recognised as such
_ASCII_WORD = re.compile(r"[!-~]")


def parse_markdown(text: str, source: str) -> Document:
    """Reads Markdown.

    Marks of headings, emphasis, links and bullets go; numbers of ordered lists stay, because they
    are part of what a report says. Lines of one paragraph are joined; table rows are lines with
    cells separated by ``" | "``. A front matter block gives the title and the page fields.

    Args:
        text: The text.
        source: The file or address, for the error.

    Raises:
        DamagedSourceError: Lists or quotes are nested beyond reason.
    """
    fields: dict[str, str] = {}
    front = _FRONT_MATTER.match(text)
    if front:
        text = text[front.end() :]
        fields = {
            match[1]: match[2].strip().strip("\"'") for match in _FIELD.finditer(front.group(1))
        }
    # Indented paragraphs are common in Chinese texts; code blocks are not.
    reader = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table").disable("code")
    tokens = reader.parse(text)
    if any(token.level >= _MAX_NESTING - 1 for token in tokens):  # what is deeper was dropped
        raise DamagedSourceError(source, "its lists or quotes are nested too deeply to be read")
    lines = _lines(tokens)
    named = {name.lower(): value for name, value in fields.items()}
    return Document("\n".join(lines), Format.MARKDOWN.value, named.get("title", ""), fields)


def _lines(tokens: Iterable[Token]) -> list[str]:
    lines: list[str] = []
    cells: list[str] | None = None
    number = ""
    for token in tokens:
        if token.type == "list_item_open":
            number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            lines.append(join_cells(cells))
            cells = None
        elif token.type == "inline":
            text = _inline(token)
            if cells is not None:
                cells.append(text.replace("\n", " "))
            else:
                lines.extend((number + text).split("\n"))
                number = ""
        elif token.type in ("fence", "html_block"):
            content = token.content if token.type == "fence" else _without_tags(token.content)
            lines.extend(content.split("\n"))
    return [line for line in map(str.strip, lines) if line]


def _without_tags(text: str) -> str:
    """Looks for comments only before the last end of one: none is looked for in vain."""
    end = text.rfind(_COMMENT_END)
    end = end + len(_COMMENT_END) if end >= 0 else 0
    return _TAG_OR_COMMENT.sub("", text[:end]) + _TAG.sub("", text[end:])


def _inline(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or ():
        if child.type == "softbreak":
            parts.append("\0")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "text":
            parts.append(_LEFT_OVER.sub("", child.content))
        elif child.type != "html_inline":
            parts.append(child.content)
    pieces = "".join(parts).split("\0")
    text = pieces[0]
    for piece in pieces[1:]:
        is_latin = _ASCII_WORD.match(text[-1:]) and _ASCII_WORD.match(piece[:1])
        text += (" " if is_latin else "") + piece.strip()
    return text
