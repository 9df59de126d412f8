"""``yiju reports``."""

from __future__ import annotations

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


def reports(
    store: StoreOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    offset: Annotated[int, typer.Option(min=0, help="Skip so many.")] = 0,
    json: JsonOption = False,
) -> None:
    """List the reports in the store.

    Example: yiju reports --region 云溪县 --year 2023
    """
    from rag.replies import report_out
    from rag.schemas import ReportsOut
    from vectorstore.queries import Filter

    with opened_store(store) as opened:
        where = Filter(tuple(region or ()), tuple(year or ()))
        total, found = opened.reports(where, limit, offset)
    rows = [report_out(each) for each in found]
    if json:
        typer.echo(ReportsOut(total=total, reports=rows).model_dump_json(indent=2))
        return
    print_table(
        ("id", "地区", "年度", "标题", "段落", "数据", "提示"),
        [
            (
                each.report_id,
                each.region,
                str(each.report_year or ""),
                each.title,
                str(each.passages),
                str(each.facts),
                " ".join(each.warnings),
            )
            for each in rows
        ],
    )
    if len(rows) < total:
        typer.echo(f"{len(rows)} of {total} reports; more with --limit and --offset", err=True)
