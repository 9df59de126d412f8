"""Verbatim quotes: sentences cut from passages, and their numbering in an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.sentences import sentence_spans
from rag.answer import Citation
from vectorstore.records import Passage, ReportSummary, Span


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
    def before(self) -> str:
        """The passage's words before it."""
        return self.passage.text[: self.span.start - self.passage.start]


def sentences_of(passages: Iterable[tuple[Passage, ReportSummary]]) -> list[Sentence]:
    """All sentences of some passages, best passage first; bare headings are left out."""
    found: list[Sentence] = []
    for rank, (passage, report) in enumerate(passages):
        spans = sentence_spans(passage.text)
        found += [
            Sentence(
                report,
                passage,
                Span(passage.start + span.start, passage.start + span.end),
                passage.text[span.start : span.end],
                rank,
                position,
            )
            for position, span in enumerate(spans)
            if not _is_heading(passage, passage.text[span.start : span.end])
        ]
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


def _is_heading(passage: Passage, text: str) -> bool:
    bare = text.rstrip("。.:\uff1a ")
    return any(bare == heading for heading in passage.heading_path)
