"""The heading grammar: which numbers and lines of a report are headings, and where each ends.

Everything here reads the folded view of a text (:func:`ingest.folding.fold`); offsets hold for the
text itself. A number is first a candidate, by its place (start of a line, after a full stop or a
colon, after a space); the order of the numbers decides whether it is a heading: away from a line
start only a number that continues a sequence, or that is itself continued, counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise


class Style(IntEnum):
    """How a heading is numbered; a smaller value is usually the higher level."""

    UNNUMBERED = 0
    PART = 1
    """第一部分, 第一章, 第一个方面"""
    SUBPART = 2
    """第一节"""
    BOXED = 3
    """【一】, 【壹】"""
    CHINESE = 4
    """一、, 壹、"""
    BRACKETED = 5
    """(一)"""
    ARABIC = 6
    """1. or 1、"""
    BRACKETED_ARABIC = 7
    """(1) or 1)"""
    CIRCLED = 8
    """①"""
    ORDINAL = 9
    """第一,"""
    ITEM = 10
    """一是, 一要"""


LISTING = frozenset({Style.BRACKETED_ARABIC, Style.CIRCLED, Style.ORDINAL, Style.ITEM})
"""Styles that number the points of an argument more often than the parts of a text."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that may open a heading.

    Attributes:
        style: How it is written.
        number: Its value; 0 for an unnumbered line.
        start: Where it begins.
        end: Where it ends, its own punctuation included.
        at_line_start: Whether nothing but white space stands before it on its line.
        broken: Whether the line before it stopped in mid-sentence, as lines of a PDF do.
    """

    style: Style
    number: int
    start: int
    end: int
    at_line_start: bool
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a heading ends and its body begins.

    Attributes:
        heading_end: End of the heading's words, end mark excluded.
        body_start: Start of the body. An item that is one whole sentence is its own heading and
            its own body; then this stands right after the number.
    """

    heading_end: int
    body_start: int


_NUMERAL = "[一二三四五六七八九十]{1,3}"
_FORMAL = "[壹贰叁肆伍陆柒捌玖拾]"
_MARKER = re.compile(
    rf"""(?P<before>[\n。!?:…”’)| ])[ #|*]*(?=(?P<marker>
      (?P<PART>第(?:{_NUMERAL}|\d{{1,2}})(?:(?:部分|章|编|篇)(?=[ 、:\u4e00-\u9fff])|个?方面(?=[ 、:,])))
    | (?P<SUBPART>第(?:{_NUMERAL}|\d{{1,2}})节)(?=[ 、:\u4e00-\u9fff])
    | (?P<ORDINAL>第{_NUMERAL}[,、:是])
    | (?P<ITEM>{_NUMERAL}[是要])(?!否)
    | (?P<BOXED>【(?:{_NUMERAL}|{_FORMAL}|\d{{1,2}})】)
    | (?P<CHINESE>(?:{_NUMERAL}|{_FORMAL})[ ]?[、.])(?![ ]?{_NUMERAL}[、.和及至到级类审线期季号产])
    | (?P<BRACKETED>[(〔]{_NUMERAL}[)〕][ ]?[、.]?)(?![ ]?(?:[(〔项款目条至和]|{_NUMERAL}[)〕]))
    | (?P<BRACKETED_ARABIC>\(\d{{1,2}}\)[ ]?[、.]?|\d{{1,2}}\))(?![ ]?[(项款目条至和])
    | (?P<ARABIC>\d{{1,2}}(?:[ ]?、(?!\d{{1,2}}[、月日号])|\.(?!\d)|\.(?=(?:19|20)\d\d年)))
    | (?P<CIRCLED>[①-⑳])
    ))""",
    re.VERBOSE,
)
_STYLES = tuple((style.name, style) for style in Style if style is not Style.UNNUMBERED)
_CHINESE_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", 1)}
_INFORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_FULL_STOPS = "。!?…"
_LINE_DONE = "。!?…;:,、”’》)】|"
_MIN_WRAPPED_LINE = 24
_MAX_BARE_HEADING = 80
_MAX_LEAD_SENTENCE = 40
_MAX_COLON_HEADING = 20
_MAX_LABEL = 30


def find_markers(folded: str) -> list[Marker]:
    """All numbers of a text that stand where a heading may begin, in order."""
    padded = "\n" + folded
    markers = []
    for match in _MARKER.finditer(padded):
        before = match["before"]
        glued = match.end() == match.start() + 1
        if glued and before in "”’)" and padded[match.start() - 1] not in _FULL_STOPS:
            continue
        style = next(style for name, style in _STYLES if match[name])
        start, end = match.start("marker") - 1, match.end("marker") - 1
        at_line_start = before in "\n|"
        broken = before == "\n" and _is_broken(padded, match.start())
        if style in (Style.PART, Style.SUBPART) and not _stands_alone(padded, end + 1, before):
            continue
        markers.append(
            Marker(style, _value(match["marker"]), start, end, at_line_start and not broken, broken)
        )
    return markers


