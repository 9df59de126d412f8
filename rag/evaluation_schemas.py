"""The part of the HTTP contract that evaluates."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True)


class QuestionSetOut(_Reply):
    """A question set that can be run."""

    set_id: str
    name: str
    created: str = Field(description="ISO time of the upload; empty where it was there before.")
    builtin: bool = Field(description="Comes with the program and cannot be removed.")
    questions: int
    types: dict[str, int]
    langs: dict[str, int]


class QuestionSetsOut(_Reply):
    """Every question set."""

    sets: list[QuestionSetOut]


class EvaluationIn(BaseModel):
    """What to run."""

    model_config = ConfigDict(extra="forbid")

    set_id: str = Field(max_length=64)


class EvaluationProgressOut(_Reply):
    """Questions asked so far."""

    done: int
    total: int
    wrong: int


class EvaluationOut(_Reply):
    """A run of a question set."""

    evaluation_id: str
    set_id: str
    name: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    created: str
    finished: str = Field(description="Empty until it is over.")
    progress: EvaluationProgressOut
    reports: int = Field(description="How many reports were asked.")
    message: str = Field(description="What broke it off; empty where nothing did.")


class EvaluationsOut(_Reply):
    """Every run, the latest first."""

    evaluations: list[EvaluationOut]


class EstimateOut(_Reply):
    """A metric with its 95% bootstrap interval; shares are 0 to 1, times in ms."""

    value: float
    low: float
    high: float
    n: int


class GroupOut(_Reply):
    """The metrics of the questions of one type and language; `all` stands for every one."""

    type: str
    lang: str
    questions: int
    metrics: dict[str, EstimateOut]


class MetricOut(_Reply):
    """What a metric is called, and which direction is progress."""

    name: str
    label: str
    unit: str = Field(description="share, cost, ms or count.")
    higher_is_better: bool | None


class ExpectedOut(_Reply):
    """What a right answer holds."""

    answerable: bool
    regions: list[str]
    values: list[str]
    values_any: list[list[str]]
    derived: list[str]
    evidence: list[str]
    answer: str


class CitedOut(_Reply):
    """What a mark in an answer refers to."""

    n: int
    report_id: str
    start: int
    end: int


class OutcomeOut(_Reply):
    """What happened to one question."""

    id: str
    type: str
    lang: str
    question: str
    history: list[str]
    correct: bool | None
    status: str
    reasons: list[str] = Field(description="Why the answer is wrong.")
    notes: list[str]
    extra_places: list[str]
    intent: str
    answer: str
    cited: list[CitedOut] = Field(
        default=[], description="What the marks [n] in the answer refer to, where that was kept."
    )
    expected: ExpectedOut | None
    ask_ms: float | None
    verdict: str = Field(
        default="", description="right, wrong or refused; empty where that was not kept."
    )


class EvaluationDetailOut(EvaluationOut):
    """A run with what it found; groups and outcomes are empty until it is done."""

    embedder: str
    metrics: list[MetricOut]
    groups: list[GroupOut]
    outcomes: list[OutcomeOut]
    remarks: list[str]


class FlipOut(_Reply):
    """A question that went from right to wrong, or back."""

    id: str
    type: str
    lang: str
    question: str
    gained: bool
    reasons: list[str]


class MovementOut(_Reply):
    """A metric that moved; the interval is of the difference `new - old`."""

    metric: str
    label: str
    unit: str
    type: str
    lang: str
    old: float
    new: float
    low: float
    high: float
    better: bool | None
    beyond_chance: bool


class EvaluationComparisonOut(_Reply):
    """What changed from an earlier run to a later one."""

    common: int
    flips: list[FlipOut]
    movements: list[MovementOut]
    added: list[str]
    removed: list[str]
    notes: list[str]
