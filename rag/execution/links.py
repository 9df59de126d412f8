"""What the targets of a plan mean in a collection, as the linker tells the executor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rag.plan import Target
from vectorstore.queries import FigureName

_TELLING = 4
"""So long a name of a thing is rarely part of what says something else (就业, 案件 are)."""


class LinkedName(NamedTuple):
    """A name that facts of the collection have.

    Attributes:
        thing: What is measured or counted, exactly as facts have it.
        act: What was done to what is counted, likewise; empty where nothing was.
        score: How sure it is what the asker means, 0 to 1.
    """

    thing: str
    act: str = ""
    score: float = 1.0

    @property
    def name(self) -> FigureName:
        """The name as the store is asked for it."""
        return FigureName(self.thing, self.act)

    @property
    def spoken_words(self) -> tuple[str, ...]:
        """How a text may say it; a thing that an act narrows counts alone only where it is telling."""
        alone = (self.thing,) if not self.act or len(self.thing) >= _TELLING else ()
        joined = (self.act + self.thing, self.thing + self.act) if self.act else ()
        return (*alone, *joined)


@dataclass(frozen=True, slots=True)
class LinkedTarget:
    """A target with the names that it means.

    Attributes:
        target: As the plan has it.
        names: What the collection calls it; empty where it holds no figure of it.
        words: Other words by which a text may speak of it (``GDP``), beside the target's phrase.
        by_report: How sure the names of each report are, by its id; empty where names mean the same
            in every report.
        is_known: Whether the lexicon has the phrase, so that reports' figures are marked as being of it.
    """

    target: Target
    names: tuple[LinkedName, ...] = ()
    words: tuple[str, ...] = ()
    by_report: Mapping[str, Mapping[FigureName, float]] = field(default_factory=dict)
    is_known: bool = False

    def score(self, report_id: str, name: FigureName) -> float:
        """How sure it is, 0 to 1, that a report's figures of a name are meant; 0 where they are not."""
        if self.by_report:
            return self.by_report.get(report_id, {}).get(name, 0.0)
        return max((each.score for each in self.names if each.name == name), default=0.0)

    @property
    def spoken_words(self) -> tuple[str, ...]:
        """The words that show that a text speaks of it, the asker's own first."""
        named = (word for each in self.names for word in each.spoken_words)
        return tuple(dict.fromkeys(filter(None, (self.target.phrase, *self.words, *named))))
