"""A question as a line of tokens: characters of Chinese, words of English, numbers whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from ingest.folding import fold

_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[a-z]+(?:['’][a-z]+)?|\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a question that is marked as a whole.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        text: Its characters in the common view: folded, simplified, lower case.
    """

    start: int
    end: int
    text: str


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def common(text: str) -> str:
    """A question folded and in simplified characters; every offset stays."""
    folded = fold(text)
    plain: str = _converter().convert(folded)
    if len(plain) != len(folded):
        plain = "".join(_one(char) for char in folded)
    return plain


def _one(char: str) -> str:
    plain: str = _converter().convert(char)
    return plain if len(plain) == 1 else char


def lowered(view: str) -> str:
    """A common view in lower case; every offset stays."""
    lower = view.lower()
    return lower if len(lower) == len(view) else "".join(map(_lower, view))


def _lower(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


def tokens_of(view: str) -> list[Token]:
    """The tokens of a common view of a question."""
    lower = lowered(view)
    return [Token(*match.span(), match[0]) for match in _TOKEN.finditer(lower)]
