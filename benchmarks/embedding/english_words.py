"""English words and how frequent they are, for the static model's tokenizer.

Read from the wheel of ``symspellpy`` 6.10.1 (MIT), whose list of 82,765 words has its counts from
Google Books Ngrams (CC BY 3.0) and its spelling from SCOWL.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

WORD_LIST = "symspellpy/frequency_dictionary_en_82_765.txt"


def read_english_words(wheel: Path, limit: int) -> dict[str, float]:
    """The most frequent words of letters alone, each with its share of all text."""
    with zipfile.ZipFile(wheel) as archive:
        return parse_english_words(archive.read(WORD_LIST).decode("utf-8-sig"), limit)


def parse_english_words(text: str, limit: int) -> dict[str, float]:
    """Like :func:`read_english_words`, from lines ``word count``, most frequent first."""
    counts = [(word, int(count)) for word, count in map(str.split, text.splitlines())]
    total = sum(count for _, count in counts)
    fitting = [
        (word, count / total)
        for word, count in counts
        if len(word) > 1 and word.isascii() and word.isalpha()
    ]
    return dict(fitting[:limit])
