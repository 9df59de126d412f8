"""Every error of the service as an RFC 9457 problem document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from rag.chat_errors import chat_error, is_chat_path
from rag.schemas import FieldProblem, ProblemOut
from vectorstore.errors import (
    InputError,
    LoadError,
    StoreLockedError,
    TooLargeError,
    UnknownConversationError,
    UnknownReportError,
    UnsupportedFormatError,
    YijuError,
)

MEDIA_TYPE = "application/problem+json"

_STATUSES: Sequence[tuple[type[YijuError], int]] = (
    (UnknownReportError, 404),
    (UnknownConversationError, 404),
    (TooLargeError, 413),
    (UnsupportedFormatError, 415),
    (LoadError, 422),
    (InputError, 422),
    (StoreLockedError, 503),
)
"""First match wins; any other YijuError is the service's own trouble, a 500."""


def problem(
    request: Request,
    status: int,
    detail: str,
    *,
    kind: str = "",
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document as a response; for the chat interface an error of its own shape.

    Args:
        request: What could not be served; its path becomes ``instance``.
        status: HTTP status code.
        detail: What was wrong and what to do.
        kind: Last part of the problem's type; derived from the status where empty.
        errors: One entry a field, for a request that does not validate.
        headers: Further headers.
    """
    if is_chat_path(request.url.path):
        return chat_error(status, detail, kind, errors, headers)
    title = HTTPStatus(status).phrase
    body = ProblemOut(
        type=f"urn:yiju:problem:{kind or title.lower().replace(' ', '-')}",
        title=title,
        status=status,
        detail=detail,
        instance=request.url.path,
        errors=list(errors),
    )
    return JSONResponse(
        body.model_dump(exclude={"errors"} if not errors else None),
        status,
        headers=headers,
        media_type=MEDIA_TYPE,
    )


def install(app: FastAPI) -> None:
    """Makes an application answer every error with a problem."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(YijuError, _on_yiju)
    app.add_exception_handler(Exception, unexpected)


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = error.detail
    if error.status_code == HTTPStatus.NOT_FOUND and detail == HTTPStatus.NOT_FOUND.phrase:
        detail = f"Nothing is served at {request.url.path}."
    return problem(request, error.status_code, detail, headers=error.headers)


def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        FieldProblem(pointer="/".join(str(part) for part in each["loc"]), detail=str(each["msg"]))
        for each in error.errors()
    ]
    detail = "; ".join(f"{each.pointer}: {each.detail}" for each in errors)
    return problem(request, 422, detail, kind="invalid-request", errors=errors)


def _on_yiju(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in _STATUSES if isinstance(error, kind)), 500)
    kind = error.code if isinstance(error, YijuError) else ""
    headers = {"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(request, status, str(error), kind=kind, headers=headers)


def unexpected(request: Request, error: Exception) -> Response:
    """The answer to what nobody foresaw; what it says goes to the log only."""
    return problem(request, 500, f"The service failed ({type(error).__name__}); its log says more.")
