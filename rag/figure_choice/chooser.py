"""Answers with the likeliest figures in reach, where no field of a plan excludes and every sign counts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from itertools import islice, product
from typing import NamedTuple

import numpy as np

from rag.answer import RetrievedPassage
from rag.answers.draft import Draft, Note, Outcome, Verdict
from rag.confidence.signs import Asked
from rag.execution.amounts import difference_of, is_inexact
from rag.execution.choosing import unlike_acts
from rag.execution.drafting import ordered_by_amount
from rag.execution.places import is_named
from rag.execution.quoting import findings_of
from rag.execution.rows import Row
from rag.execution.scope import ReportScope, scope_of
from rag.execution.times import Interval, Times, times_of
from rag.figure_choice.signs import Reach, Slot, figure_signs
from rag.plan import Act, Aggregate, Plan
from rag.trees import Trees
from vectorstore.queries import FactQuery, Filter
from vectorstore.store import Store

FILE = "trees.json"
ANSWERED = frozenset({Act.VALUE, Act.YES_NO, Act.CHANGE, Act.COMPARE, Act.HOW_MANY})
"""The acts that single figures answer."""
_READ = 12
"""Passages whose figures are in reach, beside those that go by a linked name."""
_REPORTS = 12
"""So few reports are read whole for linked names."""
_SLOTS = 8
"""More figures than this are no question for single ones."""
_TRIED = 4
"""Of each of two figures to be compared so many are tried for a pair that is alike."""
_PAIR = 2
_ALL = 10_000_000


class ChosenFigure(NamedTuple):
    """A figure with how likely it is the one asked for, 0 to 1."""

    row: Row
    chance: float


class Choice(NamedTuple):
    """An answer by chosen figures.

    Attributes:
        draft: It.
        chance: How likely the least likely of its figures is.
    """

    draft: Draft
    chance: float


class FigureChooser:
    """Chooses figures for the slots of plans.

    Args:
        store: The reports.
        trees: What it was taught; what ships where None.
    """

    def __init__(self, store: Store, trees: Trees | None = None) -> None:
        self._store = store
        self._given = trees

    @property
    def _trees(self) -> Trees:
        return self._given or load_trees()

    def answer(self, asked: Asked, where: Filter, today: int | None = None) -> Choice | None:
        """The likeliest figures for a question; None where it asks for none, or none is in reach.

        Args:
            asked: The question, its plan, its links and the search beneath.
            where: The caller's filter.
            today: The calendar's year.
        """
        plan = asked.plan
        if plan.act not in ANSWERED or plan.references or not plan.targets:
            return None
        scope = scope_of(self._store, plan, where)
        slots = slots_of(asked, plan, scope)
        if not slots or len(slots) > _SLOTS:
            return None
        reach = self.reach(asked, plan, scope)
        if not reach.rows:
            return None
        times = times_of(plan, scope.reports or [row.report for row in reach.rows], today)
        ranked = [self._ranked(reach, slot, times) for slot in slots]
        if not all(ranked):
            return None
        compares = plan.act is Act.COMPARE or plan.aggregate is Aggregate.DIFFERENCE
        chosen = _alike(ranked) if compares and len(ranked) > 1 else [each[0] for each in ranked]
        chance = min(each.chance for each in chosen)
        rows = list({each.row.fact.fact_id: each.row for each in chosen}.values())
        if compares and len(rows) == len(slots) > 1:
            names = [_name_of(slot, slots) for slot in slots]
            return Choice(self._compared(plan, list(zip(names, rows, strict=True))), chance)
        return Choice(Draft(findings_of(self._store, rows)), chance)

    def reach(self, asked: Asked, plan: Plan, scope: ReportScope) -> Reach:
        """The figures that may be meant: of linked names, and of the passages that the search finds."""
        passages = asked.passages[:_READ]
        ids = scope.ids if scope.is_narrow and len(scope.reports) <= _REPORTS else ()
        ids = tuple(dict.fromkeys((*ids, *(each.report.report_id for each in passages))))
        if not ids:
            return Reach(asked, plan, (), {})
        query = FactQuery(filter=Filter(report_ids=ids), limit=_ALL)
        reports = {each.report_id: each for each in self._store.summaries(ids)}
        names = {
            (report, name)
            for link in asked.links
            for report, own in link.by_report.items()
            for name in own
        }
        spots = _spots(passages)
        rows: list[Row] = []
        found: dict[str, tuple[int, RetrievedPassage]] = {}
        for fact in self._store.facts(query)[1]:
            spot = _spot_of(fact.value_start, spots.get(fact.report_id, ()))
            if spot is not None:
                found[fact.fact_id] = spot
            elif (fact.report_id, (fact.thing, fact.act)) not in names:
                continue
            if fact.report_id in reports:
                rows.append(Row(fact, reports[fact.report_id]))
        return Reach(asked, plan, rows, found)

    def _ranked(self, reach: Reach, slot: Slot, times: Times) -> list[ChosenFigure]:
        """The likeliest figures for a slot; of a place named only its own, however likely others are."""
        intervals = intervals_of(reach, slot, times)
        chances = self._trees.chances(figure_signs(reach, slot, intervals))
        order = [int(at) for at in np.argsort(-chances, kind="stable")]
        own = [at for at in order if not slot.place or _is_of(reach.rows[at], slot.place)]
        return [ChosenFigure(reach.rows[at], float(chances[at])) for at in own[:_TRIED]]

    def _compared(self, plan: Plan, named: Sequence[tuple[str, Row]]) -> Draft:
        """Figures side by side, in order where they are alike, with the difference of two."""
        rows = [row for _, row in named]
        if len({row.dimension for row in rows}) > 1 or unlike_acts(rows):
            return Draft(findings_of(self._store, rows))
        descending = plan.order is None or plan.order.descending
        ordered = ordered_by_amount(rows, descending=descending)
        names = {id(row): name for name, row in named}
        equal = len({round(row.common, 9) for row in rows}) == 1
        gap = difference_of(*ordered) if len(ordered) == _PAIR and not equal else ""
        inexact = bool(gap) and any(map(is_inexact, rows))
        verdict = Verdict(
            Outcome.EQUAL if equal else Outcome.ORDER,
            tuple(names[id(row)] for row in ordered),
            len(rows),
            difference=gap,
            notes=(Note.INEXACT,) if inexact else (),
            lowest_first=not descending,
        )
        return Draft(findings_of(self._store, ordered), verdict=verdict)


def _is_of(row: Row, place: str) -> bool:
    """Whether a figure is of a place, as its own report or another's tells it."""
    return is_named(place, row.report.metadata) if row.is_own else row.place == place


