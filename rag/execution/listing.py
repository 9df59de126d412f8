"""Which reports there are of a place, level, kind or year, and which have a part of their own for something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.sentences import sentence_spans
from rag.answers.draft import Draft, Finding, Outcome, Reason, Tally, Verdict
from rag.execution.opening import openings_of
from rag.execution.scope import scope_of
from rag.execution.times import times_of
from rag.plan import Act, Operator, Plan
from rag.quotes import Sentence
from vectorstore.errors import UnknownReportError
from vectorstore.queries import Filter
from vectorstore.records import PartKind, Passage, Report, ReportSummary, Section, Span
from vectorstore.store import Store

_OWN_HEADING = re.compile(
    "单独|专门|独立|单列|另设|专设|专列|一章|章节|标题|separate|own|dedicated|chapter|heading",
    re.IGNORECASE,
)
"""Words for a part that has a heading of its own."""
_UNLIMITED = frozenset({Operator.STATED, Operator.NOT_STATED})


def asks_for_reports(plan: Plan) -> bool:
    """Whether a plan asks for reports themselves: of some kind, or with some part, and not for what they say."""
    limited = any(each.operator not in _UNLIMITED for each in plan.predicates)
    things = any(
        not _OWN_HEADING.search(each.phrase)
        if each.phrase
        else plan.part is None and (each.act or each.unit)
        for each in plan.targets
    )
    things = things or any(not _OWN_HEADING.search(each) for each in plan.residue)
    said = plan.places or plan.level or plan.reports or plan.times or plan.part
    if plan.act not in (Act.WHICH, Act.HOW_MANY) or plan.order is not None or limited or things:
        return False
    return bool(said)


def reports_asked(
    store: Store, plan: Plan, where: Filter, today: int | None = None
) -> Draft | None:
    """The reports that a plan asks for, each with the heading of its part or with its first words.

    Args:
        store: The reports.
        plan: One for which :func:`asks_for_reports` holds.
        where: The caller's filter.
        today: The calendar's year.

    Returns:
        None where the plan's words for reports are in no title: then they say what reports are to hold.
    """
    scope = scope_of(store, plan, where)
    if scope.not_used:
        return None
    times = times_of(plan, scope.reports, today)
    asked = [
        each
        for each in scope.reports
        if not times or each.metadata.report_year in times.years(each.metadata)
    ]
    if plan.part is None:
        findings: Sequence[Finding] = openings_of(store, asked)
    else:
        with_part = list(_with_part(store, asked, plan.part, headed=_is_headed(plan)))
        having = {each.quote.report.report_id for each in with_part}
        lacking = [each for each in asked if each.report_id not in having]
        findings = openings_of(store, lacking) if _wants_lacking(plan) else with_part
    if not findings:
        return Draft((), Reason.NO_MATCH, tally=Tally(0, 0, 0, len(asked)))
    reports = [each.quote.report for each in findings]
    places = tuple(dict.fromkeys(each.metadata.region or each.metadata.title for each in reports))
    verdict = Verdict(Outcome.MATCHES, places, len(reports))
    tally = Tally(len(reports), len(reports), 0, len(asked))
    return Draft(tuple(findings), verdict=verdict, tally=tally, not_used=scope.not_used)


def _is_headed(plan: Plan) -> bool:
    words = (*plan.residue, *(each.phrase for each in plan.targets))
    return any(map(_OWN_HEADING.search, words))


def _wants_lacking(plan: Plan) -> bool:
    unstated = any(each.operator is Operator.NOT_STATED for each in plan.predicates)
    return unstated is not plan.negated


def _with_part(
    store: Store, reports: Iterable[ReportSummary], kind: PartKind, *, headed: bool
) -> Iterator[Finding]:
    """Of each report that has such a part its heading, or the part's first sentence."""
    for report in reports:
        try:
            whole = store.report(report.report_id)
        except UnknownReportError:  # removed since it was listed
            continue
        span = _headed(whole, kind) if headed else _first(whole, kind)
        if span is not None:
            yield Finding(_quote(report, whole, span, kind))


def _headed(whole: Report, kind: PartKind) -> Span | None:
    section = next((each for each in whole.outline if each.kind is kind and each.heading), None)
    return None if section is None else _heading(whole.text, section)


def _first(whole: Report, kind: PartKind) -> Span | None:
    section = next((each for each in _all(whole.outline) if each.kind is kind), None)
    if section is None:
        return None
    sentences = sentence_spans(whole.text, section.body_start, section.end)
    return next(iter(sentences), None) or _heading(whole.text, section)


def _heading(text: str, section: Section) -> Span:
    """The heading's own words, or the section's first sentence where they cannot be told apart."""
    end = section.start + len(section.heading)
    if text[section.start : end] == section.heading:
        return Span(section.start, end)
    return sentence_spans(text, section.start, section.end)[0]


def _all(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all(section.children)


def _quote(report: ReportSummary, whole: Report, span: Span, kind: PartKind) -> Sentence:
    text = whole.text[span.start : span.end]
    name = f"{report.report_id}-{span.start}"
    passage = Passage(name, report.report_id, 0, text, span.start, span.end, (), kind)
    return Sentence(report, passage, span, text, 0, 0)
