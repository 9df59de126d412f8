"""What evaluation found: one outcome a question, estimates by group, and all of it as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from rag.evaluation.bootstrap import Estimate, Sampling
from vectorstore.errors import QuestionSetError

SCHEMA = 1
"""Version of the JSON report; raise it when a field changes its meaning or goes."""

ALL = "all"
"""Stands for every type, or every language, in a group."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a mark in an answer refers to.

    Attributes:
        n: The number of the mark.
        report_id: The report.
        start: Where the quote begins in it.
        end: Where it ends.
    """

    n: int
    report_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one question.

    Attributes:
        id: The question's id.
        type: Its type (the format's name for BEIR and SQuAD).
        lang: Its language.
        question: The question.
        correct: Whether the answer was right; None where only retrieval was measured.
        status: ``answered``, ``shown``, ``abstained`` or ``error``; empty where only retrieval was
            measured.
        reasons: What was wrong with the answer.
        notes: What is wrong beside the answer: evidence that the store does not hold, citations
            that are not verbatim.
        extra_places: Places that the answer names and the question does not expect.
        measures: Measure → value; a measure that does not apply is absent. Times are in ms.
        query: What was given to retrieval.
        evidence_ranks: For each evidence quote, the rank of the first passage that holds it.
        intent: How the engine read the question.
        answer: The answer's text.
        cited: What its marks refer to; empty in reports that were written before it was kept.
        verdict: ``right``, ``wrong`` or ``refused``; empty where only retrieval was measured.
        author: Who wrote the question; empty where the set does not say, as for the next two.
        genre: Which kind of report it asks of.
        voice: How it is worded.
    """

    id: str
    type: str
    lang: str
    question: str
    correct: bool | None = None
    status: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    extra_places: tuple[str, ...] = ()
    measures: dict[str, float] = field(default_factory=dict)
    query: str = ""
    evidence_ranks: tuple[int | None, ...] = ()
    intent: str = ""
    answer: str = ""
    cited: tuple[Cited, ...] = ()
    verdict: str = ""
    author: str = ""
    genre: str = ""
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The metrics of the questions of one type and language.

    Attributes:
        type: A type, or ``all``.
        lang: A language, or ``all``.
        questions: How many.
        metrics: Metric → estimate; a metric that applies to none of them is absent.
    """

    type: str
    lang: str
    questions: int
    metrics: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class Slice:
    """What came of the questions of one author, genre or voice.

    Attributes:
        by: ``author``, ``genre`` or ``voice``.
        name: Which one.
        questions: How many.
        metrics: Metric → estimate, of those that say what came of a question.
    """

    by: str
    name: str
    questions: int
    metrics: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class Collection:
    """What the questions were asked of.

    Attributes:
        reports: How many reports.
        passages: How many passages.
        facts: How many facts.
        embedder: Name of the embedding model.
        fingerprint: Its fingerprint.
    """

    reports: int
    passages: int
    facts: int
    embedder: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """One evaluation.

    Attributes:
        schema: Version of this layout.
        format: ``questions``, ``beir`` or ``squad``.
        source: The file or folder with the questions.
        created: ISO time of the run, with zone.
        collection: What was asked.
        sampling: How the intervals were drawn.
        groups: All questions first, then by language, by type, and by both.
        outcomes: One a question, in the set's order.
        notes: What concerns the set as a whole.
        slices: By author, genre and voice, where the questions say them.
    """

    schema: int
    format: str
    source: str
    created: str
    collection: Collection
    sampling: Sampling
    groups: tuple[Group, ...]
    outcomes: tuple[Outcome, ...]
    notes: tuple[str, ...] = ()
    slices: tuple[Slice, ...] = ()

    def group(self, type_: str = ALL, lang: str = ALL) -> Group | None:
        """The group of a type and a language; None where no question is in it."""
        wanted = (type_, lang)
        return next((each for each in self.groups if (each.type, each.lang) == wanted), None)

    def to_json(self) -> str:
        """The report as indented JSON, for :meth:`from_json` and for people."""
        return _ADAPTER.dump_json(self, indent=2).decode()

    @classmethod
    def from_json(cls, text: str, source: str = "report") -> EvaluationReport:
        """Reads what :meth:`to_json` wrote.

        Args:
            text: The JSON.
            source: Where it came from, for the error.

        Raises:
            QuestionSetError: It is no evaluation report, or one of another schema version.
        """
        try:
            found = _VERSION.validate_json(text).get("schema")
            if found != SCHEMA:
                problem = f"has schema {found}, and this version reads {SCHEMA}; evaluate anew"
                raise QuestionSetError(source, 0, problem)
            return _ADAPTER.validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "top"
            problem = f"is no evaluation report ({where}: {first['msg']})"
            raise QuestionSetError(source, 0, problem) from error

    def save(self, path: str | Path) -> None:
        """Writes the JSON to a file."""
        Path(path).write_text(self.to_json() + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> EvaluationReport:
        """Reads a file that :meth:`save` wrote.

        Raises:
            QuestionSetError: The file cannot be read or is no evaluation report.
        """
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise QuestionSetError(str(path), 0, f"cannot be read: {error}") from error
        return cls.from_json(text, str(path))


_ADAPTER = TypeAdapter(EvaluationReport)
_VERSION = TypeAdapter(dict[str, object])
