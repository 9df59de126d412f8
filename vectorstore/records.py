"""The records that every floor speaks of: reports, their parts, and what they say.

All are frozen. Offsets count Unicode code points into :attr:`Report.text`, half open
``[start, end)``; a record that carries both a text and a span always satisfies
``report.text[start:end] == text``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class PartKind(StrEnum):
    """What a part of a report is about, which decides how it may be quoted."""

    PREAMBLE = "preamble"
    """Opening words before the first heading: salutation, background, overall praise."""
    ACHIEVEMENT = "achievement"
    """What was done: the default."""
    PROBLEM = "problem"
    """What the report itself admits to be lacking."""
    PLAN = "plan"
    """What is to be done next."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """``text[start:end]`` stands at ``source_start`` of the decoded source, unchanged."""

    start: int
    end: int
    source_start: int


@dataclass(frozen=True, slots=True)
class Section:
    """One node of a report's outline.

    Attributes:
        heading: The heading as it stands in the text, number included, end mark excluded
            (``"(一)加强组织领导"``); empty for an unheaded part that was recognised by its
            words (a problems paragraph, plans for next year).
        level: 1 for 一、; 2 for (一); 3 for 1. / 1、 / 一是 under (一); and so on: the depth
            that the text's own numbering implies, never a gap from parent to child.
        start: Where the heading (or the unheaded part) begins.
        body_start: Where the heading ends and its body begins.
        end: Where the section ends, its children included.
        kind: What it reports.
        children: Sections inside it, in order, not overlapping.
    """

    heading: str
    level: int
    start: int
    body_start: int
    end: int
    kind: PartKind
    children: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one value of the metadata came from.

    Attributes:
        field: Name of the :class:`Metadata` attribute.
        value: The value taken, as text.
        origin: ``title``, ``body``, ``signature``, ``page_head``, ``page_field``, ``source`` (file
            name or address), ``table`` (derived from the table of places) or ``user``.
        start: Span of the words it was read from in the report's text; None where they stand
            outside it (page furniture, file name).
        end: See ``start``.
        evidence: The words themselves.
        disagreeing: Other values that some source gave, as ``"value (origin)"``.
    """

    field: str
    value: str
    origin: str
    start: int | None
    end: int | None
    evidence: str
    disagreeing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report is: whose, of when, of what kind. Empty string or None where unknown.

    Attributes:
        title: The report's own title, without page furniture.
        region: The place it reports on, its own name (``"云溪县"``).
        region_code: Its six-digit GB/T 2260 code.
        province: Name of the province-level unit (itself, for a province).
        prefecture: Name of the prefecture-level unit; empty for provinces and their directly
            administered units.
        level: ``province``, ``prefecture``, ``county`` or ``township``; empty where unknown.
        department: The department that reports (``"司法局"``); empty for a government's report.
        issuer: The body that signs or publishes it.
        report_year: The year that it reports on.
        published: ISO date of publication or signature.
        doc_type: ``annual_report`` (年度报告), ``work_report`` (other 情况报告), ``news``, ``plan`` or
            ``other``.
    """

    title: str = ""
    region: str = ""
    region_code: str = ""
    province: str = ""
    prefecture: str = ""
    level: str = ""
    department: str = ""
    issuer: str = ""
    report_year: int | None = None
    published: str = ""
    doc_type: str = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """A report as ingestion made it.

    Attributes:
        report_id: 16 hex digits, the head of the SHA-256 of the original bytes (of the member's,
            for a file inside an archive): the same bytes are the same report wherever they lie.
        text: The cleaned text that all offsets index.
        source_map: How ``text`` lies in the decoded source; covers it completely, in order.
        metadata: What it is.
        outline: First-level sections in order.
        provenance: Where the metadata came from.
        warnings: Doubts, one readable sentence each, in Chinese.
    """

    report_id: str
    text: str
    source_map: tuple[SourceSpan, ...]
    metadata: Metadata
    outline: tuple[Section, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A quotable piece of a report, about 150 to 400 characters, inside one section.

    Attributes:
        passage_id: ``"{report_id}-{ordinal:04d}"``.
        report_id: The report it is cut from.
        ordinal: Its place in the report, from 0.
        text: The words, verbatim.
        start: Its span in the report's text.
        end: See ``start``.
        heading_path: Headings from the first level down to the section it lies in.
        kind: What that part of the report is about.
    """

    passage_id: str
    report_id: str
    ordinal: int
    text: str
    start: int
    end: int
    heading_path: tuple[str, ...]
    kind: PartKind


