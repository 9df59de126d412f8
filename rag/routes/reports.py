"""Routes for reports: list, one, text, original bytes, upload, removal; and the jobs of uploads."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from ingest.pipeline import IngestSummary
from rag.jobs import Job, OnEvent
from rag.replies import report_detail_out, report_out
from rag.routes.context import Context, problems
from rag.routes.parameters import ReportParams
from rag.schemas import (
    JobEventOut,
    JobOut,
    ProgressOut,
    ReportDetailOut,
    ReportsOut,
    UrlIn,
)
from rag.uploads import Spool

_UNKNOWN = problems(_404="No such report.")
_UPLOAD_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                },
            }
        },
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["url"],
                "properties": {"url": {"type": "string", "format": "uri"}},
            },
            "example": {"url": "https://example.org/report.html"},
        },
    },
}


def reports_router(context: Context) -> APIRouter:
    """Reports, read and removed."""
    router = APIRouter(prefix="/v1", tags=["reports"])
    store = context.engine.store

    @router.get("/reports", summary="List reports", responses=problems())
    def reports(params: Annotated[ReportParams, Query()]) -> ReportsOut:
        """Reports by region, year and id."""
        total, found = store.reports(params.to_filter(), params.limit, params.offset)
        return ReportsOut(total=total, reports=[report_out(each) for each in found])

    @router.get("/reports/{report_id}", summary="One report", responses=_UNKNOWN)
    def report(report_id: str) -> ReportDetailOut:
        """Metadata, outline, and where the metadata came from."""
        return report_detail_out(store.summary(report_id), store.report(report_id))

    @router.get(
        "/reports/{report_id}/text",
        summary="The text that offsets index",
        response_class=PlainTextResponse,
        responses=_UNKNOWN,
    )
    def text(report_id: str) -> PlainTextResponse:
        """The exact text; offsets count its Unicode code points."""
        return PlainTextResponse(store.report(report_id).text, headers=_NOSNIFF)

    @router.get(
        "/reports/{report_id}/original",
        summary="The bytes the report came from",
        response_class=Response,
        responses=_UNKNOWN,
    )
    def original(report_id: str) -> Response:
        """The bytes as they were ingested, to be saved and not shown."""
        kept = store.original(report_id)
        name = quote(kept.filename or report_id, safe="")
        headers = {**_NOSNIFF, "Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(kept.data, media_type=kept.media_type, headers=headers)

    @router.delete(
        "/reports/{report_id}", summary="Remove a report", status_code=204, responses=_UNKNOWN
    )
    def remove(report_id: str) -> None:
        """Removes a report and everything derived from it."""
        store.remove(report_id)

    return router


_NOSNIFF = {"X-Content-Type-Options": "nosniff"}


def ingestion_router(context: Context) -> APIRouter:
    """Uploads and addresses in, and the jobs that ingest them."""
    router = APIRouter(prefix="/v1", tags=["ingestion"])

    @router.post(
        "/reports",
        summary="Ingest files or an address",
        status_code=202,
        response_model=JobOut,
        responses=problems(
            _413="The upload is too large.",
            _415="Neither multipart/form-data nor application/json.",
            _503="Too many ingestions wait already.",
        ),
        openapi_extra={"requestBody": _UPLOAD_BODY},
    )
    async def ingest(request: Request) -> Response:
        """Queues an ingestion: multipart `files` (archives too), or JSON `{url}`."""
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type == "multipart/form-data":
            job = await _queue_files(request, context)
        elif media_type == "application/json":
            job = _queue_url(await request.body(), context)
        else:
            raise HTTPException(415, "Send multipart/form-data with `files`, or JSON {url}.")
        if job is None:
            detail = "Too many ingestions wait already: try again when some are done."
            raise HTTPException(503, detail, {"Retry-After": "30"})
        body = job_out(job)
        return JSONResponse(body.model_dump(), 202, headers={"Location": body.status_url})

    @router.get(
        "/jobs/{job_id}",
        summary="How an ingestion goes",
        responses=problems(_404="No such job, or forgotten."),
    )
    def job(job_id: str) -> JobOut:
        """State, progress, and one event a source."""
        found = context.jobs.get(job_id)
        if found is None:
            raise HTTPException(404, f"No job {job_id}: finished jobs are forgotten after a while.")
        return job_out(found)

    return router


async def _queue_files(request: Request, context: Context) -> Job | None:
    async with request.form() as form:
        files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
        if not files:
            raise HTTPException(422, "The form has no `files`.")
        spool = Spool()
        for each in files:
            await run_in_threadpool(spool.save, each.filename or "", each.file)

    def work(on_event: OnEvent) -> IngestSummary:
        try:
            found = spool.sources(context.load_limits)
            return context.ingestor.ingest_sources(found, on_event)
        finally:
            spool.close()

    return context.jobs.submit(work)


def _queue_url(body: bytes, context: Context) -> Job | None:
    try:
        url = UrlIn.model_validate_json(body).url
    except ValidationError as error:
        problems_found = [
            {**each, "loc": ("body", *each["loc"])} for each in error.errors(include_url=False)
        ]
        raise RequestValidationError(problems_found) from error
    return context.jobs.submit(lambda on_event: context.ingestor.ingest([url], on_event))


def job_out(job: Job) -> JobOut:
    """A job as the contract has it."""
    return JobOut(
        job_id=job.job_id,
        state=job.state.value,
        status_url=f"/v1/jobs/{job.job_id}",
        created=job.created.isoformat(),
        finished=job.finished.isoformat() if job.finished else "",
        progress=ProgressOut(
            done=len(job.events), failed=sum(each.outcome == "failed" for each in job.events)
        ),
        events=[
            JobEventOut.model_validate(
                {
                    "source": each.given,
                    "outcome": each.outcome,
                    "report_id": each.report_id,
                    "message": each.message,
                }
            )
            for each in job.events
        ],
        message=job.message,
    )
