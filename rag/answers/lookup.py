"""Questions for a figure, a date or a name: the value first, then the sentence that states it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.folding import fold
from ingest.numerals import figures
from rag.answers.draft import Draft, Figure, Finding, Reason
from rag.answers.periods import speaks_of
from rag.answers.scoring import TermScorer, sentence_context
from rag.question.query import Ask, Query, Wanted
from rag.quotes import Sentence
from vectorstore.records import Fact, FactQuery, Filter, PartKind, Span
from vectorstore.store import Store

FIGURE_THRESHOLD = 0.5
"""Least coverage at which a figure counts as what was asked for (measured, docs/answers.md)."""

WORDS_THRESHOLD = 0.42
"""Least coverage at which a sentence without a figure counts as an answer."""

_STOPS = ",:。;!?、"
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?|\d{4}年|\d{4}[.-]\d{1,2}[.-]\d{1,2}")
_LONG_SENTENCE = 220
_REPORTS_WITH_FACTS = 8


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A figure in a sentence, and how well it answers."""

    sentence: Sentence
    spot: _Spot
    score: float
    coverage: float


class LookupAnswerer:
    """Answers questions for single figures, dates and names.

    Args:
        store: Where the facts of the reports are.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(self, query: Query, sentences: Sequence[Sentence]) -> Draft:
        """Finds for each part of the question the sentence and the figure that answer it."""
        in_time = [each for each in sentences if speaks_of(each, query.years)]
        if query.years and not in_time:
            year = ",".join(map(str, query.years))
            return Draft(_nearest(query, sentences), Reason.YEAR_NOT_HELD, year)
        findings: list[Finding] = []
        for ask, found in zip(query.asks, self.parts(query, query.asks, in_time), strict=True):
            if found is None:
                reason = Reason.NO_FIGURE if ask.wanted is Wanted.FIGURE else Reason.NOT_MENTIONED
                return Draft(_nearest(query, in_time), reason)
            findings.append(found)
        return Draft(tuple(_merge(findings)))

    def parts(
        self,
        query: Query,
        asks: Sequence[Ask],
        sentences: Sequence[Sentence],
        *,
        one_unit: bool = False,
    ) -> list[Finding | None]:
        """What answers each of several asks; no figure answers two of them.

        Args:
            query: The question they belong to.
            asks: What is wanted.
            sentences: Where it may stand.
            one_unit: All figures are to have the unit of the first, as in a comparison.
        """
        facts = self._facts(sentences)
        taken: set[int] = set()
        found: list[Finding | None] = []
        unit = ""
        for ask in asks:
            wanted = replace(ask, units=(unit,)) if one_unit and unit and not ask.units else ask
            found.append(self._answer_part(query, wanted, sentences, facts, taken))
            unit = unit or next((each.unit for each in _figures(found[-1])), "")
        return found

    def _facts(self, sentences: Sequence[Sentence]) -> dict[str, list[Fact]]:
        ids = list(dict.fromkeys(each.report.report_id for each in sentences))
        where = Filter(report_ids=tuple(ids[:_REPORTS_WITH_FACTS]))
        facts: dict[str, list[Fact]] = defaultdict(list)
        if ids:
            for fact in self._store.facts(FactQuery(filter=where, limit=5000))[1]:
                facts[fact.report_id].append(fact)
        return facts

    def _answer_part(
        self,
        query: Query,
        ask: Ask,
        sentences: Sequence[Sentence],
        facts: dict[str, list[Fact]],
        taken: set[int],
    ) -> Finding | None:
        scorer = TermScorer(ask.terms, [each.text for each in sentences], query.alternatives)
        context = TermScorer(ask.context, [each.text for each in sentences], query.alternatives)
        if ask.wanted is Wanted.FIGURE:
            best = _best_figure(query, ask, sentences, facts, scorer, context, taken)
            if best is None:
                return None
            taken.add(best.spot.span.start)  # another part of the question asks for another figure
            return _finding(best)
        return _best_words(query, ask, sentences, scorer, context)


def _best_figure(
    query: Query,
    ask: Ask,
    sentences: Sequence[Sentence],
    facts: dict[str, list[Fact]],
    scorer: TermScorer,
    context: TermScorer,
    taken: set[int],
) -> _Candidate | None:
    candidates = [
        _judge(query, ask, sentence, spot, scorer, context)
        for sentence in sentences
        for spot in _spots(sentence, facts.get(sentence.report.report_id, ()))
        if spot.span.start not in taken
    ]
    best = max(candidates, key=lambda each: each.score, default=None)
    return best if best is not None and best.coverage >= FIGURE_THRESHOLD else None


def _finding(best: _Candidate) -> Finding:
    spot = best.spot
    value, unit = _as_written(spot, best.sentence)
    figure = Figure(
        spot.indicator,
        value,
        unit,
        spot.qualifier,
        _slice(best.sentence, spot.clause),
        spot.amount,
        spot.period,
    )
    return Finding(_shortened(best.sentence, spot.clause), (figure,))


def _as_written(spot: _Spot, sentence: Sentence) -> tuple[str, str]:
    """Number and unit with the 万 or 亿 between them (``18.7``, ``亿元``; ``1.8万``余``次``)."""
    start, end = (at - sentence.span.start for at in (spot.span.start, spot.span.end))
    after = sentence.text[start:end].partition(spot.value)[2]
    scale = after[: len(after) - len(after.lstrip("万亿"))]
    if spot.qualifier.endswith(("余", "多")):
        return spot.value + scale, spot.unit
    return spot.value, scale + spot.unit


@dataclass(frozen=True, slots=True)
class _Spot:
    """A figure's place in a sentence's report, with the words around it that say what it is."""

    span: Span
    value: str
    amount: float
    unit: str
    qualifier: str
    indicator: str
    clause: Span
    local: str
    period: str
    planned: bool


def _spots(sentence: Sentence, facts: Sequence[Fact]) -> list[_Spot]:
    """Figures of a sentence; a fact's name and clause where one was extracted there."""
    text, offset = sentence.text, sentence.span.start
    by_start = {fact.value_start: fact for fact in facts}
    found = figures(text)
    spots = []
    for number, figure in enumerate(found):
        left = found[number - 1].end if number else 0
        right = found[number + 1].start if number + 1 < len(found) else len(text)
        span = Span(offset + figure.start, offset + figure.end)
        fact = by_start.get(span.start) or by_start.get(offset + figure.number_start)
        local = _left_words(text, left, figure.start) + _right_words(text, figure.end, right)
        spots.append(
            _Spot(
                span=span,
                value=text[figure.number_start : figure.number_end],
                amount=figure.value,
                unit=figure.unit,
                qualifier=figure.qualifier,
                indicator=fact.indicator if fact else _left_words(text, left, figure.start),
                clause=Span(fact.start, fact.end) if fact else sentence.span,
                local=local,
                period=fact.period if fact else "",
                planned=fact is not None and fact.status != "actual",
            )
        )
    return spots


