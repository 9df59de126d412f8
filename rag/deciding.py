"""What may be answered to a question, drafted in several ways, and which of it is: the surest, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ingest.cataloguing.doubts import lacks_number
from rag.answer import RetrievedPassage
from rag.answers.draft import Draft, Finding, Reason
from rag.answers.scoring import normal
from rag.confidence.model import LEAST_TO_CONCLUDE, Confidence, Surest
from rag.confidence.signs import Asked, Candidate, Way
from rag.execution.items import items_asked
from rag.execution.links import LinkedTarget
from rag.execution.listing import asks_for_reports
from rag.execution.places import is_inside_of
from rag.execution.scope import scope_of
from rag.execution.times import interval_of
from rag.execution.units import is_of_another_unit
from rag.figure_choice.chooser import FigureChooser
from rag.passage_ranker import load_passage_ranker
from rag.plan import Act, Plan
from rag.planned import Planned, PlannedAnswerer
from rag.question.constraints import bare_name
from rag.question.query import Query
from rag.sentence_choice.across import word_for_word
from rag.sentence_choice.chooser import SentenceChooser
from rag.showing import is_unsure, shown
from rag.trees import Trees
from vectorstore.embedding import Embedder
from vectorstore.queries import Filter
from vectorstore.records import Status
from vectorstore.store import Store

_SETS_BESIDE = frozenset({Act.COMPARE, Act.ORDER, Act.CHANGE})
"""Acts that a missing place spoils, even where others are held."""


_OF_ALL = frozenset({Act.WHICH, Act.HOW_MANY, Act.ORDER, Act.TREND})
"""Acts that are answered from all reports."""
_KIND = re.compile(
    r"(?:[省市县区旗州盟镇乡村]|街道)$|\b(?:province|city|county|district|prefecture|town|township)\b",
    re.IGNORECASE,
)
"""What makes a word that was taken for a place the name of one."""


class Taught(NamedTuple):
    """What was learnt of choosing, where not what ships is to be used.

    Attributes:
        figures: Tell which figure is the one asked for.
        sentences: Tell which sentence is.
    """

    figures: Trees | None = None
    sentences: Trees | None = None


class Decider:
    """Drafts answers from plans, figures and sentences, and takes the surest.

    Args:
        store: The reports.
        embedder: The store's.
        planned: Answers plans from figures.
        confidence: Tells how sure answers are.
        today: The calendar's day.
        taught: Tells which figures and sentences are those asked for; what ships where it tells nothing.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        planned: PlannedAnswerer,
        confidence: Confidence,
        today: Callable[[], date],
        taught: Taught,
    ) -> None:
        self._store = store
        self._planned = planned
        self._confidence = confidence
        self._today = today
        self._figures = FigureChooser(store, taught.figures)
        self._sentences = SentenceChooser(store, embedder, taught.sentences)
        self._ranker = load_passage_ranker()

    def decide(
        self,
        query: Query,
        plan: Plan,
        found: Sequence[RetrievedPassage],
        where: Filter,
        *,
        follows: bool,
    ) -> Draft:
        """The surest of what may be answered; what speaks of it where nothing is sure enough.

        Args:
            query: The question's words.
            plan: Its plan.
            found: What the search finds, best first.
            where: The caller's filter.
            follows: Whether the question follows others.
        """
        planned = self._planned.answer(plan, where)
        told = planned.draft
        if told is not None and told.reason is None and told.without_report:
            return told  # another place's report says it, by name
        missing = _missing(query, plan)
        asked = Asked(query, plan, found, planned.links, follows)
        refused = self._not_held(plan, found, planned, where, missing)
        if refused is not None and refused.reason is Reason.ONLY_PARTS_HELD:
            inside = [each for each in found if _is_of_part(plan, each)]
            silent = Surest(Candidate(refused, Way.PLAN), 0.0, is_sure=False)
            return shown(silent, query, plan, self._ranker.ranked(asked, inside))
        if refused is not None:
            return refused
        whole, parts = _whole_answers(asked, self._candidates(asked, planned, where))
        surest = self._confidence.surest(asked, whole)
        surest = surest._replace(others=(*surest.others, *parts))
        told = _with_figures(surest)
        doubtful = missing or _is_of_another_kind(plan, told)
        doubtful = doubtful or _is_an_aim(plan, told, planned.draft)
        doubtful = doubtful or _is_only_part(plan, planned.links, told)
        doubtful = doubtful or (plan.act is Act.VALUE and _lacks_its_number(surest))
        is_sure = surest.is_sure or _is_exact(asked, surest)
        items = items_asked(self._store, plan, found, where, self._today().year)
        if is_sure and not doubtful and not (items and _names_only_itself(plan, surest)):
            return told
        likely = self._ranker.ranked(asked, found)
        if items is not None:
            others = (surest.candidate, *surest.others)
            surest = Surest(Candidate(items, Way.PLAN), 1.0, is_sure=False, others=others)
        else:
            surest = _none_satisfies(planned, surest) or surest.concluding()
        return shown(surest, query, plan, likely, planned.near)

    def _candidates(self, asked: Asked, planned: Planned, where: Filter) -> list[Candidate]:
        """What may be answered, at least one; one that only says why there is nothing if there is no other."""
        chosen = {
            Way.FIGURES: self._figures.answer(asked, where, self._today().year),
            Way.SENTENCES: self._sentences.answer(asked, where),
            Way.REPORTS: self._sentences.across(asked, where),
        }
        candidates = [] if planned.draft is None else [Candidate(planned.draft, Way.PLAN)]
        candidates += (
            Candidate(each.draft, way, each.chance)
            for way, each in chosen.items()
            if each is not None
        )
        return candidates or [Candidate(Draft((), Reason.NOT_MENTIONED), Way.PLAN)]

    def _not_held(
        self,
        plan: Plan,
        found: Sequence[RetrievedPassage],
        planned: Planned,
        where: Filter,
        missing: Sequence[str],
    ) -> Draft | None:
        """Why nothing held can answer: there are no reports, or none of a place and none that speaks of it."""
        if not self._store.info().reports:
            return Draft((), Reason.EMPTY_COLLECTION)
        draft = planned.draft
        if draft is not None and (draft.reason is None or draft.reason is Reason.ONLY_PARTS_HELD):
            return draft if draft.reason is not None else None
        if missing and not _speak_of(found, missing):
            return Draft((), Reason.PLACE_NOT_HELD, "、".join(missing))
        scope = scope_of(self._store, plan, where)
        named = [each for each in scope.missing if _KIND.search(each)]
        if named and not scope.reports and not _speak_of(found, scope.missing):
            return Draft((), Reason.PLACE_NOT_HELD, "、".join(scope.missing))
        return None

    def carry_out(
        self, plan: Plan, query: Query, found: Sequence[RetrievedPassage], where: Filter
    ) -> Draft:
        """What a plan that was given finds, which is claimed; what speaks of it where it finds nothing."""
        planned = self._planned.answer(plan, where)
        draft = planned.draft or Draft((), Reason.NOT_MENTIONED)
        if not is_unsure(draft):
            return draft
        likely = self._ranker.ranked(Asked(query, plan, found, planned.links), found)
        silent = Surest(Candidate(draft, Way.PLAN), 0.0, is_sure=False)
        return shown(silent, query, plan, likely, planned.near)


