"""PDF: layout lines become paragraphs again; what cannot be read is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.documents import Document
from ingest.loaders import Limits, parse
from ingest.loaders.pdf_layout import Line, join, paragraphs
from ingest.loaders.pdf_lines import ordinary
from tests.ingest.loaders.sources import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SENTENCE,
    pdf,
    raw_source,
    typeset,
    wrap,
)
from tests.ingest.loaders.squares import FONT
from vectorstore.errors import (
    DamagedSourceError,
    EmptySourceError,
    EncryptedSourceError,
    NoTextLayerError,
    TooLargeError,
)

PARAGRAPH = SENTENCE * 3
TITLE = ("云溪县人民政府关于2023年度", "法治政府建设情况的报告")
Draw = Callable[[Canvas], object]


def read(data: bytes, limits: Limits | None = None) -> Document:
    return parse(raw_source(data, "a.pdf"), limits or Limits())


def lines_of(*pages: Draw) -> list[str]:
    return read(pdf(*pages)).text.split("\n")


def draw(*steps: Draw) -> Draw:
    return lambda canvas: [step(canvas) for step in steps]


def centred(text: str, height: float, size: int = 16) -> Draw:
    def step(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        canvas.drawCentredString(PAGE_WIDTH / 2, height, text)
        canvas.setFont(FONT, 16)

    return step


def at(left: float, height: float, text: str) -> Draw:
    return lambda canvas: canvas.drawString(left, height, text)


def picture(canvas: Canvas) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(buffer, "PNG")
    canvas.drawImage(ImageReader(buffer), 0, 0, PAGE_WIDTH, PAGE_HEIGHT)


def body(*texts: str, top: float = 640) -> Draw:
    return partial(typeset, texts=list(texts), top=top)


def test_lines_broken_by_the_layout_are_joined() -> None:
    page = draw(
        centred(TITLE[0], 740, 22),
        centred(TITLE[1], 706, 22),
        body("一、主要工作", PARAGRAPH, "(一)健全制度", PARAGRAPH),
    )
    assert lines_of(page) == [
        TITLE[0] + TITLE[1],
        "一、主要工作",
        PARAGRAPH,
        "(一)健全制度",
        PARAGRAPH,
    ]


def test_a_paragraph_goes_on_over_pages_without_heads_and_numbers() -> None:
    whole = SENTENCE * 12
    broken = wrap(whole)
    running = [
        draw(centred("云溪县人民政府公报", 800, 10), centred(f"— {n} —", 30, 10)) for n in (1, 2, 3)
    ]

    def rest(canvas: Canvas) -> None:
        for index, line in enumerate(broken[10:]):
            canvas.drawString(90, 740 - 28 * index, line)

    pages = (
        draw(body("".join(broken[:10]), top=740), running[0]),
        draw(rest, running[1]),
        draw(body("二、存在问题", PARAGRAPH, top=740), running[2]),
    )
    assert lines_of(*pages) == [whole, "二、存在问题", PARAGRAPH]


@pytest.mark.parametrize("number", ["1", "- 1 -", "第 1 页", "第1页 共9页", "1/9", "· 1 ·"])
def test_page_numbers_go_and_figures_in_the_text_stay(number: str) -> None:
    page = draw(body(PARAGRAPH, "35", top=740), centred(number, 40, 10))
    assert lines_of(page) == [PARAGRAPH, "35"]


def test_rows_of_a_table_keep_their_cells_apart() -> None:
    cells = [("指标", "2022年", "2023年"), ("复议案件", "30", "35"), ("应诉率", "98%", "100%")]
    rows = [
        at(100 + 130 * column, 520 - 24 * row, text)
        for row, texts in enumerate(cells)
        for column, text in enumerate(texts)
    ]
    page = draw(
        body(PARAGRAPH), *rows, at(330, 300, "云溪县人民政府"), at(345, 272, "2024年1月2日")
    )
    assert lines_of(page) == [
        PARAGRAPH,
        "指标 | 2022年 | 2023年",
        "复议案件 | 30 | 35",
        "应诉率 | 98% | 100%",
        "云溪县人民政府",
        "2024年1月2日",
    ]


def test_a_gap_inside_a_line_is_no_table() -> None:
    page = draw(centred("报        告", 700), body(PARAGRAPH))
    assert lines_of(page) == ["报 告", PARAGRAPH]


def test_the_air_of_justification_is_no_space_and_a_space_is_one() -> None:
    def step(canvas: Canvas) -> None:
        for number, height in enumerate(range(740, 600, -28)):
            text = canvas.beginText(90, height)
            text.setCharSpace(2.5)
            text.textOut(f"{number}年全县行政复议案件 应诉率一并公布。")
            canvas.drawText(text)

    assert lines_of(step) == [f"{n}年全县行政复议案件 应诉率一并公布。" for n in range(5)]


@pytest.mark.parametrize(
    ("char", "expected"),
    [("\u2f08", "人"), ("\u2ea0", "民"), ("\u2ed4", "门"), ("人", "人"), ("A", "A")],
)
def test_radicals_become_the_characters_they_look_like(char: str, expected: str) -> None:
    assert ordinary(char) == expected


@pytest.mark.parametrize("opening", ["《云溪县办法》", "“放管服”改革", "(县、乡)", "2021—2025年"])
def test_a_line_may_be_short_before_what_cannot_be_parted(opening: str) -> None:
    lines = [
        *(_line("甲" * 26, 90, 506, 700 - 28 * at) for at in range(3)),
        _line("甲" * 25, 90, 490, 616),
        _line(f"{opening}乙", 90, 300, 588),
    ]
    assert paragraphs(lines) == ["甲" * 103 + f"{opening}乙"]


def test_paragraphs_set_apart_by_space_instead_of_indents() -> None:
    texts = [SENTENCE * 3, "".join(wrap(SENTENCE * 5, indent=0)[:4]), SENTENCE * 2]
    assert lines_of(partial(typeset, texts=texts, indent=0, gap=28)) == texts


def test_paragraphs_without_indents_end_where_a_full_line_ends_a_sentence() -> None:
    full = "甲" * 25 + "。"
    assert lines_of(partial(typeset, texts=[full * 3, SENTENCE], indent=0)) == [
        *(full, full, full, SENTENCE)
    ]


@settings(max_examples=25)
@given(st.lists(st.integers(1, 90), min_size=6, max_size=12))
def test_paragraphs_of_any_length_come_back(lengths: list[int]) -> None:
    texts = [
        f"{'甲乙丙丁戊己庚辛壬癸子丑'[at]}{(SENTENCE * 2)[:length]}。"
        for at, length in enumerate(lengths)
    ] + [SENTENCE * 2]
    pages = [partial(typeset, texts=texts[at : at + 4]) for at in range(0, len(texts), 4)]
    assert lines_of(*pages) == texts


def test_title_property_and_media_type() -> None:
    document = read(pdf(body(PARAGRAPH), title="云溪县报告"))
    assert document.page_title == "云溪县报告"
    assert document.media_type == "application/pdf"
    assert document.page_fields == {}


def test_a_password_is_named_as_the_reason() -> None:
    with pytest.raises(EncryptedSourceError, match="password"):
        read(pdf(body(PARAGRAPH), password="secret"))


def test_pictures_without_text_need_ocr() -> None:
    with pytest.raises(NoTextLayerError, match="2 of its 2 pages are pictures"):
        read(pdf(picture, picture))
    with pytest.raises(NoTextLayerError, match="2 of its 3 pages"):
        read(pdf(body(PARAGRAPH), picture, picture))


def test_a_picture_among_pages_of_text_is_no_harm() -> None:
    assert lines_of(body(PARAGRAPH), picture) == [PARAGRAPH]


def test_too_many_pages() -> None:
    with pytest.raises(TooLargeError, match="3 pages; at most 2"):
        read(pdf(*[body(PARAGRAPH)] * 3), Limits(max_pages=2))


@pytest.mark.parametrize("keep", [0.02, 0.3])
def test_a_truncated_file_is_damaged(keep: float) -> None:
    data = pdf(body(PARAGRAPH), body(PARAGRAPH))
    with pytest.raises((DamagedSourceError, NoTextLayerError)):
        read(data[: int(len(data) * keep)])


def test_noise_after_the_signature_is_damaged() -> None:
    with pytest.raises(DamagedSourceError, match="anew"):
        read(b"%PDF-1.7\n" + bytes(range(256)) * 20)


def test_several_threads_read_at_once() -> None:
    data = pdf(*[body(PARAGRAPH)] * 3)
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: read(data).text, range(12)))
    assert texts == ["\n".join([PARAGRAPH] * 3)] * 12


def test_nothing_is_said_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    data = pdf(body(PARAGRAPH))
    read(data)
    for broken in (data[:300], data[: len(data) // 2]):
        with pytest.raises((DamagedSourceError, NoTextLayerError, EmptySourceError)):
            read(broken)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("行政复议", "案件", "行政复议案件"),
        ("the county", "government", "the county government"),
        ("20", "23年", "2023年"),
        ("出庭率\uff0c", "2024年", "出庭率\uff0c2024年"),
        ("2015-", "2020年", "2015-2020年"),
        ("采用 AI", "技术", "采用 AI技术"),
    ],
)
def test_joining(first: str, second: str, joined: str) -> None:
    assert join(first, second) == joined


def _line(text: str, left: float, right: float, height: float, page: int = 0) -> Line:
    return Line(text, left, right, height, height + 16, page, PAGE_WIDTH, PAGE_HEIGHT, 16)


def test_entries_of_a_table_of_contents_stay_apart() -> None:
    lines = [
        _line(f"{number}、主要工作……………………{number}", 90, 506, 700 - 28 * number)
        for number in range(1, 6)
    ]
    assert len(paragraphs(lines)) == 5


@given(
    st.lists(
        st.builds(
            _line,
            st.text("行政复议35件。| ", min_size=1),
            st.floats(0, 300),
            st.floats(300, 590),
            st.floats(110, 720),
            st.integers(0, 3),
        ),
        max_size=30,
    )
)
def test_no_character_inside_the_type_area_is_lost(lines: list[Line]) -> None:
    given_text = "".join("".join(line.text for line in lines).split()).replace("|", "")
    result = "".join("".join(paragraphs(lines)).split()).replace("|", "")
    assert result == given_text
