"""What kind of word a content word of a question is, which says how much its absence tells.

A report words acts in its own way (取消 for 砍掉, 承接 for 接住), but it cannot speak of 民警 without
naming them.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from vectorstore.words import current_words


class WordKind(Enum):
    """Kinds of words, by the tags of jieba's dictionary."""

    NAME = "name"
    """Nouns, names, idioms, attributes, and words that the dictionary does not know."""
    ACT = "act"
    """Verbs and adjectives."""
    OTHER = "other"
    """Adverbs, pronouns, prepositions, words of time and place."""


_NAMES = frozenset("njlisbxe")
_NAMING_TAGS = frozenset({"vn", "an", "eng"})
_ACTS = frozenset("vaz")
_HEADS = frozenset("书证单表册函章网站室厅院局所队组团员师费款金率案法规令奖车")
"""Characters that make a name of a word which they end, whatever the dictionary says (聘书)."""


@lru_cache(maxsize=1 << 14)
def kind_of(term: str) -> WordKind:
    """The kind of a word; of several in one the most telling."""
    if term[-1:] in _HEADS:
        return WordKind.NAME
    kinds = {_kind_of_tag(tag, word) for word, tag in current_words().tag(term)}
    return next((kind for kind in WordKind if kind in kinds), WordKind.NAME)


def _kind_of_tag(tag: str, word: str) -> WordKind:
    if tag[:1] == "m":  # 7266 names something, 多 does not
        return WordKind.NAME if any(map(str.isdigit, word)) else WordKind.OTHER
    if tag in _NAMING_TAGS or tag[:1] in _NAMES:
        return WordKind.NAME
    return WordKind.ACT if tag[:1] in _ACTS else WordKind.OTHER
