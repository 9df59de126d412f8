"""Takes page furniture off a document and leaves the report's own words untouched.

Furniture is looked for at the head and the tail only, and in table rows without words. Between the
first and the last line of the report only page numbers go, and the line breaks of a text that was
broken at a fixed width.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import furniture
from ingest.documents import Cleaned, Document, PageField
from ingest.folding import fold
from ingest.wrapping import PAGE_NUMBER, wrapped_lines
from vectorstore.records import SourceSpan, Span

_FURNITURE_LINES = (furniture.ACTIONS, furniture.INERT, furniture.CLOCK)
_LEADING_BORDER = re.compile(r"[ ]*\|[ |]*")
_LONGEST_PAGE_NUMBER = 24
_LONGEST_TAIL = 400  # of the furniture at the end of a line, with the white space in it
_MAX_HEAD_LINES = 80
_MAX_TAIL_LINES = 60
_MAX_VALUE = 80
_LONG_LINE = 60
_WHOLE_REPORT = 1000
"""A line so long is no line of a page's head, whatever it begins with."""

_FEWEST_LABELS = 2
"""So many labels before the first sentence make the head of a page; one may be the report's."""

_BORDERS = re.compile(r"[| ]*\|[| ]*")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: its span without the line break, and its folded words."""

    start: int
    end: int
    words: str


def clean(document: Document) -> Cleaned:
    """Removes page furniture.

    Args:
        document: A document as its format gave it.

    Returns:
        The report's text as verbatim slices of the document's, with the labelled values that the
        furniture held. The kept slices and the removed spans together cover the document.
    """
    text = document.text
    remover = _Remover(text)
    first = remover.clean_head()
    remover.clean_tail(first)
    remover.drop_inert_rows()
    remover.drop_page_numbers()
    remover.join_lines()
    kept = _complement(remover.removed_spans(), len(text))
    source_map = []
    at = 0
    for span in kept:
        source_map.append(SourceSpan(at, at + span.end - span.start, span.start))
        at += span.end - span.start
    return Cleaned(
        "".join(text[span.start : span.end] for span in kept),
        tuple(source_map),
        tuple(remover.fields),
        tuple(_complement(kept, len(text))),
    )


def _lines(folded: str) -> list[_Line]:
    return [
        _Line(match.start(), match.end(), match[0].strip())
        for match in re.finditer(r"[^\n]*(?:\n|$)", folded)
        if match[0]
    ]


def _cells(folded: str, line: _Line) -> list[_Line]:
    """The cells of a page's head that stands on one line with the report; else the line itself."""
    stop = folded.find("。", line.start, line.end)
    if len(line.words) < _WHOLE_REPORT or stop < 0:
        return [line]
    labels = list(furniture.LABEL.finditer(folded, line.start, stop))
    if not furniture.BREADCRUMB.match(line.words) and len(labels) < _FEWEST_LABELS:
        return [line]
    border = folded.rfind("|", line.start, stop)
    cuts = {match.start() for match in labels}
    cuts |= {match.end() for match in _BORDERS.finditer(folded, line.start, border + 1)}
    if labels and labels[-1].end() > border:
        value = furniture.HEAD_VALUE.match(folded, labels[-1].end(), stop)
        cuts |= {value.end()} if value else set()
    ends = [*sorted(cuts - {line.start}), line.end]
    begins = [line.start, *ends[:-1]]
    return [
        _Line(begin, end, folded[begin:end].strip(" |\n"))
        for begin, end in zip(begins, ends, strict=True)
    ]


def _complement(spans: Sequence[Span], length: int) -> list[Span]:
    gaps = []
    at = 0
    for span in spans:
        if at < span.start:
            gaps.append(Span(at, span.start))
        at = span.end
    if at < length:
        gaps.append(Span(at, length))
    return gaps


