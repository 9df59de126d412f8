"""From features of a phrase and each name to the chance that the phrase means it: a small learnt model.

A network of one hidden layer over :func:`pair_features`; weights, threshold and card lie in ``model/``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.linking.form import form_features, wording_of
from vectorstore.store import Vectors

Matrix = NDArray[np.float64]

RANKER_FILE, FORM_RANKER_FILE = "ranker.json", "form_ranker.json"

RELATIVE = (
    "meaning",
    "both_covered",
    "phrase_covered",
    "name_covered",
    "pairs",
    "characters_of_phrase",
)
"""Features of which a name is also told how far it is before the best other name, or behind the best."""


class Meanings(Protocol):
    """Where texts lie in the space of meanings; unit rows."""

    def of(self, names: Sequence[str]) -> Vectors:
        """``(n, d)`` float32 of names, which come again."""
        ...

    def place(self, phrase: str) -> Vectors:
        """``(d,)`` float32 of a phrase, which may never come again."""
        ...


def pair_features(
    phrase: str, names: Sequence[str], meanings: Meanings | None
) -> tuple[tuple[str, ...], Matrix]:
    """``(labels, (len(names), len(labels)))`` of a phrase against every name of a choice.

    Args:
        phrase: The phrase.
        names: The names to choose from.
        meanings: Where they lie; None where that is not known, which leaves zeros.
    """
    labels, table = own_features(phrase, names, meanings)
    return with_rivals(labels, table)


def own_features(
    phrase: str, names: Sequence[str], meanings: Meanings | None
) -> tuple[tuple[str, ...], Matrix]:
    """``(labels, (len(names), len(labels)))`` of a phrase against every name by itself."""
    said = wording_of(phrase)
    rows = [form_features(said, wording_of(name)) for name in names]
    form = np.array([list(row.values()) for row in rows])
    near: Matrix = np.zeros(len(names))
    if meanings is not None:
        near = (meanings.of(names) @ meanings.place(phrase)).astype(np.float64)
    return (*rows[0], "meaning"), np.column_stack([form, near])


def with_rivals(labels: tuple[str, ...], table: Matrix) -> tuple[tuple[str, ...], Matrix]:
    """The features of names with what each leaves to its rivals: of those in one choice."""
    relative = [table[:, labels.index(label)] for label in RELATIVE]
    leads = np.stack([_lead(column) for column in relative], axis=1)
    bests = np.broadcast_to(np.stack([column.max() for column in relative]), leads.shape)
    told = [f"{label}_lead" for label in RELATIVE] + [f"{label}_best" for label in RELATIVE]
    return (*labels, *told), np.concatenate([table, leads, bests], axis=1)


def _lead(values: Matrix) -> Matrix:
    """How far each is before the best other one; below 0 where it is behind."""
    if len(values) == 1:
        return np.zeros(1)
    second, first = np.sort(values)[-2:]
    lead: Matrix = values - np.where(np.arange(len(values)) == values.argmax(), second, first)
    return lead


@dataclass(frozen=True)
class Ranker:
    """The model.

    Attributes:
        labels: Its features in order.
        centre: ``(n,)`` what is taken off each feature.
        scale: ``(n,)`` what each is divided by then.
        hidden: ``(n + 1, h)`` weights of the hidden layer, the last row the bias.
        output: ``(h + 1,)`` weights of the output, the last one the bias.
        direct: ``(n,)`` weights from the features past the hidden layer.
        threshold: The chance from which on a name is what is meant, chosen by the cost 2 × wrong + 1 ×
            refused on authors left out.
    """

    labels: tuple[str, ...]
    centre: Matrix
    scale: Matrix
    hidden: Matrix
    output: Matrix
    direct: Matrix
    threshold: float

    @classmethod
    def parse(cls, written: Mapping[str, Any]) -> Ranker:
        """Reads a model as ``ranker.json`` has it."""
        centre, scale, hidden, output, direct = (
            np.asarray(written[name], dtype=np.float64)
            for name in ("centre", "scale", "hidden", "output", "direct")
        )
        threshold = float(written["threshold"])
        return cls(tuple(written["labels"]), centre, scale, hidden, output, direct, threshold)

    def chances(self, table: Matrix) -> Matrix:
        """``(k,)`` in 0 to 1, of ``(k, n)`` features."""
        even = (table - self.centre) / self.scale
        inner = np.tanh(even @ self.hidden[:-1] + self.hidden[-1])
        logits = inner @ self.output[:-1] + self.output[-1] + even @ self.direct
        chances: Matrix = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return chances


@cache
def load_ranker(*, with_meaning: bool = True) -> Ranker:
    """The model that comes with Yiju.

    Args:
        with_meaning: Whether nearness in meaning is known; else the model learnt without it.
    """
    file = RANKER_FILE if with_meaning else FORM_RANKER_FILE
    text = resources.files("rag.linking").joinpath("model", file).read_text("utf-8")
    return Ranker.parse(json.loads(text))
