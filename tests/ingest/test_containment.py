"""What bad sources do to the processes that read them, and to nothing else."""

from __future__ import annotations

import contextvars
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from benchmarks.generator import generate
from ingest import containment
from ingest.containment import Preparer, Worker
from ingest.documents import Prepared, RawSource
from ingest.loaders import Limits
from ingest.loaders.limits import MEBIBYTE
from ingest.preparation import prepare
from vectorstore.errors import EmptySourceError, LoadError, PreparationError, WorkerError
from vectorstore.records import indexed_text
from vectorstore.static_model import EMBEDDED_MODEL, StaticEmbedder

LIMITS = Limits()
TEXT = next(iter(generate(1, characters=1500))).text
ROOT = Path(__file__).parents[2]
Shadow = Callable[[str], None]


def raw(data: bytes | str = TEXT, name: str = "a.txt") -> RawSource:
    encoded = data.encode() if isinstance(data, str) else data
    return RawSource(f"/in/{name}", name, name, encoded, "", datetime(2024, 5, 1, tzinfo=UTC))


PAGE = raw("<html><body><p>云溪县办理行政复议案件35件。</p></body></html>", "bad.html")


@pytest.fixture
def shadow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shadow:
    """Puts code in the place of the library that reads HTML, as an attack on it would."""

    def put(code: str) -> None:
        (tmp_path / "trafilatura.py").write_text(code)

    monkeypatch.syspath_prepend(str(tmp_path))
    return put


@pytest.fixture
def worker() -> Iterator[Worker]:
    opened = Worker()
    yield opened
    opened.close()


def outcomes(sources: list[RawSource], limits: Limits = LIMITS) -> list[Prepared | LoadError]:
    with Preparer(limits) as preparer:
        found = list(preparer.prepare_all(sources))
    assert [each for each, _ in found] == sources
    return [each for _, each in found]


def failure(worker: Worker, limits: Limits = LIMITS) -> str:
    error = worker.prepare(PAGE, limits)
    assert isinstance(error, PreparationError)
    assert error.source == "bad.html"
    assert not worker.is_alive
    return error.problem


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(process: int) -> bool:
    for _ in range(500):
        if not is_running(process):
            return True
        time.sleep(0.02)
    return False


def test_a_worker_makes_what_the_own_process_makes(worker: Worker) -> None:
    assert worker.prepare(raw(), LIMITS) == prepare(raw(), LIMITS)
    error = worker.prepare(raw(" \n"), LIMITS)
    assert isinstance(error, EmptySourceError)
    assert worker.is_alive


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import os; os.abort()", "SIGABRT"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "want of memory"),
        ("import os; os._exit(3)", "exit status 3"),
        ("raise RuntimeError('odd')", "RuntimeError: odd, trafilatura.py:1"),
        ("raise MemoryError", "needs more than 2048 MiB of memory"),
        ("held = bytearray(3 << 30)", "needs more than 2048 MiB of memory"),
        ("raise SystemExit", "exit status 0"),
    ],
)
def test_why_a_reader_died_is_said(shadow: Shadow, worker: Worker, code: str, message: str) -> None:
    shadow(code)
    assert message in failure(worker)


def test_a_reader_that_dies_fails_its_source_alone(shadow: Shadow) -> None:
    shadow("import os; os.abort()")
    before, error, after = outcomes([raw(), PAGE, raw(TEXT + "。", "b.txt")])
    assert isinstance(before, Prepared)
    assert isinstance(error, PreparationError)
    assert isinstance(after, Prepared)


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import time; time.sleep(1000)",
        "import signal, time; signal.setitimer(signal.ITIMER_REAL, 0); time.sleep(1000)",
    ],
)
def test_a_reader_that_hangs_is_ended(shadow: Shadow, worker: Worker, code: str) -> None:
    shadow(code)
    assert "not be read within 0.5 seconds" in failure(worker, Limits(prepare_seconds=0.5))


