"""From files and addresses to committed reports: the only orchestrator of ingestion."""

from __future__ import annotations

import hashlib
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from ingest.containment import Preparer, processors
from ingest.documents import Prepared, RawSource
from ingest.loaders import Limits, expand_all
from vectorstore.embedding import Embedder
from vectorstore.errors import LoadError, StoreError
from vectorstore.records import SourceRecord, indexed_text
from vectorstore.static_model import StaticEmbedder
from vectorstore.store import AddOutcome, Bundle, Store, Vectors

__all__ = ["IngestEvent", "IngestSummary", "Ingestor", "Stage", "Watcher", "processors"]

RECIPE = "7"
"""Version of what ingestion makes of the same bytes; raise it when any stage's output changes."""


class Stage(StrEnum):
    """How far a source is that is not done yet."""

    RECEIVED = "received"
    """Its bytes are here; it waits to be read, or is being read."""
    UNDERSTOOD = "understood"
    """Its text, outline, metadata, passages and figures are found."""
    INDEXED = "indexed"
    """Its passages have their vectors; what is left is to commit it."""


class Watcher(Protocol):
    """Follows an ingestion while it runs, and may end it."""

    def on_stage(self, raw: RawSource, stage: Stage) -> None:
        """Called when a source has reached a stage; from one thread."""
        ...

    def stopped(self) -> bool:
        """Whether to take no further source and give up those that are being read; asked often.

        What is understood is still committed.
        """
        ...


@dataclass(frozen=True, slots=True)
class IngestEvent:
    """One source is done.

    Attributes:
        given: The source as the user knows it.
        report_id: The report it became; empty where it failed.
        outcome: ``added``, ``replaced``, ``unchanged`` or ``failed``.
        message: Why it failed, or the report's warnings joined; empty where all is well.
        characters: Length of the report's text; 0 where it failed or was unchanged.
        passages: How many passages it gave.
        facts: How many facts it gave.
        source: Its key in the store, which tells sources of the same name apart; empty where its
            bytes could not be had.
        code: What kind of failure it is, as :attr:`vectorstore.errors.LoadError.code` has it; empty
            where it did not fail.
    """

    given: str
    report_id: str
    outcome: str
    message: str = ""
    characters: int = 0
    passages: int = 0
    facts: int = 0
    source: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What an ingestion did, one event a source, in order."""

    events: tuple[IngestEvent, ...]

    def count(self, outcome: str) -> int:
        """How many sources ended with an outcome."""
        return sum(event.outcome == outcome for event in self.events)

    @property
    def failed(self) -> tuple[IngestEvent, ...]:
        """The sources that could not be ingested."""
        return tuple(event for event in self.events if event.outcome == "failed")


_UNCOMMITTED = 64
"""Reports that may wait to be committed and indexed at a time."""

_TOGETHER = 32
"""Most reports that one transaction commits."""


class Ingestor:
    """Puts reports into a store.

    Args:
        store: Where they go.
        embedder: Makes the passages' vectors; the store's own model.
        limits: Bounds on sizes and times of what is read.
        workers: Most processes that prepare reports, each source contained within its limits;
            with 0 the caller's own process prepares them, which only does for trusted sources.
        preparer: Prepares them instead of workers of its own; it is not closed with the ingestor.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        limits: Limits | None = None,
        workers: int = 1,
        preparer: Preparer | None = None,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._limits = limits or Limits()
        self._preparer = preparer or Preparer(self._limits, workers)
        # A model of this kind is small enough for every worker to have its own.
        self._model = embedder.folder if isinstance(embedder, StaticEmbedder) else None
        self._recipe = f"{RECIPE}:{embedder.identity.fingerprint}"

    def start(self) -> None:
        """Starts the first process that reads sources now, so that it is up when one comes."""
        self._preparer.start()

    def ingest(
        self,
        targets: Sequence[str],
        on_event: Callable[[IngestEvent], None] | None = None,
        watcher: Watcher | None = None,
    ) -> IngestSummary:
        """Ingests files, folders, archives, addresses and lists of addresses.

        A source that fails is reported and the others go on.

        Args:
            targets: Paths or http(s) addresses.
            on_event: Called after each source.
            watcher: Follows each source through its stages.
        """
        return self.ingest_sources(expand_all(targets, self._limits), on_event, watcher)

    def ingest_sources(
        self,
        sources: Iterable[RawSource | LoadError],
        on_event: Callable[[IngestEvent], None] | None = None,
        watcher: Watcher | None = None,
    ) -> IngestSummary:
        """Ingests bytes already read (uploads), or what :func:`ingest.loaders.expand` yields."""
        events = []
        for event in self._events(sources, watcher or _Unwatched()):
            events.append(event)
            if on_event is not None:
                on_event(event)
        return IngestSummary(tuple(events))

    def _events(
        self, sources: Iterable[RawSource | LoadError], watcher: Watcher
    ) -> Iterator[IngestEvent]:
        """One event a source: what needs no preparation is told as soon as it is met.

        A thread of its own commits, so that waiting for the disk does not hold up the model.
        """
        told: list[IngestEvent] = []
        fresh = self._fresh(sources, told, watcher)
        waiting: deque[Future[IngestEvent]] = deque()
        with _Committer(self._commit) as committer:
            for raw, prepared in self._preparer.prepare_all(fresh, self._model, watcher.stopped):
                yield from _taken(told)
                if isinstance(prepared, LoadError):
                    waiting.append(_done(_failure(prepared, raw.source)))
                else:
                    watcher.on_stage(raw, Stage.UNDERSTOOD)
                    bundle = self._bundle(prepared)
                    watcher.on_stage(raw, Stage.INDEXED)
                    waiting.append(committer.submit(raw, bundle))
                while waiting and (waiting[0].done() or len(waiting) > _UNCOMMITTED):
                    yield waiting.popleft().result()
                if watcher.stopped():
                    break
            for event in waiting:
                yield event.result()
        yield from _taken(told)

    def _fresh(
        self,
        sources: Iterable[RawSource | LoadError],
        told: list[IngestEvent],
        watcher: Watcher,
    ) -> Iterator[RawSource]:
        """The sources to prepare; what failed or is held already goes to ``told``."""
        for source in sources:
            if watcher.stopped():
                return
            if isinstance(source, LoadError):
                told.append(_failure(source))
                continue
            watcher.on_stage(source, Stage.RECEIVED)
            held = self._store.holds(hashlib.sha256(source.data).hexdigest(), self._recipe)
            if held is None:
                yield source
            else:
                outcome = self._store.note_source(held, _record(source))
                event = IngestEvent(source.given, held, outcome.value, source=source.source)
                told.append(event)

    def _bundle(self, prepared: Prepared) -> Bundle:
        return Bundle(
            prepared.report,
            prepared.passages,
            self._vectors(prepared),
            prepared.facts,
            prepared.original,
            self._recipe,
            prepared.mentions,
        )

    def _vectors(self, prepared: Prepared) -> Vectors:
        shape = (len(prepared.passages), self._embedder.identity.dimension)
        vectors = np.frombuffer(prepared.vectors, "<f4")
        if vectors.size == math.prod(shape):
            return vectors.reshape(shape)
        metadata = prepared.report.metadata
        return self._embedder.embed_passages(
            [indexed_text(metadata, each) for each in prepared.passages]
        )

    def _commit(self, understood: Sequence[_Understood]) -> list[IngestEvent]:
        outcomes = self._store.add_all([(bundle, _record(raw)) for raw, bundle in understood])
        return [
            _success(raw, bundle, outcome)
            for (raw, bundle), outcome in zip(understood, outcomes, strict=True)
        ]


