"""Facts as tables for spreadsheets: CSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from rag.links import quote_path
from rag.replies import fact_out
from rag.schemas import FactOut
from vectorstore.errors import MissingDependencyError
from vectorstore.queries import FactQuery
from vectorstore.store import Store

COLUMNS = tuple(FactOut.model_fields)
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"
"""Without it spreadsheets read UTF-8 Chinese as mojibake."""

Cell = str | float | None
"""What one cell of a table holds."""

_PAGE = 1000
_WIDTH = 12
_WIDTHS = {
    "quote": 60,
    "title": 40,
    "indicator": 28,
    "report_id": 20,
    "fact_id": 24,
    "warnings": 40,
}
"""Of columns whose cells are longer than most, in characters."""

_LINKING = ("quote", "report_id", "start", "end")
_MOST_LINKS = 65_000
"""A sheet holds 65,530 links; a program that meets more takes the workbook for damaged."""

_LINK_COLOUR = "1D5670"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_rows(store: Store, query: FactQuery, limit: int | None) -> Iterator[FactOut]:
    """All facts that a query selects, fetched page by page.

    The first page is fetched before this returns: a broken store is an error then, and not half a
    table.

    Args:
        store: Where they are.
        query: Selects them; its own limit does not count.
        limit: How many at most; None for all.
    """
    pages = _pages(store, query, limit)
    first = next(pages, [])
    return chain(first, chain.from_iterable(pages))


def _pages(store: Store, query: FactQuery, wanted: int | None) -> Iterator[list[FactOut]]:
    offset = query.offset
    while wanted is None or wanted > 0:
        size = _PAGE if wanted is None else min(wanted, _PAGE)
        _, found = store.facts(replace(query, limit=size, offset=offset))
        yield [fact_out(each) for each in found]
        if len(found) < size:
            return
        offset += size
        wanted = None if wanted is None else wanted - size


def csv_lines(facts: Iterable[FactOut]) -> Iterator[str]:
    """Facts as CSV text; see :func:`csv_table`."""
    return csv_table(COLUMNS, _rows(facts))


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """CSV text, byte order mark and header line first.

    A text cell that a spreadsheet would take for a formula gets a leading ``'``; numbers stay, whole
    ones without decimals, as reports write them.
    """
    yield BOM + _csv_line(columns)
    for row in rows:
        yield _csv_line([_guarded(value) for value in row])


def write_xlsx(facts: Iterable[FactOut], target: Path | io.BytesIO, site: str = "") -> None:
    """Writes facts as a workbook; see :func:`xlsx_table`."""
    xlsx_table("facts", COLUMNS, _rows(facts), target, site)


def xlsx_table(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    target: Path | io.BytesIO,
    site: str = "",
) -> None:
    """Writes a workbook of one sheet; text cells are typed as text, so none is a formula.

    Args:
        name: Of the sheet.
        columns: Names of the columns; the first row, which stays in sight.
        rows: The cells.
        target: Where to write.
        site: Address of the service; where it is known and the columns hold ``quote``,
            ``report_id``, ``start`` and ``end``, each quote links to its place in its report.

    Raises:
        MissingDependencyError: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter
    except ModuleNotFoundError as error:
        msg = "XLSX needs openpyxl: pip install openpyxl"
        raise MissingDependencyError(msg) from error
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        width = _WIDTHS.get(column, _WIDTH)
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [WriteOnlyCell(sheet, column) for column in columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    linked = site and all(each in columns for each in _LINKING)
    for number, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, _printable(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        if linked and number < _MOST_LINKS:
            at = dict(zip(columns, row, strict=True))
            report_id, start, end = at["report_id"], at["start"], at["end"]
            if at["quote"] and isinstance(start, int) and isinstance(end, int):
                quoted = cells[columns.index("quote")]
                quoted.hyperlink = site + quote_path(str(report_id), start, end)
                quoted.font = Font(color=_LINK_COLOUR, underline="single")
        sheet.append(cells)
    book.save(target)


def _rows(facts: Iterable[FactOut]) -> Iterator[list[Cell]]:
    return ([getattr(fact, name) for name in COLUMNS] for fact in facts)


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _guarded(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def _printable(text: str) -> str:
    """Without the control characters that a workbook may not hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n\r")
