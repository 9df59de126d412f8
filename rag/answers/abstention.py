"""Why no report says so: a defect in the text, another place, a subject without a figure."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from ingest.cataloguing.doubts import lacks_number
from ingest.lexicon.indicators import Indicators
from ingest.lexicon.places import stem
from rag.answer import Intent
from rag.answers.draft import Draft, Finding, Reason
from rag.answers.figure_rows import findings_of, is_of_years, rows_of
from rag.answers.practices import sentence_at
from rag.answers.scope import Scope
from rag.answers.scoring import TermScorer, normal
from rag.question.clauses import quoted_phrases
from rag.question.query import Clause, Query
from rag.quotes import sentences_of
from vectorstore.queries import Filter
from vectorstore.records import Passage
from vectorstore.store import Store

_UNEXPLAINED = (Reason.NO_FIGURE, Reason.NOT_MENTIONED)
_PASSAGES = 12
_NEAR = 0.5
_RARE_LENGTH = 3


def explain(store: Store, query: Query, scope: Scope, draft: Draft) -> Draft:
    """Replaces a plain "not found" by the reason behind it, where that can be shown.

    A figure that only a part of the place asked about reports is not that place's: it is shown as
    the nearest evidence.

    Args:
        store: The reports.
        query: The question.
        scope: The reports that were asked.
        draft: The answer or abstention.
    """
    if draft.reason is None and _is_of_a_part(query, scope, draft):
        return replace(draft, reason=Reason.ONLY_PARTS_HELD, subject="、".join(scope.only_parts_of))
    if draft.reason not in _UNEXPLAINED:
        return draft
    return (
        _defective(query, draft)
        or _elsewhere(store, query, scope, draft)
        or _without_figure(store, query, scope, draft)
        or draft
    )


def _is_of_a_part(query: Query, scope: Scope, draft: Draft) -> bool:
    """Whether a figure asked of a place was found only as that of a place inside it."""
    if query.intent is not Intent.LOOKUP or not scope.only_parts_of:
        return False
    if set(scope.only_parts_of) != set(query.regions):
        return False
    return not any(
        stem(region) in finding.quote.text
        for region in scope.only_parts_of
        for finding in draft.findings
    )


def _defective(query: Query, draft: Draft) -> Draft | None:
    """The nearest sentence has a unit where its number is missing."""
    scorer = TermScorer(query.terms, [each.quote.text for each in draft.findings])
    for finding in draft.findings:
        text = finding.quote.text
        if lacks_number(normal(text)) and scorer.coverage(text) >= _NEAR:
            return replace(draft, findings=(finding,), reason=Reason.DEFECTIVE)
    return None


def _elsewhere(store: Store, query: Query, scope: Scope, draft: Draft) -> Draft | None:
    """What the question speaks of stands in reports of other places only: a false premise."""
    if not query.regions:
        return None
    for phrase in _telling_phrases(query):
        holding = _holding(store, phrase, scope.allowed)
        inside = {each.report_id for each in _holding(store, phrase, scope.where)}
        if not holding or inside:
            continue
        reports = store.summaries([each.report_id for each in holding])
        places = dict.fromkeys(each.metadata.region for each in reports if each.metadata.region)
        by_id = {each.report_id: each for each in reports}
        quote = next(
            (
                each
                for each in sentences_of((passage, by_id[passage.report_id]) for passage in holding)
                if phrase in normal(each.text)
            ),
            None,
        )
        if places and quote is not None:
            return Draft((Finding(quote),), Reason.FOUND_ELSEWHERE, "、".join(places))
    return None


def _telling_phrases(query: Query) -> list[str]:
    """Words of a question that name one thing: quoted ones, and long ones.

    Words of an indicator are none: a report may state it in others (行政应诉案件 for 行政诉讼案件).
    """
    indicator = Indicators.load().named(query.indicator)
    known = [indicator.name, *chain.from_iterable(indicator.needs)] if indicator else []
    long = [
        term
        for term in query.terms
        if len(term) > _RARE_LENGTH
        and not term.isascii()
        and not any(term in word for word in known)
    ]
    return [*quoted_phrases(query.text), *long]


def _holding(store: Store, phrase: str, where: Filter) -> list[Passage]:
    hits = store.search_lexical(phrase, _PASSAGES, where)
    passages = store.passages([hit.passage_id for hit in hits])
    return [each for each in passages if phrase in normal(each.text)]


def _without_figure(store: Store, query: Query, scope: Scope, draft: Draft) -> Draft | None:
    """The reports speak of the indicator, but give no figure, or one of another year only."""
    lexicon = Indicators.load()
    indicator = lexicon.named(query.indicator)
    if draft.reason is not Reason.NO_FIGURE or indicator is None:
        return None
    stated = rows_of(store, Clause("", (), indicator.name), scope.where)
    if stated and any(is_of_years(row, query.years) for row in stated):
        return None
    if stated:  # of another time than the one asked for
        year = ",".join(map(str, query.years))
        near = tuple(findings_of(store, stated[:2]))
        return Draft(near, Reason.YEAR_NOT_HELD, year) if query.years else None
    mentions = store.mentions(lexicon.covered_by(indicator), scope.where)
    sentences = [sentence_at(store, each) for each in mentions[:2]]
    shown = tuple(Finding(each) for each in sentences if each is not None)
    if not shown:
        return None
    return replace(draft, findings=shown, reason=Reason.MENTIONED_ONLY, subject=indicator.name)
