"""What the reports of a scope call a thing: each report's own names are judged beside each other.

A name is judged against its neighbours in one report, as a reader would: 常住总人口 is what 常住人口 means
where a report has no other name of it. All of a large collection's names in one choice hide that.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.lexicon.indicators import Indicator, Indicators
from rag.execution.links import LinkedName, LinkedTarget
from rag.linking.concepts import Kind, words_of
from rag.linking.linker import Linker, shared_linker
from rag.linking.names import MeasuredName, NameIndex, name_of, said_with_measure
from rag.plan import Target
from vectorstore.embedding import Embedder, load_embedder
from vectorstore.queries import FactQuery, FigureName, Filter
from vectorstore.records import Measure, Status
from vectorstore.store import Store, Vectors

_NARROW = 3
"""So few reports call a thing by few names."""
_CUTS = {True: (24, 10), False: (40, 20)}
"""So many names of a narrow and of a wide scope are taken by their words and by their meaning, to be judged."""
_MOST_BY_MEANING = 30_000
"""So many names, those of most reports, are found by their meaning too: 38 MB of vectors."""
_WARM = 4096
"""Names made ready behind a service that starts: some ten seconds' work, which no question waits for."""
_LEAST = 0.35
"""The chance from which on a report's likeliest name is taken: what is answered with it is judged again."""
_MEASURES = ((Measure.CHANGE,), tuple(each for each in Measure if each is not Measure.CHANGE))
_STATUSES = (
    tuple(each for each in Status if each.is_result),
    tuple(each for each in Status if not each.is_result),
)
"""Kinds of figures that a report may call by names of their own."""
_AS_LIKELY = 0.7
"""Names of a report of this share of its likeliest one's chance may mean the same."""


@dataclass(frozen=True)
class _Things:
    """The things of one state of a store, whatever is measured of them."""

    generation: int
    names: tuple[FigureName, ...]

    @cached_property
    def said(self) -> list[str]:
        return [name_of(MeasuredName(each, Measure.LEVEL)) for each in self.names]

    @cached_property
    def index(self) -> NameIndex:
        return NameIndex(self.said)

    @cached_property
    def at(self) -> Mapping[FigureName, int]:
        return {name: at for at, name in enumerate(self.names)}


