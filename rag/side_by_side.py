"""One indicator over places and years: each report's figure, and who gives none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ingest.folding import fold
from ingest.lexicon.indicators import Indicators
from ingest.measures import bound_of
from rag.answers.draft import Figure
from rag.answers.figure_rows import Row, distance_in_time, figure_of, rows_of, with_words
from rag.question.query import Clause
from vectorstore.queries import Filter
from vectorstore.records import Fact, ReportSummary
from vectorstore.store import Store

_OTHER_TIME = 2
"""A figure as far as this from the report's year is of another time."""

_LISTED = 500
"""So many places without a figure are named; of more only the numbers are told."""

_ALL = 10_000_000


class Apart(StrEnum):
    """Why a figure is not to be set beside the others."""

    UNIT = "unit"
    """It counts in another unit."""
    PERIOD = "period"
    """It is of another time than the report's year."""
    DOUBT = "doubt"
    """The report carries warnings about what it is."""


class Why(StrEnum):
    """Why there is no figure."""

    MENTIONED = "mentioned"
    """The report speaks of the indicator, and gives no figure that was found."""
    SILENT = "silent"
    """The report does not speak of it."""
    NO_REPORT = "no_report"
    """There is no report of that place and year."""


class Order(StrEnum):
    """What the figures are sorted by."""

    REGION = "region"
    YEAR = "year"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared.

    Attributes:
        name: Canonical name, or words that the reports' own names hold; empty for nothing.
        canonical: Whether the lexicon has it.
        english: Its English names.
    """

    name: str
    canonical: bool = False
    english: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """A report's figure.

    Attributes:
        report: The report.
        fact: The figure with its words.
        figure: As it is written.
        bound: ``min``, ``max``, ``about`` or empty, as :func:`ingest.measures.bound_of` has it.
        apart: Why it is not to be set beside the others.
    """

    report: ReportSummary
    fact: Fact
    figure: Figure
    bound: str
    apart: tuple[Apart, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A report, or a place and year, without a figure.

    Attributes:
        region: The place.
        year: The year; None where the report's year is not known.
        why: Why there is none.
        report: The report; None where there is none.
    """

    region: str
    year: int | None
    why: Why
    report: ReportSummary | None = None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The figures of one indicator.

    Attributes:
        subject: The indicator.
        unit: The unit that is shown; figures in others stand apart.
        units: How many reports state the indicator in each unit, the most frequent first.
        total: How many reports state it.
        stated: A page of their figures.
        missing: Reports, places and years without one; none where they are too many to name.
        reports: How many reports are in scope.
        mentioning: How many of them speak of it without a figure.
        silent: How many do not speak of it.
    """

    subject: Subject
    unit: str
    units: tuple[tuple[str, int], ...]
    total: int
    stated: tuple[Stated, ...]
    missing: tuple[Missing, ...]
    reports: int
    mentioning: int
    silent: int


def subject_named(store: Store, words: str) -> Subject:
    """The indicator that words name: canonical, English, as a report has it, or as people say it."""
    lexicon = Indicators.load()
    words = words.strip()
    known = lexicon.named(words)
    if known is None and words:
        plain = fold(words).lower()
        known = next((each for each in lexicon if plain in map(str.lower, each.english)), None)
    if known is None and words:
        uses = store.indicators(words, limit=1)
        if not uses or uses[0].name != words:
            known = lexicon.in_question(words)
    if known is None:
        return Subject(words)
    return Subject(known.name, True, known.english)


def set_side_by_side(
    store: Store,
    subject: Subject,
    where: Filter = Filter(),
    *,
    unit: str = "",
    order: Order = Order.REGION,
    descending: bool = False,
    limit: int = 1000,
    offset: int = 0,
) -> SideBySide:
    """One figure a report of an indicator.

    Args:
        store: The reports.
        subject: The indicator.
        where: Places, years and reports in scope.
        unit: The unit to show; the most frequent where empty or not in use.
        order: What the figures are sorted by; those that stand apart come last.
        descending: Turns the order round, but for those that stand apart.
        limit: How many figures at most.
        offset: How many to skip.
    """
    rows = _rows(store, subject, where)
    counts = Counter(row.fact.unit for row in rows)
    units = tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
    shown = unit if unit in counts else (units[0][0] if units else unit)
    rows = _sorted(rows, shown, order, descending=descending)
    page = rows[offset : offset + limit]
    stated = [
        Stated(row.report, fact, figure_of(fact), bound_of(fact.qualifier), apart(row, shown))
        for row, fact in zip(page, with_words(store, page), strict=True)
        if fact is not None
    ]
    reports = store.reports(where, limit=0)[0]
    stating = {row.report.report_id for row in rows}
    speaking = _speaking(store, subject, where) - stating
    missing: list[Missing] = []
    if subject.name and reports - len(stating) <= _LISTED:
        missing = _without_figure(store, where, stating, speaking)
    return SideBySide(
        subject,
        shown,
        units,
        len(rows),
        tuple(stated),
        tuple([*missing, *_without_report(store, where)] if subject.name else ()),
        reports,
        len(speaking),
        reports - len(stating) - len(speaking),
    )


def apart(row: Row, unit: str) -> tuple[Apart, ...]:
    """Why a report's figure is not to be set beside those in a unit."""
    found = {
        Apart.UNIT: row.fact.unit != unit,
        Apart.PERIOD: distance_in_time(row.fact) >= _OTHER_TIME,
        Apart.DOUBT: bool(row.report.warnings),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _rows(store: Store, subject: Subject, where: Filter) -> list[Row]:
    if not subject.name:
        return []
    if subject.canonical:
        return rows_of(store, Clause(subject.name, (), subject.name), where)
    return rows_of(store, Clause(subject.name, tuple(subject.name.split())), where)


def _sorted(rows: Sequence[Row], unit: str, order: Order, *, descending: bool) -> list[Row]:
    keys: dict[Order, Callable[[Row], Any]] = {
        Order.REGION: lambda row: row.report.metadata.region,
        Order.YEAR: lambda row: row.fact.year or 0,
        Order.VALUE: lambda row: row.fact.value,
    }
    found = sorted(rows, key=keys[order], reverse=descending)
    return sorted(found, key=lambda row: bool(apart(row, unit)))


def _speaking(store: Store, subject: Subject, where: Filter) -> set[str]:
    """Ids of the reports that speak of an indicator; none where the lexicon does not have it."""
    lexicon = Indicators.load()
    known = lexicon.named(subject.name) if subject.canonical else None
    if known is None:
        return set()
    return {each.report_id for each in store.mentions(lexicon.covered_by(known), where)}


def _without_figure(
    store: Store, where: Filter, stating: set[str], speaking: set[str]
) -> list[Missing]:
    reports = store.reports(where, limit=_ALL)[1]
    return [
        Missing(
            each.metadata.region,
            each.metadata.report_year,
            Why.MENTIONED if each.report_id in speaking else Why.SILENT,
            each,
        )
        for each in reports
        if each.report_id not in stating
    ]


def _without_report(store: Store, where: Filter) -> Iterable[Missing]:
    """The places asked for, and of each the years asked for, of which there is no report."""
    if not where.regions:
        return
    wider = {
        name
        for province, prefecture, region, _ in store.places()
        for name in (province, prefecture)
        if name != region
    }
    for region in where.regions:
        held = store.reports(Filter((region,)), limit=_ALL)[1]
        years = {each.metadata.report_year for each in held}
        if not held:
            yield Missing(region, None, Why.NO_REPORT)
        elif region not in wider:
            for year in where.years:
                if year not in years:
                    yield Missing(region, year, Why.NO_REPORT)
