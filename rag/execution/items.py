"""Which of a report's own items satisfy a question: rows of a table, or what one sentence tells in turn.

哪些税种减收, 降价的有几类, which township has the most: who names one place and a condition asks about what its report
lists. Nothing is claimed of it: the rows are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.cataloguing.organisations import level_of
from ingest.sentences import sentence_spans
from rag.answer import RetrievedPassage
from rag.answers.draft import Draft, Outcome, Verdict
from rag.execution.drafting import first_of, ordered_by_amount
from rag.execution.predicates import can_compare, decided
from rag.execution.quoting import findings_of
from rag.execution.rows import Row
from rag.execution.scope import scope_of
from rag.execution.times import Times, interval_of, times_of
from rag.plan import Act, Operator, Plan
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact, Measure, Passage, ReportSummary
from vectorstore.store import Store

_ASKED = frozenset({Act.WHICH, Act.HOW_MANY, Act.ORDER})
_SAID = frozenset({Operator.STATED, Operator.NOT_STATED})
_FEW_REPORTS = 6
"""More reports than one place has: then places are asked for, not items."""
_FEWEST = 3
"""So many figures of one kind make a list of items."""
_LOOKED_AT = 12
"""Passages that are looked through, the likeliest first."""
_MOST = 24
_ALL = 10_000_000
_PART = re.compile("^(?:#|其中|:|：| )+")
_TOTAL = re.compile("^(?:合计|总计|小计|共计|总量|全[国省市县区州旗镇]|本级)|(?:合计|总计|小计)$")


@dataclass(frozen=True, slots=True)
class _List:
    """Figures of one kind that a table or a sentence tells of several items.

    Attributes:
        rows: They, each with the name of its item.
        rank: Place of their passage among those found.
        words: What heads them: headings, column, names.
    """

    rows: tuple[tuple[str, Row], ...]
    rank: int
    words: str


def items_asked(
    store: Store, plan: Plan, passages: Sequence[RetrievedPassage], where: Filter, today: int
) -> Draft | None:
    """The items of one place's report that satisfy a plan; None where it asks for none, or none do.

    Args:
        store: The reports and their facts.
        plan: What is asked.
        passages: What the search finds for it, best first.
        where: The caller's filter.
        today: The calendar's year.
    """
    scope = scope_of(store, plan, where)
    reports = {each.report_id: each for each in (*scope.around, *scope.reports)}
    regions = {each.metadata.region for each in reports.values()}
    if not _asks_for_items(plan) or not 0 < len(reports) <= _FEW_REPORTS or len(regions) > 1:
        return None
    times = times_of(plan, reports.values(), today)
    best: tuple[float, int] | None = None
    chosen: Sequence[tuple[str, Row]] = ()
    for each in _lists(store, passages, reports):
        rows = _satisfying(plan, [(name, row) for name, row in each.rows if _is_of(row, times)])
        fits = (_shared(_wanted(plan), each.words), -each.rank)
        if rows and (best is None or fits > best):
            best, chosen = fits, rows
    if not chosen:
        return None
    names = tuple(dict.fromkeys(name for name, _ in chosen))
    verdict = Verdict(Outcome.ITEMS, names, len(names))
    return Draft(findings_of(store, [row for _, row in chosen][:_MOST]), verdict=verdict)


def _asks_for_items(plan: Plan) -> bool:
    limited = any(each.operator not in _SAID for each in plan.predicates)
    one = len(plan.places) == 1 or (not plan.places and bool(plan.reports))
    return plan.act in _ASKED and one and (limited or plan.order is not None) and not plan.negated


def _lists(
    store: Store, passages: Sequence[RetrievedPassage], reports: dict[str, ReportSummary]
) -> Iterator[_List]:
    """The lists of items in the passages found of some reports."""
    facts = store.facts(FactQuery(Filter(report_ids=tuple(reports)), limit=_ALL))[1]
    own = [each for each in passages if each.passage.report_id in reports][:_LOOKED_AT]
    for rank, found in enumerate(own):
        passage = found.passage
        inside = [
            fact
            for fact in facts
            if fact.report_id == passage.report_id
            and passage.start <= fact.value_start < passage.end
        ]
        for key, group in _groups(passage, inside):
            names = _names(group)
            if len(set(names)) >= _FEWEST:
                rows = (Row(fact, reports[fact.report_id]) for fact in group)
                things = {fact.thing for fact in group}
                words = " ".join((*passage.heading_path, key, *names, *things))
                yield _List(tuple(zip(names, rows, strict=True)), rank, words)


def _groups(passage: Passage, facts: Iterable[Fact]) -> Iterator[tuple[str, list[Fact]]]:
    """Figures of one measure by the column of their table, or by their sentence."""
    spans = sentence_spans(passage.text, 0, len(passage.text))
    groups: dict[tuple[str, Measure, int], list[Fact]] = {}
    for fact in facts:
        at = fact.value_start - passage.start
        sentence = next((n for n, span in enumerate(spans) if span.start <= at < span.end), -1)
        key = (fact.column_head, fact.measure, -1 if fact.row_head else sentence)
        groups.setdefault(key, []).append(fact)
    for (column, measure, _), group in groups.items():
        yield f"{column} {measure.value}", group


def _satisfying(plan: Plan, named: Sequence[tuple[str, Row]]) -> list[tuple[str, Row]]:
    """The rows of a list that satisfy all conditions; of an order the first ones."""
    named = [
        (name, row)
        for name, row in named
        if not _TOTAL.search(name)
        and _is_of_level(plan, name, row)
        and all(can_compare(each, row) and decided(each, row) for each in plan.predicates)
    ]
    rows = [row for _, row in named]
    if plan.order is None:
        return list(named)
    moved = any(each.measure is Measure.CHANGE for each in plan.targets)
    if (
        len({row.dimension for row in rows}) != 1
        or (rows[0].measure is Measure.CHANGE) is not moved
    ):
        return []
    ordered = ordered_by_amount(rows, descending=plan.order.descending)
    first = ordered if plan.order.count is None else first_of(ordered, plan.order.count)
    names = {id(row): name for name, row in named}
    return [(names[id(row)], row) for row in first]


def _is_of(row: Row, times: Times) -> bool:
    own = interval_of(row.fact)
    years = times.years(row.report.metadata)
    return own is None or not years or bool(years & set(own.years))


def _is_of_level(plan: Plan, name: str, row: Row) -> bool:
    """Whether an item is a place of the level asked for, where one is."""
    metadata = row.report.metadata
    if not plan.level or plan.level == metadata.level:
        return True
    above = tuple(filter(None, (metadata.province, metadata.prefecture, metadata.region)))
    return level_of(name, above) == plan.level


def _wanted(plan: Plan) -> str:
    said = [each.words for each in plan.targets] + [each.words for each in plan.predicates]
    return " ".join((*said, *plan.residue, plan.reports))


def _shared(words: str, text: str) -> float:
    """How many of the pairs of characters of some words another text holds."""
    pairs = {words[at : at + 2] for at in range(len(words) - 1) if " " not in words[at : at + 2]}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _names(facts: Sequence[Fact]) -> list[str]:
    """What items are called: the labels of their rows, the things of their figures, or else their places."""
    said = [
        _PART.sub("", fact.row_head.rpartition(" / ")[2].strip()) or fact.thing for fact in facts
    ]
    return said if len(set(said)) >= _FEWEST else [fact.region for fact in facts]
