"""What the readers of place, year, issuer and kind have in common: one document, read once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote

from ingest.cataloguing.dates import without_titles
from ingest.cataloguing.page_fields import FieldValue, PageFields, gather_fields
from ingest.cataloguing.signatures import Signature, find_signature
from ingest.cataloguing.speeches import Speech, find_speech
from ingest.cataloguing.titles import (
    Title,
    TitleReading,
    find_title,
    headline,
    page_title,
    read_title,
)
from ingest.documents import Cleaned, Document
from ingest.folding import fold
from ingest.lexicon.places import PlaceMention, Places
from vectorstore.records import Section

_LEAD = 1500
_NEWS_SOURCE = re.compile(
    r"日报|晚报|晨报|早报|商报|时报|都市报|新闻|记者|融媒|电视台|广播|新华社|报社|网讯|客户端|通讯员|发布号|周刊"
)
_NEWS_TEXT = re.compile(
    r"本报(?:讯|记者)|(?:^|\n)\s*(?:本报|记者)|\(记者|通讯员\s?[\u4e00-\u9fff]{2,4}\)|新华社|讯\("
)
_OWN = re.compile(r"[我全](?P<unit>[省市县区州旗盟镇乡])(?![级域])")


@dataclass(frozen=True)
class Context:
    """One document as the readers see it.

    Attributes:
        text: The report's text.
        folded: The same, folded; all positions count in both.
        outline: Its sections.
        fields: Its labelled values.
        declared: The title that the page declares, apart from the site's name; None without.
        given: The source as the user gave it.
        places: The table of places.
    """

    text: str
    folded: str
    outline: Sequence[Section]
    fields: PageFields
    declared: Title | None
    given: str
    places: Places

    @classmethod
    def of(
        cls,
        cleaned: Cleaned,
        outline: Sequence[Section],
        document: Document,
        given: str,
        places: Places,
    ) -> Context:
        """Reads a document."""
        folded = fold(cleaned.text)
        fields = gather_fields(cleaned, document, folded)
        declared = document.page_title
        if not declared and fields.get("title"):
            declared = fields["title"][0].value
        title = page_title(declared) if declared else None
        return cls(cleaned.text, folded, outline, fields, title, given, places)

    @cached_property
    def title(self) -> Title | None:
        """The report's title: in its text, else as declared, else the headline of an article."""
        found = find_title(self.folded)
        if found is not None:
            return found
        declared = self.declared
        if declared is not None and read_title(declared.text, self.places).doc_type != "other":
            return declared
        return headline(self.folded, declared.text if declared else "") or declared

    @cached_property
    def title_reading(self) -> TitleReading:
        """What the title says."""
        return self._read(self.title)

    @cached_property
    def declared_reading(self) -> TitleReading:
        """What the page's own title says; nothing where it is the title or missing."""
        is_same = self.declared is None or self.declared is self.title
        return self._read(None if is_same else self.declared)

    @cached_property
    def signature(self) -> Signature | None:
        """The signature."""
        return find_signature(self.folded, self.places)

    @cached_property
    def speech(self) -> Speech | None:
        """When and before whom the report was given, where its head says so."""
        return find_speech(self.folded)

    @cached_property
    def lead(self) -> tuple[int, int]:
        """Span of the opening words: behind the title, up to the first heading."""
        title = self.title
        start = title.end if title is not None and title.end is not None else 0
        headings = (section.start for section in self.outline if section.heading)
        end = min(next((at for at in headings if at > start), start + _LEAD), start + _LEAD)
        return start, min(end, len(self.folded))

    @cached_property
    def prose(self) -> str:
        """The folded text with titles of other documents blanked."""
        return without_titles(self.folded)

    @cached_property
    def mentions(self) -> list[PlaceMention]:
        """Places named in the text, the titles of documents left out."""
        return self.places.mentions(self.prose)

    @cached_property
    def own_units(self) -> Counter[str]:
        """How often the text says 我省, 全市, 我县 …, by the kind."""
        return Counter(match["unit"] for match in _OWN.finditer(self.folded))

    @cached_property
    def is_news(self) -> bool:
        """Whether it is an article about a place rather than a report by it."""
        if self.title_reading.doc_type in ("annual_report", "work_report", "plan"):
            return False
        if self.signature is not None and self.signature.body is not None:
            return False
        sources = [field.value for field in self.fields.get("source", [])]
        if any(_NEWS_SOURCE.search(source) for source in sources):
            return True
        return _NEWS_TEXT.search(self.folded[:600]) is not None

    @cached_property
    def file_name(self) -> str:
        """The last part of the file's name or address without suffix, folded."""
        path = PurePosixPath(unquote(self.given.split("?")[0]).replace("\\", "/"))
        return fold(path.stem)

    def headings(self) -> Iterator[tuple[str, int]]:
        """First- and second-level headings (folded) with their positions."""
        for section in self.outline:
            for each in (section, *section.children):
                if each.heading:
                    yield fold(each.heading), each.start

    def field_values(self, *names: str) -> Iterator[FieldValue]:
        """Labelled values under some names, in their order."""
        for name in names:
            yield from self.fields.get(name, [])

    def _read(self, title: Title | None) -> TitleReading:
        if title is None:
            return TitleReading((), None, "other")
        return read_title(title.text, self.places)
