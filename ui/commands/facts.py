"""``yiju facts``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.shared import (
    JsonOption,
    RegionOption,
    StoreOption,
    YearOption,
    opened_store,
    print_table,
)

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
    from rag.exports import csv_lines, export_rows, write_xlsx
    from rag.replies import fact_out
    from rag.schemas import FactsOut
    from vectorstore.queries import FactQuery, Filter

    where = Filter(tuple(region or ()), tuple(year or ()))
    page = _DEFAULT_PAGE if limit is None else limit
    query = FactQuery(
        filter=where,
        indicator=indicator.strip(),
        unit=unit.strip(),
        minimum=minimum,
        maximum=maximum,
        limit=page,
        offset=offset,
    )
    with opened_store(store) as opened:
        if csv:
            for line in csv_lines(export_rows(opened, query, limit)):
                typer.echo(line, nl=False)
            return
        if xlsx is not None:
            write_xlsx(export_rows(opened, query, limit), xlsx)
            typer.echo(f"wrote {xlsx}", err=True)
            return
        total, found = opened.facts(query)
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
