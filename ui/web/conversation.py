"""What the chat page shows of a conversation, and how it asks the service."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from http import HTTPStatus

from rag.client import AsyncYijuClient
from rag.schemas import AskOut, HealthOut
from vectorstore.errors import ServiceError, ServiceRefusedError

_LATEST = 20


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer.

    Attributes:
        status: HTTP status of the refusal; 0 where nothing was answered.
        detail: What the service says of it.
    """

    status: int
    detail: str

    @property
    def passes(self) -> bool:
        """Whether it is likely to pass by itself."""
        return self.status in (429, 503)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question, and what became of it.

    Attributes:
        number: From 1, unique on the page.
        question: As asked.
        answer: None where it failed or was not kept.
        failure: Why there is no answer; None where there is one or it was not kept.
        restarted: It was asked in a conversation that is gone, and begins another.
    """

    number: int
    question: str
    answer: AskOut | None = None
    failure: Failure | None = None
    restarted: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as the page shows it.

    Attributes:
        lang: Language of the page's own words.
        health: Size of the collection; None while the service does not say.
        examples: Questions offered where nothing has been asked.
        conversation_id: As the service gave it; empty before the first answer.
        turns: The latest at the end.
        missing: A conversation was asked for that is not there.
    """

    lang: str = "zh"
    health: HealthOut | None = None
    examples: tuple[str, ...] = ()
    conversation_id: str = ""
    turns: tuple[Turn, ...] = field(default=())
    missing: bool = False


async def ask(
    client: AsyncYijuClient, question: str, conversation_id: str, number: int, language: str
) -> tuple[str, Turn]:
    """Asks the service.

    Args:
        client: With the visitor's rights.
        question: What was typed or chosen.
        conversation_id: Empty to begin one.
        number: Of the turn.
        language: Of the answer; the question's own where empty.

    Returns:
        The conversation's id, and the turn with the answer or the failure.
    """
    # A conversation that was deleted elsewhere must not come back with its old name unseen.
    restarted = bool(conversation_id) and await _is_gone(client, conversation_id)
    # An id of one's own from the beginning: such conversations are listed.
    asked_in = uuid.uuid4().hex if restarted else conversation_id or uuid.uuid4().hex
    try:
        answer = await client.ask(question, conversation_id=asked_in, language=language)
    except ServiceError as error:
        return conversation_id, Turn(number, question, failure=failure_of(error))
    return answer.conversation_id, Turn(number, question, answer, restarted=restarted)


async def _is_gone(client: AsyncYijuClient, conversation_id: str) -> bool:
    """Whether a conversation is not there; not, where the service does not say."""
    try:
        # The list is short; a whole conversation is not.
        latest = await client.conversations(limit=_LATEST)
        if any(each.conversation_id == conversation_id for each in latest.conversations):
            return False
        await client.conversation(conversation_id)
    except ServiceRefusedError as error:
        return error.status == HTTPStatus.NOT_FOUND
    except ServiceError:
        return False
    return False


async def kept_turns(client: AsyncYijuClient, conversation_id: str) -> tuple[Turn, ...] | None:
    """The turns of a conversation; None where it is not there, or not the visitor's.

    Raises:
        ServiceError: The service does not say.
    """
    try:
        kept = await client.conversation(conversation_id)
    except ServiceRefusedError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        return None
    return tuple(
        Turn(number, turn.question, turn.answer) for number, turn in enumerate(kept.turns, 1)
    )


def failure_of(error: ServiceError) -> Failure:
    """What an error of the client means for the visitor."""
    if isinstance(error, ServiceRefusedError):
        return Failure(error.status, str(error.problem.get("detail") or error))
    return Failure(0, str(error))
