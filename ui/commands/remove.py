"""``yiju remove``."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.shared import StoreOption, opened_store


def remove(
    report_ids: Annotated[list[str], typer.Argument(metavar="REPORT_ID...")],
    store: StoreOption = None,
) -> None:
    """Remove reports and everything derived from them.

    Example: yiju remove 3f0c9a1b2d4e5f60
    """
    with opened_store(store) as opened:
        for report_id in dict.fromkeys(report_ids):
            opened.remove(report_id)
            typer.echo(f"removed {report_id}")
