"""DOCX: order, tables, automatic numbers, revisions, and files that mean harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.documents import Document
from ingest.loaders import Limits, parse
from ingest.loaders.word_numbering import chinese
from tests.ingest.loaders.sources import SENTENCE, raw_source, zipped
from vectorstore.errors import (
    DamagedSourceError,
    EmptySourceError,
    EncryptedSourceError,
    TooLargeError,
)

W = nsdecls("w")
LEVELS = """
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
  <w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
  <w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="*"/></w:lvl>
"""


def word(build: Callable[[WordDocument], object]) -> bytes:
    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(data: bytes, limits: Limits | None = None) -> Document:
    return parse(raw_source(data, "a.docx"), limits or Limits())


def lines_of(build: Callable[[WordDocument], object]) -> list[str]:
    return read(word(build)).text.split("\n")


def define_list(
    document: WordDocument, number: int, levels: str, extra: str = "", abstract: int = 0
) -> None:
    """Adds a list definition; python-docx's template already holds some, so ids are high."""
    numbering = document.part.numbering_part.element
    if levels:
        abstract_list = parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="{number + 900}">{levels}</w:abstractNum>'
        )
        numbering.insert(0, abstract_list)
    numbering.append(
        parse_xml(
            f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{(abstract or number) + 900}"/>'
            f"{extra}</w:num>"
        )
    )


def numbered(document: WordDocument, text: str, number: int, level: int) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def test_paragraphs_and_tables_stand_in_the_order_of_the_body() -> None:
    def build(document: WordDocument) -> None:
        document.core_properties.title = "云溪县报告"
        document.add_paragraph("云溪县2023年法治政府建设年度报告")
        table = document.add_table(rows=2, cols=3)
        for cell, text in zip(
            (cell for row in table.rows for cell in row.cells),
            ("指标", "2022年", "2023年", "复议", "30件", ""),
            strict=True,
        ):
            cell.text = text
        document.add_paragraph(f"\u3000\u3000{SENTENCE}")

    document = read(word(build))
    assert document.text.split("\n") == [
        "云溪县2023年法治政府建设年度报告",
        "指标 | 2022年 | 2023年",
        "复议 | 30件 |",
        SENTENCE,
    ]
    assert document.page_title == "云溪县报告"
    assert document.media_type.endswith("wordprocessingml.document")


def test_merged_cells_stand_once() -> None:
    def build(document: WordDocument) -> None:
        table = document.add_table(rows=3, cols=3)
        for row, texts in zip(table.rows, ("甲乙丙", "丁戊己", "庚辛壬"), strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
        table.cell(1, 2).merge(table.cell(2, 2)).text = "纵向"

    assert lines_of(build) == ["合并 | 丙", "丁 | 戊 | 纵向", "庚 | 辛 |"]


def test_a_table_that_frames_an_article_is_read_as_text() -> None:
    def build(document: WordDocument) -> None:
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "云溪县报告"
        table.cell(1, 0).text = "正文"
        table.cell(1, 1).text = "\n".join(["一、主要工作", SENTENCE * 2, SENTENCE * 2])
        inner = document.add_table(rows=1, cols=1).cell(0, 0).add_table(rows=1, cols=2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "复议", "35件"

    assert lines_of(build) == [
        *("云溪县报告", "正文", "一、主要工作", SENTENCE * 2, SENTENCE * 2, "复议 | 35件")
    ]


def test_automatic_numbers_are_counted_as_word_counts() -> None:
    def build(document: WordDocument) -> None:
        define_list(document, 71, LEVELS)
        for text, level in (
            ("主要工作", 0),
            ("健全制度", 1),
            ("修订办法", 2),
            ("公开目录", 2),
            ("加强培训", 1),
            ("举办讲座", 2),
            ("要点", 3),
            ("存在问题", 0),
            ("力量不足", 1),
        ):
            numbered(document, text, 71, level)
        document.add_paragraph("没有编号")

    assert lines_of(build) == [
        "一、主要工作",
        "(一)健全制度",
        "1.修订办法",
        "2.公开目录",
        "(二)加强培训",
        "1.举办讲座",
        "要点",
        "二、存在问题",
        "(一)力量不足",
        "没有编号",
    ]


def test_numbers_from_styles_restarts_and_shared_counters() -> None:
    def build(document: WordDocument) -> None:
        define_list(document, 71, LEVELS)
        define_list(
            document,
            72,
            "",
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>',
            abstract=71,
        )
        define_list(document, 73, "", abstract=71)
        style = document.styles.add_style("县标题", 1)
        style.element.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:numId w:val="71"/></w:numPr>')
        )
        document.add_paragraph("样式编号", style="县标题")
        numbered(document, "取消编号", 0, 0)
        numbered(document, "同一定义", 73, 0)
        numbered(document, "重新开始", 72, 0)
        numbered(document, "不再重来", 72, 0)
        numbered(document, "没有定义", 99, 0)

    assert lines_of(build) == [
        *("一、样式编号", "取消编号", "二、同一定义", "一、重新开始", "二、不再重来", "没有定义")
    ]


def test_numbers_that_show_several_levels_and_other_formats() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{name}"/>{legal}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for index, (start, name, text, legal) in enumerate(
            [
                (9, "chineseCounting", "第%1章", ""),
                (2, "decimal", "%1.%2", "<w:isLgl/>"),
                (3, "decimalEnclosedCircle", "%3", ""),
                (27, "upperLetter", "%4)", ""),
                (4, "lowerRoman", "%5.", ""),
                (7, "decimalZero", "%6、", ""),
                (205, "ideographDigital", "%7、", ""),
            ]
        )
    )

    def build(document: WordDocument) -> None:
        define_list(document, 71, levels)
        numbered(document, "甲", 71, 0)
        for level in range(7):
            numbered(document, "乙", 71, level)

    assert lines_of(build) == [
        *("第九章甲", "第十章乙", "10.2 乙", "③乙", "AA)乙", "iv.乙", "07、乙", "二〇五、乙")
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (35, "三十五"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (1050, "一千零五十"),
        (10000, "10000"),
    ],
)
def test_chinese_counting(number: int, text: str) -> None:
    assert chinese(number) == text


