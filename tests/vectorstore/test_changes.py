from __future__ import annotations

from pathlib import Path

from tests.contracts.bundles import make_bundle, make_source
from vectorstore.local import LocalStore
from vectorstore.local.changes import EVERYTHING, added_since
from vectorstore.local.database import FILENAME, Database


def fill(store: LocalStore, reports: int, first: int = 0) -> None:
    for number in range(first, first + reports):
        store.add(make_bundle("一。\n二。\n三。", region=f"{number}县"), make_source(f"/{number}"))


def steps_of(database: Database, since: int) -> tuple[int, list[int]]:
    """How many steps SQLite takes for what was added since, and the numbers it finds."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with database.read() as connection:
        connection.set_progress_handler(count, 1)
        found = [number for (number,) in added_since(connection, since, "p.number")]
        connection.set_progress_handler(None, 0)
    return steps, found


def test_what_was_added_comes_by_number(folder: Path, store: LocalStore) -> None:
    fill(store, 4)
    since = store.info().generation
    bundle = make_bundle("一。\n二。\n三。", region="1县", recipe="2")
    store.add(bundle, make_source("/1"))
    fill(store, 1, first=4)
    database = Database.open(folder / FILENAME)
    assert steps_of(database, since)[1] == [13, 14, 15, 16, 17, 18]
    assert steps_of(database, EVERYTHING)[1] == [1, 2, 3, *range(7, 19)]
    database.close()


def test_catching_up_costs_what_changed_and_not_what_is_held(
    folder: Path, store: LocalStore
) -> None:
    database = Database.open(folder / FILENAME)
    steps = []
    for held in (3, 100):
        fill(store, held, first=held)
        since = store.info().generation
        fill(store, 1, first=1000 + held)
        steps.append(steps_of(database, since)[0])
    few, many = steps
    assert many <= few * 1.1
    database.close()
