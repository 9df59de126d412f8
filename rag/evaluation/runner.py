"""Runs a question set through an engine and judges every answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rag.answer import Answer, Citation, RetrievedPassage, Status
from rag.evaluation.bootstrap import DEFAULT_SAMPLING, Sampling
from rag.evaluation.correctness import COSTS, Judgement, Verdict, is_held_by, judge
from rag.evaluation.evidence import EvidenceIndex, LocatedEvidence, evidence_ranks
from rag.evaluation.fidelity import FidelityCheck
from rag.evaluation.metrics import slices_of, summarise
from rag.evaluation.outcomes import SCHEMA, Cited, Collection, EvaluationReport, Outcome
from rag.evaluation.protocol import Answerer, Clock
from rag.evaluation.questions import Question
from rag.evaluation.ranking import CUTOFFS, DEPTH, ranking_measures
from vectorstore.errors import QueryError
from vectorstore.queries import Filter
from vectorstore.store import Store

FIRST_PASSAGES = 3
"""So many passages of the search, shown as they are, are what every answer is set beside."""

Progress = Callable[[int, int, Outcome], None]
"""Called after each question with how many are done, how many there are, and its outcome."""


@dataclass(frozen=True, slots=True)
class _Asked:
    answer: Answer
    passages: tuple[RetrievedPassage, ...]
    query: str
    ask_ms: float
    retrieve_ms: float


def run_evaluation(
    engine: Answerer,
    questions: Sequence[Question],
    on_progress: Progress | None = None,
    *,
    source: str = "",
    sampling: Sampling = DEFAULT_SAMPLING,
    clock: Clock = time.perf_counter,
) -> EvaluationReport:
    """Asks every question and measures retrieval, answers, quotes, abstention and time.

    Args:
        engine: The engine under evaluation.
        questions: What to ask.
        on_progress: Called after each question.
        source: Where the questions came from, for the report.
        sampling: How bootstrap intervals are drawn.
        clock: Measures time, in seconds.
    """
    index, check = EvidenceIndex(engine.store), FidelityCheck(engine.store)
    outcomes: list[Outcome] = []
    for question in questions:
        outcomes.append(_evaluate_one(engine, index, check, question, clock))
        if on_progress is not None:
            on_progress(len(outcomes), len(questions), outcomes[-1])
    return make_report("questions", source, engine.store, outcomes, sampling)


def make_report(
    format_: str,
    source: str,
    store: Store,
    outcomes: Sequence[Outcome],
    sampling: Sampling,
    notes: Sequence[str] = (),
) -> EvaluationReport:
    """Sums outcomes up and notes what was evaluated."""
    info = store.info()
    embedder = info.embedder
    return EvaluationReport(
        SCHEMA,
        format_,
        source,
        datetime.now(UTC).isoformat(timespec="seconds"),
        Collection(info.reports, info.passages, info.facts, embedder.name, embedder.fingerprint),
        sampling,
        summarise(outcomes, sampling),
        tuple(outcomes),
        tuple(notes),
        slices_of(outcomes, sampling),
    )


def _evaluate_one(
    engine: Answerer,
    index: EvidenceIndex,
    check: FidelityCheck,
    question: Question,
    clock: Clock,
) -> Outcome:
    located = [index.locate(each) for each in question.evidence]
    problems = [each.problem for each in located if each.problem]
    try:
        asked = _ask(engine, question, clock)
    except QueryError as error:
        return _refused(question, located, problems, error)
    answer = asked.answer
    verbatim = check.verbatim(answer)
    cited = [each.is_cited(verbatim) for each in located]
    judgement = judge(question, answer, cited)
    passages = [each.passage for each in asked.passages]
    ranks = evidence_ranks(located, passages)
    measures = _retrieval_measures(located, ranks, [each.passage_id for each in passages])
    measures |= answer_measures(answer, verbatim)
    measures |= _judged_measures(question, answer, judgement)
    held = [rank is not None and rank <= FIRST_PASSAGES for rank in ranks]
    first = asked.passages[:FIRST_PASSAGES]
    measures["first_passages"] = float(is_held_by(question, first, held))
    measures |= {"ask_ms": asked.ask_ms, "retrieve_ms": asked.retrieve_ms}
    if cited:
        measures["evidence_cited"] = sum(cited) / len(cited)
    problems += [
        f"[{citation.n}] is not verbatim at {citation.report_id}:{citation.start}-{citation.end}"
        for citation in answer.citations
        if citation not in verbatim
    ]
    return Outcome(
        question.id,
        question.type.value,
        question.lang,
        question.question,
        judgement.correct,
        answer.status.value,
        judgement.reasons,
        tuple(problems),
        judgement.extra_places,
        measures,
        asked.query,
        ranks,
        answer.interpretation.intent.value,
        answer.answer,
        tuple(Cited(each.n, each.report_id, each.start, each.end) for each in answer.citations),
        judgement.verdict.value,
        question.author,
        question.genre,
        question.voice,
    )


def _ask(engine: Answerer, question: Question, clock: Clock) -> _Asked:
    begin = clock()
    answer = engine.ask(question.question, history=question.history)
    answered = clock()
    query, where = _retrieval_query(question, answer)
    retrieval = engine.retrieve(query, top_k=DEPTH, where=where)
    retrieved = clock()
    return _Asked(
        answer,
        retrieval.passages[:DEPTH],
        query,
        (answered - begin) * 1000,
        (retrieved - answered) * 1000,
    )


def _retrieval_query(question: Question, answer: Answer) -> tuple[str, Filter]:
    """The question; for a follow-up what the engine made of it, with its places and years."""
    read = answer.interpretation
    if question.history and read.query_zh:
        return read.query_zh, Filter(regions=read.regions, years=read.years)
    return question.question, Filter()


def _retrieval_measures(
    located: Sequence[LocatedEvidence], ranks: Sequence[int | None], ranked: Sequence[str]
) -> dict[str, float]:
    if not located:
        return {}
    relevant = {passage_id: 1 for each in located for passage_id in each.passage_ids}
    scored = ranking_measures({"": ranked}, {"": relevant})[""]
    measures = {name: scored[name] for name in ("mrr@10", "ndcg@10")}
    for cutoff in CUTOFFS:
        found = sum(rank is not None and rank <= cutoff for rank in ranks)
        measures[f"recall@{cutoff}"] = found / len(located)
    return measures


def answer_measures(answer: Answer, verbatim: Sequence[Citation]) -> dict[str, float]:
    """How long an answer is, and which share of its quotes is verbatim."""
    measures = {
        "answer_chars": float(len(answer.answer)),
        "citations": float(len(answer.citations)),
    }
    if answer.citations:
        measures["fidelity"] = len(verbatim) / len(answer.citations)
    return measures


def _judged_measures(question: Question, answer: Answer, judgement: Judgement) -> dict[str, float]:
    abstained = answer.status is Status.ABSTAINED
    measures = {"correct": float(judgement.correct)} | verdict_measures(judgement.verdict)
    measures["shown"] = float(answer.status is Status.SHOWN)
    if question.answerable:
        measures["false_refusal"] = float(abstained)
    else:
        measures["abstention_recall"] = float(answer.status is not Status.ANSWERED)
        measures["unanswerable_shown"] = measures["shown"]
    if abstained:
        measures["abstention_precision"] = float(not question.answerable)
    if judgement.values is not None:
        measures["values"] = judgement.values
    if judgement.places is not None:
        measures["places"] = float(judgement.places)
    if judgement.first_value is not None:
        measures["first_value"] = float(judgement.first_value)
    return measures


def verdict_measures(verdict: Verdict) -> dict[str, float]:
    """Whether a question went wrong or was refused, and what that costs."""
    return {
        "wrong": float(verdict is Verdict.WRONG),
        "refused": float(verdict is Verdict.REFUSED),
        "cost": COSTS[verdict],
    }


def _refused(
    question: Question,
    located: Sequence[LocatedEvidence],
    problems: Sequence[str],
    error: QueryError,
) -> Outcome:
    """A question that the engine would not take counts as refused, and as found nowhere."""
    ranks = tuple(None for _ in located)
    measures = {"correct": 0.0, "shown": 0.0, "first_passages": 0.0}
    measures |= verdict_measures(Verdict.REFUSED) | _retrieval_measures(located, ranks, ())
    return Outcome(
        question.id,
        question.type.value,
        question.lang,
        question.question,
        correct=False,
        status="error",
        reasons=(f"the engine refused the question: {error}",),
        notes=tuple(problems),
        measures=measures,
        evidence_ranks=ranks,
        verdict=Verdict.REFUSED.value,
        author=question.author,
        genre=question.genre,
        voice=question.voice,
    )
