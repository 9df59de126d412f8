"""A report's source text as a server-rendered page that needs no script."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rag.client import AsyncYijuClient
from ui.web.language import visitor_language
from ui.web.pages import number, page, trouble
from ui.web.source_page import anchor, lay_out
from ui.web.words import words_for
from vectorstore.errors import ServiceError


def report_pages(client: AsyncYijuClient) -> APIRouter:
    """The pages of single reports over a client of the service."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/reports/{report_id}")
    async def source(
        request: Request,
        report_id: str,
        start: Annotated[str, Query()] = "",
        end: Annotated[str, Query()] = "",
        view: Annotated[str, Query(description="`panel`: beside the conversation.")] = "",
    ) -> HTMLResponse:
        """A report's text, with the quote marked that the address names."""
        lang = visitor_language(request.query_params, request.cookies, request.headers)
        words = words_for(lang)
        caller = client.as_caller(request.headers)
        try:
            report = await caller.report(report_id)
            text = await caller.report_text(report_id)
        except ServiceError as error:
            return trouble(words, error)
        blocks = lay_out(text, report.outline, number(start), number(end))
        return page(
            "source.html",
            words,
            report=report,
            blocks=blocks,
            marked=any(piece.first for block in blocks for piece in block.pieces),
            anchor=anchor,
            api=f"/v1/reports/{quote(report_id, safe='')}",
            panel=view == "panel",
        )

    return router
