"""Whether what a store holds of one report is what was put in."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vectorstore.local import rows
from vectorstore.local.findings import Area, Finding, Remedy
from vectorstore.local.sums import noted_sums, sums_of

DAMAGED_RECIPE = ""
"""The recipe of a report that is to be made anew: no ingestion takes it for its own."""

_UNIT = 1e-3
"""How far from one the length of a vector may be, which float16 models do not keep exactly."""

_ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Held:
    """The row of a report.

    Attributes:
        number: Its number in the tables.
        report_id: Its id.
        content_hash: SHA-256 of its original bytes.
        recipe: What made it.
        characters: How long its text is said to be.
        passages: How many passages it is said to have.
        facts: How many facts it is said to state.
    """

    number: int
    report_id: str
    content_hash: str
    recipe: str
    characters: int
    passages: int
    facts: int


def held_reports(connection: sqlite3.Connection) -> Iterator[Held]:
    """Every report's row, by number."""
    cursor = connection.execute(
        "SELECT number, report_id, content_hash, recipe, characters, passages, facts "
        "FROM reports NOT INDEXED ORDER BY number"
    )
    for row in cursor:
        yield Held(*row)


def check_report(connection: sqlite3.Connection, held: Held, dimension: int) -> list[Finding]:
    """What is wrong with a report; empty where it is whole."""
    problems: list[str] = []
    miscounts: list[str] = []
    try:
        original = _original_problem(connection, held)
        try:
            problems += _problems(connection, held, dimension)
            miscounts += () if problems else _miscounts(connection, held)
        except sqlite3.OperationalError as error:
            if hasattr(error, "sqlite_errorcode"):
                raise
            problems.append(f"some of it is no text ({error})")  # as Python found, not SQLite
    except sqlite3.DatabaseError as error:
        return [Finding(Area.REPORT, held.report_id, f"cannot be read ({error})", Remedy.RESTORE)]
    if not (original or problems or miscounts):
        return []
    sources = tuple(
        row[0]
        for row in connection.execute(
            "SELECT source FROM sources WHERE report = ? ORDER BY rowid", (held.number,)
        )
    )
    remedy = Remedy.INGEST if original else Remedy.REPROCESS
    found = [
        Finding(Area.REPORT, held.report_id, problem, remedy, sources)
        for problem in ([original] if original else []) + problems
    ]
    return found + [
        Finding(Area.REPORT, held.report_id, problem, Remedy.REPAIR, sources)
        for problem in miscounts
    ]


def _original_problem(connection: sqlite3.Connection, held: Held) -> str:
    row = connection.execute(
        "SELECT data FROM originals WHERE content_hash = ?", (held.content_hash,)
    ).fetchone()
    if row is None:
        return "its original bytes are missing"
    if hashlib.sha256(row[0]).hexdigest() != held.content_hash:
        return "its original bytes are not those that were stored"
    if held.report_id != held.content_hash[:_ID_DIGITS]:
        return "its id is not that of its original bytes"
    return ""


def _problems(connection: sqlite3.Connection, held: Held, dimension: int) -> Iterator[str]:
    if held.recipe == DAMAGED_RECIPE:
        yield "an earlier check found it damaged, and it was not made anew since"
    row = connection.execute(
        "SELECT text, outline, provenance, source_map FROM contents WHERE report = ?",
        (held.number,),
    ).fetchone()
    if row is None:
        yield "its text is missing"
        return
    yield from _changed(connection, held.number)
    text = row[0]
    try:
        rows.outline_from(row[1])
        rows.provenance_from(row[2])
        spans = rows.source_map_from(row[3])
    except (ValueError, TypeError, RecursionError):
        yield "its outline, provenance or source map cannot be read"
    else:
        ends = [0, *(span.end for span in spans)]
        if [span.start for span in spans] != ends[:-1] or ends[-1] != len(text):
            yield "its source map does not cover the text"
    yield from _passage_problems(connection, held, text, dimension)
    yield from _fact_problems(connection, held.number, text)


