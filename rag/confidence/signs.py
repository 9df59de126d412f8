"""What tells a right answer from a wrong one: signs of a draft, of the question, and of the search beneath."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from rag.answer import RetrievedPassage
from rag.answers.draft import Draft, Note
from rag.answers.scoring import TermScorer, normal, pairs_held
from rag.execution.links import LinkedTarget
from rag.plan import Plan
from rag.question.query import Query
from vectorstore.records import Aggregation, Measure, Scope, Status

_FIRST = 3
"""Passages that would be shown in the answer's place."""
_READ = 12
"""Findings, and passages, that are looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was found for it.

    Attributes:
        query: Its words.
        plan: Its plan.
        passages: What the search finds, best first.
        links: What the plan's targets mean in the collection.
        follows: Whether it follows other questions.
    """

    query: Query
    plan: Plan
    passages: Sequence[RetrievedPassage] = ()
    links: Sequence[LinkedTarget] = ()
    follows: bool = False


class Way(StrEnum):
    """How an answer was drafted."""

    PLAN = "plan"
    """By carrying out the plan."""
    FIGURES = "figures"
    """By the likeliest figures."""
    SENTENCES = "sentences"
    """By the likeliest sentences."""
    REPORTS = "reports"
    """By the likeliest sentence of each report in scope."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that may be given.

    Attributes:
        draft: What it says.
        way: How it was drafted.
        chosen: How likely what it quotes is what was asked for, where it was chosen among all in reach; 0
            where it was not.
    """

    draft: Draft
    way: Way
    chosen: float = 0.0


def signs_of(
    asked: Asked, candidate: Candidate, others: Sequence[Candidate] = ()
) -> dict[str, float]:
    """The signs of one candidate, by name.

    Args:
        asked: The question and the search beneath.
        candidate: What may be answered.
        others: The other candidates: that two ways come to the same figure is a sign, and so is why one
            comes to nothing.
    """
    found = dict(_of_question(asked))
    found.update(_of_draft(asked, candidate))
    found.update(_of_search(asked, candidate.draft))
    found.update(_of_figures(asked, candidate.draft))
    found.update(_of_agreement(candidate, others))
    return found


def _of_question(asked: Asked) -> Iterator[tuple[str, float]]:
    query, plan = asked.query, asked.plan
    yield "english", float(query.language == "en")
    yield "follows", float(asked.follows)
    yield "length", math.log1p(len(query.question))
    yield "regions", min(len(query.regions), 3)
    yield "years", min(len(query.years), 3)
    yield "terms", math.log1p(len(query.terms))
    yield "doubtful", float(len(query.doubtful))
    yield f"act_{plan.act.value}", 1.0
    yield "residue", min(len(plan.residue), 3)
    yield "targets", min(len(plan.targets), 3)
    yield "plan_conditions", min(len(plan.predicates), 2)
    yield "plan_order", float(plan.order is not None)
    yield "plan_measure", float(any(each.measure is not None for each in plan.targets))
    yield "plan_aggregate", float(plan.aggregate is not None)
    yield "plan_negated", float(plan.negated)
    yield "plan_part", float(plan.part is not None)
    yield "linked", float(bool(asked.links) and all(each.names for each in asked.links))
    chances = [each.names[0].score for each in asked.links if each.names]
    yield "link_chance", min(chances, default=0.0)


