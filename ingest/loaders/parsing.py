"""Bytes of any supported format in, a document out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from ingest.documents import Document, RawSource
from ingest.encoding import decode
from ingest.loaders.formats import (
    SUFFIXES,
    SUPPORTED,
    UNREAD_SUFFIXES,
    Format,
    Recognised,
    begins_with_markup,
    is_encrypted_office,
    is_package,
    recognise,
    rename_advice,
)
from ingest.loaders.limits import Limits
from vectorstore.errors import (
    EmptySourceError,
    EncryptedSourceError,
    TooLargeError,
    UnsupportedFormatError,
)

_LONGEST_RUN = 200
_LONG_RUN = re.compile(rf"([\W_])\1{{{_LONGEST_RUN},}}")


def parse(raw: RawSource, limits: Limits) -> Document:
    """Reads one source.

    The content decides the format. The suffix of a file is a promise: where the content breaks it,
    that is an error and not a guess, because either the file or its name is not what the user
    believes. An address promises nothing; what its server declares is a hint. A whole HTML page
    in a ``.txt`` breaks the promise, a text with some markup in it does not; a ``.html`` without
    any markup is read as text.

    Args:
        raw: The source.
        limits: Bounds on sizes.

    Raises:
        LoadError: The source cannot be read; see its subclasses.
    """
    if len(raw.data) > limits.max_bytes:
        raise TooLargeError(
            raw.given, f"{len(raw.data)} bytes; at most {limits.max_bytes} are read"
        )
    if not raw.data.strip():
        raise EmptySourceError(raw.given, "it is empty")
    document = _without_long_runs(_read(raw, _format(raw), limits))
    if not document.text.strip():
        raise EmptySourceError(raw.given, "there is no text in it")
    if len(document.text) > limits.max_characters:
        raise TooLargeError(
            raw.given,
            f"{len(document.text)} characters of text; at most {limits.max_characters} are read: "
            "split it",
        )
    return document


def _without_long_runs(document: Document) -> Document:
    """Keeps 200 of more equal marks or blanks in a row: they say no more, and cost much.

    Expressions that look for the end of such a run from each of its characters take a time that
    grows with its square or cube; no run of real text is as long.
    """
    if not _LONG_RUN.search(document.text + document.page_title):
        return document
    return replace(
        document, text=_shortened(document.text), page_title=_shortened(document.page_title)
    )


def _shortened(text: str) -> str:
    return _LONG_RUN.sub(lambda run: run[1] * _LONGEST_RUN, text)


def _format(raw: RawSource) -> Format:
    found = recognise(raw.data)
    if is_encrypted_office(raw.data):
        raise EncryptedSourceError(
            raw.given, "a password is needed: open it, remove the password and save it again"
        )
    if _is_address(raw):
        return _format_of_address(raw, found)
    return _format_of_file(raw, found)


def _format_of_file(raw: RawSource, found: Recognised) -> Format:
    suffix = PurePosixPath(raw.filename).suffix.lower()
    promised = SUFFIXES.get(suffix)
    if promised is None:
        return _format_without_promise(raw, suffix, found)
    if promised is found.format:
        return promised
    if promised is Format.DOCX and is_package(raw.data) and found.format is Format.ZIP:
        return promised  # a damaged one; reading it says so
    if promised is Format.PDF and b"%PDF-" in raw.data[:1024]:
        return promised  # some servers put their headers first
    if found.format is Format.TEXT:
        if promised is Format.MARKDOWN:
            return promised
        if promised is Format.HTML:
            return Format.HTML if b"<" in raw.data else Format.TEXT
    raise UnsupportedFormatError(
        raw.given,
        f"suffix {suffix} but the content is {found.name}: {rename_advice(found)}",
        "wrong-suffix",
    )


def _format_without_promise(raw: RawSource, suffix: str, found: Recognised) -> Format:
    """The format of a file whose suffix is unknown or missing."""
    readable = found.format not in (Format.OTHER, Format.ZIP)
    if suffix in UNREAD_SUFFIXES:
        if readable and found.format is not Format.TEXT:
            raise UnsupportedFormatError(
                raw.given,
                f"suffix {suffix} but the content is {found.name}: {rename_advice(found)}",
                "wrong-suffix",
            )
        raise UnsupportedFormatError(raw.given, UNREAD_SUFFIXES[suffix])
    if not readable:
        raise UnsupportedFormatError(
            raw.given, f"the content is {found.name}; only {SUPPORTED} are read"
        )
    if suffix and found.format is Format.TEXT:
        raise UnsupportedFormatError(
            raw.given,
            f"files named {suffix} are not read, only {SUPPORTED}; if it is plain text, rename it "
            "to .txt",
        )
    if found.format is Format.TEXT and begins_with_markup(raw.data):
        return Format.HTML
    return found.format


def _format_of_address(raw: RawSource, found: Recognised) -> Format:
    if found.format in (Format.OTHER, Format.ZIP):
        raise UnsupportedFormatError(
            raw.given, f"it delivers {found.name}; only {SUPPORTED} are read"
        )
    if found.format is not Format.TEXT:
        return found.format
    declared = raw.declared_type.partition(";")[0].strip().lower()
    if declared in ("text/html", "application/xhtml+xml") or begins_with_markup(raw.data):
        return Format.HTML if b"<" in raw.data else Format.TEXT
    suffix = PurePosixPath(raw.filename).suffix.lower()
    is_markdown = declared == Format.MARKDOWN or SUFFIXES.get(suffix) is Format.MARKDOWN
    return Format.MARKDOWN if is_markdown else Format.TEXT


def _is_address(raw: RawSource) -> bool:
    return raw.source.startswith(("http://", "https://")) and "!/" not in raw.source


def _charset(declared_type: str) -> str:
    for parameter in declared_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")
    return ""


def _read(raw: RawSource, found: Format, limits: Limits) -> Document:
    """Hands over to the format's own reader, which is imported on first use."""
    charset = _charset(raw.declared_type)
    if found is Format.PDF:
        from ingest.loaders.pdf import parse_pdf

        return parse_pdf(raw, limits)
    if found is Format.DOCX:
        from ingest.loaders.word import parse_docx

        return parse_docx(raw, limits)
    if found is Format.HTML:
        from ingest.loaders.html import parse_html

        return parse_html(raw, charset)
    text = decode(raw.data, raw.given, charset)
    if found is Format.MARKDOWN:
        from ingest.loaders.markdown import parse_markdown

        return parse_markdown(text, raw.given)
    return Document(text, Format.TEXT.value)
