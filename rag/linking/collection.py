"""Links a phrase to the figures that a collection holds."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.linking.linker import Linker
from rag.linking.names import MeasuredName, Named, NameIndex, named_figures, signature_of
from vectorstore.records import Measure
from vectorstore.store import Store

_BY_FORM, _BY_MEANING = 40, 25
"""So many names are taken by their words and by their meaning, to be judged by the model."""
_WORDED, _JUDGED = 20, 34
"""So many names that say different things are judged, of those taken by their words and of all."""
_AS_LIKELY = 0.7
"""Names of this share of the best one's chance may mean the same: of 652 phrases of the estate's questions, asked of
all its reports at once, .51 then hold the name that the answer's report uses, .49 at a share of .85."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a phrase means in a collection.

    Attributes:
        name: The commonest name of it there.
        names: Every name of it there.
        figures: What the figures are of that go by these names.
        chance: How likely it is what the phrase means, 0 to 1.
        facts: How many figures are of them.
        reports: In how many reports such figures stand, at least.
    """

    name: str
    names: tuple[str, ...]
    figures: tuple[MeasuredName, ...]
    chance: float
    facts: int
    reports: int

    @property
    def measures(self) -> frozenset[Measure]:
        """What the figures measure."""
        return frozenset(figure.measure for figure in self.figures)


@dataclass(frozen=True)
class _Held:
    """The names of one state of a store."""

    generation: int
    named: tuple[Named, ...]

    @cached_property
    def names(self) -> list[str]:
        return [each.name for each in self.named]

    @cached_property
    def index(self) -> NameIndex:
        return NameIndex(self.names)


class CollectionLinker:
    """Links phrases to the figures of a store. Safe to call from several threads.

    Args:
        store: The reports; what they hold is read once a generation.
        linker: Judges names.
    """

    def __init__(self, store: Store, linker: Linker) -> None:
        self._store = store
        self._linker = linker
        self._held: _Held | None = None
        self._reading = threading.Lock()

    def link(self, phrase: str) -> Link | None:
        """What a phrase means; None where the collection holds nothing that it is likely to mean.

        Reports name one thing in many ways (地区生产总值, 全区生产总值实现): what is about as likely as
        the likeliest and measures the same is meant too, and the commonest of it gives the name.
        """
        found = self.proposed(phrase)
        if not found or found[0].chance < self._linker.threshold:
            return None
        least = max(self._linker.threshold, found[0].chance * _AS_LIKELY)
        likely = [each for each in found if each.chance >= least]
        commonest = max(likely, key=lambda each: (each.reports, each.facts, each.chance))
        return _joined(commonest, [each for each in likely if each.measures == commonest.measures])

    def proposed(self, phrase: str, limit: int = 10) -> list[Link]:
        """What a phrase may mean, likeliest first, however unlikely."""
        groups = self._groups(phrase)
        scored = self._linker.scored(phrase, list(groups))[:limit]
        return [_link(name, groups[name], chance) for name, chance in scored]

    def learn(self, stop: threading.Event) -> None:
        """Makes the vectors of all names that have none, a few at a time, until told to stop."""
        if self._linker.vectors is not None:
            self._linker.vectors.learn(self._names().names, stop)

    def _groups(self, phrase: str) -> dict[str, list[Named]]:
        """The names that may be meant, those that say the same together, by the commonest of them.

        Those near in meaning come after those near in words, as their vectors may not all be known.
        """
        held = self._names()
        groups: dict[tuple[str, ...], list[Named]] = {}
        cuts = (
            (held.index.nearest(phrase, _BY_FORM), _WORDED),
            (self._near(phrase, held), _JUDGED),
        )
        for places, most in cuts:
            for named in (held.named[at] for at in places):
                signature = signature_of(named.name)
                if signature in groups or len(groups) < most:
                    groups.setdefault(signature, []).append(named)
        groups = {signature: list(dict.fromkeys(each)) for signature, each in groups.items()}
        return {max(each, key=_commonness).name: each for each in groups.values()}

    def _near(self, phrase: str, held: _Held) -> list[int]:
        """Places of the names nearest in meaning, of those whose vectors are known."""
        vectors = self._linker.vectors
        if vectors is None:
            return []
        return vectors.nearest(vectors.place(phrase), held.names, _BY_MEANING)

    def _names(self) -> _Held:
        generation = self._store.info().generation
        held = self._held
        if held is not None and held.generation == generation:
            return held
        with self._reading:
            held = self._held
            if held is None or held.generation != generation:
                held = _Held(generation, tuple(named_figures(self._store.figure_names())))
                self._held = held
        return held


def _commonness(named: Named) -> tuple[int, int, int]:
    return named.reports, named.facts, -len(named.name)


def _link(name: str, group: Sequence[Named], chance: float) -> Link:
    return Link(
        name,
        tuple(each.name for each in group),
        tuple(kind for each in group for kind in each.figures),
        chance,
        sum(each.facts for each in group),
        max(each.reports for each in group),
    )


def _joined(commonest: Link, links: Sequence[Link]) -> Link:
    """Several links as one, by the name of the commonest."""
    ordered = sorted(links, key=lambda each: each is not commonest)
    return Link(
        commonest.name,
        tuple(name for each in ordered for name in each.names),
        tuple(figure for each in ordered for figure in each.figures),
        max(each.chance for each in links),
        sum(each.facts for each in links),
        max(each.reports for each in links),
    )
