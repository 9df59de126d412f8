"""A check finds whatever is not as it was stored, and a repair mends what it can."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.pipeline import Ingestor
from ingest.renewal import reprocess
from vectorstore.embedding import Embedder
from vectorstore.errors import StoreError, StoreNotFoundError
from vectorstore.local import LocalStore
from vectorstore.local.changes import writer_lock
from vectorstore.local.checking import check_store
from vectorstore.local.database import FILENAME
from vectorstore.local.findings import Area, Remedy, StoreCheck
from vectorstore.local.repairing import repair_store
from vectorstore.queries import FactQuery

FIRST = "(SELECT min(number) FROM reports)"
"""The report that is damaged; the others are to stay as they are."""


def damage(folder: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    """Changes the database as no store does."""
    with closing(sqlite3.connect(folder / FILENAME)) as connection, connection:
        for statement in statements:
            connection.execute(statement, values)


def first_id(folder: Path) -> str:
    with closing(sqlite3.connect(folder / FILENAME)) as connection:
        found: str = connection.execute(
            "SELECT report_id FROM reports ORDER BY number LIMIT 1"
        ).fetchone()[0]
    return found


def remedies(found: StoreCheck) -> set[tuple[Area, str, Remedy]]:
    return {(each.area, each.subject, each.remedy) for each in found.findings}


def remake(folder: Path, embedder: Embedder, found: StoreCheck) -> None:
    """What ``yiju check --repair`` does."""
    repair_store(folder, found)
    with LocalStore.open(folder, embedder.identity) as store:
        ingestor = Ingestor(store, embedder, workers=0)
        reprocess(store, ingestor, found.ids(Remedy.REPROCESS))


def test_a_sound_store_is_sound(copy: Path) -> None:
    found = check_store(copy)
    assert found.sound
    assert found.notes == found.unnoted == ()
    with LocalStore.open(copy) as store:
        info = store.info()
    assert (found.reports, found.passages, found.facts) == (3, info.passages, info.facts)
    assert found.generation == info.generation
    before = {path.name: path.read_bytes() for path in copy.iterdir() if path.is_file()}
    check_store(copy)
    assert {path.name: path.read_bytes() for path in copy.iterdir() if path.is_file()} == before


def test_no_store_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFoundError):
        check_store(tmp_path / "none")


DAMAGE = {
    "a changed letter": f"UPDATE contents SET text = '错' || substr(text, 2) WHERE report = {FIRST}",
    "a shorter text": f"UPDATE contents SET text = substr(text, 1, 50) WHERE report = {FIRST}",
    "no text": f"DELETE FROM contents WHERE report = {FIRST}",
    "an outline that is no JSON": f"UPDATE contents SET outline = '[[' WHERE report = {FIRST}",
    "another outline": f"UPDATE contents SET outline = '[]' WHERE report = {FIRST}",
    "a source map with a hole": f"UPDATE contents SET source_map = '[]' WHERE report = {FIRST}",
    "another place": f"UPDATE reports SET region = '青岚市' WHERE number = {FIRST}",
    "a moved passage": f"UPDATE passages SET start = start + 1 WHERE report = {FIRST}",
    "a changed passage": f"UPDATE passages SET text = '错' || text WHERE report = {FIRST}",
    "a lost passage": f"DELETE FROM passages WHERE report = {FIRST} AND ordinal = 1",
    "a passage under another number": "UPDATE passages SET number = number + 900 "
    f"WHERE report = {FIRST} AND ordinal = 1",
    "headings that are no list": f"UPDATE passages SET heading_path = '3' WHERE report = {FIRST}",
    "a short vector": f"UPDATE passages SET vector = x'00' WHERE report = {FIRST} AND ordinal = 0",
    "vectors of zeros": f"UPDATE passages SET vector = zeroblob(1536) WHERE report = {FIRST}",
    "another figure": f"UPDATE facts SET value = value + 1 WHERE report = {FIRST}",
    "a moved quote": f"UPDATE facts SET start = start + 1 WHERE report = {FIRST}",
    "a lost figure": f"DELETE FROM facts WHERE number = (SELECT min(number) FROM facts "
    f"WHERE report = {FIRST})",
    "lost mentions": f"DELETE FROM mentions WHERE report = {FIRST}",
    "bytes that are no text": f"UPDATE contents SET text = CAST(x'ff' AS TEXT) "
    f"WHERE report = {FIRST}",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_report_is_found_and_made_anew_from_its_own_bytes(
    copy: Path, embedder: Embedder, statement: str
) -> None:
    with LocalStore.open(copy) as store:
        expected = (store.reports(), store.facts(FactQuery()))
        passages = [store.report_passages(each.report_id) for each in expected[0][1]]
    damage(copy, statement)
    found = check_store(copy)
    report_id = first_id(copy)
    assert (Area.REPORT, report_id, Remedy.REPROCESS) in remedies(found)
    assert found.ids(*Remedy) == (report_id,)
    assert all(each.sources[0].endswith(".txt") for each in found.findings if each.sources)

    remake(copy, embedder, found)
    after = check_store(copy)
    assert after.sound, after.findings
    with LocalStore.open(copy) as store:
        assert (store.reports(), store.facts(FactQuery())) == expected
        assert [store.report_passages(each.report_id) for each in expected[0][1]] == passages


def test_a_vector_with_one_changed_bit_is_found(copy: Path) -> None:
    with closing(sqlite3.connect(copy / FILENAME)) as connection:
        vector = bytearray(
            connection.execute("SELECT vector FROM passages WHERE ordinal = 0").fetchone()[0]
        )
    vector[0] ^= 1
    assert np.isfinite(np.frombuffer(bytes(vector), dtype="<f4")).all()
    where = f"report = {FIRST} AND ordinal = 0"
    damage(copy, f"UPDATE passages SET vector = ? WHERE {where}", values=(bytes(vector),))
    assert check_store(copy).ids(Remedy.REPROCESS) == (first_id(copy),)


@pytest.mark.parametrize("number", [np.nan, 0.5, np.inf])
def test_without_checksums_too_vectors_have_to_be_finite_and_of_unit_length(
    copy: Path, embedder: Embedder, number: float
) -> None:
    damage(copy, "DELETE FROM sums")
    data = np.full(embedder.identity.dimension, number, "<f4").tobytes()
    damage(copy, f"UPDATE passages SET vector = ? WHERE report = {FIRST}", values=(data,))
    found = check_store(copy)
    assert found.ids(Remedy.REPROCESS) == (first_id(copy),)
    assert "unit length" in found.findings[0].problem


def test_damaged_originals_ask_for_their_source(copy: Path, embedder: Embedder) -> None:
    report_id = first_id(copy)
    damage(
        copy, "UPDATE originals SET data = x'00' WHERE rowid = (SELECT min(rowid) FROM originals)"
    )
    found = check_store(copy)
    assert remedies(found) == {(Area.REPORT, report_id, Remedy.INGEST)}
    source = found.findings[0].sources[0]

    repair_store(copy, found)
    assert not check_store(copy).sound
    with LocalStore.open(copy, embedder.identity) as store:
        summary = Ingestor(store, embedder, workers=0).ingest([source])
        assert [event.outcome for event in summary.events] == ["replaced"]
    assert check_store(copy).sound


def test_what_cannot_be_mended_goes_only_when_asked(copy: Path) -> None:
    report_id = first_id(copy)
    damage(
        copy, "UPDATE originals SET data = x'00' WHERE rowid = (SELECT min(rowid) FROM originals)"
    )
    repair_store(copy, check_store(copy))
    found = check_store(copy)
    assert found.reports == 3
    done = repair_store(copy, found, drop=True)
    assert any(report_id in each for each in done)
    after = check_store(copy)
    assert (after.sound, after.reports) == (True, 2)


COUNTS = {
    "passages": "UPDATE reports SET passages = passages + 1",
    "facts": "UPDATE reports SET facts = 0",
    "characters": "UPDATE reports SET characters = 1",
}


@pytest.mark.parametrize("statement", COUNTS.values(), ids=COUNTS.keys())
def test_wrong_counts_are_counted_anew(copy: Path, statement: str) -> None:
    with LocalStore.open(copy) as store:
        expected = store.reports()
    damage(copy, statement)
    with LocalStore.open(copy) as running:
        assert running.reports() != expected
        found = check_store(copy)
        assert {remedy for _, _, remedy in remedies(found)} == {Remedy.REPAIR}
        repair_store(copy, found)
        assert check_store(copy).sound
        assert running.reports() == expected


TABLES = {
    "a name folded wrongly": "UPDATE indicators SET folded = 'x'",
    "a name without a figure": "INSERT INTO indicators (name, canonical, folded) "
    "VALUES ('无', '', '无')",
    "bytes without a report": "INSERT INTO originals VALUES ('00', 'text/plain', 'x', x'00', '')",
    "a passage marked as removed": "INSERT INTO tombstones SELECT min(number), 1 FROM passages",
    "a report from the future": f"UPDATE reports SET generation = 99 WHERE number = {FIRST}",
    "a source of no report": "INSERT INTO sources VALUES ('/x', 999, 'x', '2024-01-01T00:00:00')",
}


@pytest.mark.parametrize("statement", TABLES.values(), ids=TABLES.keys())
def test_tables_that_disagree_are_swept(copy: Path, statement: str) -> None:
    damage(copy, statement)
    found = check_store(copy)
    assert remedies(found) >= {(Area.DATABASE, FILENAME, Remedy.REPAIR)}
    repair_store(copy, found)
    after = check_store(copy)
    assert after.sound, after.findings
    with LocalStore.open(copy) as store:
        assert len(store.search_lexical("行政复议 县 区", 100)) > 0


def test_an_index_of_sqlite_that_lacks_entries_is_built_anew(copy: Path) -> None:
    rename = "UPDATE sqlite_master SET sql = ? WHERE name = 'facts_report'"
    whole = "CREATE INDEX facts_report ON facts (report)"
    for sql in (f"{whole} WHERE report > 1", whole):
        with closing(sqlite3.connect(copy / FILENAME, isolation_level=None)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute(rename, (sql,))
        if sql != whole:
            damage(copy, "REINDEX facts_report")
    found = check_store(copy)
    assert {(area, remedy) for area, _, remedy in remedies(found)} >= {
        (Area.DATABASE, Remedy.REPAIR)
    }
    assert any("missing from index" in each.problem for each in found.findings)
    repair_store(copy, replace(found, findings=found.findings[:1]))
    assert check_store(copy).sound


def test_reports_from_before_checksums_get_them(copy: Path) -> None:
    damage(copy, f"DELETE FROM sums WHERE report = {FIRST}")
    found = check_store(copy)
    assert found.sound
    assert found.unnoted == (first_id(copy),)
    assert "--repair" in found.notes[0]
    repair_store(copy, found)
    assert check_store(copy).notes == ()
    damage(copy, f"UPDATE facts SET value = 1 WHERE report = {FIRST}")
    assert not check_store(copy).sound


@pytest.mark.parametrize("name", ["dense", "lexical"])
def test_a_damaged_index_is_built_anew(copy: Path, name: str) -> None:
    largest = max((copy / name).iterdir(), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])
    found = check_store(copy)
    assert remedies(found) == {(Area.INDEX, name, Remedy.REPAIR)}
    assert repair_store(copy, found) == [f"built the {name} index anew"]
    after = check_store(copy)
    assert after.sound
    assert after.notes == ()


def test_a_missing_index_is_no_damage(copy: Path) -> None:
    for path in (copy / "dense").iterdir():
        path.unlink()
    found = check_store(copy)
    assert found.sound
    assert "not written yet" in found.notes[0]


@pytest.mark.parametrize("name", ["dense", "lexical"])
def test_an_index_that_is_being_written_is_no_damage(
    copy: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = copy / name / "manifest.json"
    content = manifest.read_bytes()
    with ThreadPoolExecutor() as pool:
        with writer_lock(copy / f"{name}.lock", 1):
            manifest.write_bytes(content[:-9])
            checked = pool.submit(check_store, copy)
            assert wait([checked], timeout=0.5).not_done
            manifest.write_bytes(content)
        assert checked.result() == check_store(copy)
    monkeypatch.setattr("vectorstore.local.checking._LOCK_SECONDS", 0.01)
    with writer_lock(copy / f"{name}.lock", 1):
        manifest.write_bytes(content[:-9])
        found = check_store(copy)
    assert found.sound
    assert found.notes == (
        f"the {name} index is being written by another process: check again later",
    )
    assert not check_store(copy).sound


def test_an_index_whose_writer_was_killed_is_no_damage(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between tantivy's commit and the manifest that tells of it."""
    with LocalStore.open(copy) as store:
        store.remove(first_id(copy))
        with monkeypatch.context() as patched:
            patched.setattr("vectorstore.local.lexical.replace_file", killed)
            with pytest.raises(KeyboardInterrupt):
                store.search_lexical("行政复议", 1)
        found = check_store(copy)
        assert found.sound
        assert (
            "the lexical index was not finished by who wrote it last: searches build it"
            in found.notes
        )
        assert store.search_lexical("行政复议", 1)
    after = check_store(copy)
    assert after.sound
    assert after.notes == ("the dense index is one change behind",)


def killed(path: Path, data: bytes) -> None:
    raise KeyboardInterrupt


def test_damaged_conversations_are_put_aside(copy: Path) -> None:
    (copy / "conversations.sqlite").write_bytes(b"no database at all" * 100)
    found = check_store(copy)
    assert remedies(found) == {(Area.CONVERSATIONS, "conversations.sqlite", Remedy.REPAIR)}
    repair_store(copy, found)
    assert check_store(copy).sound
    assert (copy / "conversations.sqlite.damaged").is_file()


def test_a_database_with_damaged_pages_cannot_be_repaired(copy: Path) -> None:
    path = copy / FILENAME
    content = bytearray(path.read_bytes())
    content[8192 : 8192 + 4096 * 20] = b"\xa5" * 4096 * 20
    path.write_bytes(bytes(content))
    found = check_store(copy)
    assert Remedy.RESTORE in {each.remedy for each in found.findings}
    with pytest.raises(StoreError, match="yiju restore"):
        repair_store(copy, found)
