"""What the words and characters of a phrase and a name say of whether they mean the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ingest.folding import fold
from rag.linking.concepts import Kind, Word, words_of

_MEASURE_WEIGHT = 0.4
"""What a word of measure counts of a phrase's words: it is often left unsaid (``债务`` for its balance)."""
_SHARED_CHARACTERS = 0.8
"""What words that share all their characters, in another order, are to each other."""
_BOTH_KNOWN = 0.5
"""What is left of that where tables know both words and call them different."""

CLASSES: Mapping[str, frozenset[str]] = {
    "change": frozenset({"change"}),
    "share": frozenset({"share"}),
    "per_head": frozenset({"per_head"}),
    "per_many": frozenset({"per_many", "per_house"}),
    "rank": frozenset({"rank"}),
    "limit": frozenset({"limit"}),
    "target": frozenset({"target", "budget"}),
    "balance": frozenset({"balance"}),
    "average": frozenset({"average"}),
    "rate": frozenset({"share", "rate", "ratio", "coverage", "pass", "done", "success", "satisfaction"}),
    "count": frozenset({"count", "visits", "households"}),
    "money": frozenset({"money", "output_value", "value_added", "price", "standard"}),
    "area": frozenset({"area", "length"}),
    "output": frozenset({"output"}),
    "time": frozenset({"time"}),
}  # fmt: skip
"""Classes of measures (column ``class`` of ``measures.csv``) by what tells two figures apart."""


@dataclass(frozen=True)
class Wording:
    """A phrase or a name, taken apart.

    Attributes:
        text: Folded, in lower case.
        words: What it says.
    """

    text: str
    words: tuple[Word, ...]

    @cached_property
    def pairs(self) -> Counter[str]:
        """Its pairs of neighbouring characters."""
        return Counter(self.text[at : at + 2] for at in range(len(self.text) - 1))

    @cached_property
    def characters(self) -> Counter[str]:
        """Its characters."""
        return Counter(self.text)

    @cached_property
    def is_chinese(self) -> bool:
        """Whether any of it is written in Chinese."""
        return any(word.is_chinese for word in self.words) or not self.words

    @cached_property
    def classes(self) -> frozenset[str]:
        """What it says of the measure."""
        return frozenset(
            meant.group
            for word in self.words
            for meant in word.concepts
            if meant.kind is Kind.MEASURE
        )

    @cached_property
    def sides(self) -> Mapping[str, frozenset[str]]:
        """Which sides it names, by axis."""
        return self._by_group(Kind.SIDE)

    @cached_property
    def acts(self) -> Mapping[str, frozenset[str]]:
        """Which acts it names, by group."""
        return self._by_group(Kind.ACT)

    def _by_group(self, kind: Kind) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for word in self.words:
            for meant in word.concepts:
                if meant.kind is kind:
                    found.setdefault(meant.group, set()).add(meant.name)
        return {group: frozenset(names) for group, names in found.items()}


@lru_cache(maxsize=1 << 14)
def wording_of(text: str) -> Wording:
    """A phrase or name, taken apart."""
    return Wording(fold(text).lower().strip(), words_of(text))


def form_features(phrase: Wording, name: Wording) -> dict[str, float]:
    """What tells from their words whether a phrase means a name; the same keys for any two."""
    near = [[_nearness(said, held) for held in name.words] for said in phrase.words]
    said = [max(row, default=0.0) for row in near]
    held = [max((row[at] for row in near), default=0.0) for at in range(len(name.words))]
    covered = _covered("phrase", phrase.words, said) | _covered("name", name.words, held)
    return {
        **covered,
        "both_covered": covered["phrase_covered"] + covered["name_covered"],
        **_grouped("side", phrase.sides, name.sides),
        **_grouped("act", phrase.acts, name.acts),
        **_measured(phrase, name),
        **_written(phrase, name),
    }


@lru_cache(maxsize=1 << 16)
def _nearness(one: Word, other: Word) -> float:
    """1 for words that mean the same, less for those that only share characters, 0 to 1."""
    if one.text == other.text:
        return 1.0
    if not {each.name for each in one.concepts}.isdisjoint(each.name for each in other.concepts):
        return 1.0
    if not (one.is_chinese and other.is_chinese):
        return 0.0
    shared = (Counter(one.text) & Counter(other.text)).total()
    nearness = _SHARED_CHARACTERS * shared / max(len(one.text), len(other.text))
    return nearness * _BOTH_KNOWN if one.concepts and other.concepts else nearness


def _covered(whose: str, words: Sequence[Word], found: Sequence[float]) -> dict[str, float]:
    """How much of what one says the other says too, and what it does not, by kind."""
    found_of = dict.fromkeys(Kind, 0.0)
    missing_of = dict.fromkeys(Kind, 0.0)
    weight = total = 0.0
    for word, share in zip(words, found, strict=True):
        found_of[word.kind] += share
        missing_of[word.kind] += 1 - share
        worth = _MEASURE_WEIGHT if word.kind is Kind.MEASURE else 1.0
        weight, total = weight + worth, total + worth * share
    result = {f"{whose}_covered": total / weight if weight else 0.0}
    for kind in Kind:
        result[f"{whose}_has_{kind}"] = found_of[kind]
        result[f"{whose}_lacks_{kind}"] = missing_of[kind]
    return result


def _grouped(
    what: str, phrase: Mapping[str, frozenset[str]], name: Mapping[str, frozenset[str]]
) -> dict[str, float]:
    """On how many axes both say the same, another, or only one says anything."""
    both = phrase.keys() & name.keys()
    same = sum(not phrase[group].isdisjoint(name[group]) for group in both)
    return {
        f"{what}_same": float(same),
        f"{what}_other": float(len(both) - same),
        f"{what}_asked": float(len(phrase) - len(both)),
        f"{what}_unasked": float(len(name) - len(both)),
    }


def _measured(phrase: Wording, name: Wording) -> dict[str, float]:
    one, other = phrase.classes, name.classes
    result = {
        "measure_same": float(not one.isdisjoint(other)),
        "measure_other": float(bool(one and other) and one.isdisjoint(other)),
        "measure_unsaid": float(not one),
    }
    for label, classes in CLASSES.items():
        asked, held = not one.isdisjoint(classes), not other.isdisjoint(classes)
        result[f"{label}_same"] = float(asked and held)
        result[f"{label}_asked"] = float(asked and not held)
        result[f"{label}_unasked"] = float(held and not asked)
    return result


def _written(phrase: Wording, name: Wording) -> dict[str, float]:
    """What their characters share; of an English phrase, nothing but its abbreviations."""
    one, other = phrase.text, name.text
    shared = (phrase.characters & name.characters).total() if phrase.is_chinese else 0
    pairs = (phrase.pairs & name.pairs).total()
    all_pairs = phrase.pairs.total() + name.pairs.total()
    return {
        "pairs": 2 * pairs / all_pairs if all_pairs else 0.0,
        "pairs_of_phrase": pairs / max(phrase.pairs.total(), 1),
        "characters_of_phrase": shared / max(len(one), 1),
        "characters_of_name": shared / max(len(other), 1),
        "equal": float(one == other),
        "phrase_in_name": float(one in other),
        "name_in_phrase": float(other in one),
        "same_end": float(one[-1:] == other[-1:]),
        "english": float(not phrase.is_chinese),
        "name_length": len(other) / 10,
        "name_words": len(name.words) / 5,
        "phrase_words": len(phrase.words) / 5,
    }
