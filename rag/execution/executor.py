"""Carries out a plan over the typed facts of a store; the question's text is never seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.measures import dimension_of
from rag.answers.draft import Draft, Finding, Note, Outcome, Reason, Tally, Verdict
from rag.execution.aligning import aligned, of_place, without_wholes
from rag.execution.amounts import mean_of, sum_of
from rag.execution.choosing import settled
from rag.execution.comparing import Comparer
from rag.execution.coverage import Coverage
from rag.execution.drafting import (
    COUNTED,
    Drafter,
    comparing_notes,
    left_out_of,
)
from rag.execution.gathering import Gathered, Gatherer, Task
from rag.execution.kinds import kind_of
from rag.execution.links import LinkedTarget
from rag.execution.opening import openings_of
from rag.execution.predicates import can_compare, decided
from rag.execution.quoting import findings_of
from rag.execution.rows import COUNT, Row, by_place, dimension_class, reports_of
from rag.execution.scope import scope_of
from rag.execution.speaking import asks_for_mentions
from rag.execution.times import Times, interval_of, times_of
from rag.plan import Act, Aggregate, Operator, Plan, Predicate, Span
from vectorstore.queries import Filter
from vectorstore.records import Measure, Status
from vectorstore.store import Store

_NEWEST = 3
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_PAIR = 2
_NUMERIC = frozenset(Operator) - {Operator.STATED, Operator.NOT_STATED, Operator.MOVED}

HANDLED = frozenset(
    {
        Act.VALUE, Act.WHICH, Act.HOW_MANY, Act.COMPARE, Act.ORDER, Act.CHANGE, Act.TREND, Act.YES_NO,
    }
)  # fmt: skip
"""The acts that figures can answer."""

_NEVER_ADDED = frozenset({"share", "points"})
"""Dimensions whose figures add up to nothing: growth rates and shares of several places or years."""


def execute(
    plan: Plan,
    links: Sequence[LinkedTarget],
    store: Store,
    where: Filter,
    *,
    today: int | None = None,
) -> Draft:
    """Answers a plan from figures.

    Args:
        plan: What is asked; its act is one of :data:`HANDLED`.
        links: What its targets mean, in their order.
        store: The reports.
        where: The caller's filter, which holds for every report that is quoted.
        today: The calendar's year, for 去年; None to tell it from the reports alone.

    Returns:
        The figures with the quotes that state them and what is concluded from them; or why there
        are none, with the nearest that is said.

    Raises:
        ValueError: The act is none that figures answer, or there is no target.
    """
    if plan.act not in HANDLED or not links:
        raise ValueError(f"no figures answer {plan.act} of {len(links)} targets")
    return Executor(store, today).execute(plan, links, where)


class Executor:
    """Carries out plans, with one method for each act.

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
        self._comparer = Comparer(store, today)
        self._acts: dict[Act, Callable[[Task], Draft]] = {
            Act.VALUE: self.value,
            Act.YES_NO: self.yes_no,
            Act.WHICH: self.which,
            Act.HOW_MANY: self.which,
            Act.ORDER: self.order,
            Act.COMPARE: self.compare,
            Act.CHANGE: self.change,
            Act.TREND: self.trend,
        }

    def execute(self, plan: Plan, links: Sequence[LinkedTarget], where: Filter) -> Draft:
        """Answers a plan; see :func:`execute`."""
        unclear = [each for each in plan.predicates if _is_unclear(each)]
        if unclear:
            words = "、".join(each.words for each in unclear)
            return Draft((), Reason.UNCLEAR_CONDITION, words)
        scope = scope_of(self._store, plan, where)
        times = times_of(plan, scope.reports, self._today)
        task = Task(plan, tuple(links), scope, times, where)
        if plan.aggregate in (Aggregate.SUM, Aggregate.MEAN) and not _selects(plan):
            return self.total(task)
        if plan.aggregate is Aggregate.DIFFERENCE and plan.act is not Act.CHANGE:
            return self.compare(task)
        return self._acts[plan.act](task)

    def value(self, task: Task) -> Draft:
        """What each place asked about states of each target."""
        gathered = [self._gatherer.gathered(task, each, alike=False) for each in task.links]
        if not task.scope.places and len({*_all_places(gathered)}) > 1:
            return self.which(task)
        parts: list[list[Row]] = []
        unanswered: list[str] = []
        for each in gathered:
            parts.append([])
            for place in task.scope.places or ("",):
                own = of_place(self._gatherer, task, each, place)
                parts[-1] += own
                if not own:
                    unanswered.append(_label(task, each, place))
                elif len(task.plan.times) > 1:
                    unanswered += [
                        f"{_label(task, each, place)}{time.words}"
                        for time in task.plan.times
                        if not any(_is_of(row, time) for row in own)
                    ]
        rows = [row for part in parts for row in part]
        worked_out = (
            self._comparer.worked_out(task) if _wants_amount_of_change(task, rows) else None
        )
        if worked_out is not None:
            return worked_out
        if not rows:
            return self._coverage.nothing(task, gathered[0])
        chosen = settled(*parts)
        notes = (Note.DISAGREEING,) if chosen.disagreeing else ()
        tally = self._coverage.tally_of_all(task, gathered, rows)
        return self._drafter.stated(
            task, gathered, _each_once(chosen.rows), tally, unanswered=unanswered, notes=notes
        )

    def yes_no(self, task: Task) -> Draft:
        """Whether a figure is stated, and satisfies the conditions."""
        if not task.scope.places and len(task.scope.reports) > 1:
            return self.which(task)
        draft = self.value(task)
        if draft.reason is not None or not task.plan.predicates:
            return draft
        gathered = self._gatherer.gathered(task, task.links[0])
        satisfying = _satisfying(gathered.rows, task.plan.predicates, negated=task.plan.negated)[0]
        if satisfying:
            return draft
        return replace(draft, reason=Reason.NO_MATCH, verdict=None, unanswered=())

    def which(self, task: Task) -> Draft:
        """The reports that satisfy the conditions on every target, or how many they are."""
        plan = task.plan
        if plan.order is not None:
            return self.order(task)
        if plan.act is Act.HOW_MANY and _counts_things(task):
            return self.value(task)
        gathered = [self._of_all(task, each) for each in task.links]
        if _wants_silent(plan):
            return self._silent(task, gathered[0])
        if asks_for_mentions(plan):
            return self._speaking(task, gathered[0])
        conditions = _conditions_by_target(plan, len(gathered))
        parts = [
            _satisfying(each.rows, own, negated=plan.negated)
            for each, own in zip(gathered, conditions, strict=True)
        ]
        if not any(each.rows for each in gathered):
            return self._coverage.nothing(task, gathered[0])
        common = frozenset.intersection(*(reports_of(rows) for rows, _ in parts))
        joined = [[row for row in own if row.report.report_id in common] for own, _ in parts]
        tally = self._coverage.tally_of_all(task, gathered, [row for own in joined for row in own])
        chosen = settled(*(sorted(own, key=_place_order) for own in joined))
        notes = (Note.DISAGREEING,) if chosen.disagreeing else ()
        if any(undecided for _, undecided in parts):
            notes = (*notes, Note.UNDECIDED)
        if not chosen.rows:
            near = findings_of(self._store, [row for each in gathered for row in each.rows][:3])
            return Draft(near, Reason.NO_MATCH, tally=tally, not_used=task.scope.not_used)
        found = sorted(chosen.rows, key=_place_order)
        shown = COUNTED if plan.act is Act.HOW_MANY else len(found)
        return self._drafter.matches(task, gathered, found, tally, shown=shown, notes=notes)

    def _of_all(self, task: Task, link: LinkedTarget) -> Gathered:
        """The figures of a target of all places asked about; of a long time those of its years if it has no own."""
        found = self._gatherer.gathered(task, link)
        if not found.rows and any(_is_long(each) for each in task.plan.times):
            found = self._gatherer.gathered(task, link, within=True)
        return self._gatherer.with_named(task, found)

    def order(self, task: Task) -> Draft:
        """The figures in order, of all those that satisfy the conditions."""
        order = task.plan.order
        gathered = self._of_all(task, _surest(task.links))
        if not gathered.rows:
            return self._coverage.nothing(task, gathered)
        conditions = task.plan.predicates
        rows, undecided = _satisfying(gathered.rows, conditions, negated=task.plan.negated)
        tally = self._coverage.tally_of_all(task, [gathered], rows)
        if not rows:
            near = findings_of(self._store, gathered.rows[:3])
            return Draft(near, Reason.NO_MATCH, tally=tally)
        chosen = settled(aligned(task, rows))
        notes = (Note.DISAGREEING,) if chosen.disagreeing else ()
        return self._drafter.in_order(
            task,
            [gathered],
            chosen.rows,
            tally,
            count=1 if order is None else order.count,
            descending=order is None or order.descending,
            notes=(*notes, Note.UNDECIDED) if undecided else notes,
        )

    def compare(self, task: Task) -> Draft:
        """The figures of two or more targets, places or times, with the difference of two."""
        if len(task.scope.places) > 1:
            return self._comparer.places(replace(task, links=(_surest(task.links),)))
        if len(task.links) > 1:
            return self._comparer.targets(task)
        if len(task.plan.times) > 1:
            return self._comparer.times(task)
        if task.plan.status is Status.TARGET and (aimed := self._comparer.statuses(task)):
            return aimed
        if task.plan.aggregate is Aggregate.DIFFERENCE:
            return self._comparer.ends(task) or self._comparer.statuses(task) or self.value(task)
        ordered = self.order(task)
        return ordered if len(ordered.findings) > 1 or ordered.reason else self.value(task)

    def change(self, task: Task) -> Draft:
        """How much a figure grew or fell: as stated, or from the figures of two years."""
        if task.plan.paired:
            return self.compare(task)
        if len(task.plan.times) > 1:
            return self._comparer.times(task)
        between = self._comparer.between(task)
        if between is not None:
            return between
        stated = self.value(task)
        if stated.reason is None or len(task.scope.places) > 1:
            return stated
        return self._comparer.worked_out(task) or stated

    def trend(self, task: Task) -> Draft:
        """The figures of each place by year, oldest first."""
        timed = replace(task, times=Times((), task.times.held))
        gathered = []
        rows: list[Row] = []
        for link in task.links:
            kind = kind_of(task.plan, link, timed.times)
            held = self._gatherer.held(task, link)
            found = self._gatherer.figures(timed, link, kind, held)
            yearly = self._gatherer.by_year(task, found)
            gathered.append(replace(found, rows=tuple(yearly)))
            rows += yearly
        if not rows:
            return self._coverage.nothing(task, gathered[0])
        chosen = settled(*(each.rows for each in gathered))
        notes = (Note.DISAGREEING,) if chosen.disagreeing else ()
        tally = self._coverage.tally_of_all(task, gathered, rows)
        return self._drafter.series(task, gathered, chosen.rows, tally, notes=notes)

    def total(self, task: Task) -> Draft:
        """The sum or the mean of the figures of several places, targets or years."""
        within = any(_is_long(each) for each in task.plan.times)
        gathered = [self._gatherer.gathered(task, each, within=within) for each in task.links]
        parts = [
            without_wholes(each.rows if within else aligned(task, each.rows)) for each in gathered
        ]
        missing = [
            name
            for each, own in zip(gathered, parts, strict=True)
            for name in self._missing(task, each, own)
        ]
        rows = [row for own in parts for row in own]
        if not rows:
            return self._coverage.nothing(task, gathered[0])
        chosen = settled(*parts)
        tally = self._coverage.tally_of_all(task, gathered, rows)
        if missing or chosen.disagreeing or len({row.dimension for row in rows}) > 1:
            return self._no_total(task, gathered, chosen.rows, tally, missing)
        if task.plan.aggregate is Aggregate.SUM and _NEVER_ADDED & {row.dimension for row in rows}:
            return self._drafter.stated(task, gathered, chosen.rows, tally)
        notes = comparing_notes(chosen.rows)
        draft = self._drafter.stated(task, gathered, chosen.rows, tally, notes=notes)
        draft = replace(draft, verdict=_with_left_out(draft, gathered))
        if task.plan.aggregate is Aggregate.MEAN:
            return replace(draft, mean=mean_of(chosen.rows))
        return replace(draft, total=sum_of(chosen.rows))

    def _no_total(
        self, task: Task, gathered: Sequence[Gathered], rows: Sequence[Row], tally: Tally,
        missing: Sequence[str],
    ) -> Draft:  # fmt: skip
        """The figures as they are, where they do not add up to what is asked."""
        found = findings_of(self._store, rows)
        if missing:
            return Draft(found, Reason.NO_FIGURE_FOR, "、".join(missing), tally=tally)
        units = "、".join(dict.fromkeys(row.fact.unit for row in rows))
        if len({row.dimension for row in rows}) > 1:
            return Draft(found, Reason.UNLIKE_UNITS, units, tally=tally)
        return self._drafter.stated(task, gathered, rows, tally, notes=(Note.DISAGREEING,))

    def _missing(self, task: Task, gathered: Gathered, rows: Sequence[Row]) -> list[str]:
        """Places and years asked about by name that have no figure to be added."""
        places = [
            _label(task, gathered, place)
            for place in task.scope.places
            if not set(map(id, gathered.of(place))) & set(map(id, rows))
        ]
        asked = sorted({year for row in rows for year in task.times.years(row.report.metadata)})
        years = {row.year for row in rows}
        return places + [str(year) for year in asked if gathered.kind.within and year not in years]

    def _silent(self, task: Task, gathered: Gathered) -> Draft:
        """The reports that state no such figure, each shown by its opening."""
        stating = reports_of(gathered.rows)
        asked = self._coverage.asked(task, gathered)
        others = [each for each in asked if each.report_id not in stating]
        tally = replace(self._coverage.tally_of_all(task, [gathered], ()), matching=len(others))
        if not others:
            return Draft((), Reason.NO_MATCH, tally=tally)
        findings = openings_of(self._store, others)
        places = tuple(
            dict.fromkeys(each.metadata.region or each.metadata.title for each in others)
        )
        verdict = Verdict(Outcome.MATCHES, places, len(others))
        return Draft(findings, verdict=verdict, tally=tally, not_used=task.scope.not_used)

    def _speaking(self, task: Task, gathered: Gathered) -> Draft:
        """The reports that speak of it, with a figure or without, each with a sentence."""
        asked = self._coverage.asked(task, gathered)
        stating = {row.report.report_id: row for row in reversed(gathered.rows)}
        told = self._coverage.mentioning(
            gathered, [each for each in asked if each.report_id not in stating]
        )
        quoted = {finding.quote.report.report_id: finding
                  for finding in findings_of(self._store, list(stating.values()))}  # fmt: skip
        quoted |= {name: Finding(each) for name, each in told.items() if each is not None}
        found = [each for each in asked if each.report_id in quoted]
        if not found:
            return self._coverage.nothing(task, gathered)
        places = tuple(dict.fromkeys(each.metadata.region or each.metadata.title for each in found))
        tally = replace(self._coverage.tally_of_all(task, [gathered], ()), matching=len(found))
        return Draft(
            tuple(quoted[each.report_id] for each in found),
            verdict=Verdict(Outcome.MATCHES, places, len(found)),
            tally=tally,
            not_used=task.scope.not_used,
        )


