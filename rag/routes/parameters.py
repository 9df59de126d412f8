"""Query parameters of the list routes; unknown names are refused, empty values ignored."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rag.fact_filters import KindFilters, with_bounds, without_empty
from rag.schemas import Year
from vectorstore.queries import FactQuery, Filter, Listing, PlaceLevel, ReportOrder

MAX_PAGE = 10_000


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


UNIT_HELP = (
    "Exact unit, with its scale or without (亿斤, 斤). With `min` or `max` it is their unit, and figures "
    "in other units of the same dimension count too: 1 亿斤 is 5 万吨."
)
Regions = Annotated[list[str], BeforeValidator(without_empty)]
Years = Annotated[list[Year], BeforeValidator(without_empty)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Bound = Annotated[Finite | None, BeforeValidator(_none_if_empty)]


class ReportParams(BaseModel):
    """Which reports to list."""

    model_config = ConfigDict(extra="forbid")

    region: Regions = Field(
        default=[], description="A place, or the prefecture or province it is in; repeatable."
    )
    year: Years = Field(default=[], description="Report year; repeatable.")
    q: str = Field(
        default="",
        max_length=200,
        description="Words that must all occur in the title, place, issuer, department or source.",
        examples=["工作报告 2024"],
    )
    doc_type: Annotated[list[str], BeforeValidator(without_empty)] = Field(
        default=[], description="annual_report, work_report, news, plan or other; repeatable."
    )
    doubts: Annotated[bool | None, BeforeValidator(_none_if_empty)] = Field(
        default=None, description="true: only reports with warnings; false: only those without."
    )
    unknown: Annotated[list[Literal["region", "year"]], BeforeValidator(without_empty)] = Field(
        default=[], description="Only reports of which this is not known; repeatable."
    )
    sort: str = Field(
        default="region",
        pattern=f"^(-?({'|'.join(ReportOrder)}))?$",
        description="region, place (by province, in the order of their codes, unknown ones last), "
        "year, title, doc_type, published, facts or added; - turns it round.",
        examples=["-added"],
    )
    limit: int = Field(default=100, ge=0, le=MAX_PAGE)
    offset: int = Field(default=0, ge=0)

    def to_filter(self) -> Filter:
        """As the store takes it."""
        return Filter(tuple(self.region), tuple(self.year))

    def to_listing(self) -> Listing:
        """The further conditions and the order, as the store takes them."""
        return Listing(
            self.q,
            tuple(self.doc_type),
            self.doubts,
            tuple(self.unknown),
            ReportOrder(self.sort.removeprefix("-") or ReportOrder.REGION),
            self.sort.startswith("-"),
        )


class TallyParams(BaseModel):
    """Which reports to count, and how finely."""

    model_config = ConfigDict(extra="forbid")

    level: PlaceLevel = Field(
        default=PlaceLevel.PROVINCE, description="Count by province, prefecture or region."
    )
    region: Regions = Field(
        default=[], description="A place, or the prefecture or province it is in; repeatable."
    )
    year: Years = Field(default=[], description="Report year; repeatable.")


class FactParams(KindFilters):
    """Which facts to list."""

    indicator: str = Field(
        default="",
        max_length=200,
        description="Words that must all occur in the indicator's name.",
        examples=["行政复议 受理"],
    )
    region: Regions = Field(default=[], description="Place; repeatable.")
    year: Years = Field(default=[], description="Report year; repeatable.")
    unit: str = Field(default="", max_length=20, description=UNIT_HELP, examples=["件"])
    minimum: Bound = Field(default=None, alias="min", description="Smallest value, inclusive.")
    maximum: Bound = Field(default=None, alias="max", description="Largest value, inclusive.")
    limit: int | None = Field(
        default=None,
        ge=0,
        le=MAX_PAGE,
        description="At most so many; 100 by default for JSON, all for CSV and XLSX.",
    )
    offset: int = Field(default=0, ge=0)

    def to_query(self, limit: int, offset: int) -> FactQuery:
        """As the store takes it."""
        query = FactQuery(
            filter=Filter(tuple(self.region), tuple(self.year)),
            indicator=self.indicator.strip(),
            kinds=self.to_kinds(),
            limit=limit,
            offset=offset,
        )
        return with_bounds(query, self.unit.strip(), self.minimum, self.maximum)
