"""Ingestions that run behind the service, one after another."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from ingest.pipeline import IngestEvent, IngestSummary
from vectorstore.errors import YijuError

OnEvent = Callable[[IngestEvent], None]

_STOPPED = "the service was stopped; ingest the rest again"


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A snapshot of an ingestion.

    Attributes:
        job_id: 32 hex digits.
        state: ``failed`` where nothing at all could be ingested.
        created: When it was submitted.
        finished: When it ended; None until then.
        events: One a source, so far.
        message: What broke the whole job off; empty where nothing did.
    """

    job_id: str
    state: JobState
    created: datetime
    finished: datetime | None = None
    events: tuple[IngestEvent, ...] = ()
    message: str = ""


@dataclass(slots=True)
class _Record:
    """A job as the worker changes it."""

    job_id: str
    created: datetime
    state: JobState = JobState.QUEUED
    finished: datetime | None = None
    events: list[IngestEvent] = field(default_factory=list)
    message: str = ""

    def snapshot(self) -> Job:
        return Job(
            self.job_id,
            self.state,
            self.created,
            self.finished,
            tuple(self.events),
            self.message,
        )


class _StoppedError(Exception):
    """Unwinds a running job when the runner closes."""


class JobRunner:
    """Runs ingestions in one background thread and remembers how they went.

    Args:
        max_waiting: Most jobs that may be unfinished.
        max_kept: Most finished jobs remembered; the oldest are forgotten first.
        clock: Gives the time, with zone.
    """

    def __init__(
        self,
        max_waiting: int = 32,
        max_kept: int = 200,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._max_waiting = max_waiting
        self._max_kept = max_kept
        self._clock = clock
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._records: dict[str, _Record] = {}
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="yiju-ingest")

    def submit(self, work: Callable[[OnEvent], IngestSummary]) -> Job | None:
        """Queues an ingestion.

        Args:
            work: Does it, and reports each source through its argument.

        Returns:
            The job; None where too many wait already.
        """
        record = _Record(uuid.uuid4().hex, self._clock())
        with self._lock:
            if sum(each.finished is None for each in self._records.values()) >= self._max_waiting:
                return None
            self._records[record.job_id] = record
            self._forget_oldest()
        future = self._pool.submit(self._run, record, work)
        future.add_done_callback(lambda done: self._finish(record, done))
        return self.get(record.job_id)

    def get(self, job_id: str) -> Job | None:
        """A job as it stands now; None where it is unknown or forgotten."""
        with self._lock:
            record = self._records.get(job_id)
            return record.snapshot() if record else None

    def close(self) -> None:
        """Drops what waits, and ends the running job after the source it is at."""
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, record: _Record, work: Callable[[OnEvent], IngestSummary]) -> None:
        def on_event(event: IngestEvent) -> None:
            with self._lock:
                record.events.append(event)
            if self._closing.is_set():
                raise _StoppedError

        with self._lock:
            record.state = JobState.RUNNING
        work(on_event)

    def _finish(self, record: _Record, done: Future[None]) -> None:
        message = _STOPPED if done.cancelled() else _trouble(done.exception())
        with self._lock:
            outcomes = [event.outcome for event in record.events]
            fruitless = bool(outcomes) and set(outcomes) == {"failed"}
            record.state = JobState.FAILED if message or fruitless else JobState.DONE
            record.finished = self._clock()
            record.message = message

    def _forget_oldest(self) -> None:
        finished = [each.job_id for each in self._records.values() if each.finished is not None]
        for job_id in finished[: max(0, len(finished) - self._max_kept)]:
            del self._records[job_id]


def _trouble(error: BaseException | None) -> str:
    if error is None:
        return ""
    if isinstance(error, _StoppedError):
        return _STOPPED
    if isinstance(error, YijuError):
        return str(error)
    return f"the ingestion failed ({type(error).__name__}: {error})"
