"""A question as the engine understands it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rag.answer import Intent
from rag.question.conditions import Condition


class Wanted(StrEnum):
    """What kind of thing would satisfy one part of a question."""

    FIGURE = "figure"
    DATE = "date"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Ask:
    """One part of a question: "…多少项" and "…涉及哪些领域" are two.

    Attributes:
        text: Its words, in simplified Chinese.
        terms: Content words to be found, in order, without places, years and question words.
        context: Content words of the other parts, which give this one its subject.
        wanted: What kind of thing would answer it.
        units: Units that a figure may have to answer it; empty where any will do.
        counted: Those of the terms that name what is counted, where the question's grammar tells;
            they stand beside the figure.
    """

    text: str
    terms: tuple[str, ...]
    context: tuple[str, ...]
    wanted: Wanted
    units: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that reports are to satisfy; a question may join several.

    Attributes:
        text: Its words, in simplified Chinese.
        terms: Its content words.
        indicator: Canonical name of the indicator it speaks of; empty where none.
        condition: What it asks of the indicator's figure; None where it asks for no figure.
        options: Content words of each alternative that 或 joins; one where there is no 或.
        compounds: Content words that follow each other without a gap, as in 行政复议体制改革.
        others: Canonical names of further indicators that 或 joins to the first.
    """

    text: str
    terms: tuple[str, ...]
    indicator: str = ""
    condition: Condition | None = None
    options: tuple[tuple[str, ...], ...] = ()
    compounds: tuple[tuple[str, ...], ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    Attributes:
        question: As asked.
        language: ``zh`` or ``en``: the language of the answer's frame.
        text: In simplified Chinese with places spelled as the collection spells them.
        search_text: ``bare`` and words that say the same: what is searched for.
        intent: What kind of answer is wanted.
        asks: Its parts, at least one.
        regions: Places it names that the collection holds (names usable in a filter).
        missing_regions: Places it names that the collection does not hold.
        years: Years it names.
        wants_plans: It asks for what is to be done.
        wants_problems: It asks for what is lacking.
        clauses: What reports are to satisfy, for questions across reports; at least one.
        alternatives: Words that say the same as a term, for terms that have such.
        doubtful: Terms of a translation that may not be what the question means.
        parents: For each place, higher places that the question put before it.
        bare: ``text`` without places and years.
        within: Ids of the reports that it is limited to, for a question about the last answer.
        focus: Ids of the passages that the last answer quoted, read before others.
        versus_previous: It sets a figure against the year before.
        spots: Where the last answer's quotes begin, with their passages' ids; only for a question
            that keeps to its places.
        goes_on: It names nothing of its own, so that only what was quoted can be meant.
        points_back: It speaks of something mentioned as 它 or 这.
    """

    question: str
    language: str
    text: str
    search_text: str
    intent: Intent
    asks: tuple[Ask, ...]
    regions: tuple[str, ...] = ()
    missing_regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    wants_plans: bool = False
    wants_problems: bool = False
    clauses: tuple[Clause, ...] = ()
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()
    parents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bare: str = ""
    within: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    versus_previous: bool = False
    spots: tuple[tuple[str, int], ...] = ()
    goes_on: bool = False
    points_back: bool = False

    @property
    def indicator(self) -> str:
        """Canonical name of the first indicator that the question speaks of."""
        return next((clause.indicator for clause in self.clauses if clause.indicator), "")

    @property
    def condition(self) -> Condition | None:
        """The first condition that the question puts on a figure."""
        return next((each.condition for each in self.clauses if each.condition), None)

    @property
    def terms(self) -> tuple[str, ...]:
        """Content words of all parts, each once."""
        return tuple(dict.fromkeys(term for ask in self.asks for term in ask.terms))
