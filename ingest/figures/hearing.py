"""What a sentence, its paragraph and the report have said so far, for the figures that lean on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.figures.times import Time
from ingest.measures import dimension_of
from ingest.numerals import Figure
from vectorstore.records import Measure, Scope, Status

NOT_COUNTED = frozenset({"money", "share", "points", "times", "dollars", "yen", "euros"})
"""Dimensions of which a noun after the figure is rarely what is measured."""
_REMEMBERED = 3
"""How many things named before the last one a figure may lean on."""


class Subject(NamedTuple):
    """Something that later words may lean on: a thing as a figure was of it."""

    thing: str
    act: str = ""
    unit: str = ""
    at: int = -1
    whole: int = -1
    scope: Scope | None = None
    measured: str = ""
    """What of it the last figure measured, where later ones may change that (``增速``)."""


@dataclass
class Heard:
    """What a sentence has said so far.

    Attributes:
        time: The time last named.
        status: Whether it speaks of targets or plans.
        last: What the last figure was of.
        topic: What its acts are done to.
        whole: What 其中 divides; None before it is said.
        listed: Things that figures were shared among, for the figures that follow likewise.
        scope: Which part of the place it speaks of.
        frame: What the last clause without figures names.
        base: Against what the last change was told.
        replaced: Whether the figure before is one that the next takes the place of (``由``…).
        told: What the levels told so far are of, for changes told of all of them afterwards.
    """

    time: Time | None = None
    status: Status | None = None
    last: Subject | None = None
    topic: Subject | None = None
    whole: Subject | None = None
    listed: tuple[Subject, ...] = ()
    scope: Scope | None = None
    frame: str = ""
    base: str = ""
    replaced: bool = False
    told: tuple[Subject, ...] = ()


@dataclass
class Memory:
    """What a report has named so far.

    Attributes:
        topic: What the paragraph's acts are done to.
        first: What the first figure of the sentence before was of.
        era: The span of years that the paragraph sums up (``五年来,``).
        used: How often each thing was named.
    """

    topic: Subject | None = None
    first: Subject | None = None
    era: Time | None = None
    used: Counter[str] = field(default_factory=Counter)
    _order: list[str] = field(default_factory=list)
    _by_end: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def begin_paragraph(self) -> None:
        """A new paragraph: what the one before was about no longer holds."""
        self.topic = self.first = self.era = None

    def recent(self) -> list[str]:
        """The things named last, the nearest first, but for the last."""
        return self._order[-_REMEMBERED - 1 : -1][::-1]

    def ending_in(self, thing: str) -> str:
        """The last longer thing that ends with these words; empty where none does."""
        found = self._by_end.get(thing[-2:], ())
        return next(
            (each for each in reversed(found) if each != thing and each.endswith(thing)), ""
        )

    def note(self, subject: Subject, figure: Figure, measure: Measure, heard: Heard) -> None:
        """Notes what a figure was of, for what follows it in its sentence and in the report."""
        if not subject.thing:
            return
        heard.last = subject
        if measure in {Measure.LEVEL, Measure.PER_HEAD}:
            heard.told = (*heard.told, subject)
        thing = subject.thing
        if thing not in self.used:
            self._by_end[thing[-2:]].append(thing)
        self.used[thing] += 1
        if not self._order or self._order[-1] != thing:
            self._order.append(thing)
        counts = dimension_of(figure.unit)[0] not in NOT_COUNTED
        again = counts and not subject.act and heard.whole is None
        if measure is Measure.LEVEL and (heard.topic is None or again):
            heard.topic = subject
