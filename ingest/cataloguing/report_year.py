"""Decides the year that a report reports on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ingest.cataloguing.context import Context
from ingest.cataloguing.dates import FoundYear, find_years, without_titles
from ingest.cataloguing.evidence import ORIGIN_NAMES, Evidence, Verdict, weigh

YearEvidence = Evidence[int]

_TITLE, _DECLARED, _SUBJECT, _OPENING, _HEADING, _FILE = 5.0, 3.0, 3.0, 2.5, 2.0, 1.0
_DATE, _BODY = 1.0, 1.5
_AFTER_THE_FACT = 0.25
"""A year that had not come yet when the report was signed or published keeps this share."""
_LAST_MONTH_OF_LOOKING_BACK = 3
_SPEECH, _LAST_MONTH_OF_SPEECHES, _FIRST_MONTH_OF_ENDING = 5.0, 5, 11
_GOVERNMENT_REPORT = re.compile(
    "(?:政府|法院|检察院|委员会|常委会)工作报告(?:\\([^()]{1,60}\\)|[—-]{1,2}.{1,60}上)?$"
)
_SUBJECT_CLAUSE = re.compile(
    r"现(?:就|将|把)[^。;\n]{0,80}?(?:报告|汇报|公布|公开|通报|公示|总结)如下"
)
_HEADLINE = 120
_HEADLINE_YEAR = re.compile(r"((?:19|20)\d\d)年度?(?=法治|依法)")
"""What an article is on whose headline is no report's title (``…街道2024年法治“成绩单”…``)."""
_SUBTITLE = re.compile(r"\n[ ]*[—-]{2,}(?P<words>[^\n。]{4,60})")
"""The line below a headline, which says what the article is on."""
_OPENING_YEAR = re.compile(r"(?:^|[\n。])[\s(]*$")
_FOLLOWS_OPENING = re.compile(
    r"度?(?:以来)?[,,]|[\u4e00-\u9fff]{2,12}(?:省|市|县|区|州|盟|旗|镇|乡|局|委|政府)|是|在"
)
_PLANS = re.compile(r"计划|打算|思路|安排|设想|重点(?:工作|任务)|展望|部署|目标")
_DEEDS = re.compile(r"情况|成效|举措|做法|工作|成绩|进展|问题|不足|报告|总结|建设")


@dataclass(frozen=True, slots=True)
class YearFound:
    """The year, with its evidence and what is doubtful about it."""

    verdict: Verdict[int] | None
    warnings: tuple[str, ...]


def find_report_year(context: Context, signed: date | None, published: date | None) -> YearFound:
    """Weighs titles, opening words, headings, dates and the body.

    Args:
        context: The document.
        signed: The date of the signature, the first of the month where it has no day.
        published: The date that the page gives.
    """
    pieces = [*_from_titles(context), *_from_opening(context), *_from_headings(context)]
    pieces += _from_speech(context)
    pieces += _from_file_name(context)
    dated = min((day for day in (signed, published) if day is not None), default=None)
    weighed = [_doubted(piece, dated) for piece in pieces]
    weighed += _from_body(context)
    weighed += _from_date(context, signed, published)
    verdict = weigh(weighed)
    if verdict is None:
        return YearFound(None, ("未能确定报告年份。",))
    return YearFound(verdict, tuple(_warnings(context, verdict, pieces, signed, published)))


def _from_speech(context: Context) -> Iterator[YearEvidence]:
    """A government speaks to its congress early in a year, of the year before."""
    speech = context.speech
    if speech is None or speech.day is None or not _is_speech(context):
        return
    year = _year_of_speech(speech.day)
    if year is not None:
        words = context.text[speech.start : speech.end]
        yield Evidence(year, _SPEECH, "body", words, speech.start, speech.end)


def _year_of_speech(day: date) -> int | None:
    """The year that a speech of a day is of: the last one, or the one that is ending."""
    if day.month <= _LAST_MONTH_OF_SPEECHES:
        return day.year - 1
    return day.year if day.month >= _FIRST_MONTH_OF_ENDING else None


def _is_speech(context: Context) -> bool:
    """Whether a report is one to a congress, named by the year in which it is given."""
    title = context.title
    return title is not None and _GOVERNMENT_REPORT.search(title.text.replace(" ", "")) is not None


def _told_of(context: Context, named: int) -> int:
    """The year that a government's report to its congress is of, whose title names a year.

    That is the year before the one named, unless the day of the speech, headings, or the years that
    the text speaks of say otherwise.
    """
    speech = context.speech
    if speech is not None and speech.day is not None:
        return _year_of_speech(speech.day) or named
    for heading, _ in context.headings():
        years = [year.value for year in find_years(heading)]
        if named + 1 in years or (named in years and "回顾" in heading):
            return named
        if named - 1 in years or (named in years and _PLANS.search(heading)):
            return named - 1
    ahead = f"{named + 1}年(?:是|,我们|的?(?:工作|目标|政府|主要|重点|总体|经济社会|预期))"
    return named if re.search(ahead, context.prose) else named - 1


