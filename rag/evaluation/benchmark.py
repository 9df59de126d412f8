"""Measures an engine on public data: retrieval, and the choice of the sentence."""

from __future__ import annotations

import time

from ingest.sentences import sentence_spans
from rag.answer import Answer, Status
from rag.evaluation.benchmark_store import report_id
from rag.evaluation.bootstrap import DEFAULT_SAMPLING, Sampling
from rag.evaluation.fidelity import FidelityCheck
from rag.evaluation.formats import Benchmark, Query
from rag.evaluation.matching import squeeze
from rag.evaluation.outcomes import EvaluationReport, Outcome
from rag.evaluation.protocol import Answerer, Clock
from rag.evaluation.ranking import DEPTH, ranking_measures
from rag.evaluation.runner import Progress, answer_measures, make_report
from vectorstore.errors import QueryError
from vectorstore.queries import Filter

_FIRST_SENTENCE = ("first_sentence", "first_sentence_given")


def run_benchmark(
    engine: Answerer,
    benchmark: Benchmark,
    on_progress: Progress | None = None,
    *,
    source: str = "",
    sampling: Sampling = DEFAULT_SAMPLING,
    clock: Clock = time.perf_counter,
) -> EvaluationReport:
    """Measures retrieval, and for SQuAD the choice of the sentence, over a store of the texts.

    For a query with known answers, ``first_sentence`` says whether the first sentence of the
    first quote holds one, over all texts; ``first_sentence_given`` the same where the search is
    limited to the right text.

    Args:
        engine: An engine over a store that :func:`benchmark_store` made.
        benchmark: The queries.
        on_progress: Called after each query.
        source: Where the data came from, for the report.
        sampling: How bootstrap intervals are drawn.
        clock: Measures time, in seconds.
    """
    examiner = _Examiner(engine, benchmark, clock)
    outcomes: list[Outcome] = []
    for query in benchmark.queries:
        outcomes.append(examiner.examine(query))
        if on_progress is not None:
            on_progress(len(outcomes), len(benchmark.queries), outcomes[-1])
    notes = (*benchmark.notes, *_unreachable(benchmark))
    return make_report(benchmark.format.value, source, engine.store, outcomes, sampling, notes)


class _Examiner:
    """Puts queries to an engine over a store of the benchmark's documents."""

    def __init__(self, engine: Answerer, benchmark: Benchmark, clock: Clock) -> None:
        self._engine = engine
        self._format = benchmark.format
        self._clock = clock
        self._check = FidelityCheck(engine.store)
        self._report_ids = {each.doc_id: report_id(each) for each in benchmark.documents}
        self._doc_ids = {each: doc_id for doc_id, each in self._report_ids.items()}

    def examine(self, query: Query) -> Outcome:
        """Measures one query."""
        ranked: list[str] = []
        answer: Answer | None = None
        measures = dict.fromkeys(_FIRST_SENTENCE, 0.0) if query.answers else {}
        reasons: tuple[str, ...] = ()
        try:
            ranked = self._retrieve(query, measures)
            if query.answers:
                answer = self._ask(query, measures)
        except QueryError as error:
            reasons = (f"the engine refused the question: {error}",)
        measures |= ranking_measures({"": ranked}, {"": query.relevant})[""]
        answered = answer.status.value if answer else ""
        return Outcome(
            query.query_id,
            self._format.value,
            _language(query.text),
            query.text,
            status="error" if reasons else answered,
            reasons=reasons,
            measures=measures,
            query=query.text,
            evidence_ranks=tuple(
                ranked.index(doc) + 1 if doc in ranked else None for doc in _right(query)
            ),
            intent=answer.interpretation.intent.value if answer else "",
            answer=answer.answer if answer else "",
        )

    def _retrieve(self, query: Query, measures: dict[str, float]) -> list[str]:
        """Ids of the documents found, best first."""
        begin = self._clock()
        retrieval = self._engine.retrieve(query.text, top_k=DEPTH)
        measures["retrieve_ms"] = (self._clock() - begin) * 1000
        return [self._doc_ids[each.passage.report_id] for each in retrieval.passages]

    def _ask(self, query: Query, measures: dict[str, float]) -> Answer:
        """The answer over all texts; asks over the right text alone as well."""
        begin = self._clock()
        answer = self._engine.ask(query.text)
        measures["ask_ms"] = (self._clock() - begin) * 1000
        right = tuple(self._report_ids[doc] for doc in _right(query))
        given = self._engine.ask(query.text, where=Filter(report_ids=right))
        for name, each in zip(_FIRST_SENTENCE, (answer, given), strict=True):
            measures[name] = float(_is_answered_first(each, query))
        measures["false_refusal"] = float(answer.status is Status.ABSTAINED)
        measures |= answer_measures(answer, self._check.verbatim(answer))
        return answer


def _right(query: Query) -> list[str]:
    return [doc_id for doc_id, grade in query.relevant.items() if grade > 0]


def _is_answered_first(answer: Answer, query: Query) -> bool:
    """Whether the first sentence of the first quote holds a known answer."""
    sentences = _sentences(answer.citations[0].quote) if answer.citations else []
    first = squeeze(sentences[0]) if sentences else ""
    return any(squeeze(known) in first for known in query.answers)


def _unreachable(benchmark: Benchmark) -> list[str]:
    """A note on how many queries no single sentence answers, which bounds ``first_sentence``."""
    texts = {each.doc_id: each.text for each in benchmark.documents}
    answered = [query for query in benchmark.queries if query.answers]
    sentences = {
        doc_id: [squeeze(sentence) for sentence in _sentences(texts[doc_id])]
        for doc_id in {doc_id for query in answered for doc_id in _right(query)}
    }
    unreachable = sum(
        not any(
            squeeze(known) in sentence
            for known in query.answers
            for doc_id in _right(query)
            for sentence in sentences[doc_id]
        )
        for query in answered
    )
    if not unreachable:
        return []
    return [f"no single sentence holds the answer of {unreachable} of {len(answered)} questions"]


def _sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


def _language(text: str) -> str:
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"
