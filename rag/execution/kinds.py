"""Which figures are of the kind that a plan asks for: only like is compared, the rest is counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rag.execution.links import LinkedTarget
from rag.execution.rows import Row, by_report
from rag.execution.times import Times, is_of, is_year_within
from rag.plan import Act, Operator, Plan
from vectorstore.records import Aggregation, Direction, Measure, Scope, Status


class Axis(StrEnum):
    """By what figures are told apart, in the order in which they are sifted."""

    MEASURE = "measure"
    STATUS = "status"
    AGGREGATION = "aggregation"
    SCOPE = "scope"
    TIME = "time"
    DIMENSION = "dimension"


_TWO = 2
_POINTS = re.compile(r"点|\bpoints?\b", re.IGNORECASE)
RATE = re.compile(
    r"(?:率|比重|占比|比例)$|\b(?:rate|share|ratio|proportion|percentage)\b", re.IGNORECASE
)
"""Names of rates."""
_OF_RATES = frozenset({"%", "‰"})
_CHANGE_NAMED = re.compile("(?:增长率|增速|增幅|涨幅|降幅)$")
"""Things whose names say that they are changes (人口自然增长率)."""
RESULT, TARGET = "result", "target"
"""The two classes of status."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Reports that state only figures of another kind.

    Attributes:
        axis: By what these differ first.
        value: What they are there; of a dimension, a unit.
        reports: How many reports.
    """

    axis: Axis
    value: str
    reports: int


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of figures is asked for.

    Attributes:
        measure: What of the thing is measured.
        status: :data:`RESULT` or :data:`TARGET`.
        aggregations: How figures sum up their time.
        scope: Which part of the place.
        bodies: Bodies within the place, one of which a figure must be of; empty for none.
        times: When.
        within: Whether the single years inside a longer time are meant.
        with_departments: Whether a department's report counts as those of places do.
        is_rate: Whether a rate is asked for by its name (应诉率), however a text's grammar has it.
    """

    measure: Measure
    status: str
    aggregations: tuple[Aggregation, ...]
    scope: Scope
    bodies: tuple[str, ...]
    times: Times
    within: bool = False
    with_departments: bool = False
    is_rate: bool = False

    def tests(self) -> tuple[tuple[Axis, Callable[[Row], bool]], ...]:
        """What a row must pass, in order."""
        return (
            (Axis.MEASURE, self._measures),
            (Axis.STATUS, lambda row: status_of(row) == self.status),
            (Axis.AGGREGATION, lambda row: row.fact.aggregation in self.aggregations),
            (Axis.SCOPE, self._covers),
            (Axis.TIME, self._is_timely),
        )

    def _measures(self, row: Row) -> bool:
        if self.is_rate:
            return row.measure in (Measure.LEVEL, Measure.SHARE) and row.fact.unit in _OF_RATES
        named = self.measure is Measure.CHANGE and _CHANGE_NAMED.search(row.fact.thing)
        return row.measure is self.measure or bool(named)

    def _covers(self, row: Row) -> bool:
        if self.bodies:
            names = (row.fact.holder, row.report.metadata.department, row.report.metadata.issuer)
            return any(is_body(body, name) for body in self.bodies for name in names)
        if self.with_departments and row.fact.scope is Scope.WHOLE:
            return True
        return row.scope is self.scope or (self.scope is Scope.WHOLE and not row.is_own)

    def _is_timely(self, row: Row) -> bool:
        if not self.times:
            return True
        fits = is_year_within if self.within else is_of
        return any(fits(row.fact, each) for each in self.times.of(row.report.metadata))


def is_body(asked: str, name: str) -> bool:
    """Whether a name is that of a body asked for: the place's own prefix and words between may be left out."""
    return bool(name) and (name in asked or is_subsequence(asked, name))


def is_subsequence(words: str, name: str) -> bool:
    """Whether a name holds the characters of some words in their order, others between them (城管局)."""
    left = iter(name)
    return all(each in left for each in words)


def status_of(row: Row) -> str:
    """Whether a figure is a result, or what is to be."""
    return RESULT if row.fact.status.is_result else TARGET


