"""Formats are recognised from content; suffixes are promises; text and Markdown."""

import subprocess
import sys

import pytest

from ingest.loaders import Limits, parse
from tests.ingest.loaders.sources import SENTENCE, pdf, raw_source, typeset, zipped
from vectorstore.errors import (
    DamagedSourceError,
    EmptySourceError,
    EncodingError,
    EncryptedSourceError,
    LoadError,
    TooLargeError,
    UnsupportedFormatError,
)

LIMITS = Limits()
PAGE = f"<!DOCTYPE html><html><head><title>报告</title></head><body><p>{SENTENCE}</p></body></html>"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def test_a_text_is_given_as_it_stands() -> None:
    text = "一、主要工作\r\n\r\n\u3000\u3000" + SENTENCE
    document = parse(raw_source(text.encode("gb18030")), LIMITS)
    assert document.text == "一、主要工作\n\n\u3000\u3000" + SENTENCE
    assert document.media_type == "text/plain"


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\u3000\u3000\n".encode(), b"\xef\xbb\xbf"])
def test_nothing_but_white_space_is_empty(data: bytes) -> None:
    with pytest.raises(EmptySourceError):
        parse(raw_source(data), LIMITS)


@pytest.mark.parametrize(
    ("filename", "data", "message"),
    [
        ("a.pdf", PAGE.encode(), r"suffix \.pdf but the content is HTML: rename it to \.html"),
        ("a.txt", PAGE.encode(), r"suffix \.txt but the content is HTML"),
        ("a.txt", PAGE.encode("utf-16"), r"suffix \.txt but the content is HTML"),
        ("a.txt", b"%PDF-1.7\n", r"suffix \.txt but the content is a PDF: rename it to \.pdf"),
        ("a.txt", PNG, r"suffix \.txt but the content is a PNG picture"),
        ("a.docx", SENTENCE.encode(), r"suffix \.docx but the content is text: rename .* \.txt"),
        ("a.docx", OLE, r"suffix \.docx but the content is an old Office file"),
        ("a.md", PAGE.encode(), r"suffix \.md but the content is HTML"),
        ("a.html", b"%PDF-1.7\n", r"suffix \.html but the content is a PDF"),
        ("a.doc", OLE, r"save it as \.docx"),
        ("a.wps", OLE, r"WPS files are not read: save it as \.docx"),
        ("a.doc", PAGE.encode(), r"suffix \.doc but the content is HTML: rename it to \.html"),
        ("a.png", PNG, "a PNG picture"),
        ("a.json", b'{"a": 1}', r"files named \.json are not read"),
        ("a.txt", zipped({"a.txt": b"x"}), "a zip archive"),
        ("a.xlsx", zipped({"xl/workbook.xml": b"x"}), "an Excel file"),
        ("a.ofd", zipped({"OFD.xml": b"x"}), r"save it as \.pdf"),
        ("a.html", b"MIME-Version: 1.0\nContent-Type: multipart/related;\n\n", "a web archive"),
    ],
)
def test_a_suffix_that_lies_or_is_not_read(filename: str, data: bytes, message: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=message) as caught:
        parse(raw_source(data, filename), LIMITS)
    assert caught.value.source == filename


def test_a_suffix_that_lies_has_a_code_of_its_own() -> None:
    with pytest.raises(UnsupportedFormatError) as lying:
        parse(raw_source(PAGE.encode(), "a.pdf"), LIMITS)
    with pytest.raises(UnsupportedFormatError) as unread:
        parse(raw_source(b'{"a": 1}', "a.json"), LIMITS)
    assert (lying.value.code, unread.value.code) == ("wrong-suffix", "unsupported-format")


def test_an_encrypted_office_file_needs_its_password_removed() -> None:
    data = OLE + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedSourceError, match="password"):
        parse(raw_source(data, "a.docx"), LIMITS)


def test_a_truncated_word_file_is_damaged() -> None:
    whole = zipped({"[Content_Types].xml": b"x" * 99, "word/document.xml": b"y" * 99})
    with pytest.raises(DamagedSourceError):
        parse(raw_source(whole[:150], "a.docx"), LIMITS)


def test_too_many_bytes() -> None:
    with pytest.raises(TooLargeError, match="at most 10 "):
        parse(raw_source(b"x" * 11), Limits(max_bytes=10))


def test_binary_data_that_no_magic_betrays() -> None:
    with pytest.raises(EncodingError):
        parse(raw_source(bytes(range(256)) * 4), LIMITS)


