"""Questions that may come next: the same figure elsewhere, and figures near those just quoted."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.lexicon.indicators import Indicator, Indicators
from rag.answers.draft import Draft
from rag.answers.place_names import place_name
from rag.question.query import Query
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import ReportSummary
from vectorstore.store import Store

_COUNT = 3
_WORDS = {
    "zh": {
        "of_place": "{place}{year}{indicator}是多少？",
        "everywhere": "各地{indicator}分别是多少？",
        "highest": "哪个地方{indicator}最高？",
        "most": "哪个地方{indicator}最多？",
        "year": "{}年",
    },
    "en": {
        "of_place": "What is the figure for {indicator} in {place}{year}?",
        "everywhere": "What is the figure for {indicator} in each place?",
        "highest": "Which place has the highest {indicator}?",
        "most": "Which place has the most {indicator}?",
        "year": " in {}",
    },
}


def suggest(store: Store, draft: Draft, indicator: str, query: Query) -> tuple[str, ...]:
    """Up to three questions that the reports can answer, in the language of the question.

    The same figure over all places where it was asked of one, or its extreme where it was asked of all; then other figures of the report
    quoted first, those that stand nearest and that the lexicon knows by name.

    Args:
        store: The reports.
        draft: The answer.
        indicator: Of what it is, as the lexicon calls it.
        query: The question's words.
    """
    questions = dict.fromkeys(_questions(store, draft, indicator, query))
    return tuple(question for question, _ in zip(questions, range(_COUNT), strict=False))


def _questions(store: Store, draft: Draft, named: str, query: Query) -> Iterator[str]:
    if not draft.findings:
        return
    words = _WORDS[query.language]
    report = draft.findings[0].quote.report
    indicator = Indicators.load().named(named)
    if indicator is not None:
        name = _name(indicator, query.language)
        if store.info().reports > 1 and draft.reason is None:
            extreme = words["highest" if indicator.is_rate else "most"]
            yield (words["everywhere"] if query.regions else extreme).format(indicator=name)
    for other in _near(store, draft, report):
        if indicator is None or other.name != indicator.name:
            yield words["of_place"].format(
                place=place_name(report.metadata.region or report.metadata.title, query.language),
                year=words["year"].format(report.metadata.report_year or ""),
                indicator=_name(other, query.language),
            )


def _near(store: Store, draft: Draft, report: ReportSummary) -> Iterator[Indicator]:
    """Indicators that a report states beside what was quoted, the nearest first."""
    quote = draft.findings[0].quote
    lexicon = Indicators.load()
    shown = {figure.indicator for finding in draft.findings for figure in finding.figures}
    facts = store.facts(FactQuery(Filter(report_ids=(report.report_id,)), limit=500))[1]
    for fact in sorted(facts, key=lambda fact: abs(fact.value_start - quote.span.start)):
        own = fact.region in ("", report.metadata.region) and fact.status.is_result
        if fact.canonical and own and not fact.period and fact.indicator not in shown:
            indicator = lexicon.named(fact.canonical)
            if indicator is not None:
                yield indicator


def _name(indicator: Indicator, language: str) -> str:
    """An indicator's name in a language; its Chinese one where it has no other."""
    return indicator.english[0] if language == "en" and indicator.english else indicator.name
