"""A question as the search and the readers of passages take it: its words, places and years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a question; what is asked of them says its :class:`rag.plan.Plan`.

    Attributes:
        question: As asked.
        language: ``zh`` or ``en``: the language of the answer's frame.
        text: Its words as Chinese reports write them, in simplified characters.
        search_text: What is searched for: ``text`` without places and years, and words that say the same.
        terms: Its content words, each once, without places, years and question words.
        regions: Places it names that the collection holds (names usable in a filter).
        missing_regions: Places it names that the collection does not hold.
        years: Years it names, ascending.
        alternatives: Words that say the same as a term, for terms that have such.
        doubtful: Terms of a translation that may not be what the question means.
        parents: For each place, higher places that the question put before it.
    """

    question: str
    language: str
    text: str
    search_text: str
    terms: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    missing_regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()
    parents: Mapping[str, frozenset[str]] = field(default_factory=dict)
