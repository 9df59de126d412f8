"""Places that a question names, in either script, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.lexicon.places import PlaceMention, Places
from rag.question.constraints import PlaceFinder
from rag.question.english.places import RomanisedPlaces
from rag.question.language import language_of
from rag.tagging.tokens import common

_HAN = re.compile(r"[\u3400-\u9fff]")
_OF = re.compile("的?")
_COMMA = re.compile(", ?")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place named in a question.

    Attributes:
        start: Where its name begins.
        end: Where it ends.
        names: Official names of the places that it can mean.
        held: Whether the collection holds them.
    """

    start: int
    end: int
    names: tuple[str, ...]
    held: bool = True


class PlaceReader:
    """Reads the names of places in questions.

    Args:
        finder: Finds the collection's places in Chinese.
    """

    def __init__(self, finder: PlaceFinder) -> None:
        self._finder = finder
        self._romanised = RomanisedPlaces(finder.known, _is_word)

    def find(self, question: str) -> list[NamedPlace]:
        """The places named in a question, in order, not overlapping."""
        found: list[NamedPlace] = []
        if language_of(question) == "en":
            found += (
                NamedPlace(each.start, each.end, each.names, each.held)
                for each in self._romanised.find(question)
            )
        if _HAN.search(question):
            found += self._chinese(common(question))
        return self._without_introductions(_apart(found), question)

    def _without_introductions(
        self, found: Sequence[NamedPlace], question: str
    ) -> list[NamedPlace]:
        """Without those that only tell where the next one lies (``江苏苏州``), or the one before (``Suzhou, Anhui``)."""
        told = {
            number + shift
            for number, (one, other) in enumerate(pairwise(found))
            for shift, place, around, joint in ((0, other, one, _OF), (1, one, other, _COMMA))
            if joint.fullmatch(question[one.end : other.start]) and self._lies_in(place, around)
        }
        return [each for number, each in enumerate(found) if number not in told]

    def _lies_in(self, place: NamedPlace, around: NamedPlace) -> bool:
        known = self._finder.known
        return any(
            above in known.get(name, ())
            or any(each.is_in(above) for each in Places.load().named(name))
            for name in place.names
            for above in around.names
        )

    def stretches(self, question: str) -> list[tuple[int, int]]:
        """Where places that the collection holds are named."""
        return [(each.start, each.end) for each in self.find(question) if each.held]

    def _chinese(self, view: str) -> list[NamedPlace]:
        named = self._finder.find(view)
        held = [
            NamedPlace(
                span.start, span.end, self._meant(view[span.start : span.end], named.regions)
            )
            for span in named.spans
        ]
        others = (
            NamedPlace(_own_start(each, held), each.end, (each.candidates[0].name,), held=False)
            for each in Places.load().mentions(view)
        )
        return [*held, *others]

    def _meant(self, written: str, regions: Sequence[str]) -> tuple[str, ...]:
        """The official names that a written one can mean."""
        own = self._finder.find(written).regions
        return own or tuple(regions[:1])


def _own_start(mention: PlaceMention, held: Sequence[NamedPlace]) -> int:
    """Where a place's own name begins behind that of one that is held (``湖南省`` of ``湖南省张家界市``)."""
    inner = (each.end for each in held if mention.start <= each.start and each.end < mention.end)
    return max(inner, default=mention.start)


def _is_word(word: str) -> bool:
    """Whether something is an ordinary English word; names of places are told by the tagger."""
    return False


def _apart(found: Sequence[NamedPlace]) -> list[NamedPlace]:
    """Without those that overlap an earlier, held or longer one."""
    kept: list[NamedPlace] = []
    for each in sorted(found, key=lambda one: (not one.held, one.start, one.start - one.end)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: one.start)
