"""Which formats are read, and how a format is recognised from bytes and name."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from ingest.loaders.zip_directory import has_at_most


class Format(StrEnum):
    """What bytes turn out to be."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ZIP = "application/zip"
    OTHER = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A format with the name that a message uses for it."""

    format: Format
    name: str


SUFFIXES: dict[str, Format] = {
    ".txt": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".shtml": Format.HTML,
    ".xhtml": Format.HTML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
}
"""Suffixes of the files that are read, and the format each promises."""

ARCHIVE_SUFFIXES = frozenset({".zip"})
UNREAD_SUFFIXES: dict[str, str] = {
    ".doc": "old Word files are not read: save it as .docx or .pdf",
    ".wps": "WPS files are not read: save it as .docx or .pdf",
    ".rtf": "RTF files are not read: save it as .docx or .pdf",
    ".odt": "OpenDocument files are not read: save it as .docx or .pdf",
    ".ofd": "OFD files are not read: save it as .pdf",
    ".mht": "web archives are not read: save the page as .html",
    ".mhtml": "web archives are not read: save the page as .html",
    ".rar": "RAR archives are not read: pack the files as .zip",
    ".7z": "7z archives are not read: pack the files as .zip",
}
"""Suffixes of files that may well be reports but are not read, and what to do about each."""

SUPPORTED = "txt, md, html, pdf, docx, and zip archives of these"
_PROPER_SUFFIX = {
    Format.TEXT: ".txt",
    Format.HTML: ".html",
    Format.PDF: ".pdf",
    Format.DOCX: ".docx",
    Format.ZIP: ".zip",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"MZ\x90", "a program"),
    (b"\x7fELF", "a program"),
    (_OLE, "an old Office file"),
)
# Possessive, since going back over many comments would take for ever.
_BEFORE_MARKUP = rb"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?>.*?-->)\s*+)*+"
_WHOLE_PAGE = re.compile(_BEFORE_MARKUP + rb"<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_MARKUP = re.compile(
    _BEFORE_MARKUP + rb"<(?:meta|title|link|style|script|div|table|p|span|h[1-6]|center|font)\b",
    re.I | re.S,
)
_WEB_ARCHIVE = re.compile(
    rb"(?:[\w-]+:[^\n]*+\n(?:[ \t][^\n]*+\n)*+){0,20}?content-type:\s*+multipart/related", re.I
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD = 4096
_MAX_PARTS = 20_000  # a Word file has dozens; more are an archive, or malice


def recognise(data: bytes) -> Recognised:
    """What the bytes are, whatever they are called."""
    head = data[:_HEAD]
    if head.lstrip().startswith(b"%PDF-"):
        return Recognised(Format.PDF, "a PDF")
    if is_package(head):
        return _recognise_package(data)
    if head.startswith(b"BM") and not _is_bitmap(head):
        return _recognise_text(head)
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return Recognised(Format.OTHER, name)
    return _recognise_text(head)


def is_package(data: bytes) -> bool:
    """Whether the bytes begin like a zip archive, which DOCX files are too."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def begins_with_markup(data: bytes) -> bool:
    """Whether a text begins with an HTML element: a page, or a part of one."""
    head = _plain_head(data)
    return bool(_WHOLE_PAGE.match(head) or _MARKUP.match(head))


def is_encrypted_office(data: bytes) -> bool:
    """Whether this is an OLE container around a password-protected DOCX."""
    return data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data


def rename_advice(found: Recognised) -> str:
    """What to do with a file whose name does not fit its content."""
    suffix = _PROPER_SUFFIX.get(found.format)
    return f"rename it to {suffix}" if suffix else f"only {SUPPORTED} are read"


def _recognise_package(data: bytes) -> Recognised:
    try:
        if not has_at_most(io.BytesIO(data), _MAX_PARTS):
            return Recognised(Format.ZIP, "a zip archive")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, struct.error):
        names = set()
        if b"word/document.xml" in data:  # a truncated DOCX is a damaged DOCX, not a damaged zip
            return Recognised(Format.DOCX, "a Word file")
    if any(name.startswith("word/document") for name in names):
        return Recognised(Format.DOCX, "a Word file")
    for member, name in (
        ("xl/workbook.xml", "an Excel file"),
        ("ppt/presentation.xml", "a PowerPoint file"),
        ("OFD.xml", "an OFD file"),
        ("META-INF/container.xml", "an EPUB"),
        ("content.xml", "an OpenDocument file"),
    ):
        if member in names:
            return Recognised(Format.OTHER, name)
    return Recognised(Format.ZIP, "a zip archive")


def _is_bitmap(head: bytes) -> bool:
    return len(head) > 14 and head[6:10] == b"\0\0\0\0"  # two reserved fields of the header


def _recognise_text(head: bytes) -> Recognised:
    head = _plain_head(head)
    if _WHOLE_PAGE.match(head):
        return Recognised(Format.HTML, "HTML")
    if _WEB_ARCHIVE.match(head):
        return Recognised(Format.OTHER, "a web archive")
    return Recognised(Format.TEXT, "text")


def _plain_head(data: bytes) -> bytes:
    """The beginning without byte order mark; markup in UTF-16 is ASCII with zeros between."""
    head = data[:_HEAD]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"")
