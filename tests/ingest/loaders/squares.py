"""A font of squares, made on the spot: what PDFs are typeset with, so that no font is needed.

A PDF that names a font and does not bring it is drawn with whatever the machine has, or with nothing,
and its characters' boxes differ from machine to machine. Chinese characters and marks are an em wide
here, others half an em; closing marks fill the lower left corner of their em, as in real fonts.
"""

from __future__ import annotations

import io
from functools import cache

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT = "Squares"
_EM = 1000
_LOW = "。\u3001\uff0c\uff1b\uff1a\uff01\uff1f\uff09\u300b\u300d\u201d\u2019"
_WIDE = (range(0x2010, 0x2030), range(0x2E80, 0xA000), range(0xF900, 0xFB00), range(0xFF00, 0xFFF0))
_SHAPES = {
    ".notdef": (_EM, (60, -100, 940, 840)),
    "space": (_EM // 4, None),
    "half": (_EM // 2, (50, 0, 450, 720)),
    "wide": (_EM, (60, -100, 940, 840)),
    "low": (_EM, (40, -60, 320, 220)),
}


@cache
def register_squares() -> None:
    """Makes :data:`FONT` known to reportlab."""
    pdfmetrics.registerFont(TTFont(FONT, io.BytesIO(_font())))


def _font() -> bytes:
    shapes = dict.fromkeys((code for codes in _WIDE for code in codes), "wide")
    shapes |= dict.fromkeys(range(0x21, 0x250), "half")
    shapes |= {ord(mark): "low" for mark in _LOW}
    shapes |= {ord(blank): "space" for blank in " \u00a0"}
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder(list(_SHAPES))
    builder.setupCharacterMap(shapes)
    builder.setupGlyf({name: _square(box) for name, (_, box) in _SHAPES.items()})
    metrics = {name: (width, box[0] if box else 0) for name, (width, box) in _SHAPES.items()}
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": FONT, "styleName": "Regular", "psName": FONT})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    made = io.BytesIO()
    builder.save(made)
    return made.getvalue()


def _square(box: tuple[int, int, int, int] | None) -> object:
    pen = TTGlyphPen(None)
    if box:
        left, bottom, right, top = box
        pen.moveTo((left, bottom))
        for corner in ((left, top), (right, top), (right, bottom)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()
