"""How fast a running service answers, measured over real HTTP."""

from __future__ import annotations

import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.generator import GeneratedReport

_QUESTIONS = (
    "{region}{year}年收到行政复议申请多少件?",
    "{region}行政机关负责人出庭应诉率是多少?",
    "{region}{year}年调解矛盾纠纷多少件?",
    "{region}怎么推进行政执法案卷评查?",
    "{region}有多少名公职律师?",
    "{region}存在哪些问题?",
    "如何开展双随机抽查?",
    "概括一下{region}{year}年的行政复议工作",
)


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds seen by a client, one request at a time."""

    requests: int
    p50: float
    p95: float
    p99: float


@contextmanager
def running_service(store: Path) -> Iterator[tuple[str, int]]:
    """A ``yiju serve`` process; yields its address and process id, and stops it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("yiju")), "serve", "--store", str(store)]
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "YIJU_RATE_PER_MINUTE": "0"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(address, process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the service ended with exit code {process.returncode}")
        try:
            if httpx.get(f"{address}/v1/health").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the service did not become healthy within a minute")


def questions(reports: Sequence[GeneratedReport], count: int, seed: int = 0) -> list[str]:
    """Questions about generated reports, of every kind in turn."""
    rng = random.Random(seed)
    asked = []
    for number in range(count):
        report = rng.choice(reports)
        template = _QUESTIONS[number % len(_QUESTIONS)]
        asked.append(template.format(region=report.region, year=report.year))
    return asked


def latency(address: str, path: str, bodies: Sequence[dict[str, object]]) -> Latency:
    """Posts bodies one after another over one connection."""
    took = []
    with httpx.Client(base_url=address, timeout=60) as client:
        client.post(path, json=bodies[0]).raise_for_status()
        for body in bodies:
            began = time.perf_counter()
            client.post(path, json=body).raise_for_status()
            took.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(took, n=100)
    return Latency(len(took), statistics.median(took), cuts[94], cuts[98])


def resident_mb(pid: int) -> float:
    """Resident set of a process in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
