"""``yiju eval``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.shared import EmbedderOption, JsonOption, StoreOption


def evaluate(
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl")],
    store: StoreOption = None,
    embedder: EmbedderOption = None,
    json: JsonOption = False,
) -> None:
    """Measure answers and retrieval over a question set.

    Example: yiju eval samples/questions.jsonl
    """
    raise typer.Exit(1)
