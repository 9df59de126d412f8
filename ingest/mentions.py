"""Which indicators a report speaks of, figure or not: what tells "mentioned" from "silent"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from ingest.folding import fold
from ingest.lexicon.indicators import Indicator, Indicators
from ingest.sentences import folded_sentence_spans
from vectorstore.records import Mention, Report, Span

_CLAUSE = re.compile("[^,;:。!?\n]+")
_SPACES = re.compile(r"\s+")


def find_mentions(report: Report) -> list[Mention]:
    """The first sentence that speaks of each indicator of the lexicon, by place in the text.

    Umbrellas (行政复议案件数) are left out: their members stand for them.
    """
    clauses = _Clauses(report.text)
    found = []
    for wanted in _lexicon().wanted:
        span = clauses.first_of(wanted)
        if span is not None:
            found.append(Mention(report.report_id, wanted.indicator.name, span.start, span.end))
    return sorted(found, key=lambda each: (each.start, each.indicator))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An indicator, and the groups of which its clause must hold a word each.

    Attributes:
        indicator: The indicator.
        groups: For each group the numbers of its words in :attr:`_Lexicon.words`.
    """

    indicator: Indicator
    groups: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The indicators to look for, and what finds all their words in one pass over a text."""

    wanted: tuple[_Wanted, ...]
    words: AhoCorasick


@cache
def _lexicon() -> _Lexicon:
    numbers: dict[str, int] = {}
    wanted = tuple(
        _Wanted(
            indicator,
            tuple(
                tuple(numbers.setdefault(word, len(numbers)) for word in group)
                for group in indicator.needs
                if not group.in_context
            ),
        )
        for indicator in Indicators.load()
        if not indicator.members
    )
    return _Lexicon(wanted, AhoCorasick(list(numbers)))


class _Clauses:
    """A text by clauses, and where the words of the lexicon stand in it."""

    def __init__(self, text: str) -> None:
        self._folded = fold(text)
        spans = [match.span() for match in _CLAUSE.finditer(self._folded)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._places: dict[int, list[int]] = defaultdict(list)
        finder = _lexicon().words
        for word, start, _ in finder.find_matches_as_indexes(self._folded, overlapping=True):
            self._places[word].append(start)
        self._by_word: dict[int, dict[int, int]] = {}
        self._by_group: dict[tuple[int, ...], dict[int, int]] = {}
        self._words: dict[int, tuple[str, bool]] = {}
        self._sentences: dict[int, list[Span]] = {}

    def first_of(self, wanted: _Wanted) -> Span | None:
        """The first sentence of which some clause speaks of an indicator."""
        rarest = self._rarest(wanted.groups)
        if not rarest:
            return None
        others = [self._clauses_with(each) for each in wanted.groups if each is not rarest]
        for number, at in self._clauses_with(rarest).items():
            words, may_hide = self._clause(number)
            if not may_hide and not all(number in each for each in others):
                continue
            sentence = self._sentence_at(at)
            if wanted.indicator.strength(words, self._folded[sentence.start : sentence.end]):
                return sentence
        return None

    def _rarest(self, groups: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """The group whose words stand at the fewest places; empty where one stands nowhere."""
        rarest: tuple[int, ...] = ()
        fewest = 0
        for group in groups:
            count = sum(len(self._places[word]) for word in group if word in self._places)
            if not count:
                return ()
            if not rarest or count < fewest:
                rarest, fewest = group, count
        return rarest

    def _clause(self, number: int) -> tuple[str, bool]:
        """A clause without blanks, and whether those may have hidden words that it holds."""
        known = self._words.get(number)
        if known is None:
            clause = self._folded[self._starts[number] : self._ends[number]].strip()
            words = _SPACES.sub("", clause)
            known = self._words[number] = (words, len(words) < len(clause))
        return known

    def _clauses_with(self, group: tuple[int, ...]) -> dict[int, int]:
        """The clauses that hold a word of a group, in order, and where the first one stands."""
        known = self._by_group.get(group)
        if known is None:
            held = [self._clauses_of(word) for word in group if word in self._places]
            known = held[0] if len(held) == 1 else _first_places(held)
            self._by_group[group] = known
        return known

    def _clauses_of(self, word: int) -> dict[int, int]:
        """The clauses that hold a word, in order, and where it first stands in each."""
        known = self._by_word.get(word)
        if known is None:
            known = self._by_word[word] = {}
            for at in self._places[word]:
                known.setdefault(bisect_right(self._starts, at) - 1, at)
        return known

    def _sentence_at(self, at: int) -> Span:
        """The sentence that a character lies in; no sentence reaches over the end of a line."""
        begin = self._folded.rfind("\n", 0, at) + 1
        if begin not in self._sentences:
            stop = self._folded.find("\n", at)
            self._sentences[begin] = folded_sentence_spans(
                self._folded, begin, len(self._folded) if stop < 0 else stop
            )
        sentences = self._sentences[begin]
        return sentences[bisect_right(sentences, at, key=lambda span: span.start) - 1]


def _first_places(held: Sequence[dict[int, int]]) -> dict[int, int]:
    """The clauses of several words together."""
    first: dict[int, int] = {}
    for places in held:
        for number, at in places.items():
            if at < first.get(number, at + 1):
                first[number] = at
    return dict(sorted(first.items()))
