"""Reports shown by their first words, where the answer is which reports they are."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers.draft import Finding
from rag.quotes import sentences_of
from vectorstore.records import ReportSummary
from vectorstore.store import Store


def openings_of(store: Store, reports: Sequence[ReportSummary]) -> tuple[Finding, ...]:
    """Each report's first sentence."""
    by_id = {each.report_id: each for each in reports}
    passages = store.first_passages(list(by_id))
    sentences = (sentences_of([(each, by_id[each.report_id])])[:1] for each in passages)
    return tuple(Finding(sentence) for first in sentences for sentence in first)
