"""``yiju search``."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.answer import Mode
from ui.commands.shared import (
    DictionaryOption,
    EmbedderOption,
    JsonOption,
    RegionOption,
    StoreOption,
    YearOption,
    on_one_line,
    opened_engine,
    quote_link,
    visible,
)


def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    store: StoreOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    top_k: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 10,
    mode: Annotated[Mode, typer.Option(help="Which searches take part.")] = Mode.HYBRID,
    embedder: EmbedderOption = None,
    dictionary: DictionaryOption = None,
    json: JsonOption = False,
) -> None:
    """Find passages, best first.

    Example: yiju search "行政执法三项制度" --year 2023 --top-k 5
    """
    from rag.replies import retrieve_out
    from vectorstore.queries import Filter

    where = Filter(tuple(region or ()), tuple(year or ()))
    with opened_engine(store, embedder, dictionary) as engine:
        found = retrieve_out(engine.retrieve(query, top_k=top_k, mode=mode, where=where))
    if json:
        typer.echo(found.model_dump_json(indent=2))
        return
    if not found.passages:
        typer.echo("Nothing found.", err=True)
    for rank, each in enumerate(found.passages, 1):
        place = " ".join(filter(None, (each.region, f"{each.year}年" if each.year else "")))
        heading = " › ".join((place, *each.heading_path))
        typer.secho(f"{rank}. {on_one_line(heading)}", bold=True)
        typer.secho(f"   {quote_link(each.report_id, each.start, each.end)}", dim=True)
        typer.echo(f"{visible(each.text)}\n")
