"""Logging in with a key, so that a browser need not send it with every request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rag.access import SESSION_COOKIE, Access, session_of
from rag.keys import Role
from ui.web.pages import language, page
from ui.web.visitor import Visitor

LOGIN_PATH = "/login"
LOGOUT_PATH = "/logout"


@dataclass(frozen=True, slots=True)
class LoginWords:
    """What the page says."""

    title: str
    hint: str
    label: str
    enter: str
    wrong: str
    inside: str
    may_read: str
    may_write: str
    leave: str


_ZH = LoginWords(
    title="登录",
    hint="本服务需凭密钥访问。密钥由管理员用 yiju keys add 签发。",
    label="密钥",
    enter="进入",
    wrong="密钥不对\uff0c或已被撤销。",
    inside="已用密钥 {name} 登录\uff0c{may}。",
    may_read="可查阅\uff0c不可增删报告",
    may_write="可查阅\uff0c也可增删报告",
    leave="退出登录",
)
_EN = LoginWords(
    title="Log in",
    hint="This service asks for a key. Its administrator makes one with yiju keys add.",
    label="Key",
    enter="Enter",
    wrong="That key is wrong, or was revoked.",
    inside="Logged in with the key {name}, {may}.",
    may_read="which may read, not add or remove reports",
    may_write="which may read, add and remove reports",
    leave="Log out",
)


def login_pages(access: Access) -> APIRouter:
    """The pages that log in and out, over a service's access."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(LOGIN_PATH)
    def form(
        request: Request,
        wanted: Annotated[str, Query(alias="next")] = "/",
    ) -> Response:
        """Asks for a key, or says which one was shown."""
        if not access.closed:
            return RedirectResponse(_own(wanted), 303)
        return _page(access, request, wanted)

    @router.post(LOGIN_PATH)
    async def enter(
        request: Request,
        wanted: Annotated[str, Query(alias="next")] = "/",
    ) -> Response:
        """Takes a key and begins a session."""
        async with request.form() as fields:
            token = fields.get("key")
        session = access.log_in(token.strip()) if isinstance(token, str) else None
        if session is None:
            return _page(access, request, wanted, wrong=True)
        response = RedirectResponse(_own(wanted), 303)
        response.set_cookie(
            SESSION_COOKIE,
            session,
            max_age=int(access.sessions.seconds),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    @router.post(LOGOUT_PATH)
    def leave(request: Request) -> Response:
        """Ends the session."""
        access.sessions.close(session_of(request.headers))
        query = language(Visitor.of(request).words)
        response = RedirectResponse(LOGIN_PATH + (f"?{urlencode(query)}" if query else ""), 303)
        response.delete_cookie(SESSION_COOKIE)
        return response

    return router


def _page(access: Access, request: Request, wanted: str, *, wrong: bool = False) -> HTMLResponse:
    visitor = Visitor.of(request)
    words = visitor.words
    said = _EN if words.lang == "en" else _ZH
    caller = access.caller(request.headers)
    inside = ""
    if caller is not None:
        may = said.may_write if caller.role is Role.WRITE else said.may_read
        inside = said.inside.format(name=caller.name, may=may)
    query = {"next": _own(wanted), **language(words)}
    response = page(
        "login.html",
        visitor,
        status=403 if wrong else 200,
        here=LOGIN_PATH,
        said=said,
        wrong=wrong,
        inside=inside,
        action=f"{LOGIN_PATH}?{urlencode(query)}",
        leaving=f"{LOGOUT_PATH}?{urlencode(language(words))}",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _own(address: str) -> str:
    """An address of this site; the first page where it would lead anywhere else."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside and address.isprintable() else "/"
