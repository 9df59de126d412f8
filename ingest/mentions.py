"""Which indicators a report speaks of, figure or not: what tells "mentioned" from "silent"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

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
    """An indicator, and which words its clause must hold and must not.

    Words are numbers in the automaton of :class:`_Lexicon`.

    Attributes:
        indicator: The indicator.
        groups: The groups of which the clause must hold a word each.
        without: Words that it must not hold.
        is_all: Whether nothing else matters, such as where in the clause a word stands.
    """

    indicator: Indicator
    groups: tuple[tuple[int, ...], ...]
    without: frozenset[int]
    is_all: bool


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The indicators to look for, and what finds all their words in one pass over a text.

    Attributes:
        wanted: The indicators.
        words: The automaton; each word is known by its number.
        needed: So many of them, the first, are words that some indicator needs.
    """

    wanted: tuple[_Wanted, ...]
    words: AhoCorasick
    needed: int


@cache
def _lexicon() -> _Lexicon:
    numbers: dict[str, int] = {}

    def number(word: str) -> int:
        return numbers.setdefault(word, len(numbers))

    lexicon = [each for each in Indicators.load() if not each.members]
    groups = [
        tuple(tuple(map(number, group)) for group in each.needs if not group.in_context)
        for each in lexicon
    ]
    needed = len(numbers)
    wanted = tuple(
        _Wanted(
            each,
            of_each,
            frozenset(number(word) for word in each.without if not _is_tied(word)),
            not any(group.in_context or any(map(_is_tied, group.words)) for group in each.needs)
            and not any(map(_is_tied, each.without)),
        )
        for each, of_each in zip(lexicon, groups, strict=True)
    )
    return _Lexicon(wanted, AhoCorasick(list(numbers)), needed)


def _is_tied(word: str) -> bool:
    """Whether a word of the lexicon must stand at an end of a name."""
    return word[0] == "^" or word[-1] == "$"


class _Clauses:
    """A text by clauses, and where the words of the lexicon stand in it."""

    def __init__(self, text: str) -> None:
        self._folded = fold(text)
        self._spans = [match.span() for match in _CLAUSE.finditer(self._folded)]
        self._held: list[set[int]] = [set() for _ in self._spans]
        self._places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._find_words()
        self._by_group: dict[tuple[int, ...], dict[int, int]] = {}
        self._spaced = self._find_spaced()
        self._sentences: dict[int, list[Span]] = {}

    def _find_words(self) -> None:
        """Notes which words each clause holds, and where the needed ones stand."""
        lexicon = _lexicon()
        number, stop, held = -1, -1, set[int]()
        # They come by their ends, and none reaches over the end of a clause.
        for word, start, end in lexicon.words.find_matches_as_indexes(
            self._folded, overlapping=True
        ):
            while end > stop:
                number += 1
                stop = self._spans[number][1]
                held = self._held[number]
            held.add(word)
            if word < lexicon.needed:
                self._places[word].append((number, start))

    def _find_spaced(self) -> set[int]:
        """The clauses with blanks inside, which may hide words from the pass over the text."""
        ends = [end for _, end in self._spans]
        blanks = (
            (blank, bisect_right(ends, blank.start())) for blank in _SPACES.finditer(self._folded)
        )
        return {
            number
            for blank, number in blanks
            if number < len(ends)
            and self._spans[number][0] < blank.start()
            and blank.end() < ends[number]
        }

    def first_of(self, wanted: _Wanted) -> Span | None:
        """The first sentence of which some clause speaks of an indicator."""
        rarest = self._rarest(wanted.groups)
        if not rarest:
            return None
        others = [each for each in wanted.groups if each is not rarest]
        for number, at in self._clauses_with(rarest).items():
            is_sure = number not in self._spaced
            held = self._held[number]
            if is_sure and (
                not held.isdisjoint(wanted.without) or any(map(held.isdisjoint, others))
            ):
                continue
            sentence = self._sentence_at(at)
            if (is_sure and wanted.is_all) or self._names(wanted.indicator, number, sentence):
                return sentence
        return None

    def _names(self, indicator: Indicator, number: int, sentence: Span) -> bool:
        start, end = self._spans[number]
        words = _SPACES.sub("", self._folded[start:end])
        return indicator.strength(words, self._folded[sentence.start : sentence.end]) > 0

    def _rarest(self, groups: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """The group whose words stand at the fewest places; empty where one stands nowhere."""
        rarest: tuple[int, ...] = ()
        fewest = 0
        for group in groups:
            count = sum([len(self._places[word]) for word in group if word in self._places])
            if not count:
                return ()
            if not rarest or count < fewest:
                rarest, fewest = group, count
        return rarest

    def _clauses_with(self, group: tuple[int, ...]) -> dict[int, int]:
        """The clauses that hold a word of a group, in order, and where the first one stands."""
        known = self._by_group.get(group)
        if known is None:
            places = [self._places[word] for word in group if word in self._places]
            known = self._by_group[group] = {}
            for number, at in places[0] if len(places) == 1 else sorted(chain(*places)):
                known.setdefault(number, at)
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
