"""What a conversation keeps between two questions."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from rag.plan import Plan
from rag.question.query import Query

MOST_REPORTS = 2000
"""How many reports of an answer are remembered, to ask about again."""


@dataclass(frozen=True, slots=True)
class State:
    """The last question and what answered it.

    Attributes:
        query: The question, with what it inherited.
        reports: Ids of the reports that the answer rests on; none where there was no answer.
        passages: Ids of the passages quoted first.
        year: The year the conversation is about, from which 去年 is counted; None where unknown.
        spots: Where the quotes begin in their reports, with their passages' ids.
        plan: The plan of the last question; None where there was no question yet.
        earlier_plan: The plan of the question before it, likewise.
    """

    query: Query
    reports: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    year: int | None = None
    spots: tuple[tuple[str, int], ...] = ()
    plan: Plan | None = None
    earlier_plan: Plan | None = None


_STATES = TypeAdapter(State)


def dump_state(state: State) -> str:
    """A state as text."""
    return _STATES.dump_json(state).decode()


def load_state(text: str) -> State | None:
    """A state from its text; None where there is none, or another version wrote it."""
    try:
        return _STATES.validate_json(text) if text else None
    except ValidationError:
        return None
