"""What kind of figures a comparison shows: the choices, and words for what it left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rag.comparison_schemas import ChoiceOut, ComparisonOut
from rag.like_figures import Axis, Happened
from ui.web.compare_words import CompareWords
from vectorstore.records import Aggregation, Measure, Scope

KINDS: Mapping[str, frozenset[str]] = {
    Axis.MEASURE: frozenset(Measure),
    Axis.STATUS: frozenset(Happened),
    Axis.AGGREGATION: frozenset(Aggregation),
    Axis.SCOPE: frozenset(Scope),
}
"""What may be picked, by the name that it has in an address, in the order of choosing."""

_PLAIN = frozenset([Measure.LEVEL, Happened.RESULT, Aggregation.SINGLE, Scope.WHOLE])


@dataclass(frozen=True, slots=True)
class Chooser:
    """One property that can be chosen.

    Attributes:
        name: Of the field in an address.
        label: What it is called.
        chosen: The value that is shown.
        options: ``(value, words, number of reports)``.
    """

    name: str
    label: str
    chosen: str
    options: tuple[tuple[str, str, int], ...]


def choosers_of(own: CompareWords, found: ComparisonOut) -> list[Chooser]:
    """The properties of which there is a choice."""
    made = []
    for axis in KINDS:
        held: list[ChoiceOut] = getattr(found.choices, axis)
        if len(held) > 1:
            options = tuple((each.value, own.kinds[each.value], each.reports) for each in held)
            made.append(Chooser(axis, own.axes[axis], getattr(found.kind, axis), options))
    return made


def kind_said(own: CompareWords, found: ComparisonOut) -> str:
    """What the figures are, where it is not the plain case."""
    values = [getattr(found.kind, axis) for axis in KINDS]
    return own.kind_joint.join(own.kinds[value] for value in values if value not in _PLAIN)


def left_out(own: CompareWords, found: ComparisonOut) -> str:
    """How many figures are not compared, and what they are; empty where there are none."""
    parts: list[str] = []
    for each in found.left_out:
        form = own.left_out_part if parts else own.left_out_first
        what = (
            own.in_unit.format(unit=each.unit)
            if each.by is Axis.DIMENSION
            else own.kinds[each.value]
        )
        parts.append(form.format(n=f"{each.figures:,}", what=what))
    return own.left_out.format(parts=own.left_out_joint.join(parts)) if parts else ""


def vain_pick(picked: Mapping[str, str], found: ComparisonOut) -> str:
    """The first pick that no figure is left of; empty where there is none."""
    for axis in KINDS:
        held: list[ChoiceOut] = getattr(found.choices, axis)
        if axis in picked and picked[axis] not in {each.value for each in held}:
            return axis
    return ""
