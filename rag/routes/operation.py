"""Routes for those who run the service: whether it is alive, whether it is ready, and metrics."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from fastapi import APIRouter, HTTPException
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel

from rag.metrics import CONTENT_TYPE, Metrics
from rag.routes.context import Context, problems
from vectorstore.errors import YijuError

_READY_SECONDS = 2.0


class StateOut(BaseModel):
    """How the service is."""

    status: Literal["alive", "ready"]


@dataclass(slots=True)
class Readiness:
    """Whether the service takes requests.

    Attributes:
        stopping: It was told to stop, and finishes what it has begun.
    """

    stopping: bool = False
    _probe: asyncio.Task[str] | None = field(default=None, repr=False)

    def stop(self) -> None:
        """Notes that the service was told to stop."""
        self.stopping = True

    async def check(self, context: Context) -> str:
        """Why the service is not ready; empty where it is.

        A store that does not answer is asked by one thread only, however often this is called.
        """
        if self.stopping:
            return "The service is stopping."
        if self._probe is None or self._probe.done():
            self._probe = asyncio.create_task(run_in_threadpool(_probe, context))
        done, _ = await asyncio.wait({self._probe}, timeout=_READY_SECONDS)
        if not done:
            return f"The store did not answer within {_READY_SECONDS:g} s."
        return self._probe.result()


def _probe(context: Context) -> str:
    try:
        context.engine.store.info()
    except YijuError as error:
        return f"The store fails: {error}"
    return ""


def operation_router(context: Context, metrics: Metrics, readiness: Readiness) -> APIRouter:
    """Liveness, readiness and metrics."""
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
    async def ready() -> StateOut:
        """Asks the store: where this fails, requests should go elsewhere for a while."""
        reason = await readiness.check(context)
        if reason:
            raise HTTPException(503, reason, {"Retry-After": "5"})
        return StateOut(status="ready")

    @router.get(
        "/metrics",
        summary="Counters for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {}}, "description": "Prometheus text."}},
    )
    def counters() -> Response:
        """Requests, latencies, stages, lanes, ingestion, and the store's size."""
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    return router
