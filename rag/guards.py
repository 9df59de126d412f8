"""What is refused before a route is reached: large bodies, foreign pages, foreign host names."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.problems import problem

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_API = "/v1/"


class BodyLimit:
    """Refuses a request body beyond a limit with 413, announced or not.

    A body that is no upload is read here, in bounded time, so that one that trickles in occupies
    nothing that others wait for.

    Args:
        app: The application.
        upload_bytes: Limit for uploads, which go to paths that end with ``/reports``.
        other_bytes: Limit for all other requests.
        seconds: How long a body that is no upload may take to arrive.
    """

    def __init__(
        self, app: ASGIApp, upload_bytes: int, other_bytes: int, seconds: float = 30.0
    ) -> None:
        self._app = app
        self._upload_bytes = upload_bytes
        self._other_bytes = other_bytes
        self._seconds = seconds

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

        if uploads or request.method in _SAFE_METHODS:
            await self._app(scope, counted, send)
            return
        try:
            async with asyncio.timeout(self._seconds):
                whole = await _whole(counted)
        except HTTPException as error:
            await problem(request, error.status_code, error.detail)(scope, receive, send)
        except TimeoutError:
            late = f"The request's body did not arrive within {self._seconds:g} s."
            await problem(request, 408, late)(scope, receive, send)
        else:
            if whole is not None:
                await self._app(scope, _replayed(whole, receive), send)


async def _whole(receive: Receive) -> bytes | None:
    """A request's body; None where the sender went away before its end."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Hands a body on in one piece, and then whatever else comes."""
    handed = False

    async def replay() -> Message:
        nonlocal handed
        if handed:
            return await receive()
        handed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""What Gradio's page needs. Pages with stricter policies of their own keep those."""


class SecurityHeaders:
    """Tells browsers what they may do with an answer, where the answer itself does not.

    Args:
        app: The application.
        page_policy: Content security policy of what is not under ``/v1``.
    """

    def __init__(self, app: ASGIApp, page_policy: str = _PAGE_POLICY) -> None:
        self._app = app
        self._page_policy = page_policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds them to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        api = scope["path"].startswith(_API)
        defaults = {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Content-Security-Policy": (
                "default-src 'none'; frame-ancestors 'none'" if api else self._page_policy
            ),
        } | ({"Cache-Control": "no-store"} if api else {})

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in defaults.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class OwnPagesOnly:
    """Keeps other web sites from using a visitor's browser against the service.

    A page from elsewhere may send forms to a loopback address, and a host name may be pointed at
    one (DNS rebinding): so changes, and sockets over which they may come, must come from a page of
    this service or from a program, and the host must be known where names are given.

    Args:
        app: The application.
        hosts: Host names served, without port; empty for any.
        origins: Other sites whose pages may send changes too.
    """

    def __init__(
        self, app: ASGIApp, hosts: Sequence[str] = (), origins: Sequence[str] = ()
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Looks at the host and the origin."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        # A handshake is a GET, but what comes over its socket is not looked at here any more.
        opens = scope["type"] == "websocket"
        request = Request({**scope, "type": "http", "method": scope.get("method", "GET")})
        refusal = self._refusal(request, changes=opens or request.method not in _SAFE_METHODS)
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            status, detail = refusal
            await problem(request, status, detail)(scope, receive, send)

    def _refusal(self, request: Request, *, changes: bool) -> tuple[int, str] | None:
        host = request.headers.get("host", "")
        name = urlsplit(f"//{host}").hostname or ""
        if self._hosts and name not in self._hosts:
            return 421, f"This service does not go by the name {name!r}."
        origin = request.headers.get("origin")
        if origin is None or origin in self._origins or not changes:
            return None
        known = {host, request.headers.get("x-forwarded-host", host)}
        if urlsplit(origin).netloc not in known:
            return 403, f"Changes are not taken from pages of {origin}."
        return None
