"""What the chat page remembers of a conversation, and how it asks the service."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.client import AsyncYijuClient
from rag.schemas import AskOut, HealthOut
from vectorstore.errors import ServiceError, ServiceRefusedError

MAX_TURNS = 50
"""Older turns are no longer shown; the whole transcript travels with every answer."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question, and what became of it.

    Attributes:
        number: From 1, unique in its conversation.
        question: As asked.
        answer: None while it is looked for, or where it failed.
        failure: Why there is no answer; empty where there is one or it is still looked for.
    """

    number: int
    question: str
    answer: AskOut | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in order.

    Attributes:
        lang: Language of the page's own words.
        health: Size of the collection; None while the service does not say.
        examples: Questions offered on the empty page.
        conversation_id: As the service gave it; empty before the first answer.
        turns: The latest at the end.
    """

    lang: str = "zh"
    health: HealthOut | None = None
    examples: tuple[str, ...] = ()
    conversation_id: str = ""
    turns: tuple[Turn, ...] = field(default=())

    @property
    def next_number(self) -> int:
        """Number of the next turn."""
        return self.turns[-1].number + 1 if self.turns else 1


async def ask(client: AsyncYijuClient, question: str, conversation_id: str) -> tuple[str, Turn]:
    """Asks the service.

    Returns:
        The conversation's id, and the turn (numbered 0) with the answer or the failure.
    """
    try:
        answer = await client.ask(question, conversation_id=conversation_id)
    except ServiceRefusedError as error:
        detail = error.problem.get("detail")
        return conversation_id, Turn(0, question, failure=str(detail or error))
    except ServiceError as error:
        return conversation_id, Turn(0, question, failure=str(error))
    return answer.conversation_id, Turn(0, question, answer)
