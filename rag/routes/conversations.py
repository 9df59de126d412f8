"""Routes for the caller's conversations: list, one, rename, delete, export.

With access keys each key has its own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError

from rag.conversation_schemas import (
    ConversationOut,
    ConversationsOut,
    RenameIn,
    TranscriptOut,
    TurnOut,
)
from rag.links import base_address
from rag.routes.context import ServiceContext, caller_name, problems
from rag.schemas import AskOut
from rag.transcripts.markdown import MARKDOWN_TYPE, transcript_markdown
from rag.transcripts.word import DOCX_TYPE, transcript_docx
from vectorstore.conversations import ConversationRecord, ConversationSummary

_UNKNOWN = problems(_404="No such conversation, or somebody else's.")
_LONGEST_PAGE = 500
_UNSAFE_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', " "))


class ExportFormat(StrEnum):
    """What a conversation is written as."""

    MARKDOWN = "md"
    DOCX = "docx"


class ExportLanguage(StrEnum):
    """Language of an export's own words."""

    ZH = "zh"
    EN = "en"


router = APIRouter(prefix="/v1", tags=["conversations"])


@router.get("/conversations", summary="List conversations", responses=problems())
def conversations(
    context: ServiceContext,
    request: Request,
    q: Annotated[str, Query(max_length=200, description="Words in the name.")] = "",
    limit: Annotated[int, Query(ge=0, le=_LONGEST_PAGE)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> ConversationsOut:
    """The caller's conversations, the one asked in last first."""
    total, found = context.engine.memory.list(
        caller_name(request), words=q.strip(), limit=limit, offset=offset
    )
    return ConversationsOut(total=total, conversations=[_summary_out(each) for each in found])


@router.get("/conversations/{conversation_id}", summary="One conversation", responses=_UNKNOWN)
def conversation(context: ServiceContext, request: Request, conversation_id: str) -> TranscriptOut:
    """Its questions with the answers as they were given, oldest first."""
    return transcript_out(context.engine.memory.read(conversation_id, caller_name(request)))


@router.patch(
    "/conversations/{conversation_id}", summary="Rename a conversation", responses=_UNKNOWN
)
def rename(
    context: ServiceContext, request: Request, conversation_id: str, body: RenameIn
) -> ConversationOut:
    """Names a conversation; it keeps the name until it is renamed again."""
    context.engine.memory.rename(conversation_id, body.name, caller_name(request))
    renamed = transcript_out(context.engine.memory.read(conversation_id, caller_name(request)))
    return ConversationOut.model_validate(renamed.model_dump(exclude={"turns"}))


@router.delete(
    "/conversations/{conversation_id}",
    summary="Delete a conversation",
    status_code=204,
    responses=_UNKNOWN,
)
def delete(context: ServiceContext, request: Request, conversation_id: str) -> None:
    """Forgets a conversation with everything said in it."""
    context.engine.memory.delete(conversation_id, caller_name(request))


@router.get(
    "/conversations/{conversation_id}/export",
    summary="A conversation as a document",
    response_class=Response,
    responses=_UNKNOWN
    | {200: {"content": {MARKDOWN_TYPE: {}, DOCX_TYPE: {}}, "description": "The document."}},
)
def export(
    context: ServiceContext,
    request: Request,
    conversation_id: str,
    form: Annotated[ExportFormat, Query(alias="format")] = ExportFormat.MARKDOWN,
    lang: ExportLanguage = ExportLanguage.ZH,
) -> Response:
    """Questions and answers with a footnote for every citation: the quote and its address."""
    found = transcript_out(context.engine.memory.read(conversation_id, caller_name(request)))
    site = base_address(request)
    if form is ExportFormat.DOCX:
        return _document(transcript_docx(found, site, lang), found.name, "docx", DOCX_TYPE)
    text = transcript_markdown(found, site, lang)
    return _document(text.encode(), found.name, "md", f"{MARKDOWN_TYPE}; charset=utf-8")


def transcript_out(record: ConversationRecord) -> TranscriptOut:
    """A conversation as the contract has it."""
    return TranscriptOut(
        conversation_id=record.conversation_id,
        name=record.name,
        asked_at=record.asked_at.isoformat(),
        questions=len(record.turns),
        turns=[
            TurnOut(
                question=turn.question,
                asked_at=turn.asked_at.isoformat(),
                answer=_answer_out(turn.answer),
            )
            for turn in record.turns
        ],
    )


def _answer_out(kept: str) -> AskOut | None:
    """An answer that was kept; None also where a version kept it that this one cannot read."""
    try:
        return AskOut.model_validate_json(kept) if kept else None
    except ValidationError:
        return None


def _summary_out(summary: ConversationSummary) -> ConversationOut:
    return ConversationOut(
        conversation_id=summary.conversation_id,
        name=summary.name,
        asked_at=summary.asked_at.isoformat(),
        questions=summary.questions,
    )


def _document(data: bytes, name: str, suffix: str, media_type: str) -> Response:
    filename = quote(f"{name.translate(_UNSAFE_IN_NAMES).strip(' .')[:60] or 'yiju'}.{suffix}")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{filename}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(data, media_type=media_type, headers=headers)
