"""Data tables in a text: lines of cells between vertical bars, with what is written above them.

Loaders write a table row as one line, ``a | b | c``; pasted tables also have bars at both ends.
A merged cell stands once: one over several columns leaves its row short, one over several rows
leaves blanks below. This module finds the rows and puts every cell into its column; what the cells
say is read by :mod:`ingest.cells`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.cells import is_dash, is_value, is_year

_LINE = re.compile(r"[^\s][^\n]*")
_LAYOUT = re.compile(
    r"(?:信息)?索引号?码?|(?:发布|公开|制发|发文|所属)(?:机构|单位|部门|机关)|(?:发布|发文|成文|生成|公开|印发|生效|失效)(?:日期|时间)"
    r"|(?:发文字|文)号|(?:公开|信息)(?:方式|类别|形式|时限|属性|范围)|主题词|(?:主题|组配|体裁)分类|有效性|统一编号"
    r"|(?:点击|浏览|阅读|访问)(?:次数|量|数)?|来源|作者|字[体号]|打印|当前位置|首页"
)
"""What the cells of a publication table or a page's furniture begin with."""
_UNIT_NOTE = re.compile(r"单位 ?:")
_CAPTION = re.compile(r"(?:附?表|附件) ?[一二三四五六七八九十0-9]")
_ANNOUNCED = re.compile("如下|下表|[:表]$")
_CAPTION_LINES = 3
_LONGEST_CAPTION = 60
_LONGEST_SECTION = 24
_LONGEST_DATUM = 120
_MAX_HEADER = 3
_PLAIN_LINE = re.compile(r"[^\n]+")
_GAP = re.compile(r"(?<=\S)[ \t]+(?=\S)")
_SENTENCE_MARK = re.compile("[。;!?,]")
_FEWEST_PLAIN = 3
_LONGEST_PLAIN = 24
_MAX_COLUMNS = 64  # beyond, it is no table that a person reads


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        start: Where its words begin in the text; a blank cell is empty.
        end: Where they end.
        words: Its words, folded, without surrounding white space.
    """

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table.

    Attributes:
        start: Where its first cell begins, bars at the line's ends left out.
        end: Where its last cell ends.
        cells: One for each column of the table; for a line that speaks of the rows below it
            (``一、行政复议``) that line alone.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]

    @property
    def section(self) -> str:
        """The words of a row that holds nothing else; empty for other rows."""
        filled = [cell.words for cell in self.cells if cell.words]
        return filled[0] if len(filled) == 1 and not is_value(filled[0]) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of data.

    Attributes:
        start: Where its first line begins, captions included.
        end: Where its last row ends.
        captions: The lines above it that say what it is about, folded, the nearest first.
        header: Its header rows; none where the first row holds data.
        rows: The rows below the header.
    """

    start: int
    end: int
    captions: tuple[str, ...]
    header: tuple[Row, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    words: str
    bars: int


def find_tables(folded: str) -> list[Table]:
    """The tables of a folded text, in order.

    Two lines or more with as many cells make a table; publication tables (``索引号``), menus and
    articles that a table only frames do not. Tables that lost their bars, whose cells only blanks
    part, are read as if they had them.
    """
    folded = with_bars(folded)
    if "|" not in folded:
        return []
    lines = [
        _Line(match.start(), match.end(), match[0].rstrip(), match[0].count("|"))
        for match in _LINE.finditer(folded)
    ]
    tables = []
    for first, last in _runs(lines):
        table = _table(folded, lines, first, last)
        if table is not None:
            tables.append(table)
    return tables


def with_bars(folded: str) -> str:
    """A text of the same length in which bars part the cells of tables that blanks parted."""
    pieces: list[str] = []
    at = 0
    block: list[tuple[re.Match[str], int]] = []
    for match in (*_PLAIN_LINE.finditer(folded), None):
        width = 0 if match is None else _plain_width(match[0])
        if width and (not block or width == block[-1][1]):
            assert match is not None
            block.append((match, width))
            continue
        if _is_plain_table([line[0] for line, _ in block]):
            for line, _ in block:
                pieces += [folded[at : line.start()], _GAP.sub(_barred, line[0].rstrip())]
                at = line.start() + len(line[0].rstrip())
        block = [(match, width)] if match is not None and width else []
    return "".join([*pieces, folded[at:]]) if pieces else folded


def _plain_width(line: str) -> int:
    """How many cells a line would have; 0 where it is running text."""
    if "|" in line or _SENTENCE_MARK.search(line):
        return 0
    fields = line.split()
    if not _FEWEST_PLAIN <= len(fields) <= _MAX_COLUMNS:
        return 0
    return len(fields) if max(map(len, fields)) <= _LONGEST_PLAIN else 0


def _is_plain_table(lines: Sequence[str]) -> bool:
    """A header without values, years aside, above two rows or more that hold some."""
    if len(lines) < _FEWEST_PLAIN:
        return False
    header, *rows = (line.split() for line in lines)
    if any(is_value(each) and not is_year(each) for each in header):
        return False
    return all(any(map(is_value, row[1:])) for row in rows)


def _barred(gap: re.Match[str]) -> str:
    return "|".ljust(len(gap[0]))


def _runs(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """First and last index of consecutive lines with cells; a section's line may stand between."""
    at = 0
    while at < len(lines):
        if not _is_row(lines[at]):
            at += 1
            continue
        first = last = at
        while last + 1 < len(lines):
            if _is_row(lines[last + 1]):
                last += 1
            elif _is_section(lines, last + 1):
                last += 2
            else:
                break
        if last > first:
            yield first, last
        at = last + 1


def _is_row(line: _Line) -> bool:
    """Whether a line holds cells, none of which is running text."""
    return bool(line.bars) and not any(
        len(cell) > _LONGEST_DATUM and "。" in cell[:-1] for cell in line.words.split("|")
    )


def _is_section(lines: Sequence[_Line], at: int) -> bool:
    """Whether a line without cells names the rows that follow it, in the midst of a table."""
    line = lines[at]
    if line.bars or len(line.words) > _LONGEST_SECTION or re.search("[。;!?,]", line.words):
        return False
    if _UNIT_NOTE.search(line.words) or _CAPTION.match(line.words) or at + 1 >= len(lines):
        return False
    above, below = lines[at - 1], lines[at + 1]
    return below.bars == above.bars and any(
        is_value(cell.strip()) for cell in below.words.strip("| ").split("|")[1:]
    )


def _table(folded: str, lines: Sequence[_Line], first: int, last: int) -> Table | None:
    block = lines[first : last + 1]
    barred = [line for line in block if line.bars]
    framed = all(line.words.startswith("|") for line in barred)
    cut = [_cells(folded, line, framed=framed) for line in block]
    if any(_LAYOUT.match(cell.words) for cells in cut for cell in cells):
        return None
    width = _width([len(cells) for cells in cut])
    if width < 2:
        return None
    rows = [_row(cells) for cells in cut if any(re.search(r"[^-: ]", c.words) for c in cells)]
    captions = _captions(lines, first)
    inside = 0
    while inside < len(rows) and rows[inside].section and len(rows) > inside + 2:
        inside += 1
    header = _header_length(rows[inside:], width)
    body = rows[inside + header :]
    if not body:
        return None
    labels = _labels(body, width)
    grid = [_spread(row, width, labels) for row in body]
    spread_header = _spread_header(rows[inside : inside + header], width)
    top = lines[first - len(captions)].start if captions else lines[first].start
    named = tuple(line.words for line in reversed(captions))
    named = (*(row.section for row in reversed(rows[:inside])), *named)
    return Table(
        top,
        block[-1].end,
        named,
        tuple(spread_header),
        tuple(row for row in grid if row is not None),
    )


def _cells(folded: str, line: _Line, *, framed: bool) -> list[Cell]:
    """A line's cells; with ``framed`` the bars at its ends belong to no cell."""
    start = line.start
    end = start + len(line.words)
    if framed and line.bars:
        start += 1
        end -= folded[end - 1] == "|" and end - 1 > start
    cells = []
    at = start
    for words in folded[start:end].split("|"):
        begin = at + len(words) - len(words.lstrip())
        stripped = words.strip()
        begin = begin if stripped else at
        cells.append(Cell(begin, begin + len(stripped), stripped))
        at += len(words) + 1
    return cells


def _width(counts: Sequence[int]) -> int:
    """How many columns a table has; 0 where its rows do not agree."""
    most, times = max(Counter(counts).items(), key=lambda each: (each[1], each[0]))
    return most if times >= 2 and times * 2 >= len(counts) and most <= _MAX_COLUMNS else 0


def _row(cells: Sequence[Cell]) -> Row:
    filled = [cell for cell in cells if cell.words]
    return Row(filled[0].start, filled[-1].end, tuple(cells))


def _header_length(rows: Sequence[Row], width: int) -> int:
    """How many rows name the columns.

    The first does where no cell right of its own first holds a value, years aside; a later one
    where besides its first cell is blank, merged with the one above, or the row above is short.
    """
    for number, row in enumerate(rows[:_MAX_HEADER]):
        first, *others = (cell.words for cell in row.cells)
        continues = number == 0 or not first or _is_merged(rows[number - 1], width)
        if not continues or row.section or any(map(is_dash, others)):
            return number
        if any(
            is_value(each) and not (is_year(each) and not (number and first)) for each in others
        ):
            return number
    return min(len(rows), _MAX_HEADER)


def _is_merged(row: Row, width: int) -> bool:
    """Whether cells of a header row reach over several columns, which the next row then names."""
    named = [bool(cell.words) for cell in row.cells]
    return len(named) < width or (named.count(True) > 1 and not all(named[1:]))


def _labels(rows: Sequence[Row], width: int) -> int:
    """How many columns from the left hold no values, in most of the rows that are not short."""
    full = [row.cells for row in rows if len(row.cells) == width]
    for at in range(width):
        filled = [cells[at].words for cells in full if cells[at].words]
        if sum(map(is_value, filled)) * 2 > len(filled):
            return at
    return 1


def _spread(row: Row, width: int, labels: int) -> Row | None:
    """A row with a cell for every column; None where it has too many.

    A short row's first cell reaches over several columns of labels (``合计``), so the others stand
    right; where it has all its labels, its last cells are missing.
    """
    missing = width - len(row.cells)
    if missing < 0:
        return None
    if not missing or len(row.cells) == 1:
        return row
    written = next((at for at, cell in enumerate(row.cells) if is_value(cell.words)), labels)
    if written >= labels > 1:
        at = row.cells[-1].end
        return Row(row.start, row.end, (*row.cells, *(Cell(at, at, ""),) * missing))
    at = row.cells[0].end
    blanks = (Cell(at, at, ""),) * missing
    return Row(row.start, row.end, (row.cells[0], *blanks, *row.cells[1:]))


def _spread_header(rows: Sequence[Row], width: int) -> list[Row]:
    """Header rows with a cell for every column, merged cells repeated over theirs."""
    spread: list[Row] = []
    below: list[bool] = [True] * width
    for number, row in enumerate(reversed(rows)):
        cells = _over(row.cells, width, below) if number else _over_last(row.cells, width, below)
        spread.append(Row(row.start, row.end, tuple(cells)))
        below = [bool(cell.words) for cell in cells]
    return spread[::-1]


def _over_last(cells: Sequence[Cell], width: int, below: Sequence[bool]) -> list[Cell]:
    return list(cells) if len(cells) == width else _over(cells, width, below)


def _over(cells: Sequence[Cell], width: int, below: Sequence[bool]) -> list[Cell]:
    """The cells of a header row over the columns; ``below`` tells which the next row names.

    A column that the next row leaves blank has a cell of its own; the other cells share the rest
    evenly, as 2022年 and 2023年 do over 受理, 审结, 受理, 审结.
    """
    blank = [not named for named in below]
    left = next((at for at, is_blank in enumerate(blank) if not is_blank), 0)
    right = next((at for at, is_blank in enumerate(reversed(blank)) if not is_blank), 0)
    if len(cells) == width:
        return _fill_right(cells, left, width - right)
    if len(cells) > width:
        return list(cells[:width])
    left, right = (left, right) if left or right else (1, 0)
    inner, columns = len(cells) - left - right, width - left - right
    if inner < 1 or columns % inner:
        at = cells[-1].end
        return [*cells, *(Cell(at, at, "") for _ in range(width - len(cells)))]
    each = columns // inner
    middle = [cell for cell in cells[left : left + inner] for _ in range(each)]
    return [*cells[:left], *middle, *cells[left + inner :]]


def _fill_right(cells: Sequence[Cell], start: int, stop: int) -> list[Cell]:
    """Blank cells of a header's upper row as the cell before them."""
    filled = list(cells)
    for at in range(start + 1, stop):
        if not filled[at].words:
            filled[at] = filled[at - 1]
    return filled


def _captions(lines: Sequence[_Line], first: int) -> list[_Line]:
    """The lines right above a table that say what it is about or in which unit, from the top."""
    found: list[_Line] = []
    for line in reversed(lines[max(0, first - _CAPTION_LINES) : first]):
        words = line.words
        if line.bars or len(words) > _LONGEST_CAPTION:
            break
        if words.endswith("。") and not _ANNOUNCED.search(words[:-1]):
            break
        found.append(line)
        if not _UNIT_NOTE.search(words) or _CAPTION.match(words):
            break
    return found[::-1]
