"""A process that works on stores and is killed while it does, again and again.

It loads what it needs once, then takes orders as lines of JSON on its standard input. For each it
forks a child that does the work and is killed (SIGKILL) when it has made so many steps in a stage:
calls and returns, of Python's functions and of C's, in the modules of that stage. With a delay the
kill comes from outside, so that it also lands inside SQLite, FAISS and tantivy.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from ingest.pipeline import IngestEvent, Ingestor
from ingest.renewal import reembed
from tests.contracts.bundles import make_vector
from tests.vectorstore.faults.collection import OTHER, OtherEmbedder
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.local import LocalStore
from vectorstore.local.backup import back_up
from vectorstore.local.restoring import restore

STAGES = {
    "loading": ("ingest/loaders/", "ingest/encoding.py"),
    "cleaning": ("ingest/cleaning.py", "ingest/furniture.py"),
    "outline": ("ingest/outline.py", "ingest/headings.py", "ingest/plain_headings.py"),
    "metadata": ("ingest/metadata.py", "ingest/cataloguing/"),
    "passages": ("ingest/passages.py", "ingest/sentences.py"),
    "facts": ("ingest/facts.py", "ingest/numerals.py", "ingest/clauses.py", "ingest/mentions.py"),
    "embedding": ("vectorstore/static_model.py", "faults/collection.py"),
    "transaction": ("local/database.py",),
    "writing": ("local/writing.py", "local/rows.py", "local/sums.py"),
    "staging": ("local/reembedding.py",),
    "copying": ("local/backup.py", "local/restoring.py"),
    "checking": ("local/checking.py", "local/report_check.py"),
    "lexical": ("local/lexical.py",),
    "dense": ("local/dense.py",),
    "files": ("local/changes.py",),
}
"""Modules by stage of the work, as parts of their paths."""

_SECONDS = 60.0
_ACKNOWLEDGED = b"+"
_SPARE = b"!"
_DONE = b"."


@dataclass(frozen=True, slots=True)
class Order:
    """One piece of work.

    Attributes:
        work: A method of :class:`_Works`.
        store: The store's folder.
        files: The folder of the files to ingest, or of the backup; empty where none.
        stage: In which stage to kill; empty for not at all.
        step: At which step in that stage, from 1.
        delay: Seconds from there to the kill; negative for at once, from inside.
    """

    work: str
    store: str
    files: str = ""
    stage: str = ""
    step: int = 0
    delay: float = -1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it.

    Attributes:
        killed: Whether the process was killed before it was done.
        acknowledged: What it had said to be done.
        steps: Steps made in each stage, where it was not killed.
    """

    killed: bool
    acknowledged: list[str]
    steps: dict[str, int]


class _Works:
    """What the children do; each acknowledges what is committed."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def ingest(self, order: Order, acknowledge: Callable[[str], None]) -> None:
        """Ingests files; searches on the way, which writes the indexes."""
        with LocalStore.open(Path(order.store), self._embedder.identity, create=True) as store:

            def on_event(event: IngestEvent) -> None:
                assert event.outcome != "failed", event
                acknowledge(event.report_id)
                store.search_lexical("行政复议", 3)

            Ingestor(store, self._embedder, workers=0).ingest([order.files], on_event)

    def remove(self, order: Order, acknowledge: Callable[[str], None]) -> None:
        """Removes every report."""
        with LocalStore.open(Path(order.store), self._embedder.identity) as store:
            for summary in store.reports()[1]:
                store.remove(summary.report_id)
                acknowledge(summary.report_id)
                store.search_lexical("行政复议", 3)

    def reembed(self, order: Order, acknowledge: Callable[[str], None]) -> None:
        """Exchanges the vectors for the other model's."""
        reembed(Path(order.store), OtherEmbedder(), lambda done, total: acknowledge(str(done)))
        with LocalStore.open(Path(order.store), OTHER) as store:
            store.search_dense(make_vector("问题", OTHER.dimension), 3)
            store.refresh()

    def backup(self, order: Order, acknowledge: Callable[[str], None]) -> None:
        """Backs the store up over an earlier backup."""
        back_up(Path(order.store), Path(order.files), replace=True)
        acknowledge("backup")

    def restore(self, order: Order, acknowledge: Callable[[str], None]) -> None:
        """Restores a backup over the store."""
        restore(Path(order.files), Path(order.store), replace=True)
        acknowledge("restored")


class _Steps:
    """Counts the steps of each stage, and calls back at one of them."""

    def __init__(self, stage: str, step: int, reached: Callable[[], None]) -> None:
        self.counts: Counter[str] = Counter()
        self._stages: dict[CodeType, str] = {}
        self._stage, self._step, self._reached = stage, step, reached

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        stage = self._stages.get(code)
        if stage is None:
            stage = self._stages[code] = _stage_of(code.co_filename)
        if stage:
            self.counts[stage] += 1
            if stage == self._stage and self.counts[stage] == self._step:
                self._reached()


def _stage_of(path: str) -> str:
    found = (stage for stage, parts in STAGES.items() if any(part in path for part in parts))
    return next(found, "")


def _child(works: _Works, order: Order, pipe: int) -> None:
    def reached() -> None:
        if order.delay < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(pipe, _SPARE + b"\n")

    steps = _Steps(order.stage, order.step, reached)
    threading.setprofile(steps)
    sys.setprofile(steps)
    work = getattr(works, order.work)
    work(order, lambda what: os.write(pipe, _ACKNOWLEDGED + what.encode() + b"\n"))
    sys.setprofile(None)
    threading.setprofile(None)
    os.write(pipe, _DONE + json.dumps(steps.counts).encode() + b"\n")


def _carry_out(works: _Works, order: Order) -> Outcome:
    read, write = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(read)
            _child(works, order, write)
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(write)
    said = _listen(read, child, order.delay)
    os.close(read)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"{order} failed by itself")
    lines = said.split(b"\n")
    done = [json.loads(line[1:]) for line in lines if line.startswith(_DONE)]
    acknowledged = [line[1:].decode() for line in lines if line.startswith(_ACKNOWLEDGED)]
    return Outcome(os.WIFSIGNALED(status), acknowledged, done[0] if done else {})


def _listen(pipe: int, child: int, delay: float) -> bytes:
    """All that the child says until it ends; kills it where it asked for that, or hangs."""
    said = b""
    until = time.monotonic() + _SECONDS
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            raise RuntimeError("the work hangs")
        part = os.read(pipe, 65536)
        if not part:
            return said
        said += part
        if _SPARE + b"\n" in part and delay >= 0:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)


def main() -> None:
    """Takes orders until the input ends."""
    embedder = load_embedder()
    works = _Works(embedder)
    for number, line in enumerate(sys.stdin):
        order = Order(**json.loads(line))
        if number == 0:
            # The first is done here, to load all that children then have.
            getattr(works, order.work)(order, lambda what: None)
            outcome = Outcome(False, [], {})
        else:
            outcome = _carry_out(works, order)
        answer: dict[str, Any] = {
            "killed": outcome.killed,
            "acknowledged": outcome.acknowledged,
            "steps": outcome.steps,
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
