"""Cuts a report into quotable passages along its outline.

Every character that is not white space lies in exactly one passage. A passage stays inside one
first-level section and, but for very short neighbours, inside one section of the second level; it
begins with the headings that directly precede its words. The signature is a passage of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.folding import fold
from ingest.sentences import folded_sentence_spans
from ingest.tables import Table, find_tables
from vectorstore.records import PartKind, Passage, Section, Span

SHORTEST, LONGEST = 150, 400
"""Target length of a passage in characters."""
_IDEAL = 280
_HARD_LIMIT = 600
_TINY = 100
"""Second-level sections below this length may share a passage with their neighbours."""
_TINY_GROUP = 300
_LEAD_IN = 60
"""Opening words of a section up to this length go with its first point."""

_CLINGS = re.compile(
    r"(?:其中|同时|共(?!产|青|同|享|建|治|和|富)|占|分别|上述|该|此外|另外|以上|均|比上?年|同比|较上?年|截至目前|[二三四五六七八九]是)"
)
"""Sentences that begin so say nothing without the one before."""

_COST_CLINGING = 30.0
_COST_CHAIN = 15.0
_COST_MID_PARAGRAPH = 1.0
_COST_AFTER_HEADING = 60.0
_COST_IN_TABLE = 15.0


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of text that lies in one section.

    Attributes:
        start: Its span.
        end: See ``start``.
        path: The sections above and around it, outermost first.
        kind: What it is about.
        is_lead_in: Whether it is only the opening words before a section's first point.
    """

    start: int
    end: int
    path: tuple[Section, ...]
    kind: PartKind
    is_lead_in: bool = False


def split_passages(report_id: str, text: str, outline: Sequence[Section]) -> list[Passage]:
    """Cuts a text into passages of about 150 to 400 characters.

    A passage ends at the end of a sentence. A chain of figures stays with its subject where the
    bounds allow: cuts after a semicolon, and before 其中 or 同比, are the last resort. No passage
    is longer than 600 characters unless one sentence is. A row of a table is never cut, and a table
    stays with its caption and header where it fits.

    Args:
        report_id: The report's id, the head of each passage's id.
        text: The text that the outline was read from.
        outline: Its first-level sections.
    """
    folded = fold(text)
    tables = find_tables(folded)
    passages: list[Passage] = []
    for region in _merge(_regions(text, outline)):
        headings = tuple(each.heading for each in region.path if each.heading)
        for span in _cut(folded, region, tables):
            passages.append(
                Passage(
                    f"{report_id}-{len(passages):04d}",
                    report_id,
                    len(passages),
                    text[span.start : span.end],
                    span.start,
                    span.end,
                    headings,
                    region.kind,
                )
            )
    return passages


def _regions(text: str, outline: Sequence[Section]) -> list[_Region]:
    """The text as stretches of one section each, in order; headings go with what follows them."""
    found: list[_Region] = []
    at = 0
    for section in outline:
        found += _gap(text, at, section.start)
        found += _section_regions(text, section, ())
        at = section.end
    return found + _gap(text, at, len(text))


def _gap(text: str, start: int, end: int) -> list[_Region]:
    """What stands outside every section: the signature."""
    return [_Region(start, end, (), PartKind.PREAMBLE)] if text[start:end].strip() else []


def _section_regions(text: str, section: Section, above: tuple[Section, ...]) -> list[_Region]:
    path = (*above, section)
    if not section.children:
        return [_Region(section.start, section.end, path, section.kind)]
    first = section.children[0]
    regions = [each for child in section.children for each in _section_regions(text, child, path)]
    opening = text[section.body_start : first.start].strip()
    if not opening:
        head = regions[0]
        return [_Region(section.start, head.end, head.path, head.kind), *regions[1:]]
    is_lead_in = len(opening) <= _LEAD_IN and opening[-1] in ":："
    return [_Region(section.start, first.start, path, section.kind, is_lead_in), *regions]


def _merge(regions: Sequence[_Region]) -> list[_Region]:
    """Joins regions that are too short to stand alone with a neighbour of the same kind."""
    merged: list[_Region] = []
    for region in regions:
        joined = _join(merged[-1], region) if merged else None
        if joined is None:
            merged.append(region)
        else:
            merged[-1] = joined
    return merged


