"""Which indicators a report speaks of, figure or not: what tells "mentioned" from "silent"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cache
from operator import add

from ingest.folding import fold
from ingest.lexicon.indicators import Indicator, Indicators
from ingest.sentences import sentence_spans
from vectorstore.records import Mention, Report, Span

_CLAUSE = re.compile("[^,;:。!?\n]+")
_SPACES = re.compile(r"\s+")


def find_mentions(report: Report) -> list[Mention]:
    """The first sentence that speaks of each indicator of the lexicon, by place in the text.

    Umbrellas (行政复议案件数) are left out: their members stand for them.
    """
    clauses = _Clauses(report.text)
    found = []
    for indicator in Indicators.load():
        span = None if indicator.members else clauses.first_of(indicator)
        if span is not None:
            found.append(Mention(report.report_id, indicator.name, span.start, span.end))
    return sorted(found, key=lambda each: (each.start, each.indicator))


@cache
def _heads() -> frozenset[str]:
    """The first two characters of every word that some indicator needs."""
    lexicon = Indicators.load()
    return frozenset(word[:2] for each in lexicon for group in each.needs for word in group)


class _Clauses:
    """A text by clauses, each with its sentence, and where its words stand."""

    def __init__(self, text: str) -> None:
        self._folded = fold(text)
        found = [match.span() for match in _CLAUSE.finditer(self._folded)]
        self._starts = [start for start, _ in found]
        self._clauses = [_SPACES.sub("", self._folded[start:end]) for start, end in found]
        self._sentences = sentence_spans(text)
        self._sentence_starts = [span.start for span in self._sentences]
        self._pairs: dict[str, list[int]] = defaultdict(list)
        heads = _heads()
        for at, pair in enumerate(map(add, self._folded, self._folded[1:])):
            if pair in heads:
                self._pairs[pair].append(at)

    def first_of(self, indicator: Indicator) -> Span | None:
        """The first sentence of which some clause speaks of an indicator."""
        checked = -1
        for at in self._turning_points(indicator):
            number = bisect_right(self._starts, at) - 1
            if number == checked:
                continue
            checked = number
            sentence = self._sentences[bisect_right(self._sentence_starts, at) - 1]
            context = self._folded[sentence.start : sentence.end]
            if indicator.strength(self._clauses[number], context):
                return sentence
        return None

    def _turning_points(self, indicator: Indicator) -> list[int]:
        """Where the rarest word stands that an indicator needs; empty where one is lacking."""
        fewest: list[int] = []
        for group in indicator.needs:
            if group.in_context:
                continue
            places = [at for word in group for at in self._places(word)]
            if not places:
                return []
            if not fewest or len(places) < len(fewest):
                fewest = places
        return sorted(fewest)

    def _places(self, word: str) -> list[int]:
        """Where a word stands; found by its first two characters."""
        if len(word) < 2:
            return [match.start() for match in re.finditer(re.escape(word), self._folded)]
        starts = self._pairs.get(word[:2], [])
        if len(word) == 2:
            return starts
        return [at for at in starts if self._folded.startswith(word, at)]
