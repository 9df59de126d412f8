"""The route that lists facts, as JSON, CSV or XLSX."""

from __future__ import annotations

import io
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse

from rag.exports import CSV_TYPE, XLSX_TYPE, csv_lines, export_rows, write_xlsx
from rag.links import base_address
from rag.replies import fact_out
from rag.routes.context import ServiceContext, problems
from rag.routes.parameters import FactParams
from rag.schemas import FactsOut

JSON_TYPE = "application/json"
"""What a reply is unless another type is asked for."""
_OFFERED = (JSON_TYPE, "text/csv", XLSX_TYPE)
_DEFAULT_PAGE = 100
_NOT_IN_NAMES = '\\/:*?"<>|\r\n\t'


router = APIRouter(prefix="/v1", tags=["facts"])


@router.get(
    "/facts",
    summary="List figures",
    response_model=FactsOut,
    responses=problems()
    | {200: {"content": {"text/csv": {}, XLSX_TYPE: {}}, "description": "Facts, one a row."}},
)
def facts(
    context: ServiceContext,
    request: Request,
    params: Annotated[FactParams, Query()],
    accept: Annotated[str, Header()] = "*/*",
) -> Response:
    """The figures that reports state, by the place and year of their report, then by place in its text.

    `Accept: text/csv` gives UTF-8 CSV with a byte order mark, the type of `.xlsx` a workbook.
    """
    chosen = negotiate(accept)
    if chosen == JSON_TYPE:
        limit = _DEFAULT_PAGE if params.limit is None else params.limit
        query = context.subjects.resolved(params.to_query(limit, params.offset))
        total, found = context.store.facts(query)
        page = FactsOut(total=total, facts=[fact_out(each) for each in found])
        return Response(page.model_dump_json(), media_type=JSON_TYPE, headers=VARY)
    query = context.subjects.resolved(params.to_query(0, params.offset))
    rows = export_rows(context.store, query, params.limit)
    if chosen == "text/csv":
        return StreamingResponse(csv_lines(rows), headers=attachment("facts", "csv", CSV_TYPE))
    book = io.BytesIO()
    write_xlsx(rows, book, base_address(request))
    return Response(book.getvalue(), headers=attachment("facts", "xlsx", XLSX_TYPE))


VARY = {"Vary": "Accept"}
"""The reply depends on what the caller accepts."""


def attachment(name: str, suffix: str, media_type: str, title: str = "") -> dict[str, str]:
    """Headers of a table that is to be saved.

    Args:
        name: What it is, in ASCII.
        suffix: Of the file's name.
        media_type: Its content type.
        title: What the file is to be called; ``name`` is for those who cannot read that.
    """
    disposition = f'attachment; filename="yiju-{name}.{suffix}"'
    if title:
        kept = "".join(" " if char in _NOT_IN_NAMES else char for char in title).strip()
        disposition += f"; filename*=UTF-8''{quote(f'{kept}.{suffix}', safe='')}"
    return {**VARY, "Content-Type": media_type, "Content-Disposition": disposition}


def negotiate(accept: str) -> str:
    """The media type to answer with, of those offered: the highest quality, JSON on a tie."""
    best, best_quality = JSON_TYPE, 0.0
    wishes = _wishes(accept)
    for offered in _OFFERED:
        quality = wishes.get(offered, wishes.get(f"{offered.split('/')[0]}/*", -1.0))
        if quality < 0:
            quality = wishes.get("*/*", 0.0)
        if quality > best_quality:
            best, best_quality = offered, quality
    return best


def _wishes(accept: str) -> dict[str, float]:
    wishes = {}
    for part in accept.lower().split(","):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        try:
            wishes[media_type] = float(quality)
        except ValueError:
            wishes[media_type] = 0.0
    return wishes
