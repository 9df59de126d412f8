"""``yiju config``."""

from __future__ import annotations

import json as jsons
from typing import Annotated

import typer

from ui.commands.shared import EmbedderOption, JsonOption, StoreOption, print_table


def config(
    store: StoreOption = None,
    embedder: EmbedderOption = None,
    host: Annotated[str | None, typer.Option(help="As `serve` takes it.")] = None,
    port: Annotated[int | None, typer.Option(help="As `serve` takes it.")] = None,
    json: JsonOption = False,
) -> None:
    """Show the settings in force, where each comes from, and what is wrong with them.

    Example: yiju config --json
    """
    from ui.settings import explained, unknown_variables

    options = {"store": store, "embedder": embedder, "host": host, "port": port}
    settings = explained(options)
    for remark in unknown_variables():
        typer.secho(f"yiju: {remark}", err=True, fg="yellow")
    if json:
        rows = {
            each.name: {
                "value": each.value if isinstance(each.value, int | float) else str(each.value),
                "source": each.source,
                "variable": each.variable,
            }
            for each in settings
        }
        typer.echo(jsons.dumps(rows, ensure_ascii=False, indent=2))
        return
    print_table(
        ("variable", "value", "source", "what it is"),
        [(each.variable, str(each.value), each.source, each.description) for each in settings],
    )
