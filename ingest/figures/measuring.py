"""What of a thing a figure measures, and against what: its words, its unit, its sentence."""

from __future__ import annotations

import re

from ingest.figures.hearing import Heard
from ingest.figures.lead import Lead
from ingest.numerals import Figure
from vectorstore.records import Measure

_REACHED = re.compile("(?:到|至|为)了?$")
_BOUNDS = ("以上", "以下")
_CARRIED = frozenset({"%", "个百分点"})
"""Units of changes whose base a sentence says once for all."""


def measure_of(lead: Lead, figure: Figure) -> Measure:
    """What of its thing a figure measures.

    Args:
        lead: What the words before it say.
        figure: The figure.
    """
    if figure.is_rank:
        return Measure.RANK
    if lead.measure is not None:
        return lead.measure
    if figure.unit == "%" and lead.thing.endswith("结构"):
        return Measure.SHARE
    if lead.is_bare and figure.qualifier.endswith(_BOUNDS):
        return Measure.LIMIT
    if figure.unit == "番":
        return Measure.CHANGE
    if not figure.unit:
        return Measure.RATIO if "比" in lead.thing or lead.is_bare else Measure.LEVEL
    if figure.unit == "个百分点":
        return Measure.LEVEL if _REACHED.search(figure.qualifier) else Measure.CHANGE
    return Measure.LEVEL


def base_of(lead: Lead, measure: Measure, figure: Figure, heard: Heard) -> str:
    """Against what a change or a share is told: where a chain says it once, it holds on."""
    if measure is Measure.SHARE:
        return lead.base or (heard.whole.thing if heard.whole else "")
    if measure is Measure.CHANGE:
        if lead.base:
            heard.base = lead.base
        return lead.base or (heard.base if figure.unit in _CARRIED else "")
    return lead.base if measure is Measure.RATIO else ""


def measure_named(lead: Lead, measure: Measure, figure: Figure) -> str:
    """How a share or a rate of change is called that a later figure may be about."""
    if measure is Measure.SHARE:
        return f"占{lead.base}的比重" if lead.base else "占比"
    return "增速" if measure is Measure.CHANGE and figure.unit == "%" else ""
