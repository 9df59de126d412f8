"""Questions for a figure, a date or a name: the value first, then the sentence that states it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ingest.lexicon.indicators import Indicators
from rag.answers.draft import Draft, Figure, Finding, Reason
from rag.answers.figure_choice import (
    Candidate,
    FigureJudge,
    accounts_for,
    unit_fit,
)
from rag.answers.figure_rows import findings_of, is_of_years, rows_of
from rag.answers.going_on import quoted_before
from rag.answers.periods import speaks_of
from rag.answers.scoring import TermScorer, sentence_context
from rag.answers.spots import Spot, as_written, is_of, spots_in
from rag.question.query import Ask, Clause, Query, Wanted
from rag.question.terms import content_terms
from rag.quotes import Sentence
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact, PartKind, Span
from vectorstore.store import Store

SentencesOf = Callable[[Query, Filter], list[Sentence]]
"""Finds the sentences that may answer a query among the reports that a filter selects."""

FIGURE_THRESHOLD = 0.5
"""Least coverage at which a figure counts as what was asked for (measured, docs/answers.md)."""

WORDS_THRESHOLD = 0.42
"""Least coverage at which a sentence without a figure counts as an answer."""

_BESIDE = 0.25
"""Least coverage of a figure in the sentence that answered another part of the question."""

_ASKING = re.compile(r"多少|几(?!乎|率|何|近|经)")
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?|\d{4}年|\d{4}[.-]\d{1,2}[.-]\d{1,2}")
_SUM = re.compile(
    r"加(?:起来|一块儿?|在一起|一起|总)|合(?:起来|在一起|计起来)|之和|\b(?:combined|put together|added up|altogether)\b",
    re.IGNORECASE,
)
"""Asks for a sum of several figures."""

_LISTED = re.compile(r"[、,，]|(?<!总)和(?!解)|与(?!论)|以及|还有|加上")
_RATES = frozenset({"%", "个百分点", "倍"})
_LONG_SENTENCE = 220
_FACTS = 100_000


def _any(spot: Spot) -> bool:
    return True


class LookupAnswerer:
    """Answers questions for single figures, dates and names.

    Args:
        store: Where the facts of the reports are.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(self, query: Query, sentences: Sequence[Sentence]) -> Draft:
        """Finds for each part of the question the sentence and the figure that answer it."""
        in_time = self._in_time(query, sentences)
        if query.years and not in_time:
            year = ",".join(map(str, query.years))
            return Draft(_nearest(query, sentences), Reason.YEAR_NOT_HELD, year)
        if _SUM.search(query.text) and len(query.asks) == 1:
            added = self._added_up(query, in_time)
            if added is not None:
                return added
        parts = self.parts(query, query.asks, in_time)
        findings = [each for each in parts if each is not None]
        open_ = [ask for ask, found in zip(query.asks, parts, strict=True) if found is None]
        if not findings:
            wanted = open_[0].wanted
            reason = Reason.NO_FIGURE if wanted is Wanted.FIGURE else Reason.NOT_MENTIONED
            return Draft(_nearest(query, in_time), reason)
        return Draft(tuple(_merge(findings)), unanswered=tuple(ask.text for ask in open_))

    def _added_up(self, query: Query, sentences: Sequence[Sentence]) -> Draft | None:
        """A figure for each thing that a question wants added up, with their sum.

        None where one of them has no figure: a sum that lacks a part is wrong.
        """
        (ask,) = query.asks
        head = _SUM.split(ask.text, maxsplit=1)[0]
        things = [part for part in _LISTED.split(head) if content_terms(part)]
        if len(things) < 2:
            return None
        asks = [_of_thing(thing, ask) for thing in things]
        found = [each for each in self.parts(query, asks, sentences, one_unit=True) if each]
        figures = [figure for finding in found for figure in finding.figures]
        units = {figure.unit for figure in figures}
        if len(figures) < len(things) or len(units) > 1 or units & _RATES:
            return None
        total = f"{sum(figure.amount or 0.0 for figure in figures):.12g}{units.pop()}"
        return Draft(tuple(_merge(found)), total=total)

    def stated(self, query: Query, where: Filter) -> Draft | None:
        """The figure that a report states of the very indicator asked for, in whatever words.

        Args:
            query: A question for one figure that no sentence near its words answered.
            where: The reports in scope.
        """
        ask = query.asks[0]
        indicator = Indicators.load().named(query.indicator)
        if len(query.asks) > 1 or indicator is None or ask.wanted is not Wanted.FIGURE:
            return None
        if not accounts_for(indicator, ask):
            return None
        rows = [
            row
            for row in rows_of(self._store, Clause("", (), indicator.name), where)
            if unit_fit(row.fact.unit, ask.units) >= 0
            and (not query.years or is_of_years(row, query.years))
        ]
        return Draft(tuple(findings_of(self._store, rows))) if len(rows) == 1 else None

    def _in_time(self, query: Query, sentences: Sequence[Sentence]) -> list[Sentence]:
        """Sentences that speak of the years asked for, or hold a figure of one of them."""
        if not query.years:
            return list(sentences)
        timely = {
            fact.value_start
            for facts in self._facts(sentences).values()
            for fact in facts
            if is_of(fact, query.years)
        }
        return [
            each
            for each in sentences
            if speaks_of(each, query.years)
            or any(each.span.start <= at < each.span.end for at in timely)
        ]

    def parts(
        self,
        query: Query,
        asks: Sequence[Ask],
        sentences: Sequence[Sentence],
        *,
        one_unit: bool = False,
        admits: Callable[[Spot], bool] = _any,
    ) -> list[Finding | None]:
        """What answers each of several asks; no figure answers two of them.

        Args:
            query: The question they belong to.
            asks: What is wanted.
            sentences: Where it may stand.
            one_unit: All figures are to have the unit of the first, as in a comparison.
            admits: Says which figures may answer.
        """
        facts = self._facts(sentences)
        taken = {
            spot.span.start
            for sentence in sentences
            if admits is not _any
            for spot in spots_in(sentence, facts.get(sentence.report.report_id, ()))
            if not admits(spot)
        }
        found: list[Finding | None] = []
        unit = ""
        for ask in asks:
            wanted = replace(ask, units=(unit,)) if one_unit and unit and not ask.units else ask
            anchor = next((each.quote for each in reversed(found) if each is not None), None)
            found.append(self._answer_part(query, wanted, sentences, facts, taken, anchor))
            unit = unit or next((each.unit for each in _figures(found[-1])), "")
        anchor = next((each.quote for each in found if each is not None), None)
        if anchor is not None:
            beside = [each for each in sentences if each.span == anchor.span]
            for number, ask in enumerate(asks):
                if found[number] is None and ask.wanted is Wanted.FIGURE:
                    ask = replace(ask, units=(unit,)) if one_unit and unit else ask
                    chosen = _best_figures(query, ask, beside, facts, taken, anchor, _BESIDE)
                    taken.update(each.spot.span.start for each in chosen)
                    found[number] = _finding(chosen) if chosen else None
        return found

    def _facts(self, sentences: Sequence[Sentence]) -> dict[str, list[Fact]]:
        ids = tuple(dict.fromkeys(each.report.report_id for each in sentences))
        where = Filter(report_ids=ids)
        facts: dict[str, list[Fact]] = defaultdict(list)
        if ids:
            for fact in self._store.facts(FactQuery(filter=where, limit=_FACTS))[1]:
                facts[fact.report_id].append(fact)
        return facts

    def _answer_part(
        self,
        query: Query,
        ask: Ask,
        sentences: Sequence[Sentence],
        facts: dict[str, list[Fact]],
        taken: set[int],
        anchor: Sentence | None,
    ) -> Finding | None:
        if ask.wanted is Wanted.FIGURE:
            chosen = _best_figures(query, ask, sentences, facts, taken, anchor)
            # Another part of the question asks for another figure.
            taken.update(each.spot.span.start for each in chosen)
            return _finding(chosen) if chosen else None
        return _best_words(query, ask, sentences)


