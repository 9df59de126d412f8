"""``python -m benchmarks.load STORE``: real HTTP clients at once, for minutes, mixing what they ask.

Clients retrieve, ask, list figures, and upload reports, wait until they are found and remove them,
so that the store stays as large as it was. Ends with exit code 1 where a request failed or the
service's memory kept growing. Options: ``--minutes M`` (default 3), ``--clients N`` (default 4).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import sys
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from benchmarks.generator import GeneratedReport, generate
from benchmarks.service import questions, resident_mb, running_service

_WAIT = 60.0
_EVERY = 2.0
_GROWTH_MB = 64.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Throughput:
    """What clients saw together.

    Attributes:
        requests: How many were answered.
        seconds: In how long.
        milliseconds: Of each, sorted.
        processor_ms: Processor time of the service for each.
    """

    requests: int
    seconds: float
    milliseconds: Sequence[float]
    processor_ms: float

    def __str__(self) -> str:
        p50, p99 = (self.milliseconds[int(share * (self.requests - 1))] for share in (0.5, 0.99))
        return (
            f"{self.requests / self.seconds:6.1f} requests/s  p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  "
            f"{self.processor_ms:5.1f} ms of the service's processors each"
        )


class Client:
    """One connection, kept open.

    Args:
        address: The service's.
    """

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=_WAIT)

    def send(
        self, method: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> tuple[int, bytes]:
        """Status and body of a reply."""
        self._connection.request(method, path, body or None, {"Content-Type": kind} if body else {})
        response = self._connection.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def throughput(
    address: str, pid: int, bodies: Sequence[dict[str, object]], clients: int, seconds: float
) -> Throughput:
    """Retrieves with so many clients at once, each sending its next request at once.

    Args:
        address: The service's.
        pid: Its process.
        bodies: What is asked in turn.
        clients: How many connections.
        seconds: How long; every client sends one request at least.

    Raises:
        RuntimeError: A request failed.
    """
    took: list[float] = []
    failed: list[int] = []
    encoded = [json.dumps(each).encode() for each in bodies]
    end = time.perf_counter() + seconds

    def ask(number: int) -> None:
        client = Client(address)
        turn = number * len(encoded) // clients
        while True:
            began = time.perf_counter()
            status, _ = client.send("POST", "/v1/retrieve", encoded[turn % len(encoded)])
            took.append((time.perf_counter() - began) * 1000)
            failed.extend([status] if status != http.client.OK else [])
            turn += 1
            if time.perf_counter() >= end:
                client.close()
                return

    worked, began = processor_seconds(pid), time.perf_counter()
    _all_at_once([threading.Thread(target=ask, args=(number,)) for number in range(clients)])
    lasted, spent = time.perf_counter() - began, processor_seconds(pid) - worked
    if failed:
        raise RuntimeError(f"{len(failed)} requests failed, the first with {failed[0]}")
    return Throughput(len(took), lasted, sorted(took), spent * 1000 / len(took))


def processor_seconds(pid: int) -> float:
    """Processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@dataclass
