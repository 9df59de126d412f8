"""Reads English questions over one collection: its places, its years, and its words in Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.lexicon.dictionary import Dictionary
from ingest.lexicon.glossary import Glossary
from rag.question.constraints import PlaceFinder, years_in
from rag.question.english.places import Romanised, RomanisedPlaces
from rag.question.english.terms import Frequencies, Term, TermTranslator, is_empty

_HAN = re.compile(r"[\u3400-\u9fff]")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d{2}(?![\d%]|[.,]\d)")
_DOUBLE_PLUS = re.compile(r"\binternet\s?\+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class English:
    """What an English question names.

    Attributes:
        places: The places, in Chinese.
        years: The years, ascending.
        terms: Chinese terms for its other content words.
    """

    places: tuple[str, ...]
    years: tuple[int, ...]
    terms: tuple[Term, ...]

    @property
    def doubtful(self) -> frozenset[str]:
        """Terms that may not be what the question means."""
        return frozenset(term.text for term in self.terms if term.doubtful)

    @property
    def alternatives(self) -> Mapping[str, tuple[str, ...]]:
        """Words that say the same as a term, for terms that have such."""
        return {term.text: term.alternatives for term in self.terms if term.alternatives}


class EnglishReader:
    """Finds Chinese words for English questions, with a collection's places and words.

    Args:
        places: Finds the collection's places in Chinese text.
        frequencies: In how many passages of the collection words occur; without it the commonest
            meaning of a word is taken.
    """

    def __init__(self, places: PlaceFinder, frequencies: Frequencies | None = None) -> None:
        self._finder = places
        self._romanised = _romanised(places)
        self._translator = TermTranslator(Glossary.load(), Dictionary.load(), frequencies)

    def read(self, question: str) -> English:
        """The places, years and terms of a question in English, which may hold Chinese words and names."""
        places = sorted(
            [*self._romanised.find(question), *self._in_chinese(question)],
            key=lambda place: place.start,
        )
        rest = _YEAR.sub(" ", _without(question, places))
        return English(
            tuple(dict.fromkeys(name for each in places for name in each.names)),
            years_in(question),
            tuple(self._translator.terms(_DOUBLE_PLUS.sub("internet plus", rest))),
        )

    def _in_chinese(self, question: str) -> list[Romanised]:
        if not _HAN.search(question):
            return []
        return [
            Romanised(span.start, span.end, (question[span.start : span.end],))
            for span in self._finder.find(question).spans
        ]


def _without(question: str, places: Sequence[Romanised]) -> str:
    """A question with marks in the place of names, which part the words around them."""
    pieces, after = [], 0
    for place in places:
        pieces += [question[after : place.start], " , "]
        after = max(after, place.end)
    return "".join([*pieces, question[after:]])


@lru_cache(maxsize=4)
def _romanised(places: PlaceFinder) -> RomanisedPlaces:
    """Made once for the places of a collection, which may be thousands."""
    return RomanisedPlaces(places.known, _is_word)


def _is_word(word: str) -> bool:
    listed = Glossary.load().match([word]) is not None
    return listed or is_empty(word) or Dictionary.load().knows(word)
