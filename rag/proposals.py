"""What a reader of questions is told of the collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a question may mean in the collection.

    Attributes:
        figures: Names of figures, likeliest first.
        places: Official names of the places that the question may name.
        years: Years of the reports.
    """

    figures: Sequence[str] = ()
    places: Sequence[str] = ()
    years: Sequence[int] = ()
