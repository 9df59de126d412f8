"""Errors of the chat interface in the shape that OpenAI's clients read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi.responses import JSONResponse, Response

from rag.schemas import FieldProblem

_PATH = re.compile(r"/v1/(?:chat/|models(?:/|$))")
_TYPES = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}
_CODES = {
    HTTPStatus.UNAUTHORIZED: "invalid_api_key",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_exceeded",
}


def is_chat_path(path: str) -> bool:
    """Whether a path belongs to the chat interface."""
    return _PATH.search(path) is not None


def chat_error(
    status: int,
    detail: str,
    kind: str,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An error as a response: ``{"error": {message, type, code, param}}``.

    Args:
        status: HTTP status code.
        detail: What was wrong and what to do.
        kind: The problem's kind (``"model-not-found"``), which becomes the code; empty for none.
        errors: What is wrong with which field; the first one's becomes ``param``.
        headers: Further headers.
    """
    fallback = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ""
    error = {
        "message": detail,
        "type": _TYPES.get(HTTPStatus(status), fallback or "invalid_request_error"),
        "code": _CODES.get(HTTPStatus(status)) or kind.replace("-", "_") or None,
        "param": errors[0].pointer.partition("/")[2].replace("/", ".") or None if errors else None,
    }
    return JSONResponse({"error": error}, status, headers=dict(headers or {}))
