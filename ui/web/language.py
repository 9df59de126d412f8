"""Which language a visitor reads: the address says, else what was chosen, else the browser."""

from __future__ import annotations

import re
from collections.abc import Mapping

COOKIE = "yiju_lang"
"""Set by the page's switch; holds ``zh`` or ``en``."""

_RANGE = re.compile(r"\s*([A-Za-z]{1,8})[A-Za-z0-9-]*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


def visitor_language(
    query: Mapping[str, str], cookies: Mapping[str, str], headers: Mapping[str, str]
) -> str:
    """``zh`` or ``en``.

    Args:
        query: Of the address; ``lang`` decides.
        cookies: What was chosen before.
        headers: ``accept-language`` is what the browser was told.
    """
    for chosen in (query.get("lang", ""), cookies.get(COOKIE, "")):
        if chosen[:2].lower() in ("zh", "en"):
            return chosen[:2].lower()
    return _preferred(headers.get("accept-language", ""))


def _preferred(accepted: str) -> str:
    """The better liked of the two; Chinese where neither is named."""
    best, liking = "zh", 0.0
    for part in accepted.split(","):
        match = _RANGE.fullmatch(part)
        if match is None or match[1].lower() not in ("zh", "en"):
            continue
        quality = float(match[2] or 1)
        if quality > liking:
            best, liking = match[1].lower(), quality
    return best
