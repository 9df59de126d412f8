"""Figures set beside each other: targets, places, times, a result and its target, with the difference of two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answers.draft import Draft, Note, Reason
from rag.answers.kind_names import kind_name
from rag.execution.aligning import aligned, newest, of_place
from rag.execution.choosing import main_row, settled, unlike_acts
from rag.execution.coverage import Coverage
from rag.execution.drafting import Drafter, ordered_by_amount
from rag.execution.gathering import Gathered, Gatherer, Task
from rag.execution.kinds import RESULT, TARGET, Axis, kind_of, status_of
from rag.execution.links import LinkedTarget
from rag.execution.quoting import findings_of
from rag.execution.rows import Row, by_place, place_key
from rag.execution.times import Times, interval_of, times_of, whole_year
from rag.plan import Plan, Span
from vectorstore.records import Direction, Measure, Status
from vectorstore.store import Store

_PAIR = 2
_YEAR = re.compile("(?:19|20)[0-9]{2}")


class Comparer:
    """Sets figures of a plan beside each other.

    Args:
        store: The reports and their facts.
        today: The calendar's year; None to tell 去年 from the reports alone.
    """

    def __init__(self, store: Store, today: int | None = None) -> None:
        self._store = store
        self._today = today
        self._gatherer = Gatherer(store)
        self._coverage = Coverage(store)
        self._drafter = Drafter(store)

    def targets(self, task: Task) -> Draft:
        """The newest figure of each target."""
        gathered = [self._gatherer.gathered(task, each, alike=False) for each in task.links]
        named: list[tuple[str, Row]] = []
        missing = []
        for each in gathered:
            own = newest(each.rows, 1)
            named += [(each.link.target.phrase, row) for row in own[:1]]
            if not own:
                missing.append(each.link.target.phrase)
        return self._compared(task, gathered, named, missing)

    def places(self, task: Task) -> Draft:
        """The figures of each place, one of each time."""
        gathered = self._gatherer.gathered(task, task.links[0], alike=False)
        rows = aligned(task, gathered.rows)
        named: list[tuple[str, Row]] = []
        missing = []
        for place in task.scope.places:
            own = [row for row in rows if any(row is each for each in gathered.of(place))]
            own = own or of_place(self._gatherer, task, gathered, place)[:1]
            named += [(place, row) for row in settled(own).rows]
            if not own:
                missing.append(place)
        return self._compared(task, [gathered], named, missing)

    def times(self, task: Task) -> Draft:
        """The figures of one thing at several times."""
        measure = task.links[0].target.measure or Measure.LEVEL
        link = replace(
            task.links[0], target=task.links[0].target.model_copy(update={"measure": measure})
        )
        gathered = self._gatherer.gathered(task, link)
        named = [(_time_name(row), row) for row in settled(gathered.rows).rows]
        told = {name for name, _ in named}
        missing = [
            str(year)
            for year in sorted(
                {y for row in gathered.rows for y in task.times.years(row.report.metadata)}
            )
            if str(year) not in told
        ]
        return self._compared(task, [gathered], named, missing)

    def between(self, task: Task) -> Draft | None:
        """How far a thing went between the two years that the only time names; None where it names no two."""
        ends = _ends_of(task.plan)
        if ends is None:
            return None
        plan = task.plan.model_copy(update={"times": ends})
        times = times_of(plan, task.scope.reports, self._today)
        links = tuple(map(_of_its_level, task.links))
        return self.times(replace(task, plan=plan, times=times, links=links))

    def ends(self, task: Task) -> Draft | None:
        """The highest beside the lowest of several places; None where there is only one."""
        gathered = self._gatherer.gathered(task, task.links[0])
        rows = ordered_by_amount(settled(aligned(task, gathered.rows)).rows, descending=True)
        if len(by_place(rows)) < _PAIR:
            return None
        named = [(row.place, row) for row in (rows[0], rows[-1])]
        return self._compared(task, [gathered], named, [])

    def statuses(self, task: Task) -> Draft | None:
        """A result beside its target; None where one of them is not stated.

        A target is told by its number alone (没有实现6.5%的目标): it is of the result's unit and year,
        and of the same report where that states one, or of the one before.
        """
        plan = task.plan.model_copy(update={"status": Status.ACTUAL})
        gathered = self._gatherer.gathered(replace(task, plan=plan), task.links[0], alike=False)
        result = next((row for row in newest(gathered.rows, 1) if status_of(row) == RESULT), None)
        if result is None:
            return None
        like = (place_key(result), result.dimension, result.year)
        targets = [
            row
            for row in gathered.held
            if status_of(row) == TARGET and (place_key(row), row.dimension, row.year) == like
        ]
        own = [row for row in targets if row.report.report_id == result.report.report_id]
        targets = own or targets
        if not targets:
            return None
        target = _going_alike(main_row(targets, gathered.wholes), result)
        rows = [(RESULT, result), (TARGET, target)]
        named = [(kind_name(Axis.STATUS, kind, plan.language), row) for kind, row in rows]
        return self._compared(task, [gathered, gathered], named, [])

    def worked_out(self, task: Task) -> Draft | None:
        """The difference between a year's figure and the one before; None where one is not stated."""
        link = replace(
            task.links[0],
            target=task.links[0].target.model_copy(update={"measure": Measure.LEVEL}),
        )
        timed = replace(task, times=Times((), task.times.held))
        kind = kind_of(task.plan, link, timed.times)
        held = self._gatherer.held(task, link)
        found = self._gatherer.figures(timed, link, kind, held)
        by_year = {row.year: row for row in settled(self._gatherer.by_year(timed, found)).rows}
        asked = [year for row in found.rows for year in task.times.years(row.report.metadata)]
        last = max(asked or [year for year in by_year if year is not None], default=None)
        pair = [by_year.get(last), by_year.get(last - 1)] if last is not None else []
        rows = [row for row in pair if row is not None]
        if len(rows) < _PAIR:
            return None
        found = replace(found, rows=tuple(rows))
        return self._compared(task, [found], [(_time_name(row), row) for row in rows], [])

    def _compared(
        self, task: Task, gathered: Sequence[Gathered], named: Sequence[tuple[str, Row]],
        missing: Sequence[str],
    ) -> Draft:  # fmt: skip
        """Named figures set side by side, where all are there and alike."""
        rows = [row for _, row in named]
        if not rows:
            return self._coverage.nothing(task, gathered[0])
        tally = self._coverage.tally_of_all(task, gathered, rows)
        if missing or len(named) < _PAIR:
            found = findings_of(self._store, rows)
            reason = Reason.NO_FIGURE_FOR if missing else Reason.NO_FIGURE
            return Draft(found, reason, "、".join(missing), tally=tally)
        if len({row.dimension for row in rows}) > 1:
            units = "、".join(dict.fromkeys(row.fact.unit for row in rows))
            return Draft(findings_of(self._store, rows), Reason.UNLIKE_UNITS, units, tally=tally)
        chosen = settled(rows) if len(gathered) == 1 else settled()
        act = gathered[0].link.target.act
        meant = bool(act) and all(act in row.fact.act for row in rows)  # 建 of 新建 and 建成
        if len(gathered) == 1 and unlike_acts(rows) and not meant:
            notes = (Note.UNLIKE_FIGURES,)
            return self._drafter.stated(task, gathered, rows, tally, notes=notes)
        if chosen.disagreeing:
            notes = (Note.DISAGREEING,)
            return self._drafter.stated(task, gathered, rows, tally, notes=notes)
        years = {row.year for row in rows}
        unlike = len(years) > 1 and len(by_place(rows)) > 1
        return self._drafter.compared(
            task, gathered, named, tally, notes=(Note.UNLIKE_YEARS,) if unlike else ()
        )


