"""What one figure says, before it becomes a fact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from ingest.figures.times import year_of
from ingest.holders import is_minor
from ingest.numerals import Figure
from vectorstore.records import Aggregation, Direction, Measure, Metadata, Scope, Status

_FIRM = re.compile("(?:公司|集团|企业|厂)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one figure says, before it becomes a fact.

    Attributes:
        figure: The number and where it stands.
        thing: As in :class:`~vectorstore.records.Fact`; empty where nothing names it.
        act: As there.
        whole: Where the figure that it is a part of begins; -1 where it is none.
        measure: As there.
        direction: As there.
        base: As there.
        aggregation: As there.
        first: First day that it is of, ISO.
        last: Last day, ISO.
        status: As there.
        region: The place that it is of.
        holder: The body within it.
        scope: Which part of the place.
    """

    figure: Figure
    thing: str
    act: str
    whole: int
    measure: Measure
    direction: Direction
    base: str
    aggregation: Aggregation
    first: str
    last: str
    status: Status
    region: str
    holder: str
    scope: Scope


class Named(Protocol):
    """A figure with a name, before it is typed."""

    figure: Figure
    name: str
    status: str
    region: str


def reading_of(draft: Named, metadata: Metadata) -> Reading:
    """The reading of a figure that only has a name, a status and a place (zero, said in words)."""
    year = metadata.report_year
    first, last = year_of(year) if year else ("", "")
    elsewhere = bool(draft.region and metadata.region) and draft.region != metadata.region
    return Reading(
        draft.figure, draft.name, "", -1, Measure.LEVEL, Direction.NONE, "", Aggregation.SINGLE,
        first, last, Status(draft.status), draft.region, "", scope_of(None, elsewhere, ""),
    )  # fmt: skip


def scope_of(scope: Scope | None, elsewhere: bool, holder: str) -> Scope:
    """Which part of a place a figure covers.

    Args:
        scope: What the words around it say; None where nothing.
        elsewhere: Whether it is of another place than the report's.
        holder: The body that it is of.
    """
    if elsewhere:
        return Scope.ELSEWHERE
    if scope is Scope.OWN_LEVEL:
        return scope
    if holder:
        if _FIRM.search(holder):
            return Scope.FIRM
        return Scope.TOWN if is_minor(holder) else Scope.DEPARTMENT
    return scope or Scope.WHOLE
