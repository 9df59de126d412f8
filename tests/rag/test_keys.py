"""Keys in their file."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rag.keys import KeyFile, Role
from vectorstore.errors import InputError, SettingsError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store" / "keys.json"


def test_a_key_is_found_by_its_token_and_no_other(path: Path) -> None:
    keys = KeyFile(path)
    token = keys.add("newsroom", Role.READ)
    keys.add("office", Role.WRITE)
    found = keys.find(token)
    assert found is not None
    assert (found.name, found.role) == ("newsroom", Role.READ)
    for wrong in ("", token[:-1], token + "x", token.upper(), "x" * 100_000, "\udcff", "问"):
        assert keys.find(wrong) is None, wrong


def test_a_token_has_256_random_bits_and_is_not_kept(path: Path) -> None:
    tokens = [KeyFile(path).add(f"key-{n}", Role.READ) for n in range(20)]
    assert len(set(tokens)) == 20
    assert all(re.fullmatch(r"yiju_[A-Za-z0-9_-]{43}", token) for token in tokens)
    kept = path.read_text("utf-8")
    assert not [token for token in tokens if token in kept or token[5:] in kept]
    first = json.loads(kept)["keys"][0]
    assert first["sha256"] == hashlib.sha256(tokens[0].encode()).hexdigest()


def test_the_file_is_for_its_owner_only(path: Path) -> None:
    KeyFile(path).add("a", Role.READ)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_roles(path: Path) -> None:
    assert Role.WRITE.includes(Role.READ)
    assert Role.WRITE.includes(Role.WRITE)
    assert Role.READ.includes(Role.READ)
    assert not Role.READ.includes(Role.WRITE)


def test_another_process_revoking_a_key_is_noticed(path: Path) -> None:
    serving, command = KeyFile(path), KeyFile(path)
    assert not serving.exists
    token = command.add("a", Role.READ)
    assert serving.exists
    assert serving.find(token) is not None
    command.revoke("a")
    assert serving.find(token) is None
    assert serving.exists, "the last key is gone, the demand for one is not"


def test_names(path: Path) -> None:
    keys = KeyFile(path)
    keys.add("a.B-1_c", Role.READ, datetime(2024, 5, 6, tzinfo=UTC))
    with pytest.raises(InputError, match="already"):
        keys.add("a.B-1_c", Role.WRITE)
    for name in ("", " ", "a b", "-a", "a\n", "名", "a" * 65, "../a"):
        with pytest.raises(InputError, match="cannot name"):
            keys.add(name, Role.READ)
    with pytest.raises(InputError, match="no key 'b'"):
        keys.revoke("b")
    (kept,) = keys.in_force()
    assert (kept.name, kept.role, kept.created) == (
        "a.B-1_c",
        Role.READ,
        datetime(2024, 5, 6, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"keys": [{"name": "a", "role": "read", "token": "hunter2", "created": "2024-01-01"}]}',
        b'{"keys": [{"name": "a", "role": "admin", "sha256": "hunter2", "created": "2024-01-01"}]}',
    ],
)
def test_a_file_of_anything_else_is_an_error_that_keeps_its_content_to_itself(
    path: Path, content: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        KeyFile(path)
    assert str(path) in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_breaks_while_it_is_used_opens_to_nobody(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keys = KeyFile(path)
    token = keys.add("a", Role.WRITE)
    good = path.read_bytes()
    path.write_text("{", "utf-8")
    with caplog.at_level(logging.ERROR):
        assert keys.find(token) is None
        assert keys.find(token) is None
    assert [record.getMessage() for record in caplog.records] == [
        f"no key is taken: {path}: is no file of keys (no JSON): mend it or delete it"
    ]
    path.write_bytes(good)
    assert keys.find(token) is not None


def test_two_changes_at_a_time_are_both_kept(path: Path) -> None:
    KeyFile(path).add("gone", Role.READ)

    def change(number: int) -> None:
        if number:
            KeyFile(path).add(f"k{number}", Role.READ)
        else:
            KeyFile(path).revoke("gone")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(16)))
    assert {key.name for key in KeyFile(path).in_force()} == {f"k{n}" for n in range(1, 16)}


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        file = tmp_path / "file"
        file.touch()
        folder = file
    else:
        folder = tmp_path / "closed"
        folder.mkdir(mode=0o500)
    with pytest.raises(SettingsError, match="cannot be"):
        KeyFile(folder / "keys.json").add("a", Role.READ)
