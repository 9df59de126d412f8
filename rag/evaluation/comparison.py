"""What changed from one evaluation to another."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from rag.evaluation.bootstrap import Change, Sampling, estimate_change
from rag.evaluation.metrics import METRICS, Metric, groups_of, measured
from rag.evaluation.outcomes import ALL, EvaluationReport, Outcome

_EQUAL = 1e-12  # smaller differences are rounding


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that went from right to wrong, or back.

    Attributes:
        id: The question's id.
        type: Its type.
        lang: Its language.
        question: The question.
        gained: True where it is right now.
        reasons: Why the wrong one of the two answers is wrong.
    """

    id: str
    type: str
    lang: str
    question: str
    gained: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """A metric that is not what it was.

    Attributes:
        metric: Its name.
        label: Its heading.
        unit: ``share``, ``ms`` or ``count``.
        type: Group of questions, by type.
        lang: Group of questions, by language.
        old: Value over the questions that both runs asked.
        new: The same for the new run.
        low: Lower end of the paired bootstrap interval of ``new - old``.
        high: Upper end.
        better: Whether the move is progress; None where neither direction is.
        beyond_chance: Whether the interval excludes no change at all.
    """

    metric: str
    label: str
    unit: str
    type: str
    lang: str
    old: float
    new: float
    low: float
    high: float
    better: bool | None
    beyond_chance: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed.

    Attributes:
        common: How many questions both runs asked, word for word.
        flips: Questions that flipped, those lost first.
        movements: Metrics that moved, widest group first.
        added: Ids of questions that only the new run asked, or asked in other words.
        removed: Ids of questions that only the old run asked.
        notes: Why the two may not be comparable: another collection, another model.
    """

    common: int
    flips: tuple[Flip, ...]
    movements: tuple[Movement, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    notes: tuple[str, ...]

    def to_json(self) -> str:
        """The comparison as indented JSON."""
        return TypeAdapter(Comparison).dump_json(self, indent=2).decode()


def compare(
    old: EvaluationReport, new: EvaluationReport, sampling: Sampling | None = None
) -> Comparison:
    """Names what changed from an earlier report to a new one.

    Metrics are compared over the questions that both reports hold, with a paired bootstrap.

    Args:
        old: The earlier report.
        new: The new one.
        sampling: How intervals are drawn; the new report's way by default.
    """
    before = {each.id: each for each in old.outcomes}
    pairs = [
        (before[each.id], each)
        for each in new.outcomes
        if each.id in before and before[each.id].question == each.question
    ]
    common = {each.id for _, each in pairs}
    return Comparison(
        len(pairs),
        tuple(sorted(_flips(pairs), key=lambda flip: flip.gained)),
        tuple(_movements(pairs, sampling or new.sampling)),
        tuple(each.id for each in new.outcomes if each.id not in common),
        tuple(each.id for each in old.outcomes if each.id not in common),
        _notes(old, new),
    )


def _flips(pairs: list[tuple[Outcome, Outcome]]) -> list[Flip]:
    flips = []
    for before, after in pairs:
        if before.correct is None or after.correct is None or before.correct == after.correct:
            continue
        reasons = before.reasons if after.correct else after.reasons
        flips.append(Flip(after.id, after.type, after.lang, after.question, after.correct, reasons))
    return flips


def _movements(pairs: list[tuple[Outcome, Outcome]], sampling: Sampling) -> list[Movement]:
    before = {after.id: old for old, after in pairs}
    found = []
    for type_, lang, members in groups_of([after for _, after in pairs]):
        earlier = [before[each.id] for each in members]
        for metric in METRICS:
            if not _is_compared(metric, type_, lang):
                continue
            old, new = measured(earlier, metric.measure), measured(members, metric.measure)
            change = estimate_change(old, new, metric.statistic, sampling)
            if change is not None and abs(change.difference) > _EQUAL:
                found.append(_movement(metric, type_, lang, change))
    return found


def _is_compared(metric: Metric, type_: str, lang: str) -> bool:
    """Whether a metric is compared in a group; times only over all questions, where noise evens."""
    if metric.unit == "ms":
        return (type_, lang) == (ALL, ALL)
    return type_ == ALL or not metric.across_types


def _movement(metric: Metric, type_: str, lang: str, change: Change) -> Movement:
    grew = change.difference > 0
    return Movement(
        metric.name,
        metric.label,
        metric.unit,
        type_,
        lang,
        change.old,
        change.new,
        change.low,
        change.high,
        None if metric.higher_is_better is None else grew == metric.higher_is_better,
        not change.low <= 0 <= change.high,
    )


def _notes(old: EvaluationReport, new: EvaluationReport) -> tuple[str, ...]:
    notes = []
    if old.format != new.format:
        notes.append(f"the earlier report is of format {old.format}, this one of {new.format}")
    if old.collection.fingerprint != new.collection.fingerprint:
        notes.append(
            f"other embedding models: {old.collection.embedder} then, {new.collection.embedder} now"
        )
    if old.collection.reports != new.collection.reports:
        notes.append(
            f"other collections: {old.collection.reports} reports then, "
            f"{new.collection.reports} now"
        )
    return tuple(notes)