def _satisfying(
    rows: Sequence[Row], predicates: Sequence[Predicate], *, negated: bool
) -> tuple[list[Row], int]:
    """The rows that satisfy all conditions (none, where negated), and of how many it is not known."""
    found: list[Row] = []
    undecided = 0
    for row in rows:
        decisions = [decided(each, row) for each in predicates if can_compare(each, row)]
        if len(decisions) < len(predicates):
            continue
        if None in decisions and False not in decisions:
            undecided += 1
        elif all(decisions) is not (negated and bool(predicates)):
            found.append(row)
    return found, undecided


def _surest(links: Sequence[LinkedTarget]) -> LinkedTarget:
    """The thing that is most likely meant, where only one can be set side by side."""
    return max(links, key=lambda each: each.names[0].score if each.names else 0.0)


def _conditions_by_target(plan: Plan, targets: int) -> list[tuple[Predicate, ...]]:
    """The conditions on each target: all on the only one, one each where they are as many."""
    if targets == 1:
        return [plan.predicates]
    if len(plan.predicates) == targets:
        return [(each,) for each in plan.predicates]
    return [plan.predicates, *([()] * (targets - 1))]


def _wants_amount_of_change(task: Task, rows: Sequence[Row]) -> bool:
    """Whether it is asked how much one thing moved in its own unit (多几件), and only rates of it are stated."""
    target = task.links[0].target
    if len(task.links) > 1 or target.measure is not Measure.CHANGE or not target.unit:
        return False
    wanted = dimension_class(dimension_of(target.unit)[0])
    return wanted == COUNT and not any(row.dimension == wanted for row in rows)


