"""When, and before which congress, a report was given: the line below the title of a speech."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.cataloguing.dates import find_dates

_HEAD = 500
_CONGRESS = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,10}?(?:省|自治区|市|自治州|州|盟|县|自治县|区|旗|镇|乡))"
    r"(?=第?[一二三四五六七八九十0-9]{1,4}届(?:人民代表大会|人大)|人民代表大会|人大"
    "|(?:人民政府)?代?[省市县区州旗镇乡]长)"
)
_LEAD = re.compile("^.*[在日午](?=..)")
_TITLE = re.compile("工作报告|预算|计划")


@dataclass(frozen=True, slots=True)
class Speech:
    """When and where a report was given.

    Attributes:
        day: The day; None where it is not written.
        words: The words for the place whose congress heard it; empty where they are missing.
        start: Where they begin in the text, or the date.
        end: Where they end.
    """

    day: date | None
    words: str
    start: int
    end: int


def find_speech(folded: str) -> Speech | None:
    """The speech that a text's head says it is; None where it says nothing."""
    head = folded[:_HEAD]
    opening = head.find("各位代表")
    head = head[:opening] if opening > 0 else _short_lines(head)
    if not _TITLE.search(head.replace(" ", "")):
        return None
    dates = list(find_dates(head))
    day = dates[0] if dates else None
    match = _CONGRESS.search(head)
    if match is None:
        return Speech(day.value, "", day.start, day.end) if day else None
    lead = _LEAD.match(match["place"])
    start = match.start() + (lead.end() if lead else 0)
    return Speech(day.value if day else None, head[start : match.end()], start, match.end())


def _short_lines(head: str) -> str:
    """The lines before the first that is running text."""
    lines = []
    for line in head.split("\n"):
        if "。" in line or len(line) > 80:
            break
        lines.append(line)
    return "\n".join(lines)