class Measure(StrEnum):
    """What of a thing a figure measures; figures of different measures are never compared."""

    LEVEL = "level"
    """How much or how many: a number, a sum, a rate."""
    CHANGE = "change"
    """How much it grew or fell (``比上年增长4.7%``)."""
    SHARE = "share"
    """Its part of something larger (``占地区生产总值的40.4%``)."""
    PER_HEAD = "per_head"
    """Its level for each inhabitant or household (``人均``, ``每万人``)."""
    RANK = "rank"
    """Its place in an order (``居全省第3位``)."""
    RATIO = "ratio"
    """Its level as a multiple of something else (``是上年的2.3倍``)."""
    LIMIT = "limit"
    """A rule or class bound, which counts nothing (``计划总投资500万元以上项目``)."""


class Direction(StrEnum):
    """Which way a change goes."""

    NONE = ""
    UP = "up"
    DOWN = "down"
    FLAT = "flat"


class Aggregation(StrEnum):
    """How a figure sums up the time that it is of."""

    SINGLE = "single"
    """The period's own figure."""
    CUMULATIVE = "cumulative"
    """Added up over several years (``五年累计``, ``"十四五"期间``)."""
    YEARLY_AVERAGE = "yearly_average"
    """The average of several years (``年均``)."""
    AS_OF = "as_of"
    """What there is at a date (``截至2025年底``, ``年末``)."""


class Status(StrEnum):
    """Whether a figure is a result."""

    ACTUAL = "actual"
    PREVIOUS = "previous"
    """An earlier period's result, told beside this one's."""
    TARGET = "target"
    PLAN = "plan"

    @property
    def is_result(self) -> bool:
        """Whether it happened."""
        return self in {Status.ACTUAL, Status.PREVIOUS}


class Scope(StrEnum):
    """Which part of a place a figure covers."""

    WHOLE = "whole"
    OWN_LEVEL = "own_level"
    """What its own level runs, lower levels left out (``市本级``)."""
    DEPARTMENT = "department"
    TOWN = "town"
    FIRM = "firm"
    PART = "part"
    """Another part (``市区``)."""
    ELSEWHERE = "elsewhere"
    """Another place than the report's (``全国``)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure that a report states, with a field for each thing that it says.

    Attributes:
        fact_id: ``"{report_id}-f{ordinal:04d}"``.
        report_id: The report that states it.
        region: The place it is about (the report's, unless the text says another).
        year: The year the report reports on.
        period: What the text says of time where that differs (``"2015年以来"``, ``"2016"``); empty
            where it says nothing.
        indicator: Open-vocabulary name, from the text (``"行政复议案件受理"``).
        canonical: Name of the lexicon's indicator it was linked to; empty where none.
        value: The number, scaled (66.43亿元 → 6643000000.0, unit 元; 百分之百 → 100, unit %).
        value_max: Upper end of a range; None where it is none.
        unit: 件, 人次, %, 元 …, without the scale (``亿元`` is 元).
        qualifier: ``以上`` ``超过`` ``近`` ``约`` ``余`` … as written; empty where exact.
        status: Whether it is a result, an earlier one, a target or a plan.
        quote: The shortest self-contained clause, verbatim.
        start: Span of the quote in the report's text.
        end: See ``start``.
        value_start: Span of the figure itself.
        value_end: See ``value_start``.
        holder: The department, town or team that the text says it is of (``县公安局``); empty for
            the whole place.
        thing: What is measured or counted, readable alone (``行政复议案件``), in the text's words;
            time, place, act and change are in fields of their own.
        act: What was done to what is counted (``受理``); empty where nothing was.
        part_of: Id of the fact that this one is a part of (其中); empty where it is none.
        measure: What of the thing is measured.
        direction: Which way a change goes.
        base: What a change or a share is against, in the text's words (``上年``, ``地区生产总值``).
        aggregation: How the figure sums up its period.
        period_start: First day that the figure is of, ISO; empty where not known.
        period_end: Last day, ISO.
        scope: Which part of the place it covers.
        unit_written: The unit as written, its scale with it (``亿斤``).
        dimension: What the unit measures (``mass``), a name from the table of units; figures of
            different dimensions never compare.
        common_value: ``value`` in the dimension's common unit (亿斤 and 万吨 both in 吨).
        row_head: Of a figure in a table, the labels of its row, parted by `` / ``; empty elsewhere.
        column_head: The heads of its column, likewise.
    """

    fact_id: str
    report_id: str
    region: str
    year: int | None
    period: str
    indicator: str
    canonical: str
    value: float
    value_max: float | None
    unit: str
    qualifier: str
    status: Status
    quote: str
    start: int
    end: int
    value_start: int
    value_end: int
    holder: str = ""
    thing: str = ""
    act: str = ""
    part_of: str = ""
    measure: Measure = Measure.LEVEL
    direction: Direction = Direction.NONE
    base: str = ""
    aggregation: Aggregation = Aggregation.SINGLE
    period_start: str = ""
    period_end: str = ""
    scope: Scope = Scope.WHOLE
    unit_written: str = ""
    dimension: str = ""
    common_value: float | None = None
    row_head: str = ""
    column_head: str = ""