def _from_titles(context: Context) -> Iterator[YearEvidence]:
    year, title = context.title_reading.year, context.title
    if year is not None and title is not None and _is_speech(context):
        value = _told_of(context, year.value)
        year = FoundYear(year.start, year.end, value, value, since=False)
    if year is not None and title is not None:
        words = title.text[year.start : year.end]
        at = context.folded.find(words, title.start, title.end) if title.start is not None else -1
        span = (at, at + len(words)) if at >= 0 else (title.start, title.end)
        origin = "title" if title.start is not None else "page_head"
        yield Evidence(year.value, _TITLE, origin, words, *span)
    if title is None and (found := _HEADLINE_YEAR.search(context.folded, 0, _HEADLINE)):
        yield Evidence(int(found[1]), _OPENING, "body", found[0], found.start(), found.end())
    subtitle = _SUBTITLE.search(context.folded, 0, _HEADLINE)
    for found_year in find_years(subtitle["words"])[:1] if subtitle else ():
        if not found_year.is_range and subtitle:
            yield _in_body(context, found_year, _SUBJECT, subtitle.start("words"))
    year, title = context.declared_reading.year, context.declared
    if year is not None and title is not None:
        yield Evidence(year.value, _DECLARED, "page_head", title.text)


def _from_opening(context: Context) -> Iterator[YearEvidence]:
    """``现将2021年…报告如下`` and sentences that open with a year."""
    start, end = context.lead
    opening = without_titles(context.folded[start:end])
    for match in _SUBJECT_CLAUSE.finditer(opening):
        years = [each for each in find_years(match.group()) if not each.since]
        if years:
            yield _in_body(context, years[0], _SUBJECT, start + match.start())
            break
    if context.is_news:
        return
    for year in find_years(opening)[:6]:
        begins = _OPENING_YEAR.search(opening, 0, year.start)
        if begins and not year.is_range and _FOLLOWS_OPENING.match(opening, year.end):
            weight = _OPENING / 2 if year.since else _OPENING
            yield _in_body(context, year, weight, start)
            break


def _from_headings(context: Context) -> Iterator[YearEvidence]:
    """``一、2021年工作成效`` names the year, ``四、2022年工作思路`` the one after it."""
    deeds = plans = False
    for heading, at in context.headings():
        years = find_years(without_titles(heading))
        if len(years) != 1 or years[0].is_range or years[0].since:
            continue
        year = years[0]
        if _PLANS.search(heading, year.end) and not plans:
            plans = True
            previous = FoundYear(year.start, year.end, year.value - 1, year.value - 1, since=False)
            yield _in_body(context, previous, _HEADING * 0.75, at)
        elif _DEEDS.search(heading, year.end) and not _PLANS.search(heading) and not deeds:
            deeds = True
            yield _in_body(context, year, _HEADING, at)


def _from_file_name(context: Context) -> Iterator[YearEvidence]:
    years = [year for year in find_years(context.file_name) if not year.is_range]
    if years:
        yield Evidence(years[0].value, _FILE, "source", context.file_name)


def _from_body(context: Context) -> Iterator[YearEvidence]:
    """The year that the text names most often, by its share."""
    years = [year for year in find_years(context.prose) if not year.is_range and not year.since]
    counts = Counter(year.value for year in years)
    if not counts or context.title_reading.doc_type == "plan":
        return
    value, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    first = next(year for year in years if year.value == value)
    share = count / len(years)
    if count > 1 or (len(years) == 1 and first.end <= context.lead[1]):
        weight = (_BODY / 3 if context.is_news else _BODY) * share
        yield _in_body(context, first, weight if count > 1 else weight / 5, 0)


def _from_date(
    context: Context, signed: date | None, published: date | None
) -> Iterator[YearEvidence]:
    """A report signed early in a year reports on the year before; news and plans on their own."""
    day = signed or published
    if day is None:
        return
    origin = "signature" if signed is not None else "page_field"
    if context.is_news or context.title_reading.doc_type == "plan":
        yield Evidence(day.year, 2 * _DATE, origin, day.isoformat())
        return
    early = day.month <= _LAST_MONTH_OF_LOOKING_BACK
    span: tuple[int | None, int | None] = (None, None)
    if signed is not None and context.signature is not None and context.signature.date is not None:
        span = (context.signature.date.start, context.signature.date.end)
    yield Evidence(day.year - 1 if early else day.year, _DATE, origin, day.isoformat(), *span)


def _in_body(context: Context, year: FoundYear, weight: float, offset: int) -> YearEvidence:
    start, end = offset + year.start, offset + year.end
    return Evidence(year.value, weight, "body", context.text[start:end], start, end)


def _doubted(piece: YearEvidence, dated: date | None) -> YearEvidence:
    if dated is None or piece.value <= dated.year:
        return piece
    return replace(piece, weight=piece.weight * _AFTER_THE_FACT)


def _warnings(
    context: Context,
    verdict: Verdict[int],
    pieces: list[YearEvidence],
    signed: date | None,
    published: date | None,
) -> Iterator[str]:
    year = verdict.value
    basis = f"落款{signed}" if signed else f"发布日期{published}"
    titles = [piece for piece in pieces if piece.origin in ("title", "page_head")]
    lost = next((piece for piece in titles if piece.value != year), None)
    day = signed or published
    if lost is not None:
        against = f"正文{basis}" if day is not None and lost.value > day.year else "正文所述年份"
        yield f"{ORIGIN_NAMES[lost.origin]}的年份{lost.value}与{against}不一致\uff0c按正文取{year}年。"
    elif day is not None and year > day.year:
        yield f"{basis}早于所报告的{year}年\uff0c可能有误。"
    if {piece.origin for piece in verdict.supporting} <= {"signature", "page_field"}:
        if context.is_news and not any(found.value == year for found in find_years(context.prose)):
            yield f"正文没有写明年份\uff0c按发布日期取{year}年。"
        elif lost is None and not context.is_news:
            yield f"正文没有写明年份\uff0c按{basis}推定为{year}年。"
