"""The job runner."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ingest.documents import RawSource
from ingest.pipeline import IngestEvent, IngestSummary, Stage
from rag.jobs import Job, JobProgress, JobRunner
from vectorstore.errors import StoreLockedError


@pytest.fixture
def runner() -> Iterator[JobRunner]:
    made = JobRunner(max_waiting=2, max_kept=2)
    yield made
    made.close()


def events(*outcomes: str) -> IngestSummary:
    return IngestSummary(
        tuple(
            IngestEvent(f"{n}.txt", "", each, source=f"/in/{n}.txt")
            for n, each in enumerate(outcomes)
        )
    )


def raw(source: str, given: str) -> RawSource:
    return RawSource(source, given, given, b"", "", datetime(2024, 5, 1, tzinfo=UTC))


def after(runner: JobRunner, job: Job | None) -> Job:
    """The job when it is over: one more job runs only after it."""
    assert job is not None
    passed = threading.Event()
    while runner.submit(lambda _: _done(passed)) is None:
        pass
    assert passed.wait(10)
    found = runner.get(job.job_id)
    assert found is not None
    return found


def _done(passed: threading.Event) -> IngestSummary:
    passed.set()
    return events()


def reporting(summary: IngestSummary, progress: JobProgress) -> IngestSummary:
    for each in summary.events:
        progress.on_event(each)
        if progress.stopped():
            break
    return summary


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        (("added",), "done"),
        (("added", "failed"), "done"),
        (("unchanged",), "done"),
        (("failed", "failed"), "failed"),
        ((), "done"),
    ],
)
def test_a_job_has_failed_where_nothing_could_be_ingested(
    runner: JobRunner, outcomes: tuple[str, ...], state: str
) -> None:
    job = after(runner, runner.submit(lambda progress: reporting(events(*outcomes), progress)))
    assert job.state.value == state
    assert [each.outcome for each in job.events] == list(outcomes)
    assert job.finished is not None
    assert job.finished >= job.created


@pytest.mark.parametrize(
    ("error", "message"),
    [(StoreLockedError("try again"), "try again"), (RuntimeError("oops"), "RuntimeError: oops")],
)
def test_an_error_fails_its_job_and_the_next_one_runs(
    runner: JobRunner, error: Exception, message: str
) -> None:
    def work(_: JobProgress) -> IngestSummary:
        raise error

    job = after(runner, runner.submit(work))
    assert job.state.value == "failed"
    assert message in job.message


def test_jobs_wait_for_each_other_and_only_so_many_may_wait(runner: JobRunner) -> None:
    gate = threading.Event()
    running = threading.Event()

    def work(_: JobProgress) -> IngestSummary:
        running.set()
        assert gate.wait(10)
        return events()

    first = runner.submit(work)
    assert first is not None
    assert running.wait(10)
    second = runner.submit(lambda _: events())
    assert second is not None
    assert second.state.value == "queued"
    assert runner.submit(lambda _: events()) is None
    now = runner.get(first.job_id)
    assert now is not None
    assert now.state.value == "running"
    gate.set()
    assert after(runner, second).state.value == "done"


def test_old_jobs_are_forgotten_first(runner: JobRunner) -> None:
    first = after(runner, runner.submit(lambda _: events()))
    for _ in range(3):
        after(runner, runner.submit(lambda _: events()))
    assert runner.get(first.job_id) is None


def test_closing_drops_what_waits_and_stops_what_runs() -> None:
    runner = JobRunner()
    gate = threading.Event()
    running = threading.Event()

    def work(progress: JobProgress) -> IngestSummary:
        running.set()
        assert gate.wait(10)
        return reporting(events("added", "added"), progress)

    first, second = runner.submit(work), runner.submit(lambda _: events())
    assert first is not None
    assert second is not None
    assert running.wait(10)
    closing = threading.Thread(target=runner.close)
    closing.start()
    while not (dropped := runner.get(second.job_id)) or dropped.finished is None:
        pass
    gate.set()
    closing.join(10)
    stopped = runner.get(first.job_id)
    assert stopped is not None
    assert dropped.state.value == stopped.state.value == "failed"
    assert len(stopped.events) == 1
    assert "stopped" in stopped.message
    assert "stopped" in dropped.message


def test_a_job_that_runs_ends_after_what_it_has_in_hand(runner: JobRunner) -> None:
    gate, running = threading.Event(), threading.Event()

    def work(progress: JobProgress) -> IngestSummary:
        progress.on_stage(raw("/in/0.txt", "0.txt"), Stage.RECEIVED)
        progress.on_stage(raw("/in/0.txt", "0.txt"), Stage.UNDERSTOOD)
        progress.on_stage(raw("/in/1.txt", "1.txt"), Stage.RECEIVED)
        running.set()
        assert gate.wait(10)
        return reporting(events("added", "added"), progress)

    job = runner.submit(work)
    assert job is not None
    assert running.wait(10)
    cancelled = runner.cancel(job.job_id)
    assert cancelled is not None
    assert cancelled.state.value == "running"
    assert cancelled.cancelling
    assert cancelled.under_way == (("0.txt", Stage.UNDERSTOOD), ("1.txt", Stage.RECEIVED))
    gate.set()
    ended = after(runner, job)
    assert ended.state.value == "cancelled"
    assert [event.given for event in ended.events] == ["0.txt"]
    assert ended.under_way == ()
    assert not ended.cancelling
    assert ended.message == ""


def test_sources_of_the_same_name_are_followed_each(runner: JobRunner) -> None:
    first, second = (
        raw("upload:01/report.txt", "report.txt"),
        raw("upload:02/report.txt", "report.txt"),
    )
    seen: list[tuple[tuple[str, Stage], ...]] = []

    def work(progress: JobProgress) -> IngestSummary:
        def look() -> None:
            (job,) = (each for each in runner.all() if each.state.value == "running")
            seen.append(job.under_way)

        progress.on_stage(first, Stage.RECEIVED)
        progress.on_stage(second, Stage.RECEIVED)
        progress.on_stage(first, Stage.UNDERSTOOD)
        look()
        progress.on_event(IngestEvent("report.txt", "", "added", source=first.source))
        look()
        progress.on_event(IngestEvent("report.txt", "", "failed", source=second.source))
        look()
        return events()

    after(runner, runner.submit(work))
    assert seen == [
        (("report.txt", Stage.UNDERSTOOD), ("report.txt", Stage.RECEIVED)),
        (("report.txt", Stage.RECEIVED),),
        (),
    ]


def test_a_job_that_waits_is_dropped(runner: JobRunner) -> None:
    gate = threading.Event()

    def work(progress: JobProgress) -> IngestSummary:
        assert gate.wait(10)
        return reporting(events("added"), progress)

    first, second = runner.submit(work), runner.submit(work)
    assert first is not None
    assert second is not None
    dropped = runner.cancel(second.job_id)
    assert dropped is not None
    assert dropped.state.value == "cancelled"
    assert dropped.finished is not None
    assert [each.job_id for each in runner.all()] == [second.job_id, first.job_id]
    gate.set()
    assert after(runner, first).state.value == "done"


def test_a_job_that_is_over_stays_as_it_is(runner: JobRunner) -> None:
    job = after(runner, runner.submit(lambda progress: reporting(events("added"), progress)))
    assert runner.cancel(job.job_id) == job
    assert runner.cancel("unknown") is None


def test_trouble_has_a_code_and_stands_in_the_log(
    runner: JobRunner, caplog: pytest.LogCaptureFixture
) -> None:
    def locked(progress: JobProgress) -> IngestSummary:
        raise StoreLockedError("another process writes")

    def broken(progress: JobProgress) -> IngestSummary:
        raise ZeroDivisionError("odd")

    assert after(runner, runner.submit(locked)).code == "store-locked"
    assert after(runner, runner.submit(broken)).code == "unforeseen"
    assert [str(each.exc_info[1]) for each in caplog.records if each.exc_info] == [
        "another process writes",
        "odd",
    ]


def test_what_a_job_logs_is_logged_in_the_context_of_its_sender(runner: JobRunner) -> None:
    request_id = contextvars.ContextVar("request_id", default="")
    seen: list[str] = []

    def work(progress: JobProgress) -> IngestSummary:
        seen.append(request_id.get())
        return events()

    token = request_id.set("id-1")
    job = runner.submit(work)
    request_id.reset(token)
    after(runner, job)
    assert seen == ["id-1"]
