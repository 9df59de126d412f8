"""The HTTP contract v1 as pydantic models, used by the service and by its client.

Offsets count Unicode code points into the report's text, half open. ``year`` is the year a report
reports on.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from rag.answer import Intent, Mode, Status
from rag.plan import Plan
from vectorstore.conversations import LONGEST_ID
from vectorstore.queries import Filter, PlaceLevel
from vectorstore.records import Aggregation, Direction, Measure, PartKind, Scope
from vectorstore.records import Status as FactStatus

MAX_QUESTION = 2000
"""Longest question or query, in characters."""

Text = Annotated[str, StringConstraints(max_length=MAX_QUESTION)]
Year = Annotated[int, Field(ge=1900, le=2200)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Reply(BaseModel):
    """Unknown fields are ignored, so that a client outlives a newer service."""

    model_config = ConfigDict(frozen=True)


class FilterIn(_Request):
    """Restricts a search before ranking; an empty list does not restrict."""

    regions: list[str] = Field(
        default=[], description="Names of places; a province or prefecture includes what is in it."
    )
    years: list[Year] = Field(default=[], description="Report years.")
    report_ids: list[str] = Field(default=[], description="Ids of reports.")

    def to_filter(self) -> Filter:
        """The same restriction as the engine takes it."""
        return Filter(tuple(self.regions), tuple(self.years), tuple(self.report_ids))


class RetrieveIn(_Request):
    """A search for passages."""

    query: Text = Field(description="What to look for.", examples=["行政执法三项制度"])
    top_k: int = Field(default=10, ge=1, le=100, description="How many passages at most.")
    mode: Mode = Field(default=Mode.HYBRID, description="Which searches take part.")
    filters: FilterIn | None = None

    @field_validator("query")
    @classmethod
    def _not_blank(cls, value: str) -> str:
        return _refuse_blank(value)


class AskIn(_Request):
    """A question, alone or in a conversation; or a plan in its place."""

    plan: Plan | None = Field(
        default=None,
        description="What is asked, in place of the question: an earlier answer's "
        "interpretation.plan, changed or not.",
    )
    question: Text = Field(
        default="",
        validate_default=True,
        description="The question, in Chinese or English; may be left out where a plan is given.",
        examples=["云溪县2023年受理行政复议案件多少件?"],
    )
    conversation_id: str | None = Field(
        default=None,
        pattern=rf"^[A-Za-z0-9_-]{{0,{LONGEST_ID}}}$",
        description="As an earlier answer gave it, to ask a follow-up question.",
    )
    filters: FilterIn | None = None
    language: Literal["zh", "en"] | None = Field(
        default=None, description="Of the answer; the question's own where null."
    )

    @field_validator("question")
    @classmethod
    def _not_blank(cls, value: str, told: ValidationInfo) -> str:
        return value if told.data.get("plan") is not None else _refuse_blank(value)


class UrlIn(_Request):
    """An address to ingest."""

    url: str = Field(
        max_length=2048, pattern=r"^https?://[^\s/]+", examples=["https://example.org/report.html"]
    )


class HealthOut(_Reply):
    """State and size of the service."""

    status: Literal["ok"] = "ok"
    version: str
    reports: int
    passages: int
    facts: int
    embedder: str = Field(description="Name of the embedding model.")
    generation: int = Field(description="Grows with every change of the collection.")


class ScoresOut(_Reply):
    """What each search thought of a passage; null where it did not find it."""

    lexical: float | None
    dense: float | None


class PassageOut(_Reply):
    """A passage, verbatim, and where it stands."""

    passage_id: str
    report_id: str
    title: str
    region: str
    year: int | None
    heading_path: list[str]
    text: str
    start: int
    end: int
    score: float
    scores: ScoresOut
    kind: PartKind = Field(description="What that part of the report is about.")


class AppliedOut(_Reply):
    """The filter in force: the caller's own. What the query names raises scores, excludes nothing."""

    regions: list[str]
    years: list[int]
    report_ids: list[str]


class RetrieveOut(_Reply):
    """Passages, best first."""

    query: str
    passages: list[PassageOut]
    applied: AppliedOut
    took_ms: float


