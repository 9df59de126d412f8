"""The visible text of an HTML tree, line by line as a browser would break it."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree
from lxml.html import HtmlElement

from ingest.loaders.tables import is_article, join_cells

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p "
    "pre section summary table tbody td tfoot th thead title tr ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
_MAX_COLUMNS = 64  # beyond, spans are nonsense or malice
_EAST_ASIAN = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u201c\u201d\u2018\u2019\u2026\u2014\u3000"
_BROKEN_BETWEEN = re.compile(rf"(?<=[{_EAST_ASIAN}])[ \t\r]*\n\s*(?=[{_EAST_ASIAN}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")

SkipTest = Callable[[HtmlElement], bool]


def render(root: HtmlElement, skip: SkipTest = lambda _: False) -> list[str]:
    """Renders an element.

    Blocks and ``<br>`` begin a line; white space collapses as in a browser, and a line break of
    the source between two Chinese characters leaves nothing. A table row becomes one line, its
    cells separated by ``" | "`` in reading order; a merged cell stands once, at its first row, and
    leaves blanks below. Rows of tables that only lay out a page are read as blocks.

    Args:
        root: The element; its tail is not rendered.
        skip: Elements for which it says True are left out with all that is in them.

    Returns:
        Lines without surrounding white space, none empty.
    """
    return _Renderer(skip).render(root)


class _Renderer:
    def __init__(self, skip: SkipTest, layout_rows: set[HtmlElement] | None = None) -> None:
        self._skip = skip
        # Known to all renderers of a page: rows in cells of rows must not be tried time and again.
        self._layout_rows = set() if layout_rows is None else layout_rows
        self._lines: list[str] = []
        self._line: list[str] = []
        self._spans: dict[HtmlElement, dict[int, int]] = {}
        self._counted: dict[HtmlElement, int] = {}
        self._preformatted = 0

    def render(self, root: HtmlElement) -> list[str]:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:  # not recursive: pages nest thousands deep
            if event == "start":
                if element is not root and self._skip(element):
                    walker.skip_subtree()
                    self._close(element, root, rendered=False)
                elif element.tag == "tr" and (cells := self._row(element)) is not None:
                    self._break()
                    self._lines.append(join_cells(cells))
                    walker.skip_subtree()
                else:
                    self._open(element)
            else:
                self._close(element, root)
        self._break()
        return [line for line in self._lines if line]

    def _open(self, element: HtmlElement) -> None:
        if element.tag == "br" or element.tag in BLOCKS:
            self._break()
        if element.tag == "pre":
            self._preformatted += 1
        if element.tag == "li":
            self._add(self._item_number(element))
        self._add(element.text)

    def _close(self, element: HtmlElement, root: HtmlElement, *, rendered: bool = True) -> None:
        if element.tag in BLOCKS:
            self._break()
        if rendered and element.tag == "pre":
            self._preformatted -= 1
        if element is not root:
            self._add(element.tail)

    def _item_number(self, item: HtmlElement) -> str:
        """The number that a browser puts before an item of an ordered list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or "none" in (parent.get("style") or ""):
            return ""
        following = self._counted.get(parent, _whole(parent.get("start"), 1) - 1) + 1
        self._counted[parent] = _whole(item.get("value"), following)
        return f"{self._counted[parent]}."

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if not self._preformatted:
            self._line.append(text)
            return
        first, *others = text.split("\n")
        self._line.append(first)
        for other in others:
            self._break()
            self._line.append(other)

    def _break(self) -> None:
        text = _BROKEN_BETWEEN.sub("", "".join(self._line))
        self._lines.append(_SPACES.sub(" ", text).strip())
        self._line.clear()

    def _row(self, row: HtmlElement) -> list[str] | None:
        """Cells of a data row; None where the row only lays out a page."""
        if row in self._layout_rows:
            return None
        cells = [cell for cell in row if cell.tag in ("td", "th") and not self._skip(cell)]
        if len(cells) < 2 or next(row.iter("table"), None) is not None:
            return None
        texts = []
        for cell in cells:
            lines = _Renderer(self._skip, self._layout_rows).render(cell)
            texts.append(" ".join(lines))
            if is_article(lines):
                self._layout_rows.add(row)
                return None
        return self._with_merged(row, cells, texts)

    def _with_merged(
        self, row: HtmlElement, cells: list[HtmlElement], texts: list[str]
    ) -> list[str]:
        """Puts blanks where cells of rows above reach into this one."""
        table = next(row.iterancestors("table"), row)
        pending = self._spans.get(table, {})
        below: dict[int, int] = {}
        result: list[str] = []
        remaining = list(zip(cells, texts, strict=True))
        column = 0
        while remaining or pending.get(column):
            if pending.get(column):
                result.append("")
                below[column] = pending[column] - 1
                column += 1
                continue
            cell, text = remaining.pop(0)
            result.append(text)
            for _ in range(_whole(cell.get("colspan"), 1)):
                below[column] = _whole(cell.get("rowspan"), 1) - 1
                column += 1
        self._spans[table] = below if len(below) <= _MAX_COLUMNS else {}
        return result


def _whole(value: str | None, default: int) -> int:
    """A small attribute; hostile spans of thousands of columns count as the default."""
    text = (value or "").strip()
    return int(text) if text.isdecimal() and 0 < len(text) <= 3 else default
