"""Words that a name of the genre says by itself: that of a 司法建议 it came from a 法院."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources


def implied_in(terms: Sequence[str]) -> frozenset[str]:
    """Those of a question's terms that another name among them says by itself.

    Args:
        terms: Content words in the order of the question; names may be cut into several.
    """
    text = "".join(terms)
    said = (words for name, words in _table().items() if name in text)
    return frozenset(term for words in said for term in terms if term in words)


@cache
def _table() -> Mapping[str, frozenset[str]]:
    lines = resources.files("rag.question").joinpath("implied.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in lines.splitlines() if not line.startswith("#"))
    return {
        name: frozenset(row["implied"].split("|"))
        for row in rows
        for name in row["name"].split("|")
    }