def slots_of(asked: Asked, plan: Plan, scope: ReportScope) -> list[Slot]:
    """The figures that a plan asks for: of each target, place and time."""
    places = scope.places or ("",)
    if plan.paired and len(scope.places) == len(plan.times):
        pairs = zip(scope.places, plan.times, strict=True)
        return [Slot(link, place, time) for place, time in pairs for link in asked.links]
    return [
        Slot(link, place, time)
        for link, place, time in product(asked.links, places, plan.times or (None,))
    ]


def intervals_of(reach: Reach, slot: Slot, times: Times) -> dict[str, tuple[Interval, ...]]:
    """The time of a slot as each report in reach would tell it."""
    if slot.time is None:
        return {}
    own = replace(times, spans=(slot.time,), places=())
    reports = {row.report.report_id: row.report for row in reach.rows}
    return {name: own.of(report.metadata) for name, report in reports.items()}


def _alike(ranked: Sequence[Sequence[ChosenFigure]]) -> list[ChosenFigure]:
    """Of each slot one figure, alike where that costs little: the likeliest first, the others beside it."""
    best: tuple[float, list[ChosenFigure]] | None = None
    for first in ranked[0]:
        own = [first, *(_beside(first, others) for others in ranked[1:])]
        total = float(np.sum(np.log([max(each.chance, 1e-6) for each in own])))
        total -= sum(not _is_like(first.row, each.row) for each in own) * _UNLIKE
        if best is None or total > best[0]:
            best = (total, own)
    assert best is not None  # there is a slot, and a figure in reach
    return best[1]


_UNLIKE = 3.0
"""What two figures of unlike kinds cost, as a logarithm: they are compared only where nothing else is likely."""


def _beside(first: ChosenFigure, others: Sequence[ChosenFigure]) -> ChosenFigure:
    free = [each for each in others if each.row is not first.row] or others
    return next((each for each in free if _is_like(first.row, each.row)), free[0])


def _is_like(one: Row, other: Row) -> bool:
    return (one.measure, one.dimension) == (other.measure, other.dimension)


def _name_of(slot: Slot, slots: Sequence[Slot]) -> str:
    """What tells a slot from the others: its place, its time or its thing."""
    parts = [slot.place] if len({each.place for each in slots}) > 1 else []
    parts += [slot.time.words] if slot.time and len({each.time for each in slots}) > 1 else []
    if len({each.link.target.phrase for each in slots}) > 1:
        parts.append(slot.link.target.phrase)
    return "".join(parts)


_Spot = tuple[int, int, int, RetrievedPassage]


def _spots(passages: Sequence[RetrievedPassage]) -> dict[str, list[_Spot]]:
    """First and last offset, rank and passage of what was found, by report."""
    found: dict[str, list[_Spot]] = {}
    for rank, each in enumerate(passages):
        spot = (each.passage.start, each.passage.end, rank, each)
        found.setdefault(each.report.report_id, []).append(spot)
    return found


def _spot_of(at: int, spots: Sequence[_Spot]) -> tuple[int, RetrievedPassage] | None:
    """The best passage that holds an offset."""
    held: Iterator[tuple[int, RetrievedPassage]] = (
        (rank, each) for first, last, rank, each in spots if first <= at < last
    )
    return next(islice(held, 1), None)


@cache
def load_trees() -> Trees:
    """The model that comes with Yiju."""
    text = resources.files("rag.figure_choice").joinpath("model", FILE).read_text("utf-8")
    return Trees.parse(json.loads(text))
