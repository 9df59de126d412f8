"""The embedded store: a folder with a database and the indexes derived from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np

from vectorstore.errors import EmbedderMismatchError, QueryError, StoreNotFoundError
from vectorstore.local import figure_names, reading, rows, stated, writing
from vectorstore.local.database import BUSY_SECONDS, FILENAME, Database, stamp
from vectorstore.local.dictionary import held_dictionary, record_dictionary
from vectorstore.local.fact_columns import FactTable
from vectorstore.local.filters import page
from vectorstore.local.indexes import Indexes
from vectorstore.local.known import Known
from vectorstore.local.model import check_embedder, embedder
from vectorstore.queries import (
    FactQuery,
    FigureName,
    FigureNameUse,
    Filter,
    IndicatorUse,
    Listing,
    PlaceLevel,
    Tally,
)
from vectorstore.records import (
    Fact,
    Measure,
    Mention,
    Original,
    Passage,
    Report,
    ReportSummary,
    SourceRecord,
    StatedFigure,
    Status,
)
from vectorstore.store import AddOutcome, Bundle, EmbedderIdentity, Hit, StoreInfo, Vectors
from vectorstore.words import Dictionary

_EARLIER_MODELS = ("yiju-static-zh",)
"""Embedding models that came with earlier versions, and do not with this one."""


class LocalStore:
    """Keeps a collection in a folder; implements :class:`vectorstore.store.Store`.

    Made by :meth:`open`; a context manager that closes the store.
    """

    def __init__(self, path: Path, database: Database, identity: EmbedderIdentity) -> None:
        self.path = path
        self._database = database
        self._embedder = identity
        self._indexes = Indexes(path, database, identity.dimension)
        self._known = Known()
        self._facts = FactTable()

    @classmethod
    def open(
        cls,
        path: Path,
        embedder: EmbedderIdentity | None = None,
        *,
        create: bool = False,
        busy_seconds: float = BUSY_SECONDS,
    ) -> LocalStore:
        """Opens the store in a folder.

        Args:
            path: The folder.
            embedder: The model in use; None takes what the store records, for uses that embed
                nothing.
            create: Make the folder and an empty store where there is none; needs ``embedder``.
            busy_seconds: How long a write waits for another process that writes.

        Raises:
            StoreNotFoundError: There is no store, and none is to be made.
            EmbedderMismatchError: The store was built with another model.
            SchemaTooNewError: A newer program made the store.
            StoreDamagedError: The database cannot be read.
        """
        if create and embedder is not None:
            database = _create(path, embedder, busy_seconds)
        else:
            database = Database.open(path / FILENAME, busy_seconds)
        try:
            identity = _checked_embedder(database, path, embedder)
        except BaseException:
            database.close()
            raise
        return cls(path, database, identity)

    def __enter__(self) -> LocalStore:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def info(self) -> StoreInfo:
        """Size, embedder and generation."""
        with self._database.read() as connection:
            reports, passages, facts = self._known.counts(connection)
            generation = stamp(connection).generation
        return StoreInfo(reports, passages, facts, self._embedder, generation)

    def holds(self, content_hash: str, recipe: str) -> str | None:
        """Id of the report made from these bytes by this recipe, or None."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT report_id FROM reports WHERE content_hash = ? AND recipe = ?",
                (content_hash, recipe),
            ).fetchone()
        return None if row is None else str(row[0])

    def add(self, bundle: Bundle, source: SourceRecord) -> AddOutcome:
        """Puts a report in, atomically; see :meth:`vectorstore.store.Store.add`.

        The indexes follow at the next search, at :meth:`close`, or after many reports.
        """
        return self.add_all([(bundle, source)])[0]

    def add_all(self, reports: Sequence[tuple[Bundle, SourceRecord]]) -> list[AddOutcome]:
        """Puts several reports in, in one transaction."""
        for bundle, _ in reports:
            writing.check_bundle(bundle, self._embedder.dimension)
        with self._database.write() as connection:
            check_embedder(connection, self._embedder)
            outcomes = [writing.add_report(connection, *each) for each in reports]
        changed = [
            len(bundle.passages)
            for (bundle, _), outcome in zip(reports, outcomes, strict=True)
            if outcome is not AddOutcome.UNCHANGED
        ]
        if changed:
            self._indexes.changed(sum(changed))
        return outcomes

    def note_source(self, report_id: str, source: SourceRecord) -> AddOutcome:
        """Notes one more source of a report that is held.

        Returns:
            ``REPLACED`` where another report was known at that source, else ``UNCHANGED``.
        """
        with self._database.write() as connection:
            number = reading.number_of(connection, report_id)
            outcome = writing.link_source(connection, number, source)
        if outcome is AddOutcome.REPLACED:
            self._indexes.changed(1)
        return outcome

    def remove(self, report_id: str) -> None:
        """Removes a report with its passages, vectors, facts, sources and original bytes."""
        with self._database.write() as connection:
            writing.remove_report(connection, reading.number_of(connection, report_id))
        self._indexes.changed(1)

    def reports(
        self,
        where: Filter = Filter(),
        limit: int = 100,
        offset: int = 0,
        listing: Listing = Listing(),
    ) -> tuple[int, list[ReportSummary]]:
        """How many reports pass the filter, and one page of them, by region, year and id."""
        limit, offset = page(limit, offset)
        with self._database.read() as connection:
            return reading.listed(connection, where, listing, limit, offset)

    def tally(self, level: PlaceLevel, where: Filter = Filter()) -> list[Tally]:
        """How many reports there are of each place and year, by place, then year, None first."""
        with self._database.read() as connection:
            return reading.tally(connection, level, where)

    def indicators(
        self, text: str = "", canonical: Sequence[str] = (), limit: int = 100
    ) -> list[IndicatorUse]:
        """Indicators that reports give figures of, those of most reports first."""
        limit, _ = page(limit, 0)
        with self._database.read() as connection:
            return reading.indicator_uses(connection, text, canonical, limit)

    def figure_names(self, where: Filter = Filter()) -> list[FigureNameUse]:
        """What the figures of the reports in scope are of, what most reports state first."""
        with self._database.read() as connection:
            columns = self._facts.columns(connection)
            among = self._known.report_numbers(connection, where) if where else None
            return figure_names.names_in_use(columns, among)

    def stated_names(
        self,
        names: Sequence[FigureName],
        where: Filter = Filter(),
        *,
        measures: Sequence[Measure] = (),
        statuses: Sequence[Status] = (),
    ) -> Mapping[str, Sequence[FigureName]]:
        """Which of some names the figures of each report in scope go by, by the report's id."""
        with self._database.read() as connection:
            columns = self._facts.columns(connection)
            among = self._known.report_numbers(connection, where) if where else None
            found = figure_names.names_by_report(
                columns, names, among, measures=measures, statuses=statuses
            )
            ids = {
                number: each.report_id
                for number, each in self._known.summaries(connection, found).items()
            }
        return {ids[number]: own for number, own in found.items()}

    def summary(self, report_id: str) -> ReportSummary:
        """One report without its text."""
        with self._database.read() as connection:
            number = reading.number_of(connection, report_id)
            found = connection.execute(
                f"SELECT number, {rows.SUMMARY} FROM reports WHERE number = ?", (number,)
            ).fetchall()
            return reading.summaries(connection, found)[0]

    def summaries(self, report_ids: Sequence[str]) -> list[ReportSummary]:
        """Several at once, in the given order; unknown ids are left out."""
        with self._database.read() as connection:
            cursor = connection.execute(
                "SELECT number FROM reports WHERE report_id IN (SELECT value FROM json_each(?))",
                (rows.json_list(report_ids),),
            )
            held = self._known.summaries(connection, (row[0] for row in cursor))
        found = {each.report_id: each for each in held.values()}
        return [found[report_id] for report_id in report_ids if report_id in found]

    def report(self, report_id: str) -> Report:
        """One report, whole."""
        with self._database.read() as connection:
            number = reading.number_of(connection, report_id)
            warnings, *metadata = connection.execute(
                f"SELECT warnings, {rows.METADATA} FROM reports WHERE number = ?", (number,)
            ).fetchone()
            contents = connection.execute(
                "SELECT text, outline, provenance, source_map FROM contents WHERE report = ?",
                (number,),
            ).fetchone()
        return rows.report_from(report_id, warnings, metadata, contents)

    def original(self, report_id: str) -> Original:
        """The bytes it came from."""
        with self._database.read() as connection:
            number = reading.number_of(connection, report_id)
            row = connection.execute(
                "SELECT o.content_hash, o.data, o.media_type, o.filename, o.declared_type "
                "FROM originals o JOIN reports r USING (content_hash) WHERE r.number = ?",
                (number,),
            ).fetchone()
        return Original(*row)

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """Passages in the given order; ids that no longer exist are left out."""
        with self._database.read() as connection:
            cursor = connection.execute(
                f"SELECT {rows.PASSAGE} FROM passages p JOIN reports r ON r.number = p.report "
                "WHERE passage_id IN (SELECT value FROM json_each(?))",
                (rows.json_list(passage_ids),),
            )
            found = {row[0]: rows.passage_from(row) for row in cursor}
        return [found[passage_id] for passage_id in passage_ids if passage_id in found]

    def report_passages(self, report_id: str) -> list[Passage]:
        """All passages of a report in order."""
        with self._database.read() as connection:
            cursor = connection.execute(
                f"SELECT {rows.PASSAGE} FROM passages p JOIN reports r ON r.number = p.report "
                "WHERE p.report = ? ORDER BY ordinal",
                (reading.number_of(connection, report_id),),
            )
            return [rows.passage_from(row) for row in cursor]

    def facts(self, query: FactQuery) -> tuple[int, list[Fact]]:
        """How many facts match, and one page of them.

        By region, year and id of their reports, then by place in the text.
        """
        limit, offset = page(query.limit, query.offset)
        asked = replace(query, limit=limit, offset=offset)
        with self._database.read() as connection:
            total, numbers = self._facts.page(connection, self._known, asked)
            return total, stated.facts_of(connection, numbers)

    def figures(
        self, canonical: Sequence[str], where: Filter = Filter(), *, results_only: bool = True
    ) -> list[StatedFigure]:
        """Figures of indicators that reports in scope state for their own place."""
        with self._database.read() as connection:
            return stated.figures_of(
                connection, self._known, canonical, where, results_only=results_only
            )

    def facts_behind(self, figures: Sequence[StatedFigure]) -> list[Fact | None]:
        """The facts behind figures, in the same order; None for one that went since."""
        with self._database.read() as connection:
            return stated.facts_behind(connection, figures)

    def passages_around(self, spots: Sequence[tuple[str, int]]) -> list[Passage | None]:
        """The passages that hold a position of a report's text, in the same order."""
        with self._database.read() as connection:
            return stated.passages_around(connection, spots)

    def first_passages(self, report_ids: Sequence[str]) -> list[Passage]:
        """The first passage of each report, in the given order; unknown ids are left out."""
        with self._database.read() as connection:
            cursor = connection.execute(
                f"SELECT {rows.PASSAGE} FROM reports r JOIN passages p ON p.report = r.number "
                "WHERE ordinal = 0 AND report_id IN (SELECT value FROM json_each(?))",
                (rows.json_list(report_ids),),
            )
            found = {row[1]: rows.passage_from(row) for row in cursor}
        return [found[report_id] for report_id in report_ids if report_id in found]

    def mentions(self, indicators: Sequence[str], where: Filter = Filter()) -> list[Mention]:
        """For each report in scope that speaks of one of the indicators, where it first does."""
        with self._database.read() as connection:
            return stated.mentions_of(connection, self._known, indicators, where)

    def places(self) -> list[tuple[str, str, str, int]]:
        """``(province, prefecture, region, reports)`` of every place in the store, by name."""
        with self._database.read() as connection:
            return self._known.places(connection)

    def years(self) -> list[int]:
        """Report years in the store, ascending."""
        with self._database.read() as connection:
            cursor = connection.execute(
                "SELECT DISTINCT report_year FROM reports "
                "WHERE report_year IS NOT NULL ORDER BY report_year"
            )
            return [row[0] for row in cursor]

    def dictionary(self) -> Dictionary:
        """The terms by which it cuts words, beside the segmenter's own."""
        with self._database.read() as connection:
            return held_dictionary(connection)

    def use_dictionary(self, dictionary: Dictionary) -> None:
        """Cuts by these terms from now on what is indexed and what is searched for.

        The store remembers them. Where they are others than before, the next search builds the
        lexical index anew, in this process and in every other one that has the store open.
        """
        if dictionary == self.dictionary():
            return
        with self._database.write() as connection:
            record_dictionary(connection, dictionary)
        self._indexes.changed(1)

    def word_frequencies(self, words: Sequence[str]) -> list[int]:
        """In about how many passages each word is indexed, as its rarest token."""
        from vectorstore.tokens import query_tokens

        view = self._indexes.lexical().view()
        return [view.frequency(query_tokens(word, view.words)) for word in words]

    def search_lexical(self, query: str, k: int, where: Filter = Filter()) -> list[Hit]:
        """The ``k`` best passages by BM25 over words and character pairs."""
        from vectorstore.tokens import query_tokens

        if k <= 0 or not query.strip():
            return []
        for last in self._indexes.attempts():
            view = self._indexes.lexical().view()
            terms = query_tokens(query, view.words)
            if not terms:
                return []
            with self._database.read() as connection:
                among = self._known.report_numbers(connection, where) if where else None
                scored = [] if among == [] else view.search(terms, k, among)
                found = reading.named(connection, scored, view.stamp)
            if found is not None and (found[1] or last):
                return found[0]
        raise self._indexes.catching_up()

    def search_dense(self, vector: Vectors, k: int, where: Filter = Filter()) -> list[Hit]:
        """The ``k`` best passages by cosine; none for the zero vector of unknown words.

        Raises:
            QueryError: ``vector`` is not ``(d,)`` of the store's dimension, or not finite.
            EmbedderMismatchError: The store was embedded with another model since it was opened.
        """
        if vector.shape != (self._embedder.dimension,) or not np.isfinite(vector).all():
            raise QueryError(
                f"a query's vector needs {self._embedder.dimension} finite numbers, "
                f"got an array of shape {vector.shape}"
            )
        if k <= 0 or not vector.any():
            return []
        for last in self._indexes.attempts():
            view = self._indexes.dense().view()
            with self._database.read() as connection:
                check_embedder(connection, self._embedder)
                among = self._known.report_numbers(connection, where) if where else None
                scored = [] if among == [] else view.search(vector, k, among)
                found = reading.named(connection, scored, view.stamp)
            if found is not None and (found[1] or last):
                return found[0]
        raise self._indexes.catching_up()

    def refresh(self) -> None:
        """Brings the indexes to the last committed state and writes their files.

        Searches catch up when they must; this does it ahead of them.

        Raises:
            StoreLockedError: Another process is building an index; it will be up to date.
        """
        self._indexes.refresh()

    def close(self) -> None:
        """Catches the indexes up with what was changed here, then frees files and connections."""
        try:
            self._indexes.settle()
        finally:
            self._database.close()
            self._indexes.clean_up()