def _of_draft(asked: Asked, candidate: Candidate) -> Iterator[tuple[str, float]]:
    draft = candidate.draft
    yield f"way_{candidate.way.value}", 1.0
    yield "chosen", candidate.chosen
    yield "findings", math.log1p(len(draft.findings))
    yield "single", float(len(draft.findings) == 1)
    places = {each.quote.report.metadata.region for each in draft.findings}
    yield "places", math.log1p(len(places))
    yield "figures", math.log1p(sum(len(each.figures) for each in draft.findings))
    yield "no_figures", float(not any(each.figures for each in draft.findings))
    yield "unanswered", min(len(draft.unanswered), 2)
    yield "without_report", float(bool(draft.without_report))
    yield "not_used", min(len(draft.not_used), 2)
    yield (
        "worked_out",
        float(
            bool(
                draft.total
                or draft.mean
                or (draft.verdict is not None and draft.verdict.difference)
            )
        ),
    )
    if draft.verdict is not None:
        yield f"outcome_{draft.verdict.outcome.value}", 1.0
        yield "left_out", float(bool(draft.verdict.left_out))
        for note in Note:
            yield f"note_{note.value}", float(note in draft.verdict.notes)
    if draft.tally is not None:
        reports = draft.tally.reports or max(draft.tally.stating + draft.tally.mentioning, 1)
        yield "stating", draft.tally.stating / max(reports, 1)
        yield "matching", draft.tally.matching / max(draft.tally.stating, 1)
        yield "mentioning", draft.tally.mentioning / max(reports, 1)
        yield "one_matching", float(draft.tally.matching == 1)


def _of_search(asked: Asked, draft: Draft) -> Iterator[tuple[str, float]]:
    query, passages = asked.query, asked.passages[:_READ]
    quotes = [each.quote for each in draft.findings[:_READ]]
    texts = [each.passage.text for each in passages] + [each.text for each in quotes]
    scorer = TermScorer(query.terms, texts, query.alternatives, query.doubtful)
    first = " ".join(_with_heading(each) for each in passages[:_FIRST])
    yield "first_passages_cover", scorer.coverage(first)
    yield "top_passage_covers", scorer.coverage(_with_heading(passages[0])) if passages else 0.0
    if not quotes:
        return
    context = " ".join(quotes[0].passage.heading_path) + " " + quotes[0].passage.text
    yield "first_quote_covers", scorer.coverage(quotes[0].text)
    yield "first_in_context_covers", scorer.coverage(quotes[0].text, context)
    everything = " ".join(each.text for each in quotes)
    around = " ".join(" ".join(each.passage.heading_path) for each in quotes)
    yield "quotes_cover", scorer.coverage(everything, around)
    yield (
        "missing_term",
        max(
            (
                scorer.weight(term) * (1 - scorer.presence(term, normal(everything + around)))
                for term in scorer.terms
            ),
            default=0.0,
        ),
    )
    ranks = {each.passage.passage_id: rank for rank, each in enumerate(passages)}
    yield "first_rank", 1 / (1 + ranks.get(quotes[0].passage.passage_id, 99))
    yield "in_first", float(ranks.get(quotes[0].passage.passage_id, 99) < _FIRST)
    yield "ranked", sum(each.passage.passage_id in ranks for each in quotes) / len(quotes)
    yield "quote_length", math.log1p(len(quotes[0].text))
    report = quotes[0].report
    yield "top_report", float(bool(passages) and passages[0].report.report_id == report.report_id)
    if query.regions:
        yield "place_held", float(report.metadata.region in query.regions)
    if query.years:
        yield "year_held", float(report.metadata.report_year in query.years)
    if passages:
        yield "top_score", passages[0].score
        yield "lead", passages[0].score - passages[min(1, len(passages) - 1)].score


def _with_heading(found: RetrievedPassage) -> str:
    return f"{' '.join(found.passage.heading_path)} {found.passage.text}"


