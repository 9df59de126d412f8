"""Which row of a table is a part of which: list numbers, 其中, indentation, totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.tabular.labels import Label

_ROUNDING = 1.0005
_AMONG_WIDTH = 3
"""How far the words of a row with 其中： stand right of its beginning, and so the rows below it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, as far as it tells where it belongs.

    Attributes:
        label: What its innermost label says.
        indent: How many blanks stand before it.
        unit: The unit that it gives; empty where none.
        value: Its first value; None where it has none.
        is_section: Whether it only opens the rows below.
    """

    label: Label
    indent: int = 0
    unit: str = ""
    value: float | None = None
    is_section: bool = False


def parents_of(lines: Sequence[Line]) -> list[int]:
    """For each row, the one that it is a part of or stands under; -1 for none."""
    walker = _Walker(lines)
    return [walker.place(at) for at in range(len(lines))]


def totals_of(lines: Sequence[Line], parents: Sequence[int]) -> list[int]:
    """For each row, the total that sums it up; -1 for none.

    A total sums up the rows before it since the last one; one in the first row, those below it.
    """
    totals = [-1] * len(lines)
    first = next((at for at, line in enumerate(lines) if line.value is not None), -1)
    begin = 0
    for at, line in enumerate(lines):
        if not line.label.total or line.value is None:
            continue
        covered = range(at + 1, len(lines)) if at == first else range(begin, at)
        for row in covered:
            if lines[row].label.total or parents[row] != parents[at]:
                continue
            if _fits(lines[row], line):
                totals[row] = at
        begin = at + 1
    return totals


def _fits(part: Line, total: Line) -> bool:
    """Whether a row may be summed up by a total, by unit, size and name."""
    if part.value is None or total.value is None or part.unit != total.unit:
        return False
    return part.value <= total.value * _ROUNDING and part.label.thing[-2:] not in _OTHER_SIDE.get(
        total.label.thing[-2:], ()
    )


_OTHER_SIDE = {"收入": ("支出", "资金"), "支出": ("收入",)}


class _Walker:
    """Goes through rows from the top and remembers those that later rows may be under."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._above: list[int] = []
        self._run: int = -1
        """The row whose parts are being listed; -1 when none is."""
        self._part = -1
        """The last row of that list that says 其中."""
        self._sum = 0.0
        self._parents: list[int] = []

    def place(self, at: int) -> int:
        """The row that a row is under."""
        line = self._lines[at]
        if line.label.total and not line.label.among:
            self._close()
            parent = self._numbered(at) if line.label.number else -1
        elif line.label.among:
            parent = self._among(at)
        elif line.label.number:
            self._close()
            parent = self._numbered(at)
        elif self._run >= 0 and (parent := self._continued(at)) >= 0:
            pass
        else:
            self._close()
            parent = self._indented(at)
        self._parents.append(parent)
        self._above.append(at)
        return parent

    def _close(self) -> None:
        self._run, self._sum = -1, 0.0

    def _numbered(self, at: int) -> int:
        """The nearest row above whose list number is of a kind further out."""
        number = self._lines[at].label.number
        self._above = [
            each
            for each in self._above
            if self._lines[each].label.number and self._lines[each].label.number < number
        ]
        return self._above[-1] if self._above else -1

    def _among(self, at: int) -> int:
        """The row that 其中 divides: the one before, or the one that rows before it divide already."""
        if at == 0:
            return -1
        if self._run < 0 or self._lines[at].indent > self._lines[at - 1].indent:
            self._run, self._sum = at - 1, 0.0
        self._sum += self._lines[at].value or 0.0
        self._part = at
        return self._run

    def _continued(self, at: int) -> int:
        """The row that a row without 其中 is one more part of, after one with it; -1 for none."""
        line, part, whole = self._lines[at], self._lines[self._part], self._lines[self._run]
        if line.is_section:
            return -1
        if len({line.indent, part.indent, whole.indent}) > 1:
            return self._by_indent(line, part, whole)
        if line.label.unit is not None or line.unit != whole.unit:
            return -1
        if line.value is None or whole.value is None:
            return -1
        self._sum += line.value
        return self._run if self._sum <= whole.value * _ROUNDING else -1

    def _by_indent(self, line: Line, part: Line, whole: Line) -> int:
        if line.indent in {part.indent, part.indent + _AMONG_WIDTH} and line.indent > whole.indent:
            return self._run
        return self._part if line.indent > part.indent else -1

    def _indented(self, at: int) -> int:
        """The nearest row above that stands further left; else the section that it is in."""
        line = self._lines[at]
        for each in reversed(self._above):
            other = self._lines[each]
            if other.indent < line.indent:
                return each
            if other.is_section and not self._left(each, at):
                return each if not line.is_section else -1
            if other.indent == line.indent and not other.is_section:
                return self._same_as(each)
        return -1

    def _left(self, section: int, at: int) -> bool:
        """Whether a section whose rows were indented is over."""
        first = self._lines[section + 1] if section + 1 < len(self._lines) else None
        return first is not None and self._lines[at].indent < first.indent

    def _same_as(self, other: int) -> int:
        """The row that a row's sibling is under, where that is a section or shown by indentation."""
        parent = self._parents[other]
        if parent < 0:
            return -1
        line = self._lines[other]
        if self._lines[parent].is_section or self._lines[parent].indent < line.indent:
            return parent
        return -1
