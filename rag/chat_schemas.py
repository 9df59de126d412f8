"""The chat interface as pydantic models: the part of OpenAI's chat completions that is served.

What a client sends beyond it is ignored (sampling, limits, tools that it offers): there is no
language model to steer. What would promise another answer is refused.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from rag.schemas import MAX_QUESTION, FilterIn

MODEL = "yiju"
MOST_EARLIER = 8
"""Earlier questions that are asked again, the latest ones."""


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore")


class PartIn(_Sent):
    """A part of a message's content; only text is read."""

    type: str
    text: str | None = None


class ChatMessageIn(_Sent):
    """A message; only those of the user are read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[PartIn] | None = None

    @property
    def written(self) -> str:
        """Its text; parts that are no text are left out."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text).strip()
        return (self.content or "").strip()

    @property
    def other_parts(self) -> list[str]:
        """Types of its parts that are no text."""
        parts = self.content if isinstance(self.content, list) else []
        return [part.type for part in parts if part.type != "text"]


class StreamOptionsIn(_Sent):
    """Wishes for a stream."""

    include_usage: bool = False


class ChatIn(_Sent):
    """A conversation so far, to be answered."""

    model: str = Field(description="A model of `GET /v1/models`.", examples=[MODEL])
    messages: list[ChatMessageIn] = Field(
        description=(
            "The last user message is the question, earlier ones are what it follows; "
            "other roles are ignored."
        ),
        examples=[[{"role": "user", "content": "云溪县2023年受理行政复议案件多少件?"}]],
    )
    stream: bool | None = False
    stream_options: StreamOptionsIn | None = None
    n: int | None = Field(default=None, description="1: there is one answer.")
    response_format: dict[str, Any] | None = Field(default=None, description="Type `text` only.")
    tool_choice: str | dict[str, Any] | None = Field(
        default=None, description="`none` or `auto`: no tool is ever called."
    )
    modalities: list[str] | None = Field(default=None, description="`text` only.")
    filters: FilterIn | None = Field(default=None, description="As in `POST /v1/ask`.")

    @field_validator("messages")
    @classmethod
    def _has_question(cls, value: list[ChatMessageIn]) -> list[ChatMessageIn]:
        asked = [each for each in value if each.role == "user"]
        if not asked:
            msg = "there is no message of the user: send a question"
            raise ValueError(msg)
        if asked[-1].other_parts:
            types = ", ".join(sorted(set(asked[-1].other_parts)))
            msg = f"only text can be asked, not {types}: leave it out"
            raise ValueError(msg)
        if not asked[-1].written:
            msg = "the last message of the user is empty: send a question"
            raise ValueError(msg)
        return value

    @field_validator("n")
    @classmethod
    def _one_answer(cls, value: int | None) -> int | None:
        if value not in (None, 1):
            msg = "a question has one answer here: leave n at 1"
            raise ValueError(msg)
        return value

    @field_validator("response_format")
    @classmethod
    def _plain_text(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        if value and value.get("type", "text") != "text":
            msg = "answers are Markdown text; for JSON ask POST /v1/ask"
            raise ValueError(msg)
        return value

    @field_validator("tool_choice")
    @classmethod
    def _no_tool(cls, value: str | dict[str, Any] | None) -> str | dict[str, Any] | None:
        if value not in (None, "none", "auto"):
            msg = "no tool is ever called: send none or auto"
            raise ValueError(msg)
        return value

    @field_validator("modalities")
    @classmethod
    def _text_only(cls, value: list[str] | None) -> list[str] | None:
        if value and set(value) != {"text"}:
            msg = "answers are text only"
            raise ValueError(msg)
        return value

    @property
    def question(self) -> str:
        """What is asked."""
        return self._asked[-1]

    @property
    def history(self) -> list[str]:
        """Earlier questions, oldest first.

        What could never have been answered (nothing, or too much) is left out: a client keeps it
        in the conversation after it was refused.
        """
        earlier = [each for each in self._asked[:-1] if 0 < len(each) <= MAX_QUESTION]
        return earlier[-MOST_EARLIER:]

    @property
    def _asked(self) -> list[str]:
        return [each.written for each in self.messages if each.role == "user"]


class UrlCitationOut(BaseModel):
    """A quote that the message cites."""

    start_index: int = Field(description="Span of its mark in the message, in code points.")
    end_index: int = Field(description="Half open: one beyond the last.")
    url: str = Field(description="Permanent link to the quote in its report.")
    title: str = Field(description="Title of the report.")


class AnnotationOut(BaseModel):
    """An annotation of a message."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitationOut


class ChatMessageOut(BaseModel):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str = Field(description="Markdown with `[n]` marks and a numbered list of sources.")
    refusal: None = None
    annotations: list[AnnotationOut] = Field(description="One for each source, by number.")


class ChoiceOut(BaseModel):
    """The only choice."""

    index: Literal[0] = 0
    message: ChatMessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class UsageOut(BaseModel):
    """What was read and written, counted in characters (code points): no tokens are used."""

    prompt_tokens: int = Field(description="Characters of the questions that were asked.")
    completion_tokens: int = Field(description="Characters of the message.")
    total_tokens: int


class ChatOut(BaseModel):
    """An answer that is not streamed."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Unix time in seconds.")
    model: str = MODEL
    choices: list[ChoiceOut]
    usage: UsageOut


class DeltaOut(BaseModel):
    """What one chunk adds to the message."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    annotations: list[AnnotationOut] | None = None


class ChunkChoiceOut(BaseModel):
    """The only choice of a chunk."""

    index: Literal[0] = 0
    delta: DeltaOut
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class ChunkOut(BaseModel):
    """One event of a stream."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: list[ChunkChoiceOut]
    usage: UsageOut | None = None


class ModelOut(BaseModel):
    """A model that can be asked."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = Field(description="When the service began, Unix time in seconds.")
    owned_by: str = MODEL


class ModelsOut(BaseModel):
    """The models: one."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


class ErrorOut(BaseModel):
    """What was wrong."""

    message: str
    type: str
    code: str | None
    param: str | None


class ChatErrorOut(BaseModel):
    """An error of the chat interface, in the shape that OpenAI's clients read."""

    error: ErrorOut
