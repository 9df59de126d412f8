"""A conversation as a Word document with real footnotes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from rag.conversation_schemas import TranscriptOut
from rag.transcripts.layout import Note, Part, Row, lay_out
from rag.transcripts.wording import Wording, wording_for

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_EAST_ASIAN_FONT = "SimSun"
_NOTE_TEXT, _NOTE_MARK, _LINK = "footnote text", "footnote reference", "Hyperlink"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold; a report's text has none after cleaning."""

Marks = dict[int, int]
"""The notes that are marked already: by their id, the number that they are shown with."""

_SEPARATORS = f"""<w:footnotes {nsdecls("w", "r")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>
</w:footnote></w:footnotes>"""


def transcript_docx(transcript: TranscriptOut, site: str, lang: str = "zh") -> bytes:
    """A conversation as the bytes of a ``.docx`` file; every citation is a footnote.

    Args:
        transcript: The conversation.
        site: Address of the service, for links to quotes.
        lang: Language of the document's own words.
    """
    wording = wording_for(lang)
    document = Document()
    _style(document)
    document.core_properties.title = _legal(transcript.name)
    document.core_properties.author = "Yiju 依据"
    document.core_properties.language = wording.lang
    document.add_heading(_legal(transcript.name), level=0)
    document.add_paragraph(wording.made)
    parts = lay_out(transcript, site, wording)
    marks: Marks = {}
    for part in parts:
        _write(document, part, wording, marks)
    _attach_notes(document, [note for part in parts for note in part.notes], wording)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _write(document: Any, part: Part, wording: Wording, marks: Marks) -> None:  # noqa: ANN401
    document.add_heading(_legal(part.question), level=1)
    if part.reading:
        document.add_paragraph().add_run(_legal(part.reading)).italic = True
    for line in part.lines:
        _fill(document.add_paragraph(), line, marks)
    if part.rows:
        _table(document, part.rows, wording, marks)
    if part.coverage:
        document.add_paragraph(part.coverage)
    rest = [note.number for note in part.notes if note.number not in marks]
    if rest:
        _fill(document.add_paragraph(), [wording.sources, *rest], marks)


def _fill(paragraph: Any, line: Iterable[str | int], marks: Marks) -> None:  # noqa: ANN401
    for piece in line:
        if isinstance(piece, str):
            paragraph.add_run(_legal(piece))
        else:
            _refer(paragraph, piece, marks)


def _refer(paragraph: Any, number: int, marks: Marks) -> None:  # noqa: ANN401
    """Puts a note's mark; a note can be marked once, so that later marks are references to it."""
    if number in marks:
        field = (
            f'<w:fldSimple {nsdecls("w")} w:instr=" NOTEREF {_bookmark(number)} \\f \\h ">'
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
            f"<w:t>{marks[number]}</w:t></w:r></w:fldSimple>"
        )
        paragraph._p.append(parse_xml(field))
        return
    marks[number] = len(marks) + 1  # Word counts notes in the order in which they are met
    begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (begin, end):
        element.set(qn("w:id"), str(number))
    begin.set(qn("w:name"), _bookmark(number))
    paragraph._p.append(begin)
    run = paragraph.add_run()
    run.style = _NOTE_MARK
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(number))
    run._r.append(reference)
    paragraph._p.append(end)


def _bookmark(number: int) -> str:
    return f"_RefNote{number}"


def _table(
    document: Any,  # noqa: ANN401
    rows: tuple[Row, ...],
    wording: Wording,
    marks: Marks,
) -> None:
    table = document.add_table(rows=1, cols=len(wording.columns), style="Table Grid")
    head = table.rows[0]
    for cell, name in zip(head.cells, wording.columns, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        *cells, last = table.add_row().cells
        for cell, text in zip(cells, row.cells, strict=True):
            cell.paragraphs[0].add_run(_legal(text))
        _fill(last.paragraphs[0], row.notes, marks)
    document.add_paragraph()


def _attach_notes(document: Any, notes: list[Note], wording: Wording) -> None:  # noqa: ANN401
    root = parse_xml(_SEPARATORS)
    part = XmlPart(
        PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, root, document.part.package
    )
    for note in notes:
        root.append(_footnote(part, note, wording))
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _footnote(part: XmlPart, note: Note, wording: Wording) -> Any:  # noqa: ANN401
    link = part.relate_to(note.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = parse_xml(
        f'<w:footnote {nsdecls("w", "r")} w:id="{note.number}"><w:p>'
        '<w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"/></w:r><w:hyperlink r:id="{link}" w:history="1">'
        '<w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr><w:t/></w:r></w:hyperlink>'
        "</w:p></w:footnote>"
    )
    said, address = element.findall(f".//{qn('w:t')}")
    _set_lines(said, f" {note.place} {wording.quotes.format(note.quote)} ")
    address.text = note.address
    return element


def _set_lines(first: Any, text: str) -> None:  # noqa: ANN401
    """Text in a run, its line breaks as breaks."""
    head, *rest = _legal(text).split("\n")
    first.text = head
    run = first.getparent()
    for line in rest:
        run.append(OxmlElement("w:br"))
        more = OxmlElement("w:t")
        more.set(qn("xml:space"), "preserve")
        more.text = line
        run.append(more)


def _style(document: Any) -> None:  # noqa: ANN401
    styles = document.styles
    normal = styles["Normal"]
    normal.font.size = Pt(11)
    for style in (normal, styles["Title"], styles["Heading 1"]):
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _EAST_ASIAN_FONT)
    text = styles.add_style(_NOTE_TEXT, WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = normal
    text.font.size = Pt(9)
    mark = styles.add_style(_NOTE_MARK, WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
    link = styles.add_style(_LINK, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor(0x1D, 0x56, 0x70)
    link.font.underline = True
    named = ((text, "FootnoteText"), (mark, "FootnoteReference"), (link, "Hyperlink"))
    for style, name in named:
        style.element.set(qn("w:styleId"), name)


def _legal(text: str) -> str:
    return _NO_XML.sub("", text)
