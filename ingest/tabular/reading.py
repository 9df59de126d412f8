"""Reads what the figures of a table's cells measure, of when, whose, and of which whole.

A cell says little: its row, the heads of its column, the caption and the heading around it say the
rest, each in fields of its own. The nearest that says something decides: the column for time and
status, then the row, then what stands above.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.cells import Unit, Value, label_of, unit_in_name, value_of
from ingest.figure import Figure
from ingest.figures.reading import Reading
from ingest.figures.settings import Setting, Settings
from ingest.figures.times import Time, year_of
from ingest.folding import fold
from ingest.table_columns import Column, Role
from ingest.tables import Table
from ingest.tabular.captions import read_above, units_before
from ingest.tabular.cell_names import CellNames
from ingest.tabular.heads import Head, heads_of
from ingest.tabular.labels import Label
from ingest.tabular.rows import Item, Rows
from vectorstore.records import (
    Aggregation,
    Direction,
    Measure,
    Metadata,
    Scope,
    Section,
    Status,
)

_NEAR = 300
_OWN_BODY = re.compile(
    "(?:关于)?(?:(?:19|20)[0-9]{2}年度?)?(?P<body>[一-鿿]{3,20}?(?:局|厅|委员会|委|办公室|医院|学院|中心))"
    "(?:(?=(?:关于)?(?:19|20)[0-9]{2}年度?(?:部门|单位)(?:预算|决算)|(?:部门|单位)(?:预算|决算))"
    "|(?<=[医学]院)(?=(?:19|20)[0-9]{2}年))"
    "|(?P<court>[一-鿿]{3,16}?(?:法院|检察院))(?=(?:19|20)[0-9]{2}年|工作报告)"
)
"""The body whose own money a report is about."""
_PEOPLE = re.compile("人口|人员|人数|学生|教师|职工|男|女")
_DEPARTMENT_BUDGET = re.compile("(?:部门|单位)预算(?!执行|绩效)")
"""Reports of what one body plans to spend."""
_OF_PLANS = ("预算", "计划", "目标", "任务")


class TableReading:
    """Reads the cells of one table.

    Args:
        table: The table.
        columns: Its columns.
        places: For each column of labels, whether it names places.
        metadata: The report's.
        settings: What its headings say of time and status.
        sections: The sections around it, the outermost first.
        folded: The report's text, folded.
    """

    def __init__(
        self,
        table: Table,
        columns: Sequence[Column],
        places: Mapping[int, bool],
        metadata: Metadata,
        settings: Settings,
        sections: Sequence[Section],
        folded: str,
    ) -> None:
        self._table, self._columns, self._metadata = table, columns, metadata
        self._setting: Setting = settings.at(table.start)
        headings = [fold(each.heading) for each in reversed(sections) if each.heading]
        calendar = self._setting.calendar
        self._above = read_above(table.captions, headings, metadata.region, calendar)
        if not self._above.units:
            before = folded[max(0, table.start - _NEAR) : table.start]
            self._above = replace(self._above, units=units_before(before))
        if self._above.time is not None and self._above.time.year is not None:
            calendar = replace(calendar, year=self._above.time.year)
        self._calendar = calendar
        self.heads = heads_of(table, columns, calendar, metadata)
        self.rows = Rows(table, columns, self.heads, places, metadata, calendar, folded)
        self._names = CellNames(table, columns, self.heads, self.rows, self._above)
        body = _OWN_BODY.match(metadata.title)
        self._own_body = (body["body"] or body["court"]) if body else ""
        self._is_budget = _DEPARTMENT_BUDGET.search(metadata.title) is not None

    def row_head(self, number: int, labels: Sequence[tuple[int, str]]) -> str:
        """The labels of a row, parted by `` / ``."""
        return self.rows.item(number, labels).words

    def own_head(self, at: int) -> str:
        """The lowest of a column's heads."""
        return self.heads[at].words.rpartition(" / ")[2]

    def listed_unit(self, at: int, name: str, number: int) -> Unit | None:
        """The unit of a cell that only its whole's row or a caption with several units gives."""
        rate = self.heads[at].label.is_rate
        if not rate and (above := self.rows.unit_above(number)) is not None:
            return above
        if not self._above.units:
            return None if rate else self._told_unit(at)
        if rate:
            return next((unit for unit in self._above.units if unit.name == "%"), None)
        plain = [unit for unit in self._above.units if unit.name != "%"]
        words = [each.words for each in self._table.rows[number].cells[:at]]
        for unit in plain:
            if any(each.endswith((unit.name, unit.name + "数")) for each in (name, *words)):
                return unit
            if unit.name == "人" and _PEOPLE.search(name + self.heads[at].words):
                return unit
        return plain[0] if plain else None

    def _told_unit(self, at: int) -> Unit | None:
        """The unit that a column's head, or what it counts, tells."""
        label = self.heads[at].label
        told = unit_in_name(self.heads[at].words.replace(" ", ""), 1.0)
        if told and (label.thing or label.act):
            return Unit(told)
        for each in range(at, -1, -1):
            unit = self.heads[each].label.unit
            if unit is not None and not self.heads[each].label.is_rate:
                return unit
            if self._columns[each].role is Role.LABEL:
                unit = label_of(self.heads[each].words.replace(" ", "")).unit
                if unit is not None:
                    return unit
        cases = self._above.subject.cause or self._names.counted.endswith(("申请", "案件"))
        return Unit("件") if cases else None

    def reading(
        self,
        number: int,
        at: int,
        labels: Sequence[tuple[int, str]],
        figure: Figure,
        value: Value,
    ) -> Reading:
        """What the figure of one cell says.

        Args:
            number: Its row's.
            at: Its column's.
            labels: The labels of its row with their columns.
            figure: The figure.
            value: What the cell holds.
        """
        item = self.rows.item(number, labels)
        label, head = item.label, self.heads[at]
        thing, act = self._names.named(item, head)
        measure = _measure(label, head.label, value, thing, figure)
        if self._above.measure and measure is Measure.LEVEL and figure.unit in {"%", ""}:
            measure = self._above.measure
        first, last, aggregation = self._period(item, head)
        region = item.region or head.region or self._metadata.region
        return Reading(
            figure,
            thing,
            act,
            self._whole(item, at),
            measure,
            _direction(label, head.label, value) if measure is Measure.CHANGE else Direction.NONE,
            self._base(label, head, measure),
            aggregation,
            first,
            last,
            self._status(item, head, measure, last),
            region,
            self._holder(item, head),
            self._scope(item, head, region),
        )

    def _whole(self, item: Item, at: int) -> int:
        """Where the figure begins that a cell's is a part of."""
        for number in (item.parent, item.total):
            if number < 0 or self._table.rows[number].section or item.region:
                continue
            cells = self._table.rows[number].cells
            if at < len(cells) and (value := value_of(cells[at].words)) is not None:
                return cells[at].start + value.start
        return -1

    def _base(self, label: Label, head: Head, measure: Measure) -> str:
        if measure not in {Measure.CHANGE, Measure.SHARE}:
            return ""
        return head.label.base or label.base or head.base or self._above.base

    def _time(self, item: Item, head: Head) -> Time | None:
        outer = next((each.time for each in item.outer if each.time), None)
        own = head.label.time or item.label.time or outer
        is_previous = head.label.previous or item.label.previous
        return own or (None if is_previous else self._above.time)

    def _period(self, item: Item, head: Head) -> tuple[str, str, Aggregation]:
        """The days that a cell is of."""
        time = self._time(item, head)
        year = self._calendar.year
        aggregation = Aggregation.SINGLE
        if time is not None and time.last:
            first, last = time.first, time.last
            aggregation = time.aggregation or aggregation
        elif year is None:
            first = last = ""
        else:
            first, last = year_of(self._untold_year(year, item, head))
        if head.label.average or item.label.average:
            return first, last, Aggregation.YEARLY_AVERAGE
        if self._is_stock(item, head):
            return last, last, Aggregation.AS_OF
        return first, last, aggregation

    def _untold_year(self, year: int, item: Item, head: Head) -> int:
        """The year of a cell that nothing near it tells: in a plan, what was done is of before."""
        now = self._setting.now
        if head.label.previous or item.label.previous:
            return year - 1
        done = head.label.status is Status.ACTUAL and now is not None and now < year
        return now if done and now is not None else year

    def _is_stock(self, item: Item, head: Head) -> bool:
        if head.label.stock or item.label.stock or self._above.stock:
            return True
        if any(each.stock for each in item.outer):
            return True
        return item.parent >= 0 and self.rows.above(item.parent).label.stock

    def _status(self, item: Item, head: Head, measure: Measure, last: str) -> Status:
        """Whether a cell is a result: its time, then its heads decide."""
        said = head.label.status or item.label.status or self._above.status
        if measure is Measure.SHARE and any(each in head.label.base for each in _OF_PLANS):
            said = Status.ACTUAL
        this = int(last[:4]) if last else None
        own = self._setting.now or self._setting.calendar.year
        if this is not None and own is not None and this < own:
            return Status.PREVIOUS
        if said in {Status.PLAN, Status.TARGET} and not self._is_past(said, head, this):
            return said
        if head.label.previous:
            return Status.PREVIOUS
        return self._untold_status(measure, this, own) if said is None else Status.ACTUAL

    def _untold_status(self, measure: Measure, this: int | None, own: int | None) -> Status:
        """Whether a cell is a result where no words say so: what is to come is none."""
        if this is None or own is None:
            return Status.ACTUAL
        if this > own:
            return Status.PLAN if self._is_of_money() else Status.TARGET
        is_planned = self._is_budget and measure is Measure.LEVEL
        return Status.PLAN if is_planned else Status.ACTUAL

    def _is_past(self, said: Status, head: Head, this: int | None) -> bool:
        """Whether a caption's plan does not hold of a column of an earlier year."""
        now = self._setting.now
        if head.label.status is said or this is None or now is None:
            return False
        return head.label.time is not None and this <= now

    def _is_of_money(self) -> bool:
        text = self._above.subject.text + self._metadata.title
        return "预算" in text or any(
            each.factor > 1 and each.name == "元" for each in self._above.units
        )

    def _holder(self, item: Item, head: Head) -> str:
        return item.holder or head.holder or self._own_body or self._above.holder

    def _scope(self, item: Item, head: Head, region: str) -> Scope:
        if item.scope in {Scope.TOWN, Scope.PART, Scope.DEPARTMENT, Scope.FIRM}:
            return item.scope
        if region != self._metadata.region and region and self._metadata.region:
            return Scope.ELSEWHERE
        own = item.scope if item.scope is not Scope.ELSEWHERE else None
        above = self._above.scope or Scope.WHOLE
        if self._own_body and not (item.holder or head.holder):
            return Scope.DEPARTMENT
        if self._above.holder and not (item.holder or head.holder):
            above = Scope.PART
        return own or head.label.scope or above


def _measure(label: Label, head: Label, value: Value, thing: str, figure: Figure) -> Measure:
    """What of its thing a cell measures."""
    if value.way:
        return Measure.CHANGE
    if head.is_rate or head.measure is Measure.RANK:
        return head.measure or Measure.LEVEL
    said = label.measure or head.measure
    if said is not None:
        return said
    if figure.unit == "个百分点":
        return Measure.CHANGE
    return Measure.PER_HEAD if "人均" in thing or "户均" in thing else Measure.LEVEL


def _direction(label: Label, head: Label, value: Value) -> Direction:
    """Which way a change goes, by its sign and the words around it."""
    if value.value == 0:
        return Direction.FLAT
    if value.way:
        down = value.way[-1:] in "降少低落滑幅减" and "增" not in value.way
        return Direction.DOWN if down else Direction.UP
    said = head.direction if head.measure is Measure.CHANGE else label.direction
    falls = said is Direction.DOWN or value.value < 0
    return Direction.DOWN if falls else Direction.UP
