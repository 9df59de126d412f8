"""Bounds on time, concurrency and queue, so that slow or stuck requests do not stop the others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.problems import problem

_log = logging.getLogger(__name__)

_API = "/v1/"
_QUESTIONS = frozenset({"/v1/ask", "/v1/retrieve", "/v1/chat/completions", "/mcp", "/mcp/"})
_OPERATION = frozenset({"/v1/health", "/metrics"})
_UNBOUND = ("/v1/health/", "/v1/openapi.json")
_OPERATION_PLACES = 2
_BUSY_RETRY = 2
_SLOW_RETRY = 30

OnRefusal = Callable[[str, str], None]
"""Told the lane, and ``busy`` or ``slow``."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much the service takes on.

    Attributes:
        running: Requests worked on at a time, questions and others each.
        waiting: Requests that may wait for their turn, questions and others each.
        seconds: How long a request may take, its wait included.
        uploads: Uploads received at a time; as many may wait.
        upload_seconds: How long an upload may take.
    """

    running: int = 8
    waiting: int = 64
    seconds: float = 30.0
    uploads: int = 4
    upload_seconds: float = 600.0

    @property
    def threads(self) -> int:
        """How many requests may occupy a thread at a time, at most."""
        return 2 * self.running + self.uploads + _OPERATION_PLACES


@dataclass(slots=True)
class Lane:
    """Requests of one kind: some run, some wait, first come first served.

    A request that outruns its time is answered, but the thread that works on it cannot be
    stopped: so it keeps its place here until it ends.
    """

    name: str
    places: int
    waiting_places: int
    seconds: float
    running: int = 0
    waiting: int = 0
    _free: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.places)

    @property
    def full(self) -> bool:
        """Whether nobody more may wait."""
        return self.waiting >= self.waiting_places and self._free.locked()

    async def enter(self) -> None:
        """Waits for a place."""
        self.waiting += 1
        try:
            await self._free.acquire()
        finally:
            self.waiting -= 1
        self.running += 1

    def leave(self) -> None:
        """Gives the place to the next."""
        self.running -= 1
        self._free.release()


class Lanes:
    """The service's lanes: questions, other reading and small changes, uploads, sizes.

    Liveness, readiness and the pages' files have none: they occupy nothing.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.questions = Lane("questions", bounds.running, bounds.waiting, bounds.seconds)
        self.records = Lane("records", bounds.running, bounds.waiting, bounds.seconds)
        self.uploads = Lane("uploads", bounds.uploads, bounds.uploads, bounds.upload_seconds)
        self.operation = Lane("operation", _OPERATION_PLACES, bounds.waiting, bounds.seconds)

    @property
    def all(self) -> tuple[Lane, ...]:
        """Every lane."""
        return self.questions, self.records, self.uploads, self.operation

    def lane_of(self, method: str, path: str) -> Lane | None:
        """Where a request belongs."""
        if path in _QUESTIONS:
            return self.questions if method == "POST" else None
        if path in _OPERATION:
            return self.operation
        if not path.startswith(_API) or path.startswith(_UNBOUND):
            return None
        return self.uploads if (method, path) == ("POST", "/v1/reports") else self.records


class LaneGuard:
    """Sends each request through its lane; 503 with ``Retry-After`` where that takes too long.

    Args:
        app: The application.
        lanes: Its lanes.
        on_refusal: Told of each 503.
    """

    def __init__(
        self, app: ASGIApp, lanes: Lanes, on_refusal: OnRefusal = lambda lane, why: None
    ) -> None:
        self._app = app
        self._lanes = lanes
        self._on_refusal = on_refusal
        self._left_behind: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Waits for a place, and no longer than the lane allows."""
        lane = None
        if scope["type"] == "http":
            lane = self._lanes.lane_of(scope["method"], scope["path"])
        if lane is None:
            await self._app(scope, receive, send)
            return
        refuse = _Refusals(lane, scope, receive, send, self._on_refusal)
        if lane.full:
            await refuse.busy()
            return
        deadline = asyncio.get_running_loop().time() + lane.seconds
        try:
            async with asyncio.timeout_at(deadline):
                await lane.enter()
        except TimeoutError:
            await refuse.busy()
            return
        reply = _Reply(send, lane)
        task = asyncio.create_task(self._serve(scope, receive, reply))
        await self._within(deadline, task, reply, refuse)

    async def _serve(self, scope: Scope, receive: Receive, reply: _Reply) -> None:
        try:
            await self._app(scope, receive, reply.send)
        finally:
            reply.leave()

    async def _within(
        self, deadline: float, task: asyncio.Task[None], reply: _Reply, refuse: _Refusals
    ) -> None:
        left = deadline - asyncio.get_running_loop().time()
        try:
            await asyncio.wait({task}, timeout=max(0.0, left))
            if task.done() or reply.started:
                await task
                return
        except asyncio.CancelledError:
            self._leave_behind(task, reply)
            raise
        self._leave_behind(task, reply)
        await refuse.slow()

    def _leave_behind(self, task: asyncio.Task[None], reply: _Reply) -> None:
        """Lets a request end without a listener; its lane counts it until then."""
        reply.given_up = True
        self._left_behind.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._left_behind.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a request that took too long failed in the end", exc_info=error)


class _Reply:
    """Passes an answer on, unless it was given up; leaves the lane when no thread works any more.

    An answer begins when the thread that made it is free. Only a stream of events does its work
    after that.
    """

    def __init__(self, send: Send, lane: Lane) -> None:
        self._send = send
        self._lane = lane
        self._inside = True
        self.started = False
        self.given_up = False

    async def send(self, message: Message) -> None:
        """As the application sends."""
        if self.given_up and not self.started:
            return
        if message["type"] == "http.response.start":
            self.started = True
            if not Headers(scope=message).get("content-type", "").startswith("text/event-stream"):
                self.leave()
        await self._send(message)

    def leave(self) -> None:
        """Gives the place up, once."""
        if self._inside:
            self._inside = False
            self._lane.leave()


@dataclass(frozen=True, slots=True)
class _Refusals:
    """The two answers of a service that has too much to do."""

    lane: Lane
    scope: Scope
    receive: Receive
    send: Send
    on_refusal: OnRefusal

    async def busy(self) -> None:
        """Its turn did not come."""
        detail = "The service has too much to do: try again in a moment."
        await self._refuse("busy", detail, _BUSY_RETRY)

    async def slow(self) -> None:
        """Its turn came and was not enough."""
        detail = f"No answer within {self.lane.seconds:g} s: ask less at a time, or try later."
        await self._refuse("slow", detail, _SLOW_RETRY)

    async def _refuse(self, kind: str, detail: str, retry: int) -> None:
        self.on_refusal(self.lane.name, kind)
        headers = {"Retry-After": str(retry)}
        answer = problem(Request(self.scope), 503, detail, kind=kind, headers=headers)
        await answer(self.scope, self.receive, self.send)
