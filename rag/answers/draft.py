"""What an answerer hands back before it is framed in the question's language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.quotes import Sentence


class Reason(StrEnum):
    """Why a question is not answered."""

    EMPTY_COLLECTION = "empty_collection"
    PLACE_NOT_HELD = "place_not_held"
    YEAR_NOT_HELD = "year_not_held"
    NO_FIGURE = "no_figure"
    NOT_MENTIONED = "not_mentioned"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that answers, as written in its quote.

    Attributes:
        indicator: What it measures.
        value: The number as written.
        unit: Its unit as written.
        qualifier: ``余``, ``以上`` …; empty where exact.
        clause: The words that state it.
    """

    indicator: str
    value: str
    unit: str
    qualifier: str
    clause: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One quote of an answer, with the figures in it that were asked for."""

    quote: Sentence
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer without words of its own.

    Attributes:
        findings: Quotes in the order they are to be shown; the nearest evidence when abstaining.
        reason: Why it abstains; None where it answers.
        subject: What the reason speaks of (a place, a year), for the frame.
        by_report: Whether findings are grouped by report.
    """

    findings: tuple[Finding, ...]
    reason: Reason | None = None
    subject: str = ""
    by_report: bool = False
