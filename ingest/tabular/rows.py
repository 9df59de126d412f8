"""What each row of a table is about: an item, a place, a body, a time; and what it is a part of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.cells import Unit, unit_of, value_of
from ingest.figures.times import Calendar
from ingest.holders import is_minor
from ingest.lexicon.places import Places
from ingest.lexicon.unknown_places import may_be_place
from ingest.table_columns import Column, Role, is_place, is_total
from ingest.tables import Row, Table
from ingest.tabular.heads import Head
from ingest.tabular.labels import Label, read_label
from ingest.tabular.levels import levels_below
from ingest.tabular.outline import Line, parents_of, totals_of
from ingest.tabular.words import table_words
from vectorstore.records import Metadata, Scope

_MOSTLY, _LONGEST_ZONE = 0.6, 10
_OTHERS = frozenset("其他 其它 合计 总计".split())
_FIRM = re.compile("(?:公司|集团|银行|厂)$")
_TOWN = re.compile("(?:镇|乡|街道|街道办事处|苏木)$")
_OF_A_YEAR = re.compile("(?:19|20)[0-9]{2}年")
"""A column of words that is of one year holds what was found then, and names no row."""
_OWN_LEVEL = re.compile("(?P<place>.{2,12}[省市县区州旗署])?本级")
_OF_COUNTRY = re.compile("全国|全省|全自治区|全市")


@dataclass(frozen=True, slots=True)
class Item:
    """What a row is about.

    Attributes:
        label: Its innermost label, as one.
        outer: The labels left of it, from the left, that name no place, body or time.
        words: All its labels, parted by `` / ``.
        region: The place that it speaks of; empty for the report's own.
        holder: The body that it speaks of.
        scope: Which part of the place; None where it does not say.
        parent: The row that it is a part of or stands under; -1 for none.
        total: The row that sums it up; -1 for none.
        is_section: Whether it holds no figure.
    """

    label: Label = field(default_factory=Label)
    outer: tuple[Label, ...] = ()
    words: str = ""
    region: str = ""
    holder: str = ""
    scope: Scope | None = None
    parent: int = -1
    total: int = -1
    is_section: bool = False


class Rows:
    """The rows of a table.

    Args:
        table: The table.
        columns: Its columns.
        heads: What their heads say.
        places: For each column of labels, whether it names places.
        metadata: The report's.
        calendar: What the times in labels are told from.
        folded: The report's text, folded, for what stands before a label.
    """

    def __init__(
        self,
        table: Table,
        columns: Sequence[Column],
        heads: Sequence[Head],
        places: Mapping[int, bool],
        metadata: Metadata,
        calendar: Calendar,
        folded: str,
    ) -> None:
        self._table, self._columns, self._heads = table, columns, heads
        self._places, self._metadata = places, metadata
        self._calendar, self._folded = calendar, folded
        self._label_columns = _first_labels(columns)
        self._kinds = {
            at: scope
            for at, column in enumerate(columns)
            if column.role is Role.LABEL and (scope := self._kind_of(at, column)) is not None
        }
        lines = [self._line(row) for row in table.rows]
        self.parents = parents_of(lines)
        self.totals = totals_of(lines, self.parents)
        self._lines = lines
        self._items: dict[tuple[int, tuple[tuple[int, str], ...]], Item] = {}

    def _kind_of(self, at: int, column: Column) -> Scope | None:
        """Which parts of a place a column names, by its head, else by what most labels end with."""
        scope = _scope_by_head(column.header)
        if scope is not None:
            return scope
        names = [row.cells[at].words for row in self._table.rows if at < len(row.cells)]
        names = [each for each in names if each and not is_total(each)]
        for category, ends in (("body_end", Scope.DEPARTMENT), ("part_end", Scope.PART)):
            named = [
                each for each in names if len(each) > 2 and table_words()[category].suffix_of(each)
            ]
            if len(named) > 1 and len(named) >= _MOSTLY * len(names):
                return ends
        return None

    def item(self, number: int, labels: Sequence[tuple[int, str]]) -> Item:
        """What one row is about.

        Args:
            number: The row's.
            labels: Its labels with the columns they stand in, those that reach down into it with them.
        """
        key = (number, tuple(labels))
        if key not in self._items:
            self._items[key] = self._item(number, labels)
        return self._items[key]

    def _item(self, number: int, labels: Sequence[tuple[int, str]]) -> Item:
        own = Item(words=" / ".join(words for _, words in labels if words))
        for at, words in labels:
            if words:
                own = self._with(own, at, words)
        if labels and labels[0][0] in self._label_columns:
            parent, total = self.parents[number], self.totals[number]
            own = replace(own, parent=parent, total=total)
        return own

    def above(self, number: int) -> Item:
        """What a row is about that others stand under, by the labels written in it."""
        row = self._table.rows[number]
        if row.section:
            item = self._with(Item(), 0, row.section)
            return replace(item, parent=self.parents[number], is_section=True)
        labels = [(at, row.cells[at].words) for at in self._label_columns if at < len(row.cells)]
        return self.item(number, labels)

    def unit_above(self, number: int) -> Unit | None:
        """The unit of the row that a row is a part of, where its own label gives none."""
        parent = self.parents[number]
        while parent >= 0:
            unit = self._lines[parent].label.unit
            if unit is not None:
                return unit
            parent = self.parents[parent]
        return None

    def _line(self, row: Row) -> Line:
        words, start = row.section, row.start
        for at in self._label_columns:
            if not row.section and at < len(row.cells) and row.cells[at].words:
                words, start = row.cells[at].words, row.cells[at].start
        label = read_label(words.rpartition(":")[2] or words, self._calendar)
        if _is_among(words):
            label = replace(label, among=True)
        bar = max(self._folded.rfind("\n", 0, start), self._folded.rfind("|", 0, start))
        return Line(
            label, start - bar - 1, self._unit(row, label), self._value(row), bool(row.section)
        )

    def _unit(self, row: Row, label: Label) -> str:
        for at, column in enumerate(self._columns[: len(row.cells)]):
            if column.role is Role.UNIT:
                unit = unit_of(row.cells[at].words.strip("()"))
                return unit.name + str(unit.factor) if unit else ""
        return label.unit.name + str(label.unit.factor) if label.unit else ""

    def _value(self, row: Row) -> float | None:
        for at, column in enumerate(self._columns[: len(row.cells)]):
            if column.role is Role.VALUE and not self._heads[at].label.is_rate:
                value = value_of(row.cells[at].words)
                if value is not None:
                    return value.value
        return None

    def _with(self, so_far: Item, at: int, words: str) -> Item:
        """A row with one more label."""
        if at < len(self._heads) and _OF_A_YEAR.search(self._heads[at].words):
            return so_far
        outer, _, inner = words.partition(":")
        if inner and not _is_among(words):
            return self._with(self._with(so_far, at, outer), at, inner)
        label = read_label(words, self._calendar)
        name = label.thing
        wider = _OF_COUNTRY.match(words.replace(" ", "")) or label.scope is Scope.OWN_LEVEL
        if (name or wider) and (found := self._part_of_place(so_far, at, words, label)) is not None:
            return found
        return self._nested(so_far, label)

    def _part_of_place(self, so_far: Item, at: int, words: str, label: Label) -> Item | None:
        """A row of a place, a zone or a body; None where the label names something else."""
        name, plain = label.thing, re.sub("[ #]|^其中[:、]?", "", words)
        kept = _kept(so_far, label)
        if self._metadata.region in {plain, name}:
            return replace(so_far, label=kept, scope=Scope.WHOLE)
        whole = _OF_COUNTRY.match(plain)
        if whole and not name and (wider := self._wider(whole[0])):
            return replace(so_far, label=kept, region=wider, scope=Scope.ELSEWHERE)
        if own_level := _OWN_LEVEL.fullmatch(plain):
            return self._level(so_far, label, own_level["place"] or "")
        if below := levels_below(plain, self._metadata):
            return replace(so_far, label=kept, holder=below, scope=Scope.PART)
        return self._named_part(replace(so_far, label=kept), at, name) if name else None

    def _named_part(self, so_far: Item, at: int, name: str) -> Item | None:
        """A row of a zone, another place or a body by its name; None where the name is none of these."""
        in_places = self._places.get(at, False)
        known = any(place.name == name for place in Places.load().named(name))
        if table_words()["zone"].suffix_of(name) and not known and (in_places or len(name) > 2):
            is_long = not in_places and len(name) > _LONGEST_ZONE
            return None if is_long else replace(so_far, holder=name, scope=Scope.PART)
        scope = self._kinds.get(at)
        if in_places and (names_place(name) or scope in {None, Scope.TOWN}):
            region = Scope.TOWN if _TOWN.search(name) else Scope.ELSEWHERE
            return replace(so_far, region=name, scope=region)
        if name in _OTHERS or scope is None:
            return None
        if scope is Scope.DEPARTMENT:
            scope = _scope_of_body(name)
        return replace(so_far, holder=name, scope=scope)

    def _level(self, so_far: Item, label: Label, place: str) -> Item:
        """A row of what a place's own level runs (``云溪县本级``)."""
        kept = _kept(so_far, label)
        if place and place != self._metadata.region and is_place(place):
            return replace(so_far, label=kept, region=place, scope=Scope.ELSEWHERE)
        return replace(so_far, label=kept, scope=Scope.OWN_LEVEL)

    def _wider(self, total: str) -> str:
        """The wider place that a row is of, in a table of a smaller one."""
        metadata = self._metadata
        if total == "全国":
            return "全国"
        if total == "全市":
            is_county = metadata.level == "county" and not metadata.region.endswith("市")
            return (metadata.prefecture or total) if is_county else ""
        is_province = metadata.level in {"province", ""}
        return "" if is_province else metadata.province or total

    def _nested(self, so_far: Item, label: Label) -> Item:
        """A row whose label stands right of others that it goes on from."""
        before = so_far.label
        outer = (*so_far.outer, before) if before.thing or before.act else so_far.outer
        merged = replace(
            label,
            time=label.time or before.time,
            stock=label.stock or before.stock,
            unit=label.unit or before.unit,
            total=label.total,
        )
        return replace(so_far, label=merged, outer=outer, scope=label.scope or so_far.scope)


