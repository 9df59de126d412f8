"""What is fuzzed: one function a target, which takes any bytes and checks what must always hold.

A target may only fail as users may see it, with an error of Yiju's tree; anything else is a find.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import httpx

from ingest.documents import Document, RawSource
from ingest.loaders import Limits, parse, unpack
from ingest.loaders.addresses import is_address, listed_addresses
from ingest.loaders.fetching import _Unpacker
from ingest.loaders.robots import Manners
from ingest.preparation import prepare
from vectorstore.errors import LoadError

Target = Callable[[bytes], None]

LIMITS = Limits(max_bytes=1 << 20, max_unpacked_bytes=1 << 22, max_docx_bytes=1 << 22, max_pages=50)
_WHEN = datetime(2024, 1, 2, tzinfo=UTC)
_SUFFIXES = (".txt", ".md", ".html", ".pdf", ".docx", ".doc", ".zip", "")
_PDF = (
    b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"
    b"<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def source(data: bytes, name: str) -> RawSource:
    """Bytes as a file of that name."""
    return RawSource(f"/fuzz/{name}", name, name, data, "", _WHEN)


def check_document(document: Document) -> None:
    """What holds for every document that a loader gives."""
    assert document.text.strip(), "an empty document"
    assert "\r" not in document.text, "a line end that was not normalised"
    for text in (document.text, document.page_title, *document.page_fields.values()):
        text.encode()  # lone surrogates cannot be stored


def check_preparation(raw: RawSource) -> None:
    """What holds for every report: whatever is quoted stands in it."""
    found = prepare(raw, LIMITS)
    text = found.report.text
    for passage in found.passages:
        assert text[passage.start : passage.end] == passage.text, "a passage that is no quote"
    for fact in found.facts:
        assert text[fact.start : fact.end] == fact.quote, "a fact that is no quote"
        assert fact.start <= fact.value_start < fact.value_end <= fact.end, "a figure outside"
    for mention in found.mentions:
        assert 0 <= mention.start < mention.end <= len(text), "a mention outside the text"
    at = 0
    for span in found.report.source_map:
        assert span.start == at <= span.end, "a map with a gap"
        at = span.end
    assert at == len(text), "a map that ends early"


def _parsing(name: str) -> Target:
    def run(data: bytes) -> None:
        try:
            check_document(parse(source(data, name), LIMITS))
        except LoadError:
            return

    return run


def _any_suffix(data: bytes) -> None:
    if data:
        _parsing("a" + _SUFFIXES[data[0] % len(_SUFFIXES)])(data[1:])


def _pdf_page(data: bytes) -> None:
    _parsing("a.pdf")(_PDF % (len(data), data))


def word_file(content: bytes) -> bytes:
    """The smallest Word file around the content of a body."""
    body = content.decode("utf-8", "replace")
    document = f'<w:document xmlns:w="{_W}" xmlns:mc="{_MC}"><w:body>{body}</w:body></w:document>'
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", document)
    return package.getvalue()


def _docx_body(data: bytes) -> None:
    _parsing("a.docx")(word_file(data))


def _archive(data: bytes) -> None:
    for found in unpack(source(data, "a.zip"), LIMITS):
        if isinstance(found, RawSource):
            member = found.source.partition("!/")[2]
            assert ".." not in member.split("/"), "a way out of the archive"
            assert not member.startswith("/"), "an absolute name"
            found.source.encode()


def _listing(data: bytes) -> None:
    for suffix in (".txt", ".csv"):
        assert all(map(is_address, listed_addresses(data, suffix, "a")))


def _robots(data: bytes) -> None:
    manners = Manners(lambda _: (200, data), 1.0, 30.0, clock=lambda: 0.0, sleep=_no_longer_than_30)
    for path in ("/", "/private/x", "/报告?a=1"):
        url = httpx.URL("http://a.example" + path)
        manners.refusal(url)
        manners.wait(url)


def _no_longer_than_30(seconds: float) -> None:
    assert 0 < seconds <= 30, "a wait beyond the limit"


def _coding(data: bytes) -> None:
    if not data:
        return
    unpacker = _Unpacker(("gzip", "deflate")[data[0] % 2], "http://a.example")
    try:
        for part in unpacker.feed(data[1:]):
            assert len(part) <= 1 << 16, "a part that was unpacked without a bound"
        unpacker.finish()
    except LoadError:
        return


def _preparation(data: bytes) -> None:
    try:
        check_preparation(source(data.decode("utf-8", "ignore").encode(), "a.txt"))
    except LoadError:
        return


TARGETS: dict[str, Target] = {
    "text": _any_suffix,
    "html": _parsing("a.html"),
    "markdown": _parsing("a.md"),
    "pdf": _parsing("a.pdf"),
    "pdf_page": _pdf_page,
    "docx": _parsing("a.docx"),
    "docx_body": _docx_body,
    "archive": _archive,
    "listing": _listing,
    "robots": _robots,
    "coding": _coding,
    "preparation": _preparation,
}


def run_any(data: bytes) -> None:
    """Lets the first byte choose the target."""
    if len(data) > 1:
        names = tuple(TARGETS)
        TARGETS[names[data[0] % len(names)]](data[1:])
