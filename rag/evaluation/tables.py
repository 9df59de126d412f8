"""Evaluation results as tables for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from rag.evaluation.bootstrap import Estimate, Sampling
from rag.evaluation.comparison import Comparison, Flip, Movement
from rag.evaluation.metrics import METRICS, VERDICT_METRICS, Metric
from rag.evaluation.outcomes import ALL, EvaluationReport, Group, Slice

_BLOCKS = (
    ("Right, wrong, refused", VERDICT_METRICS),
    (
        "Finding the evidence",
        ("recall@1", "recall@3", "recall@5", "recall@10", "mrr@10", "ndcg@10"),
    ),
    (
        "Answers",
        (
            "values",
            "places",
            "evidence_cited",
            "first_value",
            "first_sentence",
            "first_sentence_given",
        ),
    ),
    (
        "Quotes and abstention",
        (
            "fidelity",
            "abstention_precision",
            "abstention_recall",
            "unanswerable_shown",
            "false_refusal",
        ),
    ),
    (
        "Length and time (ms)",
        (
            "citations",
            "answer_chars",
            "retrieve_ms_p50",
            "retrieve_ms_p95",
            "ask_ms_p50",
            "ask_ms_p95",
        ),
    ),
)
_FINE = frozenset({"share", "cost"})
_BY_NAME = {metric.name: metric for metric in METRICS}


def render(report: EvaluationReport) -> list[Table]:
    """Tables of metrics by type and language, with the interval of the group of all questions.

    Columns that no question has a value for are left out, and so are tables without columns and
    rows that would repeat another one.
    """
    groups = _distinct(report)
    tables = []
    for title, names in _BLOCKS:
        shown = [_BY_NAME[name] for name in names if any(name in each.metrics for each in groups)]
        if shown:
            tables.append(_table(title, groups, shown, report.sampling))
    if report.slices:
        tables.insert(1, _slices(report.slices))
    return tables


def render_failures(report: EvaluationReport) -> Table | None:
    """The questions that went wrong or were refused, with reasons; None where there are none."""
    wrong = [each for each in report.outcomes if each.correct is False]
    if not wrong:
        return None
    table = Table(title=f"Not right ({len(wrong)})", title_justify="left")
    for heading in ("id", "", "type", "lang", "question", "why"):
        table.add_column(heading, overflow="fold")
    for each in wrong:
        verdict = each.verdict or "wrong"
        table.add_row(
            *_free(each.id, verdict, each.type, each.lang, each.question, "; ".join(each.reasons))
        )
    return table


def render_comparison(comparison: Comparison) -> list[Table]:
    """Tables of the questions that flipped and of the metrics that moved.

    Of single types only the moves beyond chance are shown.
    """
    tables = []
    if comparison.flips:
        tables.append(_flips(comparison.flips))
    shown = [each for each in comparison.movements if each.type == ALL or each.beyond_chance]
    if shown:
        tables.append(_movements(shown))
    return tables


def remarks(report: EvaluationReport) -> list[str]:
    """Notes of the report and of its questions, one line each."""
    lines = list(report.notes)
    lines += [f"{each.id}: {note}" for each in report.outcomes for note in each.notes]
    return lines


def _table(
    title: str, groups: Sequence[Group], shown: Sequence[Metric], sampling: Sampling
) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("type")
    table.add_column("lang")
    table.add_column("n", justify="right")
    for metric in shown:
        table.add_column(metric.label, justify="right")
    for at, group in enumerate(groups):
        table.add_row(*_row(group, shown))
        if (group.type, group.lang) == (ALL, ALL):
            intervals = [_interval(group.metrics.get(each.name), each) for each in shown]
            table.add_row(f"{sampling.confidence:.0%} interval", "", "", *intervals, style="dim")
        if group.type == ALL and [each.type for each in groups[at + 1 : at + 2]] != [ALL]:
            table.add_section()
    return table


def _slices(slices: Sequence[Slice]) -> Table:
    table = Table(title="The same by author, genre and voice", title_justify="left")
    table.add_column("by")
    table.add_column("")
    table.add_column("n", justify="right")
    shown = [_BY_NAME[name] for name in VERDICT_METRICS]
    for metric in shown:
        table.add_column(metric.label, justify="right")
    for at, each in enumerate(slices):
        cells = [_value(each.metrics.get(metric.name), metric) for metric in shown]
        table.add_row(*_free(each.by, each.name), str(each.questions), *cells)
        if [other.by for other in slices[at + 1 : at + 2]] != [each.by]:
            table.add_section()
    return table


def _distinct(report: EvaluationReport) -> list[Group]:
    """The groups without those that only repeat another one.

    A language is left out where it is the only one, a type's total where it has one language.
    """
    langs = {each.lang for each in report.outcomes}
    per_type = Counter(each.type for each in report.groups if ALL not in (each.type, each.lang))
    return [
        each
        for each in report.groups
        if (each.type != ALL or each.lang == ALL or len(langs) > 1)
        and (each.type == ALL or each.lang != ALL or per_type[each.type] > 1)
    ]


def _row(group: Group, shown: Sequence[Metric]) -> list[str]:
    cells = [_value(group.metrics.get(metric.name), metric) for metric in shown]
    return [*_free(group.type, group.lang), str(group.questions), *cells]


def _value(found: Estimate | None, metric: Metric) -> str:
    return "" if found is None else _number(found.value, metric.unit)


def _interval(found: Estimate | None, metric: Metric) -> str:
    if found is None:
        return ""
    return f"{_number(found.low, metric.unit)}–{_number(found.high, metric.unit)}"


def _number(value: float, unit: str) -> str:
    return f"{value:.3f}" if unit in _FINE else f"{value:.1f}"


def _flips(flips: Sequence[Flip]) -> Table:
    lost = sum(not flip.gained for flip in flips)
    title = f"Flipped: {len(flips) - lost} now right, {lost} now wrong"
    table = Table(title=title, title_justify="left")
    for heading in ("", "id", "type", "lang", "question", "why it is or was wrong"):
        table.add_column(heading, overflow="fold")
    for flip in flips:
        sign, style = ("+", "green") if flip.gained else ("-", "red")
        reasons = "; ".join(flip.reasons)
        cells = _free(flip.id, flip.type, flip.lang, flip.question, reasons)
        table.add_row(sign, *cells, style=style)
    return table


def _movements(movements: Sequence[Movement]) -> Table:
    table = Table(title="Moved (* beyond chance)", title_justify="left")
    for heading in ("type", "lang", "metric"):
        table.add_column(heading)
    for heading in ("before", "now", "change", "interval", ""):
        table.add_column(heading, justify="right")
    for moved in movements:
        low, high = _signed(moved.low, moved.unit), _signed(moved.high, moved.unit)
        table.add_row(
            moved.type,
            moved.lang,
            moved.label,
            _number(moved.old, moved.unit),
            _number(moved.new, moved.unit),
            _signed(moved.new - moved.old, moved.unit),
            f"{low}…{high}",
            "*" if moved.beyond_chance else "",
            style=_style(moved),
        )
    return table


def _signed(value: float, unit: str) -> str:
    return f"{value:+.3f}" if unit in _FINE else f"{value:+.1f}"


def _free(*texts: str) -> list[str]:
    """Texts of others, so that ``[1]`` in them is not taken for markup."""
    return [escape(text) for text in texts]


def _style(moved: Movement) -> str:
    if not moved.beyond_chance or moved.better is None:
        return ""
    return "green" if moved.better else "red"
