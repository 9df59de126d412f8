"""What a conversation keeps between two questions."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from rag.plan import Plan

MOST_REPORTS = 2000
"""How many reports of an answer are remembered, to ask about again."""


@dataclass(frozen=True, slots=True)
class State:
    """The last question and what answered it.

    Attributes:
        plan: The question's plan, with what it inherited.
        earlier_plan: The plan of the question before it; None where there was none.
        reports: Ids of the reports that the answer rests on; none where there was no answer.
    """

    plan: Plan
    earlier_plan: Plan | None = None
    reports: tuple[str, ...] = ()


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