class ThingLinker:
    """Links phrases to the things that reports state figures of. Safe to call from several threads.

    Args:
        store: The reports; what they hold is read once a generation.
        linker: Judges names; made when it is first needed where None.
        embedder: Finds names by their meaning, cheaply; the one that ships where None.
    """

    def __init__(
        self, store: Store, linker: Linker | None = None, embedder: Embedder | None = None
    ) -> None:
        self._store = store
        self._given = linker
        self._embedder = embedder or load_embedder()
        self._held: _Things | None = None
        self._table: tuple[_Things, Vectors] | None = None
        self._reading = threading.Lock()

    @property
    def _linker(self) -> Linker:
        if self._given is None:
            with self._reading:  # the encoder is loaded once, however many ask first
                self._given = shared_linker()
        return self._given

    def linked(self, target: Target, where: Filter = Filter()) -> LinkedTarget:
        """A target with what each report of a filter calls it; without names where none is likely.

        The names are those of the thing, of whatever measure: the executor sifts by measure.
        """
        phrase = target.words
        if not phrase.strip():
            return LinkedTarget(target)
        things = self._things()
        is_narrow = 0 < len(where.report_ids) <= _NARROW
        candidates = self._candidates(phrase, things, self._pool(things, where), _CUTS[is_narrow])
        names = [things.names[at] for at in candidates]
        judged = self._judged(phrase, target.measure or Measure.LEVEL, things, names, where)
        if not _groups_of_acts(phrase):
            judged = {report: _without_outcomes(own) for report, own in judged.items()}
        canonical = self._canonical(target.words, where)
        if canonical:
            judged = {report: _surely(own) for report, own in judged.items()}
        for report, own in canonical.items():
            judged[report] = {**judged.get(report, {}), **own}
        judged = {report: own for report, own in judged.items() if own}
        surest: dict[FigureName, float] = {}
        for own in judged.values():
            for name, chance in own.items():
                surest[name] = max(chance, surest.get(name, 0.0))
        ordered = sorted(surest, key=lambda name: (-surest[name], name))
        return LinkedTarget(
            target,
            tuple(LinkedName(*name, surest[name]) for name in ordered),
            by_report=judged,
            is_known=bool(canonical),
        )

    def _canonical(self, phrase: str, where: Filter) -> dict[str, dict[FigureName, float]]:
        """What reports call the figures that the lexicon knows by a phrase (``协议履行率`` of ``调解协议履行率``)."""
        lexicon = Indicators.load()
        bare = _AMOUNTS.sub("", phrase)
        known = lexicon.named(phrase) or lexicon.named(bare) or _nothing_but(lexicon, bare)
        if known is None:
            return {}
        names = lexicon.covered_by(known)
        found: dict[str, dict[FigureName, float]] = {}
        for fact in self._store.facts(FactQuery(where, canonical=names, limit=_ALL))[1]:
            found.setdefault(fact.report_id, {})[FigureName(fact.thing, fact.act)] = _KNOWN
        return found

    def warm_up(self, stop: threading.Event) -> None:
        """Makes what judging the commonest names needs, a few at a time, until told to stop."""
        vectors = self._linker.vectors
        if vectors is not None:
            vectors.learn(self._things().said[:_WARM], stop)

    def likely(self, words: str, count: int) -> list[str]:
        """Names of figures that some words may speak of, likeliest first by their form and meaning."""
        things = self._things()
        return [
            things.said[at] for at in self._candidates(words, things, None, _CUTS[False])[:count]
        ]

    def _pool(self, things: _Things, where: Filter) -> NDArray[np.bool_] | None:
        """``(n,)``: the things of the reports of a filter; None for all."""
        if not where:
            return None
        pool = np.zeros(len(things.names), dtype=np.bool_)
        held = {use.name for use in self._store.figure_names(where)}
        pool[[things.at[name] for name in held if name in things.at]] = True
        return pool

    def _judged(
        self,
        phrase: str,
        measure: Measure,
        things: _Things,
        names: Sequence[FigureName],
        where: Filter,
    ) -> dict[str, dict[FigureName, float]]:
        """The names that are likeliest in each report, of figures of one kind; same choices are shared.

        What a report calls its targets does not stand against what it calls its results.
        """
        groups = [
            self._store.stated_names(names, where, measures=measures, statuses=statuses)
            for measures in _MEASURES
            for statuses in _STATUSES
        ]
        names = list(dict.fromkeys(n for group in groups for own in group.values() for n in own))
        if not names:
            return {}
        told = {name: said_with_measure(things.said[things.at[name]], measure) for name in names}
        words = list(dict.fromkeys(told.values()))
        at = {word: place for place, word in enumerate(words)}
        choices = self._linker.choices(said_with_measure(phrase, measure), words)
        chosen: dict[tuple[int, ...], dict[int, float]] = {}
        judged: dict[str, dict[FigureName, float]] = {}
        for report, own in (pair for group in groups for pair in group.items()):
            choice = tuple(sorted({at[told[name]] for name in own}))
            if choice not in chosen:
                chosen[choice] = _likely(choice, choices.chances(choice))
            likely = chosen[choice]
            for name in own:
                if at[told[name]] in likely:
                    found = judged.setdefault(report, {})
                    found[name] = max(likely[at[told[name]]], found.get(name, 0.0))
        return judged

    def _candidates(
        self,
        phrase: str,
        things: _Things,
        pool: NDArray[np.bool_] | None,
        cuts: tuple[int, int],
    ) -> list[int]:
        """Names of the pool that are near in words or in meaning."""
        if not things.names:
            return []
        by_form = things.index.nearest(phrase, cuts[0], pool)
        near = self._vectors_of(things) @ self._embedder.embed_query(phrase)
        if pool is not None:
            near[~pool[: len(near)]] = -1.0
        by_meaning = np.argsort(-near, kind="stable")[: cuts[1]]
        found = [*by_form, *(int(at) for at in by_meaning if near[at] > 0)]
        return list(dict.fromkeys(found))

    def _vectors_of(self, things: _Things) -> Vectors:
        """``(m, d)`` of the first m names, those of most reports; each is made once while it is held."""
        table = self._table
        if table is not None and table[0] is things:
            return table[1]
        with self._reading:
            said = things.said[:_MOST_BY_MEANING]
            rows: dict[str, NDArray[np.float32]] = {}
            if self._table is not None:
                rows = dict(zip(self._table[0].said, self._table[1], strict=False))
            new = [each for each in dict.fromkeys(said) if each not in rows]
            if new:
                rows.update(zip(new, self._embedder.embed_passages(new), strict=True))
            dimension = self._embedder.identity.dimension
            made = [rows[each] for each in said]
            vectors = np.stack(made) if made else np.empty((0, dimension), np.float32)
            self._table = (things, vectors)
        return vectors

    def _things(self) -> _Things:
        generation = self._store.info().generation
        held = self._held
        if held is not None and held.generation == generation:
            return held
        uses = self._store.figure_names()
        names = tuple(dict.fromkeys(u.name for u in uses if u.measure is not Measure.LIMIT))
        held = self._held = _Things(generation, names)
        return held


_AMOUNTS = re.compile("(?:的)?(?:数量|数目|总数|总量|个数|情况|量|数)$")
"""What people add to the name of a figure."""
_SURELY = 0.98
"""How sure another name must be beside those that the lexicon gives to a figure."""
_KNOWN = 0.97
"""How sure a name is that the lexicon gives to a figure and to the phrase alike."""
_ALL = 10_000_000
_OUTCOMES = frozenset({"result", "win", "open_result"})
"""The groups of acts that tell what became of some of what was counted."""


def _groups_of_acts(words: str) -> set[str]:
    return {
        concept.group
        for word in words_of(words)
        for concept in word.concepts
        if concept.kind is Kind.ACT
    }


def _nothing_but(lexicon: Indicators, phrase: str) -> Indicator | None:
    """The indicator whose words make up a phrase, and nothing else (``收到的行政复议申请``)."""
    known = lexicon.in_question(phrase)
    if known is None:
        return None
    words = sorted({word for group in known.needs for word in group}, key=len, reverse=True)
    for word in (known.name, *words, "案件", "的"):
        phrase = phrase.replace(word, "")
    return known if len(phrase) <= 1 else None


def _surely(own: Mapping[FigureName, float]) -> dict[FigureName, float]:
    return {name: chance for name, chance in own.items() if chance >= _SURELY}


def _without_outcomes(own: Mapping[FigureName, float]) -> dict[FigureName, float]:
    """The names of a report without those of outcomes, where others are as well named.

    Who asks for 行政复议案件 and no more means those that came in, not those that were settled.
    """
    whole = {
        name: chance for name, chance in own.items() if not _groups_of_acts(name.act) & _OUTCOMES
    }
    return whole or dict(own)


def _likely(choice: Sequence[int], chances: Sequence[float]) -> dict[int, float]:
    """Those of a choice that are likely, by themselves and beside the likeliest."""
    least = max(_LEAST, max(chances) * _AS_LIKELY)
    return {at: chance for at, chance in zip(choice, chances, strict=True) if chance >= least}