def test_a_reader_cannot_write_files_nor_see_the_environment(
    shadow: Shadow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIJU_SECRET", "password")
    written = tmp_path / "written"
    shadow(
        "import os\n"
        "seen = sorted(each for each in os.environ if 'YIJU' in each)\n"
        "try:\n"
        f"    with open({str(written)!r}, 'w') as file:\n"
        "        file.write('x' * 10_000)\n"
        "except OSError as error:\n"
        "    raise ValueError(seen, error.strerror)\n"
    )
    (error,) = outcomes([PAGE])
    assert "ValueError: ([], 'File too large')" in str(error)
    assert not written.read_bytes()


def test_an_answer_is_data_and_never_code(shadow: Shadow, worker: Worker, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    shadow(
        "import os, pickle, sys\n"
        "from multiprocessing.connection import Connection\n"
        "class Evil:\n"
        "    def __reduce__(self):\n"
        f"        return os.mkdir, ({str(marker)!r},)\n"
        "Connection(int(sys.argv[1])).send_bytes(pickle.dumps(Evil()))\n"
        "os._exit(0)\n"
    )
    assert "was not foreseen" in failure(worker)
    assert not marker.exists()


def test_what_was_not_foreseen_is_logged_under_the_request_it_came_with(
    shadow: Shadow,
) -> None:
    request_id = contextvars.ContextVar("request_id", default="")
    logged: list[tuple[str, str]] = []
    note = logging.Handler()
    note.emit = lambda record: logged.append((request_id.get(), record.getMessage()))  # type: ignore[method-assign]
    log = logging.getLogger("ingest.containment")
    log.addHandler(note)
    shadow("raise ValueError('something odd')\n")
    token = request_id.set("id-1")
    try:
        (error,) = outcomes([PAGE])
    finally:
        request_id.reset(token)
        log.removeHandler(note)
    assert isinstance(error, PreparationError)
    assert error.code == "unforeseen"
    ((request, message),) = logged
    assert request == "id-1"
    assert "ValueError: something odd" in message
    assert "worker.py:" in message
    assert "preparation.py:" in message


@pytest.mark.parametrize("answer", ["b'no pickle'", "pickle.dumps(35)", "b''", "b'\\x80\\x05}.'"])
def test_an_answer_that_is_none_fails_its_source(
    shadow: Shadow, worker: Worker, answer: str
) -> None:
    shadow(
        "import pickle, sys\n"
        "from multiprocessing.connection import Connection\n"
        f"Connection(int(sys.argv[1])).send_bytes({answer})\n"
    )
    assert "was not foreseen" in failure(worker)


def test_modules_in_the_current_folder_are_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ingest", "json", "lxml", "pickle"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path, str(ROOT)])
    (found,) = outcomes([raw()])
    assert isinstance(found, Prepared)


def test_memory_is_bounded_by_the_kernel() -> None:
    page = "<html><body>" + "<p>云溪县办理行政复议案件35件。</p>" * 100_000 + "</body></html>"
    (error,) = outcomes([raw(page, "large.html")], Limits(max_memory_bytes=120 * MEBIBYTE))
    assert isinstance(error, LoadError)


def test_a_worker_killed_at_work_is_replaced(worker: Worker) -> None:
    assert isinstance(worker.prepare(raw(), LIMITS), Prepared)
    timer = threading.Timer(0.3, worker.kill)
    timer.start()
    error = worker.prepare(raw(TEXT * 2_000), Limits(max_characters=10**8))
    timer.join()
    assert isinstance(error, PreparationError)
    assert not worker.is_alive


def test_a_worker_that_died_while_idle(worker: Worker) -> None:
    assert isinstance(worker.prepare(raw(), LIMITS), Prepared)
    worker.kill()
    assert isinstance(worker.prepare(raw(), LIMITS), PreparationError)
    assert not worker.is_alive


def test_a_worker_that_died_while_idle_is_replaced_before_it_is_needed() -> None:
    with Preparer() as preparer:
        list(preparer.prepare_all([raw()]))
        (worker,) = preparer._crew._workers
        worker.kill()
        worker._process.wait()
        ((_, found),) = preparer.prepare_all([raw()])
        assert isinstance(found, Prepared)


def test_workers_are_replaced_after_long_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containment, "_LONGEST_SERVICE", 2)
    worker = Worker()
    assert isinstance(worker.prepare(raw(), LIMITS), Prepared)
    assert worker.is_alive
    assert isinstance(worker.prepare(raw(), LIMITS), Prepared)
    assert not worker.is_alive


def test_an_installation_that_does_not_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Preparer() as preparer, pytest.raises(WorkerError, match="exit status 1"):
        list(preparer.prepare_all([raw()]))
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with Preparer() as preparer, pytest.raises(WorkerError, match="No such file"):
        list(preparer.prepare_all([raw()]))


def test_closing_ends_the_processes_whatever_they_are_at(shadow: Shadow) -> None:
    shadow("import time; time.sleep(1000)")
    preparer = Preparer()
    found = preparer.prepare_all([raw(), PAGE])
    assert isinstance(next(found)[1], Prepared)
    (worker,) = preparer._crew._workers
    process = worker._process.pid
    assert is_running(process)
    preparer.close()
    assert not is_running(process)
    found.close()


def test_a_preparer_that_is_closed_refuses_sources() -> None:
    preparer = Preparer()
    list(preparer.prepare_all([raw()]))
    preparer.close()
    with pytest.raises(WorkerError, match="stopped"):
        list(preparer.prepare_all([raw()]))


def test_what_waits_fails_when_the_crew_stops() -> None:
    crew = containment._Crew(LIMITS, 1)
    before, dropped = crew.submit(raw(), None), crew.submit(raw(), None)
    assert dropped.cancel()
    crew.stop()
    after = crew.submit(raw(), None)
    assert dropped.cancelled()
    for future in (before, after):
        assert future.done()
        assert isinstance(future.exception(), WorkerError)


def test_an_unforeseen_error_is_raised_and_the_next_source_has_another_worker() -> None:
    with Preparer() as preparer:
        list(preparer.prepare_all([raw()]))
        (first,) = preparer._crew._workers
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Worker, "_await_start", broken)
            with pytest.raises(RuntimeError, match="odd"):
                list(preparer.prepare_all([raw()]))
        assert not first.is_alive
        ((_, found),) = preparer.prepare_all([raw()])
        assert isinstance(found, Prepared)


