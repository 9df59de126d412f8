"""The scores of figures as tables and as JSON, and the wrong ones as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from benchmarks.figures.fields import FIELDS
from benchmarks.figures.matching import Match, Matched, around
from benchmarks.figures.scores import Scores, Share, judged, unmatched

MISSED, SPURIOUS = "recall", "precision"
"""Names under which :func:`errors` lists what was not found, and what was found in excess."""


def table(scores: Sequence[tuple[str, Scores]]) -> Table:
    """One row a group: figures, recall, precision, and the share right of each field."""
    shown = Table(title="Figures: share right of those found", title_justify="left", box=SIMPLE)
    shown.add_column("", no_wrap=True)
    for heading in ("docs", "figures", "recall", "prec", *(field.heading for field in FIELDS)):
        shown.add_column(heading, justify="right", no_wrap=True)
    for name, each in scores:
        fields = [_share(each.fields[field.name]) for field in FIELDS]
        counts = (str(each.documents), str(each.recall.of))
        shown.add_row(name, *counts, _share(each.recall), _share(each.precision), *fields)
    return shown


def said_table(scores: Sequence[tuple[str, Scores]]) -> Table:
    """One row a group: the share right where the label says more than the default."""
    shown = Table(title="The same where the label says something", title_justify="left", box=SIMPLE)
    shown.add_column("", no_wrap=True)
    for field in FIELDS:
        shown.add_column(field.heading, justify="right", no_wrap=True)
    for name, each in scores:
        cells = (each.said[field.name] for field in FIELDS)
        shown.add_row(name, *(f"{_share(cell)}\nof {cell.of}" for cell in cells))
    return shown


def errors(measured: Sequence[Matched], field_name: str) -> Iterator[str]:
    """What is wrong with a field, one readable line a figure.

    Args:
        measured: The matched figures.
        field_name: A field, ``recall`` for figures not found, or ``precision`` for figures in
            excess.
    """
    if field_name == SPURIOUS:
        for document, found in unmatched(measured):
            text = document.document.text
            where = around(text, found.start, found.end)
            yield f"{document.document.name}: {where}\n    got {found.figure.thing}"
        return
    field = next((each for each in FIELDS if each.name == field_name), None)
    for match in (match for each in measured for match in each.matches):
        if field is None and match.found is None:
            yield _place(match)
        if field is not None and match.found is not None and judged(match, field) is False:
            wanted = field.wanted(match.wanted.label, match.document.head)
            got = field.got(match.found.figure)
            thing = "" if field.name.startswith("thing") else f"   ({match.wanted.label.thing})"
            yield f"{_place(match)}\n    wanted {wanted!r}   got {got!r}{thing}"


def as_json(scores: Sequence[tuple[str, Scores]]) -> dict[str, Any]:
    """The scores for a program: group → counts and shares."""
    return {
        name: {
            "documents": each.documents,
            "figures": each.recall.of,
            "recall": each.recall.value,
            "precision": each.precision.value,
            "fields": {field: share.value for field, share in each.fields.items()},
            "said": {
                field: {"right": share.right, "of": share.of} for field, share in each.said.items()
            },
        }
        for name, each in scores
    }


def _share(share: Share) -> str:
    return "" if share.value is None else f"{share.value:.3f}".removeprefix("0")


def _place(match: Match) -> str:
    where = around(match.document.text, match.wanted.start, match.wanted.end)
    return f"{match.document.name}:{match.wanted.line}: {where}"
