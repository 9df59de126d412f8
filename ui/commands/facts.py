"""``yiju facts``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.shared import (
    JsonOption,
    RegionOption,
    StoreOption,
    YearOption,
    opened_store,
    print_table,
)
from vectorstore.records import Aggregation, Measure, Scope, Status

if TYPE_CHECKING:
    from vectorstore.queries import FactQuery
    from vectorstore.records import Fact
    from vectorstore.store import Store

_DEFAULT_PAGE = 100


def facts(
    indicator: Annotated[
        str, typer.Option(help="Words that must all occur in the indicator's name.")
    ] = "",
    store: StoreOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    unit: Annotated[str, typer.Option(help="Exact unit.")] = "",
    minimum: Annotated[float | None, typer.Option("--min", help="Smallest value.")] = None,
    maximum: Annotated[float | None, typer.Option("--max", help="Largest value.")] = None,
    thing: Annotated[str, typer.Option(help="Words that must all occur in what is measured.")] = "",
    measure: Annotated[
        list[Measure] | None, typer.Option(help="What of it is measured.", show_default=False)
    ] = None,
    status: Annotated[
        list[Status] | None, typer.Option(help="Result, target or plan.", show_default=False)
    ] = None,
    aggregation: Annotated[
        list[Aggregation] | None,
        typer.Option(help="How it sums up its time.", show_default=False),
    ] = None,
    scope: Annotated[
        list[Scope] | None, typer.Option(help="Which part of a place.", show_default=False)
    ] = None,
    dimension: Annotated[
        list[str] | None,
        typer.Option(help="What the unit measures: mass, money, share …", show_default=False),
    ] = None,
    since: Annotated[
        str, typer.Option("--from", help="Of a time that does not end before this year or day.")
    ] = "",
    until: Annotated[
        str, typer.Option("--to", help="Of a time that does not begin after this year or day.")
    ] = "",
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="At most so many.  [default: 100; all for --csv and --xlsx]"),
    ] = None,
    offset: Annotated[int, typer.Option(min=0, help="Skip so many.")] = 0,
    json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV (UTF-8 with BOM).")] = False,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help="Write a workbook.")
    ] = None,
) -> None:
    """List or export the figures that reports state.

    With --min or --max, --unit is their unit, and other units of its dimension count too: 1 亿斤 is
    5 万吨.

    Example: yiju facts --indicator 行政复议 --unit 件 --min 100 --csv > facts.csv
    Example: yiju facts --thing 粮食 --measure level --status target --from 2026
    """
    if json + csv + (xlsx is not None) > 1:
        raise typer.BadParameter("choose one of --json, --csv and --xlsx")
    from rag.fact_filters import with_bounds
    from rag.linking.subjects import Subjects
    from vectorstore.queries import FactKinds, FactQuery, Filter

    kinds = FactKinds(
        thing.strip(),
        tuple(measure or ()),
        tuple(status or ()),
        tuple(aggregation or ()),
        tuple(scope or ()),
        tuple(dimension or ()),
        *_days(since, until),
    )
    query = FactQuery(
        filter=Filter(tuple(region or ()), tuple(year or ())),
        indicator=indicator.strip(),
        kinds=kinds,
        limit=_DEFAULT_PAGE if limit is None else limit,
        offset=offset,
    )
    query = with_bounds(query, unit.strip(), minimum, maximum)
    with opened_store(store) as opened:
        query = Subjects(opened).resolved(query)
        if csv or xlsx is not None:
            _export(opened, query, limit, xlsx)
        else:
            _show(*opened.facts(query), json=json)


def _days(since: str, until: str) -> tuple[str, str]:
    """The first and the last day that are asked for."""
    from rag.fact_filters import first_day, last_day

    try:
        return first_day(since), last_day(until)
    except ValueError as error:
        raise typer.BadParameter(f"--from and --to: {error}") from error


def _export(store: Store, query: FactQuery, limit: int | None, workbook: Path | None) -> None:
    """Writes the figures as a workbook, or prints them as CSV where none is named."""
    from rag.exports import csv_lines, export_rows, write_xlsx

    rows = export_rows(store, query, limit)
    if workbook is not None:
        write_xlsx(rows, workbook)
        typer.echo(f"wrote {workbook}", err=True)
        return
    for line in csv_lines(rows):
        typer.echo(line, nl=False)


def _show(total: int, found: Sequence[Fact], *, json: bool) -> None:
    """Prints one page of the figures, and how many there are in all."""
    from rag.figure_notes import kind_notes, time_note
    from rag.replies import fact_out
    from rag.schemas import FactsOut

    rows = [fact_out(each) for each in found]
    if json:
        typer.echo(FactsOut(total=total, facts=rows).model_dump_json(indent=2))
        return
    print_table(
        ("地区", "年度", "时间", "指标", "数值", "单位", "说明", "原文"),
        [
            (
                each.region,
                str(each.year or ""),
                time_note(each, each.year),
                each.indicator,
                f"{each.qualifier}{each.value:.15g}",
                each.unit,
                "、".join(kind_notes(each, each.status)),
                each.quote,
            )
            for each in rows
        ],
    )
    if len(rows) < total:
        typer.echo(f"{len(rows)} of {total} figures; more with --limit and --offset", err=True)
