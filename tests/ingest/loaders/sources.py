"""Sources for the loaders' tests, made on the spot; all places are fictional."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from ingest.documents import RawSource
from tests.ingest.loaders.squares import FONT, register_squares

SENTENCE = (
    "全县共办理行政复议案件35件\uff0c审结33件\uff0c行政机关负责人出庭应诉率达到98%\uff1b"
    "举办专题讲座6期\uff0c参训人员200余人次。"
)
PAGE_WIDTH, PAGE_HEIGHT = A4


def raw_source(data: bytes, filename: str = "report.txt", **fields: str) -> RawSource:
    """A file's bytes as ``expand`` gives them."""
    return RawSource(
        source=fields.get("source", f"/data/{filename}"),
        given=filename,
        filename=filename,
        data=data,
        declared_type=fields.get("declared_type", ""),
        fetched_at=datetime(2024, 1, 2, tzinfo=UTC),
    )


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def pdf(*pages: Callable[[Canvas], object], title: str = "", password: str = "") -> bytes:
    """A PDF; each callable draws one page."""
    register_squares()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=password or None)
    if title:
        canvas.setTitle(title)
    for draw in pages:
        canvas.setFont(FONT, 16)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def typeset(
    canvas: Canvas, texts: list[str], top: float = 740, indent: float = 32, gap: float = 0
) -> None:
    """Sets paragraphs as official documents are set: ragged, two ems of indent, 26 ems wide."""
    height = top
    for text in texts:
        for index, line in enumerate(wrap(text, indent)):
            canvas.drawString(90 if index else 90 + indent, height, line)
            height -= 28
        height -= gap


def wrap(text: str, indent: float = 32, width: float = 416) -> list[str]:
    """Breaks a text as a typesetter does: no number apart, no closing mark at a line's head."""
    register_squares()
    lines: list[str] = []
    line, room = "", width - indent
    for word in re.findall(r"[!-~]+|.[。、\uff0c\uff1b\uff1a\uff09]*", text):
        if pdfmetrics.stringWidth(line + word, FONT, 16) > room:
            lines.append(line)
            line, room = "", width
        line += word
    return [*lines, line]
