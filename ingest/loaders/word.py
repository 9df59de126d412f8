"""DOCX: paragraphs and tables in the order of the body, with the numbers that Word shows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element as Element

from ingest.documents import Document, RawSource
from ingest.encoding import normalise_line_ends
from ingest.loaders.archives import READ_ERRORS
from ingest.loaders.formats import Format
from ingest.loaders.limits import Limits
from ingest.loaders.tables import CELL_SEPARATOR, is_article
from ingest.loaders.word_numbering import Numbering
from ingest.loaders.zip_directory import has_at_most
from vectorstore.errors import DamagedSourceError, EncryptedSourceError, TooLargeError

_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT_BOX = qn("w:txbxContent")
_LEFT_OUT = frozenset(
    # what is not on the page, or stands in it a second time
    map(qn, ("w:del", "w:moveFrom", "w:rt", "w:pPr", "w:rPr", "w:tcPr", "w:tblPr", "w:trPr"))
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", _TEXT_BOX}
_CHARACTERS = {
    qn("w:tab"): " ",
    qn("w:noBreakHyphen"): "-",
    qn("w:cr"): "\n",
}


def parse_docx(raw: RawSource, limits: Limits) -> Document:
    """Reads a DOCX.

    Table rows are lines with cells separated by ``" | "``; a merged cell stands once. Text boxes
    stand before the paragraph that holds them. Deleted and hidden text is left out, inserted text
    is in. Footnotes, headers and footers are not read.

    Raises:
        TooLargeError: Its parts unpack to more than the limits allow.
        EncryptedSourceError: A part is encrypted.
        DamagedSourceError: It is no sound DOCX.
    """
    _check_parts(raw, limits)
    try:
        document = docx.Document(io.BytesIO(raw.data))
        body = document.element.body
        numbering = Numbering(_numbering_part(document), document.styles.element)
        title = document.core_properties.title
    except (*READ_ERRORS, OpcError, KeyError, AttributeError, TypeError, etree.LxmlError) as error:
        raise _damaged(raw, error) from error
    if body is None:
        raise _damaged(raw, "it has no body")
    if body.getroottree().docinfo.doctype:  # forbidden in Office files; entities would hide text
        raise _damaged(raw, "it declares a document type of its own")
    text = "\n".join(line for line in _Reader(numbering).blocks(body) if line)
    return Document(normalise_line_ends(text), Format.DOCX.value, (title or "").strip())


def _damaged(raw: RawSource, problem: object) -> DamagedSourceError:
    return DamagedSourceError(
        raw.given, f"the Word file is damaged ({problem}): open it in Word and save it anew"
    )


def _check_parts(raw: RawSource, limits: Limits) -> None:
    """Counts what the parts really unpack to, before anything parses them."""
    total = 0
    try:
        if not has_at_most(io.BytesIO(raw.data), limits.max_members):
            raise TooLargeError(
                raw.given, f"the Word file has more than {limits.max_members} parts"
            )
        with zipfile.ZipFile(io.BytesIO(raw.data)) as package:
            for info in package.infolist():
                if info.flag_bits & _ENCRYPTED:
                    raise EncryptedSourceError(
                        raw.given, "a password is needed: save it again without one"
                    )
                with package.open(info) as part:
                    size = 0
                    while chunk := part.read(_CHUNK):
                        size += len(chunk)
                        total += len(chunk)
                        if size > limits.max_bytes or total > limits.max_docx_bytes:
                            raise TooLargeError(
                                raw.given, f"its part {info.filename} unpacks to too many bytes"
                            )
    except READ_ERRORS as error:
        raise _damaged(raw, error) from error


def _numbering_part(document: WordDocument) -> Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            element: Element = relation.target_part.element
            return element
    return None


class _Reader:
    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def blocks(self, parent: Element) -> Iterator[str]:
        """Lines of the paragraphs and tables below an element, content controls included."""
        for child in parent.iterchildren(etree.Element):
            if child.tag == _PARAGRAPH:
                yield from self._paragraph(child)
            elif child.tag == _TABLE:
                yield from self._table(child)
            elif child.tag not in _LEFT_OUT:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        for box in paragraph.iter(_TEXT_BOX):
            if not any(above.tag in _LEFT_OUT for above in box.iterancestors()):
                yield from self.blocks(box)
        if self._numbering.style_name(paragraph).startswith("toc "):
            return  # a table of contents repeats the headings
        text = "".join(_inline(paragraph))
        if text.strip():
            first, *others = (line.strip() for line in text.split("\n"))
            yield self._numbering.number(paragraph) + first
            yield from others

    def _table(self, table: Element) -> Iterator[str]:
        for row in _rows(table):
            cells = list(_cells(row))
            texts = [self._cell_lines(cell) for cell in cells]
            filled = [lines for lines in texts if lines]
            is_layout = any(map(is_article, filled))  # not data, but a frame around text
            if len(filled) == 1 or is_layout:
                yield from (line for lines in filled for line in lines)
            elif filled:
                yield CELL_SEPARATOR.join(" ".join(lines) for lines in texts).strip()

    def _cell_lines(self, cell: Element) -> list[str]:
        if _is_merged_into_above(cell):
            return []
        return [line for line in self.blocks(cell) if line]


def _inline(element: Element) -> Iterator[str]:
    for child in element.iterchildren(etree.Element):
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:br"):
            yield "\n" if child.get(qn("w:type"), "textWrapping") == "textWrapping" else ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag == qn("w:r") and _is_hidden(child):
            continue
        elif child.tag not in _LEFT_OUT:
            yield from _inline(child)


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val"), "1") not in ("0", "false", "off")


def _rows(table: Element) -> Iterator[Element]:
    for child in table.iterchildren(etree.Element):
        if child.tag == _ROW:
            yield child
        elif child.tag not in _LEFT_OUT and child.tag != _TABLE:
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row.iterchildren(etree.Element):
        if child.tag == _CELL:
            yield child
        elif child.tag not in _LEFT_OUT and child.tag != _ROW:
            yield from _cells(child)


def _is_merged_into_above(cell: Element) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"
