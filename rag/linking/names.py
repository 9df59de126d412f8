"""What a collection's figures are called, so that a phrase can be linked to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.folding import fold
from rag.linking.concepts import spoken_in_chinese, words_of
from vectorstore.queries import FigureName, FigureNameUse
from vectorstore.records import Measure

_ENDINGS: Mapping[Measure, tuple[str, tuple[str, ...]]] = {
    Measure.CHANGE: ("增长率", ("增长率", "增速", "增幅", "降幅", "涨幅", "增长", "下降")),
    Measure.SHARE: ("占比", ("占比", "比重", "比例", "率")),
    Measure.RANK: ("排名", ("排名", "位次")),
    Measure.RATIO: ("倍数", ("倍数", "比")),
}
"""What the name of a figure of this measure ends with, and what says so already."""
_PER_HEAD = "人均"
_CONCEPT_WORTH = 2.0
"""A concept that phrase and name share is worth this many character pairs."""


class MeasuredName(NamedTuple):
    """What figures are of, and what of it they measure.

    Attributes:
        name: What they are of.
        measure: What of it is measured.
    """

    name: FigureName
    measure: Measure


def name_of(figure: MeasuredName) -> str:
    """What figures are of and measure as one readable name (``行政复议案件受理``, ``粮食产量增长率``)."""
    plain, act = _whole(figure.name.thing), figure.name.act
    return said_with_measure(plain if act in plain else f"{plain}{act}", figure.measure)


def said_with_measure(thing: str, measure: Measure) -> str:
    """A thing with what is measured of it; the thing alone for its level."""
    if measure is Measure.PER_HEAD:
        return thing if "均" in thing or "每" in thing else f"{_PER_HEAD}{thing}"
    ending, said_by = _ENDINGS.get(measure, ("", ("",)))
    return thing if thing.endswith(said_by) else f"{thing}{ending}"


def _whole(thing: str) -> str:
    """A thing without a bracket that is left open, and without a list's marks before it."""
    opened = max(thing.rfind("("), thing.rfind("\uff08"))
    if opened > 0 and not thing.endswith((")", "\uff09")):
        thing = thing[:opened] + thing[opened + 1 :].partition(")")[2]
    return thing.rpartition("\u2014")[2].lstrip("\u2605\u25cf\u25a0\u25c6 ") or thing


@dataclass(frozen=True, slots=True)
class Named:
    """A name with what the figures are of that go by it.

    Attributes:
        name: The name.
        figures: They differ in how they are worded only.
        facts: How many figures are of them.
        reports: In how many reports, at least.
    """

    name: str
    figures: tuple[MeasuredName, ...]
    facts: int
    reports: int


def named_figures(uses: Iterable[FigureNameUse]) -> list[Named]:
    """What figures are of by its name, in order; rules and class bounds count nothing and are left out."""
    found: dict[str, list[FigureNameUse]] = defaultdict(list)
    for use in uses:
        if use.measure is not Measure.LIMIT:
            found[name_of(MeasuredName(use.name, use.measure))].append(use)
    return [
        Named(
            name,
            tuple(MeasuredName(use.name, use.measure) for use in each),
            sum(use.facts for use in each),
            max(use.reports for use in each),
        )
        for name, each in found.items()
    ]


def signature_of(name: str) -> tuple[str, ...]:
    """What names share that say the same in other words (生产总值, 地区生产总值)."""
    return tuple(
        sorted(
            "/".join(sorted(meant.name for meant in word.concepts)) or word.text
            for word in words_of(name)
        )
    )


class NameIndex:
    """Finds the names that may be meant, cheaply: by pairs of characters and by concepts.

    Args:
        names: The names.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [fold(name).lower() for name in names]

    @cached_property
    def _postings(self) -> dict[str, NDArray[np.int64]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            for pair in {name[at : at + 2] for at in range(len(name) - 1)}:
                found[pair].append(number)
        return {pair: np.array(numbers) for pair, numbers in found.items()}

    @cached_property
    def _lengths(self) -> NDArray[np.float64]:
        return np.array([max(len(name), 2) for name in self._names], dtype=np.float64)

    def nearest(self, phrase: str, count: int, among: NDArray[np.bool_] | None = None) -> list[int]:
        """Places of the names that share most with a phrase, best first.

        Args:
            phrase: The phrase.
            count: How many at most.
            among: ``(n,)``: the names that may be meant; all where None.
        """
        if not self._names:
            return []
        scores = np.zeros(len(self._names))
        plain = fold(phrase).lower()
        for pair in {plain[at : at + 2] for at in range(len(plain) - 1)}:
            numbers = self._postings.get(pair, ())
            scores[numbers] += self._rarity(len(numbers)) if len(numbers) else 0.0
        for word in words_of(phrase):
            held = self._speaking(
                {form for each in word.concepts for form in spoken_in_chinese(each)}
            )
            scores[held] += _CONCEPT_WORTH * self._rarity(len(held))
        scores /= np.sqrt(self._lengths)
        if among is not None:
            scores[~among] = 0.0
        best = np.argsort(-scores, kind="stable")[:count]
        return [int(at) for at in best if scores[at] > 0]

    def _rarity(self, count: int) -> float:
        return log(1 + len(self._names) / (1 + count))

    def _speaking(self, forms: Iterable[str]) -> NDArray[np.int64]:
        """Names that hold one of some words."""
        held = [self._holding(form) for form in forms if len(form) > 1]
        return np.unique(np.concatenate(held)) if held else np.empty(0, np.int64)

    def _holding(self, form: str) -> NDArray[np.int64]:
        pairs = [form[at : at + 2] for at in range(len(form) - 1)]
        rarest = min((self._postings.get(pair, _NOBODY) for pair in pairs), key=len)
        return np.array([at for at in rarest if form in self._names[at]], dtype=np.int64)


_NOBODY = np.empty(0, np.int64)
