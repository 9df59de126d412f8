"""A question in, a cited answer out: the only orchestrator of answering."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.lexicon.places import Places
from rag.answer import Answer, Intent, Interpretation, Mode, Retrieval, Status
from rag.answers.draft import Draft, Reason
from rag.answers.frames import answer_text, reason_text
from rag.answers.rows import coverage_of, items_of
from rag.answers.scope import Scope, inside, resolve_scope
from rag.answers.suggestions import suggest
from rag.answers.verdicts import verdict_text
from rag.confidence.model import Confidence
from rag.deciding import Decider, Taught
from rag.dialogue import inherited, means_results
from rag.linking.subjects import Subjects
from rag.linking.things import ThingLinker
from rag.memory import Memory, state_after
from rag.plan import Plan
from rag.plan_words import condition_of, words_of_plan
from rag.planned import PlannedAnswerer, ReadsQuestions, intent_of, not_understood
from rag.question.constraints import PlaceFinder
from rag.question.query import Query
from rag.question.understanding import completed, is_courtesy, searched, understand
from rag.quotes import CitationBook
from rag.raising import NarrowReading
from rag.retrieval import Retriever
from rag.stages import OnStage, timed, unwatched
from rag.state import State
from rag.subject_figures import Counts, counts_of
from rag.tagging.tagger import Tagger
from vectorstore.conversations import (
    ConversationStore,
    MemoryConversations,
    check_conversation_id,
)
from vectorstore.embedding import Embedder
from vectorstore.errors import EmbedderMismatchError, QueryError
from vectorstore.queries import Filter
from vectorstore.store import Store

LONGEST_QUESTION = 2000
"""In code points."""

_PASSAGES_RANKED = 20
"""So many are put in order before the first are shown: .98 of the estate's questions find their evidence in them."""
_SEVERAL = 2
"""Reports from which on an answer says how many of them state what was looked up."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A question of a conversation with what answers it and what the next one may inherit."""

    query: Query
    plan: Plan
    scope: Scope
    draft: Draft
    state: State | None
    inherited: tuple[str, ...] = ()


