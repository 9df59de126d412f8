"""``yiju check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.shared import (
    EmbedderOption,
    JsonOption,
    StoreOption,
    naming_the_remedy,
    on_one_line,
    opened_store_and_embedder,
    store_path,
)

if TYPE_CHECKING:
    from vectorstore.local.findings import Finding, StoreCheck

_REMEDIES = {
    "repair": "`yiju check --repair` mends it",
    "reprocess": "`yiju check --repair` makes the report anew from its original bytes",
    "ingest": "run `yiju check --repair`, then ingest its source again",
    "restore": "restore a backup with `yiju restore`",
}


def check(
    store: StoreOption = None,
    embedder: EmbedderOption = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended from the store itself.")
    ] = False,
    drop: Annotated[
        bool,
        typer.Option(
            "--drop", help="With --repair: remove reports whose original bytes are damaged too."
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Verify every report and index of the store; exit code 1 where something is damaged.

    Example: yiju check --repair
    """
    from vectorstore.local.checking import check_store

    if drop and not repair:
        msg = "--drop needs --repair"
        raise typer.BadParameter(msg)
    path = store_path(store)
    with naming_the_remedy(path):
        found = check_store(path)
    done: list[str] = []
    if repair and (not found.sound or found.unnoted):
        done = _repair(path, found, embedder, drop=drop)
        found = check_store(path)
    if json:
        _print_json(found, done)
    else:
        _print(path, found, done)
    if not found.sound:
        raise typer.Exit(1)


def _repair(path: Path, found: StoreCheck, embedder: str | None, *, drop: bool) -> list[str]:
    from vectorstore.local.findings import Remedy
    from vectorstore.local.repairing import repair_store

    done = repair_store(path, found, drop=drop)
    lost = set(found.ids(Remedy.INGEST))
    again = [each for each in found.ids(Remedy.REPROCESS) if each not in lost]
    if again:
        from ingest.pipeline import Ingestor
        from ingest.renewal import reprocess

        with opened_store_and_embedder(path, embedder) as (opened, model):
            summary = reprocess(opened, Ingestor(opened, model), again)
        done += [
            f"made report {event.report_id} anew from its original bytes"
            for event in summary.events
            if event.outcome != "failed"
        ]
    return done


def _print(path: Path, found: StoreCheck, done: list[str]) -> None:
    for line in done:
        typer.echo(f"repaired: {line}")
    for note in found.notes:
        typer.echo(f"note: {note}")
    for finding in found.findings:
        typer.secho(_line(finding), fg="red")
    counts = f"{found.reports} reports, {found.passages} passages, {found.facts} figures"
    outcome = "sound" if found.sound else f"damaged ({len(found.findings)} findings)"
    typer.echo(f"{path}: {outcome}; {counts}, generation {found.generation}")


def _line(finding: Finding) -> str:
    subject = " ".join(part for part in (finding.area.value, finding.subject) if part)
    sources = f" (from {', '.join(map(on_one_line, finding.sources))})" if finding.sources else ""
    return f"{subject}{sources}: {finding.problem}: {_REMEDIES[finding.remedy.value]}"


def _print_json(found: StoreCheck, done: list[str]) -> None:
    import json
    from dataclasses import asdict

    typer.echo(
        json.dumps(
            {"sound": found.sound, **asdict(found), "repaired": done}, ensure_ascii=False, indent=2
        )
    )