def _counts_things(task: Task) -> bool:
    """Whether how many asks for a figure of one place, not for a number of places (``甲县有几辆``)."""
    plan = task.plan
    one = len(plan.places) == 1 and not task.scope.is_inside and not plan.level
    return one and not plan.predicates and not plan.negated


def _wants_silent(plan: Plan) -> bool:
    """Whether the reports are meant that state nothing of it."""
    unstated = any(each.operator is Operator.NOT_STATED for each in plan.predicates)
    return unstated is not plan.negated if not _limits(plan) else False


def _limits(plan: Plan) -> bool:
    kinds = (Operator.STATED, Operator.NOT_STATED)
    return any(each.operator not in kinds for each in plan.predicates)


def _selects(plan: Plan) -> bool:
    """Whether those are asked for that satisfy a condition: 平均浓度高于35的 asks for no mean."""
    return plan.act in (Act.WHICH, Act.HOW_MANY) and bool(plan.predicates)


def _is_unclear(predicate: Predicate) -> bool:
    """Whether a condition has no limit to be compared with (低于全国平均)."""
    return predicate.operator in _NUMERIC and predicate.value is None


def _is_of(row: Row, time: Span) -> bool:
    """Whether a figure may be of a time asked about; of 去年, which each report tells, it may."""
    own = interval_of(row.fact)
    return own is None or not time.first or (own.first <= time.last and time.first <= own.last)


def _label(task: Task, gathered: Gathered, place: str) -> str:
    """What nothing was found of: a place, a target, or one's of the other."""
    phrase = gathered.link.target.phrase
    if len(task.links) == 1 and place:
        return place
    return f"{place}{phrase}" if len(task.scope.places) > 1 else phrase


def _all_places(gathered: Sequence[Gathered]) -> list[tuple[str, str, str]]:
    return [key for each in gathered for key in by_place(each.rows)]


def _each_once(rows: Sequence[Row]) -> list[Row]:
    return list({row.fact.fact_id: row for row in rows}.values())


def _place_order(row: Row) -> tuple[str, int, str, int]:
    metadata = row.report.metadata
    return (metadata.region, row.year or 0, row.report.report_id, row.fact.start)


def _is_long(span: Span) -> bool:
    return bool(span.first and span.last and span.first[:4] != span.last[:4])


def _with_left_out(draft: Draft, gathered: Sequence[Gathered]) -> Verdict | None:
    left_out = left_out_of(gathered)
    if not left_out:
        return draft.verdict
    return replace(draft.verdict or Verdict(Outcome.STATED), left_out=left_out)
