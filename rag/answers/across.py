"""Questions across reports: what each report in scope says, side by side.

This is the seam for answers computed over extracted facts. What stands here shows for every report
that the search reached its best sentence, and claims nothing about the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers.draft import Draft, Finding, Reason
from rag.answers.lookup import LookupAnswerer
from rag.question.query import Query, Wanted
from rag.quotes import Sentence


class SideBySide:
    """Answers report by report, each as if it had been asked alone.

    Args:
        lookup: Answers for one report.
    """

    def __init__(self, lookup: LookupAnswerer) -> None:
        self._lookup = lookup

    def answer(self, query: Query, sentences: Sequence[Sentence]) -> Draft:
        """Groups the sentences by report and answers for each that holds what is asked."""
        by_report: dict[str, list[Sentence]] = {}
        for sentence in sentences:
            by_report.setdefault(sentence.report.report_id, []).append(sentence)
        findings: list[Finding] = []
        for own in by_report.values():
            draft = self._lookup.answer(query, own)
            if draft.reason is None:
                findings += draft.findings
        if findings:
            return Draft(tuple(findings), by_report=True)
        wants_figure = any(ask.wanted is Wanted.FIGURE for ask in query.asks)
        return Draft((), Reason.NO_FIGURE if wants_figure else Reason.NOT_MENTIONED)
