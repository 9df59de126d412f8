"""Facts as columns in memory: which of a million match, and the page of them that is asked for.

A list of facts may ask for any mixture of reports, words of a name, unit and bounds, and for any
page. No index of the database serves all of these; a scan of a few arrays does. The columns are
derived: they are those of one state of the store and are caught up when another is seen.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vectorstore.local import rows
from vectorstore.local.changes import EVERYTHING, Numbers
from vectorstore.local.database import Stamp, is_past, stamp
from vectorstore.local.known import Known
from vectorstore.local.names import Names
from vectorstore.queries import FactQuery, FigureName
from vectorstore.tokens import normalize

Mask = NDArray[np.bool_]

_AT_ONCE = 50_000
_START_BITS = 32


class Kind(NamedTuple):
    """What many facts have in common; a field's name is that of its column."""

    unit: str
    unit_written: str
    dimension: str
    measure: str
    status: str
    aggregation: str
    scope: str

    def passes(self, query: FactQuery) -> bool:
        """Whether facts of this kind may match a query."""
        wanted = query.kinds
        return (
            query.unit in ("", self.unit, self.unit_written)
            and (query.amount is None or query.amount.dimension == self.dimension)
            and self.measure in (wanted.measures or (self.measure,))
            and self.status in (wanted.statuses or (self.status,))
            and self.aggregation in (wanted.aggregations or (self.aggregation,))
            and self.scope in (wanted.scopes or (self.scope,))
            and self.dimension in (wanted.dimensions or (self.dimension,))
        )


_PLAIN = "number, report, start, indicator, value, common_value, {since}, {until}".format(
    since="CAST(replace(period_start, '-', '') AS INTEGER)",
    until="CAST(replace(period_end, '-', '') AS INTEGER)",
)
_TYPES = (np.int64, np.int32, np.int32, np.int32, np.float64, np.float64, np.int32, np.int32)
_BETWEEN = "\x1f"


def _as_text(fields: Sequence[str]) -> str:
    """Columns as one text: most facts share theirs, and a text is found sooner than a tuple."""
    return f" || char({ord(_BETWEEN)}) || ".join(fields)


_COLUMNS = f"{_PLAIN}, {_as_text(FigureName._fields)}, {_as_text(Kind._fields)}"
_HELD = (
    "number", "report", "start", "indicator", "value", "common", "since", "until", "name", "kind",
)  # fmt: skip
"""The columns of :class:`FactColumns` that are read, in order."""


@dataclass(frozen=True, slots=True)
class FactColumns:
    """The facts of one state, in no order.

    Attributes:
        at: The state.
        number: ``(n,)`` int64, the facts' numbers.
        report: ``(n,)`` int32, the numbers of their reports.
        start: ``(n,)`` int32, where their quotes begin.
        indicator: ``(n,)`` int32, the numbers of their names.
        value: ``(n,)`` float64.
        common: ``(n,)`` float64, values in the common unit of their dimension; NaN where unknown.
        since: ``(n,)`` int32, their first days as ``20250101``; 0 where unknown.
        until: ``(n,)`` int32, their last days.
        name: ``(n,)`` int32, codes of what they are of.
        kind: ``(n,)`` int32, codes of their kinds.
        place: ``(n,)`` int64, ascending in the order of lists: the rank of the report by region,
            year and id, then the start.
        named: The code of everything that figures are of.
        kinds: The code of every kind.
        names: The names of indicators.
    """

    at: Stamp
    number: Numbers
    report: NDArray[np.int32]
    start: NDArray[np.int32]
    indicator: NDArray[np.int32]
    value: NDArray[np.float64]
    common: NDArray[np.float64]
    since: NDArray[np.int32]
    until: NDArray[np.int32]
    name: NDArray[np.int32]
    kind: NDArray[np.int32]
    place: Numbers
    named: dict[FigureName, int]
    kinds: dict[Kind, int]
    names: Names

    def page(self, matching: Mask | None, limit: int, offset: int) -> tuple[int, list[int]]:
        """How many facts match, and the numbers of one page of them in the order of lists.

        Args:
            matching: ``(n,)``; None for all.
            limit: How many at most.
            offset: How many to skip.
        """
        found = np.arange(len(self.number)) if matching is None else np.flatnonzero(matching)
        total, wanted = len(found), offset + limit
        if offset >= total or limit == 0:
            return total, []
        places = self.place[found]
        end = min(wanted, total)
        first, last = np.partition(places, (offset, end - 1))[[offset, end - 1]]
        # All that share the first or the last place are kept, to be told apart by number.
        inside = found[(places >= first) & (places <= last)]
        order = np.lexsort((self.number[inside], self.place[inside]))
        begin = offset - int(np.count_nonzero(places < first))
        page = inside[order[begin : begin + end - offset]]
        numbers: list[int] = self.number[page].tolist()
        return total, numbers


