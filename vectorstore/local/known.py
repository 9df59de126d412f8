"""What was read of one state of a store, kept until the state changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from vectorstore.local import rows
from vectorstore.local.database import Stamp, stamp
from vectorstore.local.reading import report_numbers
from vectorstore.queries import Filter
from vectorstore.records import ReportSummary

MOST_SUMMARIES = 50_000
"""How many summaries are kept at most, about a kilobyte each."""

MOST_FILTERS = 8
"""How many filters' reports are kept at most."""


@dataclass(slots=True)
class State:
    """What is known of one state.

    Attributes:
        at: Which state.
        counts: Reports, passages and facts.
        places: Province, prefecture, region and reports of every place.
        summaries: Summaries by the reports' numbers.
        ranks: Of each report, its rank by region, year and id.
        passing: Numbers of the reports that pass a filter, for the filters asked about last.
    """

    at: Stamp
    counts: tuple[int, int, int] | None = None
    places: list[tuple[str, str, str, int]] | None = None
    summaries: dict[int, ReportSummary] = field(default_factory=dict)
    ranks: dict[int, int] | None = None
    passing: dict[Filter, list[int]] = field(default_factory=dict)


class Known:
    """Keeps what was read of the last state seen.

    Used by several threads: a state is never changed into another one, so a reader of an older
    snapshot keeps to what belongs to it.
    """

    def __init__(self) -> None:
        self._state: State | None = None

    def state(self, connection: sqlite3.Connection) -> State:
        """What is known of the state that a connection sees."""
        seen = stamp(connection)
        state = self._state
        if state is None or state.at != seen:
            state = self._state = State(seen)
        return state

    def counts(self, connection: sqlite3.Connection) -> tuple[int, int, int]:
        """How many reports, passages and facts there are."""
        state = self.state(connection)
        if state.counts is None:
            state.counts = connection.execute(
                "SELECT count(*), coalesce(sum(passages), 0), coalesce(sum(facts), 0) FROM reports"
            ).fetchone()
        return state.counts

    def places(self, connection: sqlite3.Connection) -> list[tuple[str, str, str, int]]:
        """``(province, prefecture, region, reports)`` of every place, by name."""
        state = self.state(connection)
        if state.places is None:
            state.places = connection.execute(
                "SELECT province, prefecture, region, count(*) FROM reports "
                "GROUP BY province, prefecture, region ORDER BY province, prefecture, region"
            ).fetchall()
        return list(state.places)

    def ranks(self, connection: sqlite3.Connection) -> dict[int, int]:
        """The rank of each report's number by region, year and id: numbers sort faster."""
        state = self.state(connection)
        if state.ranks is None:
            cursor = connection.execute(
                "SELECT number FROM reports ORDER BY region, report_year, report_id"
            )
            state.ranks = {number: rank for rank, (number,) in enumerate(cursor)}
        return state.ranks

    def report_numbers(self, connection: sqlite3.Connection, where: Filter) -> list[int]:
        """Numbers of the reports that pass a filter; both searches of a retrieval ask for them."""
        passing = self.state(connection).passing
        found = passing.get(where)
        if found is None:
            if len(passing) >= MOST_FILTERS:
                passing.clear()
            found = passing[where] = report_numbers(connection, where)
        return found

    def summaries(
        self, connection: sqlite3.Connection, numbers: Iterable[int]
    ) -> dict[int, ReportSummary]:
        """Summaries of the reports that have these numbers, by number."""
        held = self.state(connection).summaries
        wanted = set(numbers)
        missing = wanted - held.keys()
        found = {number: held[number] for number in wanted - missing}
        if missing:
            found |= _read(connection, missing)
            if len(found) + len(held) <= MOST_SUMMARIES:
                held.update(found)
        return found


def _read(connection: sqlite3.Connection, numbers: set[int]) -> dict[int, ReportSummary]:
    cursor = connection.execute(
        f"SELECT number, {rows.SUMMARY} FROM reports "
        "WHERE number IN (SELECT value FROM json_each(?))",
        (rows.dumps(list(numbers)),),
    )
    sources = rows.sources_of(connection, numbers)
    return {number: rows.summary_from(tuple(row), sources[number]) for number, *row in cursor}
