"""Rows as a draft: what was found, what is concluded from it, and what a reader must know."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answers.draft import Draft, Note, Outcome, Tally, Verdict
from rag.execution.amounts import difference_of, is_inexact, ratio_of
from rag.execution.choosing import like_named
from rag.execution.gathering import Gathered, Task
from rag.execution.kinds import Axis, LeftOut
from rag.execution.quoting import findings_of
from rag.execution.rows import Row, by_place
from vectorstore.store import Store

FEW = 12
"""How many places the answer for an extreme shows, so that it can be seen against others."""

COUNTED = 500
"""How many of the reports counted are shown: the answer is their number."""

_PAIR = 2
_TIMES = frozenset({"倍", "times", "fold"})
"""Units of ratios."""
_CLOSE = 1e-9
"""Two ways to convert one number may differ in its last digits."""


class Drafter:
    """Makes drafts of rows.

    Args:
        store: The reports that are quoted.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def stated(
        self, task: Task, gathered: Sequence[Gathered], rows: Sequence[Row], tally: Tally,
        *, unanswered: Sequence[str] = (), notes: Sequence[Note] = (),
    ) -> Draft:  # fmt: skip
        """The figures asked for, one after the other."""
        notes = (*notes, *_notes_of(task, gathered, rows))
        verdict = Verdict(Outcome.STATED, places_of(rows), notes=notes) if notes else None
        return Draft(
            findings_of(self._store, rows),
            verdict=verdict,
            tally=tally,
            unanswered=tuple(unanswered),
            without_report=_without_report(task, rows),
            not_used=task.scope.not_used,
        )

    def matches(
        self, task: Task, gathered: Sequence[Gathered], rows: Sequence[Row], tally: Tally,
        *, shown: int = COUNTED, notes: Sequence[Note] = (),
    ) -> Draft:  # fmt: skip
        """Those that satisfy a question."""
        notes = (*notes, *_notes_of(task, gathered, rows), *comparing_notes(rows))
        if len(rows) > shown:
            notes = (*notes, Note.FIRST_ROWS)
        verdict = Verdict(
            Outcome.MATCHES, places_of(rows), tally.matching, notes=notes,
            left_out=left_out_of(gathered),
        )  # fmt: skip
        findings = findings_of(self._store, rows[:shown])
        return Draft(findings, verdict=verdict, tally=tally, not_used=task.scope.not_used)

    def in_order(
        self, task: Task, gathered: Sequence[Gathered], rows: Sequence[Row], tally: Tally,
        *, count: int | None, descending: bool, notes: Sequence[Note] = (),
    ) -> Draft:  # fmt: skip
        """Rows in order; with a count the first ones, and those level with the last of them."""
        ordered = ordered_by_amount(rows, descending=descending)
        winners = ordered if count is None else first_of(ordered, count)
        several = count is None or count > 1
        shown = winners if several else ordered[: max(FEW, len(winners))]
        outcome = Outcome.ORDER
        if not several and len(winners) > 1:
            outcome = Outcome.TIED
        notes = (*notes, *_notes_of(task, gathered, rows), *comparing_notes(shown))
        is_alone = len(winners) == 1 and len(ordered) > 1
        verdict = Verdict(
            outcome,
            names_of(winners, rows),
            len(winners),
            difference=difference_of(ordered[0], ordered[1]) if is_alone else "",
            notes=notes,
            lowest_first=not descending,
            left_out=left_out_of(gathered),
        )
        return Draft(
            findings_of(self._store, shown), verdict=verdict, tally=tally,
            not_used=task.scope.not_used,
        )  # fmt: skip

    def compared(
        self, task: Task, gathered: Sequence[Gathered], named: Sequence[tuple[str, Row]],
        tally: Tally, *, notes: Sequence[Note] = (),
    ) -> Draft:  # fmt: skip
        """Named figures in order, with the difference of two."""
        descending = task.plan.order is None or task.plan.order.descending
        sign = -1 if descending else 1
        ordered = sorted(named, key=lambda each: sign * each[1].common)
        rows = [row for _, row in ordered]
        gap = difference_of(rows[0], rows[1])
        if any(is_inexact(row) for row in rows):
            notes = (*notes, Note.INEXACT)
        is_pair = len(rows) == _PAIR
        in_times = any(each.link.target.unit.strip().lower() in _TIMES for each in gathered)
        equal = all(math.isclose(row.common, rows[0].common, rel_tol=_CLOSE) for row in rows)
        verdict = Verdict(
            Outcome.EQUAL if equal else Outcome.ORDER,
            tuple(name for name, _ in ordered),
            len(rows),
            difference="" if equal else gap,
            spread="" if equal or is_pair else difference_of(rows[0], rows[-1]),
            ratio=ratio_of(rows[0], rows[1]) if is_pair and in_times else "",
            notes=(*notes, *_notes_of(task, gathered, rows)),
            lowest_first=not descending,
            left_out=left_out_of(gathered),
        )
        return Draft(
            findings_of(self._store, rows), verdict=verdict, tally=tally,
            not_used=task.scope.not_used,
        )  # fmt: skip

    def series(
        self, task: Task, gathered: Sequence[Gathered], rows: Sequence[Row], tally: Tally,
        *, notes: Sequence[Note] = (),
    ) -> Draft:  # fmt: skip
        """Rows by place and year, oldest first."""
        ordered = sorted(rows, key=lambda row: (row.place, row.year or 0))
        notes = (*notes, *_notes_of(task, gathered, rows))
        verdict = Verdict(
            Outcome.SERIES, places_of(ordered), tally.stating, notes=notes,
            left_out=left_out_of(gathered),
        )  # fmt: skip
        findings = tuple(
            replace(each, figures=tuple(replace(own, period=str(row.year)) for own in each.figures))
            for each, row in zip(findings_of(self._store, ordered), ordered, strict=True)
        )
        return Draft(findings, verdict=verdict, tally=tally, not_used=task.scope.not_used)


