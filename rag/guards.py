"""What is refused before a route is reached: large bodies, foreign pages, foreign host names."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.problems import problem

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class BodyLimit:
    """Refuses a request body beyond a limit with 413, announced or not.

    Args:
        app: The application.
        upload_bytes: Limit for uploads, which go to paths that end with ``/reports``.
        other_bytes: Limit for all other requests.
    """

    def __init__(self, app: ASGIApp, upload_bytes: int, other_bytes: int) -> None:
        self._app = app
        self._upload_bytes = upload_bytes
        self._other_bytes = other_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Counts while the body is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        uploads = scope["path"].endswith("/reports")
        limit = self._upload_bytes if uploads else self._other_bytes
        detail = f"The request's body is over the limit of {limit:,} bytes."
        request = Request(scope)
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > limit:
            await problem(request, 413, detail)(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413, detail)
            return message

        await self._app(scope, counted, send)


class OwnPagesOnly:
    """Keeps other web sites from using a visitor's browser against the service.

    A page from elsewhere may send forms to a loopback address, and a host name may be pointed at
    one (DNS rebinding): so changes must come from a page of this service or from a program, and
    the host must be known where names are given.

    Args:
        app: The application.
        hosts: Host names served, without port; empty for any.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Looks at the host and the origin."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = Request({**scope, "type": "http", "method": scope.get("method", "GET")})
        refusal = self._refusal(request)
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            status, detail = refusal
            await problem(request, status, detail)(scope, receive, send)

    def _refusal(self, request: Request) -> tuple[int, str] | None:
        host = request.headers.get("host", "")
        name = urlsplit(f"//{host}").hostname or ""
        if self._hosts and name not in self._hosts:
            return 421, f"This service does not go by the name {name!r}."
        origin = request.headers.get("origin")
        if origin is None or request.method in _SAFE_METHODS:
            return None
        known = {host, request.headers.get("x-forwarded-host", host)}
        if urlsplit(origin).netloc not in known:
            return 403, f"Changes are not taken from pages of {origin}."
        return None
