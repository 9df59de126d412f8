"""``yiju reembed``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ui.commands.shared import StoreOption, naming_the_remedy, store_path


def reembed(
    embedder: Annotated[
        str,
        typer.Option(
            "--embedder",
            metavar="MODEL",
            help="embedded, or a sentence-transformers model: the one to embed with.",
        ),
    ],
    store: StoreOption = None,
) -> None:
    """Exchange the store's vectors for another model's; an interrupted run goes on where it was.

    Example: yiju reembed --embedder BAAI/bge-small-zh-v1.5
    """
    from ingest.renewal import reembed as reembed_store
    from vectorstore.embedding import load_embedder
    from vectorstore.local import LocalStore

    path = store_path(store)
    with naming_the_remedy(path):
        LocalStore.open(path).close()  # a missing store is told before a model is loaded
    model = load_embedder(embedder)
    count = reembed_store(path, model, _show if sys.stderr.isatty() else None)
    with LocalStore.open(path, model.identity) as opened:
        opened.refresh()
    typer.echo(f"embedded {count} passages with {model.identity.name}")


def _show(done: int, total: int) -> None:
    typer.echo(f"\r{done} / {total}", err=True, nl=done == total)
