"""Conversations in the HTTP contract v1."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.schemas import AskOut
from vectorstore.conversations import LONGEST_NAME


class RenameIn(BaseModel):
    """A new name for a conversation."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
    ] = Field(examples=["行政复议"])


class ConversationOut(BaseModel):
    """A conversation in a list."""

    model_config = ConfigDict(frozen=True)

    conversation_id: str
    name: str = Field(description="The first question, until it is renamed.")
    asked_at: str = Field(description="When the last question was asked; ISO with zone.")
    questions: int = Field(description="How many questions are kept.")


class ConversationsOut(BaseModel):
    """One page of the list of conversations, the one asked in last first."""

    model_config = ConfigDict(frozen=True)

    total: int
    conversations: list[ConversationOut]


class TurnOut(BaseModel):
    """A question, and what was answered when it was asked."""

    model_config = ConfigDict(frozen=True)

    question: str
    asked_at: str = Field(description="ISO date and time with zone.")
    answer: AskOut | None = Field(description="Null where the answer was not kept: ask again.")


class TranscriptOut(ConversationOut):
    """A conversation with its turns, oldest first."""

    turns: list[TurnOut]