def test_revisions_hidden_text_boxes_and_breaks() -> None:
    paragraph = (
        f"<w:p {W}><w:r><w:t>办理</w:t></w:r>"
        "<w:del w:id='1'><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:moveFrom w:id='2'><w:r><w:t>移走</w:t></w:r></w:moveFrom>"
        "<w:ins w:id='3'><w:r><w:t>案件</w:t></w:r></w:ins>"
        "<w:hyperlink><w:r><w:t>三十五</w:t></w:r></w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>件</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText></w:r>"
        "<w:smartTag><w:r><w:t>。</w:t></w:r></w:smartTag>"
        "<w:r><w:br/><w:t>第二行</w:t><w:tab/><w:t>后</w:t><w:noBreakHyphen/><w:t>2</w:t>"
        "<w:br w:type='page'/></w:r></w:p>"
    )
    box = (
        f"<w:p {W} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>框内标题"
        "</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p>"
        "<w:r><w:t>框内标题</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>框外</w:t></w:r></w:p>"
    )
    control = (
        f"<w:sdt {W}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>控件之内</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    )

    def build(document: WordDocument) -> None:
        style = document.styles.add_style("目录1", 1)
        style.element.find(qn("w:name")).set(qn("w:val"), "toc 1")
        document.add_paragraph("一、主要工作\t1", style=style)
        for xml in (paragraph, box, control):
            document.element.body.insert(-1, parse_xml(xml))

    assert lines_of(build) == [
        *("办理案件三十五件。", "第二行 后-2", "框内标题", "框外", "控件之内")
    ]


def _with_part(data: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    return zipped(parts | {name: content})


def test_entity_bombs_do_not_unfold() -> None:
    entities = "<!ENTITY e0 '0123456789'>" + "".join(
        f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10)
    )
    bomb = (
        f"<?xml version='1.0'?><!DOCTYPE w:document [{entities}]><w:document {W}><w:body><w:p><w:r>"
        f"<w:t>{SENTENCE}&e8;</w:t></w:r></w:p></w:body></w:document>"
    )
    data = _with_part(word(lambda _: None), "word/document.xml", bomb.encode())
    with pytest.raises(DamagedSourceError):
        read(data)


def test_external_entities_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("绝密")
    xml = (
        f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document {W}><w:body>'
        f"<w:p><w:r><w:t>{SENTENCE}&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    data = _with_part(word(lambda _: None), "word/document.xml", xml.encode())
    with pytest.raises(DamagedSourceError, match="document type of its own") as caught:
        read(data)
    assert "绝密" not in str(caught.value)


def test_parts_that_unpack_to_too_much_are_refused_before_they_are_parsed() -> None:
    data = _with_part(word(lambda _: None), "word/document.xml", b" " * 300_000)
    assert len(data) < 50_000
    with pytest.raises(TooLargeError, match=r"document\.xml unpacks"):
        read(data, Limits(max_bytes=200_000))
    with pytest.raises(TooLargeError, match="unpacks"):
        read(data, Limits(max_docx_bytes=250_000))
    with pytest.raises(TooLargeError, match="parts"):
        read(data, Limits(max_members=3))


def test_an_empty_document() -> None:
    with pytest.raises(EmptySourceError):
        read(word(lambda _: None))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/document.xml", b"<w:document"),
        ("word/document.xml", f"<w:document {W}/>".encode()),
        ("word/document.xml", b"<html/>"),
        ("word/styles.xml", b"<w:styles"),
        ("word/numbering.xml", b"nothing"),
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", b"<Relationships/>"),
        ("docProps/core.xml", b"<a/>"),
    ],
)
def test_broken_parts(name: str, content: bytes) -> None:
    data = _with_part(word(lambda document: document.add_paragraph(SENTENCE)), name, content)
    with pytest.raises(DamagedSourceError, match="save it anew"):
        read(data)


def test_an_encrypted_package() -> None:
    data = bytearray(word(lambda document: document.add_paragraph(SENTENCE)))
    position = data.index(b"PK\x01\x02")
    data[position + 8] |= 1  # the flag of the first entry in the central directory
    with pytest.raises(EncryptedSourceError):
        read(bytes(data))
