"""Reads English questions over one collection: its places, its words."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.lexicon.dictionary import Dictionary
from ingest.lexicon.glossary import Glossary
from rag.question.constraints import PlaceFinder
from rag.question.english.places import Romanised, RomanisedPlaces
from rag.question.english.terms import Frequencies, TermTranslator, is_empty
from rag.question.english.translation import Translation, translate

_HAN = re.compile(r"[\u3400-\u9fff]")
_THAT_IS = re.compile(r"\b(?:i\.\s?e\.|viz\.|namely\b),?", re.IGNORECASE)
_MARKS = re.compile(r"[@#](?=\d)|(?<=\d)[@#]")
"""What the translation marks places and years with; a question has no use for them."""


class EnglishReader:
    """Says English questions in Chinese, with a collection's places and words.

    Args:
        places: Finds the collection's places in Chinese text.
        frequencies: In how many passages of the collection words occur; without it the commonest
            meaning of a word is taken.
    """

    def __init__(self, places: PlaceFinder, frequencies: Frequencies | None = None) -> None:
        self._finder = places
        self._romanised = _romanised(places)
        self._translator = TermTranslator(Glossary.load(), Dictionary.load(), frequencies)

    def read(self, question: str) -> Translation:
        """The Chinese of a question in English, which may hold Chinese words and names."""
        question = _THAT_IS.sub("that is", _MARKS.sub(" ", question))
        places = sorted(
            [*self._romanised.find(question), *self._in_chinese(question)],
            key=lambda place: place.start,
        )
        return translate(question, places, self._translator)

    def _in_chinese(self, question: str) -> list[Romanised]:
        if not _HAN.search(question):
            return []
        return [
            Romanised(span.start, span.end, (question[span.start : span.end],))
            for span in self._finder.find(question).spans
        ]


@lru_cache(maxsize=4)
def _romanised(places: PlaceFinder) -> RomanisedPlaces:
    """Made once for the places of a collection, which may be thousands."""
    return RomanisedPlaces(places.known, _is_word)


def _is_word(word: str) -> bool:
    listed = Glossary.load().match([word]) is not None
    return listed or is_empty(word) or Dictionary.load().knows(word)
