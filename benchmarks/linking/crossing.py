"""Measures the linker on authors left out of everything that it is learnt from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from benchmarks.estate.links import Link
from benchmarks.linking.ranking import NETWORKS, Choice, best_threshold, choice_of, learn_ranker
from benchmarks.linking.space import learn_space
from benchmarks.linking.vectors import known_pairs, texts_of
from benchmarks.links import Linked
from rag.linking.meaning import Meaning
from rag.linking.ranker import Ranker

_MEANING = ("meaning",)
_CHARACTERS = (
    "pairs", "pairs_of_phrase", "characters_of_phrase", "characters_of_name", "equal", "phrase_in_name",
    "name_in_phrase", "same_end",
)  # fmt: skip
LEFT_OUT = {"meaning": _MEANING, "characters": _CHARACTERS, "concepts": ()}
"""Features by what makes them; all that is of neither of the first two rests on the tables of concepts."""
_ALWAYS = frozenset({"english", "name_length", "phrase_words", "name_words"})


def used_features(labels: Sequence[str], without: str = "") -> NDArray[np.bool_]:
    """Which features remain without those of one making."""
    return np.array([without != _maker(label) for label in labels])


def _maker(label: str) -> str:
    plain = label.removesuffix("_lead").removesuffix("_best")
    if plain in _ALWAYS:
        return ""
    makers = (maker for maker, features in LEFT_OUT.items() if plain in features)
    return next(makers, "concepts")


class Crossing:
    """All that is learnt from links, each time without one author or two.

    Args:
        links: The links.
        epochs: Of learning the space; fewer for tests.
    """

    def __init__(self, links: Sequence[Link], epochs: int) -> None:
        self.links = tuple(links)
        self.authors = tuple(sorted({each.author for each in links}))
        self._pairs = known_pairs()
        self._texts = texts_of(links, self._pairs)
        self._epochs = epochs
        self.labels: tuple[str, ...] = ()

    def space(self, without: Sequence[str]) -> Meaning:
        """The space learnt without some authors."""
        kept = [each for each in self.links if each.author not in without]
        return learn_space(self._texts, self._pairs, kept, self._epochs)

    @cached_property
    def choices(self) -> dict[tuple[str, str], list[Choice]]:
        """Features of an author's links in the space learnt without them and another author, by both."""
        found = {}
        for one, other in (
            *combinations(self.authors, 2),
            *((each, each) for each in self.authors),
        ):
            space = self.space((one, other))
            found[one, other] = self._features(one, space)
            found[other, one] = self._features(other, space)
        return found

    def _features(self, author: str, space: Meaning) -> list[Choice]:
        rows = []
        for link in self.links:
            if link.author == author:
                self.labels, choice = choice_of(link, self._texts, space)
                rows.append(choice)
        return rows

    def measured(self, without: str = "") -> Iterator[Linked]:
        """Every link, asked of models and a threshold that were learnt without its author.

        Args:
            without: What the ranker is not told: a key of :data:`LEFT_OUT`.
        """
        for author in self.authors:
            others = [each for each in self.authors if each != author]
            ranker = self._learnt(others, author, without)
            threshold = best_threshold(list(self._answers(others, author, without)))
            for link, name, chance in asked(ranker, self.choices[author, author]):
                yield Linked(link, name if chance >= threshold else None)

    def shipped(self, without: str = "") -> Ranker:
        """The ranker of all authors, its features from spaces that had not seen them."""
        choices = [each for author in self.authors for each in self.choices[author, author]]
        ranker = learn_ranker(self.labels, choices, used_features(self.labels, without))
        return replace(ranker, threshold=self.threshold(without))

    def threshold(self, without: str = "") -> float:
        """The threshold of all authors, each asked of a ranker that had not seen them."""
        answers: list[tuple[Link, str, float]] = []
        for author in self.authors:
            others = [each for each in self.authors if each != author]
            answers += asked(self._learnt(others, author, without), self.choices[author, author])
        return best_threshold(answers)

    def _learnt(
        self, authors: Sequence[str], unseen: str, without: str, networks: int = NETWORKS
    ) -> Ranker:
        choices = [each for author in authors for each in self.choices[author, unseen]]
        used = used_features(self.labels, without)
        return learn_ranker(self.labels, choices, used, networks)

    def _answers(
        self, authors: Sequence[str], unseen: str, without: str
    ) -> Iterator[tuple[Link, str, float]]:
        """What rankers say of authors whom they were not learnt from, nor ``unseen``."""
        for author in authors:
            rest = [each for each in authors if each != author]
            ranker = self._learnt(rest, unseen, without, networks=1)
            yield from asked(ranker, self.choices[author, unseen])


def asked(ranker: Ranker, choices: Sequence[Choice]) -> Iterator[tuple[Link, str, float]]:
    """Of each link the likeliest name, and its chance."""
    for each in choices:
        chances = ranker.chances(each.table)
        best = int(chances.argmax())
        yield each.link, each.link.candidates[best], float(chances[best])
