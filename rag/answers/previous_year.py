"""A figure set against the year before: what the report says of it, and what an earlier one says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answers.differences import difference_of
from rag.answers.draft import Draft, Figure, Finding, Outcome, Reason, Verdict
from rag.answers.figure_rows import figure_of
from rag.answers.lookup import LookupAnswerer, SentencesOf
from rag.question.query import Query
from rag.quotes import Sentence
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact, Span
from vectorstore.store import Store

_CHANGE = re.compile(
    r"同比|环比|[比较](?:上|去|前)一?年|增长|上升|下降|提升|提高|降低|增幅|降幅|减少|增加"
)
_MANY = 10_000


class PreviousYear:
    """Answers how a figure stands to that of the year before.

    A report often says so beside the figure (上年同期141件, 同比上升15.6%); where the collection holds
    the report of the year before, its figure is shown too.

    Args:
        store: The reports and their facts.
        lookup: Finds the figure itself.
        sentences_of: Searches.
    """

    def __init__(self, store: Store, lookup: LookupAnswerer, sentences_of: SentencesOf) -> None:
        self._store = store
        self._lookup = lookup
        self._sentences_of = sentences_of

    def answer(self, query: Query, where: Filter, allowed: Filter) -> Draft:
        """The figure, that of the year before and the change, each with its quote.

        Args:
            query: Asks for the figure.
            where: Selects the reports in scope.
            allowed: Selects those among which the report of the year before may be.
        """
        sentences = self._sentences_of(query, where)
        draft = self._lookup.answer(query, sentences)
        if draft.reason is not None or not draft.findings:
            return draft
        findings = [self._beside(finding) for finding in draft.findings]
        earlier = self._from_earlier_report(query, allowed, draft.findings[0])
        if not earlier and all(
            new is old for new, old in zip(findings, draft.findings, strict=True)
        ):
            return Draft(draft.findings, Reason.NO_FIGURE)
        found = (*findings, *earlier)
        return Draft(found, verdict=_change(found))

    def stated_later(self, query: Query, where: Filter) -> Draft | None:
        """What a report of the next year says of the year asked about; None where none does.

        Args:
            query: Asks for a figure of one year.
            where: Selects the reports in scope; none is of that year.
        """
        if len(query.years) != 1:
            return None
        asked = replace(query, years=(query.years[0] + 1,))
        draft = self._lookup.answer(asked, self._sentences_of(asked, where))
        if draft.reason is not None:
            return None
        findings = []
        for finding in draft.findings:
            beside = self._beside(finding)
            old = tuple(each for each in beside.figures if each.period == str(query.years[0]))
            if not old:
                return None
            findings.append(Finding(beside.quote, old))
        return Draft(tuple(findings))

    def _beside(self, finding: Finding) -> Finding:
        """A finding with the figures of the year before and of the change that go with its own."""
        facts = self._facts(finding.quote.report.report_id)
        own = next((fact for fact in facts if _states(fact, finding)), None)
        if own is None:
            return finding
        compared = [fact for fact in _followers(own, facts) if _compares(own, fact)]
        if not compared:
            return finding
        figures = (*finding.figures, *map(_dated, compared))
        return Finding(_extended(finding.quote, compared[-1].value_end), figures)

    def _facts(self, report_id: str) -> list[Fact]:
        where = Filter(report_ids=(report_id,))
        return self._store.facts(FactQuery(filter=where, limit=_MANY))[1]

    def _from_earlier_report(
        self, query: Query, allowed: Filter, finding: Finding
    ) -> tuple[Finding, ...]:
        metadata = finding.quote.report.metadata
        if metadata.report_year is None or not metadata.region:
            return ()
        year = metadata.report_year - 1
        earlier = Filter((metadata.region,), (year,), allowed.report_ids)
        if not self._store.reports(earlier, limit=1)[1]:
            return ()
        asked = replace(query, years=earlier.years, focus=(), within=())
        draft = self._lookup.answer(asked, self._sentences_of(asked, earlier))
        return draft.findings if draft.reason is None else ()


def _change(findings: Sequence[Finding]) -> Verdict | None:
    """How the figure differs from that of the year before, where both are stated in one unit."""
    own = _first(findings[0].figures)
    if own is None:
        return None
    named = [
        (figure, figure.period or str(finding.quote.report.metadata.report_year or ""))
        for finding in findings
        for figure in finding.figures
    ]
    year = named[0][1]
    before = next(
        (
            figure
            for figure, of in named[1:]
            if year.isdecimal() and of == str(int(year) - 1) and figure.unit == own.unit
        ),
        None,
    )
    if before is None or own.amount is None or before.amount is None:
        return None
    years = (year, str(int(year) - 1))
    if own.amount == before.amount:
        return Verdict(Outcome.EQUAL, years, 2)
    order = years if own.amount > before.amount else years[::-1]
    return Verdict(Outcome.ORDER, order, 2, difference=difference_of(own, before))


def _states(fact: Fact, finding: Finding) -> bool:
    """Whether a fact is the one that a finding shows."""
    quote, figure = finding.quote, _first(finding.figures)
    inside = quote.span.start <= fact.value_start < quote.span.end
    return inside and figure is not None and figure_of(fact).value == figure.value


def _dated(fact: Fact) -> Figure:
    """A fact as a figure whose name says its year, where that is not the report's."""
    figure = figure_of(fact)
    return (
        replace(figure, indicator=f"{fact.period}年{figure.indicator}") if fact.period else figure
    )


def _first(figures: Sequence[Figure]) -> Figure | None:
    return next(iter(figures), None)


def _followers(own: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """Facts after one's own, up to the next figure that is of the same year and no change."""
    after = sorted(
        (fact for fact in facts if fact.value_start > own.value_start),
        key=lambda fact: fact.value_start,
    )
    found: list[Fact] = []
    for fact in after:
        if fact.start > own.end and fact.start != own.start and not found:
            gap = fact.start - own.end
            if gap > _NEAR:
                break
        if not _compares(own, fact):
            break
        found.append(fact)
    return found


_NEAR = 30
"""How many characters at most lie between a figure and the next clause that compares it."""


def _compares(own: Fact, fact: Fact) -> bool:
    if own.year is not None and fact.period == str(own.year - 1):
        return fact.unit == own.unit
    return bool(_CHANGE.search(fact.indicator.removeprefix(own.indicator)))


def _extended(quote: Sentence, end: int) -> Sentence:
    """A quote that reaches at least to a place in its passage."""
    if end <= quote.span.end:
        return quote
    passage = quote.passage
    text = passage.text[quote.span.start - passage.start : end - passage.start]
    span = Span(quote.span.start, quote.span.start + len(text))
    return Sentence(quote.report, passage, span, text, quote.rank, quote.position)
