"""What the figures of a store are of, counted from the columns in memory."""

from __future__ import annotations

import numpy as np

from vectorstore.local.fact_columns import FactColumns
from vectorstore.queries import FigureNameUse
from vectorstore.records import Measure


def names_in_use(columns: FactColumns) -> list[FigureNameUse]:
    """What figures are of, with how many figures and reports, what most reports state first."""
    places = {measure.value: place for place, measure in enumerate(Measure)}
    of_kind = np.array([places[kind.measure] for kind in columns.kinds], dtype=np.int32)
    parts = np.stack([columns.name, of_kind[columns.kind]], axis=1)
    used, of_fact, facts = np.unique(parts, axis=0, return_inverse=True, return_counts=True)
    in_reports = np.unique(np.stack([of_fact.ravel(), columns.report], axis=1), axis=0)[:, 0]
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