def broken(_: Worker) -> None:
    raise RuntimeError("odd")


def test_a_crew_without_descriptors_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError("Too many open files")

    monkeypatch.setattr("socket.socketpair", refuse)
    with Preparer() as preparer, pytest.raises(WorkerError, match="Too many open files"):
        list(preparer.prepare_all([raw()]))


def test_a_preparer_that_is_forgotten_leaves_no_process() -> None:
    preparer = Preparer()
    list(preparer.prepare_all([raw()]))
    (worker,) = preparer._crew._workers
    process = worker._process.pid
    del preparer
    assert not is_running(process)
    del worker


def test_workers_end_with_a_parent_that_is_killed() -> None:
    code = (
        "from ingest.containment import Worker\n"
        "worker = Worker(); worker._await_start(); print(worker._process.pid, flush=True)\n"
        "import time; time.sleep(1000)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    process = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert wait_until_gone(process)


def test_many_sources_come_back_in_order_from_several_workers() -> None:
    sources = [raw(f"{TEXT}\n{number}", f"{number}.txt") for number in range(40)]
    with Preparer(workers=2) as preparer:
        found = list(preparer.prepare_all(iter(sources)))
        assert len(preparer._crew._threads) == 2
    assert [each for each, _ in found] == sources
    assert all(isinstance(each, Prepared) for _, each in found)


def test_workers_make_the_vectors_where_they_are_given_a_model(worker: Worker) -> None:
    without = worker.prepare(raw(), LIMITS)
    found = worker.prepare(raw(), LIMITS, EMBEDDED_MODEL)
    assert isinstance(without, Prepared)
    assert isinstance(found, Prepared)
    assert without.vectors == b""
    texts = [indexed_text(found.report.metadata, each) for each in found.passages]
    expected = StaticEmbedder(EMBEDDED_MODEL).embed_passages(texts)
    made = np.frombuffer(found.vectors, "<f4").reshape(expected.shape)
    # A worker's environment may lead numpy to other kernels, which round the last bit otherwise.
    np.testing.assert_allclose(made, expected, rtol=0, atol=1e-6)


def test_processors_are_those_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 5, 6}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert containment.processors() == 3


def test_where_nothing_says_so_all_processors_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert containment.processors() == 8
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert containment.processors() == 1


def test_few_sources_start_one_worker() -> None:
    with Preparer(workers=2) as preparer:
        list(preparer.prepare_all([raw(), raw(" ")]))
        assert len(preparer._crew._threads) == 1


def test_without_workers_sources_are_read_in_the_own_process() -> None:
    with Preparer(workers=0) as preparer:
        (_, found), (_, error) = preparer.prepare_all([raw(), raw(" ")])
        assert isinstance(found, Prepared)
        assert isinstance(error, EmptySourceError)
        assert not preparer._crew._threads


def test_sources_are_not_read_further_ahead_than_memory_allows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(containment, "_AHEAD_BYTES", 3 * len(TEXT.encode()))
    taken: list[int] = []

    def sources() -> Iterator[RawSource]:
        for number in range(12):
            taken.append(number)
            yield raw(name=f"{number}.txt")

    with Preparer() as preparer:
        found = preparer.prepare_all(sources())
        next(found)
        assert len(taken) <= 5
        found.close()


def test_what_is_being_read_can_be_given_up(shadow: Shadow) -> None:
    shadow("import time\ntime.sleep(600)\n")
    begun = time.monotonic()
    with Preparer(LIMITS) as preparer:
        quick, slow, never = raw(name="quick.txt"), PAGE, raw(TEXT + "。", "never.txt")
        is_wanted = threading.Event()
        is_wanted.set()
        found = preparer.prepare_all([quick, slow, never], stopped=lambda: not is_wanted.is_set())
        assert next(found)[0] == quick
        is_wanted.clear()
        assert list(found) == []
        assert time.monotonic() - begun < 30
        # The next ingestion is served, and not held up by the source that was given up.
        ((again, prepared),) = preparer.prepare_all([never])
        assert again == never
        assert isinstance(prepared, Prepared)
        assert time.monotonic() - begun < 30