_Understood = tuple[RawSource, Bundle]


class _Committer:
    """Commits reports in a thread of its own, in order, those that wait together in one go.

    The disk must be waited for after each commit; while it is, more reports come to wait.

    Args:
        commit: Commits some reports, all or none, and tells of each.
    """

    def __init__(self, commit: Callable[[Sequence[_Understood]], list[IngestEvent]]) -> None:
        self._commit = commit
        self._waiting: deque[_Understood] = deque()
        self._committed: deque[IngestEvent] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="yiju-commit")

    def __enter__(self) -> _Committer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._thread.shutdown(cancel_futures=kind is not None)

    def submit(self, raw: RawSource, bundle: Bundle) -> Future[IngestEvent]:
        """Has a report committed soon."""
        self._waiting.append((raw, bundle))
        return self._thread.submit(self._next)

    def _next(self) -> IngestEvent:
        """The event of the next report; called once for each, in the committing thread."""
        if not self._committed:
            count = min(len(self._waiting), _TOGETHER)
            together = [self._waiting.popleft() for _ in range(count)]
            try:
                self._committed += self._commit(together)
            except StoreError:
                if len(together) == 1:
                    raise
                # None went in: one by one, so that only the one at fault fails.
                self._waiting.extendleft(reversed(together[1:]))
                self._committed += self._commit(together[:1])
        return self._committed.popleft()


class _Unwatched:
    """Watches nothing and stops nothing."""

    def on_stage(self, raw: RawSource, stage: Stage) -> None:
        pass

    def stopped(self) -> bool:
        return False


def _record(raw: RawSource) -> SourceRecord:
    return SourceRecord(raw.source, raw.given, raw.fetched_at)


def _success(raw: RawSource, bundle: Bundle, outcome: AddOutcome) -> IngestEvent:
    report = bundle.report
    return IngestEvent(
        raw.given,
        report.report_id,
        outcome.value,
        " ".join(report.warnings),
        0 if outcome is AddOutcome.UNCHANGED else len(report.text),
        len(bundle.passages),
        len(bundle.facts),
        raw.source,
    )


def _done(event: IngestEvent) -> Future[IngestEvent]:
    future: Future[IngestEvent] = Future()
    future.set_result(event)
    return future


def _taken(told: list[IngestEvent]) -> list[IngestEvent]:
    events = told.copy()
    told.clear()
    return events


def _failure(error: LoadError, source: str = "") -> IngestEvent:
    return IngestEvent(error.source, "", "failed", error.problem, source=source, code=error.code)
