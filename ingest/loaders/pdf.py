"""PDF: the text layer, in paragraphs."""

from __future__ import annotations

import threading
import unicodedata

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.documents import Document, RawSource
from ingest.encoding import normalise_line_ends
from ingest.loaders.formats import Format
from ingest.loaders.limits import Limits
from ingest.loaders.pdf_layout import Line, paragraphs
from ingest.loaders.pdf_lines import page_lines
from vectorstore.errors import (
    DamagedSourceError,
    EncryptedSourceError,
    NoTextLayerError,
    TooLargeError,
)

_ONE_AT_A_TIME = threading.Lock()
"""PDFium keeps global state: it must never run in two threads at once."""

_MIN_READABLE = 0.7
_MIN_PER_PAGE = 12


def parse_pdf(raw: RawSource, limits: Limits) -> Document:
    """Reads the text layer of a PDF.

    Lines broken by the layout are joined to paragraphs; page numbers and running heads are left
    out; characters of the radical blocks become the ordinary characters they look like.

    Raises:
        EncryptedSourceError: A password is needed to open it.
        NoTextLayerError: Most of its pages hold no text, or text that no font explains.
        DamagedSourceError: It is no sound PDF.
        TooLargeError: It has too many pages.
    """
    with _ONE_AT_A_TIME:
        try:
            lines, pages, title = _read(raw, limits)
        except pypdfium2.PdfiumError as error:
            if error.err_code == pdfium.FPDF_ERR_PASSWORD:
                raise EncryptedSourceError(
                    raw.given, "a password is needed: save it again without one"
                ) from error
            raise DamagedSourceError(
                raw.given, f"the PDF cannot be read ({error}): save or print it to PDF anew"
            ) from error
    _require_text(raw.given, lines, pages)
    return Document("\n".join(paragraphs(lines)), Format.PDF.value, title)


def _read(raw: RawSource, limits: Limits) -> tuple[list[Line], int, str]:
    with pypdfium2.PdfDocument(raw.data) as document:
        count = len(document)
        if count > limits.max_pages:
            raise TooLargeError(
                raw.given, f"{count} pages; at most {limits.max_pages} are read: split it"
            )
        lines: list[Line] = []
        left = limits.max_characters
        for index in range(count):
            found, characters = page_lines(document, index, left)
            left -= characters
            if left < 0:
                raise TooLargeError(
                    raw.given, f"more than {limits.max_characters} characters of text: split it"
                )
            lines += found
        title = _title(document)
    return lines, count, normalise_line_ends(title).replace("\n", " ").strip("\0 ")


def _title(document: pypdfium2.PdfDocument) -> str:
    try:
        title: str = document.get_metadata_value("Title")
    except UnicodeDecodeError:  # half of a character
        return ""
    return title


def _require_text(source: str, lines: list[Line], pages: int) -> None:
    per_page = [0] * pages
    unreadable = 0
    for line in lines:
        per_page[line.page] += len(line.text)
        unreadable += sum(_is_unreadable(char) for char in line.text)
    empty = sum(size < _MIN_PER_PAGE for size in per_page)
    if empty * 2 > pages:
        raise NoTextLayerError(
            source, f"{empty} of its {pages} pages are pictures without text: it needs OCR first"
        )
    if unreadable > (1 - _MIN_READABLE) * sum(per_page):
        raise NoTextLayerError(
            source, "its fonts do not say which characters they show: it needs OCR first"
        )


def _is_unreadable(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cc", "Cn", "Cs")
