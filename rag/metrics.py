"""What the service counts and measures, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ingest.pipeline import IngestEvent
from rag.jobs import JobRunner
from rag.lanes import Lanes
from vectorstore.store import Store

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_OUTCOMES = ("added", "replaced", "unchanged", "failed")


class Metrics:
    """Counters of one service, in a registry of their own.

    Nothing in a label comes from a request but its method, the template of its route and the
    status of its answer.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        self._requests = self._counter(
            "yiju_http_requests", "Requests answered.", ("method", "route", "status")
        )
        self._durations = self._histogram(
            "yiju_http_request_seconds", "From a request's arrival to its answer's end.", ("route",)
        )
        self._stages = self._histogram(
            "yiju_stage_seconds",
            "Stages of answering: understand, retrieve, answer (with what it retrieves), compose.",
            ("stage",),
        )
        self._refused = self._counter(
            "yiju_refused", "Requests refused with 503: busy or slow.", ("lane", "reason")
        )
        self._sources = self._counter(
            "yiju_ingested_sources", "Sources ingested through the service.", ("outcome",)
        )
        for outcome in _OUTCOMES:
            self._sources.labels(outcome)

    def _counter(self, name: str, text: str, labels: Iterable[str]) -> Counter:
        return Counter(name, text, labels, registry=self._registry)

    def _histogram(self, name: str, text: str, labels: Iterable[str]) -> Histogram:
        return Histogram(name, text, labels, registry=self._registry, buckets=_SECONDS)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Notes an answered request."""
        self._requests.labels(method, route, str(status)).inc()
        self._durations.labels(route).observe(seconds)

    def stage(self, name: str, seconds: float) -> None:
        """Notes a stage of an answer: what :class:`rag.engine.Engine` takes as ``on_stage``."""
        self._stages.labels(name).observe(seconds)

    def refusal(self, lane: str, reason: str) -> None:
        """Notes a 503 of a lane."""
        self._refused.labels(lane, reason).inc()

    def ingested(self, event: IngestEvent) -> None:
        """Notes a source that was ingested."""
        self._sources.labels(event.outcome).inc()

    def watch(self, store: Store, lanes: Lanes, jobs: JobRunner) -> None:
        """Shows the sizes of a service's parts, as they are when asked for."""
        self._registry.register(_Sizes(store, lanes, jobs))

    def exposition(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)


class _Sizes(Collector):
    """Gauges that are read when they are asked for."""

    def __init__(self, store: Store, lanes: Lanes, jobs: JobRunner) -> None:
        self._store = store
        self._lanes = lanes
        self._jobs = jobs

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: a registry would otherwise read the store when this is registered."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges."""
        info = self._store.info()
        unfinished = sum(job.finished is None for job in self._jobs.all())
        for name, text, value in (
            ("reports", "Reports in the store.", info.reports),
            ("passages", "Passages in the store.", info.passages),
            ("facts", "Facts in the store.", info.facts),
            ("generation", "Generation of the store; grows with every change.", info.generation),
            ("jobs_unfinished", "Ingestions that wait or run.", unfinished),
        ):
            yield GaugeMetricFamily(f"yiju_{name}", text, value)
        running = GaugeMetricFamily("yiju_lane_running", "Requests at work.", labels=["lane"])
        waiting = GaugeMetricFamily("yiju_lane_waiting", "Requests that wait.", labels=["lane"])
        for lane in self._lanes.all:
            running.add_metric([lane.name], lane.running)
            waiting.add_metric([lane.name], lane.waiting)
        yield running
        yield waiting