def _best_figures(
    query: Query,
    ask: Ask,
    sentences: Sequence[Sentence],
    facts: Mapping[str, Sequence[Fact]],
    taken: set[int],
    anchor: Sentence | None,
    least: float | None = None,
) -> list[Candidate]:
    """The figure that answers best, and its sisters where the question asks for several."""
    judge = FigureJudge(query, ask, sentences, anchor)
    candidates = [
        judge.judge(sentence, spot)
        for sentence in sentences
        for spot in spots_in(sentence, facts.get(sentence.report.report_id, ()))
        if spot.span.start not in taken
    ]
    threshold = FIGURE_THRESHOLD if least is None else least
    candidates = [each for each in candidates if each.coverage >= threshold]
    best = max(candidates, key=lambda each: each.score, default=None)
    if best is None:
        return []
    count = len(_ASKING.findall(ask.text))
    sisters = [each for each in candidates if each is not best and _is_sister(each, best)]
    sisters.sort(key=lambda each: -each.score)
    chosen = [best, *sisters[: max(0, count - 1)]]
    return sorted(chosen, key=lambda each: each.spot.span.start)


def _of_thing(thing: str, ask: Ask) -> Ask:
    """What one of several things to be added up asks for."""
    terms = content_terms(thing)
    context = tuple(term for term in ask.terms if term not in terms)
    return Ask(thing, terms, context, Wanted.FIGURE, ask.units)


