"""Routes that put reports in: uploads, addresses, reading anew; and the jobs that do it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from ingest.pipeline import IngestSummary
from ingest.renewal import kept_source
from rag.jobs import Job, JobProgress
from rag.routes.context import Context, ServiceContext, problems
from rag.schemas import JobEventOut, JobOut, JobsOut, ProgressOut, UnderWayOut, UrlIn
from rag.uploads import Spool

_NO_JOB = problems(_404="No such job, or forgotten.")
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
async def ingest(context: ServiceContext, request: Request) -> Response:
    """Queues an ingestion: multipart `files` (archives too), or JSON `{url}`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        job = await _queue_files(request, context)
    elif media_type == "application/json":
        job = _queue_url(await request.body(), context)
    else:
        raise HTTPException(415, "Send multipart/form-data with `files`, or JSON {url}.")
    return _accepted(job)


@router.post(
    "/reports/{report_id}/reingest",
    summary="Read a report anew",
    status_code=202,
    response_model=JobOut,
    responses=problems(_404="No such report.", _503="Too many ingestions wait already."),
)
def reingest(context: ServiceContext, report_id: str) -> Response:
    """Queues an ingestion of the original bytes that are kept.

    The outcome is `unchanged` where this version of the service reads them as the one before.
    """
    source = kept_source(context.store, report_id)
    return _accepted(
        context.jobs.submit(
            lambda progress: context.ingestor.ingest_sources([source], progress.on_event, progress)
        )
    )


@router.get("/jobs", summary="Ingestions, the latest first", responses=problems())
def jobs(context: ServiceContext, limit: Annotated[int, Query(ge=0, le=200)] = 20) -> JobsOut:
    """Jobs without their events: those that are not over, and those of late."""
    return JobsOut(jobs=[job_out(each, len(each.events)) for each in context.jobs.all()[:limit]])


@router.get("/jobs/{job_id}", summary="How an ingestion goes", responses=_NO_JOB)
def job(context: ServiceContext, job_id: str, since: Annotated[int, Query(ge=0)] = 0) -> JobOut:
    """State, progress, one event a source, and how far the sources are that are not done.

    `since` leaves out the events that a reader has already.
    """
    return job_out(_known(context.jobs.get(job_id), job_id), since)


@router.delete("/jobs/{job_id}", summary="Cancel an ingestion", responses=_NO_JOB)
def cancel(context: ServiceContext, job_id: str) -> JobOut:
    """Drops a job that waits, and ends one that runs; what it is reading is given up.

    Reports that are committed stay. A job that is over stays as it is.
    """
    return job_out(_known(context.jobs.cancel(job_id), job_id))


def _known(job: Job | None, job_id: str) -> Job:
    if job is None:
        raise HTTPException(404, f"No job {job_id}: finished jobs are forgotten after a while.")
    return job


def _accepted(job: Job | None) -> Response:
    if job is None:
        detail = "Too many ingestions wait already: try again when some are done."
        raise HTTPException(503, detail, {"Retry-After": "30"})
    body = job_out(job)
    return JSONResponse(body.model_dump(), 202, headers={"Location": body.status_url})


async def _queue_files(request: Request, context: Context) -> Job | None:
    async with request.form() as form:
        files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
        if not files:
            raise HTTPException(422, "The form has no `files`.")
        spool = Spool()
        for each in files:
            await run_in_threadpool(spool.save, each.filename or "", each.file)

    def work(progress: JobProgress) -> IngestSummary:
        try:
            found = spool.sources(context.load_limits)
            return context.ingestor.ingest_sources(found, progress.on_event, progress)
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
    return context.jobs.submit(
        lambda progress: context.ingestor.ingest([url], progress.on_event, progress)
    )


def job_out(job: Job, since: int = 0) -> JobOut:
    """A job as the contract has it, without the first ``since`` events."""
    return JobOut(
        job_id=job.job_id,
        state=job.state.value,
        cancelling=job.cancelling,
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
                    "code": each.code,
                    "passages": each.passages,
                    "facts": each.facts,
                }
            )
            for each in job.events[since:]
        ],
        under_way=[UnderWayOut(source=given, stage=stage.value) for given, stage in job.under_way],
        message=job.message,
        code=job.code,
    )
