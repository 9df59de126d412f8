"""``yiju config`` and ``yiju keys``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rag.keys import KeyFile, Role
from ui.cli import app
from ui.settings import Settings, load_settings, unknown_variables
from vectorstore.errors import SettingsError


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_each_setting_is_shown_with_its_source(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YIJU_PORT", "9000")
    monkeypatch.setenv("YIJU_HOST", "::1")
    shown = json.loads(run("config", "--json", "--store", tmp_path, "--host", "127.0.0.1").stdout)
    assert set(shown) == set(Settings.model_fields)
    assert shown["port"] == {"value": 9000, "source": "environment", "variable": "YIJU_PORT"}
    assert shown["host"] == {"value": "127.0.0.1", "source": "option", "variable": "YIJU_HOST"}
    assert shown["store"]["value"] == str(tmp_path)
    assert shown["keys_file"] == {
        "value": str(tmp_path / "keys.json"),
        "source": "default",
        "variable": "YIJU_KEYS_FILE",
    }
    assert shown["log_format"]["value"] == "text"
    assert shown["open_access"]["value"] is False
    listed = run("config").stdout.splitlines()
    assert len(listed) == 1 + len(Settings.model_fields)
    assert any(line.startswith("YIJU_PORT\t9000\tenvironment\t") for line in listed)
    assert all(line.count("\t") == 3 and not line.endswith("\t") for line in listed)


def test_keys_are_not_shown(tmp_path: Path) -> None:
    token = KeyFile(tmp_path / "keys.json").add("a", Role.READ)
    (digest,) = [key.sha256 for key in KeyFile(tmp_path / "keys.json").in_force()]
    for arguments in (
        ("config",),
        ("config", "--json"),
        ("keys", "list"),
        ("keys", "list", "--json"),
    ):
        output = run(*arguments, "--store", tmp_path).output
        assert output
        assert token not in output
        assert digest not in output


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_PORT", "abc")
    monkeypatch.setenv("YIJU_LOG_FORMAT", "xml")
    monkeypatch.setenv("YIJU_RATE_PER_MINUTE", "-1")
    monkeypatch.setenv("YIJU_CORS_ORIGINS", "https://a.example, *")
    result = run("config")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    for name in ("YIJU_PORT='abc'", "YIJU_LOG_FORMAT='xml'", "YIJU_RATE_PER_MINUTE='-1'", "'*'"):
        assert name in result.stderr
    assert run("serve").exit_code == 1


def test_an_impossible_option_is_named_as_one() -> None:
    with pytest.raises(SettingsError, match=r"^--port 70000: "):
        load_settings({"port": 70000, "host": None})


@pytest.mark.parametrize(
    "value",
    ["*", "example.org", "https://example.org/", "https://example.org/path", "ftp://example.org"],
)
def test_an_origin_is_a_scheme_and_a_host(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("YIJU_CORS_ORIGINS", value)
    with pytest.raises(SettingsError, match="is no origin"):
        load_settings()


def test_a_misspelt_variable_is_remarked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_PROT", "9000")
    monkeypatch.setenv("YIJU_ZZZZZZ", "1")
    assert unknown_variables() == [
        "YIJU_PROT is no setting: YIJU_PORT?",
        "YIJU_ZZZZZZ is no setting",
    ]
    assert "YIJU_PORT?" in run("config").stderr


def test_an_empty_keys_file_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YIJU_KEYS_FILE", "")
    assert load_settings({"store": tmp_path}).keys_path == tmp_path / "keys.json"
    monkeypatch.setenv("YIJU_KEYS_FILE", "~/keys.json")
    assert load_settings().keys_path == Path("~/keys.json").expanduser()


def test_keys_are_added_listed_and_revoked(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "keys.json"
    added = run("keys", "add", "newsroom", "--role", "write", "--keys-file", file)
    assert added.exit_code == 0
    token = added.stdout.strip()
    found = KeyFile(file).find(token)
    assert found is not None
    assert found.role is Role.WRITE
    run("keys", "add", "second", "--keys-file", file)
    listed = json.loads(run("keys", "list", "--json", "--keys-file", file).stdout)["keys"]
    assert [(each["name"], each["role"]) for each in listed] == [
        ("newsroom", "write"),
        ("second", "read"),
    ]
    assert run("keys", "list", "--keys-file", file).stdout.startswith("name\trole\tcreated\n")
    assert run("keys", "revoke", "newsroom", "--keys-file", file).exit_code == 0
    assert KeyFile(file).find(token) is None
    unknown = run("keys", "revoke", "newsroom", "--keys-file", file)
    assert unknown.exit_code == 1
    assert "newsroom" in unknown.stderr
    assert run("keys", "add", "x", "--role", "admin", "--keys-file", file).exit_code == 2
    assert run("keys", "add", "a b", "--keys-file", file).exit_code == 1


@pytest.mark.parametrize("command", ["add", "list", "revoke"])
def test_every_command_of_keys_has_help_with_an_example(command: str) -> None:
    result = run("keys", command, "--help")
    assert f"Example: yiju keys {command}" in " ".join(result.output.split())
