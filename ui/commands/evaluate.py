"""``yiju eval``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.shared import (
    EmbedderOption,
    JsonOption,
    StoreOption,
    opened_engine,
    settings,
    visible,
)

if TYPE_CHECKING:
    from rag.evaluation import EvaluationReport, Outcome

_WIDTH = 160  # where no terminal sets one


def evaluate(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONS.jsonl", help="A question set, a BEIR folder or a SQuAD file."
        ),
    ],
    store: StoreOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Save the report as JSON.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option("--compare", metavar="FILE", help="Compare with a report saved earlier."),
    ] = None,
    failures: Annotated[
        bool, typer.Option("--failures/--no-failures", help="List the wrong answers.")
    ] = True,
    embedder: EmbedderOption = None,
    json: JsonOption = False,
) -> None:
    """Measure retrieval, answers, quotes and abstention over a question set.

    Example: yiju eval samples/questions.jsonl --output today.json --compare yesterday.json
    """
    from rag.evaluation import EvaluationReport
    from rag.evaluation import evaluate as run
    from vectorstore.embedding import load_embedder

    old = EvaluationReport.load(baseline) if baseline is not None else None
    with ExitStack() as stack, _progress(quiet=json) as on_progress:
        report = run(
            questions,
            open_engine=lambda: stack.enter_context(opened_engine(store, embedder)),
            embedder=lambda: load_embedder(embedder or settings().embedder),
            on_progress=on_progress,
        )
    if output is not None:
        report.save(output)
    if json:
        typer.echo(report.to_json())
    else:
        _show(report, old, failures=failures)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int, Outcome], None] | None]:
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total, _: progress.update(task, completed=done, total=total)


def _show(report: EvaluationReport, old: EvaluationReport | None, *, failures: bool) -> None:
    from rich.console import Console

    from rag.evaluation import compare
    from rag.evaluation.tables import remarks, render, render_comparison, render_failures

    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for table in render(report):
        console.print(table)
    wrong = render_failures(report) if failures else None
    if wrong is not None:
        console.print(wrong)
    for line in remarks(report):
        typer.echo(visible(line))
    if old is not None:
        comparison = compare(old, report)
        for table in render_comparison(comparison):
            console.print(table)
        for note in comparison.notes:
            typer.echo(visible(note))
