"""Figures that reports state of what a question words, with or without an indicator of the lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.lexicon.indicators import UNITS, Indicator, Indicators
from rag.answers.figure_rows import Row, rows_of
from rag.answers.practices import Evidence, alternatives_for, evidence_in
from rag.answers.subject_scoring import SubjectScorer
from rag.question.conditions import Relation
from rag.question.frame import without_reports
from rag.question.query import Clause, Query
from rag.question.terms import asked_units
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact
from vectorstore.store import Store

_NEAR = 0.5
"""Share of the subject that a figure's own clause must cover; the rest may stand around it."""

_RATES = frozenset({"%", "个百分点", "倍", "成"})
_NO_NUMBERS_OF_THINGS = _RATES | {"元", "天", "日", "工作日", "小时", "分钟", "月", "个月", "年"}
_UNITS_OF_NOUNS = (
    (re.compile(r"人次"), "人次"),
    (re.compile(r"人数|多少名?人|几个?人|几名|几位|多少(?:名|位)"), "人"),
    (re.compile(r"件数|案件数|起数|多少案|几案"), "件"),
    (re.compile(r"份数"), "份"),
    (re.compile(r"次数|场次"), "次"),
    (re.compile(r"户数|家数"), "户"),
    (re.compile(r"项数"), "项"),
)
_WELL_KNOWN = 40
"""Where so many reports state an indicator in words the lexicon knows, other words are rare, and
looking for them in all the rest would be slow."""

_MAKES_UP = re.compile(r"组成|组建成|共同构成")
_MANY = 100_000


def units_in(text: str) -> tuple[str, ...]:
    """Units that would answer a question, also one that asks for 人数 or 次数; empty for any."""
    return next(
        (asked_units(f"多少{unit}") for noun, unit in _UNITS_OF_NOUNS if noun.search(text)),
        asked_units(text),
    )


def stated_rows(store: Store, query: Query, clause: Clause, where: Filter) -> list[Row]:
    """One figure of each report that states what a clause asks for, by region and year.

    The lexicon's indicator decides where it has one; reports that word it otherwise, and subjects
    that the lexicon does not have, are judged by the words around their figures.
    """
    clause = _counted_otherwise(clause)
    rows = rows_of(store, clause, where)
    condition = clause.condition
    if not clause.terms or condition is None:
        return rows
    if clause.indicator and rows and condition.relation is not Relation.STATED:
        return rows
    if clause.indicator and len(rows) >= _WELL_KNOWN:
        return rows
    held = {row.report.report_id for row in rows}
    more = [row for row in _worded(store, query, clause, where) if row.report.report_id not in held]
    return sorted([*rows, *more], key=_order)


def _counted_otherwise(clause: Clause) -> Clause:
    """A clause without an indicator that is not counted in what it asks for (欠薪案件, not 金额)."""
    indicator = Indicators.load().named(clause.indicator)
    asked = _asked(clause)
    if indicator is None or not asked or not UNITS[indicator.kind].isdisjoint(asked):
        return clause
    return replace(clause, indicator="", others=())


def _asked(clause: Clause) -> tuple[str, ...]:
    """Units that a clause asks for; 几个地方 counts reports."""
    return units_in(without_reports(clause.text))


def _worded(store: Store, query: Query, clause: Clause, where: Filter) -> list[Row]:
    """For each report the figure whose words cover the clause best."""
    evidence = list(evidence_in(store, query, clause, where))
    facts = _facts_of(store, evidence)
    scorers = _scorers(query, clause, evidence)
    best: dict[str, tuple[float, Row]] = {}
    for each in evidence:
        report = each.sentence.report
        for fact in _inside(each, facts.get(report.report_id, ())):
            if not _fits(fact, clause) or fact.region not in ("", report.metadata.region):
                continue
            words = f"{fact.indicator} {fact.quote}"
            near = max(scorer.coverage(words) for scorer in scorers)
            score = near + 0.2 * each.coverage - 0.2 * bool(fact.period)
            score += 0.15 * (fact.unit in _asked(clause)[:1])
            held = best.get(report.report_id)
            if near >= _NEAR and (held is None or score > held[0]):
                best[report.report_id] = (score, Row(fact, report))
    return [row for _, row in best.values()]


def _scorers(query: Query, clause: Clause, evidence: Sequence[Evidence]) -> list[SubjectScorer]:
    texts = [each.sentence.text for each in evidence]
    return [
        SubjectScorer(terms, clause.compounds, texts, alternatives_for(query, terms))
        for terms in clause.options or (clause.terms,)
    ]


def _facts_of(store: Store, evidence: Iterable[Evidence]) -> dict[str, list[Fact]]:
    ids = tuple(dict.fromkeys(each.sentence.report.report_id for each in evidence))
    facts: dict[str, list[Fact]] = defaultdict(list)
    if ids:
        for fact in store.facts(FactQuery(Filter(report_ids=ids), limit=_MANY))[1]:
            facts[fact.report_id].append(fact)
    return facts


def _inside(evidence: Evidence, facts: Iterable[Fact]) -> list[Fact]:
    span = evidence.sentence.span
    return [
        fact
        for fact in facts
        if fact.status.is_result and span.start <= fact.value_start < span.end
    ]


def _fits(fact: Fact, clause: Clause) -> bool:
    """Whether a figure counts in what the clause asks for.

    What the lexicon keeps apart stays apart: a figure of another indicator fits only where 或 names
    several things, and one that has the indicator's name but was not linked (县公安局办理的) never does.
    """
    lexicon = Indicators.load()
    indicator = lexicon.named(clause.indicator)
    if indicator is not None:
        if fact.canonical and len(clause.options) < 2:
            return False
        if not fact.canonical and _is_declined(fact, lexicon, indicator):
            return False
        return fact.unit in UNITS[indicator.kind]
    asked = _asked(clause)
    return fact.unit in asked if asked else fact.unit not in _NO_NUMBERS_OF_THINGS


def _is_declined(fact: Fact, lexicon: Indicators, indicator: Indicator) -> bool:
    """Whether a name has all that the indicator needs, so that something in it made it another.

    Parts that make up the whole state it (7名律师、3名专家组成顾问团队).
    """
    if _MAKES_UP.search(fact.quote[fact.value_end - fact.start :]):
        return False
    rows = [each for each in lexicon if each.name in lexicon.covered_by(indicator)]
    return any(all(group.longest_in(fact.indicator) for group in row.needs) for row in rows)


def _order(row: Row) -> tuple[str, int, str]:
    return (row.report.metadata.region, row.report.metadata.report_year or 0, row.report.report_id)
