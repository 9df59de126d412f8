"""The process in which untrusted sources are prepared, one after the other, within limits.

:mod:`ingest.containment` starts it as ``python -m ingest.worker DESCRIPTOR`` and speaks with it
over that socket: a source, its limits and the model's folder in, what became of it out. It ends by itself when the
socket closes, when a source passes a limit, and at the first error that it did not expect, since
nobody knows then in what state the libraries are; its last words say why.
"""

from __future__ import annotations

import copyreg
import gc
import math
import os
import pickle
import resource
import signal
import sys
import time
import traceback
from dataclasses import fields, is_dataclass
from functools import lru_cache, partial
from multiprocessing.connection import Connection
from operator import attrgetter
from pathlib import Path
from types import TracebackType

from ingest.loaders.limits import CLOCK_FACTOR, Limits
from ingest.preparation import prepare_or_error, warm_up
from vectorstore import records
from vectorstore.static_model import StaticEmbedder

READY = b"ready"
"""The first message: everything is imported."""

OUT_OF_MEMORY = "memory"
"""Last words of a worker that could not get more memory."""

_Call = tuple[type, tuple[object, ...]]

_GRACE_SECONDS = 5  # the parent comes first; the alarm is for workers whose parent is gone
_MAX_FILES = 64
_COLLECTED_AFTER = 50_000
_MOST_FRAMES = 30


def main() -> None:
    """Prepares what comes over the socket until it closes."""
    channel = Connection(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl+C means
    warm_up()
    _collect_seldom()
    _pickle_values()
    channel.send_bytes(READY)
    _isolate()
    _leave_last_words(channel)
    while True:
        try:
            task = channel.recv_bytes()
        except (EOFError, ConnectionError):
            return
        raw, limits, model = pickle.loads(task)
        del task
        _allow(limits)
        answer = prepare_or_error(raw, limits, None if model is None else _embedder(model))
        channel.send_bytes(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
        signal.setitimer(signal.ITIMER_REAL, 0)


def _collect_seldom() -> None:
    """Has the garbage collector leave the tables, and run less often: what is made has no cycles."""
    gc.freeze()
    gc.set_threshold(_COLLECTED_AFTER)


def _pickle_values() -> None:
    """Has records pickled as calls with their values: half the work of dataclasses' own way."""
    for kind in vars(records).values():
        if isinstance(kind, type) and is_dataclass(kind):
            names = [each.name for each in fields(kind)]
            copyreg.pickle(kind, partial(_as_call, kind, attrgetter(*names)))


def _as_call(kind: type, values: attrgetter[tuple[object, ...]], record: object) -> _Call:
    return kind, values(record)


@lru_cache(maxsize=1)
def _embedder(folder: Path) -> StaticEmbedder:
    return StaticEmbedder(folder)


def _isolate() -> None:
    """Takes away what reading a source does not need: output, new files, core dumps."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MAX_FILES),
    ):
        resource.setrlimit(kind, (most, most))


def _allow(limits: Limits) -> None:
    """Sets the limits for the next source; the kernel holds to them even where Python cannot."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = limits.max_memory_bytes if hard < 0 else min(limits.max_memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    seconds = math.ceil(time.process_time() + limits.prepare_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    signal.setitimer(signal.ITIMER_REAL, CLOCK_FACTOR * limits.prepare_seconds + _GRACE_SECONDS)


def _leave_last_words(channel: Connection) -> None:
    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, MemoryError):
            words, path = OUT_OF_MEMORY, ""
        else:
            frames = [
                f"{Path(each.filename).name}:{each.lineno}" for each in traceback.extract_tb(trace)
            ]
            words = ", ".join([f"{kind.__name__}: {str(error)[:200]}", *frames[-1:]])
            path = " > ".join(frames[-_MOST_FRAMES:])
        channel.send_bytes(pickle.dumps((words, path)))

    sys.excepthook = tell


if __name__ == "__main__":
    main()
