"""What an answerer hands back before it is framed in the question's language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.execution.kinds import LeftOut
from rag.quotes import Sentence
from vectorstore.records import Fact


class Reason(StrEnum):
    """Why a question is not answered."""

    EMPTY_COLLECTION = "empty_collection"
    NO_QUESTION = "no_question"
    PLACE_NOT_HELD = "place_not_held"
    ONLY_PARTS_HELD = "only_parts_held"
    YEAR_NOT_HELD = "year_not_held"
    NO_FIGURE = "no_figure"
    NO_FIGURE_FOR = "no_figure_for"
    MENTIONED_ONLY = "mentioned_only"
    NOT_MENTIONED = "not_mentioned"
    NO_MATCH = "no_match"
    UNLIKE_UNITS = "unlike_units"
    OTHER_KIND = "other_kind"
    UNCLEAR_CONDITION = "unclear_condition"
    NOT_SURE = "not_sure"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that answers, as written in its quote.

    Attributes:
        indicator: What it measures.
        value: The number as written.
        unit: Its unit as written.
        qualifier: ``余``, ``以上`` …; empty where exact.
        clause: The words that state it.
        amount: The number itself, scaled; None for a date.
        period: The time it is of, where that is not the report's year.
        fact: The fact that it is; None where it was read at question time.
        time: Words of the time that it is of, where that is part of a year or several years.
    """

    indicator: str
    value: str
    unit: str
    qualifier: str
    clause: str
    amount: float | None = None
    period: str = ""
    fact: Fact | None = None
    time: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One quote of an answer, with the figures in it that were asked for."""

    quote: Sentence
    figures: tuple[Figure, ...] = ()


class Outcome(StrEnum):
    """What a computed answer concludes."""

    MATCHES = "matches"
    """These places satisfy the question."""
    SPEAKING = "speaking"
    """These places' reports speak of it; nothing is concluded."""
    ITEMS = "items"
    """These items of one report may satisfy the question; nothing is concluded."""
    ORDER = "order"
    """The findings stand in order, the one asked for first."""
    SERIES = "series"
    """The findings stand by place and year."""
    EQUAL = "equal"
    """The findings compared are equal."""
    TIED = "tied"
    """These share the first place of an order."""
    STATED = "stated"
    """The findings are what was asked for; nothing is concluded from them."""


class Note(StrEnum):
    """What a reader must know before comparing the findings."""

    UNLIKE_FIGURES = "unlike_figures"
    UNLIKE_YEARS = "unlike_years"
    FIRST_ROWS = "first_rows"
    DISAGREEING = "disagreeing"
    """Reports of one place and time state different figures."""
    NAMESAKES = "namesakes"
    """Several places have the name asked for."""
    PLANNED = "planned"
    """No result is stated: the figures are targets or plans."""
    INEXACT = "inexact"
    """Figures compared are bounds or rounded."""
    UNDECIDED = "undecided"
    """Of some figures it cannot be told whether they satisfy the condition."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The conclusion of an answer across reports.

    Attributes:
        outcome: What kind of conclusion.
        places: Names of what satisfies the question, or in order, the one asked for first.
        count: How many reports satisfy it.
        difference: Of the first two findings compared, as written; empty where none was taken.
        spread: Of the first and the last of more than two, likewise.
        ratio: How many times the second of two the first is, where that was asked.
        notes: What makes the findings less than comparable.
        lowest_first: Whether the order rises.
        left_out: Reports whose figures are of another kind than those compared.
    """

    outcome: Outcome
    places: tuple[str, ...] = ()
    count: int = 0
    difference: str = ""
    spread: str = ""
    ratio: str = ""
    notes: tuple[Note, ...] = ()
    lowest_first: bool = False
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How the reports in scope divide.

    Attributes:
        matching: Reports that satisfy the question.
        stating: That state what is asked for.
        mentioning: That only mention the subject.
        reports: How many there are; None where the scope of the question tells.
    """

    matching: int
    stating: int
    mentioning: int
    reports: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer without words of its own.

    Attributes:
        findings: Quotes in the order they are to be shown; the nearest evidence when abstaining.
        reason: Why it abstains; None where it answers.
        subject: What the reason speaks of (a place, a year), for the frame.
        verdict: The conclusion of an answer across reports; None for other answers.
        tally: How the reports in scope divide; None where only what was quoted is known.
        unanswered: Parts of the question that nothing answers, where others are answered.
        total: The sum of the figures found, as written, where the question asks for it.
        without_report: Places that the answer is of and that have no report of their own.
        is_shown: Whether the findings are passages that speak of it, with nothing claimed.
        beside: How many of the last findings are only cited, not quoted in the readable text.
        mean: The mean of the figures found, as written, where the question asks for it.
        not_used: Words of the question that the answer made no use of.
    """

    findings: tuple[Finding, ...]
    reason: Reason | None = None
    subject: str = ""
    verdict: Verdict | None = None
    tally: Tally | None = None
    unanswered: tuple[str, ...] = ()
    total: str = ""
    without_report: tuple[str, ...] = ()
    is_shown: bool = False
    beside: int = 0
    mean: str = ""
    not_used: tuple[str, ...] = ()
