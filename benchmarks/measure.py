"""``python -m benchmarks``: measures ingestion, the service and the command line, and prints a table.

Options: ``--reports N`` (default 1000) for the large collection, ``--folder DIR`` to measure a
folder of real reports as the small one (default ``samples``).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.generator import GeneratedReport, generate
from benchmarks.ingestion import bound_seconds, commit_seconds, ingest_all, stage_seconds
from benchmarks.service import latency, questions, resident_mb, running_service
from vectorstore.embedding import load_embedder

_REQUESTS = 400
_COLD_STARTS = 5


def main() -> None:
    """Runs every measurement."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--folder", type=Path, default=Path("samples"))
    options = parser.parse_args()
    reports = list(generate(options.reports))
    with tempfile.TemporaryDirectory() as scratch:
        small, large = Path(scratch, "small"), Path(scratch, "large")
        _run_yiju("ingest", str(options.folder), "--store", str(small))
        _ingestion(reports, large)
        _service("small collection", small, list(generate(5)))
        _service(f"{options.reports} generated reports", large, reports)
        _cold(small)


def _ingestion(reports: Sequence[GeneratedReport], folder: Path) -> None:
    embedder = load_embedder("embedded")
    stages = stage_seconds(reports[:100], embedder)
    stages["commit"] = commit_seconds(reports[:100], embedder)
    bounds = bound_seconds(reports[:100])
    print("ingestion, milliseconds of processor time a report by stage (one thread, 100 reports)")
    for stage, seconds in stages.items():
        bound = bounds.get(stage)
        ratio = f"{seconds / bound:8.1f} times its bound" if bound else ""
        print(f"  {stage:<10} {seconds * 1000:8.2f}{ratio}")
    took = ingest_all(reports, folder, embedder)
    print(
        f"ingestion of {took.reports} reports ({took.characters / took.reports:.0f} characters each): "
        f"{took.reports / took.seconds:.1f} reports/s, {took.characters / took.seconds:,.0f} characters/s, "
        f"peak {took.peak_mb:.0f} MiB, {took.disk_mb:.0f} MiB on disk"
    )


def _service(name: str, store: Path, reports: Sequence[GeneratedReport]) -> None:
    asked = questions(reports, _REQUESTS)
    with running_service(store) as (address, pid):
        retrieve = latency(address, "/v1/retrieve", [{"query": each} for each in asked])
        ask = latency(address, "/v1/ask", [{"question": each} for each in asked])
        memory = resident_mb(pid)
    print(f"service, {name} ({_REQUESTS} requests, one at a time, over HTTP)")
    for route, seen in (("retrieve", retrieve), ("ask", ask)):
        print(
            f"  {route:<10} p50 {seen.p50:6.1f} ms   p95 {seen.p95:6.1f} ms   p99 {seen.p99:6.1f} ms"
        )
    print(f"  resident   {memory:.0f} MiB")


def _cold(store: Path) -> None:
    question = "行政复议受理了多少件?"
    took = []
    for _ in range(_COLD_STARTS):
        began = time.perf_counter()
        _run_yiju("ask", question, "--store", str(store))
        took.append(time.perf_counter() - began)
    print(
        f"yiju ask in a new process: median {statistics.median(took):.2f} s, max {max(took):.2f} s"
    )


def _run_yiju(*arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("yiju")), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):  # 3: it abstained
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
