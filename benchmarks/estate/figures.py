"""Labelled figures: documents with every figure that they state, and their reader.

A document ``NN.txt`` stands beside its labels ``NN.jsonl``: the head first (whose report, of which
year), then one line for each figure in the order of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from benchmarks.estate.genres import genre_of
from benchmarks.estate.problems import Problem, first_error
from benchmarks.estate.quantities import split_figure
from benchmarks.estate.times import read_period

Measure = Literal["level", "change", "share", "per_head", "rank", "ratio", "limit"]
Direction = Literal["", "up", "down", "flat"]
Aggregation = Literal["single", "cumulative", "yearly_average", "as_of"]
Status = Literal["actual", "target", "plan", "previous"]
Scope = Literal["whole", "own_level", "department", "town", "firm", "elsewhere", "part"]

LEVELS = frozenset({"province", "prefecture", "county", "township", "department", "national"})
"""Levels that a head may name."""

CELL_MARK = " | "
"""Stands between the cells of a table's row."""


class FigureHead(BaseModel):
    """What a document is: line 1 of its labels.

    Attributes:
        title: Its title, as its first line has it.
        genre: What kind of report.
        place: Whose report.
        level: Of which level.
        report_year: The year that it reports on.
        published: ISO date.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    genre: str = Field(min_length=1)
    place: str
    level: str
    report_year: int
    published: str

    @field_validator("genre")
    @classmethod
    def _one_name(cls, value: str) -> str:
        return genre_of(value)


class FigureLabel(BaseModel):
    """One figure and what it means; ``estate/README.md`` explains the fields.

    Attributes:
        f: Number and unit as they stand in the text; in a table the cell.
        v: The number, where ``f`` is not plainly digits and a unit.
        vmax: The upper end of a range.
        u: The unit, scale word included.
        thing: What is measured or counted.
        act: The act that the count is of; empty where none.
        measure: A level, a change, a share …
        dir: Which way a change went.
        base: Against what a change or share is.
        agg: Over what the figure is.
        period: The time it is of; None for the year of the report.
        status: Whether it is so, was so, or is meant to be.
        place: The place it is of; None for the report's.
        holder: The body inside the place whose figure it is.
        scope: Which part of the place it covers.
        part_of: For a part: the thing of the whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    f: str = Field(min_length=1)
    v: float | None = None
    vmax: float | None = None
    u: str | None = None
    thing: str = Field(min_length=1)
    act: str = ""
    measure: Measure = "level"
    dir: Direction = ""
    base: str = ""
    agg: Aggregation = "single"
    period: str | None = None
    status: Status = "actual"
    place: str | None = None
    holder: str = ""
    scope: Scope = "whole"
    part_of: str = ""

    @field_validator("period", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value

    @field_validator("period")
    @classmethod
    def _has_a_form(cls, value: str | None) -> str | None:
        if value is not None:
            read_period(value)
        return value

    @property
    def number(self) -> float | None:
        """The number, from ``v`` or ``f``; None where neither gives it."""
        if self.v is not None:
            return self.v
        found = split_figure(self.f)
        return None if found is None else found.number

    @property
    def unit(self) -> str | None:
        """The unit with its scale word, from ``u`` or ``f``; None where neither gives it."""
        if self.u is not None:
            return self.u
        found = split_figure(self.f)
        return None if found is None or self.v is not None else found.unit


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A label and where its figure stands.

    Attributes:
        label: The label.
        start: Offset in the document's text.
        end: Where it ends.
        in_table: Whether it is a cell of a table.
        line: The label's line in its file.
    """

    label: FigureLabel
    start: int
    end: int
    in_table: bool
    line: int


@dataclass(frozen=True, slots=True)
class FigureDocument:
    """A document with its figures.

    Attributes:
        author: Who wrote it.
        path: The text file.
        text: Its text.
        head: What it is.
        figures: In order of the text.
    """

    author: str
    path: Path
    text: str
    head: FigureHead
    figures: tuple[PlacedFigure, ...]

    @property
    def genre(self) -> str:
        """What kind of report it is."""
        return self.head.genre

    @property
    def name(self) -> str:
        """Author and file, ``F1/03``."""
        return f"{self.author}/{self.path.stem}"


def read_figures(folder: Path) -> tuple[list[FigureDocument], list[Problem]]:
    """Reads every document below a folder; the folder of a file names its author.

    Returns:
        The documents, and what is wrong with them; a label with a mistake is left out.
    """
    documents: list[FigureDocument] = []
    problems: list[Problem] = []
    for labels in sorted(folder.rglob("*.jsonl")):
        if "second" in labels.relative_to(folder).parts or not labels.with_suffix(".txt").is_file():
            continue
        document = read_document(labels, problems)
        if document is not None:
            documents.append(document)
    return documents, problems


def read_document(labels: Path, problems: list[Problem]) -> FigureDocument | None:
    """Reads the document whose labels are in a file; mistakes are added to ``problems``."""
    path = labels.with_suffix(".txt")
    text = path.read_text(encoding="utf-8-sig")
    head, found = read_labels(labels, problems)
    if head is None:
        return None
    placed = tuple(place_figures(text, found, labels, problems))
    return FigureDocument(labels.parent.name, path, text, head, placed)


def read_labels(
    path: Path, problems: list[Problem]
) -> tuple[FigureHead | None, list[tuple[int, FigureLabel]]]:
    """The head and the numbered labels of a file; mistakes are added to ``problems``."""
    head: FigureHead | None = None
    found: list[tuple[int, FigureLabel]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            if head is None:
                head = FigureHead.model_validate_json(line)
            else:
                found.append((number, FigureLabel.model_validate_json(line)))
        except ValidationError as error:
            problems.append(Problem(path, number, first_error(error)))
            if head is None:
                return None, []
    if head is None and path.stat().st_size:
        problems.append(Problem(path, 0, "holds no head"))
    return head, found


def place_figures(
    text: str, labels: list[tuple[int, FigureLabel]], path: Path, problems: list[Problem]
) -> list[PlacedFigure]:
    """Finds labelled figures in a text, one after the other, numbers whole."""
    placed: list[PlacedFigure] = []
    at = 0
    for line, label in labels:
        start = _find_whole(text, label.f, at)
        if start is None:
            problem = f"{label.f!r} does not stand after the figure before it"
            problems.append(Problem(path, line, problem))
            continue
        at = start + len(label.f)
        placed.append(PlacedFigure(label, start, at, is_cell(text, start), line))
    return placed


def _find_whole(text: str, written: str, at: int) -> int | None:
    """Where a figure stands next, not inside a longer number where it can be helped.

    It cannot after the number of a point (``2.3家企业``).
    """
    before = r"(?<![0-9.])(?<![0-9],)" if written[0].isascii() and written[0].isdigit() else ""
    after = (
        r"(?![0-9]|\.[0-9]|,[0-9]{3})" if written[-1].isascii() and written[-1].isdigit() else ""
    )
    found = re.compile(before + re.escape(written) + after).search(text, at)
    start = text.find(written, at) if found is None else found.start()
    return None if start < 0 else start


def is_cell(text: str, at: int) -> bool:
    """Whether an offset lies in a line of table cells."""
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return CELL_MARK in text[begin : end if end >= 0 else len(text)]
