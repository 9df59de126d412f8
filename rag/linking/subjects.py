"""What words name: an indicator of the lexicon, or figures that the collection holds.

Facts filter, compare page, suggestions and coverage all ask here, so that they speak of the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.folding import fold
from ingest.lexicon.indicators import Indicator, Indicators
from rag.linking.collection import CollectionLinker
from rag.linking.linker import shared_linker
from rag.linking.names import MeasuredName
from vectorstore.queries import FactQuery
from vectorstore.records import Measure
from vectorstore.store import Store


@dataclass(frozen=True, slots=True)
class Subject:
    """What figures are asked for.

    Attributes:
        name: Canonical name, or what the collection calls it, or the words themselves; empty for nothing.
        canonical: Whether the lexicon has it.
        english: Its English names.
        figures: Where the lexicon does not have it, what the figures meant are of; none where the
            collection holds none that is likely.
        words: Where the lexicon does not have it, the words that a figure's own name may hold instead.
        chance: How likely it is what was meant, 0 to 1.
    """

    name: str
    canonical: bool = False
    english: tuple[str, ...] = ()
    figures: tuple[MeasuredName, ...] = ()
    words: str = ""
    chance: float = 1.0

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What the figures meant measure."""
        return tuple(dict.fromkeys(figure.measure for figure in self.figures))

    @property
    def indicators(self) -> tuple[str, ...]:
        """Canonical names of the lexicon's indicators that it stands for."""
        lexicon = Indicators.load()
        known = lexicon.named(self.name) if self.canonical else None
        return lexicon.covered_by(known) if known is not None else ()


class Subjects:
    """Tells what words name in a store. Safe to call from several threads.

    Args:
        store: The reports.
        linker: Links words to what they hold; made when it is first needed where None.
    """

    def __init__(self, store: Store, linker: CollectionLinker | None = None) -> None:
        self._store = store
        self._linker = linker

    @property
    def linker(self) -> CollectionLinker:
        """Links words to figures; the encoder is loaded when this is first asked for."""
        if self._linker is None:
            self._linker = CollectionLinker(self._store, shared_linker())
        return self._linker

    @property
    def is_linking(self) -> bool:
        """Whether anything was linked yet."""
        return self._linker is not None

    def named(self, words: str) -> Subject:
        """What words name: canonical, English, as a report has it, or as people say it."""
        words = words.strip()
        if not words:
            return Subject("")
        known = self.in_lexicon(words)
        if known is not None:
            return Subject(known.name, True, known.english)
        link = self.linker.link(words)
        if link is None:
            return Subject(words, words=words)
        name = words if self._is_held(FactQuery(indicator=words)) else link.name
        return Subject(name, figures=link.figures, words=words, chance=link.chance)

    def resolved(self, query: FactQuery) -> FactQuery:
        """A query for facts whose names hold its words, and for those that its words mean."""
        subject = self.named(query.indicator)
        if not subject.name:
            return query
        names = tuple(dict.fromkeys(figure.name for figure in subject.figures))
        if self._is_held(query):
            return replace(query, names=names)
        if subject.canonical:
            return replace(query, indicator="", canonical=subject.indicators)
        measures = query.kinds.measures or subject.measures
        return replace(query, names=names, kinds=replace(query.kinds, measures=measures))

    def _is_held(self, query: FactQuery) -> bool:
        """Whether the words of a query stand in any name."""
        return self._store.facts(FactQuery(indicator=query.indicator, limit=0))[0] > 0

    def in_lexicon(self, words: str) -> Indicator | None:
        """The indicator of the lexicon that words name, in Chinese or English; None where they name none."""
        lexicon = Indicators.load()
        known = lexicon.named(words)
        if known is not None:
            return known
        plain = fold(words).lower()
        for each in lexicon:
            if plain in map(str.lower, each.english):
                return each
        uses = self._store.indicators(words, limit=1)
        if uses and uses[0].name == words:
            return None
        return lexicon.in_question(words)