class FactTable:
    """Holds the columns of the last state seen; used by several threads."""

    def __init__(self) -> None:
        self._columns: FactColumns | None = None
        self._catching_up = threading.Lock()

    def columns(self, connection: sqlite3.Connection) -> FactColumns:
        """The columns of the state that a connection sees."""
        seen = stamp(connection)
        columns = self._columns
        if columns is not None and columns.at == seen:
            return columns
        with self._catching_up:
            columns = self._columns
            if columns is None or columns.at != seen:
                columns = self._columns = _caught_up(connection, seen, columns)
        return columns

    def page(
        self, connection: sqlite3.Connection, known: Known, query: FactQuery
    ) -> tuple[int, list[int]]:
        """How many facts match a query, and the numbers of one page of them.

        By region, year and id of their reports, then by place in the text.
        """
        columns = self.columns(connection)
        matching = _all_of(_conditions(connection, known, columns, query))
        return columns.page(matching, query.limit, query.offset)


def _conditions(
    connection: sqlite3.Connection, known: Known, columns: FactColumns, query: FactQuery
) -> Iterator[Mask]:
    if query.filter:
        yield marked(known.report_numbers(connection, query.filter), columns.report)
    if query.canonical:
        cursor = connection.execute(
            "SELECT number FROM indicators WHERE canonical IN (SELECT value FROM json_each(?))",
            (rows.json_list(query.canonical),),
        )
        yield marked([number for (number,) in cursor], columns.indicator)
    words = normalize(query.indicator).split()
    named = [marked(columns.names.holding(words), columns.indicator)] if words else []
    if query.names:
        named.append(marked(_codes_of(columns, query.names), columns.name))
    if named:
        yield np.logical_or.reduce(named)
    words = normalize(query.kinds.thing).split()
    if words:
        codes = [
            code for name, code in columns.named.items() if _holds(normalize(name.thing), words)
        ]
        yield marked(codes, columns.name)
    if query.kinds.names:
        yield marked(_codes_of(columns, query.kinds.names), columns.name)
    kinds = [code for kind, code in columns.kinds.items() if kind.passes(query)]
    if len(kinds) < len(columns.kinds):
        yield marked(kinds, columns.kind)
    yield from _bounds(columns, query)


def _codes_of(columns: FactColumns, names: Sequence[FigureName]) -> list[int]:
    return [columns.named[name] for name in names if name in columns.named]


def _bounds(columns: FactColumns, query: FactQuery) -> Iterator[Mask]:
    """What a query asks of values and days."""
    amount, kinds = query.amount, query.kinds
    pairs = [(columns.value, query.minimum, query.maximum)]
    if amount is not None:
        pairs.append((columns.common, amount.minimum, amount.maximum))
    for column, minimum, maximum in pairs:
        if minimum is not None:
            yield column >= minimum
        if maximum is not None:
            yield column <= maximum
    if kinds.since:
        yield columns.until >= _day(kinds.since)
    if kinds.until:
        yield (columns.since > 0) & (columns.since <= _day(kinds.until))


