"""Completes a question by what the conversation before it leaves no need to repeat.

A question inherits what it leaves out and nothing else; one that names its places and its subject
inherits nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rag.answer import Intent
from rag.question.clauses import quoted_phrases
from rag.question.inherited_scope import InheritedScope
from rag.question.inherited_subject import InheritedSubject
from rag.question.leaning import ACROSS, Leaning
from rag.question.query import Ask, Query, Wanted
from rag.question.report_filter import level_words
from rag.question.state import State
from rag.question.terms import asked_units
from rag.question.understanding import alternatives_in, searched
from rag.question.wording import CHANGED_BY, WHICH_WAY, Wording, read_wording


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question completed by its conversation.

    Attributes:
        query: The completed question.
        inherited: What it took over: ``regions``, ``years``, ``indicator``, ``intent``,
            ``results``.
        keeps_year: Its year is the conversation's or was told by it (去年).
        courtesy: It only greets or thanks; the conversation stays where it was.
    """

    query: Query
    inherited: tuple[str, ...] = ()
    keeps_year: bool = False
    courtesy: bool = False


Mentions = Callable[[str, Query], bool]
"""Whether a report in the scope of a query holds a phrase."""


def resolve(query: Query, state: State | None, mentions: Mentions | None = None) -> Resolved:
    """Completes a question.

    Args:
        query: The question as understood by itself.
        state: What the conversation keeps; None for a first question.
        mentions: Looks a phrase up; a question about a quoted name that only other reports
            mention is not about the conversation's place.
    """
    wording = read_wording(query)
    if wording.courtesy:
        return Resolved(query, courtesy=True)
    is_amount = bool(CHANGED_BY.search(query.text) or WHICH_WAY.search(query.question))
    if (
        wording.versus
        and (wording.subject or (query.regions and wording.terms))
        and (is_amount or query.asks[0].wanted is not Wanted.FIGURE)
    ):
        query = _against_previous_year(query, wording)
    if state is None or _is_complete(query, wording, state):
        return Resolved(query)
    resolved = _completed(Leaning(query, wording, state))
    if mentions is not None and _is_named_elsewhere(query, resolved, mentions):
        return Resolved(query)
    return resolved


def _against_previous_year(query: Query, wording: Wording) -> Query:
    """和去年比怎么样 asks for a figure, that of the year before, and the change."""
    ask = Ask(wording.rest, wording.terms, (), Wanted.FIGURE, asked_units(wording.rest))
    return replace(query, intent=Intent.LOOKUP, asks=(ask,), versus_previous=True)


def _is_named_elsewhere(query: Query, resolved: Resolved, mentions: Mentions) -> bool:
    if not {"regions", "results"} & set(resolved.inherited):
        return False
    named = quoted_phrases(query.bare)
    return any(not mentions(phrase, resolved.query) and mentions(phrase, query) for phrase in named)


def _is_complete(query: Query, wording: Wording, state: State) -> bool:
    """Whether a question names its places and its subject."""
    if not wording.subject or wording.results or wording.place:
        return False
    if wording.thing and not wording.asks_places:
        return False
    if wording.marked and not wording.asks:
        return False
    asks_all = wording.asks_places and query.intent in ACROSS
    if query.regions or query.missing_regions or asks_all or wording.everywhere:
        return True
    earlier = state.query
    return earlier.intent in ACROSS and not earlier.regions and not earlier.within


def _completed(it: Leaning) -> Resolved:
    """The question with what it takes over."""
    scope = InheritedScope(it)
    query = scope.with_years(scope.with_places(InheritedSubject(it).taken()))
    said = _all_of(it.earlier.alternatives, it.own.alternatives, alternatives_in(query.asks))
    words = {term for ask in query.asks for term in (*ask.terms, *ask.context)}
    alternatives = {term: written for term, written in said.items() if term in words}
    query = replace(
        query,
        question=it.own.question,
        language=it.own.language,
        alternatives=alternatives,
        doubtful=it.earlier.doubtful | it.own.doubtful,
        text=",".join(filter(None, (_stated(query), level_words(it.own.text)))),
        search_text=searched(query.bare, alternatives),
    )
    order = ("regions", "years", "indicator", "intent", "results")
    inherited = tuple(name for name in order if name in it.inherited)
    told = it.wording.shift is not None and it.wording.shift.from_now
    return Resolved(query, inherited, keeps_year=told or "years" in inherited)


def _all_of(*tables: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The words that say the same as a term, from several tables."""
    merged: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for term, words in table.items():
            merged[term] = tuple(dict.fromkeys((*merged.get(term, ()), *words)))
    return merged


def _stated(query: Query) -> str:
    """The completed question in words, for readers of its text."""
    years = "、".join(f"{year}年" for year in query.years)
    return f"{'、'.join(query.regions)}{years}{query.bare}"
