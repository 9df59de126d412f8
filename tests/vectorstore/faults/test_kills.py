"""Processes killed at random points of every stage lose nothing that they said was done.

``YIJU_KILLS`` sets how often an ingestion is killed (each other work: an eighth as often),
``YIJU_SEED`` where.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import Ingestor
from tests.contracts.bundles import make_vector
from tests.contracts.folders import passing_folder
from tests.vectorstore.faults.collection import OTHER, write_files
from tests.vectorstore.faults.victim import Order, Outcome
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.errors import StoreDamagedError, StoreNotFoundError
from vectorstore.local import LocalStore
from vectorstore.local.backup import back_up, read_backup
from vectorstore.local.checking import check_store
from vectorstore.local.database import FILENAME, Database
from vectorstore.queries import FactQuery, Filter

pytestmark = pytest.mark.timeout(1200)

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("YIJU_KILLS", "200"))
OTHERS = max(1, KILLS // 8)
SEED = int(os.environ.get("YIJU_SEED", "20"))

INGESTING = (
    "loading cleaning outline metadata passages facts embedding transaction writing lexical dense "
    "files"
).split()
REMOVING = "transaction writing lexical dense files".split()
BACKING_UP = "copying checking transaction files".split()
RESTORING = "copying transaction files".split()
EMBEDDING = "embedding transaction staging writing dense files".split()
DELAYED = {"transaction", "writing", "staging", "copying", "lexical", "dense", "files"}
"""Stages that spend their time in C, where a kill from outside strikes."""

Contents = dict[str, tuple[Any, ...]]
"""All that a store holds of each report, by its id."""


class Victim:
    """Has work done by a process that may be killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def order(self, order: Order) -> Outcome:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        return Outcome(**json.loads(self._process.stdout.readline()))


@dataclass(frozen=True, slots=True)
class Setting:
    """A scratch folder, and stores to begin with."""

    folder: Path
    victim: Victim
    embedder: Embedder
    store: Path
    files: Path
    first: Contents
    second: Contents