def _stands_alone(padded: str, after: int, before: str) -> bool:
    """Whether 第一部分 is set off from what follows, or heads a line without a full stop.

    第一个方面, is spoken: its line may be a sentence.
    """
    if padded[after] in " 、:.":
        return True
    end = padded.find("\n", after)
    line = padded[after : end if end >= 0 else len(padded)].rstrip()
    return before in "\n|" and "。" not in (line[:-1] if line[:1] == "," else line)


def _is_broken(padded: str, newline: int) -> bool:
    """Whether the line that ends at ``newline`` is long and stops in mid-sentence."""
    line = padded[padded.rfind("\n", 0, newline) + 1 : newline].rstrip()
    return len(line) >= _MIN_WRAPPED_LINE and line[-1] not in _LINE_DONE and "。" in line


def _value(marker: str) -> int:
    digits = re.search(r"\d+", marker)
    if digits:
        return int(digits[0])
    if "①" <= marker[0] <= "⑳":
        return ord(marker[0]) - ord("①") + 1
    numeral = re.search(rf"{_NUMERAL}|{_FORMAL}", marker)
    return _numeral_value(numeral[0].translate(_INFORMAL)) if numeral else 0


def _numeral_value(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    value = _CHINESE_DIGITS.get(ones, 0)
    if ten:
        value += 10 * _CHINESE_DIGITS.get(tens, 1)
    return value


def choose_headings(markers: Sequence[Marker]) -> list[Marker]:
    """The markers that open headings, by their place and the order of their numbers."""
    ranks = style_ranks(markers)
    chosen: list[Marker] = []
    open_numbers: dict[Style, int] = {}
    run_on: dict[Style, int] = {}
    for index, marker in enumerate(markers):
        last = open_numbers.get(marker.style)
        # Points of a text may be numbered through its parts: (1) (2), and in the next part (3).
        runs_on = marker.at_line_start and run_on.get(marker.style) == marker.number - 1
        if not (runs_on or _is_heading(markers, index, last, ranks)):
            continue
        run_on[marker.style] = marker.number
        chosen.append(marker)
        for style in [each for each in open_numbers if ranks[each] > ranks[marker.style]]:
            del open_numbers[style]
        open_numbers[marker.style] = marker.number
    return _without_early_lists(chosen, ranks)


def _is_heading(
    markers: Sequence[Marker], index: int, last: int | None, ranks: dict[Style, float]
) -> bool:
    marker = markers[index]
    if last is not None and marker.number == last + 1:
        return True
    listing = marker.style in LISTING
    if marker.at_line_start and not listing:
        return True
    if marker.number == 1:
        is_restart = last is not None and marker.style <= Style.BRACKETED
        return not is_restart and _is_continued(markers, index, ranks)
    return listing and marker.at_line_start and last is not None


def _is_continued(markers: Sequence[Marker], index: int, ranks: dict[Style, float]) -> bool:
    """Whether a number 1 is followed by a number 2 of its style before a higher heading."""
    style = markers[index].style
    for later in markers[index + 1 :]:
        if later.style is style:
            return later.number == 2
        if ranks[later.style] < ranks[style] and (later.at_line_start or later.number > 1):
            return False
    return False


def style_ranks(markers: Sequence[Marker]) -> dict[Style, float]:
    """The depth order of the styles in this text: the usual one, unless the text inverts it.

    A report may number its parts 1. 2. 3. and the points of each (一)(二): there a higher style
    restarts under every number of a lower one.
    """
    ranks = {style: float(style) for style in Style}
    lines = [marker for marker in markers if marker.at_line_start]
    firsts = dict.fromkeys(marker.style for marker in lines)
    for inner in firsts:
        for outer in firsts:
            if outer > inner and outer not in LISTING and _encloses(lines, outer, inner):
                ranks[outer] = inner - 0.5
    return ranks


def _encloses(lines: Sequence[Marker], outer: Style, inner: Style) -> bool:
    """Whether ``inner`` restarts under at least two consecutive numbers of ``outer``."""
    pair = [marker for marker in lines if marker.style in (outer, inner)]
    numbers = [marker.number for marker in pair if marker.style is outer]
    if pair[0].style is not outer or numbers != list(range(1, len(numbers) + 1)):
        return False
    restarts = sum(
        before.style is outer and after.style is inner and after.number == 1
        for before, after in pairwise(pair)
    )
    return restarts >= 2


def _without_early_lists(chosen: list[Marker], ranks: dict[Style, float]) -> list[Marker]:
    """Drops points listed in the preamble, before the first heading of the highest style."""
    if not chosen:
        return chosen
    top = min(chosen, key=lambda marker: ranks[marker.style]).style
    if top in LISTING:
        return chosen
    first = next(index for index, marker in enumerate(chosen) if marker.style is top)
    early = [marker for marker in chosen[:first] if marker.style < Style.ARABIC]
    return early + chosen[first:]


_TOKENS = re.compile(
    r"“[^”\n]{0,80}”|‘[^’\n]{0,80}’|《[^》\n]{0,80}》|\([^()\n]{0,80}\)"
    r"|(?P<space> +)|(?P<stop>[。!?;])|(?P<colon>:)|(?P<comma>,)"
)
_FIGURE = re.compile(
    r"\d(?:[\d.,]*)(?:余|多)?(?:[件次人个家项万亿%起场名部户元份期批条宗支篇处所辆天])"
)
_TIME_CLAUSE = re.compile(
    r"(?:(?:19|20)\d\d年[度底末初]?|今年|去年|近.{0,3}年来?|截[至止].*|.{0,8}以来|\d+月.*|目前|同时)$"
)
_NO_LABEL = re.compile(r"(?:按照|根据|依据|按|依照|为|以|在|经|由|对于|针对|通过)")
_INTRODUCES = re.compile(r"(?:如下|包括|其中|分别是|主要有|主要是|是|即)$")


def heading_extent(
    folded: str, marker: Marker, limit: int, end: int, *, has_children: bool
) -> Extent:
    """Where a heading ends.

    Args:
        folded: The folded text.
        marker: Its number.
        limit: Where the next heading begins, or the line ends.
        end: Where the section ends.
        has_children: Whether the next heading is a deeper one.
    """
    start = _skip_spaces(folded, marker.end, limit)
    stop = _strip_right(folded, start, limit)
    if marker.style is Style.UNNUMBERED:
        return Extent(stop, _skip_white(folded, stop, end))
    marks = _first_marks(folded, start, stop)
    sentence_end = marks.get("stop", stop)
    goes_on = has_children or bool(folded[sentence_end + 1 : end].strip())
    if sentence_end == stop and _width(folded, start, stop) <= _MAX_BARE_HEADING:
        heading_end = stop - (folded[stop - 1 : stop] == ":")
        return Extent(heading_end, _skip_white(folded, stop, end))
    lead_end = _lead_end(folded, marker, start, sentence_end, marks)
    if lead_end is not None:
        return Extent(lead_end, _skip_white(folded, lead_end, end, ":"))
    is_title = _reads_as_heading(folded, start, sentence_end)
    is_clause = folded[sentence_end : sentence_end + 1] == ";"
    if is_title and not goes_on:
        return Extent(sentence_end, start)
    if is_title and not is_clause:
        return Extent(sentence_end, _skip_white(folded, sentence_end, end, "。!?"))
    return Extent(_label_end(folded, marker, start, sentence_end, marks), start)


def _lead_end(
    folded: str, marker: Marker, start: int, sentence_end: int, marks: dict[str, int]
) -> int | None:
    """Where a space or a colon ends the heading before its sentence does; None where none does.

    On a line of its own a heading may hold a space; in the middle of a line the space ends it.
    """
    space, colon = marks.get("space", sentence_end), marks.get("colon", sentence_end)
    if space < sentence_end and _width(folded, start, space) <= _MAX_LEAD_SENTENCE:
        goes_past_space = (
            marker.at_line_start
            and sentence_end - start <= _MAX_LABEL
            and "," not in folded[space:sentence_end]
            and not _FIGURE.search(folded, space, sentence_end)
        )
        return None if goes_past_space else space
    comma = marks.get("comma", sentence_end)
    if colon < min(comma, sentence_end) and colon - start <= _MAX_COLON_HEADING:
        return None if _INTRODUCES.search(folded, start, colon) else colon
    return None


def _first_marks(folded: str, start: int, stop: int) -> dict[str, int]:
    """Positions of the first space, colon, comma and sentence end outside quotes and brackets."""
    found: dict[str, int] = {}
    for match in _TOKENS.finditer(folded, start, stop):
        if match.lastgroup:
            found.setdefault(match.lastgroup, match.start())
        if "stop" in found:
            break
    return found


def _reads_as_heading(folded: str, start: int, end: int) -> bool:
    return (
        0 < _width(folded, start, end) <= _MAX_LEAD_SENTENCE
        and not _FIGURE.search(folded, start, end)
        and not _TIME_CLAUSE.match(folded, start, _first(folded, ",", start, end))
    )


def _label_end(
    folded: str, marker: Marker, start: int, sentence_end: int, marks: dict[str, int]
) -> int:
    """End of the words that stand for a full-sentence item: its first clause, or its number."""
    clause_end = min(marks.get("comma", sentence_end), marks.get("colon", sentence_end))
    speaks = (
        4 <= clause_end - start <= _MAX_LABEL
        and not _TIME_CLAUSE.match(folded, start, clause_end)
        and not _NO_LABEL.match(folded, start)
    )
    if speaks:
        return clause_end
    return _strip_right(folded, marker.start, marker.end)


def _first(folded: str, char: str, start: int, end: int) -> int:
    found = folded.find(char, start, end)
    return end if found < 0 else found


def _width(folded: str, start: int, end: int) -> int:
    return end - start - folded.count(" ", start, end)


def _skip_spaces(folded: str, at: int, end: int) -> int:
    while at < end and folded[at] in " 、:.":
        at += 1
    return at


def _skip_white(folded: str, at: int, end: int, marks: str = "") -> int:
    if at < end and folded[at] in marks:
        at += 1
    while at < end and folded[at].isspace():
        at += 1
    return at


def _strip_right(folded: str, start: int, end: int) -> int:
    while end > start and (folded[end - 1].isspace() or folded[end - 1] in "|*"):
        end -= 1
    return end
