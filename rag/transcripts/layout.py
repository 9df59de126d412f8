"""A conversation as a document: questions, answers, tables, and one numbered note a citation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answer import Intent, Status
from rag.answers.draft import Figure
from rag.answers.frames import written
from rag.conversation_schemas import TranscriptOut, TurnOut
from rag.figure_notes import noted_name
from rag.links import quote_path
from rag.schemas import AskOut, CitationOut, ItemOut
from rag.transcripts.wording import Wording

_ACROSS = frozenset({Intent.LIST, Intent.COMPARE, Intent.COUNT, Intent.TREND})
_NUMBER = re.compile(r"[0-9]+")
_MARK = re.compile(r"\[(\d{1,5})\]")

Line = list[str | int]
"""Words, and numbers of notes, in order."""


@dataclass(frozen=True, slots=True)
class Note:
    """One source.

    Attributes:
        number: In the document, from 1.
        place: Title, place, year and headings.
        quote: Verbatim.
        address: Where the quote can be read in its report.
    """

    number: int
    place: str
    quote: str
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: place, year, indicator, figure, and its notes."""

    cells: tuple[str, str, str, str]
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One turn.

    Attributes:
        question: As asked.
        asked_at: ISO date and time.
        reading: How it was read; empty where there is no answer.
        lines: The answer's paragraphs.
        rows: Its table; empty where it has none.
        coverage: What it rests on; empty where nothing is told.
        notes: Its sources.
    """

    question: str
    asked_at: str
    reading: str
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    coverage: str
    notes: tuple[Note, ...]


def lay_out(transcript: TranscriptOut, site: str, wording: Wording) -> list[Part]:
    """The turns of a conversation; notes are numbered through the document.

    Args:
        transcript: The conversation.
        site: Address of the service, without a slash at its end; empty for relative links.
        wording: Words of the document's language.
    """
    parts: list[Part] = []
    for turn in transcript.turns:
        first = sum(len(part.notes) for part in parts) + 1
        parts.append(_part(turn, first, site, wording))
    return parts


def is_table(found: AskOut) -> bool:
    """Whether an answer is read as a table: rows over several reports."""
    return bool(found.items) and found.interpretation.intent in _ACROSS


def opening(found: AskOut) -> list[str]:
    """The paragraphs of an answer that are not a row's quote; what stands above its table."""
    quotes = {each.n: each.quote for each in found.citations}
    return [
        line
        for block in found.answer.split("\n\n")
        if not any(f"{quotes[n]}」[{n}]" in block for n in _marks(block) if n in quotes)
        for line in block.splitlines()
        if line.strip()
    ]


def tells_coverage(line: str, found: AskOut) -> bool:
    """Whether a line of an answer says what its coverage says."""
    cover = found.coverage
    told = [cover.reports, cover.matching, cover.stating, cover.mentioning, cover.silent]
    return [int(number) for number in _NUMBER.findall(line)] == told


def figure_text(item: ItemOut) -> str:
    """A figure with its qualifier where it is read: 近74件, 74余件, 74件以上; a dash for none."""
    if not item.value:
        return "—"
    return written(Figure("", item.value, item.unit, item.qualifier, ""))


def _marks(text: str) -> set[int]:
    return {int(mark) for mark in _MARK.findall(text)}


def _part(turn: TurnOut, first: int, site: str, wording: Wording) -> Part:
    found = turn.answer
    if found is None:
        gone: Line = [wording.not_kept]
        return Part(turn.question, turn.asked_at, "", (gone,), (), "", ())
    numbers = {each.n: first + at for at, each in enumerate(found.citations)}
    table = is_table(found)
    lines = opening(found) if table else [each for each in found.answer.splitlines() if each]
    lines = [each for each in lines if not tells_coverage(each, found)]
    if found.status is not Status.ANSWERED and found.reason and found.reason not in found.answer:
        lines.append(found.reason)
    return Part(
        question=turn.question,
        asked_at=turn.asked_at,
        reading=wording.reading(found.interpretation),
        lines=tuple(_line(each, numbers) for each in lines),
        rows=tuple(_row(each, numbers, wording) for each in found.items) if table else (),
        coverage=wording.coverage(found.coverage) if found.coverage.reports else "",
        notes=tuple(_note(each, numbers[each.n], site, wording) for each in found.citations),
    )


def _line(text: str, numbers: dict[int, int]) -> Line:
    line: Line = []
    at = 0
    for mark in _MARK.finditer(text):
        number = numbers.get(int(mark[1]))
        if number is not None:
            line += [text[at : mark.start()], number]
            at = mark.end()
    return [*line, text[at:]]


def _row(item: ItemOut, numbers: dict[int, int], wording: Wording) -> Row:
    year = str(item.year) if item.year else ""
    name = noted_name(item, item.status, item.year, wording.lang)
    cells = (item.region, year, name, figure_text(item))
    return Row(cells, tuple(numbers[n] for n in item.citations if n in numbers))


def _note(citation: CitationOut, number: int, site: str, wording: Wording) -> Note:
    address = site + quote_path(citation.report_id, citation.start, citation.end)
    return Note(number, wording.place(citation), citation.quote, address)
