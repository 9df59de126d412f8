"""Several processes at one store: two that ingest, some that ask, one that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.contracts.bundles import make_vector
from tests.vectorstore.faults.collection import report_text
from vectorstore.embedding import Embedder
from vectorstore.local import LocalStore
from vectorstore.local.checking import check_store

ROOT = Path(__file__).parents[3]
YIJU = Path(sys.executable).with_name("yiju")


def write_many(folder: Path, numbers: range) -> Path:
    folder.mkdir()
    for number in numbers:
        text = report_text(f"第{number}区", number)
        (folder / f"{number}.txt").write_text(text, "utf-8")
    return folder


def ingesting(files: Path, store: Path) -> subprocess.Popen[str]:
    """``yiju ingest`` in a process group of its own."""
    return subprocess.Popen(
        [str(YIJU), "ingest", str(files), "--store", str(store)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def passages_found(store: LocalStore) -> tuple[int, int]:
    dimension = store.info().embedder.dimension
    return (
        len(store.search_lexical("法治政府 执法 决策 复议 区 2023年", 10_000)),
        len(store.search_dense(make_vector("问题", dimension), 10_000)),
    )


def test_two_ingestions_at_once_both_put_in_what_they_have(folder: Path, tmp_path: Path) -> None:
    """They overlap: some files are given to both."""
    both = [
        write_many(tmp_path / "one", range(8)),
        write_many(tmp_path / "two", range(4, 12)),
    ]
    processes = [ingesting(files, folder) for files in both]
    for process in processes:
        _, errors = process.communicate(timeout=240)
        assert process.returncode == 0, errors
    found = check_store(folder)
    assert found.sound
    assert found.reports == 12
    with LocalStore.open(folder) as store:
        sources = [len(each.sources) for each in store.reports()[1]]
        assert sum(sources) == 16
        assert passages_found(store) == (found.passages, found.passages)


def test_however_many_make_a_store_at_once_there_is_one(folder: Path, embedder: Embedder) -> None:
    for attempt in range(20):
        start = threading.Barrier(4)

        def make(path: Path, start: threading.Barrier = start) -> None:
            start.wait()
            LocalStore.open(path, embedder.identity, create=True).close()

        with ThreadPoolExecutor(4) as pool:
            made = [pool.submit(make, folder / str(attempt)) for _ in range(4)]
        assert [each.exception() for each in made] == [None] * 4
        assert check_store(folder / str(attempt)).sound


def test_readers_answer_while_another_process_ingests_and_when_it_is_killed(
    folder: Path, tmp_path: Path, embedder: Embedder
) -> None:
    files = write_many(tmp_path / "files", range(25))
    LocalStore.open(folder, embedder.identity, create=True).close()
    reader = LocalStore.open(folder, embedder.identity)
    failures: list[BaseException] = []
    sizes: list[int] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                before = reader.info().reports
                hits = reader.search_lexical("行政复议", 10)
                hits += reader.search_dense(embedder.embed_query("行政复议"), 10)
                for passage in reader.passages([hit.passage_id for hit in hits]):
                    report = reader.report(passage.report_id)
                    assert report.text[passage.start : passage.end] == passage.text
                sizes.append(before)
        except BaseException as failure:  # noqa: BLE001 - handed to the test's own thread
            failures.append(failure)

    thread = threading.Thread(target=read)
    thread.start()
    process = ingesting(files, folder)
    until = time.monotonic() + 200
    while reader.info().reports < 3 and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    held = reader.info().reports
    assert held >= 3
    assert check_store(folder).sound

    again = ingesting(files, folder)
    again.communicate(timeout=240)
    done.set()
    thread.join()
    assert again.returncode == 0
    assert failures == []
    assert sizes == sorted(sizes)
    assert reader.info().reports == 25
    assert len(set(passages_found(reader))) == 1
    reader.close()
    found = check_store(folder)
    assert found.sound
    assert found.reports == 25
