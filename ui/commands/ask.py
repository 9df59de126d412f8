"""``yiju ask``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

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

if TYPE_CHECKING:
    from rag.schemas import AskOut, CitationOut

_ABSTAINED = 3
_LABELS = {
    "zh": {
        "grounds": "依据",
        "nearest": "最接近的原文",
        "problem": "问题",
        "plan": "计划",
        "year": "{}年",
        "coverage": "共查 {} 份报告: {} 份写明, {} 份只提及, {} 份未提及",
    },
    "en": {
        "grounds": "Grounds",
        "nearest": "Nearest passages",
        "problem": "problem",
        "plan": "plan",
        "year": "{}",
        "coverage": "{} reports searched: {} state it, {} only mention it, {} are silent",
    },
}


def ask(
    question: Annotated[str, typer.Argument(help="The question, in Chinese or English.")],
    store: StoreOption = None,
    after: Annotated[
        list[str] | None,
        typer.Option(
            "--after", metavar="QUESTION", help="An earlier question that this one follows."
        ),
    ] = None,
    region: RegionOption = None,
    year: YearOption = None,
    embedder: EmbedderOption = None,
    dictionary: DictionaryOption = None,
    json: JsonOption = False,
) -> None:
    """Answer a question with quotes; exit code 3 where no report says so.

    Where nothing is sure but passages speak of it, they are shown with nothing claimed, and the
    exit code is 0: --json says "shown".

    Example: yiju ask "云溪县2023年受理行政复议案件多少件?"
    """
    from rag.replies import ask_out
    from vectorstore.queries import Filter

    where = Filter(tuple(region or ()), tuple(year or ()))
    with opened_engine(store, embedder, dictionary) as engine:
        answer = engine.ask(question, where=where, history=tuple(after or ()))
        quoted = list(dict.fromkeys(each.report_id for each in answer.citations))
        doubts = {each.report_id: each.warnings for each in engine.store.summaries(quoted)}
        found = ask_out(answer, doubts)
    if json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        _show(found)
    if found.status == "abstained":
        raise typer.Exit(_ABSTAINED)


def _show(found: AskOut) -> None:
    from rag.question.language import language_of

    labels = _LABELS[language_of(found.question)]
    unsure = found.status != "answered"
    if found.answer:
        typer.secho(visible(found.answer), bold=not unsure, fg="yellow" if unsure else None)
    if unsure and found.reason and found.reason not in found.answer:
        typer.secho(visible(found.reason), fg="yellow")
    if found.citations:
        typer.secho("\n" + labels["nearest" if unsure else "grounds"], bold=True)
    for citation in found.citations:
        _show_citation(citation, labels)
    cover = found.coverage
    if cover.reports:
        counts = (cover.reports, cover.stating, cover.mentioning, cover.silent)
        typer.secho("\n" + labels["coverage"].format(*counts), dim=True)


def _show_citation(citation: CitationOut, labels: dict[str, str]) -> None:
    year = labels["year"].format(citation.year) if citation.year else ""
    place = " ".join(filter(None, (citation.region, year, labels.get(citation.kind, ""))))
    typer.echo()
    typer.secho(f"[{citation.n}] ", nl=False, fg="cyan")
    typer.secho(on_one_line(" › ".join((place, *citation.heading_path))), bold=True)
    typer.echo(f"    “{visible(citation.quote)}”")
    for warning in citation.warnings:
        typer.secho(f"    ! {visible(warning)}", fg="yellow")
    link = quote_link(citation.report_id, citation.start, citation.end)
    typer.secho(f"    {visible(citation.source)}  {link}", dim=True)
