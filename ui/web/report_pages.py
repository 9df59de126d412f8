"""A report's source text as a server-rendered page that needs no script."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rag.client import AsyncYijuClient
from rag.schemas import ProvenanceOut
from ui.web.pages import number, page, trouble
from ui.web.source_page import anchor, lay_out
from ui.web.visitor import Visitor
from ui.web.words import Words
from vectorstore.errors import ServiceError

_SAID_BY = re.compile(r"(.*) \((\w+)\)", re.DOTALL)
"""Another value of a field and which part of the source says so: ``2024 (body)``."""


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
        visitor = Visitor.of(request)
        words, panel = visitor.words, view == "panel"
        caller = client.as_caller(request.headers)
        try:
            report = await caller.report(report_id)
            text = await caller.report_text(report_id)
        except ServiceError as error:
            missing = (words.unknown_report, words.unknown_report_hint)
            return trouble(visitor, error, here="/reports", missing=missing, panel=panel)
        blocks = lay_out(text, report.outline, number(start), number(end))
        return page(
            "source.html",
            visitor,
            here="/reports",
            report=report,
            blocks=blocks,
            marked=any(piece.first for block in blocks for piece in block.pieces),
            anchor=anchor,
            api=f"/v1/reports/{quote(report_id, safe='')}",
            panel=panel,
            said=partial(provenance_value, words),
            disagreeing=partial(disagreeing, words),
        )

    return router


def provenance_value(words: Words, found: ProvenanceOut) -> str:
    """A value in the page's language, where it is a word of the service and not of the report."""
    named = {"doc_type": words.doc_types, "level": words.levels}.get(found.field, {})
    return named.get(found.value, found.value)


def disagreeing(words: Words, found: ProvenanceOut) -> str:
    """What else was said of a field, and where."""
    chinese = words.lang.startswith("zh")
    shape = "{}\uff08{}\uff09" if chinese else "{} ({})"
    said = []
    for each in found.disagreeing:
        match = _SAID_BY.fullmatch(each)
        known = match is not None and match[2] in words.origins
        said.append(shape.format(match[1], words.origins[match[2]]) if match and known else each)
    return ("、" if chinese else ", ").join(said)
