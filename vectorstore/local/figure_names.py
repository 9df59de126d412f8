"""What the figures of a store are of, counted from the columns in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from vectorstore.local.fact_columns import FactColumns, marked
from vectorstore.queries import FigureName, FigureNameUse
from vectorstore.records import Measure, Status


def names_in_use(columns: FactColumns, among: Sequence[int] | None = None) -> list[FigureNameUse]:
    """What figures are of, with how many figures and reports, what most reports state first.

    Args:
        columns: The figures.
        among: Numbers of the reports in scope; all where None.
    """
    inside = slice(None) if among is None else marked(among, columns.report)
    places = {measure.value: place for place, measure in enumerate(Measure)}
    of_kind = np.array([places[kind.measure] for kind in columns.kinds], dtype=np.int32)
    parts = np.stack([columns.name, of_kind[columns.kind]], axis=1)[inside]
    used, of_fact, facts = np.unique(parts, axis=0, return_inverse=True, return_counts=True)
    in_reports = np.unique(np.stack([of_fact.ravel(), columns.report[inside]], axis=1), axis=0)[
        :, 0
    ]
    reports = np.bincount(in_reports, minlength=len(used))
    names, measures = list(columns.named), list(Measure)
    uses = [
        FigureNameUse(names[name], measures[measure], count, held)
        for (name, measure), count, held in zip(
            used.tolist(), facts.tolist(), reports.tolist(), strict=True
        )
        if names[name].thing
    ]
    return sorted(uses, key=lambda use: (-use.reports, -use.facts, use.name, use.measure))


def names_by_report(
    columns: FactColumns,
    names: Sequence[FigureName],
    among: Sequence[int] | None = None,
    *,
    measures: Sequence[Measure] = (),
    statuses: Sequence[Status] = (),
) -> dict[int, list[FigureName]]:
    """Which of some names the figures of each report go by, by the report's number.

    Args:
        columns: The figures.
        names: The names.
        among: Numbers of the reports in scope; all where None.
        measures: What of a thing is measured, any of which will do; empty for all but limits.
        statuses: Whether figures are results, earlier ones, targets or plans, likewise.
    """
    held = [name for name in dict.fromkeys(names) if name in columns.named]
    place = np.full(len(columns.named), -1, dtype=np.int32)
    place[[columns.named[name] for name in held]] = np.arange(len(held))
    measured = {each.value for each in measures or Measure} - {Measure.LIMIT.value}
    told = {each.value for each in statuses or Status}
    kinds = [
        code
        for kind, code in columns.kinds.items()
        if kind.measure in measured and kind.status in told
    ]
    wanted = (place[columns.name] >= 0) & marked(kinds, columns.kind)
    if among is not None:
        wanted &= marked(among, columns.report)
    pairs = np.stack([columns.report[wanted], place[columns.name[wanted]]], axis=1)
    found: defaultdict[int, list[FigureName]] = defaultdict(list)
    for report, at in np.unique(pairs, axis=0).tolist():
        found[report].append(held[at])
    return dict(found)
