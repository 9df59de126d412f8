"""What the routes of the service share."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from fastapi import Depends, Request

from ingest.loaders import Limits
from ingest.pipeline import Ingestor
from rag.access import caller_of
from rag.answer import Answer, Mode, Retrieval
from rag.jobs import JobRunner
from rag.memory import Memory
from rag.plan import Plan
from rag.problems import MEDIA_TYPE
from rag.schemas import ProblemOut
from vectorstore.queries import Filter
from vectorstore.store import Store

if TYPE_CHECKING:
    from rag.evaluation.runs import Evaluations
    from rag.finder import IndicatorFinder
    from rag.linking.subjects import Subjects
    from rag.metrics import Metrics
    from rag.plan import Plan
from rag.readiness import Readiness


class AnswersQuestions(Protocol):
    """The part of the engine that the service speaks to."""

    @property
    def store(self) -> Store:
        """Where the reports are."""
        ...

    @property
    def memory(self) -> Memory:
        """Where the conversations are."""
        ...

    def warm_up(self, stop: threading.Event) -> None:
        """Makes ready what the first questions would wait for, until told to stop."""
        ...

    def retrieve(
        self, query: str, *, top_k: int = 10, mode: Mode = Mode.HYBRID, where: Filter = Filter()
    ) -> Retrieval:
        """Passages for a query, best first."""
        ...

    def ask(
        self,
        question: str,
        *,
        conversation_id: str = "",
        where: Filter = Filter(),
        history: Sequence[str] | None = None,
        language: str = "",
        plan: Plan | None = None,
    ) -> Answer:
        """A cited answer, or an abstention; remembers the conversation unless given a history."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """The service's parts.

    Attributes:
        engine: Answers.
        ingestor: Puts reports in.
        jobs: Runs ingestions.
        load_limits: Bounds on what ingestion reads.
        version: Of Yiju.
        evaluations: Runs question sets.
        metrics: Where requests are counted.
        readiness: Whether the service takes requests.
        finder: Finds indicators of the engine's store.
        subjects: Tells what words name in the engine's store.
    """

    engine: AnswersQuestions
    ingestor: Ingestor
    jobs: JobRunner
    load_limits: Limits
    version: str
    evaluations: Evaluations
    metrics: Metrics
    readiness: Readiness
    finder: IndicatorFinder
    subjects: Subjects

    @property
    def store(self) -> Store:
        """Where the reports are."""
        return self.engine.store


async def _context_of(request: Request) -> Context:
    # A plain function would take a thread for every request.
    context: Context = request.app.state.context
    return context


ServiceContext = Annotated[Context, Depends(_context_of)]
"""A handler's parameter of this type is given the parts of the service that it runs in."""


def caller_name(request: Request) -> str:
    """Whose request it is; empty where callers are not told apart."""
    return caller_of(request).name


def problems(**details: str) -> dict[int | str, dict[str, Any]]:
    """OpenAPI descriptions of a route's problems.

    Args:
        **details: ``_404="…"``: status after an underscore, and when it happens.
    """
    schema = {"$ref": f"#/components/schemas/{ProblemOut.__name__}"}
    return {
        int(status[1:]): {
            "description": text,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status, text in {"_422": "The request does not validate.", **details}.items()
    }