class _Seen:
    """What all clients saw, by what they did."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)


class _Visitor:
    """One client of the mixed load."""

    def __init__(self, address: str, asked: Sequence[str], seen: _Seen, seed: int) -> None:
        self._client = Client(address)
        self._asked = asked
        self._seen = seen
        self._rng = random.Random(seed)
        self._uploads = _fresh_reports(seed)

    def stay(self, end: float) -> None:
        """Sends requests until then."""
        doings = {
            self._retrieve: 50,
            self._ask: 22,
            self._facts: 22,
            self._upload: 3,
            self._list: 3,
        }
        while time.perf_counter() < end:
            doing = self._rng.choices(list(doings), list(doings.values()))[0]
            try:
                doing()
            except (OSError, http.client.HTTPException) as error:
                self._seen.failures.append(f"{doing.__name__}: {error!r}")
                self._client.close()
        self._client.close()

    def _send(
        self, name: str, method: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> bytes:
        began = time.perf_counter()
        status, reply = self._client.send(method, path, body, kind)
        self._seen.took[name].append((time.perf_counter() - began) * 1000)
        if status >= http.client.BAD_REQUEST:
            self._seen.failures.append(f"{name}: {status} {reply[:200].decode(errors='replace')}")
        return reply

    def _post(self, name: str, path: str, body: dict[str, object]) -> bytes:
        return self._send(name, "POST", path, json.dumps(body).encode())

    def _retrieve(self) -> None:
        self._post("retrieve", "/v1/retrieve", {"query": self._rng.choice(self._asked)})

    def _ask(self) -> None:
        self._post("ask", "/v1/ask", {"question": self._rng.choice(self._asked)})

    def _facts(self) -> None:
        asked = {"indicator": self._rng.choice(("行政复议", "调解 成功率", "执法人员"))}
        self._send("facts", "GET", f"/v1/facts?{urlencode(asked)}")

    def _list(self) -> None:
        self._send("reports", "GET", f"/v1/reports?limit=20&offset={self._rng.randint(0, 50)}")

    def _upload(self) -> None:
        """Uploads a report, finds it, and removes it."""
        report = next(self._uploads)
        began = time.perf_counter()
        job = json.loads(self._send("upload", "POST", "/v1/reports", *multipart(report)))
        while job.get("state") in ("queued", "running"):
            time.sleep(0.02)
            job = json.loads(self._send("job", "GET", f"/v1/jobs/{job['job_id']}"))
        if job.get("state") != "done":
            self._seen.failures.append(f"upload: {job}")
            return
        report_id = job["events"][0]["report_id"]
        body: dict[str, object] = {"query": "行政复议", "filters": {"report_ids": [report_id]}}
        if not json.loads(self._post("retrieve", "/v1/retrieve", body))["passages"]:
            self._seen.failures.append(f"upload: {report_id} is not found")
        self._seen.took["upload until found"].append((time.perf_counter() - began) * 1000)
        self._send("remove", "DELETE", f"/v1/reports/{report_id}")


def _fresh_reports(seed: int) -> Iterator[GeneratedReport]:
    """Reports that no other visitor uploads."""
    for turn in range(1_000_000):
        yield from generate(20, seed=1_000 * (seed + 1) + turn)


def multipart(report: GeneratedReport) -> tuple[bytes, str]:
    """The body and the content type that upload a report."""
    boundary = uuid.uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{report.name}"'
    body = f"{head}\r\nContent-Type: text/plain\r\n\r\n{report.text}\r\n--{boundary}--\r\n"
    return body.encode(), f"multipart/form-data; boundary={boundary}"


def _all_at_once(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main() -> None:
    """Runs the mixed load."""
    parser = argparse.ArgumentParser(prog="benchmarks.load", description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--clients", type=int, default=4)
    options = parser.parse_args()
    asked = questions(list(generate(300)), 400)
    seen = _Seen()
    with running_service(options.store) as (address, pid):
        end = time.perf_counter() + options.minutes * 60
        visitors = [_Visitor(address, asked, seen, seed) for seed in range(options.clients)]
        threads = [threading.Thread(target=each.stay, args=(end,)) for each in visitors]
        sampler = _Memory(pid, end)
        worked = processor_seconds(pid)
        _all_at_once([*threads, sampler])
        spent = processor_seconds(pid) - worked
    grown = _report(seen, sampler.samples, spent, options.minutes * 60)
    if seen.failures or grown > _GROWTH_MB:
        sys.exit(1)


class _Memory(threading.Thread):
    """Looks at a process's resident set until an end."""

    def __init__(self, pid: int, end: float) -> None:
        super().__init__()
        self._pid = pid
        self._end = end
        self.samples: list[float] = []

    def run(self) -> None:
        """Samples every two seconds."""
        while time.perf_counter() < self._end:
            self.samples.append(resident_mb(self._pid))
            time.sleep(_EVERY)


def _report(seen: _Seen, memory: Sequence[float], spent: float, seconds: float) -> float:
    """Prints what was seen; returns by how many MiB the last third is above the middle one."""
    count = sum(len(each) for name, each in seen.took.items() if name != "upload until found")
    print(f"{count} requests in {seconds:.0f} s, {len(seen.failures)} failures")
    for name, took in sorted(seen.took.items()):
        ordered = sorted(took)
        at = [ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 0.99, 1.0)]
        p50, p95, p99, most = at
        print(
            f"{name:<20} {len(took):>7}  p50 {p50:7.1f}  p95 {p95:7.1f}  p99 {p99:7.1f}  max {most:7.1f} ms"
        )
    for failure in seen.failures[:5]:
        print(failure)
    third = len(memory) // 3
    thirds = [median(memory[number * third :][: max(1, third)]) for number in range(3)]
    print(f"resident in each third: {', '.join(f'{each:.0f}' for each in thirds)} MiB")
    print(f"processors of the service: {spent / seconds:.2f} of {os.cpu_count()} on average")
    return thirds[2] - thirds[1]


if __name__ == "__main__":
    main()
