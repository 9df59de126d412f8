"""Ingestions that run behind the service, one after another."""

from __future__ import annotations

import contextvars
import logging
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from ingest.documents import RawSource
from ingest.pipeline import IngestEvent, IngestSummary, Stage
from vectorstore.errors import YijuError

_log = logging.getLogger(__name__)

_STOPPED = "the service was stopped; ingest the rest again"

OnEvent = Callable[[IngestEvent], None]
"""Told each source that is done."""


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """A snapshot of an ingestion.

    Attributes:
        job_id: 32 hex digits.
        state: ``failed`` where nothing at all could be ingested.
        created: When it was submitted.
        finished: When it ended; None until then.
        events: One a source, so far.
        under_way: How far each source is that is not done, in the order in which they came, by the
            name that the user knows; several may have the same.
        message: What broke the whole job off; empty where nothing did.
        code: What kind of trouble that is, as :attr:`vectorstore.errors.YijuError.code` has it, or
            ``stopped`` or ``unforeseen``; empty where there is none.
        cancelling: It was told to stop and has not yet.
    """

    job_id: str
    state: JobState
    created: datetime
    finished: datetime | None = None
    events: tuple[IngestEvent, ...] = ()
    under_way: tuple[tuple[str, Stage], ...] = ()
    message: str = ""
    code: str = ""
    cancelling: bool = False


@dataclass(slots=True)
class _Record:
    """A job as the worker changes it."""

    job_id: str
    created: datetime
    state: JobState = JobState.QUEUED
    finished: datetime | None = None
    events: list[IngestEvent] = field(default_factory=list)
    under_way: dict[str, tuple[str, Stage]] = field(default_factory=dict)
    """By key of the source: what it is called and how far it is."""
    message: str = ""
    code: str = ""
    cancelled: bool = False
    interrupted: bool = False
    future: Future[None] | None = None

    def snapshot(self) -> Job:
        return Job(
            self.job_id,
            self.state,
            self.created,
            self.finished,
            tuple(self.events),
            tuple(self.under_way.values()),
            self.message,
            self.code,
            self.cancelled and self.finished is None,
        )


class JobProgress:
    """What a job's work tells of itself; an :class:`ingest.pipeline.Watcher`."""

    def __init__(
        self,
        record: _Record,
        lock: threading.Lock,
        closing: threading.Event,
        on_event: OnEvent,
    ) -> None:
        self._record = record
        self._lock = lock
        self._closing = closing
        self._on_event = on_event

    def on_event(self, event: IngestEvent) -> None:
        """Notes that a source is done."""
        with self._lock:
            self._record.events.append(event)
            self._record.under_way.pop(event.source, None)
        self._on_event(event)

    def on_stage(self, raw: RawSource, stage: Stage) -> None:
        """Notes how far a source is."""
        with self._lock:
            self._record.under_way[raw.source] = (raw.given, stage)

    def stopped(self) -> bool:
        """Whether the job was cancelled or the service closes."""
        stop = self._record.cancelled or self._closing.is_set()
        self._record.interrupted |= stop
        return stop


Work = Callable[[JobProgress], IngestSummary]
"""Does an ingestion, and tells of each source through its argument."""


class JobRunner:
    """Runs ingestions in one background thread and remembers how they went.

    Args:
        max_waiting: Most jobs that may be unfinished.
        max_kept: Most finished jobs remembered; the oldest are forgotten first.
        clock: Gives the time, with zone.
        on_event: Told each source of every job that is done.
    """

    def __init__(
        self,
        max_waiting: int = 32,
        max_kept: int = 200,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_event: OnEvent = lambda event: None,
    ) -> None:
        self._on_event = on_event
        self._max_waiting = max_waiting
        self._max_kept = max_kept
        self._clock = clock
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._records: dict[str, _Record] = {}
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="yiju-ingest")

    def submit(self, work: Work) -> Job | None:
        """Queues an ingestion.

        Args:
            work: Does it.

        Returns:
            The job; None where too many wait already.
        """
        record = _Record(uuid.uuid4().hex, self._clock())
        with self._lock:
            if sum(each.finished is None for each in self._records.values()) >= self._max_waiting:
                return None
            self._records[record.job_id] = record
            self._forget_oldest()
        # In the sender's context, so that what is logged names the request that began the job.
        future = self._pool.submit(contextvars.copy_context().run, self._run, record, work)
        with self._lock:
            record.future = future
        future.add_done_callback(lambda done: self._finish(record, done))
        return self.get(record.job_id)

    def get(self, job_id: str) -> Job | None:
        """A job as it stands now; None where it is unknown or forgotten."""
        with self._lock:
            record = self._records.get(job_id)
            return record.snapshot() if record else None

    def all(self) -> list[Job]:
        """Every job that is remembered, the latest first."""
        with self._lock:
            return [record.snapshot() for record in reversed(self._records.values())]

    def cancel(self, job_id: str) -> Job | None:
        """Drops a job that waits, and ends one that runs; what it is reading is given up.

        Reports that are understood are still committed, and those that are committed stay. A job
        that is over stays as it is.

        Returns:
            The job as it stands now; None where it is unknown or forgotten.
        """
        with self._lock:
            record = self._records.get(job_id)
            if record is None:
                return None
            if record.finished is None:
                record.cancelled = True
            future = record.future
        if future is not None:
            future.cancel()  # calls _finish where it had not begun, which takes the lock
        return self.get(job_id)

    def stop(self) -> None:
        """Begins no further source, without waiting for the one in hand; see :meth:`close`."""
        self._closing.set()

    def close(self) -> None:
        """Drops what waits, and ends the running job with what it has understood."""
        self.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, record: _Record, work: Work) -> None:
        with self._lock:
            record.state = JobState.RUNNING
        progress = JobProgress(record, self._lock, self._closing, self._on_event)
        if progress.stopped():
            return
        try:
            work(progress)
        except Exception:
            _log.exception("an ingestion broke off")
            raise

    def _finish(self, record: _Record, done: Future[None]) -> None:
        with self._lock:
            trouble, code = ("", "") if done.cancelled() else _trouble(done.exception())
            if not trouble and not record.cancelled and (done.cancelled() or record.interrupted):
                trouble, code = _STOPPED, "stopped"
            outcomes = {event.outcome for event in record.events}
            if record.cancelled and not trouble:
                record.state = JobState.CANCELLED
            else:
                broken = trouble or outcomes == {"failed"}
                record.state = JobState.FAILED if broken else JobState.DONE
            record.finished = self._clock()
            record.under_way.clear()
            record.message, record.code = trouble, code

    def _forget_oldest(self) -> None:
        finished = [each.job_id for each in self._records.values() if each.finished is not None]
        for job_id in finished[: max(0, len(finished) - self._max_kept)]:
            del self._records[job_id]


def _trouble(error: BaseException | None) -> tuple[str, str]:
    """What an error says, and its code."""
    if error is None:
        return "", ""
    if isinstance(error, YijuError):
        return str(error), error.code
    return f"the ingestion failed ({type(error).__name__}: {error})", "unforeseen"
