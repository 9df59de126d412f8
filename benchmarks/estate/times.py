"""Periods of labels (``2025-H1``, ``2021..2025``) as intervals of days."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?"
)


class Interval(NamedTuple):
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date


def read_period(written: str) -> Interval:
    """An interval from its written form.

    Forms: ``2025``, ``2025-H1``, ``2025-Q3``, ``2025-06``, ``2025-12-31``, and two of them joined
    by ``..``, of which the first gives the beginning and the second the end.

    Raises:
        ValueError: It has none of these forms.
    """
    first, dots, last = written.partition("..")
    begin = _single(first)
    return Interval(begin.start, _single(last).end) if dots else begin


def _single(written: str) -> Interval:
    found = _PERIOD.fullmatch(written.strip())
    if found is None:
        raise ValueError(f"period {written!r} has no known form")
    year = int(found["year"])
    if found["half"]:
        return _months(year, int(found["half"]) * 6 - 5, int(found["half"]) * 6)
    if found["quarter"]:
        return _months(year, int(found["quarter"]) * 3 - 2, int(found["quarter"]) * 3)
    if found["day"]:
        day = date(year, int(found["month"]), int(found["day"]))
        return Interval(day, day)
    if found["month"]:
        return _months(year, int(found["month"]), int(found["month"]))
    return _months(year, 1, 12)


def _months(year: int, first: int, last: int) -> Interval:
    return Interval(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))
