"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.settings import load_settings
from vectorstore.errors import SettingsError


def test_defaults() -> None:
    settings = load_settings()
    assert settings.store == Path("~/.local/share/yiju").expanduser()
    assert (settings.embedder, settings.host, settings.port) == ("embedded", "127.0.0.1", 8420)


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_STORE", "~/reports")
    monkeypatch.setenv("YIJU_PORT", "9000")
    settings = load_settings()
    assert settings.store == Path("~/reports").expanduser()
    assert settings.port == 9000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YIJU_PORT", "abc"),
        ("YIJU_PORT", "65536"),
        ("YIJU_PORT", "-1"),
        ("YIJU_UPLOAD_MB", "0"),
        ("YIJU_HOST", ""),
        ("YIJU_EMBEDDER", ""),
    ],
)
def test_an_impossible_value_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name}='{value}'"):
        load_settings()
