"""Finding passages: two searches under the caller's filter, fused, and raised by what is named."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from rag.answer import Mode, Retrieval, RetrievedPassage
from rag.fusion import convex_combination
from rag.helper import Helper
from rag.raising import NOTHING, Named
from rag.stages import OnStage, unwatched
from vectorstore.embedding import Embedder
from vectorstore.queries import Filter
from vectorstore.store import Hit, Store

DENSE_WEIGHT = 0.3
"""Share of the dense score (benchmarks/README.md has what other shares gave)."""

_POOL = 50
"""How many hits of each search take part in a fusion, at least."""

_LARGE = 200_000
"""From how many passages on the two searches run at the same time: each takes a millisecond then."""


class Retriever:
    """Searches a store.

    Args:
        store: What is searched.
        embedder: The model that made the store's vectors.
        on_stage: Told how long each search takes.
    """

    def __init__(self, store: Store, embedder: Embedder, on_stage: OnStage = unwatched) -> None:
        self._store = store
        self._embedder = embedder
        self._on_stage = on_stage
        self._helper = Helper()

    def search(
        self,
        query: str,
        *,
        text: str | None = None,
        top_k: int = 10,
        mode: Mode = Mode.HYBRID,
        where: Filter = Filter(),
        named: Named = NOTHING,
    ) -> Retrieval:
        """Finds the best passages.

        Args:
            query: What was asked; reported back.
            text: What is searched for, where that differs from ``query``.
            top_k: How many passages at most.
            mode: Which searches take part.
            where: Restricts the search before it ranks.
            named: What the query names: raises scores, excludes nothing.
        """
        began = time.perf_counter()
        words = query if text is None else text
        pool = max(_POOL, top_k)
        lexical, dense = self._hits(words, pool, mode, where)
        by_lexical = {hit.passage_id: hit.score for hit in lexical}
        by_dense = {hit.passage_id: hit.score for hit in dense}
        weight = 1.0 if mode is Mode.DENSE else DENSE_WEIGHT
        fused = convex_combination(by_lexical, by_dense, weight)
        # A second stage that reads query and passage together would rank the first of these anew.
        found = self._hydrate(fused if named else fused[:top_k], by_lexical, by_dense)
        passages = raised(found, named)[:top_k]
        seconds = time.perf_counter() - began
        self._on_stage("retrieve", seconds)
        return Retrieval(query, passages, where, seconds * 1000)

    def _hits(
        self, words: str, pool: int, mode: Mode, where: Filter
    ) -> tuple[list[Hit], list[Hit]]:
        """What each search finds, at the same time where that gains more than it costs."""
        if mode is Mode.LEXICAL:
            return self._store.search_lexical(words, pool, where), []
        search: Callable[[], list[Hit]] = partial(self._dense, words, pool, where)
        if mode is Mode.DENSE:
            return [], search()
        if self._store.info().passages >= _LARGE:
            search = self._helper.started(search)
        return self._store.search_lexical(words, pool, where), search()

    def _dense(self, words: str, pool: int, where: Filter) -> list[Hit]:
        vector = self._embedder.embed_query(words)
        return self._store.search_dense(vector, pool, where) if vector.any() else []

    def _hydrate(
        self,
        fused: Sequence[tuple[str, float]],
        lexical: Mapping[str, float],
        dense: Mapping[str, float],
    ) -> tuple[RetrievedPassage, ...]:
        passages = {each.passage_id: each for each in self._store.passages([i for i, _ in fused])}
        report_ids = list(dict.fromkeys(each.report_id for each in passages.values()))
        reports = {each.report_id: each for each in self._store.summaries(report_ids)}
        return tuple(
            RetrievedPassage(
                passage,
                reports[passage.report_id],
                score,
                lexical.get(passage_id),
                dense.get(passage_id),
            )
            for passage_id, score in fused
            if (passage := passages.get(passage_id)) and passage.report_id in reports
        )


def raised(found: Sequence[RetrievedPassage], named: Named) -> tuple[RetrievedPassage, ...]:
    """Passages ranked anew by what their reports are of; equal ones keep their order."""
    if not named:
        return tuple(found)
    scored = [
        replace(each, score=named.raised(each.score, each.report.metadata)) for each in found
    ]
    return tuple(sorted(scored, key=lambda each: -each.score))
