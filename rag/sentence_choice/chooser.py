"""Answers in words, and summaries, by the likeliest sentences."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from rag.answers.draft import Draft, Finding
from rag.answers.scoring import normal
from rag.confidence.signs import Asked
from rag.execution.scope import scope_of
from rag.held import passages_if_held
from rag.plan import Act, Plan
from rag.quotes import Sentence, sentences_of
from rag.sentence_choice.across import ReportsThatSay
from rag.sentence_choice.choice import Choice
from rag.sentence_choice.signs import Reach, sentence_signs
from rag.sentence_choice.summaries import Length, summary
from rag.trees import Trees
from vectorstore.embedding import Embedder
from vectorstore.queries import Filter
from vectorstore.records import ReportSummary
from vectorstore.store import Store

FILE = "trees.json"
ANSWERED = frozenset(Act) - {Act.COMPARE, Act.ORDER, Act.TREND, Act.HOW_MANY}
"""The acts that sentences may answer."""
_READ = 12
"""Passages whose sentences are in reach."""
_WHOLE = 3
"""So few reports are read whole to be summarised."""
_SEVERAL = 12
"""Of more reports those of the passages that the search finds first are summarised, so many at most."""
_FIRST = 5
"""Passages of which most must be of one report, for it to be the one that a question without a place means."""
_LEAST = 0.5
"""A further sentence of an answer must be so likely, measured by the likeliest."""
_ANSWER = Length(4, 500)


class SentenceChooser:
    """Chooses sentences for plans that ask for words.

    Args:
        store: The reports.
        embedder: The store's.
        trees: What it was taught; what ships where None.
    """

    def __init__(self, store: Store, embedder: Embedder, trees: Trees | None = None) -> None:
        self._store = store
        self._embedder = embedder
        self._given = trees

    @property
    def _trees(self) -> Trees:
        return self._given or load_trees()

    def answer(self, asked: Asked, where: Filter) -> Choice | None:
        """The likeliest sentences for a question; None where words do not answer it, or none is in reach.

        Args:
            asked: The question, its plan and the search beneath.
            where: The caller's filter.
        """
        plan = asked.plan
        if plan.act not in ANSWERED:
            return None
        reach = self.reach(asked, plan, where)
        if not reach.sentences:
            return None
        signs = sentence_signs(reach)
        chances = self._trees.chances(signs)
        chosen = summary(reach, signs) if plan.act is Act.SUMMARISE else _best(reach, chances)
        findings = tuple(Finding(reach.sentences[at]) for at in chosen)
        return Choice(Draft(findings), float(chances.max()))

    def across(self, asked: Asked, where: Filter) -> Choice | None:
        """The reports that say what is asked for, all in scope looked through; see :class:`ReportsThatSay`."""
        return ReportsThatSay(self._store, self._embedder, self._trees).answer(asked, where)

    def reach(self, asked: Asked, plan: Plan, where: Filter) -> Reach:
        """The sentences that may be meant: of the passages found; for a summary of whole reports."""
        found = {each.passage.passage_id: (rank, each) for rank, each in enumerate(asked.passages)}
        if plan.act is not Act.SUMMARISE:
            passages = [(each.passage, each.report) for each in asked.passages[:_READ]]
        else:
            passages = [
                (passage, report)
                for report in self._summarised(asked, plan, where)
                for passage in passages_if_held(self._store, report.report_id)
            ]
        sentences = [each for each in sentences_of(passages) if not _is_title(each)]
        return Reach(asked, plan, sentences, found, self._embedder)

    def _summarised(self, asked: Asked, plan: Plan, where: Filter) -> list[ReportSummary]:
        """The reports to summarise: those that the plan is about, or of which the search finds most."""
        scope = scope_of(self._store, plan, where)
        reports = list(scope.reports)
        for narrower in (
            [each for each in reports if _is_of_years(each, asked.query.years)],
            [each for each in reports if bool(each.metadata.department) is bool(plan.bodies)],
        ):
            reports = [each for each in reports if each in narrower] or reports
        if 0 < len(reports) <= (_WHOLE if plan.places else _SEVERAL):
            return reports
        inside = {each.report_id for each in reports}
        found = [
            each.report.report_id
            for each in asked.passages
            if not inside or each.report.report_id in inside
        ]
        first, times = Counter(found[:_FIRST]).most_common(1)[0] if found else ("", 0)
        if not plan.places and times * 2 > _FIRST:
            return self._store.summaries([first])
        most = _WHOLE if plan.places else _SEVERAL
        return self._store.summaries(list(dict.fromkeys(found))[:most])


def _is_of_years(report: ReportSummary, years: Sequence[int]) -> bool:
    """Whether a report tells of one of some years, or is called after it."""
    metadata = report.metadata
    return metadata.report_year in years or any(f"{year}年" in metadata.title for year in years)


def _best(reach: Reach, chances: NDArray[np.float64]) -> list[int]:
    """The likeliest sentence, and those of its report that are nearly as likely, in the text's order."""
    order = np.argsort(-chances, kind="stable")
    first = int(order[0])
    report = reach.sentences[first].report.report_id
    chosen = [first]
    used = len(reach.sentences[first].text)
    for at in map(int, order[1:]):
        sentence = reach.sentences[at]
        if len(chosen) == _ANSWER.sentences or chances[at] < _LEAST * chances[first]:
            break
        if sentence.report.report_id != report or used + len(sentence.text) > _ANSWER.characters:
            continue
        chosen.append(at)
        used += len(sentence.text)
    return sorted(chosen, key=lambda at: reach.sentences[at].span.start)


def _is_title(sentence: Sentence) -> bool:
    """Whether a sentence is its report's title, or part of it."""
    return normal(sentence.text).strip() in normal(sentence.report.metadata.title)


@cache
def load_trees() -> Trees:
    """The model that comes with Yiju."""
    text = resources.files("rag.sentence_choice").joinpath("model", FILE).read_text("utf-8")
    return Trees.parse(json.loads(text))
