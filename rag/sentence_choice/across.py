"""Which reports say something in words: of each report in scope its likeliest sentence, and how many there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answers.draft import Draft, Finding, Outcome, Tally, Verdict
from rag.answers.scoring import TermScorer, normal
from rag.confidence.signs import Asked
from rag.execution.opening import openings_of
from rag.execution.scope import ReportScope, scope_of
from rag.execution.speaking import asks_for_mentions, speaking
from rag.execution.times import times_of
from rag.plan import Act, Operator, Plan
from rag.quotes import Sentence, sentences_of
from rag.sentence_choice.choice import Choice
from rag.sentence_choice.signs import Reach, sentence_signs
from rag.trees import Trees
from vectorstore.embedding import Embedder
from vectorstore.queries import Filter
from vectorstore.records import ReportSummary
from vectorstore.store import Store

_SAYS = 0.05
"""How likely a sentence must be to count as saying it.

Of .03 to .6 this finds the reports best of 102 lists and counts of the estate and of strangers (F .70, all of
them and no other in .40) under sentence models that had not seen their authors.
"""
_BESIDE = 0.1
"""The same, measured by the likeliest of all."""
_COVERS = 0.3
"""How much of the words for what is asked about, by weight, a sentence must cover to be looked at."""
_POOL = 300
"""Passages that are looked through, the best of all reports."""
_QUOTED = re.compile(
    r"[“\"「](?P<words>[^“”\"「」]{2,24})[”\"」](?:\s*[(（](?P<chinese>[^()（）]*[\u3400-\u9fff][^()（）]*)[)）])?"
)
_SPOKEN = frozenset({Operator.STATED, Operator.NOT_STATED})


def asks_of_reports(plan: Plan) -> bool:
    """Whether a plan asks which reports say something, under no condition on figures."""
    limited = any(each.operator not in _SPOKEN for each in plan.predicates)
    said = any(each.phrase for each in plan.targets)
    return plan.act in (Act.WHICH, Act.HOW_MANY) and plan.order is None and said and not limited


class ReportsThatSay:
    """Finds the reports that say something.

    Args:
        store: The reports.
        embedder: The store's.
        trees: Tell how likely a sentence is one that says what is asked.
    """

    def __init__(self, store: Store, embedder: Embedder, trees: Trees) -> None:
        self._store = store
        self._embedder = embedder
        self._trees = trees

    def answer(self, asked: Asked, where: Filter) -> Choice | None:
        """The reports that say what a plan asks for, each with a sentence.

        None where the plan asks for something else, of one report, or where none says so.
        """
        plan = asked.plan
        if not asks_of_reports(plan) or not asked.query.terms:
            return None
        every = scope_of(self._store, plan, where)
        own = _of_the_years(plan, every)
        scope = own or every
        if len(scope.reports) <= 1:
            return None
        phrase = word_for_word(asked) if own is not None else ""
        held = self._holding(plan, scope, phrase) if phrase else None
        if held is not None or quoted_phrase(asked.query.question):
            return held
        found = self.likeliest(asked, scope, where)
        chance = max((each for _, each in found.values()), default=0.0)
        least = max(_SAYS, _BESIDE * chance)
        says = {report: each for report, each in found.items() if each[1] >= least}
        if not says:
            return None
        return Choice(self._draft(plan, scope, says, found), chance)

    def _holding(self, plan: Plan, scope: ReportScope, phrase: str) -> Choice | None:
        """The reports that hold a phrase as the question quotes it, word for word."""
        told = speaking(self._store, (phrase,), (), scope.reports)
        says = {report: (each, 1.0) for report, each in told.items() if each is not None}
        return Choice(self._draft(plan, scope, says, says), 1.0) if says else None

    def likeliest(
        self, asked: Asked, scope: ReportScope, where: Filter
    ) -> dict[str, tuple[Sentence, float]]:
        """Of each report that speaks of it the likeliest sentence, and how likely that is."""
        sentences = self._sentences(asked, scope, where)
        ranked = {each.passage.passage_id: (at, each) for at, each in enumerate(asked.passages)}
        reach = Reach(asked, asked.plan, sentences, ranked, self._embedder)
        found: dict[str, tuple[Sentence, float]] = {}
        chances = self._trees.chances(sentence_signs(reach)) if sentences else ()
        for sentence, chance in zip(sentences, map(float, chances), strict=True):
            report = sentence.report.report_id
            if report not in found or found[report][1] < chance:
                found[report] = (sentence, chance)
        return found

    def _sentences(self, asked: Asked, scope: ReportScope, where: Filter) -> list[Sentence]:
        """The sentences in scope that may say it: those of the passages found, and those that cover its words."""
        query = asked.query
        terms = _telling(asked)
        reports = {each.report_id: each for each in scope.reports}
        inside = Filter(report_ids=scope.ids) if scope.is_narrow else where
        hits = self._store.search_lexical(" ".join(terms), _POOL, inside)
        first = {each.passage.passage_id for each in asked.passages}
        ids = dict.fromkeys([*first, *(hit.passage_id for hit in hits)])
        passages = [
            (each, reports[each.report_id])
            for each in self._store.passages(list(ids))
            if each.report_id in reports
        ]
        sentences = sentences_of(passages)
        scorer = TermScorer(
            terms, [each.text for each in sentences], query.alternatives, query.doubtful
        )
        return [
            each
            for each in sentences
            if each.passage.passage_id in first
            or scorer.coverage(each.text, " ".join(each.passage.heading_path)) >= _COVERS
        ]

    def _draft(
        self,
        plan: Plan,
        scope: ReportScope,
        says: dict[str, tuple[Sentence, float]],
        speaks: dict[str, tuple[Sentence, float]],
    ) -> Draft:
        """Those that say it; those that do not, where these are asked for."""
        silent = _wants_silent(plan)
        chosen = [each for each in scope.reports if (each.report_id in says) is not silent]
        findings: Sequence[Finding] = (
            openings_of(self._store, chosen)
            if silent
            else tuple(Finding(says[each.report_id][0]) for each in chosen)
        )
        tally = Tally(len(chosen), len(says), len(speaks) - len(says), len(scope.reports))
        places = tuple(dict.fromkeys(map(_name, chosen)))
        verdict = Verdict(Outcome.MATCHES, places, len(chosen))
        return Draft(tuple(findings), verdict=verdict, tally=tally, not_used=scope.not_used)


def _of_the_years(plan: Plan, scope: ReportScope) -> ReportScope | None:
    """The reports of the years asked about, all where none is; None where no report is of them."""
    if not plan.times:
        return scope
    times = times_of(plan, scope.reports)
    own = tuple(
        each
        for each in scope.reports
        if times and each.metadata.report_year in times.years(each.metadata)
    )
    return replace(scope, reports=own, is_narrow=True) if own else None


def quoted_phrase(question: str) -> str:
    """The only phrase that a question puts in quotation marks; its Chinese, where a bracket gives it after English.

    Who quotes asks for the words themselves (提到“红袖章阿姨”的有几份). Empty where none or several are quoted.
    """
    found = list(_QUOTED.finditer(question))
    if len(found) != 1:
        return ""
    return found[0]["chinese"] or found[0]["words"]


def word_for_word(asked: Asked) -> str:
    """The phrase that reports must hold word for word, or must not; empty where saying the same will do.

    It is what is quoted, or what reports are asked to mention (哪些报告提到了绿氢): whoever looks himself
    looks for the word. What the plan left over beside its thing belongs to it (首席代表 and 制度).
    """
    plan, question = asked.plan, asked.query.question
    phrase = quoted_phrase(question)
    if phrase or not asks_for_mentions(plan) or len(plan.targets) != 1:
        return phrase
    start = question.find(plan.targets[0].phrase)
    if start < 0:
        return ""
    end, left = start + len(plan.targets[0].phrase), list(plan.residue)
    while beside := next((each for each in left if question.startswith(each, end)), ""):
        left.remove(beside)
        end += len(beside)
    while beside := next((each for each in left if question.endswith(each, 0, start)), ""):
        left.remove(beside)
        start -= len(beside)
    return "" if left else question[start:end]


def _telling(asked: Asked) -> tuple[str, ...]:
    """The words for what is asked about; all content words where the plan's things hold none of them."""
    said = " ".join(each.words for each in asked.plan.targets)
    own = tuple(term for term in asked.query.terms if term in normal(said))
    return own or asked.query.terms


def _name(report: ReportSummary) -> str:
    return report.metadata.region or report.metadata.title


def _wants_silent(plan: Plan) -> bool:
    unstated = any(each.operator is Operator.NOT_STATED for each in plan.predicates)
    return unstated is not plan.negated
