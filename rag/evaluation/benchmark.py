"""Measures an engine on public data: a temporary store of the texts, then every query.

Each text becomes a report of one passage, so that what is ranked is what was judged.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ingest.sentences import sentence_spans
from rag.answer import Answer
from rag.evaluation.bootstrap import DEFAULT_SAMPLING, Sampling
from rag.evaluation.formats import Benchmark, Document, Format, Query
from rag.evaluation.matching import squeeze
from rag.evaluation.outcomes import EvaluationReport, Outcome
from rag.evaluation.protocol import Answerer, Clock
from rag.evaluation.ranking import DEPTH, ranking_measures
from rag.evaluation.runner import Progress, make_report
from vectorstore.embedding import Embedder
from vectorstore.errors import QueryError
from vectorstore.records import (
    Filter,
    Metadata,
    Original,
    PartKind,
    Passage,
    Report,
    SourceRecord,
    SourceSpan,
    indexed_text,
)
from vectorstore.store import Bundle, EmbedderIdentity, Store

OpenStore = Callable[[Path, EmbedderIdentity], Store]
"""Creates an empty store in a folder."""

_BATCH = 256
_RECIPE = "benchmark-1"


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
    documents = {report_id(each): each.doc_id for each in benchmark.documents}
    report_ids = {doc_id: each for each, doc_id in documents.items()}
    outcomes: list[Outcome] = []
    for query in benchmark.queries:
        outcomes.append(
            _evaluate_one(engine, benchmark.format, query, documents, report_ids, clock)
        )
        if on_progress is not None:
            on_progress(len(outcomes), len(benchmark.queries), outcomes[-1])
    notes = (*benchmark.notes, *_unreachable(benchmark))
    return make_report(benchmark.format.value, source, engine.store, outcomes, sampling, notes)


@contextmanager
def benchmark_store(
    documents: Sequence[Document], embedder: Embedder, open_store: OpenStore
) -> Iterator[Store]:
    """A temporary store of documents, one passage each; gone when the context ends."""
    # ignore_cleanup_errors: an index that is still mapped cannot be deleted on every system.
    with tempfile.TemporaryDirectory(prefix="yiju-eval-", ignore_cleanup_errors=True) as folder:
        store = open_store(Path(folder) / "store", embedder.identity)
        try:
            _fill(store, documents, embedder)
            yield store
        finally:
            store.close()


def report_id(document: Document) -> str:
    """The id of the report that a document becomes."""
    return hashlib.sha256(_content(document)).hexdigest()[:16]


def _evaluate_one(
    engine: Answerer,
    format_: Format,
    query: Query,
    documents: dict[str, str],
    report_ids: dict[str, str],
    clock: Clock,
) -> Outcome:
    ranked: list[str] = []
    measures: dict[str, float] = {}
    answer, status = None, ""
    reasons: tuple[str, ...] = ()
    right = [doc for doc, grade in query.relevant.items() if grade > 0]
    try:
        begin = clock()
        retrieval = engine.retrieve(query.text, top_k=DEPTH)
        measures["retrieve_ms"] = (clock() - begin) * 1000
        ranked = [documents[each.passage.report_id] for each in retrieval.passages]
        if query.answers:
            begin = clock()
            answer = engine.ask(query.text)
            measures["ask_ms"] = (clock() - begin) * 1000
            status = answer.status.value
            where = Filter(report_ids=tuple(report_ids[doc] for doc in right))
            given = engine.ask(query.text, where=where)
            measures["first_sentence"] = float(_is_answered_first(answer, query))
            measures["first_sentence_given"] = float(_is_answered_first(given, query))
    except QueryError as error:
        status, reasons = "error", (f"the engine refused the question: {error}",)
        if query.answers:
            measures |= {"first_sentence": 0.0, "first_sentence_given": 0.0}
    measures |= ranking_measures({"": ranked}, {"": query.relevant})[""]
    return Outcome(
        query.query_id,
        format_.value,
        _language(query.text),
        query.text,
        status=status,
        reasons=reasons,
        measures=measures,
        query=query.text,
        evidence_ranks=tuple(ranked.index(doc) + 1 if doc in ranked else None for doc in right),
        intent=answer.interpretation.intent.value if answer else "",
        answer=answer.answer if answer else "",
    )


def _is_answered_first(answer: Answer, query: Query) -> bool:
    """Whether the first sentence of the first quote holds a known answer."""
    if not answer.citations:
        return False
    quote = answer.citations[0].quote
    spans = sentence_spans(quote)
    first = squeeze(quote[spans[0].start : spans[0].end]) if spans else ""
    return any(squeeze(known) in first for known in query.answers)


def _unreachable(benchmark: Benchmark) -> list[str]:
    """A note on how many queries no single sentence answers."""
    texts = {each.doc_id: each.text for each in benchmark.documents}
    sentences = (
        {
            doc_id: [squeeze(text[span.start : span.end]) for span in sentence_spans(text)]
            for doc_id, text in texts.items()
        }
        if benchmark.format is Format.SQUAD
        else {}
    )
    unreachable = sum(
        not any(
            squeeze(known) in sentence
            for known in query.answers
            for doc_id in query.relevant
            for sentence in sentences[doc_id]
        )
        for query in benchmark.queries
        if query.answers
    )
    total = len(benchmark.queries)
    return (
        [f"no single sentence holds the answer of {unreachable} of {total}"] if unreachable else []
    )


def _language(text: str) -> str:
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"


def _content(document: Document) -> bytes:
    # The id makes documents with the same words different reports, as the judgements want them.
    return f"{document.doc_id}\n{document.title}\n{document.text}".encode()


def _fill(store: Store, documents: Sequence[Document], embedder: Embedder) -> None:
    now = datetime.now(UTC)
    for begin in range(0, len(documents), _BATCH):
        batch = [each for each in documents[begin : begin + _BATCH] if each.text.strip()]
        reports = [_report(each) for each in batch]
        passages = [_passage(report, each) for report, each in zip(reports, batch, strict=True)]
        texts = [
            indexed_text(report.metadata, passage)
            for report, passage in zip(reports, passages, strict=True)
        ]
        vectors = embedder.embed_passages(texts)
        for at, (document, report) in enumerate(zip(batch, reports, strict=True)):
            data = _content(document)
            original = Original(
                hashlib.sha256(data).hexdigest(), data, "text/plain", document.doc_id
            )
            bundle = Bundle(report, (passages[at],), vectors[at : at + 1], (), original, _RECIPE)
            store.add(bundle, SourceRecord(document.doc_id, document.doc_id, now))


def _report(document: Document) -> Report:
    whole = SourceSpan(0, len(document.text), 0)
    return Report(report_id(document), document.text, (whole,), Metadata(title=document.title))


def _passage(report: Report, document: Document) -> Passage:
    heading = (document.title,) if document.title else ()
    return Passage(
        f"{report.report_id}-0000",
        report.report_id,
        0,
        report.text,
        0,
        len(report.text),
        heading,
        PartKind.ACHIEVEMENT,
    )
