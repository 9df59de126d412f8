"""Which passages a search may find, told by their reports.

A report's passages are written in one transaction and numbered without a gap, and numbers are never
used twice: where a report's passages begin and how many there are tells all of them. A filter that
leaves a hundred thousand passages costs a search a lookup for each of its reports, not one for each
passage.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.local.changes import Numbers


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the passages of each report are, by the report's number; never changed once made.

    Attributes:
        first: ``(r,)`` int64, number of the report's first passage.
        count: ``(r,)`` int64, how many it has; 0 for numbers of no report.
    """

    first: Numbers
    count: Numbers

    @classmethod
    def none(cls) -> Spans:
        """Of no report."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))

    def with_reports_since(self, connection: sqlite3.Connection, generation: int) -> Spans:
        """These, and those of the reports that are held and came after a generation."""
        cursor = connection.execute(
            "SELECT number, (SELECT p.number FROM passages p WHERE p.report = r.number "
            "ORDER BY p.ordinal LIMIT 1), passages FROM reports r "
            "WHERE generation > ? AND passages > 0",
            (generation,),
        )
        found = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 3)
        if not len(found):
            return self
        size = max(len(self.first), int(found[:, 0].max()) + 1)
        first, count = _widened(self.first, size), _widened(self.count, size)
        first[found[:, 0]], count[found[:, 0]] = found[:, 1], found[:, 2]
        return Spans(first, count)

    def scope(self, reports: Sequence[int]) -> Scope:
        """The passages of some reports, each named once."""
        chosen = np.asarray(reports, dtype=np.int64)
        chosen = chosen[chosen < len(self.first)]
        chosen = chosen[self.count[chosen] > 0]
        return Scope(self.first[chosen], self.count[chosen])


@dataclass(frozen=True, slots=True)
class Scope:
    """Passages that a search may find.

    Attributes:
        first: ``(m,)`` int64, number of the first passage of each run.
        length: ``(m,)`` int64, how many passages it has, at least one.
    """

    first: Numbers
    length: Numbers

    @property
    def count(self) -> int:
        """How many they are."""
        return int(self.length.sum())

    def numbers(self) -> Numbers:
        """Their numbers, run by run."""
        before = np.cumsum(self.length) - self.length
        shifts = np.repeat(self.first - before, self.length)
        numbers: Numbers = np.arange(self.count, dtype=np.int64) + shifts
        return numbers

    def holds(self, numbers: Numbers) -> NDArray[np.bool_]:
        """Of each number, whether it is in.

        Args:
            numbers: ``(n,)`` int64.

        Returns:
            ``(n,)`` bool.
        """
        order = np.argsort(self.first, kind="stable")
        runs = np.searchsorted(self.first[order], numbers, side="right")
        ends = np.concatenate([[0], (self.first + self.length)[order]])
        held: NDArray[np.bool_] = numbers < ends[runs]
        return held

    def bitmap(self) -> NDArray[np.uint8]:
        """One bit for each number from 0, lowest bit first, up to the last that is in."""
        ends = self.first + self.length
        turns = np.zeros(int(ends.max(initial=0)) + 1, dtype=np.int8)
        turns[self.first] += 1
        turns[ends] -= 1
        return np.packbits(np.cumsum(turns, dtype=np.int8).view(bool), bitorder="little")


def _widened(values: Numbers, size: int) -> Numbers:
    found = np.zeros(size, dtype=np.int64)
    found[: len(values)] = values
    return found