def _create(path: Path, identity: EmbedderIdentity, busy_seconds: float) -> Database:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreNotFoundError(f"cannot make a store at {path}: {error.strerror}") from error
    return Database.create(path / FILENAME, identity, busy_seconds)


def _checked_embedder(
    database: Database, path: Path, expected: EmbedderIdentity | None
) -> EmbedderIdentity:
    with database.read() as connection:
        found = embedder(connection)
    if expected is None:
        return found
    if (found.fingerprint, found.dimension) != (expected.fingerprint, expected.dimension):
        if found.name in _EARLIER_MODELS:
            raise EmbedderMismatchError(
                f"the store at {path} was built with {found.name!r}, the model of an earlier version "
                "of Yiju, which does not come with this one: exchange its vectors once "
                f"(`yiju reembed --embedder embedded --store {path}`); texts and figures stay as they are"
            )
        raise EmbedderMismatchError(
            f"the store at {path} was built with the embedding model {found.name!r} "
            f"({found.dimension} dimensions, fingerprint {found.fingerprint}), but {expected.name!r} "
            f"({expected.dimension} dimensions, fingerprint {expected.fingerprint}) is in use: "
            f"open it with {found.name!r}, exchange its vectors (`yiju reembed`), or ingest the sources "
            "into a new store"
        )
    return found
