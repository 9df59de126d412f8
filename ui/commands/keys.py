"""``yiju keys``."""

from __future__ import annotations

import json as jsons
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.shared import JsonOption, StoreOption, print_table

if TYPE_CHECKING:
    from rag.keys import KeyFile

_HELP = """
Keys that the service demands, once there is a file of them.

A running service notices a change at once. With the last key revoked, nobody is let in; to need no
keys again, delete the file and start the service anew.

Example: yiju keys add newsroom --role read
"""

keys = typer.Typer(help=_HELP, no_args_is_help=True, rich_markup_mode=None)

_FileOption = Annotated[
    Path | None,
    typer.Option(
        "--keys-file",
        metavar="FILE",
        help="Where the keys are.  [default: $YIJU_KEYS_FILE or keys.json in the store's folder]",
    ),
]


@keys.command()
def add(
    name: Annotated[str, typer.Argument(help="What to call it, in lists and in the log.")],
    role: Annotated[str, typer.Option(help="read, or write, which includes it.")] = "read",
    store: StoreOption = None,
    keys_file: _FileOption = None,
) -> None:
    """Make a key and print it: it is shown this once, and kept nowhere.

    Example: yiju keys add newsroom --role read
    """
    from rag.keys import Role

    if role not in list(Role):
        raise typer.BadParameter("read or write", param_hint="--role")
    typer.echo(_file(store, keys_file).add(name, Role(role)))


@keys.command("list")
def list_keys(
    store: StoreOption = None, keys_file: _FileOption = None, json: JsonOption = False
) -> None:
    """List the keys' names, roles and dates.

    Example: yiju keys list --json
    """
    rows = [
        {"name": key.name, "role": key.role.value, "created": key.created.isoformat()}
        for key in _file(store, keys_file).in_force()
    ]
    if json:
        typer.echo(jsons.dumps({"keys": rows}, indent=2))
        return
    print_table(("name", "role", "created"), [list(row.values()) for row in rows])


@keys.command()
def revoke(
    name: Annotated[str, typer.Argument(help="Which.")],
    store: StoreOption = None,
    keys_file: _FileOption = None,
) -> None:
    """Make a key worthless, at once and for good.

    Example: yiju keys revoke newsroom
    """
    _file(store, keys_file).revoke(name)


def _file(store: Path | None, keys_file: Path | None) -> KeyFile:
    from rag.keys import KeyFile
    from ui.settings import load_settings

    return KeyFile(load_settings({"store": store, "keys_file": keys_file}).keys_path)
