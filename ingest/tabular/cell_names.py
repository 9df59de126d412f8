"""What the cells of one table are of: the thing, and what was done to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.table_columns import Column, Role
from ingest.tables import Table
from ingest.tabular.captions import Above
from ingest.tabular.heads import Head
from ingest.tabular.naming import (
    done_to,
    in_full,
    joined,
    measures,
    part_name,
    quantity_of,
    says_enough,
    tail_of,
)
from ingest.tabular.rows import Item, Rows
from ingest.tabular.words import table_words

_DEEPEST, _LONGEST_KIND = 8, 7
_KIND_OF = re.compile(
    "(?P<counted>案件|纠纷|事项|项目|文件|企业|申请)(?:类型|类别|种类|性质|领域|来源|名称)"
)


class CellNames:
    """Names the cells of one table.

    Args:
        table: The table.
        columns: Its columns.
        heads: What their heads say.
        rows: Its rows.
        above: What stands above it.
    """

    def __init__(
        self,
        table: Table,
        columns: Sequence[Column],
        heads: Sequence[Head],
        rows: Rows,
        above: Above,
    ) -> None:
        self._table, self._columns, self._heads, self._rows = table, columns, heads, rows
        self._above, self._subject = above, above.subject
        self._kind_counted = self._counted_by_head()
        self._classes = self._class_head()
        self.counted = self._object()
        """What acts of the rows are done to, where their own labels leave it out."""
        self._about = self.counted or self._subject.words

    def _class_head(self) -> str:
        """What the rows are classes by, for 其他 (``行业``)."""
        if self._subject.classes:
            return self._subject.classes
        for at, column in enumerate(self._columns):
            if column.role is Role.LABEL:
                header = self._heads[at].words
                kind = table_words()["class_head"].suffix_of(header)
                return header if kind and kind not in {"项目", "指标"} and len(header) < 5 else ""
        return ""

    def _counted_by_head(self) -> str:
        """What the rows are kinds of, by the head of their labels (``案件类型``)."""
        for at, column in enumerate(self._columns):
            if column.role is Role.LABEL:
                kind = _KIND_OF.fullmatch(self._heads[at].words)
                return kind["counted"] if kind else ""
        return ""

    def _object(self) -> str:
        """What acts of the rows are done to, where their own labels leave it out."""
        for number, row in enumerate(self._table.rows):
            if row.section:
                continue
            label = self._rows.above(number).label
            if label.act and label.thing and table_words()["counted"].suffix_of(label.thing):
                return label.thing
        counted = self._subject.counted
        for at, column in enumerate(self._columns):
            if column.role is Role.LABEL and len(self._heads[at].words) > 1:
                counted = counted.replace(self._heads[at].words, "").removeprefix("主要") or counted
        return counted or self._kind_counted

    def named(self, item: Item, head: Head) -> tuple[str, str]:
        """Thing and act of a cell."""
        label = item.label
        if case := self._case(item) or self._case_of_head(head):
            return case, head.label.act or ("" if label.act in case else label.act)
        if head.label.act:
            return self._done_in_column(item, head), head.label.act
        if detail := self._detail(item):
            return done_to(self.counted, head.label.thing), detail
        if label.act:
            return done_to(label.thing or self._about, head.label.thing), label.act
        group_act, group_thing = self._group(item)
        if group_act and not quantity_of(head.label.thing):
            thing = label.thing or group_thing or self.counted
            if label.thing and group_thing:
                thing = done_to(group_thing, label.thing)
            return done_to(thing, head.label.thing), group_act
        thing = self._thing(item, head)
        return thing, "" if head.label.thing else self._act_above(thing)

    def _done_in_column(self, item: Item, head: Head) -> str:
        """What an act that a column names was done to."""
        base = head.label.thing or (self.counted if self._subject.counts else "")
        return joined(self._classed(item.label.thing), base, self._classes) or base or self._about

    def _detail(self, item: Item) -> str:
        """An act that the label right of it explains (``不予公开 | 1.属于国家秘密``)."""
        label = item.label
        if not label.thing or not self.counted or label.act:
            return ""
        act = next((each.act for each in reversed(item.outer) if each.act and not each.thing), "")
        return f"{act}({label.thing})" if act else ""

    def _act_above(self, thing: str) -> str:
        return self._above.act if table_words()["counted"].suffix_of(thing) else ""

    def _classed(self, thing: str) -> str:
        kind = self._kind_counted
        if kind and thing and not thing.endswith(kind) and len(thing) < _LONGEST_KIND:
            return thing + kind
        by = self._subject.classes
        return thing + by if by == "领域" and thing and not thing.endswith(by) else thing

    def _case(self, item: Item) -> str:
        """``行政复议`` as the kind of cases that it is; empty where a row names none."""
        kinds, cause = table_words()["case"], self._subject.cause
        label = item.label
        if label.thing in kinds and (cause or self._counts_cases()):
            return f"{cause}{label.thing}案件"
        kind, opened, rest = label.thing.partition("(")
        if kind in kinds and opened and cause:
            return f"{rest.rstrip(')')}的{cause}{kind}案件"
        outer = [each.thing for each in item.outer if each.thing in kinds]
        own = label.thing or label.act
        if outer and cause and own:
            return f"{own}的{cause}{outer[-1]}案件"
        return ""

    def _case_of_head(self, head: Head) -> str:
        """The kind of cases that a column's heads name, where they are about something."""
        cause, thing = self._subject.cause, head.label.thing
        kind = table_words()["case"].suffix_of(thing)
        if not cause or not kind:
            return ""
        return f"{thing[: -len(kind)]}{cause}{kind}案件"

    def _counts_cases(self) -> bool:
        units = [*self._above.units, *(each.label.unit for each in self._heads)]
        return any(unit is not None and unit.name == "件" for unit in units)

    def _group(self, item: Item) -> tuple[str, str]:
        """The act that rows further out say was done, and to what."""
        for outer in reversed(item.outer):
            if outer.act:
                return outer.act, outer.thing
        parent, depth = item.parent, 0
        while parent >= 0 and depth < _DEEPEST:
            above = self._rows.above(parent)
            if above.label.act:
                return above.label.act, above.label.thing
            parent, depth = above.parent, depth + 1
        return "", ""

    def _thing(self, item: Item, head: Head, depth: int = 0) -> str:
        """What a cell measures where nothing was done to it."""
        label, column, subject = item.label, head.label.thing, self._subject
        own = label.thing
        if own and not column:
            return self._item(item, head, depth)
        if own:
            if not measures(column) and not quantity_of(own) and subject.head:
                own = self._item(item, head, depth)
            return joined(self._classed(own), column, self._classes)
        if column:
            return in_full(column, subject)
        parent = self._parent(item, head, depth) if item.parent >= 0 else ""
        return parent or subject.words or self.counted

    def _item(self, item: Item, head: Head, depth: int) -> str:
        """A row's own name, with what it shares with its whole or the caption."""
        own, subject = item.label.thing, self._subject
        if item.label.total or own in table_words()["quantity"]:
            return in_full(own, subject)
        if item.parent >= 0 and (whole := self._parent(item, head, depth)):
            return part_name(own, whole)
        if item.outer and quantity_of(item.outer[-1].thing):
            return part_name(own, item.outer[-1].thing)
        by_class = bool(self._above.act and self.counted and subject.classes)
        if not by_class and (says_enough(own) or item.holder):
            return own
        if by_class or (subject.counts and self._classes):
            return joined(self._classed(own), self.counted, self._classes)
        return joined(own, tail_of(subject.words), self._classes) if subject.head else own

    def _parent(self, item: Item, head: Head, depth: int) -> str:
        """The name of the row that a row stands under."""
        if depth >= _DEEPEST:
            return ""
        return self._thing(self._rows.above(item.parent), head, depth + 1)
