"""Lays a report's text out as headings and paragraphs, with one quote marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.schemas import SectionOut

_BLOCK_LEVELS = 2
"""Headings down to this level stand alone; deeper ones run into their paragraph, as printed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one look.

    Attributes:
        text: The words, verbatim.
        marked: Inside the quote.
        heading: Inside a heading that runs into its paragraph.
        first: The quote begins here.
    """

    text: str
    marked: bool = False
    heading: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph.

    Attributes:
        pieces: Its words.
        level: Of a heading that stands alone; 0 for a paragraph.
        anchor: Where the outline links to; empty where no section begins.
        kind: What the section it lies in reports.
    """

    pieces: tuple[Piece, ...]
    level: int
    anchor: str
    kind: str


def flatten(sections: Sequence[SectionOut]) -> Iterator[SectionOut]:
    """Sections with all that is in them, in the order of the text."""
    for section in sections:
        yield section
        yield from flatten(section.children)


def anchor(section: SectionOut) -> str:
    """Fragment that leads to a section."""
    return f"s{section.start}"


def lay_out(text: str, outline: Sequence[SectionOut], start: int, end: int) -> list[Block]:
    """Cuts a text into blocks; their pieces in order are the text without its line breaks.

    Args:
        text: The report's text.
        outline: Its sections.
        start: Span of the quote to mark; an empty or impossible span marks nothing.
        end: See ``start``.
    """
    if not 0 <= start < end <= len(text):
        start = end = -1
    sections = list(flatten(outline))
    alone = {each.start: each.body_start for each in sections if _stands_alone(text, each)}
    breaks = {each.start for each in sections} | set(alone.values()) | {0, len(text)}
    breaks |= {at + offset for at, char in enumerate(text) if char == "\n" for offset in (0, 1)}
    begins = {each.start: each for each in sections}
    blocks = []
    ordered = sorted(each for each in breaks if 0 <= each <= len(text))
    open_until: list[SectionOut] = []
    for begin, stop in pairwise(ordered):
        section = begins.get(begin)
        open_until = [each for each in open_until if begin < each.end]
        if section is not None:
            open_until.append(section)
        if not text[begin:stop].strip():
            continue
        run_in = 0
        if section is not None and begin not in alone and section.heading:
            run_in = section.body_start
        blocks.append(
            Block(
                tuple(_pieces(text, begin, stop, (start, end), run_in)),
                section.level if section is not None and begin in alone else 0,
                anchor(section) if section is not None else "",
                open_until[-1].kind.value if open_until else "",
            )
        )
    return blocks


def _stands_alone(text: str, section: SectionOut) -> bool:
    if section.body_start < section.start + len(section.heading) or not section.heading:
        return False  # its heading is a sentence of the body, or there is none
    rest = text[section.start + len(section.heading) :][:2]
    return section.level <= _BLOCK_LEVELS or rest.lstrip("。 ").startswith("\n") or not rest


def _pieces(
    text: str, begin: int, stop: int, quote: tuple[int, int], run_in: int
) -> Iterator[Piece]:
    cuts = sorted({begin, stop} | {each for each in (*quote, run_in) if begin < each < stop})
    for left, right in pairwise(cuts):
        marked = quote[0] <= left < quote[1]
        yield Piece(text[left:right], marked, left < run_in, marked and left == quote[0])
