"""Sources that mean harm: every one ends as an error that says why, or as its text."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.documents import RawSource
from ingest.loaders import Limits, expand, files, parse, unpack
from ingest.loaders.formats import recognise
from ingest.loaders.zip_directory import has_at_most
from tests.ingest.loaders.sources import SENTENCE, raw_source, typeset, zipped
from tests.ingest.loaders.sources import pdf as drawn_pdf
from vectorstore.errors import (
    DamagedSourceError,
    EmptySourceError,
    EncodingError,
    LoadError,
    TooLargeError,
    UnsupportedFormatError,
)

LIMITS = Limits()
TEXT = SENTENCE.encode()
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(12)
)


def docx(document: str, **parts: str) -> bytes:
    members = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": document,
    }
    return zipped({name: text.encode() for name, text in (members | parts).items()})


def body(content: str, prologue: str = "") -> str:
    return f'{prologue}<w:document xmlns:w="{W}"><w:body>{content}</w:body></w:document>'


def error_of(data: bytes, name: str, limits: Limits = LIMITS) -> LoadError:
    with pytest.raises(LoadError) as caught:
        parse(raw_source(data, name), limits)
    return caught.value


def found_in(target: Path, limits: Limits = LIMITS) -> list[RawSource | LoadError]:
    return list(expand(str(target), limits))


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".pdf", ".docx", ".doc", ".zip", ""])
@given(data=st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_a_document_or_an_error(suffix: str, data: bytes) -> None:
    for head in (b"", b"%PDF-1.4\n", b"PK\3\4", b"<html>", b"PK\5\6"):
        try:
            document = parse(raw_source(head + data, "a" + suffix), LIMITS)
        except LoadError:
            continue
        assert document.text.strip()
        assert document.text.encode()
        assert "\r" not in document.text


@given(
    st.lists(
        st.sampled_from(
            "<table> <tr> <td> <td>a</td> </td> </tr> </table> <div> </div> <p> <a href=x> <li> <ol> "
            "<pre> <br> <!-- --> 办理案件35件,审结33件。 &#xD800; &#0; <b> </p> <h1> <body> </body>".split(
                " "
            )
        ),
        max_size=60,
    )
)
@settings(max_examples=80, deadline=None)
def test_any_markup_is_a_document_or_an_error(pieces: list[str]) -> None:
    try:
        document = parse(raw_source("".join(["<html>", *pieces]).encode(), "a.html"), LIMITS)
    except LoadError:
        return
    assert document.text.encode()


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_word_file_with_bytes_changed(at: int, change: bytes) -> None:
    data = bytearray(docx(body(f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>")))
    data[at % len(data) : at % len(data) + len(change)] = change
    try:
        assert parse(raw_source(bytes(data), "a.docx"), LIMITS).text
    except LoadError:
        return


def test_entities_that_multiply_are_not_unfolded() -> None:
    prologue = f"<!DOCTYPE w:document [{LAUGHS}]>"
    bomb = docx(body("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", prologue))
    assert isinstance(error_of(bomb, "a.docx"), DamagedSourceError)
    page = f"<?xml version='1.0'?><!DOCTYPE html [{LAUGHS}]><html><body><p>{SENTENCE}&l11;</p></body></html>"
    document = parse(raw_source(page.encode(), "a.xhtml"), LIMITS)
    assert SENTENCE in document.text
    assert "lollol" not in document.text
    assert len(document.text) < 2000


def test_entities_do_not_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    doctype = f"<!DOCTYPE html [<!ENTITY x SYSTEM 'file://{secret}'>]>"
    page = f"{doctype}<html><body><p>{SENTENCE}&x;</p></body></html>"
    assert "geheim" not in parse(raw_source(page.encode(), "a.html"), LIMITS).text
    word = docx(body(f"<w:p><w:r><w:t>{SENTENCE}&x;</w:t></w:r></w:p>", doctype))
    assert "geheim" not in str(error_of(word, "a.docx"))


def test_a_word_file_that_unpacks_to_too_much() -> None:
    bomb = docx(body("<w:p><w:r><w:t>x</w:t></w:r></w:p>"), **{"word/media.bin": "0" * 5_000_000})
    assert len(bomb) < 20_000
    error = error_of(bomb, "a.docx", Limits(max_docx_bytes=4_000_000))
    assert isinstance(error, TooLargeError)
    assert "word/media.bin" in error.problem


def test_a_word_file_of_many_parts() -> None:
    bomb = docx(body("<w:p/>"), **{f"word/{n}": "" for n in range(30)})
    assert isinstance(error_of(bomb, "a.docx", Limits(max_members=20)), TooLargeError)


def test_a_word_file_nested_deeply() -> None:
    nested = "<w:tbl><w:tr><w:tc>" * 500 + "</w:tc></w:tr></w:tbl>" * 500
    assert isinstance(error_of(docx(body(nested)), "a.docx"), DamagedSourceError)
    sound = "<w:tbl><w:tr><w:tc>" * 60 + f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"
    sound += "</w:tc></w:tr></w:tbl>" * 60
    assert parse(raw_source(docx(body(sound)), "a.docx"), LIMITS).text == SENTENCE


@pytest.mark.parametrize("form", ["upperLetter", "lowerRoman", "upperRoman"])
def test_a_numbered_paragraph_cannot_grow_by_its_number(form: str) -> None:
    from ingest.loaders.word_numbering import _FORMATS

    assert _FORMATS[form](999_999).lower() == "999999"
    assert len(_FORMATS[form](700)) <= 30


def test_a_page_nested_deeply() -> None:
    page = f"<html><body>{'<div>' * 1_000}<p>{SENTENCE}</p>".encode()
    assert parse(raw_source(page, "a.html"), LIMITS).text == SENTENCE
    page = f"<html><body>{'<div>' * 100_000}<p>{SENTENCE}</p>".encode()
    error = error_of(page, "a.html")
    assert isinstance(error, DamagedSourceError)
    assert "nested too deeply" in error.problem


def test_rows_in_cells_of_rows_are_read_once() -> None:
    paragraph = f"<p>{SENTENCE}</p>" * 4
    page = "<table>" + f"<tr><td>a</td><td>{paragraph}<div>" * 60
    document = parse(raw_source(page.encode(), "a.html"), LIMITS)
    assert document.text.count(SENTENCE) == 240


def test_many_comments_before_markup_take_no_time() -> None:
    assert recognise(b"<!---->" * 500 + b"x").name == "text"
    assert recognise(b"<!---->" * 500 + b"<html>").name == "HTML"


def test_comments_without_an_end_take_no_time() -> None:
    text = "<div>\n" + "<!--" * 50_000 + SENTENCE
    assert SENTENCE in parse(raw_source(text.encode(), "a.md"), LIMITS).text


def test_markdown_nested_deeply_is_not_cut() -> None:
    assert parse(raw_source(f"{'> ' * 60}{SENTENCE}".encode(), "a.md"), LIMITS).text == SENTENCE
    error = error_of(f"{'> ' * 300}{SENTENCE}".encode(), "a.md")
    assert isinstance(error, DamagedSourceError)


def test_nul_bytes_are_binary_data() -> None:
    assert isinstance(error_of(TEXT[:30] + b"\0" + TEXT[30:], "a.txt"), EncodingError)
    assert isinstance(error_of(b"\0" * 1000, "a.txt"), LoadError)
    page = f"<html><body><p>{SENTENCE}".encode() + b"\0</p></body></html>"
    assert isinstance(error_of(page, "a.html"), EncodingError)


def test_a_hundred_megabytes_of_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    (error,) = found_in(path)
    assert isinstance(error, TooLargeError)
    assert "larger than 67108864 bytes" in error.problem


def test_one_line_within_the_limit_of_bytes_is_bounded_by_characters() -> None:
    line = ("一" * 3_000_001).encode()
    error = error_of(line, "a.txt")
    assert isinstance(error, TooLargeError)
    assert "3000001 characters of text; at most 3000000" in error.problem
    assert len(parse(raw_source(line[3:], "a.txt"), LIMITS).text) == 3_000_000


PAGE_OBJECTS = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"


@pytest.mark.parametrize(
    "objects",
    [
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R 3 0 R]/Count 100000000>>endobj\n3 0 obj<</Type/Pages"
        b"/Kids[2 0 R]/Count 50>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 3 0 R"
        b"/MediaBox[0 0 1e38 -1e38]/Contents 4 0 R/Resources 3 0 R/XObject<</X 4 0 R>>>>endobj\n"
        b"4 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>"
        b"/Length 5>>stream\n/X Do\nendstream endobj\n",
    ],
)
def test_a_pdf_whose_objects_contain_themselves(objects: bytes) -> None:
    data = PAGE_OBJECTS + objects + b"trailer<</Root 1 0 R>>\n"
    assert isinstance(error_of(data, "a.pdf"), LoadError)


def test_a_pdf_of_too_many_pages_or_characters() -> None:
    def page(canvas: Canvas) -> None:
        typeset(canvas, [SENTENCE] * 3)

    data = drawn_pdf(*[page] * 5)
    assert isinstance(error_of(data, "a.pdf", Limits(max_pages=4)), TooLargeError)
    error = error_of(data, "a.pdf", Limits(max_characters=200))
    assert isinstance(error, TooLargeError)
    assert "more than 200 characters" in error.problem


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.pdf", "a.docx", "a.md", "a.zip"])
@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"MZ\x90\0" * 9, zlib.compress(TEXT), b"Rar!\x1a\7" + TEXT],
)
def test_a_name_that_lies(name: str, data: bytes) -> None:
    error = error_of(data, name)
    assert isinstance(error, UnsupportedFormatError | EncodingError | DamagedSourceError)


def test_an_archive_of_more_names_than_may_be_read() -> None:
    names = {f"{n}.txt": b"" for n in range(50)}
    for archive in (zipped(names), zipped(names) + b"PK\5\6" + b"\0" * 10):
        (error,) = unpack(raw_source(archive, "a.zip"), Limits(max_members=49))
        assert isinstance(error, TooLargeError | DamagedSourceError)


@pytest.mark.parametrize("comment", [b"", b"x", b"PK\5\6", b"PK\5\6" + b"\0" * 18, b"\0" * 3000])
def test_the_directory_is_found_as_the_library_finds_it(comment: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(9):
            archive.writestr(f"{number}.txt", TEXT)
        archive.comment = comment
    try:
        with zipfile.ZipFile(buffer) as opened:
            found = len(opened.infolist())
    except zipfile.BadZipFile:
        found = 0
    assert not found or not has_at_most(buffer, found - 1)
    assert has_at_most(buffer, 9)


def test_a_large_archive_format_is_counted_too() -> None:
    plain = zipped({f"{n}.txt": b"" for n in range(9)})
    end = plain.rindex(b"PK\5\6")
    size, at = struct.unpack_from("<LL", plain, end + 12)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 9, 9, size, at)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    large = plain[:end] + record + locator + plain[end:]
    with zipfile.ZipFile(io.BytesIO(large)) as opened:
        assert len(opened.infolist()) == 9
    assert not has_at_most(io.BytesIO(large), 8)
    assert has_at_most(io.BytesIO(large), 9)


def test_a_stated_number_of_names_is_not_believed() -> None:
    data = bytearray(zipped({f"{n}.txt": b"" for n in range(50)}))
    end = data.rindex(b"PK\5\6")
    data[end + 8 : end + 12] = struct.pack("<HH", 1, 1)
    (error,) = unpack(raw_source(bytes(data), "a.zip"), Limits(max_members=49))
    assert isinstance(error, TooLargeError)


def test_a_member_without_a_name() -> None:
    data = zipped({"abcde.txt": TEXT}).replace(b"abcde.txt", b"\0bcde.txt")
    assert all(isinstance(each, LoadError) for each in unpack(raw_source(data, "a.zip"), LIMITS))


def test_a_method_that_may_ask_for_gigabytes_is_not_unpacked() -> None:
    packed = zipped({"a.txt": TEXT}, zipfile.ZIP_LZMA)
    (error,) = unpack(raw_source(packed, "a.zip"), LIMITS)
    assert isinstance(error, UnsupportedFormatError)


def test_a_link_inside_an_archive_is_only_text(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    (raw,) = found_in(tmp_path / "a.zip")
    assert isinstance(raw, RawSource)
    assert raw.data == b"/etc/passwd"


def test_a_pipe_in_a_folder_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_bytes(TEXT)
    pipe, sound = found_in(tmp_path)
    assert isinstance(pipe, UnsupportedFormatError)
    assert "a pipe, a socket or a device" in pipe.problem
    assert isinstance(sound, RawSource)
    (error,) = found_in(tmp_path / "a.txt")
    assert isinstance(error, UnsupportedFormatError)


def test_links_that_lead_nowhere_or_in_circles_or_to_devices(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.txt").symlink_to(root / "a.txt")
    (root / "b.txt").symlink_to(root / "missing")
    (root / "c.txt").symlink_to("/dev/zero")
    (root / "d").symlink_to(root)
    (root / "e.txt").write_bytes(TEXT)
    given = [each for each in found_in(root) if isinstance(each, RawSource)]
    assert [each.filename for each in given] == ["e.txt"]
    (error,) = found_in(root / "c.txt")
    assert isinstance(error, UnsupportedFormatError)


def test_folders_nested_deeply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    start = os.open(".", os.O_RDONLY)
    for _ in range(1_000):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.txt").write_bytes(TEXT)
    os.fchdir(start)
    os.close(start)
    try:
        (raw,) = found_in(tmp_path)
    finally:  # the standard library, and so pytest, cannot remove it
        subprocess.run(["rm", "-rf", "d"], check=True)
    assert isinstance(raw, RawSource)
    assert raw.data == TEXT


def test_a_name_in_another_encoding_is_read(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in ("报告.txt".encode("gb18030"), b"\xff.txt"):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(TEXT)
    names = sorted(each.filename for each in found_in(tmp_path) if isinstance(each, RawSource))
    assert names == ["\\xff.txt", "报告.txt"]
    for each in found_in(tmp_path):
        assert isinstance(each, RawSource)
        assert (each.source + each.given).encode()


def _while_reading(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    read_whole = files.read_whole

    def interrupted(*arguments: object) -> bytes:
        data = read_whole(*arguments)  # type: ignore[arg-type]
        change()
        return data

    monkeypatch.setattr("ingest.loaders.expansion.read_whole", interrupted)


@pytest.mark.parametrize("content", [TEXT + b"x", b"x"])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    _while_reading(monkeypatch, lambda: path.write_bytes(content))
    (error,) = found_in(path)
    assert isinstance(error, LoadError)
    assert "changed while it was being read" in error.problem


def test_a_file_that_vanishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    monkeypatch.setattr("ingest.loaders.files._FLAGS", os.O_RDONLY)
    stat = Path.stat

    def vanishing(self: Path, **follow: bool) -> os.stat_result:
        found = stat(self, **follow)
        if self == path:
            path.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(Path, "stat", vanishing)
    (error,) = found_in(tmp_path)
    assert isinstance(error, LoadError)
    assert "No such file" in error.problem


def _grow_when_opened(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    read_whole = files.read_whole

    def growing(*arguments: object) -> bytes:
        path.write_bytes(b"x" * 11)
        return read_whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("ingest.loaders.expansion.read_whole", growing)


def test_a_file_that_grows_beyond_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 10)
    _grow_when_opened(monkeypatch, path)
    (error,) = found_in(path, Limits(max_bytes=10))
    assert isinstance(error, TooLargeError)


def test_an_archive_that_is_cut_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": TEXT, "b.txt": os.urandom(200_000)}, zipfile.ZIP_STORED))
    found = expand(str(path), LIMITS)
    assert isinstance(next(found), RawSource)
    os.truncate(path, 100)
    rest = list(found)
    assert rest
    assert all(isinstance(each, LoadError) for each in rest)


def test_a_sparse_folder_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    (error,) = found_in(tmp_path)
    assert isinstance(error, EmptySourceError)


@pytest.mark.parametrize("run", [" ", "\n", "-", "(", "_", "\u3000"])
def test_long_runs_of_one_mark_are_shortened(run: str) -> None:
    text = f"{SENTENCE}{run * 50_000}{SENTENCE}"
    document = parse(raw_source(text.encode(), "a.txt"), LIMITS)
    assert document.text == f"{SENTENCE}{run * 200}{SENTENCE}"
    short = f"{SENTENCE}{run * 200}{SENTENCE}"
    assert parse(raw_source(short.encode(), "a.txt"), LIMITS).text == short