def _going_alike(target: Row, result: Row) -> Row:
    """A target told by its number alone, going the way that its result went (下降3.5%, 未达到4.4%的目标)."""
    fact = target.fact
    if result.fact.measure is not Measure.CHANGE or fact.direction is not Direction.NONE:
        return target
    moved = replace(fact, measure=Measure.CHANGE, direction=result.fact.direction)
    return target._replace(fact=moved)


def _time_name(row: Row) -> str:
    interval = interval_of(row.fact)
    if row.year is not None and interval in (None, whole_year(row.year)):
        return str(row.year)
    return str(row.year) if row.year is not None else row.fact.period


def _of_its_level(link: LinkedTarget) -> LinkedTarget:
    """A target whose level at either end is compared, where it is asked how far it went."""
    if link.target.measure is not Measure.CHANGE:
        return link
    return replace(link, target=link.target.model_copy(update={"measure": None}))


def _ends_of(plan: Plan) -> tuple[Span, Span] | None:
    """The first and the last year of the only time, where both are named or there are two (``这两年``)."""
    if len(plan.times) != 1 or not plan.times[0].first[:4].isdigit():
        return None
    years = (plan.times[0].first[:4], plan.times[0].last[:4])
    are_two = int(years[1]) - int(years[0]) == 1
    if not are_two and len(_YEAR.findall(plan.times[0].words)) < _PAIR:
        return None
    first, last = (Span(words=year, first=f"{year}-01-01", last=f"{year}-12-31") for year in years)
    return first, last