def _whole_answers(
    asked: Asked, candidates: Sequence[Candidate]
) -> tuple[Sequence[Candidate], Sequence[Candidate]]:
    """The candidates that may be the whole answer, and those that are at most part of it.

    Which places do something is no sentence of one report, where all reports were looked through; no quote
    says how far apart two figures are that were set beside each other; and which reports hold a phrase word for word is what was found by looking for just that.
    """
    found = [each for each in candidates if each.way is Way.REPORTS and each.chosen == 1.0]
    if found and word_for_word(asked):
        return found, ()
    compared = [each for each in candidates if each.way is Way.PLAN and _is_compared(each.draft)]
    if compared and asked.plan.act in _SETS_BESIDE:
        return compared, [each for each in candidates if each not in compared]
    whole = [each for each in candidates if each.way in (Way.PLAN, Way.REPORTS)]
    if not _is_of_all(asked.plan) or all(each.draft.reason is not None for each in whole):
        return candidates, ()
    parts = [each for each in candidates if each not in whole and each.draft.reason is None]
    return whole, parts


def _is_compared(draft: Draft) -> bool:
    """Whether a draft tells the difference of two figures."""
    return draft.reason is None and draft.verdict is not None and bool(draft.verdict.difference)


def _is_of_part(plan: Plan, found: RetrievedPassage) -> bool:
    """Whether a passage is of a report of a place that lies in one asked about."""
    return any(is_inside_of(place, found.report.metadata) for place in plan.places)


def _names_only_itself(plan: Plan, surest: Surest) -> bool:
    """Whether a list that is asked for within one place names no more than that place."""
    verdict = surest.candidate.draft.verdict
    return verdict is not None and bool(verdict.places) and set(verdict.places) <= set(plan.places)


def _is_of_all(plan: Plan) -> bool:
    """Whether a plan is answered from all reports: 各地受理多少件 as well, whose act asks for values."""
    return plan.act in _OF_ALL or (plan.everywhere and not plan.places)


def _is_exact(asked: Asked, surest: Surest) -> bool:
    """Whether nothing was weighed: all reports were looked through for what either is there or is not.

    That is a phrase word for word, a part in an outline, a figure that the lexicon knows.
    """
    plan, candidate = asked.plan, surest.candidate
    if candidate.draft.reason is not None:
        return False
    if candidate.way is Way.REPORTS:
        return bool(word_for_word(asked)) and candidate.chosen == 1.0
    if candidate.way is not Way.PLAN:
        return False
    return (plan.part is not None and asks_for_reports(plan)) or _is_of_known_figures(asked, surest)


