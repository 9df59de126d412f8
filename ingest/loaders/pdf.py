"""PDF: the text layer, in paragraphs."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.documents import Document, RawSource
from ingest.encoding import normalise_line_ends
from ingest.loaders.formats import Format
from ingest.loaders.limits import Limits
from ingest.loaders.pdf_layout import MIN_GAP, Line, paragraphs
from vectorstore.errors import (
    DamagedSourceError,
    EncryptedSourceError,
    NoTextLayerError,
    TooLargeError,
)

_ONE_AT_A_TIME = threading.Lock()
"""PDFium keeps global state: it must never run in two threads at once."""

_LINE_END_HYPHEN = 0x02  # what PDFium gives for a hyphen that ends a line
_MIN_READABLE = 0.7
_MIN_PER_PAGE = 12
_RADICALS = str.maketrans(
    # Twins of ordinary characters that some PDF writers map glyphs to, from Unicode's
    # EquivalentUnifiedIdeograph.txt; those of the Kangxi block are found by normalisation.
    dict(
        zip(
            "⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻢⻥⻦⻨⻩⻬⻮⻰",
            "母民西见角贝车长门青韦页风飞马鱼鸟麦黄齐齿龙",
            strict=True,
        )
    )
)


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
        lines = [line for index in range(count) for line in _page_lines(document, index)]
        title = document.get_metadata_value("Title")
    return lines, count, normalise_line_ends(title).replace("\n", " ").strip("\0 ")


def _page_lines(document: pypdfium2.PdfDocument, index: int) -> list[Line]:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            width, height = page.get_size()
            chars = list(_characters(textpage))
        finally:
            textpage.close()
    finally:
        page.close()
    lines: list[Line] = []
    current: list[_Char] = []
    for char in [*chars, _LINE_END]:
        if char[0] in "\r\n":
            lines.extend(_lines_of(current, index, width, height))
            current = []
        else:
            current.append(char)
    return lines


_Char = tuple[str, float, float, float, float]
"""A character with its left, right, bottom and top."""
_LINE_END: _Char = ("\n", 0.0, 0.0, 0.0, 0.0)


def _characters(textpage: pypdfium2.PdfTextPage) -> Iterator[_Char]:
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        char = "-" if code == _LINE_END_HYPHEN else chr(code)
        if char in "\r\n" or char.isspace():
            yield char if char in "\r\n" else " ", 0.0, 0.0, 0.0, 0.0
        elif code:
            left, bottom, right, top = textpage.get_charbox(index, loose=True)
            yield _unified(char), left, right, bottom, top


def _unified(char: str) -> str:
    if "\u2e80" <= char <= "\u2fdf":
        return unicodedata.normalize("NFKC", char).translate(_RADICALS)
    return char


def _pieces(chars: list[_Char]) -> Iterator[list[_Char]]:
    """Splits a line where a gap is as wide as between the cells of a table."""
    piece: list[_Char] = []
    last: _Char | None = None  # the last one that is no space
    for char in chars:
        if char[0] != " ":
            size = char[4] - char[3]
            if last is not None and not -size < char[1] - last[2] < MIN_GAP * size:
                yield piece
                piece = []
            last = char
        piece.append(char)
    yield piece


def _lines_of(chars: list[_Char], page: int, width: float, height: float) -> Iterator[Line]:
    for piece in _pieces(chars):
        inked = [char for char in piece if char[0] != " "]
        if inked:
            yield Line(
                text="".join(char[0] for char in piece).strip(),
                left=inked[0][1],
                right=inked[-1][2],
                bottom=median(char[3] for char in inked),
                top=median(char[4] for char in inked),
                page=page,
                width=width,
                height=height,
                size=median(char[4] - char[3] for char in inked),
            )


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
