"""How table rows are written as lines of text, whatever format they come from."""

from __future__ import annotations

CELL_SEPARATOR = " | "
"""Stands between the cells of a row; a row is one line."""

_ARTICLE_LINES = 3
_ARTICLE_CHARACTERS = 200


def join_cells(cells: list[str]) -> str:
    """One line for a row; no separator where a single cell holds anything."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2:
        return "".join(filled)
    return CELL_SEPARATOR.join(cells).strip()


def is_article(lines: list[str]) -> bool:
    """Whether a cell holds running text that a table only frames, rather than a datum."""
    return len(lines) >= _ARTICLE_LINES and sum(map(len, lines)) > _ARTICLE_CHARACTERS
