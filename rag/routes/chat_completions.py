"""Routes that let chat clients use Yiju as a model, in the form of OpenAI's chat completions."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from rag.chat_errors import chat_error
from rag.chat_schemas import (
    MODEL,
    AnnotationOut,
    ChatErrorOut,
    ChatIn,
    ChatMessageOut,
    ChatOut,
    ChoiceOut,
    ChunkChoiceOut,
    ChunkOut,
    DeltaOut,
    ModelOut,
    ModelsOut,
    UrlCitationOut,
    UsageOut,
)
from rag.chat_text import Message, compose
from rag.links import base_address
from rag.replies import cited_reply
from rag.routes.context import ServiceContext
from rag.schemas import FieldProblem, FilterIn

_EVENT_STREAM = "text/event-stream"
_NO_BUFFERING = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_END = "data: [DONE]\n\n"


def _errors(**details: str) -> dict[int | str, dict[str, Any]]:
    return {
        int(status[1:]): {"description": text, "model": ChatErrorOut}
        for status, text in details.items()
    }


_UNKNOWN_MODEL = _errors(_404="No such model.")


router = APIRouter(prefix="/v1", tags=["chat"])
_MODEL = ModelOut(created=int(time.time()))


@router.get("/models", summary="List models")
def models() -> ModelsOut:
    """The models that `POST /v1/chat/completions` takes: one."""
    return ModelsOut(data=[_MODEL])


@router.get(
    "/models/{model_id}",
    summary="One model",
    response_model=ModelOut,
    responses=_UNKNOWN_MODEL | _errors(_422="The request does not validate."),
)
def one_model(model_id: str) -> ModelOut | Response:
    """The model of that name."""
    return _MODEL if model_id == MODEL else _unknown_model(model_id)


@router.post(
    "/chat/completions",
    summary="Answer a conversation",
    response_model=ChatOut,
    responses=_UNKNOWN_MODEL
    | _errors(_422="The request cannot be answered.")
    | {200: {"content": {_EVENT_STREAM: {}}, "description": "The answer, or its events."}},
)
def complete(context: ServiceContext, request: Request, body: ChatIn) -> ChatOut | Response:
    """Answers the last user message, as a follow-up of the earlier ones; keeps nothing.

    With `stream` the message comes in server-sent events, each with a
    `chat.completion.chunk`; the last but one event's delta has the annotations.
    """
    if body.model != MODEL:
        return _unknown_model(body.model)
    answer = context.engine.ask(
        body.question,
        where=(body.filters or FilterIn()).to_filter(),
        history=body.history,
    )
    message = compose(cited_reply(context.store, answer), base_address(request))
    reply = ChatOut(
        id=f"chatcmpl-{uuid.uuid4().hex}",
        created=int(time.time()),
        choices=[ChoiceOut(message=_message(message))],
        usage=_usage(body, message),
    )
    if not body.stream:
        return reply
    wants_usage = body.stream_options is not None and body.stream_options.include_usage
    events = _events(reply, message, wants_usage=wants_usage)
    return StreamingResponse(events, media_type=_EVENT_STREAM, headers=_NO_BUFFERING)


def _unknown_model(name: str) -> Response:
    detail = f"There is no model {name!r} here, only {MODEL!r}."
    field = FieldProblem(pointer="body/model", detail=detail)
    return chat_error(404, detail, "model-not-found", [field])


def _message(message: Message) -> ChatMessageOut:
    annotations = [
        AnnotationOut(
            url_citation=UrlCitationOut(
                start_index=each.start, end_index=each.end, url=each.url, title=each.title
            )
        )
        for each in message.citations
    ]
    return ChatMessageOut(content=message.text, annotations=annotations)


def _usage(body: ChatIn, message: Message) -> UsageOut:
    read = sum(map(len, (body.question, *body.history)))
    written = len(message.text)
    return UsageOut(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)


async def _events(reply: ChatOut, message: Message, *, wants_usage: bool) -> AsyncIterator[str]:
    """The events of a stream: role, text line by line, annotations, end, usage."""
    deltas = [DeltaOut(role="assistant", content="")]
    deltas += [DeltaOut(content=piece) for piece in message.lines]
    annotations = reply.choices[0].message.annotations
    if annotations:
        deltas.append(DeltaOut(annotations=annotations))
    choices = [ChunkChoiceOut(delta=delta) for delta in deltas]
    choices.append(ChunkChoiceOut(delta=DeltaOut(), finish_reason="stop"))
    for choice in choices:
        yield _event(ChunkOut(id=reply.id, created=reply.created, choices=[choice]), wants_usage)
    if wants_usage:
        chunk = ChunkOut(id=reply.id, created=reply.created, choices=[], usage=reply.usage)
        yield _event(chunk, wants_usage)
    yield _END


def _event(chunk: ChunkOut, wants_usage: bool) -> str:
    """One event; an empty ``usage`` stands in it only where usage was asked for."""
    shown = chunk.model_dump(mode="json")
    if not wants_usage:
        del shown["usage"]
    for choice in shown["choices"]:
        delta = choice["delta"].items()
        choice["delta"] = {name: value for name, value in delta if value is not None}
    return f"data: {json.dumps(shown, ensure_ascii=False)}\n\n"