def _is_sister(candidate: Candidate, best: Candidate) -> bool:
    """Whether two figures of one sentence are of the same thing (从120天减到20天)."""
    return (
        candidate.sentence.span == best.sentence.span
        and candidate.spot.unit == best.spot.unit
        and candidate.spot.indicator == best.spot.indicator
    )


def _finding(chosen: Sequence[Candidate]) -> Finding:
    sentence, clause = chosen[0].sentence, chosen[-1].spot.clause
    return Finding(_shortened(sentence, clause), tuple(_figure(each) for each in chosen))


def _figure(candidate: Candidate) -> Figure:
    spot, sentence = candidate.spot, candidate.sentence
    value, unit = as_written(spot, sentence)
    return Figure(
        spot.indicator,
        value,
        unit,
        spot.qualifier,
        _slice(sentence, spot.clause),
        spot.amount,
        spot.period,
    )


def _best_words(
    query: Query,
    ask: Ask,
    sentences: Sequence[Sentence],
) -> Finding | None:
    texts = [each.text for each in sentences]
    scorer = TermScorer(ask.terms, texts, query.alternatives, query.doubtful)
    context = TermScorer(ask.context, texts, query.alternatives, query.doubtful)
    best: tuple[float, Sentence] | None = None
    for sentence in sentences:
        around = sentence_context(sentence)
        covered = scorer.coverage(sentence.text, around) if scorer.terms else 0.0
        about = context.coverage(sentence.text, around) if context.terms else covered
        covered = 0.7 * covered + 0.3 * about if scorer.terms else about
        quoted = quoted_before(query, sentence)
        if covered < WORDS_THRESHOLD and not (quoted and query.goes_on):
            continue
        score = covered - 0.01 * sentence.rank + quoted
        if ask.wanted is Wanted.DATE:
            score += 0.3 if _DATE.search(sentence.text) else -0.3
        score -= 0.1 * (sentence.passage.kind is PartKind.PLAN and not query.wants_plans)
        if best is None or score > best[0]:
            best = (score, sentence)
    if best is None:
        return None
    return Finding(best[1], _date_figures(ask, best[1]))


def _date_figures(ask: Ask, sentence: Sentence) -> tuple[Figure, ...]:
    if ask.wanted is not Wanted.DATE:
        return ()
    match = _DATE.search(sentence.text)
    return (Figure("", match.group(), "", "", sentence.text),) if match else ()


def _shortened(sentence: Sentence, clause: Span) -> Sentence:
    """A very long sentence is quoted by the clause that states the figure."""
    if len(sentence.text) <= _LONG_SENTENCE or not (
        sentence.span.start <= clause.start < clause.end <= sentence.span.end
    ):
        return sentence
    return Sentence(
        sentence.report,
        sentence.passage,
        clause,
        _slice(sentence, clause),
        sentence.rank,
        sentence.position,
    )


def _slice(sentence: Sentence, span: Span) -> str:
    start = max(0, span.start - sentence.passage.start)
    return sentence.passage.text[start : span.end - sentence.passage.start]


def _figures(finding: Finding | None) -> tuple[Figure, ...]:
    return finding.figures if finding else ()


def _merge(findings: Sequence[Finding]) -> list[Finding]:
    """Parts answered by the same quote become one finding."""
    merged: dict[tuple[str, int, int], Finding] = {}
    for each in findings:
        key = (each.quote.report.report_id, each.quote.span.start, each.quote.span.end)
        earlier = merged.get(key)
        figures_so_far = earlier.figures if earlier else ()
        new = tuple(figure for figure in each.figures if figure not in figures_so_far)
        merged[key] = Finding(each.quote, figures_so_far + new)
    return list(merged.values())


def _nearest(query: Query, sentences: Sequence[Sentence], count: int = 2) -> tuple[Finding, ...]:
    """The sentences that come nearest, for an abstention."""
    scorer = TermScorer(
        query.terms, [each.text for each in sentences], query.alternatives, query.doubtful
    )
    ranked = sorted(sentences, key=lambda each: -scorer.coverage(each.text, sentence_context(each)))
    near = [each for each in ranked[:count] if scorer.coverage(each.text) > 0]
    return tuple(Finding(each) for each in near)
