"""Cutting Chinese into words: by the segmenter's own list, and by terms of a user.

Terms come in jieba's dictionary format, one a line: the term, then, where wanted, how often it is to
count and a part of speech (``四议两公开 100 n``). A store remembers its dictionary, and cuts what it
indexes and what it is asked for by it (:meth:`vectorstore.local.LocalStore.use_dictionary`).
Questions are understood with the words of :func:`current_words`, which a program sets when it opens its
store.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.errors import DictionaryError

if TYPE_CHECKING:
    import rjieba

MOST_BYTES = 4 << 20
"""Of a dictionary: about as many terms as the segmenter's own list has (350,000)."""

_LINE = re.compile(
    r"(?P<word>\S(?:.*?\S)?)(?:\s+(?P<frequency>\d{1,9}))?(?:\s+(?P<tag>[a-zA-Z]+))?"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word that the segmenter is to know.

    Attributes:
        word: The word.
        frequency: How often it counts against other ways to cut; None for as often as it takes to
            be kept whole.
        tag: Part of speech in jieba's letters; ``n`` where the dictionary names none.
    """

    word: str
    frequency: int | None = None
    tag: str = "n"


@dataclass(frozen=True)
class Dictionary:
    """A user's terms, each once.

    Attributes:
        terms: In the dictionary's order; of a word that is given twice the last.
    """

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __str__(self) -> str:
        """In jieba's format."""
        return "\n".join(
            " ".join(filter(None, (each.word, str(each.frequency or ""), each.tag)))
            for each in self.terms
        )

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever a term does; empty without terms."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:16] if self.terms else ""

    @classmethod
    def parse(cls, text: str, source: str = "dictionary") -> Dictionary:
        """Reads jieba's format; empty lines are passed over.

        Args:
            text: The lines.
            source: Where they are from, for messages.

        Raises:
            DictionaryError: A line is only a number.
        """
        terms: dict[str, Term] = {}
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
            match = _LINE.fullmatch(line.strip())
            if match is None:
                continue
            word = match["word"]
            if word.isdigit():
                raise DictionaryError(
                    f"{source}, line {number}: {line.strip()!r} has no term: write the term, then its "
                    "frequency and part of speech where wanted (四议两公开 100 n)"
                )
            frequency = int(match["frequency"]) if match["frequency"] else None
            terms[word] = Term(word, frequency, match["tag"] or "n")
        return cls(tuple(terms.values()))

    @classmethod
    def read(cls, path: Path) -> Dictionary:
        """Reads a file in UTF-8.

        Raises:
            DictionaryError: There is none, it is too large, or its content is no dictionary.
        """
        try:
            data = path.read_bytes()
            if len(data) > MOST_BYTES:
                raise DictionaryError(
                    f"{path} has {len(data)} bytes, more than the {MOST_BYTES} of a dictionary"
                )
            return cls.parse(data.decode("utf-8"), str(path))
        except OSError as error:
            raise DictionaryError(f"cannot read the dictionary {path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise DictionaryError(
                f"the dictionary {path} is not UTF-8: save it as UTF-8, one term a line"
            ) from error


class Words:
    """A segmenter with a dictionary's terms; made by :func:`words_of`.

    Its word list takes a sixth of a second to load, which it does when it first cuts.
    """

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary

    @cached_property
    def _jieba(self) -> rjieba.Jieba:
        import rjieba

        jieba = rjieba.Jieba()
        for term in self.dictionary.terms:
            jieba.add_word(term.word, term.frequency, term.tag)
        return jieba

    def cut(self, text: str) -> Sequence[str]:
        """The words of a text, end to end."""
        words: list[str] = self._jieba.cut(text)
        return words

    def cut_for_search(self, text: str) -> list[str]:
        """The words of a text, and the words inside long ones."""
        words: list[str] = self._jieba.cut_for_search(text)
        return words

    def tag(self, text: str) -> Sequence[tuple[str, str]]:
        """The words of a text with their parts of speech."""
        tagged: list[tuple[str, str]] = self._jieba.tag(text)
        return tagged


@lru_cache(maxsize=4)
def words_of(dictionary: Dictionary) -> Words:
    """The segmenter of a dictionary; the same one at every call, for its list takes 40 MB."""
    return Words(dictionary)


PLAIN = words_of(Dictionary())
"""The segmenter's own words."""

_current = PLAIN


def current_words() -> Words:
    """The words that questions are understood with."""
    return _current


def use(words: Words) -> None:
    """Has questions understood with these words from now on; a program does so once."""
    global _current
    _current = words
