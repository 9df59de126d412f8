"""How well a piece of text covers what a question asks for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache, lru_cache
from importlib import resources

from ingest.folding import fold
from rag.question.parts_of_speech import WordKind, kind_of

_BRACKETS = re.compile(r"\(([^()\d]{1,8})\)")

CONTEXT_CREDIT = 0.55
"""A term that stands in the heading or earlier in the passage, not in the sentence itself."""

_PARTIAL_CREDIT = 0.8
"""A term of which only some character pairs are found, for its whole length."""


_OTHER_WORD = 0.97
"""A term that a text holds in a word that says the same."""

_LIGHT = 0.3
"""How much a term counts that another one says too."""

_LONG, _LONG_WORD = 4, 1.3
"""A long word (法治副校长) tells more than a short one."""

_UNHELD = {WordKind.NAME: 1.0, WordKind.ACT: 0.3, WordKind.OTHER: 0.1}
"""How much a term counts that no candidate holds: reports word acts, not things, in their own way."""

_HELD = {WordKind.NAME: 1.0, WordKind.ACT: 1.0, WordKind.OTHER: 0.5}
"""The same for a term that some candidate holds."""


@cache
def dependent_words() -> frozenset[str]:
    """Words that no question is about alone: such as 结案, 数量 and 效果."""
    lines = resources.files("rag.question").joinpath("dependent_words.txt").read_text("utf-8")
    return frozenset(
        word for line in lines.splitlines() if not line.startswith("#") for word in line.split()
    )


class TermScorer:
    """Weighs terms by how rare they are among the candidates, and measures coverage.

    The name of a thing that no candidate holds weighs most, so that a text which lacks it covers
    little: that is what tells "not stated" from "stated in other words".

    Args:
        terms: What is looked for.
        texts: The candidates, to count in how many a term occurs.
        alternatives: Words that say the same as a term.
        doubtful: Terms that may not be what is meant; one that no candidate holds tells little.
        light: Terms that others say too.
    """

    def __init__(
        self,
        terms: Iterable[str],
        texts: Sequence[str],
        alternatives: Mapping[str, tuple[str, ...]] | None = None,
        doubtful: Set[str] = frozenset(),
        light: Set[str] = frozenset(),
    ) -> None:
        self._terms = tuple(dict.fromkeys(terms))
        self._forms = {
            term: tuple(map(normal, (term, *(alternatives or {}).get(term, ()))))
            for term in self._terms
        }
        folded = [normal_cached(text) for text in texts]
        self._weights = {
            term: self._length_weight(term)
            * self._rarity(self._forms[term], folded, is_doubtful=term in doubtful)
            * (_LIGHT if term in light else 1.0)
            for term in self._terms
        }

    @staticmethod
    def _rarity(forms: tuple[str, ...], texts: Sequence[str], *, is_doubtful: bool) -> float:
        holding = sum(any(form in text for form in forms) for text in texts)
        if not holding and len(forms[0]) == 1 and kind_of(forms[0]) is not WordKind.NAME:
            return 0.0  # one character that nothing holds tells nothing, unless it is a thing
        telling = (_HELD if holding else _UNHELD)[kind_of(forms[0])]
        if not holding and forms[0] in dependent_words():
            telling = min(telling, _UNHELD[WordKind.ACT])
        if not holding and is_doubtful:
            telling = min(telling, _UNHELD[WordKind.OTHER])
        return telling * math.log(1 + (len(texts) + 1) / (1 + holding))

    @staticmethod
    def _length_weight(term: str) -> float:
        if len(term) == 1:
            return 0.5
        return _LONG_WORD if len(term) >= _LONG else 1.0

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms, each once."""
        return self._terms

    def weight(self, term: str) -> float:
        """How much one of the terms counts."""
        return self._weights[term]

    def forms(self, term: str) -> tuple[str, ...]:
        """One of the terms and the words that say the same, as :func:`normal` writes them."""
        return self._forms[term]

    def presence(self, term: str, text: str) -> float:
        """How much of a term, or of a word that says the same, a text holds, 0 to 1.

        Args:
            term: One of the terms.
            text: As :func:`normal` writes it.
        """
        forms = self._forms[term]
        if forms[0] in text:
            return 1.0
        if any(form in text for form in forms):
            return _OTHER_WORD
        return max(_partial(form, text) for form in forms)

    def coverage(self, text: str, context: str = "") -> float:
        """Share of the terms' weight that a text covers, 0 to 1; 0 without terms.

        Args:
            text: The words themselves.
            context: What stands around them; counts for less.
        """
        total = sum(self._weights.values())
        if not total:
            return 0.0
        own, around = normal(text), normal(context)
        found = sum(
            weight * max(self.presence(term, own), CONTEXT_CREDIT * self.presence(term, around))
            for term, weight in self._weights.items()
        )
        return found / total


def normal(text: str) -> str:
    """Folded width, lower case, short brackets opened: the form in which terms are compared.

    ``乡(镇、街道)工作站`` reads ``乡镇街道工作站``, as a question says it.
    """
    return _BRACKETS.sub(lambda match: match.group(1).replace("、", ""), fold(text).lower())


normal_cached = lru_cache(maxsize=1 << 13)(normal)
"""The same for passages, which are looked at several times for one question."""


def _partial(term: str, text: str) -> float:
    """The share of a term's character pairs that occur, at a discount."""
    pairs = _pairs(term)
    if len(pairs) < 2:
        return 0.0
    return _PARTIAL_CREDIT * sum(pair in text for pair in pairs) / len(pairs)


@lru_cache(maxsize=4096)
def _pairs(term: str) -> tuple[str, ...]:
    return tuple(term[at : at + 2] for at in range(len(term) - 1))


def pairs_held(words: str, text: str) -> float:
    """Share of the character pairs of some words that a text holds."""
    pairs = {words[at : at + 2] for at in range(len(words) - 1)} or {words}
    pairs = {each for each in pairs if each.strip() and " " not in each}
    return sum(each in text for each in pairs) / len(pairs) if pairs else 0.0