@pytest.fixture(scope="module")
def setting() -> Iterator[Setting]:
    command = [sys.executable, "-m", "tests.vectorstore.faults.victim"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    with (
        passing_folder() as folder,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        victim = Victim(process)
        embedder = load_embedder()
        files = write_files(folder / "files")
        held = []
        for version in (1, 2):
            write_files(files, version)
            store = folder / f"reference-{version}"
            victim.order(Order("ingest", str(store), str(files)))
            with LocalStore.open(store, embedder.identity, create=True) as opened:
                Ingestor(opened, embedder, workers=0).ingest([str(files)])
            held.append(contents(store))
        assert len(held[0]) == len(held[1]) == 3
        assert not set(held[0]) & set(held[1])
        yield Setting(folder, victim, embedder, folder / "reference-1", files, held[0], held[1])
        assert process.stdin is not None
        process.stdin.close()


def contents(folder: Path) -> Contents:
    """Everything of every report: what a reader gets, and the rows that no reader shows."""
    found: Contents = {}
    with LocalStore.open(folder) as store, closing(Database.open(folder / FILENAME)) as database:
        for summary in store.reports()[1]:
            only = Filter(report_ids=(summary.report_id,))
            with database.read() as connection:
                rows = [
                    connection.execute(query, (summary.report_id,)).fetchall()
                    for query in (
                        "SELECT vector FROM passages JOIN reports r ON r.number = report "
                        "WHERE r.report_id = ? ORDER BY ordinal",
                        "SELECT m.* FROM mentions m JOIN reports r ON r.number = report "
                        "WHERE r.report_id = ? ORDER BY indicator",
                    )
                ]
            found[summary.report_id] = (
                store.report(summary.report_id),
                store.report_passages(summary.report_id),
                store.facts(FactQuery(filter=only)),
                store.original(summary.report_id),
                rows[0],
                [(name, start, end) for name, _, start, end in rows[1]],
                [source.given for source in summary.sources],
            )
    return found


def verify(folder: Path, *expected: Contents) -> set[str]:
    """Holds a store to what its reports are, and its searches to what it holds."""
    found = contents(folder)
    known: Contents = {key: value for each in expected for key, value in each.items()}
    for report_id, parts in found.items():
        assert parts == known[report_id]
    with LocalStore.open(folder) as store:
        passages = {each.passage_id for parts in found.values() for each in parts[1]}
        dimension = store.info().embedder.dimension
        dense = store.search_dense(make_vector("问题", dimension), 1000)
        assert {hit.passage_id for hit in dense} == passages
        lexical = store.search_lexical("法治政府 执法 决策 复议 县 区 2023年", 1000)
        assert {hit.passage_id for hit in lexical} == passages
    checked = check_store(folder)
    assert checked.sound, checked.findings
    return set(found)


class Plan:
    """Points to kill at: each stage in turn, a random step of it, from inside or a little later."""

    def __init__(self, full: Outcome, stages: list[str]) -> None:
        assert not full.killed
        assert set(stages) <= set(full.steps), full.steps
        self._steps, self._stages = full.steps, stages
        self._random = random.Random(SEED)
        self.killed: Counter[str] = Counter()

    def point(self) -> dict[str, Any]:
        # The stage that was struck least comes next.
        stage = min(self._stages, key=lambda each: (self.killed[each], self._random.random()))
        step = self._random.randint(1, self._steps[stage])
        late = stage in DELAYED and self._random.random() < 0.5
        delay = self._random.expovariate(1 / 0.003) if late else -1.0
        return {"stage": stage, "step": step, "delay": delay}

    def note(self, point: dict[str, Any], outcome: Outcome) -> None:
        self.killed[point["stage"]] += outcome.killed


def fresh(setting: Setting, *, filled: bool) -> Path:
    """The folder of the store that is worked on: none, or with the first version of every report."""
    folder = setting.folder / "store"
    shutil.rmtree(folder, ignore_errors=True)
    if filled:
        shutil.copytree(setting.store, folder)
    return folder


def made(store: Path) -> bool:
    """Whether there is a store: its making is one transaction."""
    try:
        LocalStore.open(store).close()
    except StoreNotFoundError:
        return False
    except StoreDamagedError as error:
        if "holds nothing" in str(error):
            return False
        raise
    return True


def strike(
    setting: Setting, work: Order, plan: Plan, kills: int, check: Callable[[Outcome], None]
) -> None:
    """Orders a work and kills it, until that happened so often; then lets it end.

    Each time it goes on with what the last one left. ``check`` looks at the store after each; where
    the work was not killed, it holds it to be all done, and makes a fresh one.
    """
    while sum(plan.killed.values()) < kills:
        point = plan.point()
        outcome = setting.victim.order(replace(work, **point))
        plan.note(point, outcome)
        try:
            check(outcome)
        except BaseException as error:
            error.add_note(f"seed {SEED}, after {sum(plan.killed.values())} kills: {point}")
            raise
    outcome = setting.victim.order(work)
    assert not outcome.killed
    check(outcome)


def test_ingestion_that_is_killed_loses_no_report_and_leaves_no_half(setting: Setting) -> None:
    write_files(setting.files, 1)
    store = setting.folder / "store"
    work = Order("ingest", str(store), str(setting.files))
    fresh(setting, filled=False)
    plan = Plan(setting.victim.order(work), INGESTING)
    fresh(setting, filled=False)
    acknowledged: set[str] = set()

    def check(outcome: Outcome) -> None:
        acknowledged.update(outcome.acknowledged)
        held = verify(store, setting.first) if made(store) else set()
        assert held >= acknowledged
        if outcome.killed:
            return
        assert held == set(setting.first)
        acknowledged.clear()
        fresh(setting, filled=False)

    strike(setting, work, plan, KILLS, check)
    assert min(plan.killed[stage] for stage in INGESTING) >= KILLS // len(INGESTING) // 2


def test_replacement_that_is_killed_leaves_the_old_report_or_the_new_one(setting: Setting) -> None:
    write_files(setting.files, 2)
    store = setting.folder / "store"
    work = Order("ingest", str(store), str(setting.files))
    fresh(setting, filled=True)
    plan = Plan(setting.victim.order(work), INGESTING)
    fresh(setting, filled=True)
    acknowledged: set[str] = set()

    def check(outcome: Outcome) -> None:
        acknowledged.update(outcome.acknowledged)
        held = verify(store, setting.first, setting.second)
        assert held >= acknowledged
        # One report, and only one, for each file.
        names = [name for each in contents(store).values() for name in each[-1]]
        assert sorted(names) == sorted(str(path) for path in setting.files.iterdir())
        if outcome.killed:
            return
        assert held == set(setting.second)
        acknowledged.clear()
        fresh(setting, filled=True)

    strike(setting, work, plan, OTHERS, check)


def test_removal_that_is_killed_removes_whole_reports_only(setting: Setting) -> None:
    store = fresh(setting, filled=True)
    work = Order("remove", str(store))
    plan = Plan(setting.victim.order(work), REMOVING)
    fresh(setting, filled=True)

    def check(outcome: Outcome) -> None:
        held = verify(store, setting.first)
        assert not held & set(outcome.acknowledged)
        if outcome.killed:
            return
        assert held == set()
        fresh(setting, filled=True)

    strike(setting, work, plan, OTHERS, check)


def test_reembedding_that_is_killed_never_mixes_models(setting: Setting) -> None:
    store = fresh(setting, filled=True)
    work = Order("reembed", str(store))
    plan = Plan(setting.victim.order(work), EMBEDDING)
    other = contents(store)
    assert [each[:4] for each in other.values()] == [each[:4] for each in setting.first.values()]
    assert all(
        len(vector) == 4 * OTHER.dimension for each in other.values() for (vector,) in each[4]
    )
    fresh(setting, filled=True)

    def check(outcome: Outcome) -> None:
        with LocalStore.open(store) as opened:
            identity = opened.info().embedder
        assert identity in (OTHER, setting.embedder.identity)
        expected = other if identity == OTHER else setting.first
        assert verify(store, expected) == set(setting.first)
        if outcome.killed:
            return
        assert identity == OTHER
        fresh(setting, filled=True)

    strike(setting, work, plan, OTHERS, check)


def test_a_backup_that_is_killed_leaves_the_one_before(setting: Setting) -> None:
    store = fresh(setting, filled=True)
    backup = setting.folder / "backup"
    first = back_up(store, backup)
    with LocalStore.open(store) as opened:
        opened.remove(min(setting.first))
    work = Order("backup", str(store), str(backup))
    plan = Plan(setting.victim.order(work), BACKING_UP)
    assert read_backup(backup).reports == first.reports - 1

    def check(outcome: Outcome) -> None:
        assert read_backup(backup).reports == first.reports - 1

    strike(setting, work, plan, OTHERS, check)
    verify(store, setting.first)


def test_a_restoration_that_is_killed_leaves_the_store_before_or_the_restored_one(
    setting: Setting,
) -> None:
    store = fresh(setting, filled=True)
    backup = setting.folder / "to-restore"
    back_up(store, backup)

    def begin() -> None:
        fresh(setting, filled=True)
        with LocalStore.open(store) as opened:
            opened.remove(min(setting.first))

    work = Order("restore", str(store), str(backup))
    begin()
    plan = Plan(setting.victim.order(work), RESTORING)
    begin()

    def check(outcome: Outcome) -> None:
        held = verify(store, setting.first)
        assert held in (set(setting.first), set(setting.first) - {min(setting.first)})
        if not outcome.killed:
            assert held == set(setting.first)
        if held == set(setting.first):
            begin()

    strike(setting, work, plan, OTHERS, check)
