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

    Example: yiju facts --indicator 行政复议 --unit 件 --min 100 --csv > facts.csv
    """
    if json + csv + (xlsx is not None) > 1:
        raise typer.BadParameter("choose one of --json, --csv and --xlsx")
    from vectorstore.queries import FactQuery, Filter

    query = FactQuery(
        filter=Filter(tuple(region or ()), tuple(year or ())),
        indicator=indicator.strip(),
        unit=unit.strip(),
        minimum=minimum,
        maximum=maximum,
        limit=_DEFAULT_PAGE if limit is None else limit,
        offset=offset,
    )
    with opened_store(store) as opened:
        if csv or xlsx is not None:
            _export(opened, query, limit, xlsx)
        else:
            _show(*opened.facts(query), json=json)


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
    from rag.replies import fact_out
    from rag.schemas import FactsOut

    rows = [fact_out(each) for each in found]
    if json:
        typer.echo(FactsOut(total=total, facts=rows).model_dump_json(indent=2))
        return
    print_table(
        ("地区", "年度", "时间", "指标", "数值", "单位", "原文"),
        [
            (
                each.region,
                str(each.year or ""),
                each.period,
                each.indicator,
                f"{each.qualifier}{each.value:.15g}",
                each.unit,
                each.quote,
            )
            for each in rows
        ],
    )
    if len(rows) < total:
        typer.echo(f"{len(rows)} of {total} figures; more with --limit and --offset", err=True)
