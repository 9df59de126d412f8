"""What evaluation needs of an engine, so that any engine (and a test's fake) can be measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from rag.answer import Answer, Mode, Retrieval
from vectorstore.queries import Filter
from vectorstore.store import Store

Clock = Callable[[], float]
"""Seconds on a monotonic clock (``time.perf_counter``)."""


class Answerer(Protocol):
    """Retrieves passages and answers questions over one store."""

    @property
    def store(self) -> Store:
        """The store that it reads: evidence and citations are checked against its text."""
        ...

    def retrieve(
        self,
        query: str,
        *,
        top_k: int = 10,
        mode: Mode = Mode.HYBRID,
        where: Filter = Filter(),
    ) -> Retrieval:
        """Passages for a query, best first."""
        ...

    def ask(
        self,
        question: str,
        *,
        conversation_id: str = "",
        where: Filter = Filter(),
        history: Sequence[str] = (),
    ) -> Answer:
        """Answers a question; ``history`` holds earlier user turns of the same conversation."""
        ...
