"""The lexical index: BM25 in tantivy over words and character pairs, derived from the database.

Its manifest says which state of the store it was built from and what every file's checksum is. It
is written after tantivy's commit: a crash between the two, like any damage, makes the files
contradict the manifest, and the index is built anew. A mark tells a check which of them it was.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import tantivy

from vectorstore import tokens
from vectorstore.errors import StoreError, StoreLockedError
from vectorstore.local.changes import (
    EVERYTHING,
    Numbers,
    added_since,
    checksum,
    count_added_since,
    removed_since,
    replace_file,
    writer_lock,
)
from vectorstore.local.database import Database, Stamp, is_past, stamp
from vectorstore.local.dictionary import held_dictionary
from vectorstore.local.rows import Row
from vectorstore.local.scopes import Scope, Spans
from vectorstore.records import Metadata, PartKind, Passage, indexed_text
from vectorstore.words import Dictionary, Words, words_of

FORMAT = f"1, tokens {tokens.VERSION}, tantivy {version('tantivy')}"
"""Of an index over the segmenter's own words."""

UNFINISHED = "unfinished"
"""A file that lies beside the others from before tantivy's commit until the manifest tells of it."""

_MANIFEST = "manifest.json"
_META = "meta.json"
_PATIENCE = 1.0
_LOCK_SECONDS = 60.0
_PAUSE = 0.01
_SMALL_HEAP = 16_000_000
_LARGE_HEAP = 128_000_000
_LARGE = 4_000
_ROWS = 256
_MANY = 500
_BROAD = 5
_SPARE = 1.5
_MANY_PASSAGES = 100_000
_COMMON = 0.5

_COLUMNS = "p.number, r.number, r.prefecture, r.region, r.report_year, p.heading_path, p.text"


def format_of(dictionary: Dictionary) -> str:
    """The format of an index over a dictionary's words; indexes of another are built anew."""
    return f"{FORMAT}, words {dictionary.fingerprint}" if dictionary else FORMAT


@dataclass(frozen=True, slots=True)
class LexicalView:
    """One state of the index, never changed once made.

    Attributes:
        stamp: State of the store that it shows.
        searcher: tantivy's snapshot.
        schema: The index's fields.
        words: Cut what it holds; what is searched for is to be cut by the same.
        spans: Gives where each report's passages are, in this state or a later one.
    """

    stamp: Stamp
    searcher: tantivy.Searcher
    schema: tantivy.Schema
    words: Words
    spans: Callable[[], Spans]

    def search(
        self, terms: Sequence[str], k: int, reports: Sequence[int] | None
    ) -> list[tuple[int, float]]:
        """The best passages by BM25 (k1 = 1.2, b = 0.75).

        Args:
            terms: Distinct tokens; a passage needs one of them at least.
            k: How many at most.
            reports: Numbers of reports to choose among; None for all.

        Returns:
            ``(number, score)``, best first, equal scores by number.
        """
        limit = min(k, int(self.searcher.num_docs))
        if limit == 0:
            return []
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self.schema, "text", term, "freq"))
                for term in self._telling(terms)
            ]
        )
        if reports is None:
            return _ranked(self._hits(query, limit))
        if len(reports) >= _MANY:
            # To intersect with so many costs more than to find more of all.
            inside = self._inside(query, limit, self.spans().scope(reports))
            if inside is not None:
                return _ranked(inside)
        among = tantivy.Query.term_set_query(self.schema, "report", list(reports))
        only = tantivy.Query.const_score_query(among, 0.0)
        both = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)]
        return _ranked(self._hits(tantivy.Query.boolean_query(both), limit))

    def _telling(self, terms: Sequence[str]) -> Sequence[str]:
        """The terms without those that most passages of many hold, unless all are such.

        They cost the most and tell the least: without them a search of a million passages takes 2.7
        instead of 3.9 ms, and 0.987 of the ten best are the same.
        """
        held = int(self.searcher.num_docs)
        if held < _MANY_PASSAGES:
            return terms
        frequency = self.searcher.doc_freq
        return [each for each in terms if frequency("text", each) <= _COMMON * held] or terms

    def _inside(
        self, query: tantivy.Query, limit: int, scope: Scope
    ) -> list[tuple[int, float]] | None:
        """The best within a broad scope; None where it is not, or ranks too low in all."""
        held = int(self.searcher.num_docs)
        if scope.count * _BROAD < held:
            return None
        more = min(held, int(_SPARE * limit * held / scope.count))
        found = self._hits(query, more)
        within = scope.holds(np.array([number for number, _ in found], dtype=np.int64))
        inside = [hit for hit, is_in in zip(found, within, strict=True) if is_in]
        return inside[:limit] if len(inside) >= limit or len(found) < more else None

    def _hits(self, query: tantivy.Query, limit: int) -> list[tuple[int, float]]:
        """Numbers and scores, best first, equal scores as they were indexed."""
        hits = self.searcher.search(query, limit, count=False).hits
        numbers = self.searcher.fast_field_values("number", [address for _, address in hits])
        return [
            (number, float(score))
            for number, (score, _) in zip(numbers, hits, strict=True)
            if isinstance(number, int)
        ]

    def numbers(self) -> Numbers:
        """Numbers of the passages it holds, in no order, for comparison with the database."""
        if not self.searcher.num_docs:
            return np.empty(0, dtype=np.int64)
        everything = tantivy.Query.all_query()
        hits = self.searcher.search(everything, int(self.searcher.num_docs), count=False).hits
        found = self.searcher.fast_field_values("number", [address for _, address in hits])
        return np.array(found, dtype=np.int64)

    def frequency(self, terms: Sequence[str]) -> int:
        """How many passages hold the rarest of some tokens; 0 for none.

        Passages that were deleted are counted until their segment is merged.
        """
        return min((int(self.searcher.doc_freq("text", term)) for term in terms), default=0)


