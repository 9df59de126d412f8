"""The lexicon of indicators: what a figure is called, however a report words it.

An indicator is a signature: groups of words that its name must hold, words that make it another
indicator, and the kind of figure it is. 行政机关负责人出庭应诉率 needs 负责人 (or 首长) and 出庭, must not
speak of 正职 or 发声, and is a rate; so 应诉率 and 正职负责人出庭率 are others.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources

from ingest.folding import fold
from vectorstore.records import Fact

_UNITS: dict[str, frozenset[str]] = {
    "rate": frozenset({"%"}),
    "money": frozenset({"元"}),
    "time": frozenset({"天", "日", "工作日", "个月", "月", "小时", "分钟"}),
    "rank": frozenset({"名"}),
    "persons": frozenset({"人", "名", "位", "人次", "员", "个"}),
    "batches": frozenset({"批", "批次", "次"}),
    "times": frozenset(
        {"次", "场", "场次", "期", "回", "批", "批次", "轮", "件", "户次", "家次", "个"}
    ),
    "cases": frozenset({"件", "起", "宗", "例", "份", "部", "个"}),
    "items": frozenset({"项", "条", "个", "类", "件"}),
    "files": frozenset({"份", "件", "个", "卷", "宗", "本"}),
    "subjects": frozenset({"户", "家", "个", "户次", "家次"}),
}
_NEVER_A_COUNT = frozenset(
    {"%", "个百分点", "倍", "元", "工作日", "天", "小时", "个月", "亩", "公里"}
)
_CHANGE = re.compile(
    r"同比|较上年|较去年|比上年|比去年|增长|上升|下降|提升|提高|降低|增幅|降幅|减少|增加|节省"
)
_RATE_WORDS = re.compile(r"率|比例|占比|比重|百分|%|percent|\brate\b|\bshare\b|满意度")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the lexicon.

    Attributes:
        name: Its canonical name, Chinese.
        kind: What kind of figure it is: ``rate``, ``money``, ``time``, ``persons``, ``cases`` … or
            ``count`` for any number of things.
        needs: Groups of alternative words; a name of it holds one of each group.
        without: Words that make it another indicator.
        members: For an umbrella (行政复议案件数), the indicators it stands for, best first.
        english: Its English names.
    """

    name: str
    kind: str
    needs: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    members: tuple[str, ...]
    english: tuple[str, ...]

    def fits_unit(self, unit: str) -> bool:
        """Whether a figure with this unit may be of this indicator."""
        if self.kind in _UNITS:
            return unit in _UNITS[self.kind]
        return unit not in _NEVER_A_COUNT

    def strength(self, words: str) -> int:
        """How much of a name its groups account for, in characters; 0 where it is not named."""
        total = 0
        for group in self.needs:
            longest = max((len(word) for word in group if word in words), default=0)
            if not longest:
                return 0
            total += longest
        if any(word in words for word in self.without):
            return 0
        return total + len(self.needs)


class Indicators:
    """The lexicon.

    Args:
        indicators: Its rows; of two that fit a name equally well the earlier one wins.
    """

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._all = tuple(indicators)
        self._by_name = {each.name: each for each in self._all}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(self._all):
            for word in each.needs[0]:
                self._by_word[word].append(number)

    @classmethod
    def load(cls) -> Indicators:
        """The lexicon that is shipped, read once."""
        return _load()

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self._all)

    def named(self, name: str) -> Indicator | None:
        """The indicator of a canonical name."""
        return self._by_name.get(name)

    def link(self, name: str, unit: str) -> str:
        """Canonical name for a fact's open name and unit; empty where the lexicon has none.

        Changes (同比上升1.05%) are figures about an indicator, not of it, and are not linked.
        """
        words = _SPACES.sub("", fold(name))
        changes = unit in {"%", "个百分点", "倍"} and _CHANGE.search(words)
        if not words or changes:
            return ""
        candidates = (each for each in self._named_in(words) if not each.members)
        best = self._best(words, (each for each in candidates if each.fits_unit(unit)))
        return best.name if best else ""

    def in_question(self, text: str) -> Indicator | None:
        """The indicator that a question (or a part of one) in Chinese asks for.

        A question that says 率 asks for a rate, one that does not asks for a number.
        """
        words = _SPACES.sub("", fold(text))
        rate = bool(_RATE_WORDS.search(words))
        return self._best(
            words, (each for each in self._named_in(words) if (each.kind == "rate") == rate)
        )

    def covered_by(self, indicator: Indicator) -> tuple[str, ...]:
        """Names under which facts of an indicator are kept, best first."""
        return indicator.members or (indicator.name,)

    def _named_in(self, words: str) -> list[Indicator]:
        """Indicators of whose first group a word occurs, in the table's order."""
        numbers = {
            number for word, numbers in self._by_word.items() if word in words for number in numbers
        }
        return [self._all[number] for number in sorted(numbers)]

    @staticmethod
    def _best(words: str, candidates: Iterable[Indicator]) -> Indicator | None:
        best: Indicator | None = None
        most = 0
        for each in candidates:
            strength = each.strength(words)
            if strength > most or (strength and strength == most and each.members):
                best, most = each, strength
        return best


def with_canonical_names(facts: Iterable[Fact]) -> list[Fact]:
    """Facts linked to the lexicon where it has their indicator."""
    lexicon = Indicators.load()
    return [replace(fact, canonical=_link(lexicon, fact.indicator, fact.unit)) for fact in facts]


@lru_cache(maxsize=1 << 16)
def _link(lexicon: Indicators, name: str, unit: str) -> str:
    """Remembered, since reports of one genre name the same things."""
    return lexicon.link(name, unit)


@cache
def _load() -> Indicators:
    table = resources.files("ingest.lexicon").joinpath("indicators.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in table.splitlines() if not line.startswith("#"))
    return Indicators(
        Indicator(
            row["name"],
            row["kind"],
            tuple(tuple(group.split("|")) for group in row["needs"].split()),
            tuple(word for word in row["without"].split("|") if word),
            tuple(name for name in row["members"].split("|") if name),
            tuple(name for name in row["english"].split("|") if name),
        )
        for row in rows
    )
