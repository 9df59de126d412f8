"""Addresses of quotes, as the page of reports understands them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from starlette.requests import Request

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")


def quote_path(report_id: str, start: int, end: int) -> str:
    """The permanent path of a quote in its report."""
    return f"/reports/{quote(report_id, safe='')}?start={start}&end={end}#quote"


def base_address(request: Request) -> str:
    """Where the asker reached the service, to be put before a path.

    The scheme is the server's, which takes a proxy's word only where it trusts the proxy; the
    host is the one that was asked for.

    Returns:
        ``"http://127.0.0.1:8420"``; empty where the request names no host that fits in an
        address, so that links are relative.
    """
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        return ""
    root = str(request.scope.get("root_path", "")).rstrip("/")
    return f"{request.url.scheme}://{host}{root}"
