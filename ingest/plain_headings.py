"""Headings without numbers, and tables of contents, which only look like headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.headings import LISTING, Marker, Style

_LEADER = re.compile(r"(?:\.{3,}|…+|·{3,}|[ ]{2,})[ .…·]*-?\d{1,3}-?$")
_LONE_PAGE = re.compile(r" +\d{1,3}$")
_PAGE = re.compile(r"[ .…·\t-]*\d{0,3}-?$")
_CONTENTS = re.compile(r"目[ ]*[录次]$")
_TITLE_END = re.compile(
    r"(?:报告|总结|综述|汇报|情况|要点|计划|方案|通知|意见|公告|自评|简报)(?:\(.{1,12}\))?$"
)
_NO_HEADING = re.compile(
    r"[—-]|[(〔\[【]|\d{4}[年.\-/]|.*[|:]|附件?\d*$|.*(?:政府|委员会|办公室|[局厅院])$|.*\d{1,2}[月日]"
)
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_END_MARKS = "。!?;…:,、"
_MIN_HEADING, _MAX_HEADING = 4, 32
_MIN_BODY = 40
_MIN_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without surrounding white space.

    Attributes:
        start: Its span in the text.
        end: See ``start``.
        text: Its folded words.
    """

    start: int
    end: int
    text: str

    @property
    def is_body(self) -> bool:
        """Whether it is running text: a sentence, or too long for a heading."""
        return (self.text[-1] in "。!?;…”" and "。" in self.text) or len(self.text) > _MIN_BODY


def split_lines(folded: str) -> list[Line]:
    """The lines of a folded text that are not blank."""
    return [
        Line(match.start(), match.end(), match[0])
        for match in re.finditer(r"[^ \n](?:[^\n]*[^ \n])?", folded)
    ]


def without_contents(markers: Sequence[Marker], lines: Sequence[Line]) -> list[Marker]:
    """Drops the entries of a table of contents.

    Entries are lines with leaders and page numbers, or a run of heading lines at the head, with
    nothing between them, at least two of the highest level, most of which stand again further down.
    """
    by_start = {line.start: index for index, line in enumerate(lines)}
    kept = [
        marker
        for marker in markers
        if marker.start not in by_start or not _has_page_number(lines, by_start[marker.start])
    ]
    run = _leading_run(kept, lines, by_start)
    styles = [marker.style for marker in run.values()]
    if len(run) < _MIN_ENTRIES or styles.count(styles[0]) < 2:
        return kept
    *_, last = run.values()
    below = {_bare(line.text) for line in lines[by_start[last.start] + 1 :]}
    if sum(entry in below for entry in run) * 2 < len(run):
        return kept
    entries = set(run.values())
    return [marker for marker in kept if marker not in entries]


def _leading_run(
    markers: Sequence[Marker], lines: Sequence[Line], by_start: Mapping[int, int]
) -> dict[str, Marker]:
    """The first heading lines with nothing between them, by their words, up to a repetition."""
    run: dict[str, Marker] = {}
    expected = by_start.get(markers[0].start) if markers else None
    for marker in markers:
        if expected is None or by_start.get(marker.start) != expected:
            break
        entry = _bare(lines[expected].text)
        if entry in run or "。" in entry:
            break
        run[entry] = marker
        expected += 1
    return run


def _has_page_number(lines: Sequence[Line], index: int) -> bool:
    """Whether a line ends in leaders and a page number, or in a number that it later lacks."""
    text = lines[index].text
    if not (text[-1].isdigit() or text[-1] == "-"):
        return False
    if _LEADER.search(text):
        return True
    page = _LONE_PAGE.search(text)
    if page is None:
        return False
    entry = text[: page.start()]
    return any(line.text == entry for line in lines[index + 1 :])


def _bare(line: str) -> str:
    return _PAGE.sub("", line).replace(" ", "")


def find_plain_headings(
    lines: Sequence[Line], numbered: Sequence[Marker], is_cue: re.Pattern[str]
) -> list[Marker]:
    """Short lines between paragraphs that head what follows.

    A report whose parts are numbered has none, but for a line that names a part which is not
    praise (``is_cue``), or one under which the numbers start again. A report without numbered
    parts has at least two.

    Args:
        lines: The report's lines.
        numbered: The headings by number.
        is_cue: Recognises the names of parts on problems and plans.
    """
    starts = {marker.start: marker for marker in numbered}
    first_body = next((at for at, line in enumerate(lines) if line.is_body), len(lines))
    found, sure = [], []
    for index in range(1, len(lines) - 1):
        line, following = lines[index], lines[index + 1]
        if line.start in starts or not _may_head(line, lines[index - 1]):
            continue
        if index < first_body and (index == 0 or _TITLE_END.search(line.text)):
            continue
        restarts = following.start in starts and starts[following.start].number == 1
        if not (restarts or following.is_body):
            continue
        found.append(line)
        if is_cue.search(line.text) or (restarts and index > first_body):
            sure.append(line)
    has_parts = any(marker.style not in LISTING for marker in numbered)
    if not has_parts and len(found) >= 2:
        sure = found
    return [Marker(Style.UNNUMBERED, 0, line.start, line.start, True) for line in sure]


def _may_head(line: Line, before: Line) -> bool:
    return (
        _MIN_HEADING <= len(line.text) <= _MAX_HEADING
        and line.text[-1] not in _END_MARKS
        and "。" not in line.text
        and bool(_WORDS.search(line.text))
        and not _NO_HEADING.match(line.text)
        and not _CONTENTS.search(before.text)
    )


def title_end(lines: Sequence[Line]) -> int:
    """Where the title lines at the head of a text end: before the first line of running text."""
    end = 0
    for line in lines:
        if line.is_body or line.text.endswith(":"):
            break
        end = line.end
        if _TITLE_END.search(line.text):
            break
    return end
