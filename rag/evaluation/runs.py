"""Evaluations that run behind the service, one after another, and are kept in a folder."""

from __future__ import annotations

import json
import logging
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import TypeAdapter

from rag.evaluation.json_folder import JsonFolder
from rag.evaluation.outcomes import EvaluationReport, Outcome
from rag.evaluation.protocol import Answerer
from rag.evaluation.questions import Question
from rag.evaluation.runner import run_evaluation
from rag.evaluation.sets import QuestionSet, QuestionSets
from vectorstore.errors import YijuError

_log = logging.getLogger(__name__)

MOST_RUNS = 100
MOST_WAITING = 4
_STOPPED = "the service was stopped; run it again"
_QUESTIONS = TypeAdapter(list[Question])


@dataclass(frozen=True, slots=True)
class Run:
    """An evaluation of a question set.

    Attributes:
        run_id: 16 hex digits.
        set_id: The question set.
        name: What the set was called.
        state: ``queued``, ``running``, ``done``, ``failed`` or ``cancelled``.
        created: ISO time.
        finished: The same; empty until it is over.
        done: How many questions were asked.
        total: How many there are.
        wrong: How many were answered wrongly.
        message: What broke it off; empty where nothing did.
        reports: How many reports were asked.
    """

    run_id: str
    set_id: str
    name: str
    state: str
    created: str
    finished: str = ""
    done: int = 0
    total: int = 0
    wrong: int = 0
    message: str = ""
    reports: int = 0


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A run with what it found."""

    run: Run
    questions: tuple[Question, ...]
    report: EvaluationReport


_RUN = TypeAdapter(Run)


class _CancelledError(Exception):
    """Unwinds a run that was told to stop."""


class Evaluations:
    """Runs question sets and keeps what they found.

    Args:
        folder: Where sets and runs are kept, beside the store.
        engine: Makes the engine to ask, for each run; one that remembers no conversations.
        builtin: Question sets that come with the program.
    """

    def __init__(
        self, folder: Path, engine: Callable[[], Answerer], builtin: Sequence[Path] = ()
    ) -> None:
        self.sets = QuestionSets(folder / "sets", builtin)
        self._kept = JsonFolder(folder / "runs")
        self._engine = engine
        self._lock = threading.Lock()
        self._live: dict[str, Run] = {}
        self._unwritten: dict[str, Run] = {}  # those that are over, and only known here
        self._futures: dict[str, Future[None]] = {}
        self._cancelled: set[str] = set()
        self._closing = threading.Event()
        self._scratch: TemporaryDirectory[str] | None = None
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="yiju-evaluate")

    @classmethod
    def kept_briefly(cls, engine: Callable[[], Answerer]) -> Evaluations:
        """Evaluations that are forgotten when they are closed."""
        scratch = TemporaryDirectory(prefix="yiju-evaluations-")
        made = cls(Path(scratch.name), engine)
        made._scratch = scratch
        return made

    def submit(self, chosen: QuestionSet) -> Run | None:
        """Queues a run; None where too many wait already."""
        questions = self.sets.load(chosen.set_id)
        run = Run(
            uuid.uuid4().hex[:16],
            chosen.set_id,
            chosen.name,
            "queued",
            _now(),
            total=len(questions),
        )
        with self._lock:
            if len(self._live) >= MOST_WAITING:
                return None
            self._live[run.run_id] = run
        future = self._pool.submit(self._work, run.run_id, questions)
        with self._lock:
            self._futures[run.run_id] = future
        future.add_done_callback(lambda done: self._dropped(run.run_id, done))
        return run

    def all(self) -> list[Run]:
        """Every run, the latest first."""
        with self._lock:
            known = self._unwritten | self._live
        read = (self._kept.read(name, _run_in) for name in self._kept.names() if name not in known)
        kept = [each for each in read if each is not None]
        return sorted([*known.values(), *kept], key=lambda each: each.created, reverse=True)

    def get(self, run_id: str) -> Run | None:
        """One run as it stands; None where there is none of that id."""
        with self._lock:
            known = self._live.get(run_id) or self._unwritten.get(run_id)
        return known or self._kept.read(run_id, _run_in)

    def load(self, run_id: str) -> FinishedRun | None:
        """A run with what it found; None where it is not over or found nothing.

        Raises:
            QuestionSetError: It is of another version.
        """
        return self._kept.read(run_id, _finished_in)

    def cancel(self, run_id: str) -> Run | None:
        """Ends a run after the question it is at, or forgets one that is over.

        Returns:
            The run as it stands; None where it is gone, or never was.
        """
        with self._lock:
            live = run_id in self._live
            if live:
                self._cancelled.add(run_id)
            self._unwritten.pop(run_id, None)
            future = self._futures.get(run_id)
        if not live:
            self._kept.remove(run_id)
            return None
        if future is not None:
            future.cancel()
        return self.get(run_id)

    def close(self) -> None:
        """Ends what runs after the question it is at, and drops what waits."""
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self._scratch is not None:
            self._scratch.cleanup()

    def _work(self, run_id: str, questions: Sequence[Question]) -> None:
        self._change(run_id, state="running")

        def on_progress(done: int, _: int, outcome: Outcome) -> None:
            wrong = self._live[run_id].wrong + (outcome.correct is False)
            self._change(run_id, done=done, wrong=wrong)
            if run_id in self._cancelled or self._closing.is_set():
                raise _CancelledError

        try:
            engine = self._engine()
            self._change(run_id, reports=engine.store.info().reports)
            report = run_evaluation(engine, questions, on_progress, source=self._live[run_id].name)
        except _CancelledError:
            self._end(run_id, "cancelled", "" if run_id in self._cancelled else _STOPPED)
        except YijuError as error:
            self._end(run_id, "failed", str(error))
        else:
            self._end(run_id, "done", "", questions, report)

    def _dropped(self, run_id: str, future: Future[None]) -> None:
        if future.cancelled():
            self._end(run_id, "cancelled", "" if run_id in self._cancelled else _STOPPED)
        elif error := future.exception():
            self._end(run_id, "failed", f"the evaluation failed ({type(error).__name__}: {error})")

    def _end(
        self,
        run_id: str,
        state: str,
        message: str,
        questions: Sequence[Question] = (),
        report: EvaluationReport | None = None,
    ) -> None:
        with self._lock:  # told only once it is written, so that it is over with all it found
            live = self._live.get(run_id)
        if live is None:
            return  # it is over, and only what came after that went wrong
        run = replace(live, state=state, message=message, finished=_now())
        kept: dict[str, Any] = {"run": asdict(run), "questions": [], "report": None}
        if report is not None:
            kept["questions"] = [each.model_dump(mode="json") for each in questions]
            kept["report"] = json.loads(report.to_json())
        unwritten: dict[str, Run] = {}
        try:
            self._kept.write(run_id, kept)
        except OSError as error:
            _log.warning("evaluation %s cannot be written: %s", run_id, error)
            lost = f"what it found cannot be written ({error.strerror or error}); run it again"
            reasons = "; ".join(filter(None, (message, lost)))
            unwritten[run_id] = replace(run, state="failed", message=reasons)
        with self._lock:  # over in any case, or no other run could be begun
            self._unwritten |= unwritten
            del self._live[run_id]
            self._futures.pop(run_id, None)
            self._cancelled.discard(run_id)
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        for old in self.all()[MOST_RUNS:]:
            with self._lock:
                self._unwritten.pop(old.run_id, None)
            with suppress(OSError):  # the next run that ends tries again
                self._kept.remove(old.run_id)

    def _change(self, run_id: str, **changes: Any) -> Run:  # noqa: ANN401
        with self._lock:
            self._live[run_id] = replace(self._live[run_id], **changes)
            return self._live[run_id]


def _run_in(kept: Mapping[str, Any]) -> Run:
    return _RUN.validate_python(kept["run"])


def _finished_in(kept: Mapping[str, Any]) -> FinishedRun | None:
    if kept["report"] is None:
        return None
    run = _run_in(kept)
    return FinishedRun(
        run,
        tuple(_QUESTIONS.validate_json(json.dumps(kept["questions"]))),
        EvaluationReport.from_json(json.dumps(kept["report"]), run.run_id),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
