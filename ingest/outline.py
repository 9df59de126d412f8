"""From the text of a report to its outline.

The grammar of headings is in :mod:`ingest.headings` and :mod:`ingest.plain_headings`, that of
parts without headings in :mod:`ingest.parts`; here both become one tree. Its spans cover the text
from the first word to the signature, which belongs to no section.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.folding import fold
from ingest.headings import (
    LISTING,
    Marker,
    Style,
    choose_headings,
    find_markers,
    heading_extent,
    style_ranks,
)
from ingest.parts import (
    PART_NAME,
    Cue,
    attachment_start,
    find_cues,
    heading_kind,
    names_year,
    preamble_end,
    signature_start,
    year_after_title,
)
from ingest.plain_headings import (
    Line,
    find_plain_headings,
    split_lines,
    title_end,
    without_contents,
)
from vectorstore.records import PartKind, Section

_UNHEADED = -1.0
"""Rank of a first-level part without heading."""


@dataclass(slots=True)
class _Node:
    """A section under construction."""

    rank: float
    start: int
    heading_end: int
    body_start: int
    kind: PartKind
    is_list_item: bool = False
    is_cue: bool = False
    children: list[_Node] = field(default_factory=list)


def parse_outline(text: str) -> list[Section]:
    """Reads the sections of a report from its cleaned text.

    Opening words before the first heading are a section without heading, of kind ``preamble``;
    problems and plans that have no heading of their own are sections without heading where they
    stand. Sections end where the next one begins, or before the signature, white space excluded; a
    table or list that is appended after it is a section of its own.

    Args:
        text: The cleaned text.

    Returns:
        First-level sections in order, with nested children; none for a text without words.
    """
    folded = fold(text)
    lines = split_lines(folded)
    if not lines:
        return []
    attached = attachment_start(folded)
    end = signature_start(folded[:attached])
    chosen, ranks = _headings(folded[:end], lines)
    cues = find_cues(folded, end)
    first = chosen[0].start if chosen else end
    if cues and cues[0].start < first and all(each.style in LISTING for each in chosen):
        # Only lists: those under an unheaded part are points of it, not the report's sections.
        opening = min(preamble_end(folded[:end], end, title_end(lines)), cues[0].start)
    else:
        opening = min(preamble_end(folded[:end], first, title_end(lines)), first)
    tree = _Tree(folded, end, ranks)
    if folded[:opening].strip():
        tree.add_unheaded(lines[0].start, PartKind.PREAMBLE)
    body = _skip_space(folded, opening, end)
    if body < first:
        tree.add_unheaded(body, PartKind.ACHIEVEMENT)
    tree.add_all(chosen, [cue for cue in cues if cue.start >= body])
    sections = [_section(node, text, 1, stop) for node, stop in _with_ends(tree.roots, end)]
    return [*sections, *_attachment(text, attached)]


def _attachment(text: str, start: int) -> list[Section]:
    """What a report appends after its signature, a part of its own: it is no longer a plan."""
    end = len(text.rstrip())
    if start >= end:
        return []
    line_end = text.find("\n", start)
    heading = text[start : line_end if line_end > 0 else end].rstrip()
    body = _skip_space(text, start + len(heading), end)
    return [Section(heading, 1, start, body, end, PartKind.ACHIEVEMENT)]


def _headings(folded: str, lines: Sequence[Line]) -> tuple[list[Marker], dict[Style, float]]:
    markers = without_contents(find_markers(folded), lines)
    ranks = style_ranks(markers)
    chosen = choose_headings(markers)
    plain = find_plain_headings(lines, chosen, PART_NAME)
    if plain:
        everything = sorted([*markers, *plain], key=lambda marker: marker.start)
        chosen = choose_headings(everything)
    return chosen, ranks


def _skip_space(folded: str, at: int, end: int) -> int:
    while at < end and folded[at].isspace():
        at += 1
    return at


class _Tree:
    """Puts headings and unheaded parts, in the order of the text, where they belong."""

    def __init__(self, folded: str, end: int, ranks: dict[Style, float]) -> None:
        self.roots: list[_Node] = []
        self._folded = folded
        self._end = end
        self._ranks = ranks
        self._next = year_after_title(folded)
        self._stack: list[_Node] = []

    def add_unheaded(self, start: int, kind: PartKind) -> None:
        """Adds a first-level part without heading."""
        self._stack.clear()
        self._push(_Node(_UNHEADED, start, start, start, kind))

    def add_all(self, headings: Sequence[Marker], cues: Sequence[Cue]) -> None:
        """Adds headings and unheaded parts; both in order."""
        waiting = list(cues)
        for index, marker in enumerate(headings):
            while waiting and waiting[0].start < marker.start:
                self._add_cue(waiting.pop(0), headings[index:])
            self._add_heading(headings, index)
            body_start = self._stack[-1].body_start
            while waiting and waiting[0].start < body_start:
                waiting.pop(0)
        for cue in waiting:
            self._add_cue(cue, [])

    def _add_heading(self, headings: Sequence[Marker], index: int) -> None:
        marker = headings[index]
        following = headings[index + 1] if index + 1 < len(headings) else None
        rank = self._ranks[marker.style]
        end = following.start if following else self._end
        line_end = self._folded.find("\n", marker.end, end)
        limit = end if line_end < 0 else line_end
        deeper = following is not None and self._ranks[following.style] > rank
        extent = heading_extent(self._folded, marker, limit, end, has_children=deeper)
        self._close(rank, marker)
        heading = self._folded[marker.start : extent.heading_end]
        level = len(self._stack) + 1
        inherited = self._stack[-1].kind if self._stack else PartKind.ACHIEVEMENT
        self._push(
            _Node(
                rank,
                marker.start,
                extent.heading_end,
                extent.body_start,
                self._kind(heading, inherited, level),
                is_list_item=marker.style in LISTING,
            )
        )

    def _kind(self, heading: str, inherited: PartKind, level: int) -> PartKind:
        kind = heading_kind(heading, inherited, level)
        is_next = level == 1 and kind is PartKind.ACHIEVEMENT and names_year(heading, self._next)
        return PartKind.PLAN if is_next else kind

    def _close(self, rank: float, marker: Marker) -> None:
        """Closes what a heading of this rank does not belong to.

        A list that starts at 1 right after the opening words of an unheaded part belongs to it.
        """
        while self._stack:
            top = self._stack[-1]
            if top.is_cue and self._takes(top, rank, marker):
                return
            if not top.is_cue and 0 <= top.rank < rank:
                return
            self._stack.pop()

    def _takes(self, cue: _Node, rank: float, marker: Marker) -> bool:
        """Whether a heading is the first or a further point of an unheaded part."""
        if cue.children:
            return cue.children[0].rank == rank
        is_below = marker.style in LISTING or 0 <= self._stack[0].rank < rank
        return marker.number == 1 and is_below

    def _add_cue(self, cue: Cue, following: Sequence[Marker]) -> None:
        while self._stack and (
            self._stack[-1].is_list_item
            or (self._stack[-1].is_cue and self._stack[-1].kind is not cue.kind)
        ):
            self._stack.pop()
        if cue.is_general and self._concludes(following):
            del self._stack[1:]
        kind = self._stack[-1].kind if self._stack else PartKind.ACHIEVEMENT
        if kind in (cue.kind, PartKind.PLAN):
            return
        if self._stack and self._stack[0].rank == _UNHEADED:
            self._stack.clear()
        rank = self._stack[-1].rank if self._stack else _UNHEADED
        self._push(_Node(rank, cue.start, cue.start, cue.start, cue.kind, is_cue=True))

    def _concludes(self, following: Sequence[Marker]) -> bool:
        """Whether only lists follow before the next first-level heading."""
        if not self._stack:
            return False
        for marker in following:
            if marker.style not in LISTING:
                return self._ranks[marker.style] <= self._stack[0].rank
        return True

    def _push(self, node: _Node) -> None:
        (self._stack[-1].children if self._stack else self.roots).append(node)
        self._stack.append(node)


def _with_ends(nodes: Sequence[_Node], end: int) -> list[tuple[_Node, int]]:
    stops = [*(node.start for node in nodes), end][1:]
    return list(zip(nodes, stops, strict=bool(nodes)))


def _section(node: _Node, text: str, level: int, stop: int) -> Section:
    end = node.start + len(text[node.start : stop].rstrip())
    return Section(
        text[node.start : node.heading_end],
        level,
        node.start,
        min(node.body_start, end),
        end,
        node.kind,
        tuple(
            _section(child, text, level + 1, below)
            for child, below in _with_ends(node.children, stop)
        ),
    )
