"""What a question of a conversation is about, where it leaves that to the one before it."""

from __future__ import annotations

from dataclasses import replace

from rag.answer import Intent
from rag.question.clauses import clauses_in
from rag.question.leaning import Leaning
from rag.question.query import Ask, Query, Wanted
from rag.question.subject import names_nothing, phrase_spans, phrases, predicates
from rag.question.terms import asked_units, content_terms

_CONTEXT = 8


class InheritedSubject:
    """Takes over the subject, or what was asked of it.

    Args:
        leaning: The question; what it takes over is noted there.
    """

    def __init__(self, leaning: Leaning) -> None:
        self._it = leaning

    def taken(self) -> Query:
        """The question with its subject, its places and years still its own."""
        wording = self._it.wording
        if self._it.own.versus_previous:
            return self._it.own
        if self._it.is_against_another(self._it.own) and names_nothing(wording.terms):
            self._it.note("indicator")
            return replace(self._it.earlier, intent=Intent.COMPARE, versus_previous=False)
        if wording.versus and not wording.subject:
            self._it.note("indicator", "intent")
            return replace(self._it.earlier, versus_previous=True)
        if wording.again or not self._asks_anew():
            return self._same_subject()
        if not wording.asks:
            return self._other_subject()
        if wording.subject and not wording.headless:
            asks = tuple(self._without_pronouns(ask) for ask in self._it.own.asks)
            return replace(self._it.own, asks=asks)
        return self._own_predicate()

    def _asks_anew(self) -> bool:
        """Whether it has words of its own, or counts something else than was counted before."""
        wording, units = self._it.wording, self._it.own.asks[0].units
        if wording.terms or wording.extreme or wording.counts:
            return True
        if self._it.own.regions or self._it.own.missing_regions or wording.everywhere:
            return False
        return bool(units) and units != self._it.earlier.asks[0].units

    def _without_pronouns(self, ask: Ask) -> Ask:
        own = self._it.wording.terms
        return replace(ask, terms=tuple(term for term in ask.terms if term in own) or ask.terms)

    def _same_subject(self) -> Query:
        """那云溪县呢, 前一年呢, 为什么: nothing of its own but a place, a year, or how."""
        self._it.note("indicator")
        own, earlier = self._it.own, replace(self._it.earlier, versus_previous=False)
        several = self._it.wording.everywhere or len(own.regions) > 1
        if several and earlier.intent in (Intent.LOOKUP, Intent.PASSAGE):
            return replace(earlier, intent=Intent.LIST)
        wanted = own.asks[0].wanted
        how = (
            self._it.wording.asks and not self._it.wording.results and own.intent is Intent.PASSAGE
        )
        if self._it.wording.again or not (how or wanted is Wanted.DATE):
            self._it.note("intent")
            return earlier
        terms = self._subject_terms()
        asks = (Ask(own.asks[0].text, terms, (), wanted),)
        return replace(earlier, intent=own.intent, asks=asks, bare=_subject_text(earlier))

    def _other_subject(self) -> Query:
        """行政复议呢, 结案的呢: asks the same of something else, or of another part."""
        self._it.note("intent")
        wording, earlier = self._it.wording, self._it.earlier
        part = wording.headless or not wording.subject
        if part:
            self._it.note("indicator")
        context = self._subject_terms() if part else self._predicate_terms()
        units = self._own_units() or (() if _is_rate(earlier) else earlier.asks[0].units)
        ask = Ask(wording.rest, wording.terms, _others(context, wording.terms), Wanted.WORDS, units)
        ask = replace(ask, wanted=earlier.asks[0].wanted)
        bare = _put(wording.rest, earlier.bare, beside=part)
        return self._read_anew(earlier, bare, (ask,), earlier.intent)

    def _own_predicate(self) -> Query:
        """审结了多少, 哪个最高: asks something else of the same thing."""
        self._it.note("indicator")
        own, earlier = self._it.own, self._it.earlier
        intent = own.intent
        if self._it.is_over_several and self._it.wording.counts:
            intent = Intent.COUNT
        elif self._it.is_over_several and self._it.wording.extreme:
            intent = Intent.COMPARE
        subject = self._subject_terms()
        asks = tuple(self._ask_of_same(ask, subject) for ask in own.asks)
        bare = f"{_subject_text(earlier)} {self._it.wording.bare}".strip()
        return self._read_anew(own, bare, asks, intent)

    def _ask_of_same(self, ask: Ask, subject: tuple[str, ...]) -> Ask:
        earlier = self._it.earlier.asks[0]
        terms = tuple(term for term in ask.terms if term in self._it.wording.terms)
        units = ask.units
        if not units and ask.wanted is Wanted.FIGURE is earlier.wanted and not _changes(ask.text):
            units = earlier.units
        if not terms:
            return replace(ask, terms=subject, context=(), units=units)
        return replace(ask, terms=terms, context=_others(subject, terms), units=units)

    def _read_anew(self, base: Query, bare: str, asks: tuple[Ask, ...], intent: Intent) -> Query:
        own, earlier = self._it.own, self._it.earlier
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
        return asked_units(self._it.wording.rest)

    def _subject_terms(self) -> tuple[str, ...]:
        """Content words of what the conversation is about."""
        text = " ".join(phrases(self._it.earlier.bare))
        found = content_terms(text) or self._it.earlier.terms
        return found[:_CONTEXT]

    def _predicate_terms(self) -> tuple[str, ...]:
        """Content words of what was asked of it."""
        return predicates(self._it.earlier.bare)[:_CONTEXT]


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
