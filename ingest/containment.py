"""Prepares sources in worker processes that a bad source cannot take anything else down with.

A source that crashes its reader, hangs, or wants too much memory fails alone: its worker dies, a
new one takes its place, and the ingestion goes on. What a worker sends back is read as data only,
never as code, so that a source which takes over its reader gains nothing beyond that process.
"""

from __future__ import annotations

import contextvars
import io
import logging
import os
import pickle
import queue
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import is_dataclass, replace
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.documents import Prepared, RawSource
from ingest.loaders.limits import CLOCK_FACTOR, MEBIBYTE, Limits
from vectorstore import errors, records
from vectorstore.errors import LoadError, PreparationError, WorkerError

_log = logging.getLogger(__name__)

_START_SECONDS = 60.0
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH")
"""What of the environment workers see; nothing secret."""

_AHEAD = 4
"""Sources in flight for each worker: enough to keep it busy, few enough to bound memory."""

_AHEAD_BYTES = 128 * MEBIBYTE
"""Most bytes of sources in flight, beyond the first."""

_FEW = 12
_FEW_BYTES = MEBIBYTE
"""So few waiting sources, and so few bytes of them, are not worth starting another worker for."""


_OUT_OF_MEMORY = "memory"
"""As :mod:`ingest.worker` has it, whose imports are too many for this process."""

_LONGEST_PATH = 2000
"""Most characters of a dying worker's traceback that are logged."""

_GLANCE_SECONDS = 0.2
"""Who waits for a source looks so often whether it is still wanted."""

_LONGEST_SERVICE = 2000
_LARGE = 8 * MEBIBYTE
"""A worker is replaced after so many sources or one so large: what it leaks must not add up."""


_ANSWERS: dict[tuple[str, str], type] = {
    (each.__module__, each.__qualname__): each
    for each in (Prepared, *vars(records).values(), *vars(errors).values())
    if isinstance(each, type) and (is_dataclass(each) or issubclass(each, LoadError | StrEnum))
}
"""The classes that an answer may be made of; making one of them does nothing else."""


class _AnswerReader(pickle.Unpickler):
    """Reads pickled records and nothing else, since a worker's word is not to be trusted."""

    def find_class(self, module: str, name: str) -> type:
        try:
            return _ANSWERS[module, name]
        except KeyError as error:
            raise pickle.UnpicklingError(f"{module}.{name} is no record") from error


_NOT_AN_ANSWER = (
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    OverflowError,
    MemoryError,
    RecursionError,
)
"""What reading bytes that are no pickle of records may raise."""


