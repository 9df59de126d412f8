"""Where no report says it for sure: the passages that speak of it, with nothing claimed.

An answer is never worse than what the search beneath it would have shown. What the collection does
not hold (a place, a year, a subject) is still refused: a passage that does not speak of the
question's subject helps nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer import RetrievedPassage
from rag.answers.draft import Draft, Finding, Reason
from rag.answers.scoring import TermScorer, normal
from rag.confidence.model import Surest
from rag.plan import Act, Plan
from rag.question.query import Query
from rag.quotes import Sentence
from vectorstore.records import Span

SHOWN = 3
"""How many passages are shown."""
_SHOWN_ACROSS = 6
"""The same where several places or reports are asked about: of the estate's comparisons six hold all evidence in
.92, three in .76; of its lookups .98 and .95."""
_OF_ONE_FIGURE = frozenset({Act.VALUE, Act.YES_NO, Act.WHEN})
_QUOTED = 3
"""How many quotes the readable text holds where one figure is asked for, before it only cites.

Of 73 lookups by strangers (X1 to X6) 66 have the figure in the first 300 characters, 68 in the first 800.
"""
_ACROSS = frozenset({Act.WHICH, Act.HOW_MANY, Act.COMPARE, Act.ORDER, Act.CHANGE})
_LIKELY = 24
"""Quotes of an answer that is not sure: as many as a reader looks through."""
_LESS_LIKELY = 4
"""Quotes of what else may be the answer."""
SPEAKS = 0.1
"""How much of the question's words the passages must hold together, by weight.

Showing costs nothing where it does not help, and on the estate (1,454 questions) no share tells what
is stated from what is not: at .1 356 of 602 answerable questions that would be refused are right, at
.45 239, while 95 and 55 of the 139 unanswerable ones show passages.
"""
UNSURE = frozenset(
    {
        Reason.NO_FIGURE,
        Reason.NO_FIGURE_FOR,
        Reason.NO_MATCH,
        Reason.MENTIONED_ONLY,
        Reason.NOT_MENTIONED,
        Reason.UNLIKE_UNITS,
        Reason.YEAR_NOT_HELD,
        Reason.NOT_SURE,
    }
)
"""Reasons that say that nothing was found for sure, rather than that it is not held."""


def is_unsure(draft: Draft) -> bool:
    """Whether a draft abstains only because nothing was found for sure."""
    return draft.reason in UNSURE


def shown(
    surest: Surest,
    query: Query,
    plan: Plan,
    passages: Sequence[RetrievedPassage],
    near: Sequence[Finding] = (),
) -> Draft:
    """What is shown where no answer is sure enough: likely quotes, then the passages that speak of it most.

    Args:
        surest: What would be answered if it were sure, or why there is no answer.
        query: The question's words.
        plan: Its plan.
        passages: What the search finds for it, likeliest first.
        near: What comes nearest among figures of another kind than asked for (of a bureau, of a level).

    Returns:
        A draft that claims nothing; the candidate's own, abstaining, where neither quotes nor
        passages speak of what was asked.
    """
    draft = surest.candidate.draft
    reason = draft.reason or Reason.NOT_SURE
    likely = list(draft.findings[:_LIKELY]) if draft.reason is None else []
    for other in surest.others:
        likely += other.draft.findings[:_LESS_LIKELY]
    if draft.reason is not Reason.YEAR_NOT_HELD:
        likely += near[:_LESS_LIKELY]
    if not likely:
        if not passages or (
            draft.reason is Reason.YEAR_NOT_HELD and not _of_years(query, passages)
        ):
            return draft
        if spoken_of(query, passages) < SPEAKS:
            return draft
    whole = [_whole(each, rank) for rank, each in enumerate(_chosen(query, plan, passages))]
    quotes = _each_once([*(each.quote for each in likely), *whole])
    quoted = len(quotes) if not likely else len(_each_once([each.quote for each in likely]))
    if plan.act in _OF_ONE_FIGURE and likely:
        quoted = min(quoted, _QUOTED)
    found = tuple(map(Finding, quotes))
    return replace(draft, findings=found, reason=reason, is_shown=True, beside=len(found) - quoted)


def _chosen(
    query: Query, plan: Plan, passages: Sequence[RetrievedPassage]
) -> list[RetrievedPassage]:
    """The likeliest passages; of several places asked about, first the likeliest of each."""
    across = plan.act in _ACROSS
    first: list[RetrievedPassage] = []
    if len(query.regions) > 1:
        for place in query.regions:
            own = (each for each in passages if each.report.metadata.region == place)
            first += [each for each in list(own)[:1] if each not in first]
    rest = [each for each in passages if each not in first]
    return [*first, *rest][: max(len(first), _SHOWN_ACROSS if across else SHOWN)]


def _each_once(quotes: Sequence[Sentence]) -> list[Sentence]:
    """Quotes without those that stand in an earlier one."""
    kept: list[Sentence] = []
    for each in quotes:
        if not any(
            other.report.report_id == each.report.report_id
            and other.span.start <= each.span.start
            and each.span.end <= other.span.end
            for other in kept
        ):
            kept.append(each)
    return kept


def spoken_of(query: Query, passages: Sequence[RetrievedPassage]) -> float:
    """How much of a question's words some passages hold, 0 to 1, rarer words counting more."""
    texts = [each.passage.text for each in passages]
    scorer = TermScorer(query.terms, texts)
    together = normal(" ".join((*texts, *(" ".join(p.passage.heading_path) for p in passages))))
    weights = {term: scorer.weight(term) for term in scorer.terms}
    total = sum(weights.values())
    if not total:
        return 0.0
    return sum(w * scorer.presence(term, together) for term, w in weights.items()) / total


def _of_years(query: Query, passages: Sequence[RetrievedPassage]) -> bool:
    """Whether one of the passages is of a year asked for, or names it."""
    return any(
        year == each.report.metadata.report_year or f"{year}年" in each.passage.text
        for year in query.years
        for each in passages[:SHOWN]
    )


def _whole(found: RetrievedPassage, rank: int) -> Sentence:
    """A passage as one quote."""
    passage = found.passage
    text = passage.text.strip()
    start = passage.start + passage.text.index(text)
    return Sentence(found.report, passage, Span(start, start + len(text)), text, rank, 0)
