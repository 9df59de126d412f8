"""Which language a question is in, and one script for all Chinese."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def language_of(question: str) -> str:
    """``zh`` or ``en``, by which of the two carries the sentence.

    An English question that quotes a Chinese term stays English.
    """
    han = len(_HAN.findall(question))
    latin = len(_LATIN_WORD.findall(question))
    if not han:
        return "en" if latin else "zh"
    return "en" if latin > max(2, han / 2) else "zh"


def simplify(text: str) -> str:
    """NFKC, simplified characters and 「」 as “”; the length may change."""
    plain: str = _converter().convert(unicodedata.normalize("NFKC", text))
    return plain.translate({ord("「"): "“", ord("」"): "”", ord("『"): "“", ord("』"): "”"})
