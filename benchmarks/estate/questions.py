"""Questions of the estate: what is asked, its plan, and the gold answer where there is one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from benchmarks.estate.figures import Measure, Status
from benchmarks.estate.marks import Kind
from benchmarks.estate.problems import Problem, first_error
from rag.evaluation.questions import Evidence, QuestionType

_ID_DIGITS = 8

Voice = Literal[
    "formal", "spoken", "elliptical", "hasty", "follow_up", "correction", "double", "unlabelled"
]


class Act(StrEnum):
    """What a question does."""

    VALUE = "value"
    WHICH = "which"
    HOW_MANY = "how_many"
    COMPARE = "compare"
    ORDER = "order"
    CHANGE = "change"
    TREND = "trend"
    DESCRIBE = "describe"
    SUMMARISE = "summarise"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    YES_NO = "yes_no"


class MarkedSpan(BaseModel):
    """A span of the question and what it is; ``question[start:end]`` are its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int = Field(ge=0)
    end: int
    kind: Kind


class Plan(BaseModel):
    """What a question means, as far as its marks do not say it; a double question has two of each.

    Attributes:
        act: What it does.
        time: Years and spans (``2023``, ``2021..2025``), relative ones as ``-1`` for last year.
        cond: Conditions (``>100 件``, ``a..b``, ``not_stated``).
        order: ``desc 3``, ``asc``.
        agg: What is made of several figures.
        measure: What is asked of the thing where it is no level.
        status: What is asked of where it is not what is so.
        dir: Which way it is to have gone.
        inherits: Of a follow-up, what it takes over from the turns before (``thing``, ``place``,
            ``time``, ``act``, ``condition``, ``order``), nothing included; None where its author
            does not say.
        replaces: What it puts in the place of what was said before, likewise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    act: Act
    time: tuple[str, ...] = ()
    cond: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    agg: tuple[Literal["sum", "mean", "difference", "max", "min", "count"], ...] = ()
    measure: tuple[Measure, ...] = ()
    status: tuple[Status, ...] = ()
    dir: tuple[Literal["up", "down", "flat"], ...] = ()
    inherits: tuple[str, ...] | None = None
    replaces: tuple[str, ...] | None = None


class EstateQuestion(BaseModel):
    """A question with its plan; with a gold answer it is a question of a question set as well.

    Attributes:
        id: ``"{author}-{8 hex digits of the question and its history}"``.
        author: Who wrote it.
        genre: Of which reports it asks.
        voice: How it is worded.
        lang: ``zh`` or ``en``.
        type: What it asks for.
        history: Earlier user turns, oldest first.
        question: The question without marks.
        spans: Its marks, in order.
        plan: What it means.
        gold: Whether it has a gold answer, in the fields that follow.
        docs: The reports that a right answer needs.
        regions: See :class:`rag.evaluation.Question`, as for all that follow.
        values: See there.
        values_any: See there.
        derived: See there.
        accept: See there.
        evidence: See there.
        min_evidence: See there.
        exact_places: See there; False for a list within one report, whose places may be told by
            other places of the report.
        answerable: See there.
        note: Remarks of the author.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    author: str
    genre: str
    voice: Voice
    lang: Literal["zh", "en"]
    type: QuestionType
    history: tuple[str, ...] = ()
    question: str = Field(min_length=1)
    spans: tuple[MarkedSpan, ...] = ()
    plan: Plan
    gold: bool
    docs: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    values_any: tuple[tuple[str, ...], ...] = ()
    derived: tuple[str, ...] = ()
    accept: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    min_evidence: int | None = Field(default=None, ge=0)
    exact_places: bool | None = None
    answerable: bool = True
    note: str = ""

    @model_validator(mode="after")
    def _spans_fit(self) -> EstateQuestion:
        at = 0
        for span in self.spans:
            if not at <= span.start < span.end <= len(self.question):
                raise ValueError(
                    f"the span {span.start}–{span.end} is empty, overlaps or is outside"
                )
            at = span.end
        return self

    def words(self, span: MarkedSpan) -> str:
        """The words of one of its spans."""
        return self.question[span.start : span.end]

    @property
    def key(self) -> str:
        """What makes two questions the same: the words, and the turns before them."""
        return question_key(self.question, self.history)


def question_key(question: str, history: Sequence[str]) -> str:
    """Eight hex digits of a question and the turns before it."""
    asked = "\n".join([*history, question])
    return hashlib.sha256(asked.encode()).hexdigest()[:_ID_DIGITS]


def read_questions(folder: Path) -> tuple[list[EstateQuestion], list[Problem]]:
    """Reads ``<author>.jsonl`` of a folder; a line with a mistake is left out and named."""
    problems: list[Problem] = []
    found = [
        each
        for path in sorted(folder.glob("*.jsonl"))
        for each in read_question_file(path, problems)
    ]
    return found, problems


def read_question_file(path: Path, problems: list[Problem]) -> list[EstateQuestion]:
    """Reads one file of questions; mistakes are added to ``problems``."""
    found: list[EstateQuestion] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            question = EstateQuestion.model_validate_json(line)
        except ValidationError as error:
            problems.append(Problem(path, number, first_error(error)))
            continue
        if question.id in lines:
            problems.append(
                Problem(path, number, f"the same question as line {lines[question.id]}")
            )
            continue
        lines[question.id] = number
        found.append(question)
    return found


def with_gold(questions: Iterable[EstateQuestion]) -> list[EstateQuestion]:
    """The questions that have a gold answer."""
    return [each for each in questions if each.gold]
