"""A store of a million passages, filled without parsing: for measuring searches, not ingestion.

Reports of 40 passages and 40 facts, of fictional places over ten years. A passage is a generated
sentence with figures or without, and, where a file of real text is given, a run of that text's
sentences: generated sentences alone share few words, which no collection of real reports does.
"""

from __future__ import annotations

import hashlib
import itertools
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.generator import figures_sentence
from benchmarks.vocabulary import CHAPTERS, CITIES, OBJECTS, VERBS, fictional_places, filler
from ingest.lexicon.indicators import Indicators
from vectorstore.embedding import Embedder
from vectorstore.local import writing
from vectorstore.local.database import FILENAME, Database
from vectorstore.records import (
    Fact,
    Mention,
    Metadata,
    Original,
    PartKind,
    Passage,
    Report,
    SourceRecord,
    Status,
    indexed_text,
)
from vectorstore.store import Bundle

PASSAGES_A_REPORT = 40
YEARS = range(2014, 2024)
_AT_ONCE = 50
_LENGTH = 120
_SENTENCE = re.compile(r"[^。!?\n]{8,150}[。!?]")
_UNITS = ("件", "人次", "%", "个", "项", "场次", "元", "份")
_NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


def sentences_of(file: Path | None) -> list[str]:
    """The sentences of a text file, which may be compressed (``.xz``); none without one."""
    if file is None:
        return []
    data = file.read_bytes()
    text = (lzma.decompress(data) if file.suffix == ".xz" else data).decode()
    return _SENTENCE.findall(text)


def build(folder: Path, passages: int, embedder: Embedder, file: Path | None = None) -> None:
    """Makes a store's database; the indexes are left for the store to build.

    Args:
        folder: Made where it is not there.
        passages: How many passages, in reports of 40.
        embedder: Embeds them.
        file: Real text to draw sentences from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = Database.create(folder / FILENAME, embedder.identity)
    writer = _Writer(sentences_of(file), passages // PASSAGES_A_REPORT)
    reports = iter(writer.reports())
    while batch := list(itertools.islice(reports, _AT_ONCE)):
        vectors = embedder.embed_passages(
            [indexed_text(report.metadata, each) for report, held, _ in batch for each in held]
        )
        with database.write() as connection:
            for number, (report, held, facts) in enumerate(batch):
                own = vectors[number * PASSAGES_A_REPORT :][:PASSAGES_A_REPORT]
                data = report.text.encode()
                original = Original(hashlib.sha256(data).hexdigest(), data, "text/plain", "")
                named = dict.fromkeys(each.canonical for each in facts if each.canonical)
                mentions = tuple(Mention(report.report_id, each, 0, 1) for each in named)
                bundle = Bundle(report, held, own, facts, original, "large", mentions)
                source = SourceRecord(f"/{report.report_id}", f"{report.report_id}.txt", _NOON)
                writing.add_report(connection, bundle, source)
    database.close()


class _Writer:
    """Writes reports with passages and facts."""

    def __init__(self, sentences: Sequence[str], reports: int) -> None:
        self._rng = random.Random(reports)
        self._sentences = sentences
        self._count = reports
        self._indicators = [each.name for each in Indicators.load()]

    def reports(self) -> Iterator[tuple[Report, tuple[Passage, ...], tuple[Fact, ...]]]:
        """Every place in every year, until there are enough."""
        places = fictional_places(-(-self._count // len(YEARS)))
        cases = itertools.product(enumerate(places), YEARS)
        for (number, place), year in itertools.islice(cases, self._count):
            yield self._report(place, CITIES[number % len(CITIES)], year)

    def _report(
        self, place: str, city: str, year: int
    ) -> tuple[Report, tuple[Passage, ...], tuple[Fact, ...]]:
        texts = [self._text(place) for _ in range(PASSAGES_A_REPORT)]
        text = "\n".join((f"{city}{place}{year}年度法治政府建设情况报告", *texts))
        report_id = hashlib.sha256(text.encode()).hexdigest()[:16]
        metadata = Metadata(
            title=f"{city}{place}{year}年度法治政府建设情况报告",
            region=place,
            prefecture=city,
            province="临江省",
            level="county",
            report_year=year,
            doc_type="annual_report",
        )
        start = text.index("\n") + 1
        passages = []
        for ordinal, words in enumerate(texts):
            chapter, topics = CHAPTERS[ordinal * len(CHAPTERS) // PASSAGES_A_REPORT]
            path = (chapter, topics[ordinal % len(topics)])
            name = f"{report_id}-{ordinal:04d}"
            end = start + len(words)
            kind = PartKind.ACHIEVEMENT
            passages.append(Passage(name, report_id, ordinal, words, start, end, path, kind))
            start = end + 1
        facts = tuple(self._fact(number, passages[number], place, year) for number in range(40))
        return Report(report_id, text, (), metadata, (), (), ()), tuple(passages), facts

    def _text(self, place: str) -> str:
        rng = self._rng
        text = figures_sentence(rng, place) if rng.random() < 0.3 else filler(rng, place)
        first = rng.randrange(len(self._sentences)) if self._sentences else 0
        for sentence in self._sentences[first : first + 8]:
            if len(text) > _LENGTH:
                break
            text += sentence
        while len(text) <= _LENGTH:
            text += filler(rng, place)
        return text

    def _fact(self, number: int, passage: Passage, place: str, year: int) -> Fact:
        """A figure; two names of five are the lexicon's, the others are each report's own."""
        rng = self._rng
        canonical = rng.choice(self._indicators) if rng.random() < 0.4 else ""
        own = rng.choice(VERBS) + rng.choice(OBJECTS) + passage.text[40 : 40 + rng.randint(2, 9)]
        end = passage.start + min(40, len(passage.text))
        return Fact(
            fact_id=f"{passage.report_id}-f{number:04d}",
            report_id=passage.report_id,
            region=place,
            year=year,
            period="",
            indicator=canonical or own,
            canonical=canonical,
            value=float(rng.randint(0, 9999)),
            value_max=None,
            unit=rng.choice(_UNITS),
            qualifier="",
            status=Status.ACTUAL,
            quote=passage.text[:40],
            start=passage.start,
            end=end,
            value_start=passage.start,
            value_end=end,
        )