def _judge(
    query: Query,
    ask: Ask,
    sentence: Sentence,
    spot: _Spot,
    scorer: TermScorer,
    context: TermScorer,
) -> _Candidate:
    around = sentence_context(sentence)
    near = scorer.coverage(spot.local + " " + spot.indicator)
    whole = scorer.coverage(sentence.text, around)
    about = context.coverage(sentence.text, around) if context.terms else whole
    if not scorer.terms:
        near = whole = about
    unit = _unit_fit(spot.unit, ask.units)
    score = 0.5 * near + 0.35 * whole + 0.15 * about + 0.25 * unit - 0.01 * sentence.rank
    score -= 0.15 * (spot.planned and not query.wants_plans)
    score -= 0.3 * _wrong_period(spot.period, query.years, sentence.report.metadata.report_year)
    coverage = 0.6 * whole + 0.25 * near + 0.15 * about
    if unit < 0:
        coverage = 0.0  # a number of things is no rate, and a rate no number
    return _Candidate(sentence, spot, score, coverage)


def _unit_fit(unit: str, asked: tuple[str, ...]) -> float:
    """1 for the unit asked for, less for one used alike, negative for another kind."""
    if not asked:
        return 0.0
    if unit == asked[0]:
        return 1.0
    if unit in asked:
        return 0.5
    return -0.3 if unit in {"%", "个百分点", "元", "倍"} or "%" in asked else 0.0


def _wrong_period(period: str, years: tuple[int, ...], report_year: int | None) -> bool:
    """Whether a figure is expressly of another single year than the one meant."""
    if not re.fullmatch(r"(?:19|20)\d{2}", period):
        return False
    meant = years or ((report_year,) if report_year else ())
    return bool(meant) and int(period) not in meant


def _left_words(text: str, start: int, end: int) -> str:
    """Words between the last stop and a figure."""
    folded = fold(text[start:end])
    cut = max((folded.rfind(stop) for stop in _STOPS), default=-1)
    return text[start:end][cut + 1 :].strip()


def _right_words(text: str, start: int, end: int) -> str:
    """Words between a figure and the next stop; a verb before the stop belongs to the next one."""
    folded = fold(text[start:end])
    cuts = [at for stop in _STOPS if (at := folded.find(stop)) >= 0]
    return text[start:end][: min(cuts)] if cuts else text[start:end]


def _best_words(
    query: Query,
    ask: Ask,
    sentences: Sequence[Sentence],
    scorer: TermScorer,
    context: TermScorer,
) -> Finding | None:
    best: tuple[float, Sentence] | None = None
    for sentence in sentences:
        around = sentence_context(sentence)
        covered = scorer.coverage(sentence.text, around) if scorer.terms else 0.0
        about = context.coverage(sentence.text, around) if context.terms else covered
        covered = 0.7 * covered + 0.3 * about if scorer.terms else about
        if covered < WORDS_THRESHOLD:
            continue
        score = covered - 0.01 * sentence.rank
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
    scorer = TermScorer(query.terms, [each.text for each in sentences], query.alternatives)
    ranked = sorted(sentences, key=lambda each: -scorer.coverage(each.text, sentence_context(each)))
    near = [each for each in ranked[:count] if scorer.coverage(each.text) > 0]
    return tuple(Finding(each) for each in near)
