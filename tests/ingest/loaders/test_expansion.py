"""Files, folders, archives and lists, as the user names them."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.documents import RawSource
from ingest.loaders import Limits, expand, parse, unpack
from ingest.loaders.archives import member_name
from tests.ingest.loaders.sources import SENTENCE, raw_source, zipped
from vectorstore.errors import (
    DamagedSourceError,
    EmptySourceError,
    EncryptedSourceError,
    LoadError,
    TooLargeError,
    UnsupportedFormatError,
)

LIMITS = Limits()
TEXT = SENTENCE.encode()
_NOBODY = 65534


def expanded(target: Path | str, limits: Limits = LIMITS) -> list[RawSource | LoadError]:
    return list(expand(str(target), limits))


def sources(target: Path | str, limits: Limits = LIMITS) -> list[RawSource]:
    found = expanded(target, limits)
    assert all(isinstance(each, RawSource) for each in found), found
    return [each for each in found if isinstance(each, RawSource)]


def only_error(target: Path | str, limits: Limits = LIMITS) -> LoadError:
    (error,) = expanded(target, limits)
    assert isinstance(error, LoadError)
    return error


def test_a_file_is_one_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "报告.txt").write_bytes(TEXT)
    monkeypatch.chdir(tmp_path)
    (raw,) = sources("报告.txt")
    assert raw.source == str(tmp_path / "报告.txt")
    assert (raw.given, raw.filename, raw.data, raw.declared_type) == (
        "报告.txt",
        "报告.txt",
        TEXT,
        "",
    )
    assert raw.fetched_at.tzinfo is not None


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("no/such.txt", "there is no such file or folder"),
        ("ftp://a.example/x.txt", "only http and https addresses"),
        ("bad\0name", "there is no such file or folder"),
        ("x" * 5000, "cannot be read"),
        ("/dev/null", "a pipe, a socket or a device"),
    ],
)
def test_what_is_not_there_is_said(target: str, message: str) -> None:
    error = only_error(target)
    assert message in error.problem
    assert error.source == target


def test_a_file_beyond_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 11)
    assert isinstance(only_error(tmp_path / "a.txt", Limits(max_bytes=10)), TooLargeError)


def test_an_empty_file_is_left_to_parsing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (raw,) = sources(tmp_path / "a.txt")
    with pytest.raises(EmptySourceError):
        parse(raw, LIMITS)


def test_a_folder_stands_for_what_may_be_a_report(tmp_path: Path) -> None:
    root = tmp_path / "reports"
    outside = tmp_path / "outside.txt"
    for name in (
        *("b.txt", "a/c.PDF", "a/d.md", ".hidden.txt", ".git/e.txt", "~$f.docx", "g.jpg", "h.doc"),
        *("a/.DS_Store", "z/i.html"),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TEXT)
    (root / "j.zip").write_bytes(zipped({"k.txt": TEXT}))
    outside.write_bytes(TEXT)
    (root / "l.txt").symlink_to(outside)
    (root / "m.txt").symlink_to(root / "b.txt")
    (root / "n").symlink_to(tmp_path)
    names = [raw.given for raw in sources(root)]
    assert names == [
        str(root / name)
        for name in ("b.txt", "h.doc", "j.zip!/k.txt", "m.txt", "a/c.PDF", "a/d.md", "z/i.html")
    ]


def test_a_folder_without_anything_to_read(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    error = only_error(tmp_path)
    assert isinstance(error, EmptySourceError)
    assert "txt, md, html, pdf, docx" in error.problem


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """A folder of a user who may not read everything, whom this process is meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        if os.geteuid() != 0:
            yield Path(folder)
            return
        expanded(Path(folder))  # what this imports, the other user may not be able to read
        os.chown(folder, _NOBODY, -1)
        os.seteuid(_NOBODY)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


def test_what_may_not_be_read_is_said_and_the_rest_goes_on(ordinary_user: Path) -> None:
    (ordinary_user / "a.txt").write_bytes(TEXT)
    (ordinary_user / "b.txt").write_bytes(TEXT)
    (ordinary_user / "a.txt").chmod(0)
    (ordinary_user / "c").mkdir(mode=0)
    first, second, third = expanded(ordinary_user)
    assert isinstance(first, LoadError)
    assert "Permission denied" in first.problem
    assert isinstance(second, RawSource)
    assert isinstance(third, LoadError)


def test_a_list_inside_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("http://a.example/1\nhttp://a.example/2\n")
    error = only_error(tmp_path)
    assert isinstance(error, UnsupportedFormatError)
    assert "name the list itself" in error.problem


