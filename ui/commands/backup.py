"""``yiju backup`` and ``yiju restore``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.shared import JsonOption, StoreOption, naming_the_remedy, store_path

if TYPE_CHECKING:
    from vectorstore.local.backup import BackupInfo

ForceOption = Annotated[
    bool, typer.Option("--force", help="Replace what is there: a backup, or a store with reports.")
]


def backup(
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="A new or empty folder for the backup.")
    ],
    store: StoreOption = None,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Copy the store, also while it is in use, and verify the copy.

    Example: yiju backup /backups/yiju-monday
    """
    from vectorstore.local.backup import back_up

    path = store_path(store)
    with naming_the_remedy(path):
        info = back_up(path, destination.expanduser(), replace=force)
    _print(f"backed up {path} to {destination}", info, json=json)


def restore(
    source: Annotated[
        Path, typer.Argument(metavar="SRC", help="A folder that `yiju backup` made.")
    ],
    store: StoreOption = None,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Put a backup in the place of the store, also while it is in use.

    Example: yiju restore /backups/yiju-monday --force
    """
    from vectorstore.local.restoring import restore as restore_store

    path = store_path(store)
    info = restore_store(source.expanduser(), path, replace=force)
    _print(f"restored {path} from {source}", info, json=json)


def _print(done: str, info: BackupInfo, *, json: bool) -> None:
    if json:
        import json as json_module
        from dataclasses import asdict

        typer.echo(json_module.dumps(asdict(info), ensure_ascii=False, indent=2))
    else:
        typer.echo(
            f"{done}: {info.reports} reports, {info.passages} passages, {info.facts} figures, "
            f"as of {info.made_at}"
        )
