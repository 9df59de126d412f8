"""The heads of a table's columns, each read as one label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.figures.times import Calendar, Time
from ingest.lexicon.places import Places
from ingest.lexicon.unknown_places import may_be_place
from ingest.table_columns import Column, Role, is_place
from ingest.tables import Table
from ingest.tabular.labels import Label, read_label
from ingest.tabular.levels import levels_below
from ingest.tabular.naming import OTHERS, measures, nested, says_enough, tail_of
from ingest.tabular.words import table_words
from vectorstore.records import Measure, Metadata, Scope, Status


@dataclass(frozen=True, slots=True)
class Head:
    """What the heads of one column say together.

    Attributes:
        label: As of one label.
        words: The heads, parted by `` / ``.
        region: The place that they name.
        holder: The levels or bodies within the report's place that they name.
        base: What a change is against where the column's own words do not say.
    """

    label: Label
    words: str = ""
    region: str = ""
    base: str = ""
    holder: str = ""


def heads_of(
    table: Table, columns: Sequence[Column], calendar: Calendar, metadata: Metadata
) -> list[Head]:
    """The heads of all columns, from the left.

    A column of changes or shares that does not say of what is of the column before it.

    Args:
        table: The table.
        columns: Its columns.
        calendar: What its times are told from.
        metadata: The report's.
    """
    heads = [_head(table, at, column, calendar, metadata) for at, column in enumerate(columns)]
    values = [at for at, column in enumerate(columns) if column.role is Role.VALUE]
    heads = _averaged(_with_objects(heads))
    plain = list(heads)
    for number, at in enumerate(values):
        heads[at] = _of_part(heads[at], [plain[each] for each in values[:number]])
    for number, at in enumerate(values):
        if heads[at].label.is_rate:
            left = [heads[each] for each in values[:number]]
            heads[at] = _borrowed(heads[at], left, calendar)
    return heads


def head_words(table: Table, at: int) -> list[str]:
    """The words above a column, from the top, each once."""
    words = [row.cells[at].words for row in table.header if at < len(row.cells)]
    return list(dict.fromkeys(each for each in words if each))


def _head(table: Table, at: int, column: Column, calendar: Calendar, metadata: Metadata) -> Head:
    words = head_words(table, at)
    if column.role is not Role.VALUE:
        return Head(Label(), " / ".join(words))
    label, place, holder, region = Label(), "", "", metadata.region
    for each in words:
        if below := levels_below(each, metadata):
            holder = below
            label = _below(label, Label(scope=Scope.PART))
            continue
        read = read_label(each, calendar, True)
        if not read.among and read.thing and (_names_place(read.thing) or read.thing == region):
            place = read.thing
            read = replace(read, thing="")
        label = _below(label, read)
    if label.measure is None and _is_signed(table, at):
        label = replace(label, measure=Measure.CHANGE)
    return Head(label, " / ".join(words), "" if place == region else place, holder=holder)


def _is_signed(table: Table, at: int) -> bool:
    """Whether values of a column bear a plus or an arrow, as only changes do."""
    return any(
        at < len(row.cells) and row.cells[at].words.startswith(("+", "↑", "↓"))
        for row in table.rows
    )


def _names_place(name: str) -> bool:
    if not is_place(name) or table_words()["zone"].suffix_of(name):
        return False
    known = any(place.name == name for place in Places.load().named(name))
    return known or may_be_place(name) or name.endswith(("镇", "乡", "街道"))


def _below(upper: Label, lower: Label) -> Label:
    """Two heads of one column, one above the other."""
    return Label(
        thing=upper.thing if lower.total else nested(upper.thing, lower.thing),
        act=lower.act or upper.act,
        measure=lower.measure if lower.measure else upper.measure,
        direction=lower.direction or upper.direction,
        base=lower.base or upper.base,
        average=lower.average or upper.average,
        time=lower.time or upper.time,
        previous=lower.previous or upper.previous,
        stock=lower.stock or upper.stock,
        status=lower.status or upper.status,
        scope=lower.scope or upper.scope,
        total=lower.total,
        among=lower.among or upper.among,
        unit=lower.unit or upper.unit,
    )


def _with_objects(heads: list[Head]) -> list[Head]:
    """Heads that name only an act, or a rate of it, with what the heads before do it to."""
    thing = act = ""
    done: list[Head] = []
    for head in heads:
        label = head.label
        if label.act and label.thing:
            thing, act = label.thing, label.act
        elif label.act:
            act = label.act
            label = replace(label, thing=thing)
        elif thing and label.thing.endswith("率") and act.endswith(label.thing[:-1]):
            label = replace(label, thing=f"{thing}{act}率")
        elif thing and label.thing == "涉及金额":
            label = replace(label, thing=thing + label.thing)
        done.append(replace(head, label=label))
    return done


def _of_part(head: Head, left: Sequence[Head]) -> Head:
    """A column of a part, or of a class, with what the column that it divides says."""
    label = head.label
    levels = [each for each in left if not each.label.is_rate]
    if not levels or label.is_rate or not (label.among or _is_class(label)):
        return head
    whole = next((each for each in reversed(levels) if not _is_class(each.label)), levels[-1])
    of = whole.label
    thing = label.thing
    if _is_class(label) and measures(of.thing) and label.unit is None:
        thing = label.thing + (tail_of(of.thing) or of.thing)
    merged = replace(
        label,
        thing=thing,
        time=label.time or of.time,
        status=label.status or of.status,
        scope=label.scope or of.scope,
        unit=label.unit or of.unit,
    )
    return replace(head, label=merged, region=head.region or whole.region)


def _is_class(label: Label) -> bool:
    """Whether a head names a class of what other columns measure (``外贸``)."""
    return (
        bool(label.thing)
        and label.thing not in OTHERS
        and not (
            label.act
            or label.unit
            or label.total
            or measures(label.thing)
            or says_enough(label.thing)
        )
    )


def _averaged(heads: list[Head]) -> list[Head]:
    """Columns of yearly averages that leave their years to the columns beside them."""
    years = sorted(
        {each.label.time.year for each in heads if each.label.time and each.label.time.year}
    )
    if len(years) < 2:
        return heads
    first, last = f"{years[0] + 1}-01-01", f"{years[-1]}-12-31"
    time = Time(0, 0, "", first, last)
    return [
        replace(each, label=replace(each.label, time=time))
        if each.label.average and each.label.time is None
        else each
        for each in heads
    ]


def _borrowed(head: Head, left: Sequence[Head], calendar: Calendar) -> Head:
    """A column of rates with what the columns before it leave to be understood."""
    levels = [each for each in left if not each.label.is_rate]
    if not levels:
        return head
    label = head.label
    named = label.thing or label.act
    if named:
        levels = [each for each in levels if _is_of(each.label, label)] or levels
    elif any(each.label.total for each in levels):
        levels = [each for each in levels if each.label.total]
    else:
        levels = [each for each in levels if not each.label.among] or levels
    of = _nearest(levels, calendar, label)
    own = of.label
    if not label.thing and not label.act:
        label = replace(label, thing=own.thing, act=own.act)
    elif not label.thing or own.thing.endswith(label.thing):
        label = replace(label, thing=own.thing)
    if label.time is None:
        label = replace(label, time=own.time)
    if label.status is None:
        label = replace(label, status=own.status)
    label = replace(label, scope=label.scope or own.scope, stock=label.stock or own.stock)
    return replace(
        head,
        label=label,
        region=head.region or of.region,
        holder=head.holder or of.holder,
        base=label.base or _base(levels, of),
    )


def _is_of(level: Label, rate: Label) -> bool:
    if rate.thing:
        return level.thing.endswith(rate.thing)
    return level.act == rate.act


def _nearest(levels: Sequence[Head], calendar: Calendar, rate: Label) -> Head:
    """The column that a rate is of: the nearest that is not of an earlier time."""
    of_plan = rate.measure is Measure.SHARE and any(
        each in rate.base for each in ("预算", "计划", "目标", "任务")
    )
    for each in reversed(levels):
        if of_plan and each.label.status in {Status.PLAN, Status.TARGET}:
            continue
        if not _is_earlier(each.label, calendar):
            return each
    return levels[-1]


def _is_earlier(label: Label, calendar: Calendar) -> bool:
    if label.previous:
        return True
    year = label.time.year if label.time else None
    return year is not None and calendar.year is not None and year < calendar.year


def _base(levels: Sequence[Head], of: Head) -> str:
    """The earlier column that a change is told against, where its head names the year."""
    for each in reversed(levels):
        time, own = each.label.time, of.label.time
        if each is not of and time and own and time.last < own.last and time.words[:2].isdigit():
            return each.words.rpartition(" / ")[2]
    return ""
