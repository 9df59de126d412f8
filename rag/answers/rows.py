"""An answer's rows, and what it covers, for programs to read."""

from __future__ import annotations

import re

from rag.answer import Coverage, Item
from rag.answers.draft import Draft, Figure
from rag.answers.scope import Scope
from rag.quotes import CitationBook
from rag.subject_figures import Counts


def items_of(draft: Draft, book: CitationBook) -> tuple[Item, ...]:
    """One row per place and figure; in an answer across reports also for a place without one."""
    nothing = (Figure("", "", "", "", ""),) if draft.verdict is not None else ()
    return tuple(
        Item(
            region=_place_of(figure) or finding.quote.report.metadata.region,
            year=_year_of(figure, finding.quote.report.metadata.report_year),
            indicator=figure.indicator,
            value=figure.value,
            unit=figure.unit,
            qualifier=figure.qualifier,
            text=figure.clause or finding.quote.text,
            citations=(book.cite(finding.quote),),
            fact=figure.fact,
        )
        for finding in draft.findings
        for figure in finding.figures or nothing
    )


def _place_of(figure: Figure) -> str:
    """The place that a figure is of, which may be one inside its report's."""
    return figure.fact.region if figure.fact is not None else ""


def _year_of(figure: Figure, report_year: int | None) -> int | None:
    """The year a figure is of, which may be another than its report's."""
    return int(figure.period) if re.fullmatch(r"(?:19|20)\d{2}", figure.period) else report_year


def coverage_of(draft: Draft, scope: Scope, counts: Counts | None = None) -> Coverage:
    """What the answer rests on; with neither tally nor counts, reports that were not quoted count as silent.

    Args:
        draft: The answer.
        scope: The reports that were asked.
        counts: Which of them state the subject and speak of it, where that was looked for.
    """
    if draft.tally is not None:
        tally = draft.tally
        reports = scope.reports if tally.reports is None else tally.reports
        silent = max(0, reports - tally.stating - tally.mentioning)
        return Coverage(reports, tally.matching, tally.stating, tally.mentioning, silent)
    quoted = {finding.quote.report.report_id for finding in draft.findings}
    stating = {each.quote.report.report_id for each in draft.findings if each.figures} or quoted
    answered = draft.reason is None
    if counts is not None:
        stating = (stating if answered else set()) | counts.stating
        speaking = (quoted | counts.speaking) - stating
        silent = max(0, scope.reports - len(stating) - len(speaking))
        matching = len(quoted) if answered else 0
        return Coverage(scope.reports, matching, len(stating), len(speaking), silent)
    return Coverage(
        reports=scope.reports,
        matching=len(quoted) if answered else 0,
        stating=len(stating) if answered else 0,
        mentioning=len(quoted) - (len(stating) if answered else 0),
        silent=max(0, scope.reports - len(quoted)),
    )
