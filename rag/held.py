"""Reports read after they were listed, of which one may have been removed meanwhile."""

from __future__ import annotations

from vectorstore.errors import UnknownReportError
from vectorstore.records import Passage
from vectorstore.store import Store


def passages_if_held(store: Store, report_id: str) -> list[Passage]:
    """All passages of a report in order; none where the store no longer holds it."""
    try:
        return store.report_passages(report_id)
    except UnknownReportError:
        return []
