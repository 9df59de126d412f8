"""Of when a figure is, and whether it is a result: what its words, sentence, heading and report say."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.figures.hearing import Heard, Subject
from ingest.figures.lead import Lead
from ingest.figures.settings import Setting
from ingest.figures.times import Time, times_in, year_of
from ingest.figures.words import categories
from vectorstore.records import Aggregation, Status

_FROM = re.compile("(?:由|从|比|较|与|同|跟|相比|相较于?|自)的?$")
_NAMES_TIME = re.compile(
    "的?(?:结转|遗留|未结|转入|预算|预期|目标|计划|度?任务|年度|同期(?:的|水平)|水平|执行数|决算数|峰值|的?平均)"
)
"""What makes a time part of a name (``上年结转``, ``年初预算``)."""
_IS = re.compile("(?:是|为|达到?|相当于|占)$")
_BEYOND = re.compile(
    "(?:首?超过?|超出|高于|低于|多于|少于|好于|快于|慢于|优于|恢复[到至]|不足|落后于)$"
)
"""What makes a time something to measure against."""
_AIMED_AT = re.compile("的?[^,。;、0-9]{0,8}(?:目标|任务|指标|计划|要求)")
"""What follows a figure that is an aim (``未完成44微克/立方米的年度目标``)."""
_YEARLY = frozenset({"上年", "上年同期", "去年", "上年末", "年初"})
"""What changes are told against that are of one year, whatever years the paragraph sums up."""
_ERA = 5
"""Years that a yearly average is of where no span is named: those of a five-year plan."""


def without_times(words: str, setting: Setting) -> tuple[str, Time | None]:
    """Words without the times that they name, and the last of these.

    A time that is compared with (``比上年``) or part of a name (``年初预算``) stays.
    """
    found: Time | None = None
    pieces: list[str] = []
    at = 0
    for time in times_in(words, setting.calendar):
        lead, rest = words[: time.start], words[time.end :]
        if _FROM.search(lead) and not lead.endswith(("由", "从", "自")):
            continue
        against = _BEYOND.search(lead) or (rest == "的" and _IS.search(lead))
        named = not time.words[:1].isdigit() and _NAMES_TIME.match(rest)
        if against or named or lead.endswith("结转"):
            continue
        found = time
        pieces.append(words[at : time.start])
        at = time.end
    return ("".join([*pieces, words[at:]]), found) if pieces else (words, found)


def time_of(
    lead: Lead, own: Time | None, subject: Subject, heard: Heard, era: Time | None
) -> Time | None:
    """The time that a figure is of, as far as words say it; None for its part's own.

    Args:
        lead: What its words say.
        own: The time that they name.
        subject: What it is of.
        heard: What its sentence has said.
        era: The span of years that its paragraph sums up.
    """
    if own is not None:
        return own
    time = heard.time
    if lead.previous:
        span = time if time is not None and time.aggregation is Aggregation.CUMULATIVE else era
        return _year_before(span) if span is not None and span.first else None
    if heard.replaced or lead.base in _YEARLY:
        return None if time is None or time.aggregation is Aggregation.CUMULATIVE else time
    if time is None:
        return None if _is_stock(subject, lead) else era
    if time.aggregation is Aggregation.AS_OF and subject.act:
        return None  # what is done is done in the year, not at its end
    return time


def _year_before(era: Time) -> Time:
    """The year that a span of years is told from."""
    first, last = year_of(int(era.first[:4]) - 1)
    return replace(era, first=first, last=last, aggregation=None, is_whole_year=True)


def period_of(
    time: Time | None, lead: Lead, subject: Subject, setting: Setting
) -> tuple[str, str, Aggregation]:
    """First and last day that a figure is of, and how it sums them up.

    Args:
        time: The time that words say; None for that of its part of the report.
        lead: What the words before it say.
        subject: What it is of.
        setting: What its headings say.
    """
    year = setting.calendar.year
    single = Aggregation.YEARLY_AVERAGE if lead.average else Aggregation.SINGLE
    if lead.average and year is not None and (time is None or time.is_whole_year):
        return f"{year - _ERA + 1}-01-01", f"{year}-12-31", single
    if time is not None and time.last:
        return time.first, time.last, single if lead.average else time.aggregation or single
    if year is None:
        return "", "", single
    first, last = year_of(year - 1 if lead.previous else year)
    if time is None and _is_stock(subject, lead):
        return last, last, Aggregation.AS_OF
    return first, last, single


def _is_stock(subject: Subject, lead: Lead) -> bool:
    """Whether a thing is one that there is at a date, without a word of time."""
    stock = bool(categories()["stock"].suffix_of(subject.thing))
    return stock and not subject.act and not lead.average


def status_of(
    said: Status | None,
    lead: Lead,
    time: Time | None,
    last: str,
    subject: Subject,
    setting: Setting,
) -> Status:
    """Whether a figure is a result, an earlier one, a target or a plan.

    Args:
        said: What words say of it; None where nothing.
        lead: What the words before it say.
        time: The time that words say.
        last: Last day that it is of.
        subject: What it is of.
        setting: What its headings say.
    """
    if lead.previous:
        return Status.PREVIOUS
    if said is not None:
        return said
    year, own = setting.calendar.year, int(last[:4]) if last else 0
    earlier = bool(year and own and own < year)
    if setting.is_planned:
        if earlier:
            return Status.ACTUAL if own + 1 == year else Status.PREVIOUS
        return Status.PLAN if subject.act or setting.is_budget else Status.TARGET
    if last and not setting.has_happened(last):
        return Status.PLAN if subject.act else Status.TARGET
    spans = time is None or time.aggregation is Aggregation.CUMULATIVE
    return Status.PREVIOUS if earlier and not spans else Status.ACTUAL


def is_aimed_at(after: str) -> bool:
    """Whether the words after a figure make an aim of it."""
    return _AIMED_AT.match(after) is not None