class LexicalIndex:
    """Keeps a :class:`LexicalView` of the store's last state.

    Args:
        folder: Where its files lie; made when first written.
        database: What it is derived from.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        self._lock_file = folder.with_suffix(".lock")
        self._view: LexicalView | None = None
        self._verified: dict[str, int] = {}
        self._spans: tuple[Stamp, Spans] | None = None
        self._catching_up = threading.Lock()

    def view(self) -> LexicalView:
        """The index at the store's last state.

        While another thread or process takes long to catch up, the state before.

        Raises:
            StoreLockedError: Another process is building the index and there is no state before.
        """
        view = self._view
        if not self._catching_up.acquire(timeout=_PATIENCE if view else -1):
            assert view is not None  # without a view there is no timeout
            return view
        try:
            self._view = self._caught_up(self._view)
            return self._view
        finally:
            self._catching_up.release()

    def trusted(self) -> LexicalView | None:
        """The state in the files, for a check; None where there is none that can be trusted."""
        with self._database.read() as connection:
            loaded = self._load(held_dictionary(connection))
            return loaded if loaded and is_past(connection, loaded.stamp) else None

    def _caught_up(self, view: LexicalView | None) -> LexicalView:
        with self._database.read() as connection:
            now = stamp(connection)
            if view is not None and view.stamp == now:
                return view
            dictionary = held_dictionary(connection)
        loaded = self._load(dictionary)
        if loaded is not None and loaded.stamp == now:
            return loaded
        try:
            with writer_lock(self._lock_file, _PATIENCE if view or loaded else _LOCK_SECONDS):
                return self._write()
        except (OSError, ValueError) as error:
            raise StoreError(
                f"{self._folder}: the lexical index cannot be written ({error}): "
                "make room, or make the folder writable"
            ) from error
        except StoreLockedError:
            latest = loaded or view
            if latest is None:
                raise
            return latest

    def _write(self) -> LexicalView:
        """Brings the files to the store's last state; the caller holds the lock."""
        with self._database.read() as connection:
            now = stamp(connection)
            dictionary = held_dictionary(connection)
            loaded = self._load(dictionary)
            if loaded is not None and loaded.stamp == now:
                return loaded
            if loaded is None or not is_past(connection, loaded.stamp):
                self._build(connection, now)
            else:
                self._advance(self._folder, connection, loaded.stamp.generation, now)
        loaded = self._load(dictionary)
        assert loaded is not None  # written above, under the lock
        return loaded

    def _build(self, connection: sqlite3.Connection, now: Stamp) -> None:
        """Builds the index beside the old one and puts it in its place."""
        fresh = self._folder.with_suffix(".new")
        stale = self._folder.with_suffix(".old")
        for leftover in (fresh, stale):
            shutil.rmtree(leftover, ignore_errors=True)
        fresh.mkdir()
        self._verified = {}
        tantivy.Index(_schema(), path=str(fresh))
        self._advance(fresh, connection, EVERYTHING, now)
        if self._folder.exists():
            self._folder.rename(stale)
        fresh.rename(self._folder)
        shutil.rmtree(stale, ignore_errors=True)

    def _advance(
        self, folder: Path, connection: sqlite3.Connection, since: int, now: Stamp
    ) -> None:
        words = words_of(held_dictionary(connection))
        index = tantivy.Index.open(str(folder))
        index.config_reader("manual")  # else a thread watches the folder and writes a lock there
        added = count_added_since(connection, since)
        writer = _writer(index, _LARGE_HEAP if added > _LARGE else _SMALL_HEAP)
        if since != EVERYTHING:
            for number in removed_since(connection, since).tolist():
                writer.delete_documents_by_term("number", number)
        cursor = added_since(connection, since, _COLUMNS)
        while rows := cursor.fetchmany(_ROWS):
            for document in _documents(rows, words):
                writer.add_document(document)
        (folder / UNFINISHED).touch()
        writer.commit()
        writer.wait_merging_threads()
        files = self._checksums(folder)
        manifest = {
            "format": format_of(words.dictionary),
            "generation": now.generation,
            "tag": now.tag,
            "files": files,
        }
        replace_file(folder / _MANIFEST, json.dumps(manifest, indent=1).encode())
        (folder / UNFINISHED).unlink()

    def _checksums(self, folder: Path) -> dict[str, int]:
        """Checksums of the files of the last commit; those of unchanged files are known."""
        found = {}
        for name in _live_files(folder):
            known = self._verified.get(name) if name != _META else None
            found[name] = checksum(folder / name) if known is None else known
        self._verified = found
        return found

    def _load(self, dictionary: Dictionary) -> LexicalView | None:
        """The state in the files, over a dictionary's words; None where none can be trusted."""
        try:
            manifest = json.loads((self._folder / _MANIFEST).read_bytes())
            if manifest["format"] != format_of(dictionary):
                return None
            if not self._verify(manifest["files"]):
                return None
            index = tantivy.Index.open(str(self._folder))
            index.config_reader("manual")
            index.reload()
            found = Stamp(manifest["generation"], manifest["tag"])
            words = words_of(dictionary)
            return LexicalView(found, index.searcher(), index.schema, words, self._spans_now)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Missing, unreadable, or replaced by another process in this very moment.
            return None

    def _spans_now(self) -> Spans:
        """Where the passages are that the database holds: at least those of the state shown."""
        with self._database.read() as connection:
            now = stamp(connection)
            known = self._spans
            if known is not None and is_past(connection, known[0]):
                spans = known[1].with_reports_since(connection, known[0].generation)
            else:
                spans = Spans.none().with_reports_since(connection, EVERYTHING)
        self._spans = now, spans
        return spans

    def _verify(self, files: dict[str, int]) -> bool:
        """Whether the files are what the manifest says; reads each immutable file once."""
        known, self._verified = self._verified, {}
        for name, expected in files.items():
            path = self._folder / name
            seen = known.get(name) if name != _META and path.exists() else None
            if (checksum(path) if seen is None else seen) != expected:
                return False
            self._verified[name] = expected
        return set(_live_files(self._folder)) <= set(files)


