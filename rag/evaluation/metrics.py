"""From the outcomes of single questions to metrics by type and language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.bootstrap import (
    DEFAULT_SAMPLING,
    Estimate,
    Sampling,
    Statistic,
    Values,
    estimate,
)
from rag.evaluation.outcomes import ALL, Group, Outcome, Slice


@dataclass(frozen=True, slots=True)
class Metric:
    """One column of the result.

    Attributes:
        name: Its key in reports.
        label: Its heading in tables.
        measure: The measure of single questions that it sums up.
        statistic: How.
        higher_is_better: Which direction is progress; None where neither is.
        unit: ``share`` (0 to 1), ``cost`` (0 to 2), ``ms`` or ``count``.
        across_types: Shown only for groups of all types (it is trivial within one).
    """

    name: str
    label: str
    measure: str
    statistic: Statistic = "mean"
    higher_is_better: bool | None = True
    unit: str = "share"
    across_types: bool = False


def _share(measure: str, label: str) -> Metric:
    return Metric(measure, label, measure)


def _percentile(measure: str, statistic: Statistic, label: str) -> Metric:
    return Metric(f"{measure}_{statistic}", label, measure, statistic, False, "ms")


METRICS = (
    _share("recall@1", "R@1"),
    _share("recall@3", "R@3"),
    _share("recall@5", "R@5"),
    _share("recall@10", "R@10"),
    _share("mrr@10", "MRR@10"),
    _share("ndcg@10", "nDCG@10"),
    _share("correct", "right"),
    Metric("wrong", "wrong", "wrong", higher_is_better=False),
    Metric("refused", "refused", "refused", higher_is_better=False),
    Metric("shown", "shown", "shown", higher_is_better=None),
    Metric("cost", "cost", "cost", higher_is_better=False, unit="cost"),
    _share("first_passages", "first three passages"),
    _share("unanswerable_shown", "unanswerable, shown"),
    _share("values", "values"),
    _share("places", "places"),
    _share("evidence_cited", "evidence cited"),
    _share("first_value", "value first"),
    _share("first_sentence", "answer in 1st sentence"),
    _share("first_sentence_given", "same, text given"),
    _share("fidelity", "verbatim quotes"),
    Metric("abstention_precision", "abst. precision", "abstention_precision", across_types=True),
    _share("abstention_recall", "abst. recall"),
    Metric("false_refusal", "false refusal", "false_refusal", higher_is_better=False),
    Metric("citations", "citations", "citations", higher_is_better=None, unit="count"),
    Metric("answer_chars", "characters", "answer_chars", higher_is_better=None, unit="count"),
    _percentile("retrieve_ms", "p50", "retrieve p50"),
    _percentile("retrieve_ms", "p95", "retrieve p95"),
    _percentile("ask_ms", "p50", "ask p50"),
    _percentile("ask_ms", "p95", "ask p95"),
)
"""Every metric, in the order in which tables show them."""


VERDICT_METRICS = ("correct", "wrong", "refused", "shown", "cost", "first_passages")
"""What came of a question, beside what the first three passages would have given."""

_SLICES: tuple[tuple[str, Callable[[Outcome], str]], ...] = (
    ("author", lambda outcome: outcome.author),
    ("genre", lambda outcome: outcome.genre),
    ("voice", lambda outcome: outcome.voice),
)


def summarise(
    outcomes: Sequence[Outcome], sampling: Sampling = DEFAULT_SAMPLING
) -> tuple[Group, ...]:
    """Metrics of all questions, of each language, each type, and each type in each language.

    Groups that hold the same questions as a wider group (one language only) are kept, so that
    every question set gives the same layout.
    """
    return tuple(
        Group(type_, lang, len(members), _estimates(members, type_, sampling))
        for type_, lang, members in groups_of(outcomes)
    )


def slices_of(
    outcomes: Sequence[Outcome], sampling: Sampling = DEFAULT_SAMPLING
) -> tuple[Slice, ...]:
    """What came of the questions of each author, genre and voice; none where no question says."""
    found = []
    for by, value_of in _SLICES:
        for name in sorted({value_of(each) for each in outcomes} - {""}):
            members = [each for each in outcomes if value_of(each) == name]
            estimates = _estimates(members, ALL, sampling)
            metrics = {each: estimates[each] for each in VERDICT_METRICS if each in estimates}
            found.append(Slice(by, name, len(members), metrics))
    return tuple(found)


def groups_of(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, list[Outcome]]]:
    """``(type, lang, outcomes)`` of every group that has a question, the widest first."""
    types = list(dict.fromkeys(each.type for each in outcomes))
    langs = list(dict.fromkeys(each.lang for each in outcomes))
    pairs = [(ALL, ALL)] if outcomes else []
    pairs += [(ALL, lang) for lang in langs]
    pairs += [(type_, lang) for type_ in types for lang in (ALL, *langs)]
    for type_, lang in pairs:
        members = [
            each for each in outcomes if type_ in (ALL, each.type) and lang in (ALL, each.lang)
        ]
        if members:
            yield type_, lang, members


def measured(outcomes: Iterable[Outcome], measure: str) -> Values:
    """``(n,)`` float64: a measure of each question, NaN where it does not apply."""
    return np.array([each.measures.get(measure, np.nan) for each in outcomes], dtype=np.float64)


def _estimates(members: Sequence[Outcome], type_: str, sampling: Sampling) -> dict[str, Estimate]:
    found: dict[str, Estimate] = {}
    for metric in METRICS:
        values = measured(members, metric.measure)
        values = values[np.isfinite(values)]
        if len(values) and (type_ == ALL or not metric.across_types):
            found[metric.name] = estimate(values, metric.statistic, sampling)
    return found
