"""Where and when a question of a conversation asks, where it leaves that to the one before it."""

from __future__ import annotations

from dataclasses import replace

from rag.answer import Intent
from rag.question.leaning import ACROSS, Leaning
from rag.question.query import Query
from rag.question.relative_years import tells_years
from rag.question.subject import names_nothing

_FOCUS = 3


class InheritedScope:
    """Takes over places, the reports of the last answer, and years.

    Args:
        leaning: The question; what it takes over is noted there.
    """

    def __init__(self, leaning: Leaning) -> None:
        self._it = leaning

    def _is_about_results(self) -> bool:
        """Whether it asks about the reports that the last answer rests on."""
        wording = self._it.wording
        if wording.results or not self._it.is_over_several:
            return wording.results
        if self._it.own.regions:
            return wording.asks and not wording.terms
        return wording.extreme or wording.counts or wording.several

    def with_places(self, query: Query) -> Query:
        """A question with the places, or the reports, that it is limited to."""
        own, wording, earlier = self._it.own, self._it.wording, self._it.earlier
        named = replace(
            query,
            regions=own.regions,
            missing_regions=own.missing_regions,
            parents=own.parents,
            within=(),
            focus=(),
            spots=(),
            goes_on=False,
            points_back=False,
        )
        if self._is_about_results() and self._it.state.reports and not own.missing_regions:
            self._it.note("results")
            each = self._it.is_over_several and query.intent is Intent.LOOKUP
            return replace(
                named,
                within=self._it.state.reports,
                intent=Intent.LIST if each else query.intent,
            )
        if self._it.is_against_another(query):
            self._it.note("regions")
            both = (*earlier.regions, *own.regions)
            return replace(named, regions=both, parents={**earlier.parents, **own.parents})
        if own.regions or own.missing_regions or wording.everywhere:
            return named
        if wording.asks_places and query.intent in ACROSS and query is not earlier:
            return named
        return self._inherit_places(named)

    def _inherit_places(self, query: Query) -> Query:
        earlier, reports = self._it.earlier, self._it.state.reports
        within = earlier.within
        unplaced = not (earlier.regions or earlier.missing_regions or within)
        if unplaced and len(reports) == 1 and query.intent not in ACROSS:
            within = reports
        if earlier.regions or earlier.missing_regions:
            self._it.note("regions")
        if within:
            self._it.note("results")
        return replace(
            query,
            regions=earlier.regions,
            missing_regions=earlier.missing_regions,
            parents=earlier.parents,
            within=within,
            focus=self._it.state.passages[:_FOCUS],
            spots=self._it.state.spots[:_FOCUS],
            goes_on=bool(self._it.state.spots)
            and self._it.wording.asks
            and names_nothing(self._it.wording.terms),
            points_back=self._it.wording.thing,
        )

    def with_years(self, query: Query) -> Query:
        """A question with its years, told by another one (前一年) or taken over."""
        shift, earlier = self._it.wording.shift, self._it.earlier
        if self._it.own.years:
            return replace(query, years=self._it.own.years)
        if query.versus_previous or shift is None:
            return self._inherit_years(query)
        base = self._it.state.year
        if not shift.from_now and len(earlier.years) == 1:
            base = earlier.years[0]
        if base is None or (not shift.years and not earlier.years):
            return self._inherit_years(query)
        return replace(query, years=(base + shift.years,), focus=(), spots=(), goes_on=False)

    def _inherit_years(self, query: Query) -> Query:
        if self._it.earlier.years:
            self._it.note("years")
        if self._it.own.regions and tells_years(query.bare):
            return replace(query, years=())  # each place has a 今年 of its own
        return replace(query, years=self._it.earlier.years)