def _changed(connection: sqlite3.Connection, number: int) -> Iterator[str]:
    """What is not as it was written."""
    noted = noted_sums(connection, number)
    found = sums_of(connection, number)
    if noted is None or found is None:
        return
    if found.text != noted.text:
        yield "its text is not what was stored"
    if found.parts != noted.parts:
        yield "its metadata, outline, passages, figures or mentions are not what was stored"
    if found.vectors != noted.vectors:
        yield "its vectors are not what was stored"


def _passage_problems(
    connection: sqlite3.Connection, held: Held, text: str, dimension: int
) -> Iterator[str]:
    cursor = connection.execute(
        "SELECT number, passage_id, ordinal, start, end, text, heading_path, vector "
        "FROM passages WHERE report = ? ORDER BY ordinal",
        (held.number,),
    )
    vectors = []
    first = None
    for expected, row in enumerate(cursor):
        number, passage_id, ordinal, start, end, words, path, vector = row
        first = number if first is None else first
        if number != first + expected:  # which searches within a report rely on
            yield f"passage {passage_id} is not numbered after the one before"
        if ordinal != expected or passage_id != f"{held.report_id}-{ordinal:04d}":
            yield f"a passage is missing before {passage_id}"
        if not 0 <= start <= end or text[start:end] != words:
            yield f"passage {passage_id} is not what the text says at its place"
        if not _is_path(path):
            yield f"passage {passage_id}: its headings cannot be read"
        if len(vector) == 4 * dimension:
            vectors.append(vector)
        else:
            yield f"passage {passage_id}: its vector has not {dimension} dimensions"
    lengths = np.linalg.norm(
        np.frombuffer(b"".join(vectors), dtype="<f4").reshape(-1, dimension).astype(np.float64),
        axis=1,
    )
    if not np.all((np.abs(lengths - 1) < _UNIT) | (lengths == 0)):
        yield "some of its vectors are not finite or not of unit length"


def _is_path(path: str) -> bool:
    try:
        found = json.loads(path)
    except ValueError:
        return False
    return isinstance(found, list) and all(isinstance(each, str) for each in found)


def _fact_problems(connection: sqlite3.Connection, number: int, text: str) -> Iterator[str]:
    cursor = connection.execute(
        "SELECT fact_id, start, end, quote, value_start, value_end, i.number "
        "FROM facts f LEFT JOIN indicators i ON i.number = f.indicator WHERE f.report = ?",
        (number,),
    )
    for fact_id, start, end, quote, value_start, value_end, indicator in cursor:
        if not 0 <= start <= end or text[start:end] != quote:
            yield f"figure {fact_id}: its quote is not what the text says at its place"
        elif not 0 <= value_start <= value_end <= len(text):
            yield f"figure {fact_id}: its number lies outside the text"
        if indicator is None:
            yield f"figure {fact_id}: its indicator is missing"
    beyond = connection.execute(
        "SELECT indicator FROM mentions WHERE report = ? AND (start < 0 OR start > end OR end > ?)",
        (number, len(text)),
    )
    for (indicator,) in beyond:
        yield f"the mention of {indicator} lies outside the text"


def _miscounts(connection: sqlite3.Connection, held: Held) -> Iterator[str]:
    """Counts that are not so; the counted things themselves are whole."""
    counted = counts(connection, held.number)
    names = ("characters", "passages", "facts")
    for name, said, found in zip(
        names, (held.characters, held.passages, held.facts), counted, strict=True
    ):
        if said != found:
            yield f"it is said to have {said} {name}, and has {found}"


def counts(connection: sqlite3.Connection, number: int) -> tuple[int, int, int]:
    """How many characters, passages and facts a report has."""
    row = connection.execute(
        "SELECT text, (SELECT count(*) FROM passages WHERE report = ?1), "
        "(SELECT count(*) FROM facts WHERE report = ?1) FROM contents WHERE report = ?1",
        (number,),
    ).fetchone()
    # SQLite's own length() ends at a NUL.
    return len(row[0]), row[1], row[2]
