"""The collection: what is there and what is not, and the form that adds to it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, fields, replace
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from rag import calls
from rag.client import AsyncYijuClient
from rag.schemas import JobOut, ReportsOut, TallyOut
from ui.web.collection_words import CollectionWords, collection_words
from ui.web.matrix import Matrix, matrix_of
from ui.web.pages import language, number, page, trouble
from ui.web.problem_words import problem_words
from ui.web.visitor import Visitor
from ui.web.words import Words
from vectorstore.errors import ServiceError, ServiceRefusedError
from vectorstore.queries import Filter, Listing, PlaceLevel, ReportOrder

_PAGE = 50
_NOTHING = "none"
_DOC_TYPES = ("annual_report", "work_report", "news", "plan", "other")
_SHOWN_PLACES = 40
_YEARS = range(1900, 2201)
"""As the service takes them."""


def collection_pages(client: AsyncYijuClient) -> APIRouter:
    """The pages over a client of the service."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/reports")
    async def collection(request: Request) -> HTMLResponse:
        """The list of reports, the map of what is there, and how a job goes that added some."""
        visitor = Visitor.of(request)
        wanted = Wanted.from_query(dict(request.query_params))
        try:
            return await _collection(client.as_caller(request.headers), visitor, wanted)
        except ServiceError as error:
            return trouble(visitor, error, here="/reports")

    @router.post("/reports")
    async def add(request: Request) -> Response:
        """Sends files or an address on to the service, for browsers without script."""
        visitor = Visitor.of(request)
        caller = client.as_caller(request.headers)
        async with request.form() as form:
            chosen = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
            files = [(each.filename or "", await each.read()) for each in chosen if each.filename]
            url = str(form.get("url") or "").strip()
        try:
            job = _NOTHING
            if files:
                job = (await caller.upload(files)).job_id
            elif url:
                job = (await caller.ingest_url(url)).job_id
        except ServiceError as error:
            return trouble(visitor, error, here="/reports")
        query = urlencode({"job": job} | language(visitor.words))
        return RedirectResponse(f"/reports?{query}", 303)

    return router


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; see ``docs/pages.md``."""

    q: str = ""
    region: str = ""
    year: str = ""
    doc_type: str = ""
    doubts: str = ""
    unknown: str = ""
    sort: str = ""
    within: str = ""
    offset: str = ""
    job: str = ""

    @classmethod
    def from_query(cls, query: dict[str, str]) -> Wanted:
        """Takes what it knows of a query."""
        return cls(**{each.name: query.get(each.name, "").strip() for each in fields(cls)})

    @property
    def filters(self) -> dict[str, str]:
        """What restricts the list."""
        names = ("q", "region", "year", "doc_type", "doubts", "unknown")
        return {name: value for name in names if (value := getattr(self, name))}

    def where(self) -> Filter:
        """Places and years."""
        year = number(self.year)
        return Filter((self.region,) if self.region else (), (year,) if self.year else ())

    def listing(self) -> Listing:
        """The other conditions, and the order."""
        order = self.sort.removeprefix("-").replace("region", "place")
        return Listing(
            self.q,
            (self.doc_type,) if self.doc_type else (),
            {"true": True, "false": False}.get(self.doubts),
            tuple(each for each in ("region", "year") if each == self.unknown),
            ReportOrder(order) if order in set(ReportOrder) else ReportOrder.PLACE,
            self.sort.startswith("-"),
        )


class _Addresses:
    """Addresses of the page itself with something changed."""

    def __init__(self, wanted: Wanted, words: Words) -> None:
        self._wanted = wanted
        self._language = language(words)

    def __call__(self, **changes: object) -> str:
        """The same list with changes; another list begins at its first page."""
        kept = self._wanted.filters | {"sort": self._wanted.sort, "within": self._wanted.within}
        return self._url(kept | changes)

    def only(self, **filters: object) -> str:
        """A list with these filters and no others."""
        return self._url({"sort": self._wanted.sort, "within": self._wanted.within} | filters)

    def _url(self, query: dict[str, object]) -> str:
        named = {name: value for name, value in query.items() if value not in ("", None)}
        encoded = urlencode(named | self._language)
        return f"/reports?{encoded}" if encoded else "/reports"


async def _collection(client: AsyncYijuClient, visitor: Visitor, wanted: Wanted) -> HTMLResponse:
    words = visitor.words
    own = collection_words(words.lang)
    odd_year = wanted.year if wanted.year and number(wanted.year) not in _YEARS else ""
    if odd_year:
        wanted = replace(wanted, year="")
    (offset, found), everything, (job, notice) = await asyncio.gather(
        _listed(client, wanted),
        client.call(calls.tally(PlaceLevel.PROVINCE)),
        _job(client, words, wanted.job),
    )
    level, shown = await _map_cells(client, wanted.within, everything)
    url = _Addresses(wanted, words)
    last = offset + len(found.reports)
    return page(
        "collection.html",
        visitor,
        status=422 if odd_year else 200,
        scripted=True,
        here="/reports",
        own=own,
        problems=problem_words(words.lang),
        wanted=wanted,
        url=url,
        found=found,
        size=_size(everything, own),
        doubtful=everything.doubtful,
        years=sorted({cell.year for cell in everything.cells if cell.year}, reverse=True),
        doc_types=_DOC_TYPES,
        matrix=shown,
        drills=level is not PlaceLevel.REGION,
        shown_places=_SHOWN_PLACES,
        job=job,
        notice=own.odd_year.format(year=odd_year) if odd_year else notice,
        first=offset + 1,
        last=last,
        previous_url=url(offset=max(0, offset - _PAGE) or "") if offset else "",
        following_url=url(offset=last) if last < found.total else "",
    )


async def _listed(client: AsyncYijuClient, wanted: Wanted) -> tuple[int, ReportsOut]:
    """The page of the list that is asked for, and where it begins; the last one beyond its end."""
    offset = number(wanted.offset)
    ask = partial(client.reports, wanted.where(), limit=_PAGE, listing=wanted.listing())
    found = await ask(offset=offset)
    if found.reports or not found.total:
        return (offset if found.total else 0), found
    offset = (found.total - 1) // _PAGE * _PAGE
    return offset, await ask(offset=offset)


async def _map_cells(
    client: AsyncYijuClient, within: str, everything: TallyOut
) -> tuple[PlaceLevel, Matrix]:
    """The map: of provinces, or of what lies in a place; finer where that would be one row."""
    where = Filter((within,) if within else ())
    levels = list(PlaceLevel)[1:] if within else list(PlaceLevel)
    for level in levels:
        known_already = level is everything.level and not within
        counted = everything if known_already else await client.call(calls.tally(level, where))
        matrix = matrix_of(counted.cells)
        known = [row.place for row in matrix.rows if row.place]
        if len(known) > 1 or (known and known != [within] and level is not PlaceLevel.PROVINCE):
            return level, matrix
    return PlaceLevel.REGION, matrix


def _size(everything: TallyOut, own: CollectionWords) -> str:
    years = [cell.year for cell in everything.cells if cell.year]
    span = f"{min(years)}–{max(years)}" if years else "—"
    if years and min(years) == max(years):
        span = str(years[0])
    return own.size.format(
        reports=f"{everything.reports:,}", places=f"{everything.places:,}", years=span
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