def ordered_by_amount(rows: Sequence[Row], *, descending: bool) -> list[Row]:
    """Rows by their amounts in the common unit."""
    return sorted(rows, key=lambda row: row.common, reverse=descending)


def first_of(ordered: Sequence[Row], count: int) -> list[Row]:
    """The first so many rows, and those level with the last of them."""
    if not ordered:
        return []
    cut = ordered[min(count, len(ordered)) - 1].common
    return [row for at, row in enumerate(ordered) if at < count or row.common == cut]


def places_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """The places of rows, each once."""
    return tuple(dict.fromkeys(row.place for row in rows))


def names_of(rows: Sequence[Row], among: Sequence[Row]) -> tuple[str, ...]:
    """The places of rows; their years where all that they stand among is of one place."""
    if len(by_place(among)) == 1 and len(among) > 1:
        return tuple(dict.fromkeys(str(row.year) for row in rows))
    return places_of(rows)


def left_out_of(gathered: Iterable[Gathered]) -> tuple[LeftOut, ...]:
    """What is left out of an answer; figures of other times than those asked for are no loss."""
    return tuple(out for each in gathered for out in each.left_out if out.axis is not Axis.TIME)


def comparing_notes(rows: Sequence[Row]) -> tuple[Note, ...]:
    """What makes rows less than comparable: other names, other years."""
    notes = []
    if not like_named(rows):
        notes.append(Note.UNLIKE_FIGURES)
    if len({row.year for row in rows}) > 1 and len(by_place(rows)) > 1:
        notes.append(Note.UNLIKE_YEARS)
    return tuple(notes)


def _notes_of(task: Task, gathered: Iterable[Gathered], rows: Sequence[Row]) -> tuple[Note, ...]:
    notes = []
    if any(each.is_planned for each in gathered):
        notes.append(Note.PLANNED)
    keys = {key for key in by_place(rows) if key[2] in task.plan.places}
    if len(keys) > len({key[2] for key in keys}):
        notes.append(Note.NAMESAKES)
    return tuple(notes)


def _without_report(task: Task, rows: Sequence[Row]) -> tuple[str, ...]:
    """Places asked about that have no report of their own, of which another's tells."""
    unheld = {*task.scope.missing, *task.scope.only_parts}
    return tuple(place for place in places_of(rows) if place in unheld)