class InterpretationOut(_Reply):
    """How a question was read."""

    intent: Intent
    query_zh: str
    regions: list[str]
    years: list[int]
    indicator: str
    condition: str
    inherited: list[str]
    subject: str = Field(
        default="", description="What it asks, without places and years, in simplified Chinese."
    )
    plan: Plan | None = Field(
        default=None, description="How it was understood; may be changed and posted instead of it."
    )
    plan_words: str = Field(default="", description="The plan as one line.")
    not_understood: list[str] = Field(
        default_factory=list, description="Words of the question that the answer made no use of."
    )


class ItemOut(_Reply):
    """A place and a figure; the value is as written."""

    region: str
    year: int | None
    indicator: str
    value: str
    unit: str
    qualifier: str
    text: str
    citations: list[int]
    fact_id: str = Field(
        default="",
        description="Of the fact that it is; empty for a row without one, whose kind is not known "
        "and given as the plain one.",
    )
    status: FactStatus = Field(
        default=FactStatus.ACTUAL, description="actual, previous, target or plan."
    )
    measure: Measure = Field(default=Measure.LEVEL, description="As in `GET /v1/facts`, as are:")
    direction: Direction = Direction.NONE
    base: str = ""
    aggregation: Aggregation = Aggregation.SINGLE
    period: str = ""
    period_start: str = ""
    period_end: str = ""
    scope: Scope = Scope.WHOLE


class CoverageOut(_Reply):
    """How many reports an answer rests on."""

    reports: int
    matching: int
    stating: int
    mentioning: int
    silent: int


class CitationOut(_Reply):
    """A verbatim quote, and where it stands in the report's text."""

    n: int
    report_id: str
    title: str
    region: str
    year: int | None
    heading_path: list[str]
    quote: str
    start: int
    end: int
    source: str
    kind: PartKind
    warnings: list[str] = Field(default=[], description="Doubts about the report quoted.")


class AskOut(_Reply):
    """An answer with its grounds; where it abstains, ``reason`` says why."""

    conversation_id: str
    question: str
    status: Status
    answer: str
    interpretation: InterpretationOut
    items: list[ItemOut]
    coverage: CoverageOut
    citations: list[CitationOut]
    reason: str
    suggestions: list[str]
    took_ms: float


class ReportOut(_Reply):
    """A report without its text."""

    report_id: str
    title: str
    region: str
    province: str
    prefecture: str
    level: str
    department: str
    report_year: int | None
    published: str
    issuer: str
    doc_type: str
    source: str = Field(description="File name or address as given.")
    characters: int
    passages: int
    facts: int
    warnings: list[str]


class ReportsOut(_Reply):
    """One page of the list of reports."""

    total: int
    reports: list[ReportOut]


class TallyCellOut(_Reply):
    """How many reports there are of a place and a year."""

    place: str = Field(description="Empty where it is not known.")
    year: int | None
    reports: int
    doubtful: int = Field(description="How many of them carry warnings.")


class TallyOut(_Reply):
    """Reports by place and year; a place and year without reports has no cell."""

    level: PlaceLevel
    reports: int = Field(description="In all.")
    doubtful: int
    places: int = Field(default=0, description="How many places, told apart by their own names.")
    cells: list[TallyCellOut]


class SectionOut(_Reply):
    """One node of the outline; the heading is ``text[start:start + len(heading)]``."""

    heading: str
    level: int
    start: int
    body_start: int
    end: int
    kind: PartKind
    children: list[SectionOut] = []


class ProvenanceOut(_Reply):
    """Where one value of the metadata came from, and what disagreed."""

    field: str
    value: str
    origin: str
    start: int | None
    end: int | None
    evidence: str
    disagreeing: list[str]


class ReportDetailOut(ReportOut):
    """A report with its outline, and where its metadata came from."""

    outline: list[SectionOut]
    provenance: list[ProvenanceOut]


