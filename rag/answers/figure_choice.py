"""Which figure of which sentence answers: every figure judged by the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.lexicon.indicators import Indicator, Indicators
from ingest.numerals import figures
from rag.answers.periods import speaks_of
from rag.answers.scoring import TermScorer, normal, sentence_context
from rag.answers.spots import Spot
from rag.question.ahead import PLAN, TARGET
from rag.question.clauses import quoted_phrases
from rag.question.implied import implied_in
from rag.question.query import Ask, Query
from rag.question.subject import names_nothing
from rag.question.wording import asks_change
from rag.quotes import Sentence
from vectorstore.records import PartKind

_NEWLY = re.compile(r"新增|再增|增加|新建|新设")
_MEASURES: tuple[frozenset[str], ...] = (
    frozenset({"%", "个百分点", "倍"}),
    frozenset({"元"}),
    frozenset({"亩", "平方米", "公顷", "平方公里", "公里"}),
    frozenset({"天", "日", "工作日", "小时", "月", "个月", "年", "分钟"}),
)
"""Units of unlike kinds; every other unit counts things."""

_SAME_SENTENCE = 0.25
_COUNTED = 0.35
_OF_INDICATOR = 0.2
_OF_ANOTHER = 0.15
_NEARLY_ALL = 0.75
_CARRIERS = frozenset(
    {"案件", "数量", "总数", "件数", "人数", "情况", "全年", "办理", "开展", "工作"}
)
"""Words that any name may carry."""

_CHANGES = _CARRIERS | frozenset(
    "变化 幅度 降幅 增幅 涨幅 下降 上升 增长 减少 增加 提高 提升 降低 同比 百分点".split()
)
"""The same, for a figure that says how something changed."""

_GAP = 2
"""Characters that may stand between a figure and the name of what it counts."""

_STATED = 0.6
"""A figure of the very indicator asked for answers, however its sentence words it."""

_ANOTHER = 0.6
"""A figure that the lexicon takes for another indicator is hardly the one asked for."""

_UNLINKED = 0.85
"""A figure that the lexicon does not take for the indicator asked for is less likely it."""


_UNNAMED = 0.6
"""A figure before and beside which the phrase does not stand that the question quotes."""

_OF_OTHER_UNIT = 0.8
"""A figure counted in another unit than the one asked for, though of the same kind."""

_GOING_ON = 0.5
"""A figure of the unit asked for, beside the last answer, for a question that names nothing."""

_NOT_AHEAD = 0.6
"""A result, where the question asks for a target."""

_NAMED = 0.25
_UNCOUNTED = 0.85
"""A figure whose sentence does not name what the question counts."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure in a sentence, and how well it answers.

    Attributes:
        sentence: The sentence.
        spot: The figure.
        score: Ranks candidates.
        coverage: Says whether one answers at all, 0 to 1.
    """

    sentence: Sentence
    spot: Spot
    score: float
    coverage: float


class FigureJudge:
    """Judges figures for one part of a question.

    Args:
        query: The question.
        ask: Its part.
        sentences: The candidates' sentences, to weigh words by how rare they are.
        anchor: The sentence that answered an earlier part; the others are likely to stand there.
    """

    def __init__(
        self, query: Query, ask: Ask, sentences: Sequence[Sentence], anchor: Sentence | None
    ) -> None:
        texts = [each.text for each in sentences]
        self._query = query
        self._ask = ask
        self._anchor = anchor
        light = implied_in(ask.terms)
        self._terms = TermScorer(ask.terms, texts, query.alternatives, query.doubtful, light)
        self._context = TermScorer(ask.context, texts, query.alternatives, query.doubtful)
        self._counted = TermScorer(ask.counted, texts, query.alternatives, query.doubtful)
        self._given = _numbers(query.text)
        self._phrases = quoted_phrases(query.text)
        self._aims = TARGET.search(ask.text) is not None
        # Of several parts one may ask for what was done, another for what is planned.
        self._ahead = query.wants_plans and (len(query.asks) == 1 or bool(PLAN.search(ask.text)))
        self._goes_on = names_nothing(ask.terms)
        lexicon = Indicators.load()
        indicator = lexicon.in_question(ask.text)
        self._names = frozenset(lexicon.covered_by(indicator)) if indicator else frozenset()
        self._asks_change = asks_change(ask.text)
        self._says_all = indicator is not None and accounts_for(indicator, ask)
        self._says_change = indicator is not None and accounts_for(indicator, ask, _CHANGES)

    def judge(self, sentence: Sentence, spot: Spot) -> Candidate:
        """How well a figure answers."""
        around = sentence_context(sentence)
        near = self._terms.coverage(f"{spot.local} {spot.indicator}")
        whole = self._terms.coverage(sentence.text, around)
        about = self._context.coverage(sentence.text, around) if self._context.terms else whole
        if not self._terms.terms:
            near = whole = about
        unit = unit_fit(spot.unit, self._ask.units)
        score = 0.5 * near + 0.35 * whole + 0.15 * about + 0.25 * unit - 0.01 * sentence.rank
        score += self._credit(sentence, spot)
        coverage = 0.6 * whole + 0.25 * near + 0.15 * about
        coverage = self._of_indicator(coverage, spot)
        if not self._is_of_what_is_quoted(sentence):
            coverage *= _UNNAMED
        ahead = spot.planned or sentence.passage.kind is PartKind.PLAN
        if self._aims and not ahead:
            coverage *= _NOT_AHEAD
        if self._ask.units and not unit and not self._is_change_asked(spot):
            coverage *= _OF_OTHER_UNIT
        if self._counted.terms and self._counted.coverage(sentence.text, around) < _NAMED:
            coverage *= _UNCOUNTED
        goes_on = self._goes_on and (ahead or not self._aims)
        if unit == 1.0 and goes_on and sentence.passage.passage_id in self._query.focus:
            coverage = max(coverage, _GOING_ON)  # what it asks of was named in the question before
            score += _SAME_SENTENCE
        if unit < 0 or self._is_out_of_question(sentence, spot):
            coverage = 0.0
        return Candidate(sentence, spot, score, coverage)

    def _is_change_asked(self, spot: Spot) -> bool:
        """Whether a figure says how the indicator asked for changed, and that is asked."""
        return self._asks_change and spot.change_of in self._names

    def _of_indicator(self, coverage: float, spot: Spot) -> float:
        """The coverage of a figure by what the lexicon takes it for."""
        known = spot.canonical in self._names or self._is_change_asked(spot)
        if known and (self._says_all or (spot.change_of and self._says_change)):
            return max(coverage, _STATED)  # the lexicon knows it in other words
        if self._names and not known:
            coverage *= _ANOTHER if spot.canonical else _UNLINKED
        if spot.change_of in self._names and not self._asks_change:
            coverage *= _ANOTHER  # by how much it fell is not how high it stands
        return coverage

    def _is_of_what_is_quoted(self, sentence: Sentence) -> bool:
        """Whether a sentence has the phrases that the question quotes, or goes on from them."""
        own = normal(sentence.text)
        around = own if "“" in own else f"{normal(sentence.before)} {own}"
        return all(phrase in around for phrase in self._phrases)

    def _credit(self, sentence: Sentence, spot: Spot) -> float:
        length = max(map(len, self._ask.counted), default=0) + _GAP
        credit = _COUNTED * self._counted.coverage(spot.beside(length))
        if spot.canonical and self._names:
            credit += _OF_INDICATOR if spot.canonical in self._names else -_OF_ANOTHER
        if self._anchor is not None and sentence.span == self._anchor.span:
            credit += _SAME_SENTENCE
        if _NEWLY.search(spot.local) and not _NEWLY.search(self._query.text):
            credit -= 0.1
        if spot.planned and not self._ahead:
            credit -= 0.15
        report_year = sentence.report.metadata.report_year
        if _is_superseded(spot.period) and not _BEFORE.search(self._ask.text):
            credit -= 0.3
        if _is_of_another_year(spot.period, self._query.years, report_year):
            credit -= 0.3
        return credit

    def _is_out_of_question(self, sentence: Sentence, spot: Spot) -> bool:
        """A number that the question gives, a plan for a result, a figure of another year."""
        years, own = self._query.years, sentence.report.metadata.report_year
        is_later = bool(years) and own is not None and min(years) > own  # then it can but plan
        planned = (sentence.passage.kind is PartKind.PLAN or is_later) and not self._ahead
        timely = speaks_of(sentence, years) or spot.year in years
        return planned or not timely or spot.amount in self._given


def accounts_for(indicator: Indicator, ask: Ask, beside: frozenset[str] = _CARRIERS) -> bool:
    """Whether an indicator's name holds nearly all that is asked, so that nothing else is meant.

    Args:
        indicator: The indicator.
        ask: What is asked.
        beside: Words that may stand beside any name.
    """
    words = [indicator.name, *(word for group in indicator.needs for word in group)]
    own = [term for term in ask.terms if len(term) > 1 and term not in beside]
    known = [term for term in own if any(term in word or word in term for word in words)]
    return bool(own) and len(known) >= _NEARLY_ALL * len(own)


def unit_fit(unit: str, asked: Sequence[str]) -> float:
    """1 for the unit asked for, less for one used alike, negative for another kind."""
    if not asked:
        return 0.0
    if unit == asked[0]:
        return 1.0
    if unit in asked:
        return 0.5
    return 0.0 if _kind(unit) == _kind(asked[0]) else -0.3


def _kind(unit: str) -> int:
    return next((number for number, units in enumerate(_MEASURES) if unit in units), -1)


def _numbers(text: str) -> frozenset[float]:
    """Numbers that a question gives; they are not what it asks for."""
    return frozenset(figure.value for figure in figures(text))


def _is_of_another_year(period: str, years: Sequence[int], report_year: int | None) -> bool:
    """Whether a figure is expressly of another single year than the one meant."""
    if not re.fullmatch(r"(?:19|20)\d{2}", period):
        return False
    meant = years or ((report_year,) if report_year else ())
    return bool(meant) and int(period) not in meant


_BEFORE = re.compile(
    r"原来|以前|之前|原先|过去|早先|此前|改革前|\bbefore\b|\bpreviously\b|\bused to\b", re.I
)


def _is_superseded(period: str) -> bool:
    """Whether a figure is one that another took the place of (由120个工作日压缩至60个)."""
    return bool(period) and not re.search(r"\d", period)
