"""What may be answered to a question, drafted in several ways, and which of it is: the surest, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from rag.answer import Intent, RetrievedPassage
from rag.answers.draft import Draft, Reason
from rag.confidence.model import Confidence, Surest
from rag.confidence.signs import Asked, Candidate, Way
from rag.figure_choice.chooser import FigureChooser
from rag.passage_ranker import load_passage_ranker
from rag.plan import Plan
from rag.planned import INTENTS, PlannedAnswerer
from rag.question.query import Query
from rag.sentence_choice.chooser import SentenceChooser
from rag.showing import is_unsure, shown
from rag.trees import Trees
from vectorstore.embedding import Embedder
from vectorstore.queries import Filter
from vectorstore.store import Store


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
        draft: Draft,
        where: Filter,
        *,
        follows: bool,
    ) -> tuple[Draft, Intent]:
        """The surest of what may be answered; what speaks of it where nothing is sure enough.

        Args:
            query: The question as the answerers of sentences understand it.
            plan: Its plan.
            found: What the search finds, best first.
            draft: What the answerers of sentences draft; not that it is refused for good.
            where: The caller's filter.
            follows: Whether the question follows others.

        Returns:
            What is answered, and what kind of answer it is.
        """
        planned = self._planned.answer(plan, where)
        asked = Asked(query, found, plan, planned.links, follows)
        candidates = [Candidate(draft, query.intent)]
        if planned.draft is not None:
            candidates.append(Candidate(planned.draft, planned.intent, Way.PLAN))
        choices = {
            Way.FIGURES: self._figures.answer(asked, where, self._today().year),
            Way.SENTENCES: self._sentences.answer(asked, where),
        }
        candidates += (
            Candidate(each.draft, planned.intent, way, each.chance)
            for way, each in choices.items()
            if each is not None
        )
        surest = self._confidence.surest(asked, candidates)
        if surest.is_sure:
            return surest.candidate.draft, surest.candidate.intent
        near = () if planned.draft is None or not planned.draft.reason else planned.draft.findings
        likely = self._ranker.ranked(asked, found)
        surest = surest.concluding()
        return shown(surest, query, likely, near), surest.candidate.intent

    def carry_out(
        self, plan: Plan, query: Query, found: Sequence[RetrievedPassage], where: Filter
    ) -> Draft:
        """What a plan that was given finds, which is claimed; what speaks of it where it finds nothing."""
        planned = self._planned.answer(plan, where)
        draft = planned.draft or Draft((), Reason.NOT_MENTIONED)
        if not is_unsure(draft):
            return draft
        likely = self._ranker.ranked(Asked(query, found, plan, planned.links), found)
        silent = Surest(Candidate(draft, INTENTS[plan.act]), 0.0, is_sure=False)
        return shown(silent, query, likely, planned.near)
