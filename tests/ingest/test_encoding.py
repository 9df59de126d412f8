"""Decoding is strict: whole texts come back, everything else is refused."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.encoding import decode
from vectorstore.errors import EncodingError

COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"
)
REPORT = (
    "云溪县2023年法治政府建设年度报告\n"
    "一、主要工作\uff1a全年办理行政复议案件35件\uff0c审结33件\uff08含上年结转2件\uff09\uff1b出庭应诉率达98%。\n"
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030")

chinese_texts = st.text(
    alphabet=st.sampled_from(COMMON + "0123456789、。\uff0c\uff1a\uff08\uff09\n"), min_size=1
).map(lambda text: REPORT + text)


@pytest.mark.parametrize("encoding", [*ENCODINGS, "gbk", "gb2312"])
def test_a_chinese_report_comes_back_whole(encoding: str) -> None:
    assert decode(REPORT.encode(encoding), "a.txt") == REPORT


@given(text=chinese_texts, encoding=st.sampled_from(ENCODINGS))
def test_every_chinese_text_comes_back_whole(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_whatever_is_valid_utf8_is_read_as_utf8(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode(), "a.txt") == text


@given(data=st.binary(max_size=200))
def test_bytes_are_decoded_or_refused_but_never_raise_anything_else(data: bytes) -> None:
    try:
        text = decode(data, "a.bin")
    except EncodingError:
        text = ""
    assert "\r" not in text
    assert "\x00" not in text


def test_traditional_characters_in_gb18030_and_in_declared_big5() -> None:
    text = "臺灣地區行政機關負責人出庭應訴率達到百分之九十八,並將繼續推進法治政府建設。"
    assert decode(text.encode("gb18030"), "a.txt") == text
    assert decode(text.encode("big5"), "a.txt", hint="Big5") == text
    with pytest.raises(EncodingError):
        decode(text.encode("big5"), "a.txt")


def test_a_wrong_hint_does_no_harm() -> None:
    assert decode(REPORT.encode("gb18030"), "a.html", hint="iso-8859-1") == REPORT
    assert decode(REPORT.encode(), "a.html", hint="gb2312") == REPORT
    assert decode(REPORT.encode("gb18030"), "a.html", hint="big5") == REPORT
    assert decode(REPORT.encode(), "a.html", hint="no-such-charset") == REPORT


def test_a_hint_settles_what_the_bytes_leave_open() -> None:
    ambiguous = b"\xc4\xbf"  # "目" in GBK, "\u013f" in UTF-8
    assert decode(ambiguous, "a.txt", hint="gb2312") == "目"
    assert decode(ambiguous, "a.txt") == "\u013f"


def test_the_mark_of_utf16_over_an_empty_text() -> None:
    assert decode(b"\xff\xfe", "a.txt") == ""


def test_line_ends_become_newlines() -> None:
    assert decode("一\r\n二\r三\n四\u2028五\x0b六".encode(), "a.txt") == "一\n二\n三\n四\n五\n六"


@pytest.mark.parametrize(
    "data",
    [
        "Le maire a été élu à l'unanimité; déjà vu, naïveté".encode("latin-1"),
        "“Quoted” – it’s Windows".encode("cp1252"),
        bytes(random.Random(7).randrange(256) for _ in range(4000)),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "法治政府\x00建设".encode(),
        "政府".encode("gb18030") + b"\xff",
        b"\x01\x02\x03\x04\x05\x06" * 20,
    ],
    ids=["latin-1", "cp1252", "noise", "png", "nul", "broken gbk", "controls"],
)
def test_what_no_encoding_explains_is_refused(data: bytes) -> None:
    with pytest.raises(EncodingError, match=r"a\.txt"):
        decode(data, "a.txt")


def test_utf8_that_breaks_off_is_named_as_such() -> None:
    whole = REPORT.encode()
    cut = whole[: whole.index("件".encode()) + 1]
    with pytest.raises(EncodingError, match=f"UTF-8 up to byte {len(cut) - 1}"):
        decode(cut, "a.txt")


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0"])
def test_a_marked_text_that_breaks_off_is_refused(mark: bytes) -> None:
    with pytest.raises(EncodingError, match="byte order mark"):
        decode(mark + b"\xd8\x00\xd8", "a.txt")
