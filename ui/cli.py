"""The command line: ``yiju``.

Modules of the commands import what they need when they run, so that help and lists start fast.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ui.commands import (
    ask,
    backup,
    check,
    config,
    evaluate,
    facts,
    ingest,
    keys,
    mcp,
    reembed,
    remove,
    reports,
    search,
    serve,
)
from vectorstore.errors import YijuError

_HELP = """
Answers questions over collections of Chinese government reports; every sentence shown is a
verbatim quote.

Exit codes: 0 done; 1 something failed (the reason is on standard error); 2 the command line makes
no sense; 3 `ask` found no answer in the reports.

Example: yiju ingest reports/ && yiju ask "云溪县2023年受理行政复议案件多少件?"
"""


class _Group(TyperGroup):
    """Turns errors raised on purpose into one line and exit code 1."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except YijuError as error:
            if ctx.params.get("debug"):
                raise
            typer.secho(f"yiju: {error}", err=True, fg="red")
            raise typer.Exit(1) from error


app = typer.Typer(
    name="yiju",
    help=_HELP,
    cls=_Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("yiju"))
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error, for a bug report.")
    ] = False,
) -> None:
    """Options before the command."""


app.command("ingest")(ingest.ingest)
app.command("ask")(ask.ask)
app.command("search")(search.search)
app.command("reports")(reports.reports)
app.command("facts")(facts.facts)
app.command("remove")(remove.remove)
app.command("serve")(serve.serve)
app.command("mcp")(mcp.mcp)
app.command("eval")(evaluate.evaluate)
app.command("check")(check.check)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("reembed")(reembed.reembed)
app.command("config")(config.config)
app.add_typer(keys.keys, name="keys")


def main() -> None:
    """Entry point of the ``yiju`` script."""
    app()
