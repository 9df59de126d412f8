"""Server-rendered pages that need no script: the list of reports, and a report's source text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from rag.client import AsyncYijuClient
from rag.schemas import JobOut
from ui.web.source_page import anchor, lay_out
from ui.web.templating import render
from ui.web.views import language_query, source_name
from ui.web.words import Words, words_for
from vectorstore.errors import ServiceError, ServiceRefusedError
from vectorstore.records import Filter

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_PAGE = 50
_NOTHING = "none"
_MAX_NUMBER = 18  # digits; what is longer is no offset


def report_pages(client: AsyncYijuClient) -> APIRouter:
    """The pages over a client of the service."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/reports")
    async def catalogue(
        region: Annotated[str, Query()] = "",
        year: Annotated[str, Query()] = "",
        offset: Annotated[str, Query()] = "",
        job: Annotated[str, Query()] = "",
        lang: Annotated[str, Query()] = "",
    ) -> HTMLResponse:
        """The list of reports, and how the job goes that added some."""
        words = words_for(lang)
        wanted = _Wanted(region.strip(), _number(year), _number(offset), job)
        try:
            return await _catalogue(client, words, wanted)
        except ServiceError as error:
            return _trouble(words, error)

    @router.post("/reports")
    async def add(request: Request, lang: Annotated[str, Query()] = "") -> Response:
        """Sends files on to the service, and shows the list with the job that ingests them."""
        words = words_for(lang)
        async with request.form() as form:
            chosen = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
            files = [(each.filename or "", await each.read()) for each in chosen if each.filename]
        try:
            query = {"job": (await client.upload(files)).job_id if files else _NOTHING}
        except ServiceError as error:
            return _trouble(words, error)
        return RedirectResponse("/reports?" + urlencode(query | _language(words)), 303)

    @router.get("/reports/{report_id}")
    async def source(
        report_id: str,
        start: Annotated[str, Query()] = "",
        end: Annotated[str, Query()] = "",
        lang: Annotated[str, Query()] = "",
    ) -> HTMLResponse:
        """A report's text, with the quote marked that the address names."""
        words = words_for(lang)
        try:
            return await _source(client, words, report_id, _number(start), _number(end))
        except ServiceError as error:
            return _trouble(words, error)

    return router


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which reports to list, and which job to tell of."""

    region: str
    year: int
    offset: int
    job: str


async def _catalogue(client: AsyncYijuClient, words: Words, wanted: _Wanted) -> HTMLResponse:
    region, year, offset = wanted.region, wanted.year, wanted.offset
    job, notice = await _job(client, words, wanted.job)
    where = Filter((region,) if region else (), (year,) if year else ())
    found = await client.reports(where, limit=_PAGE, offset=offset)

    def page_url(at: int) -> str:
        named = {"region": region, "year": year or "", "offset": at or ""}
        query = {name: value for name, value in named.items() if value}
        return "/reports?" + urlencode(query | _language(words))

    return _page(
        "catalogue.html",
        words,
        job=job,
        notice=notice,
        found=found,
        region=region,
        year=year or "",
        first=offset + 1,
        last=offset + len(found.reports),
        previous_url=page_url(max(0, offset - _PAGE)) if offset else "",
        following_url=page_url(offset + _PAGE) if offset + _PAGE < found.total else "",
    )


async def _job(client: AsyncYijuClient, words: Words, job_id: str) -> tuple[JobOut | None, str]:
    """The job that the address names, or what to say instead."""
    if not job_id:
        return None, ""
    if job_id == _NOTHING:
        return None, words.nothing_chosen
    try:
        return await client.job(job_id), ""
    except ServiceRefusedError:
        return None, words.forgotten_job


async def _source(
    client: AsyncYijuClient, words: Words, report_id: str, start: int, end: int
) -> HTMLResponse:
    report = await client.report(report_id)
    text = await client.report_text(report_id)
    return _page(
        "source.html",
        words,
        report=report,
        blocks=lay_out(text, report.outline, start, end),
        anchor=anchor,
        api=f"/v1/reports/{quote(report_id, safe='')}",
    )


def _trouble(words: Words, error: ServiceError) -> HTMLResponse:
    status = error.status if isinstance(error, ServiceRefusedError) else 503
    missing = status == 404
    detail = error.problem.get("detail") if isinstance(error, ServiceRefusedError) else None
    return _page(
        "trouble.html",
        words,
        status=status,
        title=words.unknown_report if missing else words.failed,
        hint=words.unknown_report_hint if missing else str(detail or error),
    )


def _page(template: str, words: Words, *, status: int = 200, **values: object) -> HTMLResponse:
    html = render(
        template,
        words=words,
        query=language_query(words.lang),
        health=None,
        interactive=False,
        source_name=source_name,
        **values,
    )
    return HTMLResponse(html, status, headers=_HEADERS)


def _language(words: Words) -> dict[str, str]:
    return {"lang": "en"} if language_query(words.lang) else {}


def _number(text: str) -> int:
    """A whole number from an address; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_NUMBER else 0
