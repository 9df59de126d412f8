"""What headings and the report itself say of a figure's time and status, by its place in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.figures.times import Calendar, years_named
from ingest.folding import fold
from vectorstore.records import Metadata, PartKind, Report, Section

_SPEECH = re.compile("政府工作报告|预算|决算|国民经济和社会发展计划|工作报告")
"""Reports given in the year after the one that they report on."""
_DONE = re.compile("执行情况|完成情况|回顾|进展|运行情况")
"""Headings of what has happened, also of a later year than the report's."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a figure.

    Attributes:
        calendar: What its expressions of time are told from.
        is_planned: Whether its part of the report says what is to come.
        now: The report's year: what lies after it has not happened.
        published: ISO date of publication; empty where it is not known.
        is_budget: Whether it is a report on budgets, whose plans are sums.
        subject: What its innermost heading that names something is about, in the heading's words.
    """

    calendar: Calendar
    is_planned: bool = False
    now: int | None = None
    subject: str = ""
    published: str = ""
    is_budget: bool = False

    def has_happened(self, last: str) -> bool:
        """Whether a day was past when the report was given; true where that is not known."""
        if self.published and last <= self.published:
            return True
        return self.now is None or not last or int(last[:4]) <= self.now


_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}[.、]|第[一二三四五六七八九十]+[,、部章]?|[一二三四五六七八九十]是)\s*"
)
_TOLD = re.compile(
    "(?:(?:收支|收入|支出|执行|完成|决算|运行|收支平衡|总体|主要|工作|基本|平衡|管理|草案|安排|平稳|有序|方面|编制|余额|预计|情况)+)$"
)
_SCOPE = re.compile("^(?:(?:全|我|本)(?:省|市|县|区|州|旗)|[省市县区州]?本级|[省市县区州]级)")
_EMPTY = re.compile(
    ".*(?:做法|成效|回顾|指标|工作|措施|不足|问题|打算|安排|任务|情况|概况|附表|进展|重点|思路)$"
)
_HEADED = re.compile(
    "[一-鿿]{0,2}(?:一般公共预算|政府性基金预算|国有资本经营预算|社会保险基金预算|政府性基金|社会保险基金)|[一-鿿“”]{2,14}"
)


def _subject_of(heading: str) -> str:
    """What a heading is about: its words without number, verbs of telling and year."""
    words = _NUMBER.sub("", fold(heading)).strip(" ,:。")
    words = re.sub(r"(?:19|20)[0-9]{2}年度?(?:全[省市县区]|[省市县区]本?级)?", "", words)
    words = _TOLD.sub("", _SCOPE.sub("", words))
    match = _HEADED.match(words)
    return match[0] if match and len(match[0]) <= 12 and not _EMPTY.fullmatch(match[0]) else ""


class Settings:
    """The settings of one report.

    Args:
        report: The report.
    """

    def __init__(self, report: Report) -> None:
        metadata = report.metadata
        year = metadata.report_year
        spoken = _spoken(metadata)
        self._starts: list[int] = []
        self._settings: list[Setting] = []
        self._default = Setting(
            Calendar(year, spoken),
            now=year,
            published=metadata.published,
            is_budget="预算" in metadata.title,
        )
        for start, path in _flat(report.outline):
            self._starts.append(start)
            self._settings.append(self._of(path, year, spoken))

    def at(self, position: int) -> Setting:
        """The setting of a place in the text."""
        number = bisect_right(self._starts, position) - 1
        return self._settings[number] if number >= 0 else self._default

    def _of(self, path: Sequence[Section], year: int | None, spoken: int | None) -> Setting:
        """The innermost heading that names one year decides; plans are of the year after."""
        headings = [each for each in reversed(path) if each.heading]
        subject = next(filter(None, (_subject_of(each.heading) for each in headings)), "")
        default = replace(self._default, subject=subject)
        planned = any(each.kind is PartKind.PLAN for each in path)
        for section in headings:
            named = set(years_named(fold(section.heading)))
            if len(named) == 1:
                own = named.pop()
                later = year is not None and own > year and not _DONE.search(section.heading)
                said = own if later else spoken
                return replace(default, calendar=Calendar(own, said), is_planned=planned or later)
        if planned and year is not None:
            return replace(default, calendar=Calendar(year + 1, spoken), is_planned=True)
        return default


def _spoken(metadata: Metadata) -> int | None:
    """The year in which a report speaks; its own year where nothing tells."""
    year = metadata.report_year
    published = int(metadata.published[:4]) if metadata.published[:4].isdigit() else None
    if year is None:
        return published
    if _SPEECH.search(metadata.title) and (published is None or published > year):
        return year + 1
    return year


def _flat(
    sections: Sequence[Section], path: tuple[Section, ...] = ()
) -> Iterator[tuple[int, tuple[Section, ...]]]:
    """Where each section begins, with the sections around it; after its children, its own again."""
    for section in sections:
        inner = (*path, section)
        yield section.start, inner
        yield from _flat(section.children, inner)