def test_members_of_an_archive(tmp_path: Path) -> None:
    archive = tmp_path / "年报.zip"
    archive.write_bytes(
        zipped(
            {
                "b/云溪县.txt": TEXT,
                "a.md": TEXT,
                "../../escape.txt": TEXT,
                "/etc/passwd.txt": TEXT,
                "c\\windows.txt": TEXT,
                "__MACOSX/a.md": b"x",
                ".hidden.txt": b"x",
                "picture.png": b"x",
            }
        )
    )
    found = sources(archive)
    assert [raw.source for raw in found] == [
        f"{archive}!/{name}"
        for name in (*("a.md", "b/云溪县.txt", "c/windows.txt", "escape.txt", "etc/passwd.txt"),)
    ]
    assert [raw.filename for raw in found][1] == "云溪县.txt"
    assert all(raw.data == TEXT for raw in found)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["年报.zip"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_the_utf8_flag(tmp_path: Path, encoding: str) -> None:
    info = zipfile.ZipInfo("x.txt")
    info.filename = "云溪县/二〇二三.txt".encode(encoding).decode("cp437")
    assert member_name(info) == "云溪县/二〇二三.txt"
    placeholder = "Y" * len("云溪县报告".encode(encoding)) + ".txt"
    data = zipped({placeholder: TEXT})
    data = data.replace(placeholder.encode(), "云溪县报告.txt".encode(encoding))
    (tmp_path / "a.zip").write_bytes(data)
    (raw,) = sources(tmp_path / "a.zip")
    assert raw.filename == "云溪县报告.txt"


def test_a_bomb_is_noticed_by_what_really_comes_out(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(zipped({"a.txt": b"0" * 3_000_000, "b.txt": TEXT}))
    assert archive.stat().st_size < 20_000
    bomb, sound = expanded(archive)
    assert isinstance(bomb, TooLargeError)
    assert "200 times" in bomb.problem
    assert isinstance(sound, RawSource)
    large, _ = expanded(archive, Limits(max_bytes=1_000_000))
    assert isinstance(large, TooLargeError)
    assert large.source == f"{archive}!/a.txt"


def test_a_stated_size_that_lies_is_not_believed(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"0" * 3_000_000}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(bytes(data))
    error = only_error(tmp_path / "a.zip")
    assert isinstance(error, DamagedSourceError | TooLargeError)


def test_all_members_together_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({f"{n}.txt": TEXT for n in range(9)}))
    size = len(TEXT)
    *found, error = expanded(tmp_path / "a.zip", Limits(max_unpacked_bytes=3 * size + 1))
    assert len(found) == 3
    assert isinstance(error, TooLargeError)
    assert error.source == str(tmp_path / "a.zip")
    error = only_error(tmp_path / "a.zip", Limits(max_members=8))
    assert "more than 8 files" in error.problem


def test_encrypted_and_nested_members(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b.zip": zipped({"c.txt": TEXT}), "d.txt": TEXT}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    encrypted, nested, sound = expanded(tmp_path / "a.zip")
    assert isinstance(encrypted, EncryptedSourceError)
    assert isinstance(nested, UnsupportedFormatError)
    assert "archives inside archives" in nested.problem
    assert isinstance(sound, RawSource)


def test_archives_that_are_damaged(tmp_path: Path) -> None:
    whole = zipped({"a.txt": TEXT * 50, "b.txt": TEXT})
    archive = tmp_path / "a.zip"
    archive.write_bytes(whole[:60])
    assert isinstance(only_error(archive), DamagedSourceError)
    broken = bytearray(whole)
    broken[45:55] = b"\xff" * 10
    archive.write_bytes(bytes(broken))
    first, second = expanded(archive)
    assert isinstance(first, DamagedSourceError)
    assert isinstance(second, RawSource)


def test_an_archive_without_anything_to_read(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.png": b"x"}))
    assert isinstance(only_error(tmp_path / "a.zip"), EmptySourceError)


def test_a_zip_suffix_over_something_else(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(TEXT)
    (raw,) = sources(tmp_path / "a.zip")
    with pytest.raises(UnsupportedFormatError, match=r"\.zip"):
        parse(raw, LIMITS)


def test_uploads_are_unpacked_in_memory() -> None:
    raw = raw_source(zipped({"b.txt": TEXT, "a.txt": TEXT}), "upload.zip")
    assert [each.given for each in unpack(raw, LIMITS) if isinstance(each, RawSource)] == [
        "upload.zip!/a.txt",
        "upload.zip!/b.txt",
    ]
    plain = raw_source(TEXT)
    assert list(unpack(plain, LIMITS)) == [plain]
    damaged = raw_source(zipped({"b.txt": TEXT})[:40], "upload.zip")
    (error,) = unpack(damaged, LIMITS)
    assert isinstance(error, DamagedSourceError)


@pytest.mark.parametrize("value", [0, -1])
def test_limits_must_be_positive(value: int) -> None:
    with pytest.raises(ValueError, match="max_bytes"):
        Limits(max_bytes=value)
