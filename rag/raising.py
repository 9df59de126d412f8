"""Places and years that a query names raise the scores of their reports' passages.

This is the one place that decides what a guess from a query's words does to a search. It excludes
nothing: 2023年的北京队 need not stand in a report of Beijing or of 2023. Only the caller's own filter
excludes (:class:`vectorstore.queries.Filter`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.question.query import Query
from vectorstore.records import Metadata

PLACE_SHARE = 0.05
YEAR_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Named:
    """What a query names; a report that is of it is meant sooner than another.

    Attributes:
        regions: Names of places, as the collection spells them.
        years: Report years.
        parents: For a place that shares its name with others, the higher places named before it.
    """

    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    parents: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.regions or self.years)

    def is_of_place(self, metadata: Metadata) -> bool:
        """Whether a report is of a place named, or of one that lies in it."""
        chain = {metadata.region, metadata.prefecture, metadata.province}
        return any(
            region in chain and self.parents.get(region, frozenset()) <= chain
            for region in self.regions
        )

    def raised(self, score: float, metadata: Metadata) -> float:
        """A score of a passage with what its report is of counted in.

        Args:
            score: What the searches gave it, 0 to 1.
            metadata: Of its report.

        Returns:
            From 0 to 1. Where nothing is named the score as it was; else the shares that
            :data:`PLACE_SHARE` and :data:`YEAR_SHARE` take of it go to reports of what is named.
        """
        place = PLACE_SHARE if self.regions else 0.0
        year = YEAR_SHARE if self.years else 0.0
        given = place * self.is_of_place(metadata) + year * (metadata.report_year in self.years)
        return (1 - place - year) * score + given


NOTHING = Named()
"""Raises no score."""


def named_in(query: Query) -> Named:
    """The places and years of a question; what is planned for a year stands in the year before."""
    years = query.years
    if query.wants_plans:
        years = tuple(sorted({each for year in years for each in (year - 1, year)}))
    return Named(query.regions, years, query.parents)
