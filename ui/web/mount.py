"""Puts the pages on the service: chat at ``/``, reports under ``/reports``."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI, HTTPException, Request
from fastapi.staticfiles import StaticFiles
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.access import Access, in_process_transport
from rag.client import AsyncYijuClient
from ui.web.collection_page import collection_pages
from ui.web.compare_page import compare_pages
from ui.web.evaluation_page import evaluation_pages
from ui.web.login import LOGIN_PATH, login_pages
from ui.web.pages import nothing_here
from ui.web.report_pages import report_pages
from ui.web.visitor import Visitor

STATIC_PATH = "/yiju-static"


def mount_page(app: FastAPI) -> None:
    """Mounts the pages on a service; they reach it through its own HTTP API, in process.

    Args:
        app: As :func:`rag.service.create_app` made it. Routes added later are hidden by the page.
    """
    # Before Gradio is imported: it decides then whether to report to its makers.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    import gradio as gr

    from ui.web.page import build_page, theme

    client = AsyncYijuClient("http://localhost", transport=in_process_transport(app))
    access: Access = app.state.access
    access.login_path = LOGIN_PATH
    for path in (LOGIN_PATH, f"{STATIC_PATH}/"):
        access.let_in(path)
    static = Path(str(files("ui.web"))) / "static"
    for pages in (collection_pages, compare_pages, evaluation_pages, report_pages):
        app.include_router(pages(client))
    app.include_router(login_pages(access))
    app.mount(STATIC_PATH, StaticFiles(directory=static))
    app.add_api_route("/gradio_api/upload", _no_upload, methods=["POST"], include_in_schema=False)
    gr.mount_gradio_app(
        app,
        build_page(client),
        "/",
        theme=theme(),
        head=(static / "head.html").read_text(encoding="utf-8"),
        favicon_path=str(static / "seal.svg"),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
    )
    # Gradio keeps a stream open for each page, which would hold up the end of the service.
    mount = cast("Mount", app.routes[-1])
    gradio_app: Any = mount.app
    app.state.on_stop.append(gradio_app.stop_event.set)
    mount.app = _FriendlyAbsence(gradio_app)


class _FriendlyAbsence:
    """Answers a browser with a page where the application beneath has nothing but JSON to say."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        absent = False

        async def pass_on(message: Message) -> None:
            nonlocal absent
            if message["type"] == "http.response.start" and message["status"] == 404:
                absent = "text/html" in request.headers.get("accept", "")
            if not absent:
                await send(message)

        await self._app(scope, receive, pass_on)
        if absent:
            await nothing_here(Visitor.of(request))(scope, receive, send)


def _no_upload() -> None:
    """Gradio takes files from anyone even where the page has no use for them."""
    raise HTTPException(404, "Reports are uploaded to /v1/reports.")