def _of_figures(asked: Asked, draft: Draft) -> Iterator[tuple[str, float]]:
    figures = [figure for each in draft.findings[:_READ] for figure in each.figures]
    if not figures:
        return
    query, plan = asked.query, asked.plan
    first = figures[0]
    said = normal(query.text)
    name = normal(first.indicator)
    yield "name_said", pairs_held(name, said)
    yield (
        "names_said",
        sum(pairs_held(normal(each.indicator), said) for each in figures) / len(figures),
    )
    phrases = " ".join(each.words for each in plan.targets)
    yield "phrase_named", pairs_held(normal(phrases), normal(first.indicator + first.clause))
    yield "phrase_in_name", pairs_held(normal(phrases), name)
    units = {each.unit for each in plan.targets if each.unit}
    yield "unit_asked", float(bool(units))
    yield "unit_fits", float(any(unit in first.unit or first.unit in unit for unit in units))
    yield "same_name", float(len({each.indicator for each in figures}) == 1)
    yield "same_unit", float(len({each.unit for each in figures}) == 1)
    yield "timed", float(bool(first.time))
    fact = first.fact
    yield "typed", float(fact is not None)
    if fact is None:
        return
    yield f"measure_{fact.measure.value}", 1.0
    asked_measures = {each.measure for each in plan.targets}
    yield "measure_fits", float(fact.measure in asked_measures)
    yield (
        "measure_unasked",
        float(fact.measure is not Measure.LEVEL and fact.measure not in asked_measures),
    )
    yield "status_unasked", float(fact.status is not Status.ACTUAL and plan.status is None)
    yield "not_actual", float(fact.status is not Status.ACTUAL)
    yield "not_single", float(fact.aggregation is not Aggregation.SINGLE)
    yield "not_whole", float(fact.scope is not Scope.WHOLE)
    yield "is_part", float(bool(fact.part_of))
    yield "in_table", float(bool(fact.row_head or fact.column_head))
    if query.years and fact.period_start:
        within = any(fact.period_start[:4] <= str(y) <= fact.period_end[:4] for y in query.years)
        yield "period_held", float(within)
    if query.regions:
        yield "fact_place_held", float(fact.region in query.regions)
    names = {(each.thing, each.act) for link in asked.links for each in link.names}
    if names:
        yield "fact_linked", float((fact.thing, fact.act) in names)
        own = [f.fact for f in figures if f.fact is not None]
        yield "facts_linked", sum((f.thing, f.act) in names for f in own) / max(len(own), 1)


def _of_agreement(candidate: Candidate, others: Sequence[Candidate]) -> Iterator[tuple[str, float]]:
    """Whether other ways come to the same figures, or quote the same words, or why they come to none."""
    own, first = _stated(candidate.draft), _first(candidate.draft)
    answers = [each for each in others if each.draft.reason is None]
    yield "other_answers", float(len(answers))
    for other in others:
        if other.draft.reason is not None:
            yield f"{other.way.value}_says_{other.draft.reason.value}", 1.0
    shares = []
    for other in answers:
        theirs = _stated(other.draft)
        yield f"{other.way.value}_answers", 1.0
        yield f"{other.way.value}_quotes_it", float(_quotes(other.draft, candidate.draft))
        yield f"{other.way.value}_chosen", other.chosen
        if own and not theirs:
            yield f"{other.way.value}_holds_it", _held_by(own, other.draft)
        if own and theirs:
            shares.append(len(own & theirs) / len(own | theirs))
            yield f"{other.way.value}_agrees", shares[-1]
            yield f"{other.way.value}_has_first", float(first in theirs)
            yield f"{other.way.value}_disagrees", float(not own & theirs)
    if shares:
        yield "agreement", max(shares)
        yield "least_agreement", min(shares)


def _quotes(draft: Draft, other: Draft) -> bool:
    """Whether a draft quotes, among others, words of the first quote of another."""
    if not other.findings:
        return False
    first = other.findings[0].quote
    return any(
        each.quote.report.report_id == first.report.report_id
        and each.quote.span.start < first.span.end
        and first.span.start < each.quote.span.end
        for each in draft.findings
    )


def _held_by(figures: Set[tuple[str, str]], draft: Draft) -> float:
    """The share of some figures whose numbers stand in a draft's quotes of the same report."""
    texts = {(each.quote.report.report_id, each.quote.text) for each in draft.findings}
    held = sum(
        any(report == name and number in text for name, text in texts) for report, number in figures
    )
    return held / len(figures)


def _stated(draft: Draft) -> set[tuple[str, str]]:
    """The figures of a draft, told from each other by report and number."""
    return {
        (each.quote.report.report_id, figure.value)
        for each in draft.findings
        for figure in each.figures
    }


def _first(draft: Draft) -> tuple[str, str] | None:
    for each in draft.findings:
        for figure in each.figures:
            return each.quote.report.report_id, figure.value
    return None
