"""Finds indicators and places by the beginning of their names, while someone types."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.folding import fold
from ingest.lexicon.indicators import Indicator, Indicators
from rag.comparison_schemas import IndicatorOut, PlaceOut
from rag.linking.subjects import Subjects
from vectorstore.queries import IndicatorUse
from vectorstore.store import Store

_CANDIDATES = 60
_FEWEST_LINKED = 2
"""Characters of which a linker can tell what they mean; before, somebody has hardly begun to type."""


class IndicatorFinder:
    """Finds indicators that the reports of a store give figures of.

    Args:
        store: The reports. How often each indicator is used is read once a generation.
        subjects: Tells what words mean that no name holds.
    """

    def __init__(self, store: Store, subjects: Subjects) -> None:
        self._store = store
        self._subjects = subjects
        self._generation = -1
        self._used: dict[str, IndicatorUse] = {}
        self._lexicon: dict[str, Indicator] = {}
        for each in Indicators.load():
            self._lexicon.setdefault(each.name, each)

    def find(self, words: str, limit: int) -> list[IndicatorOut]:
        """Indicators for the beginning of a name, best first; the most used ones for none.

        Args:
            words: In Chinese or English; all must occur in a name, or in words that mean it.
            limit: How many at most.
        """
        wanted = fold(words).lower().split()
        found = [use for use in self._known().values() if self._fits(use, wanted)]
        meant = Indicators.load().in_question(words) if wanted else None
        if meant is not None:
            found += [
                use
                for name in (meant.name, *meant.members)
                if (use := self._known().get(name)) and use not in found
            ]
        found.sort(key=lambda use: (self._nearness(use, wanted), -use.reports, use.name))
        if wanted:
            worded = self._store.indicators(" ".join(wanted), limit=_CANDIDATES)
            found += [
                self._known().get(use.name, use) if use.canonical else use
                for use in worded
                if not use.canonical or use.name not in {each.name for each in found}
            ]
        return self._with_meant(words, [self._out(use) for use in found[:limit]])[:limit]

    def _with_meant(self, words: str, found: list[IndicatorOut]) -> list[IndicatorOut]:
        """With what the words mean first (外贸 for 进出口总额), where the lexicon does not know them."""
        if len(words.strip()) < _FEWEST_LINKED or any(each.canonical for each in found):
            return found
        link = self._subjects.linker.link(words)
        if link is None:
            return found
        named = next((each for each in found if each.name == link.name), None)
        meant = named or IndicatorOut(
            name=link.name, canonical=False, english=[], facts=link.facts, reports=link.reports
        )
        return [meant, *(each for each in found if each.name != link.name)]

    def _known(self) -> dict[str, IndicatorUse]:
        """The lexicon's indicators that are in use; an umbrella counts what it stands for."""
        generation = self._store.info().generation
        if generation != self._generation:
            plain = {
                use.name: use
                for use in self._store.indicators(canonical=tuple(self._lexicon), limit=10_000)
            }
            for name, indicator in self._lexicon.items():
                parts = [plain[each] for each in indicator.members if each in plain]
                if parts and name not in plain:
                    facts = sum(each.facts for each in parts)
                    plain[name] = IndicatorUse(name, True, facts, max(p.reports for p in parts))
            self._used, self._generation = plain, generation
        return self._used

    def _fits(self, use: IndicatorUse, wanted: list[str]) -> bool:
        return not wanted or any(
            all(word in name for word in wanted) for name in self._names(use.name)
        )

    def _nearness(self, use: IndicatorUse, wanted: list[str]) -> int:
        """0 where a name begins as wanted, 1 where one holds it, 2 where it only means it."""
        names = list(self._names(use.name))
        if not wanted:
            return 0
        if any(name.startswith(wanted[0]) for name in names):
            return 0
        return 1 if any(wanted[0] in name for name in names) else 2

    def _names(self, name: str) -> Iterable[str]:
        indicator = self._lexicon.get(name)
        return [name.lower(), *(map(str.lower, indicator.english) if indicator else ())]

    def _out(self, use: IndicatorUse) -> IndicatorOut:
        indicator = self._lexicon.get(use.name) if use.canonical else None
        return IndicatorOut(
            name=use.name,
            canonical=use.canonical,
            english=list(indicator.english) if indicator else [],
            facts=use.facts,
            reports=use.reports,
        )


def places_named(store: Store, words: str, limit: int) -> list[PlaceOut]:
    """Places of a store whose names hold some words, those that begin with them first.

    Args:
        store: The reports.
        words: Part of a name; empty for all.
        limit: How many at most.
    """
    wanted = fold(words).strip()
    counts: dict[tuple[str, ...], int] = {}
    for province, prefecture, region, reports in store.places():
        path = tuple(dict.fromkeys(name for name in (province, prefecture, region) if name))
        for depth in range(1, len(path) + 1):
            counts[path[:depth]] = counts.get(path[:depth], 0) + reports
    found = [path for path in counts if wanted in path[-1]]
    found.sort(
        key=lambda path: (not path[-1].startswith(wanted), len(path), -counts[path], path[-1])
    )
    return [
        PlaceOut(name=path[-1], within=list(path[:-1]), reports=counts[path])
        for path in found[:limit]
    ]