class StatedFigure(NamedTuple):
    """A fact without its words, to be set beside those of thousands of other reports.

    A tuple, because so many are made at once. The attributes are those of :class:`Fact`, but for:

    Attributes:
        key: The store's own number of the fact, to ask for its words.
        report: The report that states it.
    """

    key: int
    report: ReportSummary
    year: int | None
    period: str
    indicator: str
    canonical: str
    value: float
    value_max: float | None
    unit: str
    qualifier: str
    start: int
    status: Status = Status.ACTUAL
    measure: Measure = Measure.LEVEL
    direction: Direction = Direction.NONE
    base: str = ""
    aggregation: Aggregation = Aggregation.SINGLE
    period_start: str = ""
    period_end: str = ""
    scope: Scope = Scope.WHOLE
    dimension: str = ""
    common_value: float | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """The first sentence of a report that speaks of an indicator, with or without a figure.

    Attributes:
        report_id: The report.
        indicator: The indicator's canonical name.
        start: Span of the sentence in the report's text.
        end: See ``start``.
    """

    report_id: str
    indicator: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes a report came from, kept as they were.

    Attributes:
        content_hash: SHA-256 of ``data``, 64 hex digits.
        data: The bytes.
        media_type: As recognised from the content, ``"application/pdf"``.
        filename: Its last known name.
        declared_type: The media type that whoever read it was told, as a server declares it,
            ``"text/plain; charset=big5"``; empty where none was told, or none noted.
    """

    content_hash: str
    data: bytes
    media_type: str
    filename: str
    declared_type: str = ""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where a report was taken from, and when.

    Attributes:
        source: Absolute path, address, or ``archive.zip!/member``; the key for replacement.
        given: What the user typed or uploaded, for display.
        fetched_at: When its bytes were read, with time zone.
    """

    source: str
    given: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What a list shows of a report: everything but its text."""

    report_id: str
    metadata: Metadata
    warnings: tuple[str, ...]
    sources: tuple[SourceRecord, ...]
    characters: int
    passages: int
    facts: int


def indexed_text(metadata: Metadata, passage: Passage) -> str:
    """What is embedded and indexed for a passage: context first, then the words.

    Context (place, year, heading path) helps a search find the passage; it is never quoted.

    Returns:
        Lines: ``prefecture region year``, the heading path, the passage's text.
    """
    year = f"{metadata.report_year}年" if metadata.report_year else ""
    place = " ".join(part for part in (metadata.prefecture, metadata.region, year) if part)
    head = " ".join(passage.heading_path)
    return "\n".join(part for part in (place, head, passage.text) if part)
