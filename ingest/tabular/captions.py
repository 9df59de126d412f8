"""What stands above a table: captions, units, and the heading of its section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cells import Unit, scaled_unit_of
from ingest.figures.times import Calendar, Time, times_in
from ingest.figures.words import categories
from ingest.tabular.labels import Label, read_label
from ingest.tabular.naming import Subject, subject_of
from ingest.tabular.words import table_words
from vectorstore.records import Aggregation, Measure, Scope, Status

_NUMBER = re.compile(
    r"(?:附?表|附件|续表) ?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,3}(?:[-.][0-9]+)?(?![0-9年]))?[、:. ]*"
)
_UNITS = re.compile(
    r"[(\[]?(?:计[量算]|金额|货币)?单位(?: ?: ?| )(?P<units>[^\s()|]{1,24})[)\]]?[。:]?"
)
_BARE_UNIT = re.compile(r"\((?P<units>[^()]{1,16})\)[:。]?$")
"""A unit in brackets at the end of a title (``…情况表(亿元)``)."""
_UNIT_JOINT = re.compile("[,、;/]|和")
_LIST_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}[、.])"
)
_CLASSES = re.compile("(?:分|按)(?P<classes>领域|行业|类别|产业|品种|科目|部门|渠道|级次)(?:分)?")
_PLACES = re.compile("(?:各|分)(?:地区|[县市区旗州镇街乡村、()及和])+")
_OPENING = re.compile("^(?:附表|各|全部|主要(?=.{4})|[:、,。的和])+")
_PLANNED = re.compile("安排|草案|预算(?:收支|总|明细|情况)*表|预算数")
_AIMED = re.compile("目标|预期")
_DONE = re.compile("执行|决算|完成|实绩")
_SENTENCE = re.compile("[。;!?]")
_LONGEST = 40
_LINES_BEFORE = 3
_LONGEST_PART = 10
_FUNDS = re.compile("预算|决算|收支|收入|支出|债务|经费|财政|资金|国有资本|社会保险|基金")


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a table.

    Attributes:
        subject: What it is about.
        act: What was done to what its rows count.
        units: The units of its figures.
        time: The time that they are of; None where it does not say.
        stock: Whether they are of what there is at a date.
        status: Whether they are plans or aims; None where it does not say.
        scope: Whether they are of the place's own level only.
        holder: The part of the place that they are of (``云溪港区``); empty for all of it.
        measure: What of it they measure; None where it does not say.
        base: What a change is against.
    """

    subject: Subject
    act: str = ""
    units: tuple[Unit, ...] = ()
    time: Time | None = None
    stock: bool = False
    status: Status | None = None
    scope: Scope | None = None
    holder: str = ""
    measure: Measure | None = None
    base: str = ""


def read_above(
    captions: Sequence[str], headings: Sequence[str], region: str, calendar: Calendar
) -> Above:
    """Reads the lines above a table.

    Args:
        captions: The lines, folded, the nearest first.
        headings: The headings around it, folded, the innermost first.
        region: The report's place.
        calendar: What its times are told from.
    """
    units: tuple[Unit, ...] = ()
    titles: list[str] = []
    for line in captions:
        match = _UNITS.search(line)
        if match is None and (bare := _BARE_UNIT.search(line)) and _units(bare["units"]):
            match = bare
        if match is not None:
            units = units or _units(match["units"])
            line = (line[: match.start()] + line[match.end() :]).strip()
        if line:
            titles.append(line)
    text = " ".join(titles)
    title = titles[0] if titles else ""
    heading = headings[0] if headings else ""
    words, classes = _subject(title, region, calendar)
    told, _ = _subject(heading, region, calendar)
    label = _acted(words, calendar)
    subject = subject_of(label.thing or words, told, text, classes)
    act = label.act if label.measure is None else ""
    time = _time(title, calendar)
    return Above(
        subject,
        act,
        units,
        time,
        _is_stock(title, time),
        _status(title),
        _scope([title, *headings], region, calendar),
        _part(title, region, calendar),
        label.measure,
        label.base,
    )