def _is_of_known_figures(asked: Asked, surest: Surest) -> bool:
    """Whether a plan over all reports was carried out on figures that the lexicon knows, and nothing is left over.

    Of 18 lists, orders and trends on such figures that were likelier than a conclusion must be 11 were right; the
    wrong ones but one asked within one place, which this leaves out.
    """
    plan, candidate = asked.plan, surest.candidate
    if plan.places:
        return False
    known = bool(asked.links) and all(each.is_known for each in asked.links)
    whole = not plan.residue and not candidate.draft.not_used
    return _is_of_all(plan) and known and whole and surest.chance >= LEAST_TO_CONCLUDE


def _is_of_another_kind(plan: Plan, draft: Draft) -> bool:
    """Whether a draft's figures cannot be those asked for, by their time, unit or status: then it is never claimed."""
    of_another_time = _is_of_another_time(plan, draft)
    of_another_kind = is_of_another_unit(plan, draft) or _is_a_result(plan, draft)
    return of_another_time or of_another_kind


def _is_only_part(plan: Plan, links: Sequence[LinkedTarget], draft: Draft) -> bool:
    """Whether several figures are asked for by name and fewer are told, with no word of the others."""
    named = [each for each in links if each.target.phrase]
    meant = {each.names[0].name for each in named if each.names}
    asked = len(meant) + sum(not each.names for each in named)
    things = {
        (each.fact.thing, each.fact.act)
        for finding in draft.findings
        for each in finding.figures
        if each.fact
    }
    told = len(things) + len(draft.unanswered)
    return plan.act is Act.VALUE and plan.aggregate is None and asked > 1 and 0 < told < asked


def _is_of_another_time(plan: Plan, draft: Draft) -> bool:
    """Whether none of a draft's figures is of a year that the plan asks about: another year's is never claimed."""
    asked = {
        year
        for span in plan.times
        if span.first[:4].isdigit() and span.last[:4].isdigit()
        for year in range(int(span.first[:4]), int(span.last[:4]) + 1)
    }
    facts = [each.fact for finding in draft.findings for each in finding.figures if each.fact]
    told = [interval for interval in map(interval_of, facts) if interval is not None]
    return bool(asked and told) and not any(asked & set(each.years) for each in told)


def _is_a_result(plan: Plan, draft: Draft) -> bool:
    """Whether targets are asked for and only results are told: these are never claimed for them."""
    facts = [each.fact for finding in draft.findings for each in finding.figures if each.fact]
    aims = plan.act is Act.VALUE and plan.status in (Status.TARGET, Status.PLAN)
    return aims and bool(facts) and all(each.status.is_result for each in facts)


def _is_an_aim(plan: Plan, draft: Draft, planned: Draft | None) -> bool:
    """Whether only targets are told, which nobody asked for, where the plan finds the result of that time."""
    aims = _statuses(draft)
    results = _statuses(planned) if planned is not None and planned.reason is None else []
    unasked = plan.status is None and bool(aims) and not any(each.is_result for each in aims)
    return unasked and any(each.is_result for each in results)


def _statuses(draft: Draft) -> list[Status]:
    figures = (each.fact for finding in draft.findings for each in finding.figures)
    return [each.status for each in figures if each is not None]


def _lacks_its_number(surest: Surest) -> bool:
    """Whether the first quote is a sentence from which its number has gone (``核发营业执照万份``)."""
    findings = surest.candidate.draft.findings
    return bool(findings) and lacks_number(normal(findings[0].quote.text))


def _with_figures(surest: Surest) -> Draft:
    """What is surest; its quotes with the figures in them that another way found to be asked for."""
    draft = surest.candidate.draft
    if any(each.figures for each in draft.findings):
        return draft
    told = [each for other in surest.others for each in other.draft.findings if each.figures]
    return replace(draft, findings=tuple(_with_own(each, told) for each in draft.findings))


def _with_own(finding: Finding, told: Sequence[Finding]) -> Finding:
    quote = finding.quote
    figures = {
        figure.fact.fact_id: figure
        for each in told
        if each.quote.report.report_id == quote.report.report_id
        for figure in each.figures
        if figure.fact is not None and quote.span.start <= figure.fact.value_start < quote.span.end
    }
    return replace(finding, figures=tuple(figures.values()))


def _none_satisfies(planned: Planned, surest: Surest) -> Surest | None:
    """That no figure stated satisfies the conditions leads what is shown; None where that was not found."""
    draft = planned.draft
    if draft is None or draft.reason is not Reason.NO_MATCH:
        return None
    others = tuple(each for each in (surest.candidate, *surest.others) if each.draft.reason is None)
    return Surest(Candidate(draft, Way.PLAN), 0.0, is_sure=False, others=others)


def _missing(query: Query, plan: Plan) -> tuple[str, ...]:
    """Places of the national table that a question is about and that have no report."""
    asked = query.missing_regions and (not query.regions or plan.act in _SETS_BESIDE)
    return query.missing_regions if asked else ()


def _speak_of(found: Sequence[RetrievedPassage], places: Sequence[str]) -> bool:
    """Whether passages name one of some places."""
    return any(bare_name(place) in each.passage.text for place in places for each in found)
