"""English words reduced to what their forms share, so that a table need list only one form."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*(?:(?<=s)['\u2019](?=\s))?|\d+(?:[.,]\d+)*%?")
"""A word (with its apostrophes) or a number."""

_IRREGULAR = {
    form: base
    for base, forms in {
        "be": "is are was were been being am",
        "begin": "began begun", "bring": "brought", "build": "built", "buy": "bought",
        "child": "children", "choose": "chose chosen", "criterion": "criteria", "deal": "dealt",
        "do": "did does done doing", "draw": "drew drawn", "drive": "drove driven",
        "fall": "fell fallen", "find": "found", "get": "got gotten", "give": "gave given",
        "go": "went gone goes", "grow": "grew grown", "have": "has had having", "hear": "heard",
        "hold": "held", "keep": "kept", "lead": "led", "leave": "left", "lose": "lost",
        "make": "made", "man": "men", "meet": "met", "pay": "paid", "person": "persons",
        "rise": "rose risen", "run": "ran", "say": "said", "sell": "sold", "send": "sent",
        "set": "setting", "show": "shown", "speak": "spoke spoken", "spend": "spent",
        "strike": "struck", "take": "took taken", "teach": "taught", "tell": "told",
        "think": "thought", "win": "won", "woman": "women", "write": "wrote written",
        "withdraw": "withdrew withdrawn", "uphold": "upheld", "undertake": "undertook undertaken",
        "bear": "bore borne", "overturn": "overturned overturns", "enrol": "enroll enrolled",
        "advisor": "adviser", "center": "centre", "program": "programme", "license": "licence",
        "judgment": "judgement", "organize": "organise", "fulfil": "fulfill",
    }.items()
    for form in forms.split()
}  # fmt: skip
_UNDOUBLED = re.compile(r"([bdgklmnprt])\1$")
_ENDINGS = (
    (re.compile(r"isation$"), "ization"),
    (re.compile(r"(?<=...)ise?$"), "iz"),
    (re.compile(r"ize$"), "iz"),
    (re.compile(r"yse$"), "yz"),
    (re.compile(r"our$"), "or"),
    (re.compile(r"e$"), ""),
    (re.compile(r"y$"), "i"),
)


@lru_cache(maxsize=65536)
def stem_of(word: str) -> str:
    """What the forms of a word share (``issue``, ``issues``, ``issued`` → ``issu``).

    British and American spellings meet too. The result is a key for comparison, not a word.
    """
    plain = word.lower().replace("\u2019", "'")
    plain = re.sub(r"'s$|'$", "", plain).replace("'", "")
    plain = _IRREGULAR.get(plain, plain)
    plain = _singular(plain)
    plain = _IRREGULAR.get(plain, plain)
    plain = _without_inflection(plain)
    for ending, shared in _ENDINGS:
        plain = ending.sub(shared, plain) if len(plain) > 3 else plain
    return plain


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def _without_inflection(word: str) -> str:
    for ending, least in (("ing", 6), ("ed", 5)):
        if (
            word.endswith(ending)
            and len(word) >= least
            and re.search("[aeiouy]", word[: -len(ending)])
        ):
            return _UNDOUBLED.sub(r"\1", word[: -len(ending)])
    return _UNDOUBLED.sub(r"\1", word) if len(word) > 5 and word.endswith("ll") else word
