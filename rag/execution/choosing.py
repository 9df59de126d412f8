"""One figure for each report, and for each place and year; reports that disagree are told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ingest.measures import bound_of
from ingest.numerals import parse_number
from rag.execution.quoting import number_of
from rag.execution.rows import Row, by_source, place_key
from rag.execution.times import distance, interval_of
from vectorstore.records import Fact, Scope, Status

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Chosen:
    """Figures chosen among many.

    Attributes:
        rows: They, in the order given.
        disagreeing: Those of one place and time whose reports say different things, all of which
            are among the rows.
    """

    rows: tuple[Row, ...]
    disagreeing: tuple[Row, ...] = ()


def main_rows(rows: Sequence[Row], wholes: Mapping[str, Fact]) -> list[Row]:
    """The main figure of each report, and of each place inside its own that it tells of.

    Args:
        rows: Figures of one kind.
        wholes: Facts by id, among which are those that others are parts of.
    """
    return [main_row(own, wholes) for own in by_source(rows).values()]


def main_row(rows: Sequence[Row], wholes: Mapping[str, Fact]) -> Row:
    """The main one of a report's figures.

    Of the nearest time; then of the surest name, a whole before its parts, of the whole place, a
    result of its own period, a figure before a bound; and then the first in the text.
    """
    return min(rows, key=lambda row: _rank(row, wholes))


def _rank(row: Row, wholes: Mapping[str, Fact]) -> tuple[int, float, int, bool, bool, bool, int]:
    fact = row.fact
    return (
        distance(row),
        -row.score,
        _depth(fact, wholes),
        row.scope is not Scope.WHOLE,
        fact.status is not Status.ACTUAL and fact.status is not Status.TARGET,
        bool(bound_of(fact.qualifier)),
        fact.value_start,
    )


def _depth(fact: Fact, wholes: Mapping[str, Fact]) -> int:
    """How many wholes a figure is a part of, one inside the other."""
    depth = 0
    seen = {fact.fact_id}
    above = fact.part_of
    while above and above not in seen:
        seen.add(above)
        depth += 1
        above = wholes[above].part_of if above in wholes else ""
    return depth


def settled(*targets: Sequence[Row]) -> Chosen:
    """One row for each target, place and time; where reports disagree, one for each thing said.

    Args:
        targets: The rows of each target.
    """
    chosen = [_settled(rows) for rows in targets]
    return Chosen(
        tuple(row for each in chosen for row in each.rows),
        tuple(row for each in chosen for row in each.disagreeing),
    )


def _settled(rows: Sequence[Row]) -> Chosen:
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault((*place_key(row), interval_of(row.fact)), []).append(row)
    kept: list[Row] = []
    disagreeing: list[Row] = []
    for group in groups.values():
        group.sort(key=_trust)
        distinct: list[Row] = []
        for row in group:
            if not any(agree(row, each) or unlike_acts((row, each)) for each in distinct):
                distinct.append(row)
        kept += distinct
        disagreeing += distinct if len(distinct) > 1 else []
    order = {id(row): number for number, row in enumerate(rows)}
    return Chosen(tuple(sorted(kept, key=lambda row: order[id(row)])), tuple(disagreeing))


def _trust(row: Row) -> tuple[bool, bool, float]:
    """A place's own report comes before others', a result before what a later report recalls."""
    return (not row.is_own, row.fact.status is Status.PREVIOUS, -row.score)


def agree(one: Row, other: Row) -> bool:
    """Whether two figures may be the same number, one of them rounded or only bounded."""
    if one.dimension != other.dimension:
        return False
    if math.isclose(one.common, other.common, rel_tol=_CLOSE):
        return True
    rounded = max(_last_place(one), _last_place(other))
    if abs(one.common - other.common) <= rounded / 2 * (1 + _CLOSE):
        return True
    return any(_bounds(a, b) for a, b in ((one, other), (other, one)))


def _last_place(row: Row) -> float:
    """How much one of a figure's last digit is, in the common unit; 0 for a spelled number."""
    number = number_of(row.fact)
    plain = parse_number(number) if number else None
    if not plain or row.fact.value == 0:
        return 0.0
    decimals = len(number.partition(".")[2])
    return abs(row.common / plain) * 10.0**-decimals if decimals else 0.0


def _bounds(bound: Row, other: Row) -> bool:
    side = bound_of(bound.fact.qualifier)
    if side == "min":
        return other.common >= bound.common
    return side == "max" and other.common <= bound.common


def like_named(rows: Sequence[Row]) -> bool:
    """Whether figures go by one name, the lexicon's or their own."""
    names = {row.fact.canonical or (row.fact.thing, row.fact.act) for row in rows}
    return len(names) < 2


def unlike_acts(rows: Sequence[Row]) -> bool:
    """Whether two figures are of different acts on a thing (受理, 审结), which never compare."""
    acts = [(row.fact.canonical, row.fact.act) for row in rows if row.fact.act]
    return any(
        one[1] != other[1] and not (one[0] and one[0] == other[0])
        for one, other in combinations(acts, 2)
    )
