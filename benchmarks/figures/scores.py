"""Shares of figures found and of fields right, over any group of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.figures.fields import FIELDS, Field
from benchmarks.figures.matching import FoundFigure, Match, Matched


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many.

    Attributes:
        right: How many are right.
        of: Of how many.
    """

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share; None where there is nothing to be right about."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Scores:
    """What was found in a group of figures.

    Attributes:
        documents: How many documents.
        recall: Labelled figures found.
        precision: Found figures that stand where a label stands.
        fields: For each field, the matched figures that have it right.
        said: The same over the labels that say more than the default.
    """

    documents: int
    recall: Share
    precision: Share
    fields: dict[str, Share]
    said: dict[str, Share]


def score(matches: Sequence[Match], spurious: int) -> Scores:
    """Sums matches up.

    Args:
        matches: The labelled figures of the group.
        spurious: How many figures were found where no label stands.
    """
    found = sum(each.found is not None for each in matches)
    return Scores(
        len({each.document.path for each in matches}),
        Share(found, len(matches)),
        Share(found, found + spurious),
        {field.name: _share(matches, field) for field in FIELDS},
        {field.name: _share(_saying(matches, field), field) for field in FIELDS},
    )


def groups(measured: Sequence[Matched]) -> Iterator[tuple[str, Scores]]:
    """``(name, scores)``: all figures, sentences, cells, each author, each genre."""
    yield "all", _scores(measured, lambda _: True)
    yield "sentences", _scores(measured, lambda each: not each.wanted.in_table, cells=False)
    yield "table cells", _scores(measured, lambda each: each.wanted.in_table, cells=True)
    for author in sorted({each.document.author for each in measured}):
        members = [each for each in measured if each.document.author == author]
        yield f"author {author}", _scores(members, lambda _: True)
    for genre in sorted({each.document.head.genre for each in measured}):
        members = [each for each in measured if each.document.head.genre == genre]
        yield f"genre {genre}", _scores(members, lambda _: True)


def judged(match: Match, field: Field) -> bool | None:
    """Whether a field of a match is right; None where it was not found or the label is silent."""
    if match.found is None:
        return None
    return field.is_right(match.wanted.label, match.document.head, match.found.figure)


def _scores(
    measured: Iterable[Matched], chosen: Callable[[Match], bool], cells: bool | None = None
) -> Scores:
    documents = list(measured)
    matches = [match for each in documents for match in each.matches if chosen(match)]
    spurious = sum(
        cells is None or each.is_in_table(found) == cells
        for each in documents
        for found in each.spurious
    )
    return score(matches, spurious)


def _share(matches: Iterable[Match], field: Field) -> Share:
    known = [verdict for each in matches if (verdict := judged(each, field)) is not None]
    return Share(sum(known), len(known))


def _saying(matches: Iterable[Match], field: Field) -> list[Match]:
    return [each for each in matches if field.is_said(each.wanted.label)]


def unmatched(measured: Iterable[Matched]) -> Iterator[tuple[Matched, FoundFigure]]:
    """Every figure that was found where no label stands."""
    for each in measured:
        for found in each.spurious:
            yield each, found
