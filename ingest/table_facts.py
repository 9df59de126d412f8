"""Facts out of tables: every number under the name that its row and its column give it.

``行政复议受理(件) | 365 | 417`` under ``指标 | 2022年 | 2023年`` is two facts named 行政复议受理, of 2022
and of the report's year. Rows may be items, places, departments or years; what the labels leave
out is taken from the caption or the section's heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.cells import Unit, Value, is_rate, label_of, scaled_unit_of, unit_in_name, value_of
from ingest.digits import scaled
from ingest.drafts import Draft
from ingest.figure import Figure
from ingest.figures.settings import Settings
from ingest.folding import fold
from ingest.indicators import clean, compose, frame_of, is_bare, name_of, shorten
from ingest.table_captions import object_of, read_captions
from ingest.table_columns import (
    Column,
    Role,
    columns_of,
    holds_places,
    is_place,
    is_total,
    period_of,
    without_time,
)
from ingest.tables import Cell, Row, Table
from ingest.tabular.reading import TableReading
from ingest.wording import ADVERBS, EVENTS, TRAILING_EVENT, any_of
from vectorstore.records import Metadata, PartKind, Section, Span

Context = Callable[[int], str]

_JOINT = re.compile("[与和及、]")
_AMONG = re.compile("其中 ?[:、]?|#|[-—·]+ ?")
_COMPLETE = re.compile("(?:应诉|败诉|胜诉)率|.{3,}率|(?:罚没|追缴|挽回).+")
"""Names that need nothing from around the table, though they are made of common words."""
_BODY_HEADER = re.compile(".*(?:部门|单位|机构|机关|主体|系统|警种)(?:名称)?")
_CLASS_HEADER = re.compile(".*(?:类别|类型|种类|分类|领域|案由|行业)(?:名称)?")
_EVENT = re.compile(f"(?:{any_of([*EVENTS, *ADVERBS])})+(?:件数|人数|总数|数量|数|率|量)?")
"""A label that says what happened and nothing else: it goes with the row above."""
_SUBTOTAL = re.compile("小计")
_RATIO = re.compile("率|幅|占|比[重例]|百分比|同比(?!增减|变)|环比")
_COUNTS = frozenset("户 家 人 人次 件次 场次 批次 户次 家次".split())
"""Units that names tell and that are no sums of money, whatever the caption says of the rest."""
_SHORT = 4


@dataclass(frozen=True, slots=True)
class _Named:
    """What a row is about.

    Attributes:
        name: What it measures; empty where the columns say it.
        part: What it is a part of the column's figure by (a department, a class).
        region: The place that it speaks of.
        period: The time that it gives; None where none.
        unit: The unit in its label.
        is_total: Whether it sums up other rows.
        is_class: Whether ``part`` is a class of things (``公安类``), not a body.
    """

    name: str = ""
    part: str = ""
    region: str = ""
    period: str | None = None
    unit: Unit | None = None
    is_total: bool = False
    is_class: bool = False


@dataclass
class TableReader:
    """Reads one table."""

    table: Table
    metadata: Metadata
    sections: Sequence[Section]
    settings: Settings
    folded: str
    columns: list[Column] = field(default_factory=list)
    read: list[Span] = field(default_factory=list)
    _group: str = ""
    _parent: str = ""
    _among: bool = False
    _above: dict[int, Cell] = field(default_factory=dict)
    _places: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        year, region = self.metadata.report_year, self.metadata.region
        self.columns = columns_of(self.table, year, region)
        caption = read_captions(self.table.captions, year, region)
        self._subject, self._unit, self._period = caption.subject, caption.unit, caption.period
        for at, column in enumerate(self.columns):
            if column.role is Role.LABEL:
                labels = [row.cells[at].words for row in self.table.rows if at < len(row.cells)]
                self._places[at] = holds_places(column.header, labels)
        self._plans = [
            each
            for each in self.sections
            if each.kind is PartKind.PLAN
            and each.start < self.table.end
            and self.table.start < each.end
        ]
        self._typed = TableReading(
            self.table, self.columns, self._places, self.metadata, self.settings, self._around(), self.folded
        )  # fmt: skip

    def drafts(self) -> Iterator[Draft]:
        """The table's figures, row by row."""
        self.read += [Span(row.start, row.end) for row in self.table.header]
        for number, row in enumerate(self.table.rows):
            if row.section:
                self._group, self._parent, self._among = self._plain(row.section), "", False
                continue
            yield from self._row(number, row)

    def _row(self, number: int, row: Row) -> Iterator[Draft]:
        labels: list[int] = []
        named: _Named | None = None
        after_values = False
        self._inherit(row)
        for at, column in enumerate(self.columns[: len(row.cells)]):
            cell = row.cells[at]
            if column.role is Role.LABEL:
                labels, after_values = self._next_labels(labels, at, after_values)
                if at in labels:
                    named = None
                    self._claim(cell)
                continue
            value = value_of(cell.words) if column.role is Role.VALUE else None
            self._claim(cell)
            if value is None or not (labels or column.name or self._subject):
                continue
            after_values = True
            named = named or self._named(row, labels)
            draft = self._draft(row, cell, value, column, named, (number, at))
            yield self._typed_draft(draft, row, value, labels, (number, at))

    def _typed_draft(
        self, draft: Draft, row: Row, value: Value, labels: Sequence[int], where: tuple[int, int]
    ) -> Draft:
        """A draft with what its figure measures; ``where`` is its row and its column."""
        number, at = where
        words = [(each, self._label(row, each, last=each == labels[-1])) for each in labels]
        draft.reading = self._typed.reading(number, at, words, draft.figure, value)
        draft.row_head = self._typed.row_head(number, words)
        draft.column_head = self._typed.heads[at].words
        return draft

    def _claim(self, cell: Cell) -> None:
        if cell.words:
            self.read.append(Span(cell.start, cell.end))

    def _next_labels(
        self, labels: list[int], at: int, after_values: bool
    ) -> tuple[list[int], bool]:
        """The columns that name the values right of a column of labels.

        Labels after values begin anew where the first label's header is repeated, or there is
        none (``受理 | 365 | 审结 | 340``); other words after values are remarks.
        """
        if not after_values:
            return [*labels, at], False
        header = self.columns[at].header
        if labels and header == self.columns[labels[0]].header:
            return [at], False
        heads = self._typed.heads
        if (
            labels
            and len(self._typed.own_head(at)) > 1
            and self._typed.own_head(at) == self._typed.own_head(labels[0])
            and heads[at].words != heads[labels[0]].words
        ):
            return [at], False
        return labels, after_values

    def _inherit(self, row: Row) -> None:
        """Remembers the labels that reach down into rows below."""
        for at, cell in enumerate(row.cells):
            if self.columns[at].role is Role.LABEL and cell.words:
                self._above[at] = cell
                for right in [each for each in self._above if each > at]:
                    if not row.cells[right].words:
                        del self._above[right]

    def _named(self, row: Row, labels: Sequence[int]) -> _Named:
        """What a row is about, by its labels, the outer ones first."""
        words = [self._label(row, at, last=at == labels[-1]) for at in labels]
        result = _Named()
        for at, label in zip(labels, words, strict=True):
            if label:
                result = self._add(result, label, at)
        return result

    def _label(self, row: Row, at: int, *, last: bool) -> str:
        cell = row.cells[at]
        if cell.words or (last and len(self._places) > 1):
            return cell.words
        above = self._above.get(at)
        return above.words if above is not None else ""

    def _add(self, so_far: _Named, words: str, at: int) -> _Named:
        """What a row is about with one more label."""
        year, region = self.metadata.report_year, self.metadata.region
        among = _AMONG.match(words)
        label = label_of((words[among.end() :] if among else words).replace(" ", ""))
        unit = label.unit or so_far.unit
        header = self.columns[at].header
        period = period_of(label.name, year)
        name = without_time(label.name) if period is not None else label.name
        period = so_far.period if period is None else period
        if not name:
            return _Named(so_far.name, so_far.part, so_far.region, period, unit, so_far.is_total)
        if name == region or is_total(name):
            region = so_far.region or self._wider(name)
            return _Named(so_far.name, so_far.part, region, period, unit, True)
        if self._places[at] and (is_place(name) or not _BODY_HEADER.fullmatch(header)):
            return _Named(so_far.name, so_far.part, name, period, unit)
        if _SUBTOTAL.fullmatch(name):
            return _Named(so_far.name, so_far.part, so_far.region, period, unit, not so_far.name)
        own = self._plain(name)
        if self._places[at] or _BODY_HEADER.fullmatch(header):
            return _Named(so_far.name, own, so_far.region, period, unit)
        if _CLASS_HEADER.fullmatch(header) and not so_far.name and not _EVENT.fullmatch(own):
            return _Named("", own, so_far.region, period, unit, is_class=True)
        group = so_far.name or (so_far.part if so_far.is_class else "") or self._group
        part = "" if so_far.is_class else so_far.part
        full = self._under(group, own, among=bool(among))
        return _Named(full, part, so_far.region, period, unit)

    def _wider(self, total: str) -> str:
        """The city or province that a total is of (``全市`` in a county's table); empty where own."""
        metadata = self.metadata
        if total.startswith("全市") and metadata.level == "county":
            return "" if metadata.region.endswith("市") else metadata.prefecture
        if total.startswith("全省") and metadata.level != "province":
            return metadata.province
        return ""

    def _plain(self, words: str) -> str:
        """A label as a name: scope and list number stripped, the object before its action."""
        return name_of(clean(label_of(words).name)) or words

    def _under(self, group: str, own: str, *, among: bool) -> str:
        """A row's name, with the group or the row above it where it says too little alone."""
        bare = is_bare(own) and not _COMPLETE.fullmatch(own)
        if (among or (self._among and bare)) and self._parent:
            self._among = True
            return compose(_thing_of(self._parent), own, among=True)
        self._among = False
        if group and (bare or len(own) <= _SHORT) and group != own:
            full = compose(group, own)
        elif bare:
            full = own if self._names_things() else self._in_context(own)
        else:
            full = own
        self._parent = "" if is_bare(full) else full
        return full

    def _names_things(self) -> bool:
        """Whether the columns say what the rows' actions are done to."""
        return any(column.name and not is_bare(column.name) for column in self.columns)

    def _in_context(self, own: str) -> str:
        """A bare name with what the caption, a row above or the heading is about."""
        vague = not self._subject or _JOINT.search(self._subject) is not None
        context = self._subject
        if vague and _EVENT.fullmatch(own):
            context = _thing_of(self._parent) if self._parent else context or self._heading()
        return compose(context, own) if context else own

    def _draft(
        self,
        row: Row,
        cell: Cell,
        value: Value,
        column: Column,
        named: _Named,
        where: tuple[int, int],
    ) -> Draft:
        name = self._name(column, named)
        change = self._change(column, value)
        unit = self._unit_of(row, column, named, value, name, change)
        if not unit.name and not value.unit:
            unit = self._typed.listed_unit(where[1], name, where[0]) or unit
        factor = 1.0 if value.unit or value.is_scaled else unit.factor
        figure = Figure(
            cell.start + value.start,
            cell.start + value.end,
            cell.start + value.start,
            cell.start + value.number_end,
            scaled(value.value, factor),
            None if value.value_max is None else scaled(value.value_max, factor),
            unit.name,
            value.qualifier,
            cell.start,
            cell.end,
        )
        period = next(
            (each for each in (column.period, named.period, self._period) if each is not None), ""
        )
        region = named.region or column.region or self.metadata.region
        status = "plan" if self._is_planned(cell.start) else column.status
        return Draft(figure, shorten(name + change), row.start, row.end, period, status, region)

    def _name(self, column: Column, named: _Named) -> str:
        """What a figure measures, by its row and its column."""
        whole = self._whole(column.name, named)
        for part in (named.part, column.part):
            if part and part != whole:
                whole = f"{whole}中的{part}" if whole else part
        return whole

    def _whole(self, header: str, named: _Named) -> str:
        """A figure's name before classes and bodies divide it."""
        own = named.name
        if own and header:
            swapped = is_bare(own) and not is_bare(header)
            return compose(header, own) if swapped else compose(own, header)
        if own:
            return own
        if named.is_total and not header:
            return (self._group or self._subject) + "合计"
        if named.is_class and not header and len(named.part) > _SHORT:
            return self._under("", named.part, among=False)
        if header and (not is_bare(header) or _COMPLETE.fullmatch(header)):
            return header
        context = self._group or self._subject or self._heading()
        return compose(context, header) if header and context else header or context

    def _change(self, column: Column, value: Value) -> str:
        """How a figure is called that says a change."""
        if not column.change and not value.way:
            return ""
        change = column.change
        return change if value.way and value.way in change else change + value.way

    def _unit_of(
        self, row: Row, column: Column, named: _Named, value: Value, name: str, change: str
    ) -> Unit:
        """The unit of a figure: its cell's, its row's, its column's, the caption's."""
        if value.unit:
            return Unit(value.unit)
        if change:
            rate = _RATIO.search(column.header)
            said = column.unit or (Unit("%") if rate else None)
            return said or named.unit or self._unit or Unit("")
        told = unit_in_name(column.name, abs(value.value))
        if told and self._unit is not None and told == self._unit.name:
            return column.unit or self._unit
        if told and column.unit is None and (not named.unit or told == "分"):
            return Unit(told)
        own = named.unit or self._unit_cell(row) or column.unit
        if own is not None:
            return own
        told = unit_in_name(name.partition("中的")[0], abs(value.value))
        counted = self._unit is not None and self._unit.name == "元" and told in _COUNTS
        if self._unit is not None and not counted and (not is_rate(name) or self._unit.name == "%"):
            return self._unit
        return Unit(told)

    def _unit_cell(self, row: Row) -> Unit | None:
        for at, column in enumerate(self.columns[: len(row.cells)]):
            if column.role is Role.UNIT:
                cell = row.cells[at] if row.cells[at].words else self._above.get(at, row.cells[at])
                return scaled_unit_of(cell.words.strip("()"))
        return None

    def _heading(self) -> str:
        """What the innermost section around the table is about."""
        around = [each for each in self._around() if each.heading]
        return object_of(frame_of(fold(around[-1].heading))) if around else ""

    def _around(self) -> list[Section]:
        """The sections around the table, the outermost first."""
        at = self.table.start
        return [each for each in self.sections if each.start <= at < each.end]

    def _is_planned(self, at: int) -> bool:
        return any(each.start <= at < each.end for each in self._plans)


def _thing_of(name: str) -> str:
    """A name without the last action in it (``行政应诉受理``), for the names of its parts."""
    thing = TRAILING_EVENT.sub("", name)
    return thing if len(thing) > 2 else name
