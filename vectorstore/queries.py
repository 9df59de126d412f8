"""What a store is asked for, and what it counts: filters, queries, listings, tallies.

All are frozen. The reports that they choose among are in :mod:`vectorstore.records`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from vectorstore.records import Aggregation, Measure, Scope, Status


@dataclass(frozen=True, slots=True)
class Filter:
    """Restricts a search before ranking; an empty field does not restrict.

    Attributes:
        regions: Names of places; a province or prefecture stands for all places in it.
        years: Report years.
        report_ids: Ids of reports.
    """

    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    report_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.regions or self.years or self.report_ids)


class FigureName(NamedTuple):
    """What figures are of, as their facts have it.

    Attributes:
        thing: What is measured or counted.
        act: What was done to what is counted; empty where nothing was.
    """

    thing: str
    act: str = ""


@dataclass(frozen=True, slots=True)
class FactKinds:
    """Selects facts by what their figures are; an empty field does not restrict.

    Attributes:
        thing: Words that must all occur in what is measured; width and case do not count.
        measures: What of the thing is measured.
        statuses: Whether they are results, earlier ones, targets or plans.
        aggregations: How they sum up their time.
        scopes: Which part of the place they cover.
        dimensions: What their units measure (``mass``).
        since: First day, ISO: only figures whose time does not end before it.
        until: Last day, ISO: only figures whose time does not begin after it. A figure of unknown
            time passes neither.
        names: Names, any of which will do, each as facts have it.
    """

    thing: str = ""
    measures: tuple[Measure, ...] = ()
    statuses: tuple[Status, ...] = ()
    aggregations: tuple[Aggregation, ...] = ()
    scopes: tuple[Scope, ...] = ()
    dimensions: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    names: tuple[FigureName, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """Figures of one dimension between two values in its common unit, both inclusive.

    Attributes:
        dimension: What the units measure (``mass``).
        minimum: Smallest ``common_value``; None for no bound.
        maximum: Largest ``common_value``; None for no bound.
    """

    dimension: str
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class FactQuery:
    """Selects facts; an empty field does not restrict.

    Attributes:
        filter: Which reports.
        indicator: Words that must all occur in the indicator's open or canonical name.
        names: What the figures are of, any of which will do; with ``indicator``, either will.
        canonical: Canonical names, any of which will do.
        unit: Exact unit, as facts carry it or as the text writes it (``斤``, ``亿斤``).
        minimum: Smallest value, inclusive, whatever the unit.
        maximum: Largest value, inclusive, whatever the unit.
        amount: Bounds that compare across the units of a dimension; None for none.
        kinds: What the figures are.
        limit: How many at most.
        offset: How many to skip.
    """

    filter: Filter = field(default_factory=Filter)
    indicator: str = ""
    names: tuple[FigureName, ...] = ()
    canonical: tuple[str, ...] = ()
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    amount: Amount | None = None
    kinds: FactKinds = field(default_factory=FactKinds)
    limit: int = 100
    offset: int = 0


class ReportOrder(StrEnum):
    """What a list of reports is sorted by; ties go by region, year and id."""

    REGION = "region"
    PLACE = "place"
    """Provinces in the order of their codes, then prefecture and region; unknown places last."""
    YEAR = "year"
    TITLE = "title"
    DOC_TYPE = "doc_type"
    PUBLISHED = "published"
    FACTS = "facts"
    ADDED = "added"
    """When the store took the report in, or processed it last."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which of the reports that pass a filter a list shows, and in which order.

    Attributes:
        text: Words that must all occur in the title, the place, the issuer, the department, or what
            the user called a source of the report; width and case do not count.
        doc_types: Kinds of document; empty for all.
        doubtful: True for reports with warnings only, False for those without; None for both.
        unknown: ``region`` and ``year``: reports of which these are not known.
        order: What the list is sorted by.
        descending: Turns the order round; ties still go by region, year and id.
    """

    text: str = ""
    doc_types: tuple[str, ...] = ()
    doubtful: bool | None = None
    unknown: tuple[str, ...] = ()
    order: ReportOrder = ReportOrder.REGION
    descending: bool = False


class PlaceLevel(StrEnum):
    """How finely places are told apart; one without such a name goes by its next lower one."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many reports there are of a place and a year.

    Attributes:
        place: Its name; empty where it is not known.
        year: The report year; None where it is not known.
        reports: How many.
        doubtful: How many of them carry warnings.
    """

    place: str
    year: int | None
    reports: int
    doubtful: int


@dataclass(frozen=True, slots=True)
class IndicatorUse:
    """How often reports give figures of an indicator.

    Attributes:
        name: Canonical name, or the open one where the lexicon has none.
        canonical: Whether the name is canonical.
        facts: How many figures.
        reports: In how many reports.
    """

    name: str
    canonical: bool
    facts: int
    reports: int


@dataclass(frozen=True, slots=True)
class FigureNameUse:
    """How often reports state figures of something.

    Attributes:
        name: What the figures are of.
        measure: What of it they measure.
        facts: How many figures.
        reports: In how many reports.
    """

    name: FigureName
    measure: Measure
    facts: int
    reports: int
