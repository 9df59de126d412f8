"""The one table: what came of each set, beside what its first three passages would have given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.box import SIMPLE
from rich.table import Table

from rag.evaluation.bootstrap import Estimate
from rag.evaluation.metrics import VERDICT_METRICS
from rag.evaluation.outcomes import ALL, EvaluationReport


@dataclass(frozen=True, slots=True)
class Row:
    """What came of some questions.

    Attributes:
        set: The set.
        part: An author or type of it, ``author Q1``; empty for the whole.
        questions: How many.
        right: Share of the questions, as all that follow but for the cost.
        wrong: See :mod:`rag.evaluation.correctness`.
        refused: See there.
        shown: Those answered by passages alone.
        cost: 2 for a wrong and 1 for a refused question, mean.
        first_passages: Those for which the first three passages would be right.
    """

    set: str
    part: str
    questions: int
    right: float
    wrong: float
    refused: float
    shown: float
    cost: float
    first_passages: float


def rows_of(name: str, report: EvaluationReport, *, types: bool = False) -> list[Row]:
    """The row of a set, then of each of its authors, then if wanted of each type.

    A single author is the set itself, and gets no row.
    """
    whole = report.group()
    if whole is None:
        return []
    rows = [_row(name, "", whole.questions, whole.metrics)]
    authors = [each for each in report.slices if each.by == "author"]
    if len(authors) > 1:
        rows += [
            _row(name, f"author {each.name}", each.questions, each.metrics) for each in authors
        ]
    if types:
        groups = [each for each in report.groups if each.type != ALL and each.lang == ALL]
        rows += [_row(name, f"type {each.type}", each.questions, each.metrics) for each in groups]
    return rows


def table(rows: Sequence[Row]) -> Table:
    """The rows; one in which the answers are below the first passages is marked."""
    shown = Table(title="Questions", title_justify="left", box=SIMPLE)
    shown.add_column("set", no_wrap=True)
    for heading in (
        "questions", "right", "wrong", "refused", "shown", "cost", "first three passages", "",
    ):  # fmt: skip
        shown.add_column(heading, justify="right")
    for row in rows:
        shares = (row.right, row.wrong, row.refused, row.shown, row.cost, row.first_passages)
        below = "below" if row.right < row.first_passages else ""
        name = f"  {row.part}" if row.part else row.set
        shown.add_row(name, str(row.questions), *(f"{each:.3f}" for each in shares), below)
    return shown


def as_json(rows: Iterable[Row]) -> list[dict[str, object]]:
    """The rows for a program."""
    return [asdict(row) for row in rows]


def _row(name: str, part: str, questions: int, metrics: Mapping[str, Estimate]) -> Row:
    return Row(name, part, questions, *(metrics[each].value for each in VERDICT_METRICS))