def kind_of(
    plan: Plan, link: LinkedTarget, times: Times, *, within: bool = False, held: Sequence[Row] = ()
) -> Kind:
    """The kind of figures that a plan asks for of one of its targets.

    Args:
        plan: What is asked.
        link: The target.
        times: The times asked about.
        within: Whether the single years inside a longer time are meant.
        held: Its figures of whatever kind.
    """
    planned = plan.status in (Status.TARGET, Status.PLAN)
    measure = link.target.measure or _measure_of(plan, link, held)
    return Kind(
        measure,
        TARGET if planned else RESULT,
        _aggregations(link, times, within=within),
        plan.scope or Scope.WHOLE,
        plan.bodies,
        times,
        within,
        with_departments=plan.scope is None and not plan.places and not plan.level,
        is_rate=measure is Measure.LEVEL and RATE.search(link.target.words) is not None,
    )


def _measure_of(plan: Plan, link: LinkedTarget, held: Sequence[Row]) -> Measure:
    moved = any(
        each.operator is Operator.MOVED or each.direction is not Direction.NONE
        for each in plan.predicates
    )
    if moved or (plan.act is Act.CHANGE and len(plan.times) < _TWO):
        return Measure.CHANGE
    is_rate = RATE.search(link.target.phrase) or any(map(_is_rate, held))
    if _POINTS.search(link.target.unit) and not is_rate:
        return Measure.CHANGE  # only rates lie points apart; of a sum that is how it moved
    return Measure.LEVEL


def _is_rate(row: Row) -> bool:
    """Whether a figure is a level in percent (研发投入强度)."""
    return row.fact.measure is not Measure.CHANGE and row.fact.unit in _OF_RATES


def _aggregations(link: LinkedTarget, times: Times, *, within: bool) -> tuple[Aggregation, ...]:
    asked = link.target.aggregation
    if asked is not None:
        return (Aggregation.SINGLE, Aggregation.AS_OF) if asked in _OWN else (asked,)
    several = any(
        span.first and span.last and span.first[:4] != span.last[:4] for span in times.spans
    )
    return (*_OWN, Aggregation.CUMULATIVE) if several and not within else _OWN


_OWN = (Aggregation.SINGLE, Aggregation.AS_OF)


@dataclass(frozen=True, slots=True)
class Sifted:
    """Rows divided by whether they are of a kind.

    Attributes:
        like: Those that are.
        dropped: The others, by what they failed first.
    """

    like: tuple[Row, ...]
    dropped: dict[Axis, tuple[Row, ...]] = field(default_factory=dict)

    def left_out(self) -> tuple[LeftOut, ...]:
        """Reports none of whose figures are like, by what brought their nearest figure down."""
        stating = {row.report.report_id for row in self.like}
        counts: Counter[tuple[Axis, str]] = Counter()
        nearest: dict[str, tuple[Axis, str]] = {}
        for axis, rows in self.dropped.items():
            for report_id, own in by_report(rows).items():
                if report_id not in stating:
                    nearest[report_id] = (axis, value_on(axis, own[0]))
        counts.update(nearest.values())
        return tuple(LeftOut(axis, value, counts[axis, value]) for axis, value in sorted(counts))

    def last_dropped(self) -> tuple[Axis, tuple[Row, ...]] | None:
        """The rows that came nearest, with what they failed; None where none was dropped."""
        return list(self.dropped.items())[-1] if self.dropped else None


def sifted(rows: Iterable[Row], kind: Kind) -> Sifted:
    """Rows divided by a kind."""
    left = list(rows)
    dropped: dict[Axis, tuple[Row, ...]] = {}
    for axis, passes in kind.tests():
        failing = tuple(row for row in left if not passes(row))
        if failing:
            dropped[axis] = failing
        left = [row for row in left if passes(row)]
    return Sifted(tuple(left), dropped)


def of_one_dimension(rows: Sequence[Row], wanted: str = "") -> tuple[list[Row], list[Row]]:
    """Rows that measure in one dimension, that of most or the one wanted, and the others."""
    counts = Counter(row.dimension for row in rows)
    usual = (
        wanted
        if wanted in counts
        else min(counts, key=lambda each: (-counts[each], each), default="")
    )
    same = [row for row in rows if row.dimension == usual]
    return same, [row for row in rows if row.dimension != usual]


def value_on(axis: Axis, row: Row) -> str:
    """What a row is on an axis."""
    fact = row.fact
    values: dict[Axis, Callable[[], str]] = {
        Axis.MEASURE: lambda: row.measure.value,
        Axis.STATUS: lambda: status_of(row),
        Axis.AGGREGATION: lambda: fact.aggregation.value,
        Axis.SCOPE: lambda: row.scope.value,
        Axis.TIME: lambda: str(row.year or fact.period),
        Axis.DIMENSION: lambda: fact.unit,
    }
    return values[axis]()
