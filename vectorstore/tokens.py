"""What the lexical index is made of: Chinese words and character pairs, other words whole.

Words find what is meant; pairs find names and terms that the word list does not know or cuts
differently in a question than in a report. Both stand in one field, so that an unknown four
character name scores by three rare pairs and a known one by its word as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from operator import add

import numpy as np
from numpy.typing import NDArray

from vectorstore.words import PLAIN, Words

VERSION = "2"
"""Raise it when the same text gives other tokens: indexes built before are then rebuilt."""

_HAN_END = 0x40000
_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {"\u3000": " ", "\u2026": "..."}
)
"""Full-width forms, the wide blank and the ellipsis, as NFKC has them."""

_WIDE_FORMS = re.compile("[" + re.escape("".join(map(chr, _WIDE))) + "]")
_HAN_RUN = re.compile(f"[{_HAN}]+")
_NOT_HAN = re.compile(f"[^{_HAN}\n]+")
_OTHER = re.compile(
    r"(?P<grouped>(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?)"
    r"|\d+(?:\.\d+)+"
    rf"|[^\W_{_HAN}]+"
    r"|\n"
)


def normalize(text: str) -> str:
    """NFKC, then lower case: full-width digits and letters meet their plain forms."""
    plain = text
    # Most of what reports need. A replacement per form that occurs is quicker than str.translate.
    for form in set(_WIDE_FORMS.findall(text)):
        plain = plain.replace(form, _WIDE[ord(form)])
    if not unicodedata.is_normalized("NFKC", plain):
        plain = unicodedata.normalize("NFKC", text)
    return plain.lower()


def simplified(text: str) -> str:
    """Each traditional character as its simplified one, so that either script finds both.

    Character by character, as OpenCC's table has it. One that simplified text uses as well stays
    (乾隆, 藉以).
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    table = _simplified_codes()
    known = codes < len(table)
    found = np.where(known, table[np.where(known, codes, 0)], codes)
    return (
        text
        if np.array_equal(found, codes)
        else found.tobytes().decode("utf-32-le", "surrogatepass")
    )


@cache
def _simplified_codes() -> NDArray[np.uint32]:
    """``(n,)`` uint32: for each code point the one that stands for it."""
    listed = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8")
    table = np.arange(_HAN_END, dtype="<u4")
    for line in listed.splitlines():
        traditional, *simple = line.split()
        if traditional not in simple and len(traditional) == len(simple[0]) == 1:
            table[ord(traditional)] = ord(simple[0])
    return table


def tokens(text: str, words: Words = PLAIN) -> list[str]:
    """Every token of a text, repeated as often as it occurs.

    Runs of Chinese characters give their words in search mode (long words and the words inside
    them) and their overlapping character pairs. Anything else gives whole words and numbers:
    ``99.04%`` gives ``99.04``, ``1,234`` gives ``1234``.

    Args:
        text: Any text.
        words: Cuts it.

    Returns:
        The words, then the pairs, then the rest, each in the text's order.
    """
    text = simplified(normalize(text))
    runs = _HAN_RUN.findall(text)
    # One call for all runs: a blank keeps them apart.
    found = [word for word in words.cut_for_search(" ".join(runs)) if word != " "] if runs else []
    for run in runs:
        found += map(add, run, run[1:])
    found += _others(text.replace("\n", " "))
    return found


def joined_tokens(texts: Sequence[str], words: Words = PLAIN) -> list[str]:
    """For each text its :func:`tokens`, parted by blanks in any order: what an index is fed with.

    Texts of one report at once take half the time: lines that they share (place, headings) are
    cut up once.
    """
    lines = list(dict.fromkeys(line for text in texts for line in text.split("\n")))
    known = dict(zip(lines, _joined_by_line("\n".join(lines), words), strict=bool(lines)))
    return [" ".join([known[line] for line in text.split("\n")]) for text in texts]


def _joined_by_line(text: str, words: Words) -> list[str]:
    """The tokens of each line, parted by blanks."""
    text = simplified(normalize(text))
    runs = _NOT_HAN.sub(" ", text)
    cut = " ".join(words.cut_for_search(runs)).split("\n")
    others = " ".join(_others(_HAN_RUN.sub(" ", text))).split("\n")
    by_line = zip(cut, _pairs(runs), others, strict=True)
    return [f"{word} {pairs} {other}" for word, pairs, other in by_line]


def _others(text: str) -> list[str]:
    """Words and numbers that are not Chinese, and line ends."""
    return [
        match.group().replace(",", "") if match.lastgroup else match.group()
        for match in _OTHER.finditer(text)
    ]


def _pairs(runs: str) -> list[str]:
    """The overlapping character pairs in each line's runs, which blanks part, parted by blanks."""
    codes = np.frombuffer(runs.encode("utf-32-le"), dtype="<u4")
    is_han = codes > ord(" ")
    inside = is_han[:-1] & is_han[1:]
    pairs = np.full((int(inside.sum()), 3), ord(" "), dtype="<u4")
    pairs[:, 0], pairs[:, 1] = codes[:-1][inside], codes[1:][inside]
    joined = pairs.tobytes().decode("utf-32-le")
    before = np.concatenate([[0], np.cumsum(inside), [len(pairs)]])
    ends = [*np.flatnonzero(codes == ord("\n")).tolist(), len(codes)]
    cuts = [0, *(int(before[end]) * 3 for end in ends)]
    return [joined[start:end] for start, end in pairwise(cuts)]


def query_tokens(text: str, words: Words = PLAIN) -> list[str]:
    """The distinct tokens of a query, in order.

    A two-character word is its own pair; counted twice it would outweigh longer words, which
    costs accuracy (CMRC 2018 trial paragraphs: MRR@10 0.980 with repetitions, 0.985 without).
    """
    return list(dict.fromkeys(tokens(text, words)))
