"""Sentences that the last answer quoted, for questions that go on from it: 怎么做到的, in which sectors."""

from __future__ import annotations

from rag.question.query import Query
from rag.quotes import Sentence

_NOW, _POINTED_AT, _BEFORE = 2.0, 0.5, 0.15


def quoted_before(query: Query, sentence: Sentence) -> float:
    """What speaks for a sentence because the last answer quoted it; 0 where it did not."""
    span = sentence.span
    quoted = any(
        passage_id == sentence.passage.passage_id and span.start <= start < span.end
        for passage_id, start in query.spots
    )
    if not quoted:
        return 0.0
    return _NOW if query.goes_on else _POINTED_AT if query.points_back else _BEFORE
