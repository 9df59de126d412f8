"""Finding passages: two searches under the caller's filter, fused, and raised by what is named."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rag.answer import Mode, Retrieval, RetrievedPassage
from rag.fusion import convex_combination
from rag.helper import Helper
from rag.raising import COSINE_CREDIT, NarrowReading, raised
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


@dataclass(frozen=True, slots=True)
class _Found:
    """What each search thought of passages, by id."""

    lexical: Mapping[str, float]
    dense: Mapping[str, float]

    @classmethod
    def of(cls, lexical: Sequence[Hit], dense: Sequence[Hit]) -> _Found:
        return cls(
            {hit.passage_id: hit.score for hit in lexical},
            {hit.passage_id: hit.score for hit in dense},
        )

    def __or__(self, other: _Found) -> _Found:
        """Both; where both found a passage, as the other did."""
        return _Found({**self.lexical, **other.lexical}, {**self.dense, **other.dense})


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
        narrow: NarrowReading | None = None,
    ) -> Retrieval:
        """Finds the best passages.

        Args:
            query: What was asked; reported back.
            text: What is searched for, where that differs from ``query``.
            top_k: How many passages at most.
            mode: Which searches take part.
            where: Restricts the search before it ranks.
            narrow: A reading whose finds are raised; it excludes nothing.
        """
        began = time.perf_counter()
        pool = max(_POOL, top_k)
        found = self._found(query if text is None else text, pool, mode, where)
        lexical, dense = found.lexical, found.dense
        if narrow is not None:
            inside = self._found(narrow.text, pool, mode, narrow.where)
            lexical = raised(lexical, inside.lexical, self._worth(narrow) if lexical else 0.0)
            dense = raised(dense, inside.dense, COSINE_CREDIT)
            found = inside | found
        weight = 1.0 if mode is Mode.DENSE else DENSE_WEIGHT
        fused = convex_combination(lexical, dense, weight)
        # A second stage that reads query and passage together would rank the first of these anew.
        passages = self._hydrate(fused[:top_k], found)
        seconds = time.perf_counter() - began
        self._on_stage("retrieve", seconds)
        return Retrieval(query, passages, where, seconds * 1000)

    def _found(self, words: str, pool: int, mode: Mode, where: Filter) -> _Found:
        """What each search finds, at the same time where that gains more than it costs."""
        if mode is Mode.LEXICAL:
            return _Found.of(self._store.search_lexical(words, pool, where), [])
        search: Callable[[], list[Hit]] = partial(self._dense, words, pool, where)
        if mode is Mode.DENSE:
            return _Found.of([], search())
        if self._store.info().passages >= _LARGE:
            search = self._helper.started(search)
        return _Found.of(self._store.search_lexical(words, pool, where), search())

    def _worth(self, narrow: NarrowReading) -> float:
        """The best lexical score that the names alone give in the reports that they select."""
        best = self._store.search_lexical(narrow.names, 1, narrow.where)
        return best[0].score if best else 0.0

    def _dense(self, words: str, pool: int, where: Filter) -> list[Hit]:
        vector = self._embedder.embed_query(words)
        return self._store.search_dense(vector, pool, where) if vector.any() else []

    def _hydrate(
        self, fused: Sequence[tuple[str, float]], found: _Found
    ) -> tuple[RetrievedPassage, ...]:
        passages = {each.passage_id: each for each in self._store.passages([i for i, _ in fused])}
        report_ids = list(dict.fromkeys(each.report_id for each in passages.values()))
        reports = {each.report_id: each for each in self._store.summaries(report_ids)}
        return tuple(
            RetrievedPassage(
                passage,
                reports[passage.report_id],
                score,
                found.lexical.get(passage_id),
                found.dense.get(passage_id),
            )
            for passage_id, score in fused
            if (passage := passages.get(passage_id)) and passage.report_id in reports
        )
