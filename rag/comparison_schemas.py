"""The part of the HTTP contract that sets figures side by side."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.like_figures import Axis
from rag.side_by_side import Apart, Why
from vectorstore.records import Aggregation, Direction, Measure, Scope
from vectorstore.records import Status as FactStatus


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True)


class IndicatorOut(_Reply):
    """An indicator that reports give figures of."""

    name: str
    canonical: bool = Field(description="Whether the lexicon has it; else a name from the reports.")
    english: list[str]
    facts: int
    reports: int


class IndicatorsOut(_Reply):
    """Indicators, those that fit best first."""

    indicators: list[IndicatorOut]


class PlaceOut(_Reply):
    """A place that reports are about, or that holds such places."""

    name: str
    within: list[str] = Field(description="Province and prefecture that it is in.")
    reports: int


class PlacesOut(_Reply):
    """Places, those that fit best first."""

    places: list[PlaceOut]


class SubjectOut(_Reply):
    """What is compared."""

    name: str
    canonical: bool
    english: list[str]


class UnitOut(_Reply):
    """How many reports state the indicator in a unit."""

    unit: str
    reports: int


class ComparedOut(_Reply):
    """A report's figure; `value` is the number, `figure` what the report writes."""

    report_id: str
    title: str
    region: str
    province: str
    prefecture: str
    department: str
    year: int | None
    period: str = Field(description="What the text says of time where that differs from the year.")
    indicator: str = Field(description="The report's own name of it.")
    value: float
    value_max: float | None = Field(description="Upper end of a range.")
    unit: str
    figure: str
    figure_unit: str
    qualifier: str
    bound: Literal["", "min", "max", "about"] = Field(
        description="min: at least so many; max: at most; about: roughly; empty: exactly."
    )
    apart: list[Apart] = Field(description="Why it is not to be set beside the others.")
    quote: str
    start: int
    end: int
    warnings: list[str]
    compared: float = Field(
        description="The number in the comparison's `unit`; less than zero for a decline."
    )
    compared_max: float | None = Field(description="The upper end of a range likewise.")
    fact_id: str
    fact_status: FactStatus = Field(description="actual, previous, target or plan.")
    thing: str
    measure: Measure
    direction: Direction
    base: str
    aggregation: Aggregation
    period_start: str
    period_end: str
    scope: Scope
    unit_written: str
    dimension: str
    common_value: float | None


class MissingOut(_Reply):
    """A report, or a place and year, without a figure."""

    region: str
    year: int | None
    why: Why
    report_id: str = Field(description="Empty where there is no report.")
    title: str
    department: str


class ShareOut(_Reply):
    """How many reports are in scope, and what they say."""

    reports: int
    stating: int = Field(description="That give any figure of it.")
    mentioning: int
    silent: int
    unlike: int = Field(description="Of those stating: that give none like those compared.")


class KindOut(_Reply):
    """What all figures compared share."""

    measure: str
    status: str = Field(description="result or target.")
    aggregation: str
    scope: str
    dimension: str


class ChoiceOut(_Reply):
    """How many reports have a figure of a kind."""

    value: str
    reports: int


class ChoicesOut(_Reply):
    """What can be chosen; each among what the choices before it leave."""

    measure: list[ChoiceOut]
    status: list[ChoiceOut]
    aggregation: list[ChoiceOut]
    scope: list[ChoiceOut]
    dimension: list[ChoiceOut]


class LeftOutOut(_Reply):
    """Figures of the indicator that are not compared."""

    by: Axis = Field(description="The first property by which they differ.")
    value: str = Field(description="What they are there.")
    unit: str = Field(description="The unit that most of them are in.")
    figures: int


class ComparisonOut(_Reply):
    """One indicator over places and years."""

    subject: SubjectOut
    unit: str = Field(description="The unit that figures are compared in.")
    units: list[UnitOut]
    total: int = Field(description="Reports that state such a figure, of which this is a page.")
    rows: list[ComparedOut]
    missing: list[MissingOut] = Field(description="Empty where they are too many to name.")
    coverage: ShareOut
    kind: KindOut
    choices: ChoicesOut
    left_out: list[LeftOutOut] = Field(
        description="Figures in scope that are unlike those compared: how many, and how they differ."
    )
