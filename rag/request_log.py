"""One line a request: what was asked for and how it went, without what was asked."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.access import caller_of, is_in_process
from rag.problems import unexpected

_log = logging.getLogger(__name__)
_access = logging.getLogger("yiju.access")

REQUEST_ID: ContextVar[str] = ContextVar("yiju_request_id", default="")
"""Of the request being served; empty outside of one."""

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

OnRequest = Callable[[str, str, int, float], None]
"""Told method, route, status and seconds."""


class RequestLog:
    """Names each request, logs its end, and answers for what nobody else caught.

    The id comes from ``X-Request-ID`` where that is up to 64 letters, digits and ``. _ -``, and
    goes back in the same header. Of the address only the route's template is logged.

    Args:
        app: The application.
        on_request: Told of each request, for metrics.
    """

    def __init__(
        self, app: ASGIApp, on_request: OnRequest = lambda method, route, status, seconds: None
    ) -> None:
        self._app = app
        self._on_request = on_request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves the request under its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        began = time.perf_counter()
        status = 0

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        token = REQUEST_ID.set(request_id)
        try:
            await self._app(scope, receive, named)
        except Exception as error:  # noqa: BLE001 - whatever it is: logged, and answered
            _log.exception("a request failed")
            if not status:
                await unexpected(Request(scope), error)(scope, receive, named)
        finally:
            self._note(scope, status, time.perf_counter() - began)
            REQUEST_ID.reset(token)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """A status of 0: the sender went away before there was an answer."""
        method, route = _method(scope), _route(scope)
        fields: dict[str, object] = {
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        request = Request(scope)
        if key := caller_of(request).name:
            fields["key"] = key
        if is_in_process(scope):
            fields["in_process"] = True
        elif request.client is not None:
            fields["client"] = request.client.host
        _access.info("request", extra={"fields": fields})
        self._on_request(method, route, status, seconds)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _method(scope: Scope) -> str:
    """The method, of which senders may make up any number."""
    return scope["method"] if scope["method"] in _METHODS else "OTHER"


def _route(scope: Scope) -> str:
    """The template of the route that was found; a sender's own words never."""
    path = getattr(scope.get("route"), "path", "")
    return path or ("/" if scope["path"] == "/" else "(none)")
