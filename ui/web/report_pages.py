"""A report's source text as a server-rendered page that needs no script."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rag.client import AsyncYijuClient
from ui.web.pages import number, page, trouble
from ui.web.source_page import anchor, lay_out
from ui.web.words import Words, words_for
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
        lang: Annotated[str, Query()] = "",
    ) -> HTMLResponse:
        """A report's text, with the quote marked that the address names."""
        words = words_for(lang)
        caller = client.as_caller(request.headers)
        try:
            return await _source(caller, words, report_id, number(start), number(end))
        except ServiceError as error:
            return trouble(words, error)

    return router


async def _source(
    client: AsyncYijuClient, words: Words, report_id: str, start: int, end: int
) -> HTMLResponse:
    report = await client.report(report_id)
    text = await client.report_text(report_id)
    return page(
        "source.html",
        words,
        report=report,
        blocks=lay_out(text, report.outline, start, end),
        anchor=anchor,
        api=f"/v1/reports/{quote(report_id, safe='')}",
    )