class _Remover:
    """Marks furniture, line by line."""

    def __init__(self, text: str) -> None:
        self.fields: list[PageField] = []
        self._text = text
        self._folded = fold(text)
        lines = _lines(self._folded)
        self._lines = [
            part for line in lines[:_MAX_HEAD_LINES] for part in _cells(self._folded, line)
        ] + lines[_MAX_HEAD_LINES:]
        self._removed: list[Span] = []
        self._gone: set[int] = set()

    def removed_spans(self) -> list[Span]:
        """The removed spans in order, joined where they touch."""
        joined: list[Span] = []
        for span in sorted(self._removed, key=lambda each: each.start):
            if joined and span.start <= joined[-1].end:
                joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
            elif span.start < span.end:
                joined.append(span)
        return joined

    def clean_head(self) -> int:
        """Removes furniture above the report.

        Returns:
            Index of the first line of running text; the number of lines where there is none.
        """
        first = next(
            (at for at, line in enumerate(self._lines) if _is_body(line.words)), len(self._lines)
        )
        head = range(min(first, _MAX_HEAD_LINES))
        self._read_head(head)
        self._drop_crumbs(head)
        self._drop_repeated_title(head)
        self._drop_blank(range(min(first + 1, len(self._lines))))
        for index in head:
            if index not in self._gone and "|" in self._lines[index].words:
                self._strip_start(self._lines[index])
                self._strip_end(self._lines[index])
        if first < len(self._lines):
            self._strip_start(self._lines[first])
        return first

    def _read_head(self, head: range) -> None:
        """Drops furniture lines; a label alone on its line takes its value from the next."""
        words_at = [index for index in head if self._lines[index].words]
        waiting = ""
        for index in words_at:
            words = self._lines[index].words
            # The last line above the text is its title unless a line was kept before.
            may_be_title = index == words_at[-1] and self._gone.issuperset(words_at[:-1])
            if waiting and not may_be_title and not furniture.LABEL.match(words):
                self._take_value(waiting, index)
                waiting = ""
            elif lone := furniture.LONE_LABEL.match(words):
                waiting = lone["label"].replace(" ", "")
                self._drop(index)
            elif self._is_head_furniture(index):
                self._drop(index)

    def _is_head_furniture(self, index: int) -> bool:
        """Whether a line is furniture; reads its fields if so."""
        line = self._lines[index]
        words = line.words
        if any(each.match(words) for each in _FURNITURE_LINES):
            return True
        if byline := furniture.BYLINE.match(words):
            if byline["date"]:
                start = self._folded.index(byline["date"], line.start)
                self._add_field("日期", start, start + len(byline["date"]))
            return True
        if furniture.LABEL.match(words.lstrip("| ")):
            return self._read_fields(line)
        dated = furniture.DATED.match(words)
        if dated and furniture.LABEL.match(words, dated.end()):
            start = self._folded.index(words, line.start)
            self._add_field("日期", start, start + len(dated["date"]))
            return self._read_fields(line)
        for pattern, label in (
            (furniture.DATE_ONLY, "日期"),
            (furniture.PUBLICITY, "公开方式"),
            (furniture.DOCUMENT_NUMBER, "文号"),
            (furniture.BREADCRUMB, "当前位置"),
        ):
            if pattern.match(words):
                start = self._folded.index(words, line.start)
                self._add_field(label, start, start + len(words))
                return True
        return False

    def _read_fields(self, line: _Line) -> bool:
        """Reads ``label: value`` pairs; False where a value is too long to be one."""
        matches = list(furniture.LABEL.finditer(self._folded, line.start, line.end))
        ends = [match.start() for match in matches[1:]] + [line.end]
        if any(end - match.end() > _MAX_VALUE for match, end in zip(matches, ends, strict=True)):
            return False
        for match, end in zip(matches, ends, strict=True):
            self._add_field(match["label"].replace(" ", ""), match.end(), end)
        return True

    def _take_value(self, label: str, index: int) -> None:
        line = self._lines[index]
        if len(line.words) <= _MAX_VALUE:
            self._add_field(label, line.start, line.end)
            self._drop(index)

    def _add_field(self, label: str, start: int, end: int) -> None:
        value = self._folded[start:end]
        action = re.search(r"[ |\[【(]+(?=字[ ]*[号体]|打印|分享|浏览|点击|阅读)", value)
        end = start + (action.start() if action else len(value))
        while start < end and self._folded[start] in " |\n>":
            start += 1
        while end > start and self._folded[end - 1] in " |\n[【(":
            end -= 1
        if start < end and not furniture.COUNTER.match(label):
            self.fields.append(PageField(label, self._text[start:end], Span(start, end)))

    def _drop_crumbs(self, head: range) -> None:
        """Drops the way to the page where each step is a line, and what stands above it."""
        crumbs = [
            index
            for index in head
            if furniture.BREADCRUMB.match(self._lines[index].words)
            or furniture.CRUMB_ARROW.match(self._lines[index].words)
        ]
        if not crumbs:
            return
        for index in range(crumbs[-1]):
            self._drop(index)
        if furniture.CRUMB_ARROW.match(self._lines[crumbs[-1]].words):
            self._drop(crumbs[-1])
            following = next((at for at in head if at > crumbs[-1] and self._lines[at].words), None)
            if following is not None and len(self._lines[following].words) <= 12:
                self._drop(following)

    def _drop_repeated_title(self, head: range) -> None:
        """Of two equal lines, the page's title and the report's, keeps the lower one."""
        last = {self._lines[index].words: index for index in head if index not in self._gone}
        for index in head:
            words = self._lines[index].words
            if words and index not in self._gone and last[words] != index:
                self._drop(index)

    def _drop_blank(self, indices: range) -> None:
        """Drops blank lines at the very head and below dropped lines."""
        below_furniture = True
        for index in indices:
            if self._lines[index].words:
                below_furniture = index in self._gone
            elif below_furniture:
                self._drop(index)

    def clean_tail(self, first: int) -> None:
        """Removes furniture below the report, whose running text starts at line ``first``."""
        indices = range(len(self._lines) - 1, max(first, len(self._lines) - _MAX_TAIL_LINES), -1)
        tail: list[int] = []
        for index in indices:
            words = self._lines[index].words
            if words and _is_body(words) and not furniture.CONTACT.match(words):
                break
            tail.append(index)
        tail.reverse()
        anchor = next((at for at in tail if furniture.TAIL.match(self._lines[at].words)), None)
        for index in tail:
            words = self._lines[index].words
            if (anchor is not None and index >= anchor) or furniture.ACTIONS.match(words):
                self._drop(index)
        self._strip_tail()

    def _strip_tail(self) -> None:
        """Cuts furniture and cell borders from the end of the last line that is kept."""
        for index in range(len(self._lines) - 1, -1, -1):
            line = self._lines[index]
            if index in self._gone:
                continue
            if not line.words or furniture.INERT.match(line.words):
                self._drop(index)
                continue
            end = line.end
            glued = furniture.GLUED_TAIL.search(line.words, max(0, len(line.words) - _LONGEST_TAIL))
            if glued and glued.start():
                end = self._folded.index(line.words, line.start) + glued.start()
                self._removed.append(Span(end, line.end))
            self._strip_end(line, end, breaks=True)
            return

    def _strip_start(self, line: _Line) -> None:
        """Cuts cell borders from the start of a line."""
        match = _LEADING_BORDER.match(self._folded, line.start, line.end)
        if match:
            self._removed.append(Span(match.start(), match.end()))

    def _strip_end(self, line: _Line, end: int | None = None, *, breaks: bool = False) -> None:
        """Cuts cell borders before ``end`` of a line, and with ``breaks`` all white space."""
        text = self._folded[line.start : line.end if end is None else end]
        if not breaks:
            text = text.rstrip("\n")
        kept = text.rstrip(" |\n")
        if len(kept) < len(text) and (breaks or "|" in text[len(kept) :]):
            self._removed.append(Span(line.start + len(kept), line.start + len(text)))

    def drop_inert_rows(self) -> None:
        """Removes table rows without words, wherever they stand."""
        for index, line in enumerate(self._lines):
            if furniture.INERT.match(line.words):
                self._drop(index)

    def drop_page_numbers(self) -> None:
        """Removes lines that hold a page's number (``—3—``)."""
        for index, line in enumerate(self._lines):
            if 0 < len(line.words) <= _LONGEST_PAGE_NUMBER and PAGE_NUMBER.match(line.words):
                self._drop(index)

    def join_lines(self) -> None:
        """Removes the breaks of lines that were broken at a fixed width."""
        lines = [self._folded[line.start : line.end].rstrip("\n") for line in self._lines]
        for index in wrapped_lines(lines):
            if index in self._gone:
                continue
            self._removed.append(
                Span(self._lines[index].start + len(lines[index].rstrip()), self._lines[index].end)
            )
            after = index + 1
            while after < len(lines) and (after in self._gone or not self._lines[after].words):
                self._drop(after)
                after += 1

    def _drop(self, index: int) -> None:
        if index not in self._gone:
            self._gone.add(index)
            self._removed.append(Span(self._lines[index].start, self._lines[index].end))


def _is_body(words: str) -> bool:
    """Whether a line is the report's own running text, a heading or a salutation."""
    if furniture.HEADING.match(words):
        return True
    if furniture.LABEL.match(words.lstrip("| ")) or furniture.BREADCRUMB.match(words):
        return False
    if furniture.TAIL.match(words):
        return False
    return "。" in words or len(words) > _LONG_LINE
