"""Facts as tables for spreadsheets: CSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

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

    A text cell that a spreadsheet would take for a formula gets a leading ``'``; numbers stay.
    """
    yield BOM + _csv_line(columns)
    for row in rows:
        yield _csv_line([_guarded(value) for value in row])


def write_xlsx(facts: Iterable[FactOut], target: Path | io.BytesIO) -> None:
    """Writes facts as a workbook; see :func:`xlsx_table`."""
    xlsx_table("facts", COLUMNS, _rows(facts), target)


def xlsx_table(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], target: Path | io.BytesIO
) -> None:
    """Writes a workbook of one sheet; text cells are typed as text, so none is a formula.

    Raises:
        MissingDependencyError: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ModuleNotFoundError as error:
        msg = "XLSX needs openpyxl: pip install openpyxl"
        raise MissingDependencyError(msg) from error
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.append(list(columns))
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, _printable(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(target)


def _rows(facts: Iterable[FactOut]) -> Iterator[list[Cell]]:
    return ([getattr(fact, name) for name in COLUMNS] for fact in facts)


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _guarded(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def _printable(text: str) -> str:
    """Without the control characters that a workbook may not hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n\r")
