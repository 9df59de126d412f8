"""Completes a question by what the conversation before it leaves no need to repeat.

A question inherits what it leaves out and nothing else; one that names its places and its subject
inherits nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rag.answer import Intent
from rag.question.clauses import clauses_in, quoted_phrases
from rag.question.query import Ask, Query, Wanted
from rag.question.relative_years import tells_years
from rag.question.report_filter import level_words
from rag.question.state import State
from rag.question.subject import names_nothing, phrase_spans, phrases, predicates
from rag.question.terms import asked_units, content_terms
from rag.question.understanding import alternatives_in, searched
from rag.question.wording import CHANGED_BY, WHICH_WAY, Wording, read_wording

_ACROSS = (Intent.LIST, Intent.COMPARE, Intent.COUNT, Intent.TREND)
_FOCUS = 3
_AGAINST = re.compile(
    r"(?:比|跟|和|与|同|较)[^,。?]{1,12}(?:比|相比|比较|多|少|高|低|大|小|强|差)|\b(?:than|compared?|versus|vs)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?:跟|和|与|同)[^,。?]{1,12}(?:相?比|比较)(?:起来|一下)?(?:呢|如何|怎么?样)?[?]?$"
)
_CONTEXT = 8


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
    resolved = _Completion(query, wording, state).run()
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
    asks_all = wording.asks_places and query.intent in _ACROSS
    if query.regions or query.missing_regions or asks_all or wording.everywhere:
        return True
    earlier = state.query
    return earlier.intent in _ACROSS and not earlier.regions and not earlier.within


class _Completion:
    """One question on its way to completion."""

    def __init__(self, query: Query, wording: Wording, state: State) -> None:
        self._own = query
        self._wording = wording
        self._state = state
        self._earlier = state.query
        self._inherited: list[str] = []

    def run(self) -> Resolved:
        """The completed question."""
        query = self._with_years(self._with_places(self._with_subject()))
        said = _all_of(
            self._earlier.alternatives, self._own.alternatives, alternatives_in(query.asks)
        )
        words = {term for ask in query.asks for term in (*ask.terms, *ask.context)}
        alternatives = {term: written for term, written in said.items() if term in words}
        query = replace(
            query,
            question=self._own.question,
            language=self._own.language,
            alternatives=alternatives,
            doubtful=self._earlier.doubtful | self._own.doubtful,
            text=",".join(filter(None, (_stated(query), level_words(self._own.text)))),
            search_text=searched(query.bare, alternatives),
        )
        order = ("regions", "years", "indicator", "intent", "results")
        inherited = tuple(name for name in order if name in self._inherited)
        told = self._wording.shift is not None and self._wording.shift.from_now
        return Resolved(query, inherited, keeps_year=told or "years" in inherited)

    def _note(self, *names: str) -> None:
        self._inherited += names

    # What it is about

    def _with_subject(self) -> Query:
        wording = self._wording
        if self._own.versus_previous:
            return self._own
        if self._is_against_another(self._own) and names_nothing(wording.terms):
            self._note("indicator")
            return replace(self._earlier, intent=Intent.COMPARE, versus_previous=False)
        if wording.versus and not wording.subject:
            self._note("indicator", "intent")
            return replace(self._earlier, versus_previous=True)
        if wording.again or not self._asks_anew():
            return self._same_subject()
        if not wording.asks:
            return self._other_subject()
        if wording.subject and not wording.headless:
            asks = tuple(self._without_pronouns(ask) for ask in self._own.asks)
            return replace(self._own, asks=asks)
        return self._own_predicate()

    def _asks_anew(self) -> bool:
        """Whether it has words of its own, or counts something else than was counted before."""
        wording, units = self._wording, self._own.asks[0].units
        if wording.terms or wording.extreme or wording.counts:
            return True
        if self._own.regions or self._own.missing_regions or wording.everywhere:
            return False
        return bool(units) and units != self._earlier.asks[0].units

    def _without_pronouns(self, ask: Ask) -> Ask:
        own = self._wording.terms
        return replace(ask, terms=tuple(term for term in ask.terms if term in own) or ask.terms)

    def _same_subject(self) -> Query:
        """那云溪县呢, 前一年呢, 为什么: nothing of its own but a place, a year, or how."""
        self._note("indicator")
        own, earlier = self._own, replace(self._earlier, versus_previous=False)
        several = self._wording.everywhere or len(own.regions) > 1
        if several and earlier.intent in (Intent.LOOKUP, Intent.PASSAGE):
            return replace(earlier, intent=Intent.LIST)
        wanted = own.asks[0].wanted
        how = self._wording.asks and not self._wording.results and own.intent is Intent.PASSAGE
        if self._wording.again or not (how or wanted is Wanted.DATE):
            self._note("intent")
            return earlier
        terms = self._subject_terms()
        asks = (Ask(own.asks[0].text, terms, (), wanted),)
        return replace(earlier, intent=own.intent, asks=asks, bare=_subject_text(earlier))

    def _other_subject(self) -> Query:
        """行政复议呢, 结案的呢: asks the same of something else, or of another part."""
        self._note("intent")
        wording, earlier = self._wording, self._earlier
        part = wording.headless or not wording.subject
        if part:
            self._note("indicator")
        context = self._subject_terms() if part else self._predicate_terms()
        units = self._own_units() or (() if _is_rate(earlier) else earlier.asks[0].units)
        ask = Ask(wording.rest, wording.terms, _others(context, wording.terms), Wanted.WORDS, units)
        ask = replace(ask, wanted=earlier.asks[0].wanted)
        bare = _put(wording.rest, earlier.bare, beside=part)
        return self._read_anew(earlier, bare, (ask,), earlier.intent)

    def _own_predicate(self) -> Query:
        """审结了多少, 哪个最高: asks something else of the same thing."""
        self._note("indicator")
        own, earlier = self._own, self._earlier
        intent = own.intent
        if self._is_over_several() and self._wording.counts:
            intent = Intent.COUNT
        elif self._is_over_several() and self._wording.extreme:
            intent = Intent.COMPARE
        subject = self._subject_terms()
        asks = tuple(self._ask_of_same(ask, subject) for ask in own.asks)
        bare = f"{_subject_text(earlier)} {self._wording.bare}".strip()
        return self._read_anew(own, bare, asks, intent)

    def _ask_of_same(self, ask: Ask, subject: tuple[str, ...]) -> Ask:
        earlier = self._earlier.asks[0]
        terms = tuple(term for term in ask.terms if term in self._wording.terms)
        units = ask.units
        if not units and ask.wanted is Wanted.FIGURE is earlier.wanted and not _changes(ask.text):
            units = earlier.units
        if not terms:
            return replace(ask, terms=subject, context=(), units=units)
        return replace(ask, terms=terms, context=_others(subject, terms), units=units)

    def _read_anew(self, base: Query, bare: str, asks: tuple[Ask, ...], intent: Intent) -> Query:
        own, earlier = self._own, self._earlier
        clauses = clauses_in(bare)
        if intent is earlier.intent and all(each.condition is None for each in clauses):
            clauses = tuple(replace(each, condition=earlier.condition) for each in clauses)
        parts = own.wants_plans or own.wants_problems
        keeps = earlier if base is earlier and not parts else own
        return replace(
            base,
            intent=intent,
            asks=asks,
            clauses=clauses,
            bare=bare,
            wants_plans=keeps.wants_plans,
            wants_problems=keeps.wants_problems,
            versus_previous=False,
        )

    def _own_units(self) -> tuple[str, ...]:
        return asked_units(self._wording.rest)

    def _subject_terms(self) -> tuple[str, ...]:
        """Content words of what the conversation is about."""
        text = " ".join(phrases(self._earlier.bare))
        found = content_terms(text) or self._earlier.terms
        return found[:_CONTEXT]

    def _predicate_terms(self) -> tuple[str, ...]:
        """Content words of what was asked of it."""
        return predicates(self._earlier.bare)[:_CONTEXT]

    # Where and when

    def _is_over_several(self) -> bool:
        return len(self._state.reports) > 1

    def _is_against_another(self, query: Query) -> bool:
        """Whether it sets one place against the one asked about before: 比云溪县多几件."""
        one, other = self._own.regions, self._earlier.regions
        if len(one) != 1 or len(other) != 1 or one == other or self._own.missing_regions:
            return False
        words = f"{self._own.text}\n{self._own.question}"
        return bool(
            (query.intent is Intent.COMPARE and _AGAINST.search(words))
            or _BESIDE.search(self._own.text)
        )

    def _is_about_results(self) -> bool:
        """Whether it asks about the reports that the last answer rests on."""
        wording = self._wording
        if wording.results or not self._is_over_several():
            return wording.results
        if self._own.regions:
            return wording.asks and not wording.terms
        return wording.extreme or wording.counts or wording.several

    def _with_places(self, query: Query) -> Query:
        own, wording, earlier = self._own, self._wording, self._earlier
        named = replace(
            query,
            regions=own.regions,
            missing_regions=own.missing_regions,
            parents=own.parents,
            within=(),
            focus=(),
            spots=(),
            goes_on=False,
            points_back=False,
        )
        if self._is_about_results() and self._state.reports and not own.missing_regions:
            self._note("results")
            each = self._is_over_several() and query.intent is Intent.LOOKUP
            return replace(
                named,
                within=self._state.reports,
                intent=Intent.LIST if each else query.intent,
            )
        if self._is_against_another(query):
            self._note("regions")
            both = (*earlier.regions, *own.regions)
            return replace(named, regions=both, parents={**earlier.parents, **own.parents})
        if own.regions or own.missing_regions or wording.everywhere:
            return named
        if wording.asks_places and query.intent in _ACROSS and query is not earlier:
            return named
        return self._inherit_places(named)

    def _inherit_places(self, query: Query) -> Query:
        earlier, reports = self._earlier, self._state.reports
        within = earlier.within
        unplaced = not (earlier.regions or earlier.missing_regions or within)
        if unplaced and len(reports) == 1 and query.intent not in _ACROSS:
            within = reports
        if earlier.regions or earlier.missing_regions:
            self._note("regions")
        if within:
            self._note("results")
        return replace(
            query,
            regions=earlier.regions,
            missing_regions=earlier.missing_regions,
            parents=earlier.parents,
            within=within,
            focus=self._state.passages[:_FOCUS],
            spots=self._state.spots[:_FOCUS],
            goes_on=bool(self._state.spots)
            and self._wording.asks
            and names_nothing(self._wording.terms),
            points_back=self._wording.thing,
        )

    def _with_years(self, query: Query) -> Query:
        shift, earlier = self._wording.shift, self._earlier
        if self._own.years:
            return replace(query, years=self._own.years)
        if query.versus_previous or shift is None:
            return self._inherit_years(query)
        base = self._state.year
        if not shift.from_now and len(earlier.years) == 1:
            base = earlier.years[0]
        if base is None or (not shift.years and not earlier.years):
            return self._inherit_years(query)
        return replace(query, years=(base + shift.years,), focus=(), spots=(), goes_on=False)

    def _inherit_years(self, query: Query) -> Query:
        if self._earlier.years:
            self._note("years")
        if self._own.regions and tells_years(query.bare):
            return replace(query, years=())  # each place has a 今年 of its own
        return replace(query, years=self._earlier.years)


def _all_of(*tables: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The words that say the same as a term, from several tables."""
    merged: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for term, words in table.items():
            merged[term] = tuple(dict.fromkeys((*merged.get(term, ()), *words)))
    return merged


def _changes(text: str) -> bool:
    """Whether a part asks by how much something changed: in percent, not in what it counts."""
    return any(
        word in text for word in ("提高", "提升", "增长", "上升", "下降", "降低", "涨", "降")
    )


def _is_rate(query: Query) -> bool:
    return query.asks[0].units[:1] == ("%",)


def _others(terms: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(term for term in terms if term not in own)


def _subject_text(query: Query) -> str:
    """The noun phrases of a question; its content words where it has none."""
    return " ".join(phrases(query.bare)) or " ".join(query.terms)


def _put(words: str, text: str, *, beside: bool) -> str:
    """Puts words in the place of a question's main noun phrase, or before it."""
    spans = phrase_spans(text)
    if not spans:
        return f"{words} {text}"
    start, end = max(spans, key=lambda span: span[1] - span[0])
    phrase = f"{words}的{text[start:end]}" if beside else words
    return text[:start] + phrase + text[end:]


def _stated(query: Query) -> str:
    """The completed question in words, for readers of its text."""
    years = "、".join(f"{year}年" for year in query.years)
    return f"{'、'.join(query.regions)}{years}{query.bare}"
