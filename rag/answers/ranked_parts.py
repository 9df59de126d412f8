"""Which part of a whole is first or last: the agency with the most cases, by a table or a sentence.

A table's figure is named after its column and its row (立案中的综合执法局), a sentence's after what
stands before 其中 and behind it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rag.answers.draft import Draft, Finding, Outcome, Tally, Verdict
from rag.answers.figure_choice import unit_fit
from rag.answers.figure_rows import figure_of
from rag.answers.scoring import TermScorer
from rag.question.query import Query
from rag.question.subject import dependent_words
from rag.question.terms import asked_units
from rag.quotes import Sentence
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact, PartKind, Passage, ReportSummary, Span
from vectorstore.store import Store

_MOST, _LEAST_OF_ALL = "最[多高大快长]", "最[少低小慢短]"
BOTH_ENDS = re.compile(
    rf"{_MOST}[^。?]{{0,10}}{_LEAST_OF_ALL}|{_LEAST_OF_ALL}[^。?]{{0,10}}{_MOST}|{_MOST}的?(?:和|与|跟|、)[少低小慢短]的"
)
"""A question for the first and the last."""

_AMONG = "中的"
_ASKS_PLACE = re.compile(
    r"哪(?:一)?(?:个|些)?(?:县市区?|县区|区县|市县|县|区|市|旗|镇街|乡镇|镇|乡|街道)"
)
_PLACE = re.compile(r"(?:[县区市旗镇乡]|街道)$")
_LOWEST = re.compile(r"最[少低小慢短]|垫底|末位|倒数")
_NO_PART = re.compile(r"^(?:其他|其它|其余|合计|总计|小计|占)")
_FEWEST = 3
_SHOWN = 12
_LEAST = 0.5
_FACTS = 10_000


def ranked_parts(store: Store, query: Query, where: Filter) -> Draft | None:
    """The parts of the whole that a question asks about, the one asked for first.

    Args:
        store: The reports.
        query: Asks which part is first or last.
        where: Selects one report, or those of one place.

    Returns:
        None where no report states the figures of three parts of one whole in its words.
    """
    facts = [
        fact
        for fact in store.facts(FactQuery(where, limit=_FACTS))[1]
        if _is_part(fact) and (not fact.period or fact.period == str(fact.year))
    ]
    if _ASKS_PLACE.search(query.text):
        facts = [fact for fact in facts if _PLACE.search(_part(fact))]
    group = _best_group(query, _groups(facts))
    if not group:
        return None
    lowest = _LOWEST.search(query.text) is not None
    ends = BOTH_ENDS.search(query.text) is not None
    ordered = sorted(group, key=lambda fact: fact.value, reverse=ends or not lowest)
    first = ordered[0].value
    winners = [fact for fact in ordered if fact.value == first]
    shown = [*winners, ordered[-1]] if ends else ordered[:_SHOWN]
    reports = {each.report_id: each for each in store.summaries([group[0].report_id])}
    findings = tuple(_finding(store, fact, reports[fact.report_id]) for fact in shown)
    names = [_part(fact) for fact in (shown if ends else winners)]
    return Draft(
        findings,
        verdict=Verdict(Outcome.ORDER, tuple(names), len(names), lowest_first=lowest and not ends),
        tally=Tally(1, 1, 0),
    )


def _is_part(fact: Fact) -> bool:
    whole, among, part = fact.indicator.rpartition(_AMONG)
    return bool(whole and among and part) and not _NO_PART.match(part) and fact.status.is_result


def _part(fact: Fact) -> str:
    return fact.indicator.rpartition(_AMONG)[2]


def _groups(facts: Sequence[Fact]) -> Mapping[tuple[str, str, str], list[Fact]]:
    """The parts of each whole that a report counts in one unit."""
    groups: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        whole = fact.indicator.rpartition(_AMONG)[0]
        groups[fact.report_id, whole, fact.unit].append(fact)
    return {key: found for key, found in groups.items() if len(found) >= _FEWEST}


def _best_group(query: Query, groups: Mapping[tuple[str, str, str], list[Fact]]) -> Sequence[Fact]:
    """The parts of the whole whose name covers the question best; none where none covers enough."""
    units = asked_units(query.text)
    texts = {key: f"{key[1]} {' '.join(map(_part, found))}" for key, found in groups.items()}
    telling = [term for term in query.terms if term not in dependent_words()] or query.terms
    scorer = TermScorer(telling, list(texts.values()), query.alternatives, query.doubtful)
    best: tuple[float, Sequence[Fact]] = (0.0, ())
    for key, found in groups.items():
        fit = unit_fit(key[2], units)
        covered = scorer.coverage(key[1], texts[key])
        if fit >= 0 and covered >= _LEAST and covered + 0.2 * fit > best[0]:
            best = (covered + 0.2 * fit, found)
    return best[1]


def _finding(store: Store, fact: Fact, report: ReportSummary) -> Finding:
    (passage,) = store.passages_around([(fact.report_id, fact.value_start)])
    span = Span(fact.start, fact.end)
    kind = passage.kind if passage else PartKind.ACHIEVEMENT
    path = passage.heading_path if passage else ()
    own = Passage(fact.fact_id, fact.report_id, 0, fact.quote, span.start, span.end, path, kind)
    return Finding(Sentence(report, own, span, fact.quote, 0, 0), (figure_of(fact),))
