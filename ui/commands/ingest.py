"""``yiju ingest``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.shared import (
    DictionaryOption,
    EmbedderOption,
    JsonOption,
    StoreOption,
    on_one_line,
    opened_store_and_embedder,
    settings,
)

if TYPE_CHECKING:
    from ingest.pipeline import IngestEvent, IngestSummary

_OUTCOMES = ("added", "replaced", "unchanged", "failed")


def ingest(
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH_OR_URL...", help="Files, folders, archives, addresses, lists of these."
        ),
    ],
    store: StoreOption = None,
    embedder: EmbedderOption = None,
    dictionary: DictionaryOption = None,
    json: JsonOption = False,
) -> None:
    """Put reports into the store; exit code 1 where some source failed.

    Example: yiju ingest reports/ https://example.org/report.html
    """
    from ingest.containment import Preparer, processors
    from ingest.loaders import Limits

    limits = Limits(allow_private_addresses=settings().allow_private_addresses)
    with Preparer(limits, processors()) as preparer:
        preparer.start()  # its first process comes up while the store and the model are opened
        with (
            opened_store_and_embedder(store, embedder, create=True, dictionary=dictionary) as (
                opened,
                model,
            ),
            _progress(quiet=json) as on_event,
        ):
            from ingest.pipeline import Ingestor

            summary = Ingestor(opened, model, limits, preparer=preparer).ingest(targets, on_event)
    if json:
        _print_json(summary)
    else:
        _print_summary(summary)
    if summary.failed:
        raise typer.Exit(1)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[IngestEvent], None]]:
    """Shows each source as it is done: a running line on a terminal, plain lines elsewhere."""
    if quiet:
        yield lambda event: None
    elif not sys.stderr.isatty():
        yield lambda event: typer.echo(_line(event), err=True)
    else:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.completed} 份", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[current]}", markup=False),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("", total=None, current="")

            def on_event(event: IngestEvent) -> None:
                progress.update(task, advance=1, current=on_one_line(event.given)[-60:])
                if event.outcome == "failed" or event.message:
                    progress.console.print(
                        _line(event), markup=False, highlight=False, soft_wrap=True
                    )

            yield on_event


def _line(event: IngestEvent) -> str:
    parts = [f"{event.outcome:9}", on_one_line(event.given)]
    if event.outcome in ("added", "replaced"):
        parts.append(f"({event.passages} passages, {event.facts} figures)")
    if event.message:
        parts.append(f"- {on_one_line(event.message)}")
    return " ".join(parts)


def _print_summary(summary: IngestSummary) -> None:
    counts = ", ".join(f"{summary.count(each)} {each}" for each in _OUTCOMES)
    typer.echo(counts)
    for event in summary.failed:
        typer.secho(
            f"  {on_one_line(event.given)}: {on_one_line(event.message)}", err=True, fg="red"
        )


def _print_json(summary: IngestSummary) -> None:
    import json

    counts = {each: summary.count(each) for each in _OUTCOMES}
    events = [asdict(event) for event in summary.events]
    typer.echo(json.dumps({**counts, "events": events}, ensure_ascii=False, indent=2))
