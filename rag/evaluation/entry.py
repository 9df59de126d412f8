"""One entry for every kind of evaluation data."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from rag.evaluation.benchmark import run_benchmark
from rag.evaluation.benchmark_store import OpenStore, benchmark_store
from rag.evaluation.bootstrap import DEFAULT_SAMPLING, Sampling
from rag.evaluation.formats import Format, detect_format, read_beir, read_squad
from rag.evaluation.outcomes import EvaluationReport
from rag.evaluation.protocol import Answerer, Clock
from rag.evaluation.questions import load_questions
from rag.evaluation.runner import Progress, run_evaluation
from vectorstore.embedding import Embedder
from vectorstore.store import EmbedderIdentity, Store

EngineOver = Callable[[Store, Embedder], Answerer]
"""Makes an engine that reads a store with the model that the store was built with."""


def evaluate(
    path: str | Path,
    *,
    open_engine: Callable[[], Answerer],
    embedder: Callable[[], Embedder],
    engine_over: EngineOver | None = None,
    open_store: OpenStore | None = None,
    on_progress: Progress | None = None,
    sampling: Sampling = DEFAULT_SAMPLING,
    clock: Clock = time.perf_counter,
) -> EvaluationReport:
    """Evaluates whatever a path holds: a question set, a BEIR folder or a SQuAD file.

    A question set is asked of the user's own collection; BEIR and SQuAD bring their texts, which
    go into a temporary store. Only what the format needs is opened.

    Args:
        path: The question set, folder or file.
        open_engine: Opens the engine over the user's collection.
        embedder: Loads the embedding model for the temporary store.
        engine_over: Makes an engine over the temporary store; :class:`rag.engine.Engine` where
            None.
        open_store: Creates the temporary store; a :class:`vectorstore.local.LocalStore` where
            None.
        on_progress: Called after each question.
        sampling: How bootstrap intervals are drawn.
        clock: Measures time, in seconds.

    Raises:
        QuestionSetError: The data cannot be read.
    """
    found = detect_format(path)
    if found is Format.QUESTIONS:
        questions = load_questions(path)
        return run_evaluation(
            open_engine(), questions, on_progress, source=str(path), sampling=sampling, clock=clock
        )
    benchmark = read_beir(path) if found is Format.BEIR else read_squad(path)
    model = embedder()
    with benchmark_store(benchmark.documents, model, open_store or _local_store) as store:
        engine = (engine_over or _engine_over)(store, model)
        return run_benchmark(
            engine, benchmark, on_progress, source=str(path), sampling=sampling, clock=clock
        )


# Imported only where they are used: reading a question set or a report needs neither.
def _engine_over(store: Store, embedder: Embedder) -> Answerer:
    from rag.engine import Engine

    return Engine(store, embedder)


def _local_store(folder: Path, identity: EmbedderIdentity) -> Store:
    from vectorstore.local import LocalStore

    return LocalStore.open(folder, identity, create=True)
