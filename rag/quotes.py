"""Verbatim quotes: sentences cut from passages, and their numbering in an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.folding import fold
from ingest.sentences import sentence_spans
from rag.answer import Citation
from vectorstore.records import Passage, ReportSummary, Span

_LIST_NUMBER = re.compile(
    r"(?:\d{1,2}(?:、|\.(?!\d))|\([\d一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、|[\u2460-\u2473])\s*"
)

_LONGEST_NUMBER = 6

_JOINTS = ";,、 \uff1b\uff0c"
"""Marks that lead on to the next sentence; a quote does not end with them."""

_INNER = frozenset("。!?;…”’」』)\uff1b\uff01\uff1f\uff09 ")
"""What a sentence inside a paragraph follows; after a list number or a heading it opens an item."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may be quoted.

    Attributes:
        report: The report it stands in.
        passage: The passage it stands in.
        span: Where it stands in the report's text.
        text: Its words, verbatim.
        rank: Rank of its passage in the retrieval, from 0.
        position: Its number in the passage, from 0.
    """

    report: ReportSummary
    passage: Passage
    span: Span
    text: str
    rank: int
    position: int

    @property
    def opens_item(self) -> bool:
        """Whether it begins a paragraph or a numbered item."""
        before = self.before
        if self.opens_item_by_number:
            return True
        return not before.strip() or before.rstrip(" ").endswith("\n") or before[-1] not in _INNER

    @property
    def opens_item_by_number(self) -> bool:
        """Whether a list's number stands right before it."""
        end = self.before[-_LONGEST_NUMBER:]
        numbered = _LIST_NUMBER.search(fold(end))
        return numbered is not None and numbered.end() == len(end)

    @property
    def before(self) -> str:
        """The passage's words before it."""
        return self.passage.text[: self.span.start - self.passage.start]


def sentences_of(passages: Iterable[tuple[Passage, ReportSummary]]) -> list[Sentence]:
    """All sentences of some passages, best passage first; bare headings are left out."""
    found: list[Sentence] = []
    for rank, (passage, report) in enumerate(passages):
        for position, span in enumerate(sentence_spans(passage.text)):
            text = passage.text[span.start : span.end]
            if _is_heading(passage, text):
                continue
            start = passage.start + span.start + _number_length(text)
            end = start + len(passage.text[start - passage.start : span.end].rstrip(_JOINTS))
            quote = passage.text[start - passage.start : end - passage.start]
            found.append(Sentence(report, passage, Span(start, end), quote, rank, position))
    return found


def join(sentences: Sequence[Sentence]) -> Sentence:
    """Neighbouring sentences of one passage as one quote, white space between them included."""
    first, last = sentences[0], sentences[-1]
    passage = first.passage
    text = passage.text[first.span.start - passage.start : last.span.end - passage.start]
    span = Span(first.span.start, last.span.end)
    return Sentence(first.report, passage, span, text, first.rank, first.position)


class CitationBook:
    """Numbers the quotes of one answer; the same span is cited once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._citations: list[Citation] = []

    def cite(self, quote: Sentence) -> int:
        """The number of a quote, new or as given before."""
        key = (quote.report.report_id, quote.span.start, quote.span.end)
        if key not in self._numbers:
            self._numbers[key] = len(self._citations) + 1
            self._citations.append(_citation(len(self._citations) + 1, quote))
        return self._numbers[key]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All quotes so far, by number."""
        return tuple(self._citations)


def _citation(number: int, quote: Sentence) -> Citation:
    report = quote.report
    return Citation(
        n=number,
        report_id=report.report_id,
        title=report.metadata.title,
        region=report.metadata.region,
        year=report.metadata.report_year,
        heading_path=quote.passage.heading_path,
        quote=quote.text,
        start=quote.span.start,
        end=quote.span.end,
        source=report.sources[0].given if report.sources else "",
        kind=quote.passage.kind,
    )


def _number_length(text: str) -> int:
    """Length of a list number that a sentence begins with (``2、``); it is no part of a quote."""
    match = _LIST_NUMBER.match(fold(text))
    return match.end() if match and match.end() < len(text) else 0


def _is_heading(passage: Passage, text: str) -> bool:
    bare = text.rstrip("。.:\uff1a ")
    return any(bare == heading for heading in passage.heading_path)