class Worker:
    """One process that prepares sources; not to be used from two threads at once.

    Raises:
        WorkerError: No process can be started.
    """

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            descriptor = theirs.fileno()
            try:
                self._process = subprocess.Popen(
                    # -P: a module in the folder that one ingests from must not be taken for ours
                    [sys.executable, "-P", "-m", "ingest.worker", str(descriptor)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=(descriptor,),
                    env=_environment(),
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                raise WorkerError(
                    f"no process to read sources in can be started ({error.strerror or error})"
                ) from error
        self._channel = Connection(ours.detach())
        self._is_ready = False
        self._served = 0
        self._is_open = True

    @property
    def is_alive(self) -> bool:
        """Whether it can take another source."""
        return self._is_open and self._process.poll() is None

    def prepare(
        self, raw: RawSource, limits: Limits, model: Path | None = None
    ) -> Prepared | LoadError:
        """Prepares a source; where that used up the worker, :attr:`is_alive` is False after it.

        Args:
            raw: The source.
            limits: Bounds on what is read.
            model: Folder of the static model that makes the passages' vectors; None makes none.

        Raises:
            WorkerError: The process did not come up.
        """
        self._await_start()
        seconds = CLOCK_FACTOR * limits.prepare_seconds
        try:
            self._channel.send_bytes(pickle.dumps((raw, limits, model), pickle.HIGHEST_PROTOCOL))
            if not self._channel.poll(seconds):
                self.close()
                return PreparationError(raw.given, _too_slow(limits), "too-slow")
            answer = self._channel.recv_bytes(limits.max_memory_bytes)
        except (EOFError, OSError):
            return self._broken(raw, limits)
        found = self._understood(answer, raw, limits)
        self._served += 1
        if self.is_alive and (self._served >= _LONGEST_SERVICE or len(raw.data) > _LARGE):
            self.close()
        return found

    def kill(self) -> None:
        """Ends the process; may be called from another thread."""
        self._process.kill()

    def close(self) -> None:
        """Ends the process and waits until it is gone."""
        self._is_open = False
        self._process.kill()
        self._process.wait()
        self._channel.close()

    def _await_start(self) -> None:
        if self._is_ready:
            return
        try:
            self._is_ready = self._channel.poll(_START_SECONDS) and bool(
                self._channel.recv_bytes(64)
            )
        except (EOFError, OSError):
            self._is_ready = False
        if not self._is_ready:
            self.close()
            raise WorkerError(
                "the process to read sources in did not start (exit status "
                f"{self._process.returncode}): is Yiju wholly installed, and memory left?"
            )

    def _understood(self, answer: bytes, raw: RawSource, limits: Limits) -> Prepared | LoadError:
        try:
            found = _AnswerReader(io.BytesIO(answer)).load()
        except _NOT_AN_ANSWER:
            found = None
        if isinstance(found, Prepared):
            return replace(found, original=replace(found.original, data=raw.data))
        if isinstance(found, LoadError):
            return found
        self.close()
        words, path = _last_words(found)
        if words == _OUT_OF_MEMORY:
            return PreparationError(raw.given, _too_greedy(limits))
        unforeseen = f"reading it failed in a way that was not foreseen{words}: please report it"
        # Whoever is asked to report it may only see the page; whoever runs the service sees this.
        _log.error(
            "reading a source failed in a way that was not foreseen%s%s",
            words,
            f" at {path}" if path else "",
        )
        return PreparationError(raw.given, unforeseen, "unforeseen")

    def _broken(self, raw: RawSource, limits: Limits) -> LoadError:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_START_SECONDS)  # it closed its end, so it is about to be gone
        status = self._process.returncode
        self.close()
        return PreparationError(raw.given, _cause(status, limits))


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # only Linux says which of them


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    folders = (str(Path(each).resolve()) for each in sys.path if each)
    return kept | {"PYTHONPATH": os.pathsep.join(folders), "PYTHONUTF8": "1"}


def _too_slow(limits: Limits) -> str:
    return (
        f"it could not be read within {limits.prepare_seconds:g} seconds: it is damaged, or made "
        "to be slow; split it or save it anew"
    )


def _too_greedy(limits: Limits) -> str:
    return (
        f"it needs more than {limits.max_memory_bytes // MEBIBYTE} MiB of memory to be read: it "
        "is damaged, or made to be large; split it or save it anew"
    )


def _last_words(found: object) -> tuple[str, str]:
    """What a worker said of its end, and the files and lines that led there; empty for nothing."""
    match found:
        case (str() as words, str() as path):
            shown = words if words == _OUT_OF_MEMORY else f" ({words})"
            return shown, path[:_LONGEST_PATH]
    return "", ""


def _cause(status: int | None, limits: Limits) -> str:
    """Why a process ended that was at work on a source."""
    if status in (-signal.SIGXCPU, -signal.SIGALRM):
        return _too_slow(limits)
    if status == -signal.SIGKILL:
        return (
            "the system ended the process that read it, most likely for want of memory: split the "
            "file, or ingest it alone"
        )
    name = signal.Signals(-status).name if status and status < 0 else f"exit status {status}"
    return f"it crashed the process that read it ({name}): it is damaged; save it anew"


_STOPPED = "the ingestion was stopped"

_Task = tuple[RawSource, Path | None, "Future[Prepared | LoadError]", contextvars.Context]
"""The context is the sender's, so that what is logged of a source names the request it came with."""


class _Crew:
    """Threads that each feed one worker, and the queue that they share."""

    def __init__(self, limits: Limits, most: int) -> None:
        self._limits = limits
        self._most = most
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._workers: set[Worker] = set()
        self._at_work: dict[Future[Prepared | LoadError], Worker] = {}
        self._lock = threading.Lock()
        self._is_stopping = False

    def grow(self, size: int) -> None:
        """Sees to it that there are so many workers, or as many as there may be."""
        with self._lock:
            while len(self._threads) < min(size, self._most) and not self._is_stopping:
                name = f"yiju-prepare-{len(self._threads)}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()

    def submit(self, raw: RawSource, model: Path | None) -> Future[Prepared | LoadError]:
        """Queues a source; the future fails where the crew stops before it is prepared."""
        future: Future[Prepared | LoadError] = Future()
        with self._lock:  # so that nothing is queued once :meth:`stop` has emptied the queue
            if self._is_stopping:
                future.set_exception(WorkerError(_STOPPED))
            else:
                self._tasks.put((raw, model, future, contextvars.copy_context()))
        return future

    def give_up(self, future: Future[Prepared | LoadError]) -> None:
        """Sees to it that no worker is at a source any longer; what becomes of it does not count."""
        future.cancel()
        with self._lock:
            if future in self._at_work:
                self._at_work[future].kill()

    def stop(self) -> None:
        """Ends all workers, and fails what waits for them."""
        with self._lock:
            self._is_stopping = True
            for worker in self._workers:
                worker.kill()
        self._fail_waiting()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def _fail_waiting(self) -> None:
        with suppress(queue.Empty):
            while True:
                task = self._tasks.get_nowait()
                if task is not None and task[2].set_running_or_notify_cancel():
                    task[2].set_exception(WorkerError(_STOPPED))

    def _work(self) -> None:
        worker: Worker | None = None
        with suppress(WorkerError, OSError):  # the first source will say so
            worker = self._hired(None)
        while (task := self._tasks.get()) is not None:
            raw, model, future, context = task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                worker = self._hired(worker)
                with self._lock:
                    self._at_work[future] = worker
                try:
                    found = context.run(worker.prepare, raw, self._limits, model)
                finally:
                    with self._lock:
                        del self._at_work[future]
            except WorkerError as error:
                future.set_exception(error)
            except (OSError, ValueError) as error:  # no descriptors or processes are left
                future.set_exception(WorkerError(f"no source can be read ({error})"))
            except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
                if worker is not None:
                    worker.close()  # the next source must not be given this one's answer
                future.set_exception(error)
            else:
                future.set_result(found)
        if worker is not None:
            worker.close()

    def _hired(self, worker: Worker | None) -> Worker:
        """A worker that is alive."""
        if worker is not None and worker.is_alive:
            return worker
        with self._lock:
            if self._is_stopping:
                raise WorkerError(_STOPPED)
            if worker is not None:
                self._workers.discard(worker)
                worker.close()
            fresh = Worker()
            self._workers.add(fresh)
            return fresh


def _is_over(future: Future[Prepared | LoadError], stopped: Callable[[], bool]) -> bool:
    """Waits for a source; says whether it is done, and not given up."""
    while not wait([future], _GLANCE_SECONDS).done:
        if stopped():
            return False
    return True


class Preparer:
    """Prepares sources, contained.

    It starts its first worker with the first source, and more when many wait. Workers stay until
    it is closed, or no longer referred to.

    Args:
        limits: Bounds on sizes, times and memory of each source.
        workers: Most processes at work; with 0 everything happens in the caller's own, which only
            does for sources that one trusts.
    """

    def __init__(self, limits: Limits | None = None, workers: int = 1) -> None:
        self._limits = limits or Limits()
        self._crew = _Crew(self._limits, workers)
        self._workers = workers
        self._finalizer = weakref.finalize(self, self._crew.stop)

    def __enter__(self) -> Preparer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Starts a worker now, so that it is up by the time the first source comes."""
        self._crew.grow(1)

    def close(self) -> None:
        """Ends all workers, whatever they are at."""
        self._finalizer()

    def prepare_all(
        self,
        sources: Iterable[RawSource],
        model: Path | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Generator[tuple[RawSource, Prepared | LoadError], None, None]:
        """Prepares sources, in order.

        Args:
            sources: Read as far ahead as keeps the workers busy, not further.
            model: Folder of a static model with which workers make the passages' vectors; None,
                or no workers, leaves them to the caller.
            stopped: Whether to end, and give up what is being read; asked while waiting.

        Raises:
            WorkerError: No process to prepare them in can be started.
        """
        if self._workers < 1:
            yield from self._prepared_here(sources)
            return
        waiting: deque[tuple[RawSource, Future[Prepared | LoadError]]] = deque()
        held = 0
        try:
            for raw in sources:
                waiting.append((raw, self._crew.submit(raw, model)))
                held += len(raw.data)
                self._crew.grow(self._size(len(waiting), held))
                while waiting and (waiting[0][1].done() or self._is_enough(len(waiting), held)):
                    if not _is_over(waiting[0][1], stopped):
                        return
                    done, future = waiting.popleft()
                    held -= len(done.data)
                    yield done, future.result()
            while waiting and _is_over(waiting[0][1], stopped):
                done, future = waiting.popleft()
                yield done, future.result()
        finally:
            for _, future in waiting:
                self._crew.give_up(future)

    def _size(self, waiting: int, held: int) -> int:
        return self._workers if waiting > _FEW or held > _FEW_BYTES else 1

    def _is_enough(self, waiting: int, held: int) -> bool:
        return waiting > max(_FEW, _AHEAD * self._workers) or (waiting > 1 and held > _AHEAD_BYTES)

    def _prepared_here(
        self, sources: Iterable[RawSource]
    ) -> Iterator[tuple[RawSource, Prepared | LoadError]]:
        from ingest.preparation import prepare_or_error  # which workers import otherwise

        for raw in sources:
            yield raw, prepare_or_error(raw, self._limits)
