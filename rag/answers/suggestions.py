"""Questions that may come next: figures that stand near those just quoted."""

from __future__ import annotations

from rag.answers.draft import Draft
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact, ReportSummary
from vectorstore.store import Store

_COUNT = 3
_LONGEST_INDICATOR = 24


def suggest(store: Store, draft: Draft, indicator: str = "") -> tuple[str, ...]:
    """Up to three questions about the first quoted report that its facts can answer.

    Args:
        store: The reports.
        draft: The answer.
        indicator: What it is about, in the lexicon's words; where reports only mention it, the
            first question asks for their sentences.
    """
    if not draft.findings:
        return ()
    tally = draft.tally
    if indicator and tally is not None and tally.mentioning:
        return (f"哪些报告只提到{indicator},没有数字?", *_figures_near(store, draft)[: _COUNT - 1])
    return _figures_near(store, draft)


def _figures_near(store: Store, draft: Draft) -> tuple[str, ...]:
    quote = draft.findings[0].quote
    where = Filter(report_ids=(quote.report.report_id,))
    facts = store.facts(FactQuery(filter=where, limit=500))[1]
    shown = {figure.indicator for finding in draft.findings for figure in finding.figures}
    nearest = sorted(facts, key=lambda fact: abs(fact.value_start - quote.span.start))
    questions = (
        _question(fact, quote.report)
        for fact in nearest
        if fact.indicator
        and fact.indicator not in shown
        and len(fact.indicator) <= _LONGEST_INDICATOR
        and not quote.span.start <= fact.value_start < quote.span.end
    )
    return tuple(dict.fromkeys(questions))[:_COUNT]


def _question(fact: Fact, report: ReportSummary) -> str:
    year = f"{report.metadata.report_year}年" if report.metadata.report_year else ""
    place = report.metadata.region
    if fact.unit == "%":
        return f"{place}{year}{fact.indicator}是多少?"
    return f"{place}{year}{fact.indicator}有多少{fact.unit}?"