def _ranked(hits: list[tuple[int, float]]) -> list[tuple[int, float]]:
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def _writer(index: tantivy.Index, heap: int) -> tantivy.IndexWriter:
    """A writer of ``index`` that uses ``heap`` bytes; the caller holds our own lock.

    Then nobody else writes, but tantivy's lock may still be taken: it lies on an open file, which
    every process that was forked meanwhile has open too until it runs its own program, or ends.

    Raises:
        StoreLockedError: Such a process kept it all the time.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return index.writer(heap, num_threads=1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            if time.monotonic() > until:
                raise StoreLockedError(
                    "another process keeps tantivy's lock of the lexical index: try again in a while"
                ) from error
        time.sleep(_PAUSE)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # Signed, as tantivy 0.27 panics on unsigned fields in a term set.
    builder.add_integer_field("number", indexed=True, fast=True)
    builder.add_integer_field("report", indexed=True)
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _documents(rows: Sequence[Row], words: Words) -> Iterator[tantivy.Document]:
    """What is indexed of passages, from the columns of :data:`_COLUMNS`."""
    texts = tokens.joined_tokens([_indexed(*row[2:]) for row in rows], words)
    for (number, report, *_), text in zip(rows, texts, strict=True):
        document = tantivy.Document()
        document.add_integer("number", number)
        document.add_integer("report", report)
        document.add_text("text", text)
        yield document


def _indexed(prefecture: str, region: str, year: int | None, path: str, text: str) -> str:
    metadata = Metadata(prefecture=prefecture, region=region, report_year=year)
    headings = tuple(json.loads(path))
    passage = Passage("", "", 0, text, 0, len(text), headings, PartKind.ACHIEVEMENT)
    return indexed_text(metadata, passage)


def _live_files(folder: Path) -> list[str]:
    """The files that the last commit consists of."""
    meta = json.loads((folder / _META).read_bytes())
    segments = {each["segment_id"].replace("-", "") for each in meta["segments"]}
    names = (path.name for path in folder.iterdir())
    return sorted(name for name in names if name == _META or name.split(".")[0] in segments)