def _day(iso: str) -> int:
    """``2025-01-01`` as 20250101."""
    return int(iso.replace("-", ""))


def _holds(name: str, words: Sequence[str]) -> bool:
    return all(word in name for word in words)


def _all_of(conditions: Iterator[Mask]) -> Mask | None:
    found = next(conditions, None)
    for each in conditions:
        found = each if found is None else found & each
    return found


def marked(numbers: Sequence[int] | Numbers, column: NDArray[np.int32]) -> Mask:
    """``(n,)``: which values of a column are among some numbers: by a table, as numbers are dense."""
    wanted = np.asarray(numbers, dtype=np.int64)
    table = np.zeros(max(wanted.max(initial=0), column.max(initial=0)) + 1, dtype=np.bool_)
    table[wanted] = True
    marked: Mask = table[column]
    return marked


def _caught_up(
    connection: sqlite3.Connection, seen: Stamp, before: FactColumns | None
) -> FactColumns:
    """The columns of a state, from those of an earlier one where it is in the same history."""
    if before is not None and not is_past(connection, before.at):
        before = None
    since = EVERYTHING if before is None else before.at.generation
    reports = connection.execute(
        "SELECT number, generation FROM reports ORDER BY region, report_year, report_id"
    ).fetchall()
    # Copies: another thread may be looking through those of the state before.
    named = {} if before is None else dict(before.named)
    kinds = {} if before is None else dict(before.kinds)
    parts = [_read(connection, since, named, kinds)]
    if before is not None:
        stayed = [number for number, generation in reports if generation <= since]
        kept = marked(stayed, before.report)
        parts.insert(0, [getattr(before, name)[kept] for name in _HELD])
    held = dict(zip(_HELD, map(np.concatenate, zip(*parts, strict=True)), strict=True))
    ranks = np.zeros(max((each for each, _ in reports), default=0) + 1, dtype=np.int64)
    ranks[[each for each, _ in reports]] = np.arange(len(reports))
    place = (ranks[held["report"]] << _START_BITS) | held["start"]
    names = (Names() if before is None else before.names).caught_up(connection)
    return FactColumns(seen, **held, place=place, named=named, kinds=kinds, names=names)


def _read(
    connection: sqlite3.Connection,
    since: int,
    named: dict[FigureName, int],
    kinds: dict[Kind, int],
) -> list[Any]:
    """Columns of the facts of reports that came after a generation, in the order of :data:`_HELD`.

    New names and kinds get codes.
    """
    inside = (
        "TRUE"
        if since == EVERYTHING
        else "report IN (SELECT number FROM reports WHERE generation > ?1)"
    )
    cursor = connection.execute(
        f"SELECT {_COLUMNS} FROM facts WHERE {inside}", () if since == EVERYTHING else (since,)
    )
    parts: list[list[Any]] = [[np.empty(0, each)] for each in _TYPES]
    codes: list[list[int]] = [[], []]
    told: dict[str, int] = {_BETWEEN.join(name): code for name, code in named.items()}
    written: dict[str, int] = {_BETWEEN.join(kind): code for kind, code in kinds.items()}
    while chunk := cursor.fetchmany(_AT_ONCE):
        *plain, name_text, kind_text = zip(*chunk, strict=True)
        for part, kind, column in zip(parts, _TYPES, plain, strict=True):
            part.append(np.array(column, dtype=kind))
        codes[0] += [told.setdefault(each, len(told)) for each in name_text]
        codes[1] += [written.setdefault(each, len(written)) for each in kind_text]
    named |= {FigureName(*text.split(_BETWEEN, 1)): code for text, code in told.items()}
    kinds |= {
        Kind(*text.split(_BETWEEN, len(Kind._fields) - 1)): code for text, code in written.items()
    }
    found = [np.concatenate(part) for part in parts]
    return [*found, *(np.array(each, dtype=np.int32) for each in codes)]
