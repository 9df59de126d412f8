"""A question in, a cited answer out: the only orchestrator of answering."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from ingest.lexicon.places import Places
from rag.answer import (
    Answer,
    Intent,
    Interpretation,
    Mode,
    Retrieval,
    Status,
)
from rag.answers.abstention import explain
from rag.answers.across import AcrossReports
from rag.answers.comparisons import Comparer
from rag.answers.draft import Draft, Reason
from rag.answers.frames import answer_text, reason_text
from rag.answers.lookup import LookupAnswerer
from rag.answers.passages import PassageAnswerer
from rag.answers.previous_year import PreviousYear
from rag.answers.rows import coverage_of, items_of
from rag.answers.scope import (
    Scope,
    holds_years,
    of_the_latest_year,
    resolve_scope,
    with_told_years,
    without_own_name,
)
from rag.answers.suggestions import suggest
from rag.answers.unheld_places import UnheldPlaces
from rag.answers.verdicts import verdict_text
from rag.confidence.model import Confidence
from rag.deciding import Decider, Taught
from rag.linking.subjects import Subjects
from rag.linking.things import ThingLinker
from rag.memory import Memory, state_after
from rag.plan import Act, Plan
from rag.plan_words import words_of_plan
from rag.planned import INTENTS, PlannedAnswerer, ReadsQuestions, not_understood
from rag.question.constraints import PlaceFinder
from rag.question.followup import Resolved, resolve
from rag.question.query import Query
from rag.question.state import State
from rag.question.understanding import searched, understand
from rag.quotes import CitationBook, Sentence, sentences_of
from rag.raising import NarrowReading
from rag.retrieval import Retriever
from rag.showing import is_unsure
from rag.stages import OnStage, timed, unwatched
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
from vectorstore.records import Passage, ReportSummary
from vectorstore.store import Store

LONGEST_QUESTION = 2000
"""In code points."""

_PASSAGES_READ = 12
_PASSAGES_RANKED = 20
"""So many are put in order before the first are shown: .98 of the estate's questions find their evidence in them."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A question of a conversation with what answers it and what the next one may inherit."""

    resolved: Resolved
    scope: Scope
    draft: Draft
    state: State | None
    plan: Plan


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
        self._lookup = LookupAnswerer(store)
        self._passages = PassageAnswerer(embedder)
        self._across = AcrossReports(store)
        self._comparer = Comparer(store, self._lookup, self._across, self._read)
        self._previous_year = PreviousYear(store, self._lookup, self._read)
        self._unheld = UnheldPlaces(self._lookup, self._read)
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
            text=searched(read.text, read.alternatives),
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
        with timed("understand", self._on_stage):
            read = understand(question, self._places(), self._store.word_frequencies)
            read = replace(read, language=language or read.language)
            resolved = resolve(read, before, partial(self._mentions, where))
            asked_years = resolved.query.years
            resolved = self._with_held_years(resolved, where)
            unheld = asked_years if not resolved.query.years else ()
            query = with_told_years(self._store, resolved.query, where, self._today().year)
            told = query.years != resolved.query.years
            resolved = replace(resolved, query=query)
            scope = resolve_scope(self._store, query, where)
            if resolved.courtesy:
                scope = replace(scope, reports=0, refusal=Reason.NO_QUESTION)
        with timed("answer", self._on_stage):
            draft = replace(self._drafted(query, scope), unheld_years=unheld)
            if told and draft.reason is not None and not holds_years(self._store, query, where):
                query = of_the_latest_year(self._store, query, where)
                latest = resolve_scope(self._store, query, where)
                meant = self._drafted(query, latest)
                if meant.reason is None:
                    resolved, scope, draft = replace(resolved, query=query), latest, meant
        goes_on = before if before is not None and resolved.inherited else None
        plan = self._planned.plan(
            question,
            self._places(),
            goes_on.plan if goes_on else None,
            goes_on.earlier_plan if goes_on else None,
        )
        if resolved.query.intent is Intent.SUMMARY:  # its words say so, whatever was marked
            plan = plan.model_copy(update={"act": Act.SUMMARISE})
        draft, intent = self._decided(
            plan, resolved.query, scope, draft, where, follows=before is not None
        )
        resolved = replace(resolved, query=replace(resolved.query, intent=intent))
        after = before if resolved.courtesy else state_after(resolved, draft, before, plan)
        return _Turn(resolved, scope, draft, after, plan)

    def _planned_turn(self, question: str, plan: Plan, where: Filter, language: str) -> _Turn:
        """A plan that was given is what is meant: what it finds is claimed, and nothing else is read."""
        read = understand(question, self._places(), self._store.word_frequencies)
        query = replace(
            read,
            language=language or plan.language,
            regions=plan.places,
            intent=INTENTS[plan.act],
        )
        scope = resolve_scope(self._store, query, where)
        found = self._found(query, scope, where, _PASSAGES_RANKED).passages
        draft = self._decider.carry_out(plan, query, found, where)
        resolved = Resolved(query)
        return _Turn(resolved, scope, draft, state_after(resolved, draft, None, plan), plan)

    def _decided(
        self,
        plan: Plan,
        query: Query,
        scope: Scope,
        draft: Draft,
        where: Filter,
        *,
        follows: bool,
    ) -> tuple[Draft, Intent]:
        """The surest of what may be answered, unless it is refused for good."""
        if draft.reason is not None and not is_unsure(draft):
            return draft, query.intent
        with timed("decide", self._on_stage):
            found = self._found(query, scope, where, _PASSAGES_RANKED).passages
            return self._decider.decide(query, plan, found, draft, where, follows=follows)

    def _with_held_years(self, resolved: Resolved, where: Filter) -> Resolved:
        """Without a year that the conversation was about before, where the place asked now has none."""
        inherits = "years" in resolved.inherited and "regions" not in resolved.inherited
        if not (inherits and resolved.query.regions):
            return resolved
        if holds_years(self._store, resolved.query, where):
            return resolved
        inherited = tuple(name for name in resolved.inherited if name != "years")
        return replace(
            resolved, query=replace(resolved.query, years=()), inherited=inherited, keeps_year=False
        )

    def _drafted(self, query: Query, scope: Scope) -> Draft:
        """An answer, or why there is none; summaries are made where it is decided."""
        if query.intent is Intent.SUMMARY and scope.refusal is None:
            return Draft((), Reason.NOT_MENTIONED)
        draft = self._draft(without_own_name(self._store, query, scope), scope)
        return explain(self._store, query, scope, draft)

    def _mentions(self, where: Filter, phrase: str, query: Query) -> bool:
        """Whether a report that a filter admits and a query is about holds a phrase."""
        where = resolve_scope(self._store, query, where).where
        found = self._store.search_lexical(phrase, _PASSAGES_READ, where)
        passages = self._store.passages([hit.passage_id for hit in found])
        return any(phrase in passage.text.lower() for passage in passages)

    def _draft(self, query: Query, scope: Scope) -> Draft:
        if scope.refusal is not None:
            return self._of_unheld_places(query, scope) or Draft((), scope.refusal, scope.subject)
        if query.versus_previous:
            return self._previous_year.answer(query, scope.where, scope.allowed)
        if query.intent is Intent.COMPARE:
            return self._comparer.answer(query, scope.inside, scope.reports)
        if query.intent in (Intent.LIST, Intent.COUNT, Intent.TREND):
            return self._across.answer(query, scope.where)
        sentences = self._read(query, scope.where)
        if query.intent is Intent.LOOKUP:
            draft = self._lookup.answer(query, sentences)
            if draft.reason is Reason.YEAR_NOT_HELD:
                return self._previous_year.stated_later(query, scope.where) or draft
            if draft.reason is Reason.NO_FIGURE:
                return self._lookup.stated(query, scope.where) or draft
            return draft
        return self._passages.answer(query, sentences)

    def _of_unheld_places(self, query: Query, scope: Scope) -> Draft | None:
        """What other reports say of places that have none; None where they say nothing."""
        if scope.refusal is not Reason.PLACE_NOT_HELD or query.regions:
            return None
        if query.intent not in (Intent.LOOKUP, Intent.COMPARE):
            return None
        return self._unheld.answer(query, scope.where)

    def _read(self, query: Query, where: Filter) -> list[Sentence]:
        """The sentences of the passages that fit a query best, best passage first."""
        found = self._retriever.search(
            query.question, text=query.search_text, top_k=_PASSAGES_READ, where=where
        )
        passages = [(each.passage, each.report) for each in found.passages]
        return sentences_of(self._with_focus(query, where, passages))

    def _with_focus(
        self, query: Query, where: Filter, passages: list[tuple[Passage, ReportSummary]]
    ) -> list[tuple[Passage, ReportSummary]]:
        """The passages that the last answer quoted come first, where the filter admits them."""
        if not query.focus:
            return passages
        held = self._store.passages(query.focus)
        ids = tuple(dict.fromkeys(each.report_id for each in held))
        inside = Filter(where.regions, where.years, _both(where.report_ids, ids))
        admitted = {each.report_id: each for each in self._store.reports(inside)[1]}
        first = [(each, admitted[each.report_id]) for each in held if each.report_id in admitted]
        known = {each.passage_id for each, _ in first}
        return first + [pair for pair in passages if pair[0].passage_id not in known]

    def _answer(self, turn: _Turn, conversation_id: str, began: float) -> Answer:
        query, scope, draft = turn.resolved.query, turn.scope, turn.draft
        reason = reason_text(draft, query.language, scope.reports)
        book = CitationBook()
        verdict = verdict_text(draft, query.intent, query.language, scope.reports)
        unused = not_understood(turn.plan, draft)
        text = answer_text(draft, query.language, reason, book, verdict, unused)
        answered = draft.reason is None
        return Answer(
            conversation_id=conversation_id,
            question=query.question,
            status=_status(draft),
            answer=text,
            interpretation=Interpretation(
                intent=query.intent,
                query_zh=query.search_text,
                regions=query.regions or query.missing_regions,
                years=query.years,
                indicator=query.indicator,
                condition=str(query.condition) if query.condition else "",
                inherited=turn.resolved.inherited,
                subject=query.bare,
                plan=turn.plan,
                not_understood=unused,
            ),
            items=items_of(draft, book) if answered else (),
            coverage=coverage_of(draft, scope, self._counts(query, scope, draft)),
            citations=book.citations,
            reason=reason,
            suggestions=suggest(self._store, draft, query),
            took_ms=(self._clock() - began) * 1000,
        )

    def _counts(self, query: Query, scope: Scope, draft: Draft) -> Counts | None:
        """Who states and who speaks of the figure looked up; None where nobody was counted, or one was asked."""
        if query.intent is not Intent.LOOKUP or draft.tally is not None or scope.reports < 2:
            return None
        subject = self._subjects.named(query.indicator or "".join(query.asks[0].terms))
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


def _both(ids: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Ids that are in both; all of the others where there is no restriction."""
    return tuple(each for each in others if each in ids) or ("",) if ids else others


def _check(question: str) -> None:
    if not question.strip():
        raise QueryError("the question is empty: ask something about the reports")
    if len(question) > LONGEST_QUESTION:
        raise QueryError(
            f"the question has {len(question)} characters, more than {LONGEST_QUESTION}: shorten it"
        )
