"""Routes for those who run the service: whether it is alive, whether it is ready, and metrics."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response
from pydantic import BaseModel

from rag.metrics import CONTENT_TYPE
from rag.routes.context import ServiceContext, problems


class StateOut(BaseModel):
    """How the service is."""

    status: Literal["alive", "ready"]


router = APIRouter(tags=["operation"])


@router.get("/v1/health/live", summary="Whether the process answers")
async def live() -> StateOut:
    """Asks nothing of the store: where this fails, only a restart helps."""
    return StateOut(status="alive")


@router.get(
    "/v1/health/ready",
    summary="Whether the service takes requests",
    responses=problems(_503="It is stopping, or its store does not answer."),
)
async def ready(context: ServiceContext) -> StateOut:
    """Asks the store: where this fails, requests should go elsewhere for a while."""
    reason = await context.readiness.check(context.store)
    if reason:
        raise HTTPException(503, reason, {"Retry-After": "5"})
    return StateOut(status="ready")


@router.get(
    "/metrics",
    summary="Counters for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Prometheus text."}},
)
def counters(context: ServiceContext) -> Response:
    """Requests, latencies, stages, lanes, ingestion, and the store's size."""
    return Response(context.metrics.exposition(), media_type=CONTENT_TYPE)
