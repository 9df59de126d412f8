"""The encoder's vectors of all texts that the linker's models are learnt from."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources

import numpy as np

from benchmarks.estate.links import Link
from rag.linking.concepts import spoken_forms
from vectorstore.embedding import load_encoder
from vectorstore.store import Vectors

_AT_ONCE = 64


def known_pairs() -> list[tuple[str, str]]:
    """``(said, meant)``: the tables of concepts, the glossary and the English names of indicators."""
    pairs = list(spoken_forms())
    for row in _rows("glossary.csv"):
        meant = row["chinese"].replace("|", " ").split()[0]
        pairs += [(said, meant) for said in row["english"].split(";")]
    for row in _rows("indicators.csv"):
        pairs += [(said, row["name"]) for said in (row["english"] or "").split("|") if said]
    return pairs


def _rows(file: str) -> Iterator[dict[str, str]]:
    text = resources.files("ingest.lexicon").joinpath(file).read_text("utf-8")
    return csv.DictReader(line for line in text.splitlines() if line and line[0] != "#")


class Texts:
    """Texts by number, with their vectors.

    Args:
        texts: What there is; doubles count once.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.all = sorted(set(texts))
        self.number = {text: number for number, text in enumerate(self.all)}
        encoder = load_encoder()
        made = [
            encoder.embed_queries(self.all[at : at + _AT_ONCE])
            for at in range(0, len(self.all), _AT_ONCE)
        ]
        self.vectors: Vectors = np.concatenate(made)

    def of(self, texts: Sequence[str]) -> Vectors:
        """``(n, d)`` float32, in the order of the texts."""
        rows: Vectors = self.vectors[[self.number[text] for text in texts]]
        return rows


def texts_of(links: Sequence[Link], pairs: Sequence[tuple[str, str]]) -> Texts:
    """All texts of links and pairs."""
    said = {text for pair in pairs for text in pair}
    own = {text for each in links for text in (each.phrase, *each.candidates)}
    return Texts(said | own)
