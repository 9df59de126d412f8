"""Questions for how, why and what: the sentences that answer, in their context."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.numerals import figures
from rag.answers.draft import Draft, Finding, Reason
from rag.answers.going_on import quoted_before
from rag.answers.periods import speaks_of
from rag.answers.scoring import TermScorer, longest_shared, sentence_context
from rag.question.query import Query
from rag.quotes import Sentence, join
from vectorstore.embedding import Embedder
from vectorstore.records import PartKind

THRESHOLD = 0.4
"""Least coverage of the question's terms by the best sentence and its context."""

THRESHOLD_IF_NEAREST = 0.3
_FAR_ABOVE = 3.3
_ENOUGH_TO_COMPARE = 20
"""The same where the sentence's vector is the nearest of so many to the question's, by so many
standard deviations: two signals that know nothing of each other agree."""

_LIMIT = 320
"""How many characters one quote may grow to."""

_LEAD = 0.6
"""A sentence before the best one is quoted with it where it covers this share of what that does."""

_SECOND = 0.88
"""A further quote must come this near the best one's score."""

_QUOTES = 3

_LONG_PHRASE = 6
_SHARED = 0.5
"""What a sentence covers at least that shares so many characters in a row with the question."""

_WITHOUT_GIVEN = 0.6
"""What a sentence covers that lacks a number which the question presumes (从90%升到100%)."""

WHY = re.compile(
    r"为什么|为啥|为何|何故|原因|缘故|怎么会|凭什么|图(?:的是)?(?:什么|啥)|\bwhy\b", re.IGNORECASE
)
_BECAUSE = re.compile(
    r"因[为此而]?(?!素|地制宜|人施)|由于|原因|导致|造成|致使|源于|源自|受[^,。]{1,12}影响|为了?[^,。]{2,24}(?:,|提供|打|奠定|保驾|注入|营造)"
    r"|以便|以[^,。]{2,12}为(?:目的|目标)|旨在|目的|从而|仍|不足|不够|欠缺|薄弱|滞后|缺乏|尚未|有待"
)
"""Words with which reports give reasons, purposes and what they lack."""


class PassageAnswerer:
    """Answers with the best sentences and what directly belongs to them.

    Args:
        embedder: Tells whether the best sentence by its words is also the nearest in meaning.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def answer(self, query: Query, sentences: Sequence[Sentence]) -> Draft:
        """Quotes the best sentences, each grown to the sentences that go on with it."""
        in_time = [each for each in sentences if speaks_of(each, query.years)]
        if query.years and not in_time:
            return Draft((), Reason.YEAR_NOT_HELD, ",".join(map(str, query.years)))
        scorer = TermScorer(
            query.terms, [each.text for each in in_time], query.alternatives, query.doubtful
        )
        scored = [(self._score(query, each, scorer), each) for each in in_time]
        scored.sort(key=lambda pair: -pair[0])
        near = tuple(Finding(each) for _, each in scored[:2])
        if WHY.search(query.text):
            scored = [pair for pair in scored if _gives_reason(pair[1], in_time, scorer)]
        if not scored or not self._suffices(query, scored[0][1], in_time, scorer):
            return Draft(near, Reason.NOT_MENTIONED)
        quotes: list[Sentence] = []
        for score, sentence in scored:
            if len(quotes) == _QUOTES or score < _SECOND * scored[0][0]:
                break
            if not any(_inside(sentence, quote) for quote in quotes):
                quotes.append(_grown(sentence, in_time, scorer))
        return Draft(tuple(Finding(each) for each in quotes))

    def _score(self, query: Query, sentence: Sentence, scorer: TermScorer) -> float:
        score = scorer.coverage(sentence.text, sentence_context(sentence))
        score += 0.3 * scorer.coverage(sentence.text)
        score -= 0.015 * sentence.rank
        score += quoted_before(query, sentence)
        kind = sentence.passage.kind
        if query.wants_problems:
            score += 0.2 * (kind is PartKind.PROBLEM)
        elif kind in (PartKind.PLAN, PartKind.PROBLEM):
            score -= 0.15 * (not query.wants_plans)
        return score

    def _suffices(
        self, query: Query, best: Sentence, sentences: Sequence[Sentence], scorer: TermScorer
    ) -> bool:
        """Whether the best sentence covers enough of the question to answer it."""
        if query.goes_on or not scorer.terms:
            return True
        covered = scorer.coverage(best.text, sentence_context(best))
        covered = max(covered, _SHARED * (longest_shared(query.bare, best.text) >= _LONG_PHRASE))
        if not _holds_all_given(query, best, sentences, scorer):
            covered *= _WITHOUT_GIVEN
        return covered >= THRESHOLD or (
            covered >= THRESHOLD_IF_NEAREST and self._stands_out(query, best, sentences)
        )

    def _stands_out(self, query: Query, best: Sentence, sentences: Sequence[Sentence]) -> bool:
        """Whether a sentence is far nearer in meaning to the question than all others."""
        texts = list(dict.fromkeys(each.text for each in sentences))
        if len(texts) < _ENOUGH_TO_COMPARE:
            return False
        near = self._embedder.embed_passages(texts) @ self._embedder.embed_query(query.bare)
        own = near[texts.index(best.text)]
        return bool(own == near.max() and own >= near.mean() + _FAR_ABOVE * near.std())


def _grown(best: Sentence, sentences: Sequence[Sentence], scorer: TermScorer) -> Sentence:
    """A sentence with its neighbours: what follows in its passage, and a lead that it continues."""
    row = sorted(
        (each for each in sentences if each.passage.passage_id == best.passage.passage_id),
        key=lambda each: each.position,
    )
    at = next(index for index, each in enumerate(row) if each.position == best.position)
    first = last = at
    length = len(best.text)
    while (
        last + 1 < len(row)
        and not row[last + 1].opens_item
        and length + len(row[last + 1].text) <= _LIMIT
    ):
        last += 1
        length += len(row[last].text)
    enough = _LEAD * scorer.coverage(best.text)
    while (
        first > 0
        and not row[first].opens_item
        and length + len(row[first - 1].text) <= _LIMIT
        and scorer.coverage(row[first - 1].text) >= enough
    ):
        first -= 1
        length += len(row[first].text)
    return join(row[first : last + 1])


def _holds_all_given(
    query: Query, sentence: Sentence, sentences: Sequence[Sentence], scorer: TermScorer
) -> bool:
    """Whether a sentence, as it would be quoted, has the numbers that the question presumes."""
    given = {figure.value for figure in figures(query.text)}
    if not given:
        return True
    stated = {figure.value for figure in figures(_grown(sentence, sentences, scorer).text)}
    return given <= stated


def _gives_reason(sentence: Sentence, sentences: Sequence[Sentence], scorer: TermScorer) -> bool:
    """Whether a sentence, as it would be quoted, says why."""
    is_problem = sentence.passage.kind is PartKind.PROBLEM
    return is_problem or bool(_BECAUSE.search(_grown(sentence, sentences, scorer).text))


def _inside(sentence: Sentence, quote: Sentence) -> bool:
    return (
        sentence.report.report_id == quote.report.report_id
        and quote.span.start <= sentence.span.start < quote.span.end
    )
