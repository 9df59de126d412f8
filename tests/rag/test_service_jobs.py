"""The job runner."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from ingest.pipeline import IngestEvent, IngestSummary
from rag.jobs import Job, JobRunner, OnEvent
from vectorstore.errors import StoreLockedError


@pytest.fixture
def runner() -> Iterator[JobRunner]:
    made = JobRunner(max_waiting=2, max_kept=2)
    yield made
    made.close()


def events(*outcomes: str) -> IngestSummary:
    return IngestSummary(
        tuple(IngestEvent(f"{n}.txt", "", each) for n, each in enumerate(outcomes))
    )


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


def reporting(summary: IngestSummary, on_event: OnEvent) -> IngestSummary:
    for each in summary.events:
        on_event(each)
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
    job = after(runner, runner.submit(lambda on_event: reporting(events(*outcomes), on_event)))
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
    def work(_: OnEvent) -> IngestSummary:
        raise error

    job = after(runner, runner.submit(work))
    assert job.state.value == "failed"
    assert message in job.message


def test_jobs_wait_for_each_other_and_only_so_many_may_wait(runner: JobRunner) -> None:
    gate = threading.Event()
    running = threading.Event()

    def work(_: OnEvent) -> IngestSummary:
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

    def work(on_event: OnEvent) -> IngestSummary:
        running.set()
        assert gate.wait(10)
        return reporting(events("added", "added"), on_event)

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
