"""``python -m benchmarks.adding STORE``: how soon one more report is found in a running service.

Uploads reports of real size one after another, each on its own: from the first byte of the upload
until a search for its words finds it, which is asked without pause. ``--reports N`` (default 30).
The reports are removed again. ``--make N`` first makes a store of N reports, where there is none.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.generator import GeneratedReport, generate
from benchmarks.large import PASSAGES_A_REPORT, build
from benchmarks.load import Client, multipart
from benchmarks.service import running_service
from vectorstore.embedding import load_embedder
from vectorstore.local.database import FILENAME

_SEED = 90_000
_PAUSE = 0.005


def main() -> None:
    """Adds reports and prints how long each took to be found."""
    parser = argparse.ArgumentParser(prog="benchmarks.adding", description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--reports", type=int, default=30)
    parser.add_argument("--make", type=int, default=10_000)
    options = parser.parse_args()
    if not (options.store / FILENAME).exists():
        build(options.store, options.make * PASSAGES_A_REPORT, load_embedder())
    took = []
    with running_service(options.store) as (address, _):
        client = Client(address)
        client.send("POST", "/v1/retrieve", json.dumps({"query": "行政复议"}).encode())
        for report in generate(options.reports, seed=_SEED):
            began = time.perf_counter()
            report_id = _added(client, report)
            took.append((time.perf_counter() - began) * 1000)
            client.send("DELETE", f"/v1/reports/{report_id}")
        client.close()
    took.sort()
    print(
        f"{len(took)} reports, from upload until found: median {took[len(took) // 2]:.0f} ms, "
        f"fastest {took[0]:.0f}, slowest {took[-1]:.0f}"
    )


def _added(client: Client, report: GeneratedReport) -> str:
    """Uploads a report; returns its id once it is found."""
    _, reply = client.send("POST", "/v1/reports", *multipart(report))
    job = json.loads(reply)
    while job["state"] in ("queued", "running"):
        time.sleep(_PAUSE)
        job = json.loads(client.send("GET", f"/v1/jobs/{job['job_id']}")[1])
    report_id = str(job["events"][0]["report_id"])
    asked = {"query": report.text[:60], "filters": {"report_ids": [report_id]}}
    while not json.loads(client.send("POST", "/v1/retrieve", json.dumps(asked).encode())[1])[
        "passages"
    ]:
        time.sleep(_PAUSE)
    return report_id


if __name__ == "__main__":
    main()
