"""Whether quotes stand where they are said to stand."""

from __future__ import annotations

from functools import lru_cache

from rag.answer import Answer, Citation
from vectorstore.errors import UnknownReportError
from vectorstore.store import Store

_CACHED_REPORTS = 256


class FidelityCheck:
    """Compares citations with the stored texts.

    Args:
        store: The store that was quoted from.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._text = lru_cache(_CACHED_REPORTS)(self._read_text)

    def is_verbatim(self, citation: Citation) -> bool:
        """Whether the quote stands at its offsets in its report, to the letter."""
        try:
            text = self._text(citation.report_id)
        except UnknownReportError:
            return False
        if not 0 <= citation.start < citation.end <= len(text):
            return False
        return text[citation.start : citation.end] == citation.quote

    def verbatim(self, answer: Answer) -> list[Citation]:
        """The citations of an answer that are verbatim."""
        return [citation for citation in answer.citations if self.is_verbatim(citation)]

    def _read_text(self, report_id: str) -> str:
        return self._store.report(report_id).text
