"""What passes between the rooms of ingestion: bytes → decoded text → cleaned text → report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from vectorstore.records import Fact, Mention, Original, Passage, Report, SourceSpan, Span


@dataclass(frozen=True, slots=True)
class RawSource:
    """The bytes of one file or address, before anything was understood.

    Attributes:
        source: Absolute path, final address, or ``archive.zip!/member``.
        given: What the user typed or uploaded, for display.
        filename: Last part of the name, with suffix; may be empty for an address.
        data: The bytes.
        declared_type: Media type that a server declared; empty for files.
        fetched_at: When the bytes were read, with time zone.
    """

    source: str
    given: str
    filename: str
    data: bytes
    declared_type: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    r"""The text of one source as its format gives it, before cleaning.

    Attributes:
        text: Decoded text; lines end with ``"\n"`` alone; table cells in reading order.
        media_type: What the bytes were recognised as.
        page_title: Title that the file or page declares for itself (HTML ``<title>`` or
            ``ArticleTitle``, DOCX/PDF properties); empty where none.
        page_fields: What the page declares beside its text (HTML ``<meta>``: ``PubDate``,
            ``ContentSource``, ``ColumnName``, …), names as written.
    """

    text: str
    media_type: str
    page_title: str = ""
    page_fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageField:
    """A labelled value in page furniture (``发布机构: | 市政府办``), read before it was removed.

    Attributes:
        label: The label without colon (``"发布机构"``).
        value: Its value, stripped.
        source: Span of the value in the document's text.
    """

    label: str
    value: str
    source: Span


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document without page furniture.

    Attributes:
        text: The text that all later offsets index: only verbatim slices of the document's text.
        source_map: How ``text`` lies in the document's text; covers it, in order.
        fields: Labelled values found in the furniture.
        removed: Spans of the document's text that were dropped.
    """

    text: str
    source_map: tuple[SourceSpan, ...]
    fields: tuple[PageField, ...]
    removed: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source, understood.

    Attributes:
        report: The report.
        passages: Its passages, by ordinal.
        facts: The figures it states.
        mentions: The indicators it speaks of.
        original: The bytes it came from.
        vectors: The passages' vectors, little-endian float32 row by row; empty where they are
            still to be made.
    """

    report: Report
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    mentions: tuple[Mention, ...]
    original: Original
    vectors: bytes = b""
