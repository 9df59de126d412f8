"""Words that set a number against another: 超过, 不低于, 未达到, ≥; for reports and for questions.

One word says which way; a word that denies it turns it round, and takes the limit itself in or out:
高于 is above, 不高于 at most; 达到 is at least, 未达到 below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from itertools import product


class Comparative(StrEnum):
    """How a number stands to a limit."""

    AT_LEAST = "≥"
    ABOVE = ">"
    AT_MOST = "≤"
    BELOW = "<"


_ABOVE = "超过 超出 突破 高于 大于 多于 逾 超".split()
_BELOW = "低于 小于 少于".split()
_REACHED = "达到 达 到 满".split()
"""They begin other words too, and count only where they are denied."""
_DENIED = "不 没有 没 未 未能 不能 不得 没能 并未 尚未".split()
_OR_EQUAL = "等于 或等于 或者等于".split()
_FIXED = {
    "至少": Comparative.AT_LEAST, "最少": Comparative.AT_LEAST, "起码": Comparative.AT_LEAST,
    "不止": Comparative.ABOVE, "不只": Comparative.ABOVE,
    "至多": Comparative.AT_MOST, "最多": Comparative.AT_MOST, "最多为": Comparative.AT_MOST,
    "不足": Comparative.BELOW,
    "≥": Comparative.AT_LEAST, ">=": Comparative.AT_LEAST, ">": Comparative.ABOVE,
    "≤": Comparative.AT_MOST, "<=": Comparative.AT_MOST, "<": Comparative.BELOW,
}  # fmt: skip


def _forms() -> Mapping[str, Comparative]:
    forms = dict(_FIXED)
    for words, plain, denied, equal in (
        (_ABOVE, Comparative.ABOVE, Comparative.AT_MOST, Comparative.AT_LEAST),
        (_BELOW, Comparative.BELOW, Comparative.AT_LEAST, Comparative.AT_MOST),
    ):
        forms |= dict.fromkeys(words, plain)
        forms |= {word + or_equal: equal for word, or_equal in product(words, _OR_EQUAL)}
        forms |= {no + word: denied for no, word in product(_DENIED, words)}
    return forms | {no + word: Comparative.BELOW for no, word in product(_DENIED, _REACHED)}


FORMS: Mapping[str, Comparative] = _forms()
"""Every form, with what it says."""

PATTERN = "|".join(re.escape(form) for form in sorted(FORMS, key=lambda form: (-len(form), form)))
"""Any of the forms, the longest first, to be built into a regular expression."""
