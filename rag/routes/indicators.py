"""Routes that set figures side by side: indicators, places, and one indicator over both."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from rag.comparison_schemas import (
    ChoiceOut,
    ChoicesOut,
    ComparedOut,
    ComparisonOut,
    IndicatorsOut,
    KindOut,
    LeftOutOut,
    MissingOut,
    PlacesOut,
    ShareOut,
    SubjectOut,
    UnitOut,
)
from rag.exports import CSV_TYPE, XLSX_TYPE, Cell, csv_table, xlsx_table
from rag.finder import places_named
from rag.like_figures import Axis, Happened
from rag.linking.subjects import Subjects
from rag.links import base_address
from rag.routes.context import ServiceContext, problems
from rag.routes.facts import JSON_TYPE, VARY, attachment, negotiate
from rag.routes.parameters import MAX_PAGE, Regions, Years
from rag.side_by_side import Missing, Order, SideBySide, Stated, set_side_by_side
from vectorstore.queries import Filter
from vectorstore.records import Aggregation, Measure, Scope
from vectorstore.store import Store

COLUMNS = (
    "region province prefecture department year status value value_max unit qualifier bound apart "
    "period indicator quote title report_id start end warnings compared compared_max compared_unit "
    "fact_id fact_status thing measure direction base aggregation period_start period_end scope "
    "unit_written dimension common_value"
).split()
"""Of a comparison as CSV or XLSX; `status` is `stated`, or why there is no figure."""

_FORMATS = {"json": JSON_TYPE, "csv": "text/csv", "xlsx": XLSX_TYPE}


class ComparisonParams(BaseModel):
    """What to compare."""

    model_config = ConfigDict(extra="forbid")

    indicator: str = Field(
        max_length=200,
        description="Canonical name, a name that reports use, or words for it; Chinese or English.",
        examples=["行政复议案件受理"],
    )
    region: Regions = Field(
        default=[], description="A place, or the prefecture or province it is in; repeatable."
    )
    year: Years = Field(default=[], description="Report year; repeatable.")
    unit: str = Field(
        default="",
        max_length=20,
        description="Unit to compare in, with a scale or without (万吨); the most frequent.",
    )
    measure: Measure | Literal[""] = Field(
        default="",
        description="level, change, share, per_head, rank, ratio or limit; what most reports state.",
    )
    status: Happened | Literal[""] = Field(
        default="", description="result or target (plans with them); what most reports state."
    )
    aggregation: Aggregation | Literal[""] = Field(
        default="",
        description="single, cumulative, yearly_average or as_of; what most reports state.",
    )
    scope: Scope | Literal[""] = Field(
        default="",
        description="whole, own_level, department, town, firm, part or elsewhere; what most state.",
    )
    sort: str = Field(
        default="region",
        pattern=f"^(-?({'|'.join(Order)}))?$",
        description="region, year or value; - turns it round. What stands apart comes last.",
    )
    format: Literal["", "json", "csv", "xlsx"] = Field(
        default="", description="Instead of the header `Accept`."
    )
    limit: int = Field(default=1000, ge=0, le=MAX_PAGE)
    offset: int = Field(default=0, ge=0)

    def kind(self) -> dict[Axis, str]:
        """What the figures are to share."""
        picked: dict[Axis, str] = {
            Axis.MEASURE: self.measure,
            Axis.STATUS: self.status,
            Axis.AGGREGATION: self.aggregation,
            Axis.SCOPE: self.scope,
        }
        return {axis: value for axis, value in picked.items() if value}

    def found_in(self, store: Store, subjects: Subjects, *, everything: bool = False) -> SideBySide:
        """The figures."""
        return set_side_by_side(
            store,
            subjects.named(self.indicator),
            Filter(tuple(self.region), tuple(self.year)),
            unit=self.unit.strip(),
            kind=self.kind(),
            order=Order(self.sort.removeprefix("-") or Order.REGION),
            descending=self.sort.startswith("-"),
            limit=10 * MAX_PAGE if everything else self.limit,
            offset=0 if everything else self.offset,
        )


router = APIRouter(prefix="/v1", tags=["facts"])


@router.get("/indicators", summary="Find indicators", responses=problems())
def indicators(
    context: ServiceContext,
    q: Annotated[str, Query(max_length=200, description="Begin to write its name.")] = "",
    limit: Annotated[int, Query(ge=0, le=200)] = 20,
) -> IndicatorsOut:
    """Indicators that reports give figures of, by Chinese or English name, best first."""
    return IndicatorsOut(indicators=context.finder.find(q, limit))


@router.get("/places", summary="Find places", responses=problems())
def places(
    context: ServiceContext,
    q: Annotated[str, Query(max_length=200, description="Begin to write its name.")] = "",
    limit: Annotated[int, Query(ge=0, le=200)] = 20,
) -> PlacesOut:
    """Places that reports are about, and the prefectures and provinces that hold them."""
    return PlacesOut(places=places_named(context.store, q, limit))


@router.get(
    "/comparison",
    summary="Compare one indicator over places and years",
    response_model=ComparisonOut,
    responses=problems()
    | {200: {"content": {"text/csv": {}, XLSX_TYPE: {}}, "description": "One row a report."}},
)
def comparison(
    context: ServiceContext,
    request: Request,
    params: Annotated[ComparisonParams, Query()],
    accept: Annotated[str, Header()] = "*/*",
) -> Response:
    """One figure a report, who gives none, and what must not be compared.

    CSV and XLSX hold all rows, and those without a figure after them.
    """
    chosen = _FORMATS.get(params.format) or negotiate(accept)
    found = params.found_in(context.store, context.subjects, everything=chosen != JSON_TYPE)
    if chosen == JSON_TYPE:
        body = comparison_out(found).model_dump_json()
        return Response(body, media_type=JSON_TYPE, headers=VARY)
    if chosen == "text/csv":
        lines = csv_table(COLUMNS, _cells(found))
        headers = attachment("comparison", "csv", CSV_TYPE, found.subject.name)
        return StreamingResponse(lines, headers=headers)
    book = io.BytesIO()
    xlsx_table("comparison", COLUMNS, _cells(found), book, base_address(request))
    headers = attachment("comparison", "xlsx", XLSX_TYPE, found.subject.name)
    return Response(book.getvalue(), headers=headers)


def comparison_out(found: SideBySide) -> ComparisonOut:
    """A comparison as the contract has it."""
    subject = found.subject
    return ComparisonOut(
        subject=SubjectOut(
            name=subject.name, canonical=subject.canonical, english=list(subject.english)
        ),
        unit=found.unit,
        units=[UnitOut(unit=unit, reports=reports) for unit, reports in found.units],
        total=found.total,
        rows=[_compared_out(each) for each in found.stated],
        missing=[_missing_out(each) for each in found.missing],
        coverage=ShareOut(
            reports=found.reports,
            stating=found.total + found.unlike,
            mentioning=found.mentioning,
            silent=found.silent,
            unlike=found.unlike,
        ),
        kind=KindOut.model_validate(found.like.kind),
        choices=ChoicesOut.model_validate(
            {
                axis: [ChoiceOut(value=value, reports=reports) for value, reports in held]
                for axis, held in found.like.choices.items()
            }
        ),
        left_out=[
            LeftOutOut(by=each.axis, value=each.value, unit=each.unit, figures=each.figures)
            for each in found.like.left_out
        ],
    )


_TYPED = (
    "fact_id thing measure direction base aggregation period_start period_end scope unit_written "
    "dimension common_value"
).split()
"""Fields of a row that are those of the fact."""


def _compared_out(stated: Stated) -> ComparedOut:
    fact, figure, metadata = stated.fact, stated.figure, stated.report.metadata
    return ComparedOut.model_validate(
        {
            "report_id": stated.report.report_id,
            "title": metadata.title,
            "region": metadata.region,
            "province": metadata.province,
            "prefecture": metadata.prefecture,
            "department": metadata.department,
            "year": metadata.report_year,
            "period": fact.period,
            "indicator": fact.indicator,
            "value": fact.value,
            "value_max": fact.value_max,
            "unit": fact.unit,
            "figure": figure.value,
            "figure_unit": figure.unit,
            "qualifier": fact.qualifier,
            "bound": stated.bound,
            "apart": list(stated.apart),
            "quote": fact.quote,
            "start": fact.start,
            "end": fact.end,
            "warnings": list(stated.report.warnings),
            "compared": stated.compared,
            "compared_max": stated.compared_max,
            "fact_status": fact.status,
            **{name: getattr(fact, name) for name in _TYPED},
        }
    )


def _missing_out(missing: Missing) -> MissingOut:
    report = missing.report
    return MissingOut(
        region=missing.region,
        year=missing.year,
        why=missing.why,
        report_id=report.report_id if report else "",
        title=report.metadata.title if report else "",
        department=report.metadata.department if report else "",
    )


def _cells(found: SideBySide) -> Iterator[list[Cell]]:
    """The rows of a table, in the order of :data:`COLUMNS`."""
    for stated in found.stated:
        row = _compared_out(stated).model_dump() | {
            "status": "stated",
            "apart": ", ".join(stated.apart),
            "warnings": " ".join(stated.report.warnings),
            "compared_unit": found.unit,
        }
        yield [row[name] for name in COLUMNS]
    for missing in found.missing:
        gap = _missing_out(missing).model_dump() | {"status": missing.why.value}
        yield [gap.get(name) for name in COLUMNS]