def units_before(words: str) -> tuple[Unit, ...]:
    """The units that the end of a paragraph before a table gives (``…如下(单位:亿元):``)."""
    for line in reversed(words.rstrip().split("\n")[-_LINES_BEFORE:]):
        match = _UNITS.search(line)
        if match is not None and (units := _units(match["units"])):
            return units
    return ()


def _units(words: str) -> tuple[Unit, ...]:
    """The units of a caption; one that holds a stroke may be one unit (``元/吨``)."""
    whole = scaled_unit_of(words)
    if whole is not None:
        return (whole,)
    return tuple(
        unit
        for each in _UNIT_JOINT.split(words)
        if (unit := scaled_unit_of(each.strip())) is not None
    )


def _subject(title: str, region: str, calendar: Calendar) -> tuple[str, str]:
    """What a line is about, without number, place, time and what only frames it."""
    if not title or len(title) > _LONGEST or _SENTENCE.search(title[:-1]):
        return "", ""
    words = _plain(title, region, calendar)
    classes = _CLASSES.search(words)
    words = _PLACES.sub("", _CLASSES.sub("", words))
    words = re.sub(r"\([^()]*\)", "", words).strip(":。、 ")
    while True:
        tail = table_words()["caption_tail"].suffix_of(words)
        if not tail:
            break
        words = words[: -len(tail)].strip(":。、 ")
    return _OPENING.sub("", words), classes["classes"] if classes else ""


def _plain(title: str, region: str, calendar: Calendar) -> str:
    """A line without numbers, the report's place, times and the scope that it begins with."""
    words = _LIST_NUMBER.sub("", _NUMBER.sub("", title), count=1).strip()
    for time in reversed(times_in(words, calendar)):
        words = words[: time.start] + words[time.end :]
    words = words.strip().removeprefix("度")
    if region:
        words = words.replace(region, "", 1)
    for category in ("whole", "own_level"):
        words = words.removeprefix(categories()[category].prefix_of(words))
    return words.replace(" ", "")


def _acted(words: str, calendar: Calendar) -> Label:
    """The act in a caption's subject, where it counts what something was done to."""
    label = read_label(words, calendar)
    if label.measure is Measure.CHANGE and label.thing:
        return label
    if label.act and table_words()["counted"].suffix_of(label.thing):
        return label
    return Label(thing=words)


def _time(title: str, calendar: Calendar) -> Time | None:
    """The time that a caption gives; several years at once are no time of its figures."""
    times = [each for each in times_in(title, calendar) if each.year is not None]
    return times[-1] if len({each.year for each in times}) == 1 else None


def _is_stock(title: str, time: Time | None) -> bool:
    if time is not None and time.aggregation is Aggregation.AS_OF:
        return True
    return re.search("年[末底]|期末", title) is not None


def _status(title: str) -> Status | None:
    if _DONE.search(title):
        return None
    if _AIMED.search(title):
        return Status.TARGET
    return Status.PLAN if _PLANNED.search(title) else None


def _scope(lines: Sequence[str], region: str, calendar: Calendar) -> Scope | None:
    """Whether the nearest line that says so speaks of the place's own level only."""
    for line in lines:
        words = _LIST_NUMBER.sub("", _NUMBER.sub("", line), count=1).replace(" ", "")
        for time in reversed(times_in(words, calendar)):
            words = words[: time.start] + words[time.end :]
        words = words.replace(region, "", 1) if region else words
        if categories()["whole"].prefix_of(words):
            return None
        if categories()["own_level"].prefix_of(words) and _FUNDS.search(words):
            return Scope.OWN_LEVEL
    return None


def _part(title: str, region: str, calendar: Calendar) -> str:
    """The part of the place that a caption begins with."""
    words = _plain(title, "", calendar)
    for at in range(2, min(len(words), _LONGEST_PART) + 1):
        ends = table_words()["part_end"].suffix_of(words[:at])
        if ends and words[:at] != region and not words.startswith("各"):
            return words[:at]
    return ""
