"""``python -m benchmarks.keeping``: what it takes to check, back up and restore a store, and to open it.

Option: ``--reports N`` (default 1000) generated reports of 10,000 characters.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from benchmarks.generator import generate
from benchmarks.ingestion import ingest_all
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.local import LocalStore
from vectorstore.local.backup import back_up, read_backup
from vectorstore.local.changes import checksum
from vectorstore.local.checking import check_store
from vectorstore.local.database import FILENAME, Database
from vectorstore.local.restoring import restore
from vectorstore.local.sums import sums_of

_TIMES = 5


def main() -> None:
    """Measures each once over the same store, opening a few times."""
    parser = argparse.ArgumentParser(prog="benchmarks.keeping", description=__doc__)
    parser.add_argument("--reports", type=int, default=1000)
    options = parser.parse_args()
    embedder = load_embedder()
    with tempfile.TemporaryDirectory() as scratch:
        store, backup = Path(scratch, "store"), Path(scratch, "backup")
        took = ingest_all(list(generate(options.reports)), store, embedder)
        print(f"{took.reports} reports, {took.disk_mb:.0f} MiB, ingested in {took.seconds:.1f} s")
        print(f"check            {_seconds(lambda: check_store(store)):8.2f} s")
        print(f"SQLite's own     {_seconds(lambda: _integrity(store)):8.2f} s of it")
        print(f"backup, verified {_seconds(lambda: back_up(store, backup)):8.2f} s")
        print(f"reading a backup {_seconds(lambda: read_backup(backup)):8.2f} s")
        print(f"restore          {_seconds(lambda: restore(backup, store, replace=True)):8.2f} s")
        print(f"noting checksums {_noting(store) * 1000:8.2f} ms a report")
        _opening(store, embedder)


def _opening(store: Path, embedder: Embedder) -> None:
    """Opening with the first search of each kind, with the files' checksums and without."""
    with LocalStore.open(store, embedder.identity) as opened:
        opened.refresh()
    files = [path for name in ("dense", "lexical") for path in (store / name).iterdir()]
    size = sum(path.stat().st_size for path in files) / 2**20
    verifying = min(_seconds(lambda: [checksum(path) for path in files]) for _ in range(_TIMES))
    whole = min(_seconds(lambda: _first_searches(store, embedder)) for _ in range(_TIMES))
    print(f"open and search  {whole * 1000:8.1f} ms")
    print(f"verifying files  {verifying * 1000:8.1f} ms of it, {size:.0f} MiB of indexes")
    with (
        mock.patch("vectorstore.local.dense.checksum", return_value=_Anything()),
        mock.patch("vectorstore.local.lexical.checksum", return_value=_Anything()),
    ):
        without = min(_seconds(lambda: _first_searches(store, embedder)) for _ in range(_TIMES))
    print(f"without it       {without * 1000:8.1f} ms")


class _Anything:
    """Equal to whatever a manifest says."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False


def _first_searches(store: Path, embedder: Embedder) -> None:
    with LocalStore.open(store, embedder.identity) as opened:
        opened.search_lexical("行政复议", 10)
        opened.search_dense(embedder.embed_query("行政复议"), 10)


def _integrity(store: Path) -> None:
    database = Database.open(store / FILENAME)
    with database.read() as connection:
        connection.execute("PRAGMA integrity_check").fetchall()
    database.close()


def _noting(store: Path) -> float:
    """Seconds that a report's checksums take."""
    database = Database.open(store / FILENAME)
    with database.read() as connection:
        numbers = [row[0] for row in connection.execute("SELECT number FROM reports LIMIT 200")]
        spent = _seconds(lambda: [sums_of(connection, number) for number in numbers])
    database.close()
    return spent / len(numbers)


def _seconds(work: Callable[[], object]) -> float:
    """Processor time: all of this is done by one thread, and other programs do not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
