"""The list of reports, and the form that adds some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from rag.client import AsyncYijuClient
from rag.schemas import JobOut
from ui.web.pages import language, number, page, trouble
from ui.web.words import Words, words_for
from vectorstore.errors import ServiceError, ServiceRefusedError
from vectorstore.records import Filter

_PAGE = 50
_NOTHING = "none"


def collection_pages(client: AsyncYijuClient) -> APIRouter:
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
        wanted = _Wanted(region.strip(), number(year), number(offset), job)
        try:
            return await _catalogue(client, words, wanted)
        except ServiceError as error:
            return trouble(words, error)

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
            return trouble(words, error)
        return RedirectResponse("/reports?" + urlencode(query | language(words)), 303)

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
        return "/reports?" + urlencode(query | language(words))

    return page(
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