class FactOut(_Reply):
    """One figure that a report states."""

    fact_id: str
    report_id: str
    region: str
    year: int | None
    period: str = Field(description="What the text says of time where that differs from the year.")
    indicator: str
    canonical: str = Field(description="The lexicon's name of the indicator; empty where none.")
    value: float
    value_max: float | None
    unit: str
    qualifier: str
    status: str = Field(description="actual, previous (an earlier result), target or plan.")
    quote: str
    start: int
    end: int
    holder: str = Field(
        default="",
        description="The department, town or team it is of; empty for the whole place.",
    )
    thing: str = Field(
        default="", description="What is measured or counted, without time, place, act and change."
    )
    act: str = Field(default="", description="What was done to it (受理); empty where nothing was.")
    part_of: str = Field(
        default="", description="`fact_id` of the figure that it is a part of (其中)."
    )
    measure: Measure = Field(
        default=Measure.LEVEL,
        description="level; change (增长4.7%); share (占比); per_head (人均); rank (位次); "
        "ratio (上年的2.3倍); limit (a bound that counts nothing).",
    )
    direction: Direction = Field(default=Direction.NONE, description="Which way a change goes.")
    base: str = Field(
        default="", description="What a change or a share is against, as the text says (上年)."
    )
    aggregation: Aggregation = Field(
        default=Aggregation.SINGLE,
        description="single: the period's own figure; cumulative (五年累计); yearly_average (年均); "
        "as_of (截至…, 年末).",
    )
    period_start: str = Field(
        default="", description="First day that it is of, ISO; empty where not known."
    )
    period_end: str = Field(default="", description="Last day, ISO.")
    scope: Scope = Field(
        default=Scope.WHOLE,
        description="Which part of the place it covers: whole, own_level (本级), department, town, "
        "firm, part, elsewhere (全国).",
    )
    unit_written: str = Field(default="", description="The unit with its scale (亿斤).")
    dimension: str = Field(
        default="", description="What the unit measures (mass); only figures of one compare."
    )
    common_value: float | None = Field(
        default=None, description="The value in the dimension's common unit (吨 for mass)."
    )
    row_head: str = Field(
        default="", description="In a table, the labels of its row, parted by ` / `."
    )
    column_head: str = Field(default="", description="In a table, the heads of its column.")


class FactsOut(_Reply):
    """One page of facts."""

    total: int
    facts: list[FactOut]


class JobEventOut(_Reply):
    """One source of a job is done."""

    source: str
    outcome: Literal["added", "replaced", "unchanged", "failed"]
    report_id: str = Field(description="Empty where it failed.")
    message: str = Field(description="Why it failed, or the report's warnings.")
    code: str = Field(
        default="",
        description="What kind of failure it is, the same whatever the message's wording: "
        "`empty-source`, `wrong-suffix`, `private-address` and others; empty where it did not fail.",
    )
    passages: int = Field(default=0, description="How many passages it gave.")
    facts: int = Field(default=0, description="How many figures it gave.")


class UnderWayOut(_Reply):
    """How far one source of a job is."""

    source: str
    stage: Literal["received", "understood", "indexed"]


class ProgressOut(_Reply):
    """Sources finished so far."""

    done: int
    failed: int


class JobOut(_Reply):
    """An ingestion under way or finished."""

    job_id: str
    state: Literal["queued", "running", "done", "failed", "cancelled"] = Field(
        description="failed: nothing could be ingested; done: at least one source was."
    )
    cancelling: bool = Field(default=False, description="It was told to stop and has not yet.")
    status_url: str
    created: str = Field(description="ISO date and time with zone.")
    finished: str = Field(description="The same; empty until then.")
    progress: ProgressOut
    events: list[JobEventOut]
    under_way: list[UnderWayOut] = Field(default=[], description="Sources that are not done.")
    message: str = Field(description="What broke the whole job off; empty where nothing did.")
    code: str = Field(
        default="",
        description="What kind of trouble that is, the same whatever the wording: `stopped`, "
        "`store-locked` and others; empty where there is none.",
    )


class JobsOut(_Reply):
    """Ingestions, without their events."""

    jobs: list[JobOut]


class FieldProblem(_Reply):
    """What is wrong with one field."""

    pointer: str = Field(description="Where: body/filters/years/0.")
    detail: str


class ProblemOut(_Reply):
    """An error, RFC 9457 (application/problem+json)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldProblem] = []


def _refuse_blank(value: str) -> str:
    if not value.strip():
        msg = "must not be blank"
        raise ValueError(msg)
    return value
