"""Who may do what: every request needs a key once keys are in use, unless its path is let in."""

from __future__ import annotations

import math
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from fastapi import Request
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.keys import Key, KeyFile, Role
from rag.problems import problem
from rag.rates import Rates, network_of
from rag.sessions import Sessions

SESSION_COOKIE = "yiju_session"

_CALLER = "yiju.caller"
_IN_PROCESS = "yiju.in_process"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_API = "/v1/"
_READING_POSTS = frozenset({"/v1/ask", "/v1/retrieve", "/v1/chat/completions"})
_OWN = "/v1/conversations/"
_NOT_COUNTED = ("/assets/", "/static/", "/svelte/", "/theme.css", "/favicon")
"""The many small files of a page."""

_AGAIN = '<!doctype html><meta http-equiv="refresh" content="0"><title>依据 Yiju</title>'


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request.

    Attributes:
        name: Of the key; empty where none is needed.
        role: What the request may do.
    """

    name: str
    role: Role


_ANYONE = Caller("", Role.WRITE)


def caller_of(connection: HTTPConnection) -> Caller:
    """Who sends a request that was let in."""
    found = connection.scope.get(_CALLER, _ANYONE)
    assert isinstance(found, Caller)
    return found


def in_process_transport(app: ASGIApp) -> httpx.ASGITransport:
    """A transport to an application in the same process, for pages that serve a visitor.

    What comes through it is not counted again: the visitor's own request was.
    """

    async def marked(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, _IN_PROCESS: True}, receive, send)

    return httpx.ASGITransport(marked, raise_app_exceptions=False)


def is_in_process(scope: MutableMapping[str, Any]) -> bool:
    """Whether a request came through :func:`in_process_transport`; no sender can pretend it."""
    return _IN_PROCESS in scope


class Access:
    """Keys, sessions and rates of one service.

    Args:
        keys: The keys; None where none are ever needed.
        session_seconds: How long a browser stays logged in.
        per_minute: How many requests a key, or an address without one, may send; 0 for any
            number. This machine's own requests are not limited while no keys are in use.
    """

    def __init__(
        self,
        keys: KeyFile | None = None,
        *,
        session_seconds: float = 12 * 3600.0,
        per_minute: int = 0,
    ) -> None:
        self._keys = keys
        self._closed = False
        self._let_in: list[str] = []
        self.sessions = Sessions(session_seconds)
        self.rates = Rates(per_minute)
        self.login_path = ""

    @property
    def closed(self) -> bool:
        """Whether a key is needed. Once needed, it stays so, even where the file goes away."""
        if not self._closed and self._keys is not None and self._keys.exists:
            self._closed = True
        return self._closed

    def let_in(self, path: str) -> None:
        """Serves a path to anyone, and all under it where it ends with ``/``: a login page."""
        self._let_in.append(path)

    def lets_in(self, path: str) -> bool:
        """Whether a path needs no key."""
        return any(
            path.startswith(each) if each.endswith("/") else path == each for each in self._let_in
        )

    def log_in(self, token: str) -> str | None:
        """Begins a browser's session; gives its name, or None for a wrong key."""
        key = self._keys.find(token) if self._keys else None
        return self.sessions.open(key.sha256) if key else None

    def caller(self, headers: Headers) -> Caller | None:
        """Who sends a request; None where nobody known does."""
        if not self.closed:
            return _ANYONE
        key = self._key(headers)
        return Caller(key.name, key.role) if key else None

    def _key(self, headers: Headers) -> Key | None:
        assert self._keys is not None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._keys.find(token.strip())
        session = session_of(headers)
        shown = self.sessions.key_digest(session) if session else None
        return self._keys.with_digest(shown) if shown else None


def session_of(headers: Headers) -> str:
    """The name of the session in a browser's cookie; empty where there is none."""
    return cookie_parser(headers.get("cookie", "")).get(SESSION_COOKIE, "")


def needed_role(method: str, path: str) -> Role:
    """What a request needs: changes through the API need ``write``.

    Pages outside the API change nothing themselves: they pass the visitor's rights on to it.
    Conversations are their owner's, who may rename and remove them.
    """
    reads = method in _SAFE_METHODS or (method == "POST" and path in _READING_POSTS)
    if reads or path.startswith(_OWN):
        return Role.READ
    return Role.WRITE if path.startswith(_API) else Role.READ


class AccessGuard:
    """Turns away who shows no key, may not do it, or asks too often.

    Args:
        app: The application.
        access: Who may.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Denies unless there is a reason not to."""
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        caller = self._access.caller(request.headers)
        refusal = self._too_often(request, caller) or self._refusal(request, caller)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        if caller is not None:
            scope[_CALLER] = caller
        await self._app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._access.caller(Headers(scope=scope)) is None:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "a key is needed"})
            return
        await self._app(scope, receive, send)

    def _too_often(self, request: Request, caller: Caller | None) -> Response | None:
        path = request.url.path
        if is_in_process(request.scope) or path.startswith(_NOT_COUNTED):
            return None
        address = request.client.host if request.client else ""
        if caller is _ANYONE and _is_loopback(address):
            return None
        who = f"key {caller.name}" if caller and caller.name else f"at {network_of(address)}"
        wait = self._access.rates.wait(who)
        if not wait:
            return None
        seconds = math.ceil(wait)
        detail = f"Too many requests: try again in {seconds} s."
        return problem(request, 429, detail, headers={"Retry-After": str(seconds)})

    def _refusal(self, request: Request, caller: Caller | None) -> Response | None:
        path = request.url.path
        if self._access.lets_in(path):
            return None
        if caller is None:
            return self._unknown(request)
        needed = needed_role(request.method, path)
        if caller.role.includes(needed):
            return None
        detail = (
            f"The key {caller.name!r} may {caller.role} only; this needs one that may {needed}."
        )
        return problem(request, 403, detail)

    def _unknown(self, request: Request) -> Response:
        login = self._access.login_path
        accepted = request.headers.get("accept", "")
        if not login or request.method not in ("GET", "HEAD") or "text/html" not in accepted:
            detail = "A key is needed: send it as `Authorization: Bearer KEY`."
            return problem(
                request, 401, detail, headers={"WWW-Authenticate": 'Bearer realm="yiju"'}
            )
        if request.headers.get("sec-fetch-site") == "cross-site":
            # The browser keeps a strict cookie back on a link from elsewhere, not on a reload.
            return HTMLResponse(_AGAIN)
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{login}?next={quote(wanted, safe='/')}", 303)


def _is_loopback(address: str) -> bool:
    return address == "::1" or address.startswith("127.")