class Engine:
    """Answers questions over a store.

    Safe to call from several threads.

    Args:
        store: The reports.
        embedder: The model that the store was built with.
        clock: Seconds, for ``took_ms``.
        conversations: Where conversations are kept; in memory where None.
        today: The calendar's day, for 去年 in a question that follows no other.
        on_stage: Told how long each stage of an answer takes.
        confidence: Tells how sure answers are; the one that ships where None.
        tagger: Marks questions; the one that ships where None.
        model: Reads questions first, where the user has one; what it cannot read is read as without.
        taught: Tells which figures and sentences are those asked for; what ships where None.

    Raises:
        EmbedderMismatchError: The store was built with another model.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        clock: Callable[[], float] = time.perf_counter,
        conversations: ConversationStore | None = None,
        today: Callable[[], date] = date.today,
        on_stage: OnStage = unwatched,
        confidence: Confidence | None = None,
        tagger: Tagger | None = None,
        model: ReadsQuestions | None = None,
        taught: Taught | None = None,
    ) -> None:
        built_with = store.info().embedder
        if built_with.fingerprint != embedder.identity.fingerprint:
            raise EmbedderMismatchError(
                f"the store was built with {built_with.name}, not with {embedder.identity.name}: "
                "open it with the same model, or ingest the reports into a new store"
            )
        self._store = store
        self._clock = clock
        self._today = today
        self._on_stage = on_stage
        self._retriever = Retriever(store, embedder, on_stage)
        self._memory = Memory(conversations or MemoryConversations())
        self._subjects = Subjects(store)
        self._planned = PlannedAnswerer(store, ThingLinker(store), today, tagger, model)
        self._decider = Decider(
            store,
            embedder,
            self._planned,
            confidence or Confidence.shipped(),
            today,
            taught or Taught(),
        )
        self._finder: tuple[int, PlaceFinder] | None = None

    @property
    def store(self) -> Store:
        """The reports that are asked about."""
        return self._store

    @property
    def memory(self) -> Memory:
        """The conversations."""
        return self._memory

    def warm_up(self, stop: threading.Event) -> None:
        """Makes ready what the first questions would wait for: readers of questions, encoder, names.

        Args:
            stop: Set to end it early.
        """
        self._planned.warm_up(self._places(), stop)

    def retrieve(
        self,
        query: str,
        *,
        top_k: int = 10,
        mode: Mode = Mode.HYBRID,
        where: Filter = Filter(),
    ) -> Retrieval:
        """Finds the passages that fit a query best.

        Only ``where`` excludes; places and years that the query names raise scores
        (:mod:`rag.raising`).

        Raises:
            QueryError: The query is empty or too long, or ``top_k`` is not positive.
        """
        _check(query)
        if top_k < 1:
            raise QueryError(f"top_k is {top_k}: ask for at least one passage")
        with timed("understand", self._on_stage):
            read = understand(query, self._places(), self._store.word_frequencies)
            scope = resolve_scope(self._store, read, where)
        return self._found(replace(read, question=query), scope, where, top_k, mode)

    def _found(
        self, read: Query, scope: Scope, where: Filter, top_k: int, mode: Mode = Mode.HYBRID
    ) -> Retrieval:
        """The passages that fit a question best; only ``where`` excludes, the scope raises."""
        narrow = None
        if scope.where != where and scope.reports > 0:
            names = " ".join((*read.regions, *(f"{year}年" for year in read.years)))
            narrow = NarrowReading(read.search_text, names, scope.where)
        return self._retriever.search(
            read.question,
            text=searched(read),
            top_k=top_k,
            mode=mode,
            where=where,
            narrow=narrow,
        )

    def ask(
        self,
        question: str,
        *,
        conversation_id: str = "",
        where: Filter = Filter(),
        history: Sequence[str] | None = None,
        language: str = "",
        plan: Plan | None = None,
    ) -> Answer:
        """Answers a question.

        Args:
            question: In Chinese or English; may be empty where a plan is given.
            conversation_id: The conversation it belongs to; a new one where empty.
            where: Restricts which reports may answer.
            history: Earlier questions of the conversation, oldest first, where it is not kept
                here: they are asked again, and nothing is remembered, not even where there are
                none. None where it is kept here.
            language: Of the answer, ``zh`` or ``en``; the question's own where empty.
            plan: What is asked, in place of how the question would be understood.

        Raises:
            QueryError: The question is empty or too long, or the id is not a conversation's.
        """
        if plan is not None:
            question = question.strip() or words_of_plan(plan)
        _check(question)
        conversation = check_conversation_id(conversation_id or uuid.uuid4().hex)
        began = self._clock()
        kept_here = history is None
        state = self._memory.state(conversation) if kept_here and conversation_id else None
        for earlier in history or ():
            _check(earlier)
            state = self._turn(earlier, state, where).state
        turn = self._turn(question, state, where, language, plan)
        if kept_here:
            self._memory.note(conversation, question, turn.state)
        with timed("compose", self._on_stage):
            return self._answer(turn, conversation, began)

    def _turn(
        self,
        question: str,
        before: State | None,
        where: Filter,
        language: str = "",
        given: Plan | None = None,
    ) -> _Turn:
        """One question of a conversation, or a plan in its place."""
        if given is not None:
            return self._planned_turn(question, given, where, language)
        places, words = self._places(), self._store.word_frequencies
        with timed("understand", self._on_stage):
            query = understand(question, places, words)
            query = replace(query, language=language or query.language)
            own, plan = self._planned.understand(
                question,
                places,
                before.plan if before is not None else None,
                before.earlier_plan if before is not None else None,
            )
            if is_courtesy(question):
                return _Turn(query, own, Scope(where, 0), Draft((), Reason.NO_QUESTION), before)
            query = completed(query, own, plan, places, words)
            taken = inherited(own, plan)
            if before is not None and before.reports and means_results(own):
                where = inside(self._store, where, before.reports)
                taken = (*taken, "results")
            scope = resolve_scope(self._store, query, where)
        with timed("answer", self._on_stage):
            found = self._found(query, scope, where, _PASSAGES_RANKED).passages
        with timed("decide", self._on_stage):
            draft = self._decider.decide(query, plan, found, where, follows=before is not None)
        return _Turn(query, plan, scope, draft, state_after(plan, draft, before), taken)

    def _planned_turn(self, question: str, plan: Plan, where: Filter, language: str) -> _Turn:
        """A plan that was given is what is meant: what it finds is claimed, and nothing else is read."""
        query = understand(question, self._places(), self._store.word_frequencies)
        query = replace(query, language=language or plan.language, regions=plan.places)
        scope = resolve_scope(self._store, query, where)
        found = self._found(query, scope, where, _PASSAGES_RANKED).passages
        draft = self._decider.carry_out(plan, query, found, where)
        return _Turn(query, plan, scope, draft, state_after(plan, draft, None))

    def _answer(self, turn: _Turn, conversation_id: str, began: float) -> Answer:
        query, plan, scope, draft = turn.query, turn.plan, turn.scope, turn.draft
        intent = intent_of(plan)
        reason = reason_text(draft, query.language, scope.reports)
        book = CitationBook()
        verdict = verdict_text(draft, intent, query.language, scope.reports)
        unused = not_understood(plan, draft)
        text = answer_text(draft, query.language, reason, book, verdict, unused)
        indicator = self._indicator(plan)
        return Answer(
            conversation_id=conversation_id,
            question=query.question,
            status=_status(draft),
            answer=text,
            interpretation=Interpretation(
                intent=intent,
                query_zh=query.search_text,
                regions=query.regions or query.missing_regions,
                years=query.years,
                indicator=indicator,
                condition=condition_of(plan),
                inherited=turn.inherited,
                subject=query.search_text,
                plan=plan,
                not_understood=unused,
            ),
            items=items_of(draft, book) if draft.reason is None else (),
            coverage=coverage_of(draft, scope, self._counts(indicator, intent, scope, draft)),
            citations=book.citations,
            reason=reason,
            suggestions=suggest(self._store, draft, indicator, query),
            took_ms=(self._clock() - began) * 1000,
        )

    def _indicator(self, plan: Plan) -> str:
        """What the lexicon calls the first thing asked about; the asker's words where it has none."""
        words = next((each.words for each in plan.targets if each.phrase), "")
        known = self._subjects.in_lexicon(words) if words else None
        return known.name if known is not None else words

    def _counts(self, indicator: str, intent: Intent, scope: Scope, draft: Draft) -> Counts | None:
        """Who states and who speaks of the figure looked up; None where nobody was counted, or one was asked."""
        counted = intent is not Intent.LOOKUP or draft.tally is not None
        if counted or scope.reports < _SEVERAL or not indicator:
            return None
        subject = self._subjects.named(indicator)
        if not (subject.canonical or subject.figures):
            return None
        return counts_of(self._store, subject, scope.where)

    def _places(self) -> PlaceFinder:
        """The finder for the places held now; made anew when the store changes."""
        generation = self._store.info().generation
        if self._finder is None or self._finder[0] != generation:
            self._finder = (generation, PlaceFinder(self._store.places(), Places.load()))
        return self._finder[1]


def _status(draft: Draft) -> Status:
    if draft.reason is None:
        return Status.ANSWERED
    return Status.SHOWN if draft.is_shown else Status.ABSTAINED


def _check(question: str) -> None:
    if not question.strip():
        raise QueryError("the question is empty: ask something about the reports")
    if len(question) > LONGEST_QUESTION:
        raise QueryError(
            f"the question has {len(question)} characters, more than {LONGEST_QUESTION}: shorten it"
        )
