"""The question-set format (JSON Lines), read strictly: a mistake is named with its line."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from vectorstore.errors import QuestionSetError


class QuestionType(StrEnum):
    """What a question asks for, which decides how its answer is judged."""

    LOOKUP = "lookup"
    LIST = "list"
    COMPARE = "compare"
    COUNT = "count"
    TREND = "trend"
    PASSAGE = "passage"
    SUMMARY = "summary"
    UNANSWERABLE = "unanswerable"
    FOLLOWUP = "followup"


def _number_as_text(value: object) -> object:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return str(value) if is_number else value


NumberText = Annotated[str, BeforeValidator(_number_as_text)]
"""A number as text; a set may write it as a number."""


class Evidence(BaseModel):
    """A verbatim quote that proves an answer.

    Attributes:
        doc: File name of the report, as it was ingested.
        quote: Its words; compared after white space is removed and width folded.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    doc: str = Field(min_length=1)
    quote: str = Field(min_length=1)


class Question(BaseModel):
    """One question and what a right answer holds.

    Attributes:
        id: Unique in its set.
        lang: Language of the question, ``zh`` or ``en``.
        type: What it asks for.
        history: Earlier user turns of the conversation.
        question: The question.
        regions: Places that the answer must name; exactly these where ``names_exactly``.
        values: Figures or words that must appear in the answer.
        evidence: Quotes that prove it.
        answerable: Whether the collection holds an answer; if not, abstaining is right.
        answer: A reference answer, for people.
        derived: Numbers that the answer itself must state, though no quote does; texts or numbers.
        accept: Equally good renderings of a value.
        values_any: At least one of each group must appear.
        min_evidence: How many of the evidence quotes a good answer cites; 0 for none.
        exact_places: Whether the answer may name no other place; None where the type says so: for
            list and count.
        note: Remarks, for people.
        author: Who wrote it; a slice of the results, as the next two.
        genre: Which kind of report it asks of.
        voice: How it is worded.
        gold: Whether it has a gold answer; without one it is not asked.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    id: str = Field(min_length=1)
    lang: str = Field(min_length=1)
    type: QuestionType
    history: tuple[str, ...] = ()
    question: str = Field(min_length=1)
    regions: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answerable: bool = True
    answer: str = ""
    derived: tuple[NumberText, ...] = ()
    accept: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    values_any: tuple[tuple[str, ...], ...] = ()
    min_evidence: int | None = Field(default=None, ge=0)
    exact_places: bool | None = None
    note: str = ""
    author: str = ""
    genre: str = ""
    voice: str = ""
    gold: bool = True

    @model_validator(mode="after")
    def _check_consistency(self) -> Question:
        if self.type is QuestionType.UNANSWERABLE and self.answerable:
            raise ValueError('type "unanswerable" needs "answerable": false')
        if self.min_evidence is not None and self.min_evidence > len(self.evidence):
            raise ValueError(
                f"min_evidence is {self.min_evidence}, but there are only "
                f"{len(self.evidence)} evidence quotes"
            )
        return self

    @property
    def names_exactly(self) -> bool:
        """Whether the answer must name its places and no others."""
        if self.exact_places is not None:
            return self.exact_places
        return self.type in (QuestionType.LIST, QuestionType.COUNT)

    def renderings(self, value: str) -> tuple[str, ...]:
        """A value and whatever is accepted in its place."""
        return (value, *self.accept.get(value, ()))


def load_questions(path: str | Path) -> list[Question]:
    """Reads a question set.

    Empty lines are skipped and unknown fields ignored; so are questions without a gold answer.

    Raises:
        QuestionSetError: The file cannot be read, holds no question to ask, or a line is not a valid
            question; the error names the line and the field.
    """
    questions: list[Question] = []
    lines_by_id: dict[str, int] = {}
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        question = _parse(line, str(path), number)
        if question.id in lines_by_id:
            problem = f'id "{question.id}" was used on line {lines_by_id[question.id]} already'
            raise QuestionSetError(str(path), number, problem)
        lines_by_id[question.id] = number
        if question.gold:
            questions.append(question)
    if not questions:
        raise QuestionSetError(str(path), 0, "holds no question")
    return questions


def read_lines(path: str | Path) -> list[str]:
    r"""Lines of a UTF-8 file (a byte order mark is allowed), split at ``"\n"`` only.

    Raises:
        QuestionSetError: The file is missing, unreadable, or not UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); convert it first"
        raise QuestionSetError(str(path), 0, problem) from error
    except OSError as error:
        raise QuestionSetError(str(path), 0, f"cannot be read: {error.strerror}") from error


def _parse(line: str, source: str, number: int) -> Question:
    try:
        return Question.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        problem = f"{where}: {first['msg']}" if where else first["msg"]
        raise QuestionSetError(source, number, problem) from error
