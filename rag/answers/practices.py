"""Which reports speak of something, and where: practices and subjects rather than figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

from rag.answers.periods import speaks_of
from rag.answers.scoring import normal_cached, sentence_context
from rag.answers.subject_scoring import SubjectScorer
from rag.held import passages_if_held
from rag.question.ahead import TO_BE_DONE
from rag.question.clauses import quoted_phrases
from rag.question.colloquial import alternatives_of
from rag.question.frame import ADMIT, MENTION
from rag.question.query import Clause, Query
from rag.question.synonyms import same_as
from rag.quotes import Sentence, join, sentences_of
from vectorstore.queries import Filter
from vectorstore.records import Mention, PartKind, Passage
from vectorstore.store import Hit, Store

THRESHOLD = 0.66
"""Share of a practice's words that one sentence and its context must cover (docs/answers.md)."""

THRESHOLD_WITH_PHRASE = 0.4
"""The same where the question quotes a phrase, which must stand in the sentence anyway."""

_HEADED, _HEADED_BY_ITS_OWN = 0.75, 0.5
"""Shares that the headings of a section, and the last one alone, must cover for its text to count,
whatever words that uses."""

_BARE = 16
"""An item's opening words up to this length are a title and quoted with the sentence after them."""

_POOL = 3000
"""Passages examined at a time, the best by BM25 first."""

_PRODUCTIVE = 30
"""Passages that speak of the subject in one list, for the next to be examined."""

_ALL = 1_000_000

_TRIED = 4
"""Passages of one report whose sentences are judged."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A report's best sentence on a subject."""

    sentence: Sentence
    coverage: float

    @property
    def report_id(self) -> str:
        """The report's id."""
        return self.sentence.report.report_id


def evidence_for(store: Store, query: Query, clause: Clause, where: Filter) -> dict[str, Evidence]:
    """The best sentence of each report that speaks of a clause's subject, by report id.

    A phrase in quotation marks must stand in the sentence as it is. Plans count only where the
    question asks for plans or for mere mention, and problems only for the latter.
    """
    found: dict[str, Evidence] = {}
    for each in evidence_in(store, query, clause, where):
        held = found.get(each.report_id)
        if held is None or _better(each) > _better(held):
            found[each.report_id] = each
    return found


def _better(evidence: Evidence) -> tuple[float, bool]:
    """What makes evidence better: coverage, then that something was done."""
    return evidence.coverage, evidence.sentence.passage.kind is PartKind.ACHIEVEMENT


def evidence_in(store: Store, query: Query, clause: Clause, where: Filter) -> Iterator[Evidence]:
    """Sentences that speak of a clause's subject, by passage, best passage first.

    Of every report that holds one, at least one.
    """
    phrases = quoted_phrases(clause.text)
    least = THRESHOLD_WITH_PHRASE if phrases else THRESHOLD
    for terms in clause.options or (clause.terms,):
        # Of alternatives that 或 joins each has phrases of its own.
        own = tuple(each for each in phrases if len(clause.options) < 2 or each in terms)
        alternatives = alternatives_for(query, terms)
        candidates = _Candidates(store, terms, alternatives, where)
        passages = candidates.first()
        scorer = SubjectScorer(
            terms,
            clause.compounds,
            [each.text for each in passages],
            alternatives,
            query.doubtful,
        )
        done: set[str] = set()
        while passages:
            spoken, unsaid = [], []
            judged = _sentences(store, _promising(passages, scorer, own, least))
            for sentence, following in zip_longest(judged, judged[1:]):
                if not _may_count(query, clause, sentence):
                    continue
                context = partial(sentence_context, sentence)
                said = _holds(sentence.text, own)
                coverage = scorer.coverage(sentence.text, context, least) if said else 0.0
                if coverage >= least:
                    spoken.append(Evidence(_with_its_text(sentence, following), coverage))
                else:
                    unsaid.append(sentence)
            known = {each.report_id for each in spoken}
            spoken += _headed(unsaid, known, scorer, own, least)
            yield from spoken
            done |= {each.report_id for each in spoken}
            passages = candidates.others(done) if len(spoken) >= _PRODUCTIVE else []


def _with_its_text(sentence: Sentence, following: Sentence | None) -> Sentence:
    """A sentence; one that is an item's title together with the sentence after it."""
    is_title = (
        following is not None
        and sentence.opens_item
        and len(sentence.text) <= _BARE
        and following.passage.passage_id == sentence.passage.passage_id
        and not following.opens_item
    )
    return join([sentence, following]) if is_title and following else sentence