def _scope_by_head(header: str) -> Scope | None:
    """Which parts of a place a column of labels names by its head; None where it names others."""
    plain = header.removesuffix("名称").removesuffix("名")
    for category, scope in (
        ("firm_head", Scope.FIRM),
        ("part_head", Scope.PART),
        ("town_head", Scope.TOWN),
        ("body_head", Scope.DEPARTMENT),
    ):
        if table_words()[category].suffix_of(plain):
            return scope
    return None


def names_place(name: str) -> bool:
    """Whether a label names a place: one of the table, a town, or another by the form of its name."""
    if not is_place(name):
        return False
    known = any(place.name == name for place in Places.load().named(name))
    return known or _TOWN.search(name) is not None or may_be_place(name)


def _kept(so_far: Item, label: Label) -> Label:
    """What earlier labels said, with the time of one that only names a place."""
    return replace(so_far.label, time=label.time or so_far.label.time)


def _is_among(words: str) -> bool:
    return words.lstrip(" #").startswith(("其中", "含:"))


def _scope_of_body(name: str) -> Scope:
    if _FIRM.search(name):
        return Scope.FIRM
    return Scope.TOWN if is_minor(name) else Scope.DEPARTMENT


def _first_labels(columns: Sequence[Column]) -> list[int]:
    """The columns of labels left of the first values."""
    found: list[int] = []
    for at, column in enumerate(columns):
        if column.role is Role.VALUE and found:
            break
        if column.role is Role.LABEL:
            found.append(at)
    return found
