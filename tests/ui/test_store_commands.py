"""``yiju check``, ``backup``, ``restore`` and ``reembed``."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.vectorstore.faults.collection import OtherEmbedder
from ui.cli import app
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.local.database import FILENAME
from vectorstore.store import EmbedderIdentity


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def store(store_path: Path, tmp_path: Path) -> Path:
    """A copy of the collection, to be changed."""
    shutil.copytree(store_path, tmp_path / "store")
    return tmp_path / "store"


def damage(store: Path, statement: str) -> None:
    with closing(sqlite3.connect(store / FILENAME)) as connection, connection:
        connection.execute(statement)


def test_a_sound_store_exits_with_0(store: Path) -> None:
    result = run("check", "--store", store)
    assert result.exit_code == 0
    assert "sound; 3 reports" in result.stdout
    found = json.loads(run("check", "--store", store, "--json").stdout)
    assert (found["sound"], found["reports"], found["findings"]) == (True, 3, [])


def test_a_damaged_store_exits_with_1_and_names_the_report_and_its_source(store: Path) -> None:
    damage(store, "UPDATE contents SET text = 'x' || text WHERE report = 1")
    result = run("check", "--store", store)
    assert result.exit_code == 1
    assert "its text is not what was stored" in result.stdout
    assert "年度" in result.stdout
    assert "--repair" in result.stdout
    as_json = run("check", "--store", store, "--json")
    assert as_json.exit_code == 1
    finding = json.loads(as_json.stdout)["findings"][0]
    assert (finding["area"], finding["remedy"]) == ("report", "reprocess")
    assert finding["sources"][0].endswith(".txt")


def test_repair_makes_reports_anew_and_says_so(store: Path) -> None:
    damage(store, "UPDATE contents SET text = 'x' || text WHERE report = 1")
    damage(store, "UPDATE reports SET facts = 0 WHERE number = 2")
    shutil.rmtree(store / "lexical")
    (store / "lexical").mkdir()
    (store / "lexical" / "manifest.json").write_text("{")
    result = run("check", "--repair", "--store", store)
    assert result.exit_code == 0, result.output
    assert "repaired: made report" in result.stdout
    assert "repaired: counted the parts" in result.stdout
    assert "repaired: built the lexical index anew" in result.stdout
    assert "sound; 3 reports" in result.stdout


def test_repair_says_what_it_cannot_mend_and_drops_it_only_when_asked(store: Path) -> None:
    damage(
        store,
        "UPDATE originals SET data = x'00' WHERE content_hash = "
        "(SELECT content_hash FROM reports WHERE number = 1)",
    )
    result = run("check", "--repair", "--store", store)
    assert result.exit_code == 1
    assert "ingest its source again" in result.stdout
    assert "3 reports" in result.stdout
    assert run("check", "--drop", "--store", store).exit_code == 2
    result = run("check", "--repair", "--drop", "--store", store)
    assert result.exit_code == 0, result.output
    assert "removed report" in result.stdout
    assert "sound; 2 reports" in result.stdout


def test_a_database_that_cannot_be_read_is_restored_from_a_backup(
    store: Path, tmp_path: Path
) -> None:
    saved = run("backup", tmp_path / "backup", "--store", store)
    assert saved.exit_code == 0, saved.output
    assert "3 reports" in saved.stdout
    path = store / FILENAME
    path.write_bytes(path.read_bytes()[:30_000])
    for arguments in (("check",), ("check", "--repair"), ("reports",)):
        result = run(*arguments, "--store", store)
        assert result.exit_code == 1
        assert "yiju restore" in result.output
    refused = run("restore", tmp_path / "backup", "--store", store)
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    restored = run("restore", tmp_path / "backup", "--force", "--store", store, "--json")
    assert restored.exit_code == 0, restored.output
    assert json.loads(restored.stdout)["reports"] == 3
    assert run("check", "--store", store).exit_code == 0


def test_a_backup_needs_a_folder_of_its_own(store: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    assert run("backup", tmp_path / "mine", "--store", store).exit_code == 1
    assert run("backup", tmp_path / "b", "--store", tmp_path / "none").exit_code == 1
    assert run("restore", tmp_path / "mine", "--store", store).exit_code == 1
    assert json.loads(run("backup", tmp_path / "b", "--store", store, "--json").stdout)["files"]
    again = run("backup", tmp_path / "b", "--store", store)
    assert "--force" in again.stderr
    assert run("backup", tmp_path / "b", "--force", "--store", store).exit_code == 0


def test_reembed_exchanges_the_model(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> Embedder:
        return OtherEmbedder() if name == "other" else load_embedder(name)

    monkeypatch.setattr("vectorstore.embedding.load_embedder", load)
    result = run("reembed", "--embedder", "other", "--store", store)
    assert result.exit_code == 0, result.output
    assert "embedded 14 passages with other-test-model" in result.stdout
    refused = run("search", "行政复议", "--store", store)
    assert refused.exit_code == 1
    assert "yiju reembed" in refused.stderr
    found = run("search", "行政复议", "--embedder", "other", "--store", store, "--json")
    assert found.exit_code == 0, found.output
    again = run("reembed", "--embedder", "other", "--store", store)
    assert "embedded 0 passages" in again.stdout
    assert run("check", "--store", store).exit_code == 0


def test_a_store_of_an_earlier_versions_model_is_told_what_to_do(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Earlier(OtherEmbedder):
        identity = EmbedderIdentity("yiju-static-zh", OtherEmbedder.identity.dimension, "earlier")

    def load(name: str) -> Embedder:
        return Earlier() if name == "earlier" else load_embedder(name)

    monkeypatch.setattr("vectorstore.embedding.load_embedder", load)
    assert run("reembed", "--embedder", "earlier", "--store", store).exit_code == 0
    for command in (["search", "行政复议"], ["ask", "受理了多少件行政复议?"]):
        refused = run(*command, "--store", store)
        assert refused.exit_code == 1
        remedy = f"yiju reembed --embedder embedded --store {store}"
        assert remedy in refused.stderr.replace("\n", "")
    assert run("reembed", "--embedder", "embedded", "--store", store).exit_code == 0
    assert run("search", "行政复议", "--store", store).exit_code == 0
