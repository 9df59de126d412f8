"""What the lexical index is made of: Chinese words and character pairs, other words whole.

Words find what is meant; pairs find names and terms that the word list does not know or cuts
differently in a question than in a report. Both stand in one field, so that an unknown four
character name scores by three rare pairs and a known one by its word as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from operator import add

import numpy as np

VERSION = "1"
"""Raise it when the same text gives other tokens: indexes built before are then rebuilt."""

_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BLANK = ord(" ")
_WIDE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {"\u3000": " ", "\u2026": "..."}
)
"""Full-width forms, the wide blank and the ellipsis, as NFKC has them."""

_HAN_RUN = re.compile(f"[{_HAN}]+")
_OTHER = re.compile(
    r"(?P<grouped>(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?)"
    r"|\d+(?:\.\d+)+"
    rf"|[^\W_{_HAN}]+"
)


def normalize(text: str) -> str:
    """NFKC, then lower case: full-width digits and letters meet their plain forms."""
    plain = text.translate(_WIDE)  # most of what reports need, and quicker
    if not unicodedata.is_normalized("NFKC", plain):
        plain = unicodedata.normalize("NFKC", text)
    return plain.lower()


def tokens(text: str) -> list[str]:
    """Every token of a text, repeated as often as it occurs.

    Runs of Chinese characters give their words in search mode (long words and the words inside
    them) and their overlapping character pairs. Anything else gives whole words and numbers:
    ``99.04%`` gives ``99.04``, ``1,234`` gives ``1234``.

    Returns:
        The words, then the pairs, then the rest, each in the text's order.
    """
    text = normalize(text)
    runs = _HAN_RUN.findall(text)
    # One call for all runs: a blank keeps them apart.
    found = [word for word in _segmenter()(" ".join(runs)) if word != " "] if runs else []
    for run in runs:
        found += map(add, run, run[1:])
    for match in _OTHER.finditer(text):
        word = match.group()
        found.append(word.replace(",", "") if match.lastgroup else word)
    return found


def joined_tokens(text: str) -> str:
    """``tokens(text)`` parted by blanks, in a quarter of the time: what an index is fed with."""
    text = normalize(text)
    runs = " ".join(_HAN_RUN.findall(text))
    words = " ".join(_segmenter()(runs)) if runs else ""
    others = " ".join(
        match.group().replace(",", "") if match.lastgroup else match.group()
        for match in _OTHER.finditer(text)
    )
    return f"{words} {_pairs(runs)} {others}"


def _pairs(runs: str) -> str:
    """The overlapping character pairs of runs that blanks keep apart, parted by blanks."""
    codes = np.frombuffer(runs.encode("utf-32-le"), dtype="<u4")
    if len(codes) < 2:
        return ""
    inside = (codes[:-1] != _BLANK) & (codes[1:] != _BLANK)
    pairs = np.full((int(inside.sum()), 3), _BLANK, dtype="<u4")
    pairs[:, 0], pairs[:, 1] = codes[:-1][inside], codes[1:][inside]
    return pairs.tobytes().decode("utf-32-le")


def query_tokens(text: str) -> list[str]:
    """The distinct tokens of a query, in order.

    A two-character word is its own pair; counted twice it would outweigh longer words, which
    costs accuracy (CMRC 2018 trial paragraphs: MRR@10 0.980 with repetitions, 0.985 without).
    """
    return list(dict.fromkeys(tokens(text)))


@cache
def _segmenter() -> Callable[[str], list[str]]:
    # Its word list takes a sixth of a second to load, which a list of reports can do without.
    import rjieba

    segmenter: Callable[[str], list[str]] = rjieba.cut_for_search
    return segmenter