def test_a_text_that_mentions_markup_stays_a_text() -> None:
    text = f"网页中的<p>标签\n{SENTENCE}"
    assert parse(raw_source(text.encode()), LIMITS).text == text


def test_a_page_without_any_markup_keeps_its_lines() -> None:
    document = parse(raw_source(f"一、工作\n{SENTENCE}".encode(), "a.html"), LIMITS)
    assert document.text == f"一、工作\n{SENTENCE}"
    assert document.media_type == "text/plain"


def test_a_file_without_suffix_is_read_by_its_content() -> None:
    assert parse(raw_source(PAGE.encode(), "report"), LIMITS).media_type == "text/html"
    fragment = f"<div><p>{SENTENCE}</p></div>".encode()
    assert parse(raw_source(fragment, "report"), LIMITS).media_type == "text/html"
    assert parse(raw_source(SENTENCE.encode(), "report"), LIMITS).media_type == "text/plain"
    data = pdf(lambda canvas: typeset(canvas, [SENTENCE]))
    assert parse(raw_source(data, "report"), LIMITS).media_type == "application/pdf"


def test_the_suffix_of_an_address_promises_nothing() -> None:
    address = {"source": "http://yunxi.example/report.pdf", "declared_type": "text/html"}
    document = parse(raw_source(PAGE.encode(), "report.pdf", **address), LIMITS)
    assert document.media_type == "text/html"
    data = pdf(lambda canvas: typeset(canvas, [SENTENCE]))
    document = parse(raw_source(data, "show.html", **address), LIMITS)
    assert document.media_type == "application/pdf"


def test_an_address_that_delivers_a_picture() -> None:
    raw = raw_source(PNG, "", source="http://yunxi.example/", declared_type="text/html")
    with pytest.raises(UnsupportedFormatError, match="delivers a PNG picture"):
        parse(raw, LIMITS)


def test_the_charset_that_a_server_declares_is_only_a_hint() -> None:
    for declared in ("text/plain; charset=utf-8", 'text/plain; charset="gbk"', "text/plain"):
        raw = raw_source(
            SENTENCE.encode("gb18030"), source="http://a.example/r", declared_type=declared
        )
        assert parse(raw, LIMITS).text == SENTENCE


def test_markdown_keeps_words_and_numbers_and_loses_marks() -> None:
    text = (
        "---\ntitle: 云溪县报告\nissuer: 云溪县人民政府\n---\n"
        "# 云溪县2023年*法治*报告\n\n## 一、主要工作\n\n"
        "    全县**“放管服”**改革\n有序推进\nof the\ncounty。\n\n"
        "3. 第三项\n4. 第四项\n\n- 要点\n\n"
        "| 指标 | 数量 |\n|---|---|\n| 复议 | 35件 |\n\n"
        "[办法](http://a.example)<br>施行 &amp; 落实\n\n1、不是列表\n"
    )
    document = parse(raw_source(text.encode(), "a.md"), LIMITS)
    assert document.text.split("\n") == [
        "云溪县2023年法治报告",
        "一、主要工作",
        "全县“放管服”改革有序推进of the county。",
        "3. 第三项",
        "4. 第四项",
        "要点",
        "指标 | 数量",
        "复议 | 35件",
        "办法施行 & 落实",
        "1、不是列表",
    ]
    assert document.page_title == "云溪县报告"
    assert document.page_fields == {"title": "云溪县报告", "issuer": "云溪县人民政府"}


def _outcome(data: bytes, name: str) -> str:
    """What became of a source; errors of libraries are let through."""
    try:
        parse(raw_source(data, name), LIMITS)
    except LoadError:
        return "refused"
    return "read"


def test_every_failure_is_a_load_error() -> None:
    whole = {
        "a.pdf": pdf(lambda canvas: typeset(canvas, [SENTENCE])),
        "a.docx": zipped({"word/document.xml": b"<w>", "[Content_Types].xml": b"<Types/>"}),
        "a.html": PAGE.encode(),
    }
    for name, data in whole.items():
        for size in range(4, len(data), max(1, len(data) // 25)):
            assert _outcome(data[:size], name) in ("read", "refused")


def test_importing_the_package_loads_no_reader() -> None:
    code = (
        "import sys, ingest.loaders\n"
        "heavy = {'trafilatura', 'docx', 'pypdfium2', 'lxml', 'httpx', 'markdown_it'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
