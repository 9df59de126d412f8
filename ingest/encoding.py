"""Strict decoding: text comes out whole, or an error names the file.

Candidates are tried in the order of how much their success proves: a byte order mark, UTF-8,
UTF-16 without a mark, GB18030 (which covers GB2312 and GBK), and Big5 where it was declared. Almost
any bytes are *valid* GB18030 or UTF-16, so validity proves nothing there; those readings must also
be *plausible*: Chinese text consists of common characters. The first-level characters of GB2312
and the frequent ones of Big5 (6,722 together) and Chinese punctuation make up more than 95 % of
the characters beyond ASCII in real reports, simplified or traditional, and less than 60 % in every
wrong reading (UTF-8 or Big5 read as GB18030, GB18030 read as UTF-16 or Big5, noise). The bound
lies between.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from itertools import islice

from vectorstore.errors import EncodingError

_MARKS = (  # UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_GB_NAMES = frozenset({"gb2312", "gbk", "gb18030", "cp936", "hz"})
_BIG5_NAMES = frozenset({"big5", "big5hkscs", "cp950"})
_PUNCTUATION = frozenset(
    "\u3000。、“”‘’《》〈〉「」『』【】〔〕…—·×℃①②③④⑤⑥⑦⑧⑨⑩"
    + "".join(map(chr, range(0xFF01, 0xFF5F)))
)
_MIN_COMMON = 0.75
_MAX_CONTROLS = 0.005
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_ENOUGH = 200_000  # characters that judge a reading; a longer text is not more certain


def decode(data: bytes, source: str, hint: str = "") -> str:
    r"""Decodes bytes whose encoding nobody vouches for.

    Args:
        data: The bytes.
        source: The file or address, for the error.
        hint: A declared encoding, from an HTTP header or a ``<meta>``. It is only a hint: it
            settles what the bytes leave open (Big5; a text so short that two readings fit).

    Returns:
        The text without byte order mark; every line ends with ``"\n"``. No byte was dropped.

    Raises:
        EncodingError: No supported encoding explains the bytes.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], name, source, data)
    for name in _candidates(data, _canonical(hint)):
        text = _read(data, name)
        if text is not None and _is_plausible(text, name):
            return normalise_line_ends(text)
    raise EncodingError(source, _complaint(data))


def normalise_line_ends(text: str) -> str:
    r"""Gives every line end that Unicode knows as ``"\n"``."""
    return _LINE_ENDS.sub("\n", text)


def _decode_marked(body: bytes, name: str, source: str, data: bytes) -> str:
    text = _read(body, name)
    if text is None and name == "utf-32-le":  # a UTF-16 text may begin with U+0000
        text = _read(data[2:], "utf-16-le")
    if text is None:
        raise EncodingError(
            source, f"its byte order mark says {name.upper()}, but it breaks off or is damaged"
        )
    if _is_binary(text):
        raise EncodingError(source, f"it is marked as {name.upper()} but holds binary data")
    return normalise_line_ends(text)


def _canonical(hint: str) -> str:
    try:
        return codecs.lookup(hint.strip().strip("\"'")).name if hint else ""
    except LookupError:
        return ""


def _candidates(data: bytes, hint: str) -> list[str]:
    names = ["utf-8", "utf-16-le", "utf-16-be", "gb18030"]
    if hint in _BIG5_NAMES:
        return ["utf-8", "big5hkscs", *names[1:]]
    if hint in _GB_NAMES and _is_two_byte_only(data):
        return ["gb18030", *names]
    return names


def _is_two_byte_only(data: bytes) -> bool:
    """Whether the UTF-8 reading holds nothing above U+07FF: it may be GBK by chance."""
    text = _read(data, "utf-8")
    return text is not None and not text.isascii() and max(text) < "\u0800"


def _read(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _is_plausible(text: str, name: str) -> bool:
    if _is_binary(text):
        return False
    if name == "utf-8" or not text:
        return True  # its validity is proof enough
    head = text[:_ENOUGH]
    judged = head if name.startswith("utf-16") else [char for char in head if char > "\x7f"]
    common = _frequent("big5") if name == "big5hkscs" else _frequent("gb18030") | _frequent("big5")
    good = sum(char < "\x7f" or char in common or char in _PUNCTUATION for char in judged)
    return good >= _MIN_COMMON * len(judged)


def _is_binary(text: str) -> bool:
    most = int(_MAX_CONTROLS * len(text)) + 1
    return "\x00" in text or sum(1 for _ in islice(_CONTROLS.finditer(text), most + 1)) > most


@lru_cache(maxsize=2)
def _frequent(name: str) -> frozenset[str]:
    """The first level of an encoding's characters, which its makers chose by frequency."""
    if name == "big5":
        leads, trails = range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    else:
        leads, trails = range(0xB0, 0xD8), tuple(range(0xA1, 0xFF))
    pairs = (bytes((lead, trail)) for lead in leads for trail in trails)
    found = (pair.decode(name, "replace") for pair in pairs)
    return frozenset(char for char in found if "\u4e00" <= char <= "\u9fff" and len(char) == 1)


def _complaint(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        sound = data[: error.start].decode("utf-8")
        if any(char in _frequent("gb18030") for char in sound):
            return (
                f"it reads as UTF-8 up to byte {error.start}, where it is damaged or breaks off; "
                "save it anew as UTF-8"
            )
    return (
        "neither UTF-8, UTF-16 nor GB18030 makes sense of it: it is binary data or another "
        "encoding; save it as UTF-8"
    )
