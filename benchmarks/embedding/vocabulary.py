"""The tokenizer: a unigram model over words, written as plain ``tokenizers`` JSON.

Word frequencies come from a dictionary segmenter over the training text. At run time the most
likely cut of a text is found by the unigram model itself, so no segmenter is needed then. Words
outside the vocabulary fall apart into characters; punctuation is dropped before counting.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from string import ascii_lowercase, digits

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,8}")
_LATIN_WORD = re.compile(r"[a-z]{2,20}")
_NOT_IN_A_WORD = r"[^\p{L}\p{N}]+"
UNKNOWN = "[UNK]"
"""Token 0, whose vector is zero."""


def count_words(articles: Iterable[str]) -> Counter[str]:
    """How often each word occurs, after NFKC and lower case."""
    counts: Counter[str] = Counter()
    for article in articles:
        counts.update(rjieba.cut(unicodedata.normalize("NFKC", article).lower(), False))
    return counts


def build_tokenizer(counts: Counter[str], han_words: int, latin_words: int) -> Tokenizer:
    """A unigram tokenizer over characters and the most frequent words.

    Args:
        counts: Word frequencies.
        han_words: How many words of 2 to 8 Chinese characters.
        latin_words: How many words of Latin letters.
    """
    seen = {char for word in counts for char in word if _HAN.match(char)}
    characters = sorted(seen | _gb2312_characters())
    words = list(dict.fromkeys([*characters, *ascii_lowercase, *digits]))
    words += _most_frequent(counts, _LATIN_WORD, latin_words)
    words += _most_frequent(counts, _HAN_WORD, han_words)
    total = counts.total()
    scores = [(word, math.log(max(counts[word], 1) / total)) for word in words]
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, 0.0), *scores], unk_id=0))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_NOT_IN_A_WORD), "removed")
    return tokenizer


def _most_frequent(counts: Counter[str], shape: re.Pattern[str], limit: int) -> list[str]:
    fitting = [word for word in counts if shape.fullmatch(word)]
    return sorted(fitting, key=lambda word: (-counts[word], word))[:limit]


def _gb2312_characters() -> set[str]:
    """The 6,763 characters of GB 2312: rare ones stand in names of places."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return {char for row in rows if (char := row.decode("gb2312", "ignore"))}
