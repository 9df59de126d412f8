"""Routes that answer: health, retrieve, ask.

Engine calls block, so the handlers are plain functions.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rag.replies import ask_out, retrieve_out
from rag.routes.context import ServiceContext, caller_name, problems
from rag.schemas import AskIn, AskOut, FilterIn, HealthOut, RetrieveIn, RetrieveOut

router = APIRouter(prefix="/v1", tags=["questions"])


@router.get("/health", summary="State and size of the service")
def health(context: ServiceContext) -> HealthOut:  # noqa: D103 - the summary says it all
    info = context.store.info()
    return HealthOut(
        version=context.version,
        reports=info.reports,
        passages=info.passages,
        facts=info.facts,
        embedder=info.embedder.name,
        generation=info.generation,
    )


@router.post("/retrieve", summary="Find passages", responses=problems())
def retrieve(context: ServiceContext, body: RetrieveIn) -> RetrieveOut:
    """Passages for a query, best first, each with the scores that ranked it."""
    where = (body.filters or FilterIn()).to_filter()
    found = context.engine.retrieve(body.query, top_k=body.top_k, mode=body.mode, where=where)
    return retrieve_out(found)


@router.post("/ask", summary="Ask a question", response_model=AskOut, responses=problems())
def ask(context: ServiceContext, request: Request, body: AskIn) -> Response:
    """An answer whose every sentence about a report is a verbatim quote, or why there is none."""
    conversation = context.engine.memory.begin(body.conversation_id or "", caller_name(request))
    answer = context.engine.ask(
        body.question,
        conversation_id=conversation,
        where=(body.filters or FilterIn()).to_filter(),
        language=body.language or "",
        plan=body.plan,
    )
    quoted = list(dict.fromkeys(each.report_id for each in answer.citations))
    doubts = {each.report_id: each.warnings for each in context.store.summaries(quoted)}
    # A list of thousands is megabytes of JSON, written once.
    reply = ask_out(answer, doubts).model_dump_json()
    context.engine.memory.keep(conversation, answer.question, reply)
    return Response(reply, media_type="application/json")
