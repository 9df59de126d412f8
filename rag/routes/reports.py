"""Routes for reports: list, tally, one, text, original bytes, removal."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, Response

from rag.replies import report_detail_out, report_out
from rag.routes.context import ServiceContext, problems
from rag.routes.parameters import ReportParams, TallyParams
from rag.schemas import ReportDetailOut, ReportsOut, TallyCellOut, TallyOut
from vectorstore.queries import Filter, PlaceLevel

_UNKNOWN = problems(_404="No such report.")
_NOSNIFF = {"X-Content-Type-Options": "nosniff"}


router = APIRouter(prefix="/v1", tags=["reports"])


@router.get("/reports", summary="List reports", responses=problems())
def reports(context: ServiceContext, params: Annotated[ReportParams, Query()]) -> ReportsOut:
    """One page of the reports, by region, year and id unless `sort` says otherwise."""
    total, found = context.store.reports(
        params.to_filter(), params.limit, params.offset, params.to_listing()
    )
    return ReportsOut(total=total, reports=[report_out(each) for each in found])


@router.get("/tally", summary="Reports by place and year", responses=problems())
def tally(context: ServiceContext, params: Annotated[TallyParams, Query()]) -> TallyOut:
    """How many reports there are of each place and year, so that gaps show."""
    where = Filter(tuple(params.region), tuple(params.year))
    cells = context.store.tally(params.level, where)
    alone = params.level is PlaceLevel.REGION
    finest = cells if alone else context.store.tally(PlaceLevel.REGION, where)
    return TallyOut(
        level=params.level,
        reports=sum(each.reports for each in cells),
        doubtful=sum(each.doubtful for each in cells),
        places=len({each.place for each in finest if each.place}),
        cells=[
            TallyCellOut(
                place=each.place,
                year=each.year,
                reports=each.reports,
                doubtful=each.doubtful,
            )
            for each in cells
        ],
    )


@router.get("/reports/{report_id}", summary="One report", responses=_UNKNOWN)
def report(context: ServiceContext, report_id: str) -> ReportDetailOut:
    """Metadata, outline, and where the metadata came from."""
    return report_detail_out(context.store.summary(report_id), context.store.report(report_id))


@router.get(
    "/reports/{report_id}/text",
    summary="The text that offsets index",
    response_class=PlainTextResponse,
    responses=_UNKNOWN,
)
def text(context: ServiceContext, report_id: str) -> PlainTextResponse:
    """The exact text; offsets count its Unicode code points."""
    return PlainTextResponse(context.store.report(report_id).text, headers=_NOSNIFF)


@router.get(
    "/reports/{report_id}/original",
    summary="The bytes the report came from",
    response_class=Response,
    responses=_UNKNOWN,
)
def original(context: ServiceContext, report_id: str) -> Response:
    """The bytes as they were ingested, to be saved and not shown."""
    kept = context.store.original(report_id)
    name = quote(kept.filename or report_id, safe="")
    headers = {**_NOSNIFF, "Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(kept.data, media_type=kept.media_type, headers=headers)


@router.delete(
    "/reports/{report_id}", summary="Remove a report", status_code=204, responses=_UNKNOWN
)
def remove(context: ServiceContext, report_id: str) -> None:
    """Removes a report and everything derived from it."""
    context.store.remove(report_id)