def _headed(
    sentences: Sequence[Sentence],
    known: Set[str],
    scorer: SubjectScorer,
    phrases: Sequence[str],
    least: float,
) -> list[Evidence]:
    """For reports not known to speak of a subject: what stands under a heading that names it."""
    best: dict[str, Evidence] = {}
    headed: dict[tuple[str, ...], bool] = {}
    for sentence in sentences:
        report_id, path = sentence.report.report_id, sentence.passage.heading_path
        if report_id in known or not path:
            continue
        if path not in headed:
            headed[path] = (
                _holds(path[-1], phrases)
                and scorer.coverage(path[-1]) >= _HEADED_BY_ITS_OWN
                and scorer.coverage(" ".join(path)) >= _HEADED
            )
        if not headed[path]:
            continue
        # The least that counts, so that a sentence which says it itself goes first.
        share = least * (1 + 0.01 * scorer.coverage(sentence.text))
        if report_id not in best or share > best[report_id].coverage:
            best[report_id] = Evidence(sentence, share)
    return list(best.values())


def alternatives_for(query: Query, terms: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Words that say the same as the terms: as people speak, in the genre, in translation."""
    spoken = alternatives_of(tuple(terms))
    return {
        term: tuple(
            dict.fromkeys(
                (*query.alternatives.get(term, ()), *spoken.get(term, ()), *same_as(term))
            )
        )
        for term in terms
    }


def sentence_at(store: Store, mention: Mention) -> Sentence | None:
    """A mention as a sentence that can be quoted; None where its report has gone since."""
    reports = store.summaries([mention.report_id])
    if not reports:
        return None
    passages = passages_if_held(store, mention.report_id)
    holding = [each for each in passages if each.start <= mention.start < each.end]
    return next(
        (
            each
            for each in sentences_of((passage, reports[0]) for passage in holding)
            if each.span.start <= mention.end and mention.start < each.span.end
        ),
        None,
    )


class _Candidates:
    """The passages that may speak of a subject, best first, some thousands at a time."""

    def __init__(
        self,
        store: Store,
        terms: Sequence[str],
        alternatives: Mapping[str, tuple[str, ...]],
        where: Filter,
    ) -> None:
        words = [form for term in terms for form in (term, *alternatives.get(term, ()))]
        self._store, self._words, self._where = store, " ".join(words), where
        self._taken: Counter[str] = Counter()
        self._rest: Iterator[Hit] | None = None

    def first(self) -> list[Passage]:
        """The best of all."""
        hits = self._store.search_lexical(self._words, _POOL, self._where)
        self._taken.update(map(_report_of, hits))
        if len(hits) < _POOL:
            self._rest = iter(())
        return self._store.passages([hit.passage_id for hit in hits])

    def others(self, done: Set[str]) -> list[Passage]:
        """The next ones, without the reports that are done; empty when there are no more."""
        if self._rest is None:
            found = self._store.search_lexical(self._words, _ALL, self._where)
            self._rest = iter(found[_POOL:])
        chosen: list[str] = []
        for hit in self._rest:
            report_id = _report_of(hit)
            if report_id in done or self._taken[report_id] >= _TRIED:
                continue
            self._taken[report_id] += 1
            chosen.append(hit.passage_id)
            if len(chosen) == _POOL:
                break
        return self._store.passages(chosen)


def _report_of(hit: Hit) -> str:
    return hit.passage_id.rpartition("-")[0]


def _promising(
    passages: Sequence[Passage], scorer: SubjectScorer, phrases: Sequence[str], least: float
) -> list[Passage]:
    """Passages of which some sentence may cover enough, the first few of each report."""
    taken: Counter[str] = Counter()
    chosen = []
    for passage in passages:
        if taken[passage.report_id] == _TRIED or not _holds(passage.text, phrases):
            continue
        if scorer.coverage_at_most(passage.text, " ".join(passage.heading_path)) >= least:
            taken[passage.report_id] += 1
            chosen.append(passage)
    return chosen


def _sentences(store: Store, passages: Sequence[Passage]) -> list[Sentence]:
    ids = list(dict.fromkeys(each.report_id for each in passages))
    reports = {each.report_id: each for each in store.summaries(ids)}
    return sentences_of(
        (passage, reports[passage.report_id])
        for passage in passages
        if passage.report_id in reports
    )


def _may_count(query: Query, clause: Clause, sentence: Sentence) -> bool:
    """Whether a sentence is of the kind asked for: a practice is what was done."""
    kind = sentence.passage.kind
    if query.wants_problems or ADMIT.search(clause.text):
        return kind is PartKind.PROBLEM
    if TO_BE_DONE.search(clause.text):
        return kind is PartKind.PLAN
    if MENTION.search(clause.text):
        return True
    if kind is PartKind.PLAN:
        return query.wants_plans
    return kind is not PartKind.PROBLEM and speaks_of(sentence, query.years)


def _holds(text: str, phrases: Sequence[str]) -> bool:
    return not phrases or all(phrase in normal_cached(text) for phrase in phrases)
