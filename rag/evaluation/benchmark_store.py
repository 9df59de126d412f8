"""A temporary store of texts that bring their own judgements.

Each text becomes a report of one passage, so that what is ranked is what was judged.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rag.evaluation.formats import Document
from vectorstore.embedding import Embedder
from vectorstore.records import (
    Metadata,
    Original,
    PartKind,
    Passage,
    Report,
    SourceRecord,
    SourceSpan,
    indexed_text,
)
from vectorstore.store import Bundle, EmbedderIdentity, Store

OpenStore = Callable[[Path, EmbedderIdentity], Store]
"""Creates an empty store in a folder."""

_BATCH = 256
_RECIPE = "benchmark-1"


@contextmanager
def benchmark_store(
    documents: Sequence[Document], embedder: Embedder, open_store: OpenStore
) -> Iterator[Store]:
    """A temporary store of documents, one passage each; gone when the context ends."""
    # ignore_cleanup_errors: an index that is still mapped cannot be deleted on every system.
    with tempfile.TemporaryDirectory(prefix="yiju-eval-", ignore_cleanup_errors=True) as folder:
        store = open_store(Path(folder) / "store", embedder.identity)
        try:
            _fill(store, documents, embedder)
            yield store
        finally:
            store.close()


def report_id(document: Document) -> str:
    """The id of the report that a document becomes."""
    return hashlib.sha256(_content(document)).hexdigest()[:16]


def _content(document: Document) -> bytes:
    # The id makes documents with the same words different reports, as the judgements want them.
    return f"{document.doc_id}\n{document.title}\n{document.text}".encode()


def _fill(store: Store, documents: Sequence[Document], embedder: Embedder) -> None:
    now = datetime.now(UTC)
    for begin in range(0, len(documents), _BATCH):
        batch = [each for each in documents[begin : begin + _BATCH] if each.text.strip()]
        reports = [_report(each) for each in batch]
        passages = [_passage(report, each) for report, each in zip(reports, batch, strict=True)]
        texts = [
            indexed_text(report.metadata, passage)
            for report, passage in zip(reports, passages, strict=True)
        ]
        vectors = embedder.embed_passages(texts)
        for at, (document, report) in enumerate(zip(batch, reports, strict=True)):
            data = _content(document)
            original = Original(
                hashlib.sha256(data).hexdigest(), data, "text/plain", document.doc_id
            )
            bundle = Bundle(report, (passages[at],), vectors[at : at + 1], (), original, _RECIPE)
            store.add(bundle, SourceRecord(document.doc_id, document.doc_id, now))


def _report(document: Document) -> Report:
    whole = SourceSpan(0, len(document.text), 0)
    return Report(report_id(document), document.text, (whole,), Metadata(title=document.title))


def _passage(report: Report, document: Document) -> Passage:
    heading = (document.title,) if document.title else ()
    return Passage(
        f"{report.report_id}-0000",
        report.report_id,
        0,
        report.text,
        0,
        len(report.text),
        heading,
        PartKind.ACHIEVEMENT,
    )
