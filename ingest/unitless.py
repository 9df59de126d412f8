"""Figures without a unit: indices, ratios, and shares told as a structure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.figure import Figure

_UNITLESS = re.compile(
    r"(?:指数|比值|收入比|之比|差距|系数|倍差|比率)(?:[^0-9,。;:\n]{0,6}?(?:为|是|达到?|至|到|由|从|的))?(?P<number>[0-9]{1,4}(?:\.[0-9]{1,4})?)"
    r"(?:(?P<change>[缩扩提降下上升减增][^0-9,。;\n]{1,6}?[至到为])(?P<then>[0-9]{1,4}(?:\.[0-9]{1,4})?))?(?=[,。;、)\n]|$)"
)
"""Indices and ratios, which have no unit (``城乡居民收入比由2.01缩小至1.97``)."""
_STRUCTURE = re.compile(
    r"(?P<one>[0-9]{1,2}(?:\.[0-9]{1,2})?):(?P<two>[0-9]{1,2}(?:\.[0-9]{1,2})?):(?P<three>[0-9]{1,2}(?:\.[0-9]{1,2})?)(?![0-9:])"
)
"""Shares of three that make a whole (``三次产业结构为8.6:44.0:47.4``)."""
_WHOLE = (99.0, 101.0)


_COLON = re.compile(":[0-9]")
_TO_ONE = re.compile(r"(?<![0-9:.])(?P<number>[0-9]{1,4}(?:\.[0-9]{1,4})?):1(?![0-9:.])")
"""How many stand against one (``生师比8.3:1``)."""


def unitless(folded: str) -> Iterator[Figure]:
    """The indices, ratios and structures of a folded text, in no order."""
    if _COLON.search(folded) is not None:
        yield from _told_by_colons(folded)
    for match in _UNITLESS.finditer(folded):
        for name in ("number", "then"):
            if match[name]:
                start, end = match.span(name)
                before = match["change"] if name == "then" else ""
                begin = match.start("change") if before else start
                yield Figure(
                    start, end, start, end, float(match[name]), None, "", before, begin, end
                )


def _told_by_colons(folded: str) -> Iterator[Figure]:
    for match in _TO_ONE.finditer(folded):
        start, end = match.span("number")
        yield Figure(
            start, match.end(), start, end, float(match[1]), None, "", "", start, match.end()
        )
    for match in _STRUCTURE.finditer(folded):
        shares = [float(each) for each in match.groups()]
        if _WHOLE[0] <= sum(shares) <= _WHOLE[1]:
            for name in ("one", "two", "three"):
                start, end = match.span(name)
                yield Figure(start, end, start, end, float(match[name]), None, "%", "", start, end)
