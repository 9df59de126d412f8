"""What the engine gives back: retrieved passages and cited answers.

The shapes follow the HTTP contract v1 one to one; ``rag.schemas`` only renders them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from vectorstore.queries import Filter
from vectorstore.records import Fact, PartKind, Passage, ReportSummary

if TYPE_CHECKING:
    from rag.plan import Plan


class Intent(StrEnum):
    """What kind of answer a question wants."""

    LOOKUP = "lookup"
    LIST = "list"
    COMPARE = "compare"
    COUNT = "count"
    TREND = "trend"
    PASSAGE = "passage"
    SUMMARY = "summary"


class Mode(StrEnum):
    """Which searches take part in a retrieval."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    DENSE = "dense"


class Status(StrEnum):
    """Whether a question was answered."""

    ANSWERED = "answered"
    SHOWN = "shown"
    """Passages that speak of it are quoted, and nothing is claimed."""
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage with its report and with what each search thought of it.

    Attributes:
        passage: The passage.
        report: Its report, without the text.
        score: The fused score that ranks it.
        lexical: BM25 score; None where the lexical search did not find it.
        dense: Cosine; None where the dense search did not find it.
    """

    passage: Passage
    report: ReportSummary
    score: float
    lexical: float | None
    dense: float | None


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Passages for a query, best first.

    Attributes:
        query: The query as asked.
        passages: Best first, at most ``top_k``.
        applied: The filter in force: the caller's own.
        took_ms: Time spent.
    """

    query: str
    passages: tuple[RetrievedPassage, ...]
    applied: Filter
    took_ms: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and where it stands.

    Attributes:
        n: Its number in the answer, from 1.
        report_id: The report quoted.
        title: Its title.
        region: Its place.
        year: Its report year.
        heading_path: Headings above the quote.
        quote: The words; ``report.text[start:end] == quote``.
        start: Span in the report's text.
        end: See ``start``.
        source: Where the report was taken from, as given.
        kind: What the quoted part reports (an achievement, a problem, a plan).
    """

    n: int
    report_id: str
    title: str
    region: str
    year: int | None
    heading_path: tuple[str, ...]
    quote: str
    start: int
    end: int
    source: str
    kind: PartKind


@dataclass(frozen=True, slots=True)
class Item:
    """One row of an answer: a place and a figure.

    Attributes:
        region: The place.
        year: The year.
        indicator: What the figure measures, in the report's words.
        value: The figure as written (``"99.04"``, ``"两"``); empty for a row without a figure.
        unit: Its unit as written.
        qualifier: ``以上``, ``近`` …; empty where exact.
        text: The clause that states it.
        citations: Numbers of the citations that prove it.
        fact: The fact that it is; None for a row without one.
    """

    region: str
    year: int | None
    indicator: str
    value: str
    unit: str
    qualifier: str
    text: str
    citations: tuple[int, ...]
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How a question was read.

    Attributes:
        intent: What kind of answer it wants.
        query_zh: The Chinese words that were searched for.
        regions: Places it is limited to.
        years: Years it is limited to.
        indicator: The figure it asks for; empty where none was recognised.
        condition: A condition on the figure (``"= 100%"``); empty where none.
        inherited: Names of what was taken over from the conversation.
        subject: What it asks, without its places and years, in simplified Chinese.
        plan: The same as a plan, with what it took over from the conversation.
        not_understood: Words of the question that the answer made no use of.
    """

    intent: Intent
    query_zh: str
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    indicator: str = ""
    condition: str = ""
    inherited: tuple[str, ...] = ()
    subject: str = ""
    plan: Plan | None = None
    not_understood: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many reports an answer rests on.

    Attributes:
        reports: In scope.
        matching: That satisfy the question.
        stating: That state what was asked for.
        mentioning: That mention the subject without stating it.
        silent: That do not mention it.
    """

    reports: int
    matching: int
    stating: int
    mentioning: int
    silent: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its grounds.

    Attributes:
        conversation_id: The conversation it belongs to.
        question: The question as asked.
        status: Answered, shown or abstained.
        answer: Readable text in the question's language with ``[n]`` marks.
        interpretation: How the question was read.
        items: Rows for questions that ask for figures.
        coverage: What it rests on.
        citations: The quotes, by number.
        reason: Why it abstained; empty when it answered.
        suggestions: Questions that may come next.
        took_ms: Time spent.
    """

    conversation_id: str
    question: str
    status: Status
    answer: str
    interpretation: Interpretation
    items: tuple[Item, ...]
    coverage: Coverage
    citations: tuple[Citation, ...]
    reason: str
    suggestions: tuple[str, ...]
    took_ms: float
