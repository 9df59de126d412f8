"""Rows: figures with the reports that state them, and what tells them apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ingest.cataloguing.organisations import level_of
from ingest.measures import UNITS
from vectorstore.records import Direction, Fact, Measure, ReportSummary, Scope

COUNT = "count"
"""The class of plain measure words: the same cases are told in 件 here and in 起 there."""


_PER_HEAD = re.compile("人均|户均|每[百千万]?人|每户")
_LEVELS = ("province", "prefecture", "county", "township")
"""From the widest."""
_RATE = re.compile("(?:率|比重|占比|比例)$")


class Row(NamedTuple):
    """A figure that a report states.

    Attributes:
        fact: The figure.
        report: Its report.
        score: How sure its name is what was asked for, 0 to 1.
    """

    fact: Fact
    report: ReportSummary
    score: float = 1.0

    @property
    def place(self) -> str:
        """The place that the figure is of; the report's title where none is known."""
        metadata = self.report.metadata
        return self.fact.region or metadata.region or metadata.title

    @property
    def is_own(self) -> bool:
        """Whether the figure is of the report's own place."""
        if self.fact.scope is Scope.ELSEWHERE:
            return False
        return self.fact.region in ("", self.report.metadata.region)

    @property
    def level(self) -> str:
        """The level of the place that the figure is of, as its name tells it."""
        metadata = self.report.metadata
        if self.is_own:
            return metadata.level
        above = (metadata.province, metadata.prefecture, metadata.region)
        return level_of(self.fact.region, tuple(filter(None, above)))

    @property
    def is_of_part(self) -> bool:
        """Whether the figure is of a place inside the report's own."""
        if self.is_own or self.report.metadata.level not in _LEVELS or self.level not in _LEVELS:
            return False
        return _LEVELS.index(self.level) > _LEVELS.index(self.report.metadata.level)

    @property
    def scope(self) -> Scope:
        """Which part of the place it covers; a department's report covers the department."""
        if self.fact.scope is Scope.WHOLE and self.report.metadata.department:
            return Scope.DEPARTMENT
        return self.fact.scope

    @property
    def year(self) -> int | None:
        """The single year that the figure is of; None where it is of another length of time."""
        first, last = self.fact.period_start, self.fact.period_end
        if first and last:
            return int(last[:4]) if first[:4] == last[:4] else None
        return None if self.fact.period else self.fact.year

    @property
    def measure(self) -> Measure:
        """What of the thing is measured; of a level, what the thing's own name says (人均可支配收入)."""
        fact = self.fact
        if fact.measure is Measure.LEVEL and _PER_HEAD.search(fact.thing):
            return Measure.PER_HEAD
        if fact.measure is Measure.LEVEL and fact.unit == "%" and _RATE.search(fact.thing):
            return Measure.SHARE
        return fact.measure

    @property
    def dimension(self) -> str:
        """What its unit measures, as :func:`dimension_class` has it."""
        return dimension_class(self.fact.dimension or self.fact.unit)

    @property
    def common(self) -> float:
        """The number in its dimension's common unit; less than zero for a decline."""
        fact = self.fact
        amount = fact.value if fact.common_value is None else fact.common_value
        fell = fact.measure is Measure.CHANGE and fact.direction is Direction.DOWN
        return -amount if fell else amount


def dimension_class(dimension: str) -> str:
    """A dimension; :data:`COUNT` for a measure word, but for those of occasions (``人次``)."""
    unit = UNITS.get(dimension)
    if unit is None or unit.dimension != dimension or dimension.endswith("次"):
        return dimension
    return COUNT


PlaceKey = tuple[str, str, str]
"""A place told from others of its name: province, prefecture, own name."""


def place_key(row: Row) -> PlaceKey:
    """The place that a row's figure is of."""
    metadata = row.report.metadata
    if not row.is_own:
        return ("", "", row.place)
    return (metadata.province, metadata.prefecture, row.place)


def by_report(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by the id of their report, in order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.report.report_id, []).append(row)
    return found


def by_place(rows: Iterable[Row]) -> dict[PlaceKey, list[Row]]:
    """Rows by their place, in order."""
    found: dict[PlaceKey, list[Row]] = {}
    for row in rows:
        found.setdefault(place_key(row), []).append(row)
    return found


def by_source(rows: Iterable[Row]) -> dict[tuple[str, PlaceKey], list[Row]]:
    """Rows by their report and the place that it tells of, in order."""
    found: dict[tuple[str, PlaceKey], list[Row]] = {}
    for row in rows:
        found.setdefault((row.report.report_id, place_key(row)), []).append(row)
    return found


def reports_of(rows: Iterable[Row]) -> frozenset[str]:
    """Ids of the reports that state some rows."""
    return frozenset(row.report.report_id for row in rows)
