"""How much there is in an estate, by author, genre, language, voice and type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.box import SIMPLE
from rich.table import Table

from benchmarks.estate.figures import FigureDocument, read_figures
from benchmarks.estate.layout import Estate
from benchmarks.estate.links import Link, read_links
from benchmarks.estate.questions import EstateQuestion, read_questions

_ALL = "all"


def summary_tables(estate: Estate) -> Iterator[Table]:
    """A table each of figures, questions and links; one that is empty is left out."""
    documents, _ = read_figures(estate.figures)
    if documents:
        yield _table(
            "Figures", ("documents", "tables", "sentences", "figures", "cells"), _figures(documents)
        )
    questions, _ = read_questions(estate.questions)
    if questions:
        yield _table(
            "Questions",
            ("questions", "gold", "unanswerable", "English", "follow-ups"),
            _questions(questions),
        )
    links, _ = read_links(estate.links)
    if links:
        yield _table("Links", ("links", "none", "English"), _links(links))


Counts = dict[str, Counter[str]]


def _figures(documents: Iterable[FigureDocument]) -> Counts:
    rows: Counts = {}
    for document in documents:
        counts = Counter(
            documents=1,
            tables=tables_in(document.text),
            sentences=len(
                {
                    _sentence(document.text, each.start)
                    for each in document.figures
                    if not each.in_table
                }
            ),
            figures=len(document.figures),
            cells=sum(each.in_table for each in document.figures),
        )
        for row in (_ALL, f"author {document.author}", f"genre {document.genre}"):
            rows.setdefault(row, Counter()).update(counts)
    return rows


def tables_in(text: str) -> int:
    """How many tables a document has: runs of at least two lines of cells."""
    found = run = 0
    for line in [*text.split("\n"), ""]:
        if " | " in line:
            run += 1
            found += run == 2
        else:
            run = 0
    return found


def _sentence(text: str, at: int) -> int:
    """Where the sentence of an offset begins."""
    return max(text.rfind(mark, 0, at) for mark in "。\n！？")


def _questions(questions: Iterable[EstateQuestion]) -> Counts:
    rows: Counts = {}
    for each in questions:
        counts = Counter(
            {
                "questions": 1,
                "gold": each.gold,
                "unanswerable": each.gold and not each.answerable,
                "English": each.lang == "en",
                "follow-ups": bool(each.history),
            }
        )
        slices = (
            _ALL,
            f"author {each.author}",
            f"genre {each.genre}",
            f"language {each.lang}",
            f"voice {each.voice}",
            f"type {each.type.value}",
        )
        for row in slices:
            rows.setdefault(row, Counter()).update(counts)
    return rows


def _links(links: Iterable[Link]) -> Counts:
    rows: Counts = {}
    for each in links:
        counts = Counter({"links": 1, "none": not each.gold, "English": each.lang == "en"})
        for row in (_ALL, f"author {each.author}"):
            rows.setdefault(row, Counter()).update(counts)
    return rows


def _table(title: str, headings: tuple[str, ...], rows: Counts) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE)
    table.add_column("", no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="right")
    kinds = ["all", "author", "genre", "language", "voice", "type"]
    for name in sorted(rows, key=lambda each: (kinds.index(each.split()[0]), each)):
        table.add_row(name, *(str(rows[name][heading]) for heading in headings))
    return table