def _join(left: _Region, right: _Region) -> _Region | None:
    """Both regions as one, or None where they should stay apart."""
    common = _common_path(left.path, right.path)
    if not common or left.kind is not right.kind:
        return None
    if left.is_lead_in and len(right.path) > len(left.path) == len(common):
        return _Region(left.start, right.end, right.path, right.kind)
    sizes = (left.end - left.start, right.end - right.start)
    if len(common) >= 2:
        fits = min(sizes) < SHORTEST and sum(sizes) <= LONGEST
    else:
        fits = (
            max(sizes[1], sizes[0] if left.path != common else 0) < _TINY
            and sum(sizes) <= _TINY_GROUP
        )
        fits = fits and bool(common[0].heading)
    return _Region(left.start, right.end, common, right.kind) if fits else None


def _common_path(left: tuple[Section, ...], right: tuple[Section, ...]) -> tuple[Section, ...]:
    depth = 0
    while depth < min(len(left), len(right)) and left[depth] is right[depth]:
        depth += 1
    return left[:depth]


def _cut(folded: str, region: _Region, tables: Sequence[Table]) -> list[Span]:
    """Passages of one region: all of it, or the cheapest division at sentence ends."""
    sentences = folded_sentence_spans(folded, region.start, region.end)
    if not sentences:
        return []
    if sentences[-1].end - sentences[0].start <= LONGEST:
        return [Span(sentences[0].start, sentences[-1].end)]
    inside = [each for each in tables if each.start < region.end and region.start < each.end]
    if inside:
        sentences = _whole_lines(folded, sentences, inside)
    body_starts = {each.body_start for each in region.path}
    breaks = [
        _table_cost(inside, after) or _break_cost(folded, before, after, body_starts)
        for before, after in pairwise(sentences)
    ]
    return _cheapest(sentences, breaks)


def _whole_lines(folded: str, sentences: Sequence[Span], tables: Sequence[Table]) -> list[Span]:
    """The sentences, those of one line of a table as one."""
    joined: list[Span] = []
    for span in sentences:
        in_table = any(table.start <= span.start < table.end for table in tables)
        if joined and in_table and "\n" not in folded[joined[-1].start : span.start]:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _table_cost(tables: Sequence[Table], after: Span) -> float:
    """How bad it is to cut inside a table before a line of it; 0 before its first and outside."""
    table = next((each for each in tables if each.start < after.start < each.end), None)
    if table is None:
        return 0.0
    header_end = table.rows[0].start if table.rows else table.end
    return _COST_AFTER_HEADING if after.start <= header_end else _COST_IN_TABLE


def _break_cost(folded: str, before: Span, after: Span, body_starts: set[int]) -> float:
    """How bad it is to cut between two sentences."""
    if after.start in body_starts or folded[before.end - 1] == ":":
        return _COST_AFTER_HEADING
    new_paragraph = "\n" in folded[before.end : after.start]
    if _CLINGS.match(folded, after.start) and not (
        new_paragraph and folded[before.end - 1] in "。!?"
    ):
        return _COST_CLINGING
    if folded[before.end - 1] == ";":
        return _COST_CHAIN
    return 0.0 if new_paragraph else _COST_MID_PARAGRAPH


def _cheapest(sentences: Sequence[Span], breaks: Sequence[float]) -> list[Span]:
    """The division into runs of sentences with the least cost of lengths and breaks."""
    count = len(sentences)
    starts = [sentence.start for sentence in sentences]
    before = [0.0, *breaks]
    best = [0.0] * (count + 1)
    choice = [0] * (count + 1)
    for end in range(1, count + 1):
        stop = sentences[end - 1].end
        least = float("inf")
        for begin in range(end - 1, -1, -1):
            length = stop - starts[begin]
            if length <= _HARD_LIMIT:
                cost = best[begin] + _LENGTH_COSTS[length] + before[begin]
            elif begin == end - 1:
                cost = best[begin] + _length_cost(length) + before[begin]
            else:
                break
            if cost < least:
                least, choice[end] = cost, begin
        best[end] = least
    spans = []
    end = count
    while end:
        begin = choice[end]
        spans.append(Span(sentences[begin].start, sentences[end - 1].end))
        end = begin
    return spans[::-1]


def _length_cost(length: int) -> float:
    """Nothing at the ideal length, little within the target, steep outside."""
    cost = ((length - _IDEAL) / _IDEAL) ** 2
    if length < SHORTEST:
        return cost + ((SHORTEST - length) / 25) ** 2
    if length > LONGEST:
        return cost + ((length - LONGEST) / 25) ** 2
    return cost


_LENGTH_COSTS = [_length_cost(length) for length in range(_HARD_LIMIT + 1)]
