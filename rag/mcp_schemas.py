"""What the tools for assistants take and give, bounded so that it fits into a conversation."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from rag.answer import Mode, Status
from rag.chat_schemas import MOST_EARLIER
from rag.fact_filters import KindFilters, with_bounds
from rag.routes.parameters import UNIT_HELP, Finite
from rag.schemas import (
    MAX_QUESTION,
    AppliedOut,
    CitationOut,
    CoverageOut,
    FactOut,
    FilterIn,
    InterpretationOut,
    ItemOut,
    PassageOut,
    Year,
)
from vectorstore.queries import FactQuery, Filter

MOST_PASSAGES = 20
MOST_FACTS = 200
MOST_ROWS = 50
"""Rows and citations of an answer."""
MOST_HEADINGS = 300
LONGEST_READING = 8000
"""Characters of a report's text in one call."""

Question = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)
]
_LISTS = frozenset("region year measure status aggregation scope dimension".split())
"""Arguments that take several values."""
_URL = Field(description="Permanent link to the quote; relative where the address is not known.")


class _Arguments(BaseModel):
    """Unknown arguments are refused: a misspelt filter would answer another question."""

    model_config = ConfigDict(extra="forbid")


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True)


class AskArguments(_Arguments):
    """A question."""

    question: Question = Field(
        description="In Chinese or English.", examples=["云溪县2023年受理行政复议案件多少件?"]
    )
    filters: FilterIn | None = Field(default=None, description="Which reports may answer.")
    history: list[Question] = Field(
        default=[],
        max_length=MOST_EARLIER,
        description="Earlier questions that this one follows, oldest first.",
    )


class CitedQuoteOut(CitationOut):
    """A verbatim quote with a link to it."""

    url: str = _URL


class AnswerOut(_Reply):
    """An answer with its grounds; where it abstains, ``reason`` says why."""

    status: Status
    answer: str = Field(description="Markdown with `[n]` marks and a numbered list of sources.")
    reason: str
    interpretation: InterpretationOut
    coverage: CoverageOut
    items: list[ItemOut] = Field(description=f"One row per place and figure, {MOST_ROWS} at most.")
    items_total: int
    citations: list[CitedQuoteOut] = Field(description="Those that the answer lists.")
    citations_total: int
    suggestions: list[str]


class RetrieveArguments(_Arguments):
    """A search for passages."""

    query: Question = Field(description="What to look for.", examples=["行政执法三项制度"])
    top_k: int = Field(default=5, ge=1, le=MOST_PASSAGES, description="How many at most.")
    mode: Mode = Field(default=Mode.HYBRID, description="Which searches take part.")
    filters: FilterIn | None = None


class LinkedPassageOut(PassageOut):
    """A passage, verbatim, with a link to it."""

    url: str = _URL


class PassagesOut(_Reply):
    """Passages, best first."""

    query: str
    passages: list[LinkedPassageOut]
    applied: AppliedOut


class FactsArguments(KindFilters):
    """Which figures to list."""

    indicator: str = Field(
        default="",
        max_length=200,
        description="Words that must all occur in the indicator's name.",
        examples=["行政复议 受理"],
    )
    region: list[str] = Field(
        default=[], description="Places; a province or prefecture includes what is in it."
    )
    year: list[Year] = Field(default=[], description="Report years.")
    unit: str = Field(default="", max_length=20, description=UNIT_HELP, examples=["件"])
    min: Finite | None = Field(default=None, description="Smallest value, inclusive.")
    max: Finite | None = Field(default=None, description="Largest value, inclusive.")
    limit: int = Field(default=50, ge=1, le=MOST_FACTS)
    offset: int = Field(default=0, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _one_is_a_list(cls, given: object) -> object:
        """A single place, year or kind may stand without its list."""
        if not isinstance(given, dict):
            return given
        return {
            name: [value] if name in _LISTS and isinstance(value, str | int) else value
            for name, value in given.items()
        }

    def to_query(self) -> FactQuery:
        """As the store takes it."""
        query = FactQuery(
            filter=Filter(tuple(self.region), tuple(self.year)),
            indicator=self.indicator.strip(),
            kinds=self.to_kinds(),
            limit=self.limit,
            offset=self.offset,
        )
        return with_bounds(query, self.unit.strip(), self.min, self.max)


class LinkedFactOut(FactOut):
    """A figure with a link to its quote."""

    url: str = _URL


class FactListOut(_Reply):
    """One page of figures."""

    total: int
    facts: list[LinkedFactOut]
    next_offset: int | None = Field(description="Where the next page begins; null at the end.")


class ReadArguments(_Arguments):
    """Which part of a report to read."""

    report_id: str = Field(max_length=64, description="As citations, passages and figures give it.")
    start: int = Field(default=0, ge=0, description="Offset in code points.")
    end: int | None = Field(
        default=None,
        ge=0,
        description=f"One beyond the last; at most {LONGEST_READING} characters are given.",
    )
    outline: bool = Field(default=False, description="Give the headings in place of the text.")


class HeadingOut(_Reply):
    """A heading of the outline and the span of its section."""

    heading: str
    level: int
    start: int
    end: int


class ReadingOut(_Reply):
    """A part of a report, verbatim, or its headings."""

    report_id: str
    title: str
    region: str
    year: int | None
    issuer: str
    published: str
    source: str
    warnings: list[str]
    characters: int = Field(description="Length of the whole text, in code points.")
    start: int
    end: int
    text: str = Field(description="`text[start:end]` of the report.")
    next_start: int | None = Field(description="Where to read on; null at the end.")
    outline: list[HeadingOut]
    url: str = _URL
