"""Which reports a plan is about: its places, their level, its words for reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.execution.kinds import is_body, is_subsequence
from rag.execution.places import is_inside_of, is_named
from rag.plan import Act, Plan
from vectorstore.queries import Filter
from vectorstore.records import ReportSummary
from vectorstore.store import Store

_ALL = 10_000_000
_ACROSS = frozenset({Act.WHICH, Act.HOW_MANY, Act.ORDER})


@dataclass(frozen=True, slots=True)
class ReportScope:
    """The reports that a plan is about.

    Attributes:
        reports: They, by region, year and id.
        places: The places asked about, as the plan names them; empty where it names none.
        missing: Those of them of which no report is held.
        only_parts: Those of them of which only places inside them report.
        is_inside: Whether the places inside the one named are meant.
        not_used: Words about reports that no report fits.
        is_narrow: Whether the plan leaves out reports that the caller's filter admits.
        around: The reports of the place itself, where the places inside it are meant: its tables may
            tell of them.
    """

    reports: tuple[ReportSummary, ...]
    places: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    only_parts: tuple[str, ...] = ()
    is_inside: bool = False
    not_used: tuple[str, ...] = ()
    is_narrow: bool = False
    around: tuple[ReportSummary, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The reports' ids."""
        return tuple(each.report_id for each in self.reports)

    def of(self, place: str) -> tuple[ReportSummary, ...]:
        """The reports of a place asked about."""
        return tuple(each for each in self.reports if is_named(place, each.metadata))


def scope_of(store: Store, plan: Plan, where: Filter) -> ReportScope:
    """The reports of a caller's filter that a plan is about."""
    held = store.reports(where, limit=_ALL)[1]
    chosen, is_inside = _of_places(held, plan)
    missing = tuple(place for place in plan.places if not _is_held(place, chosen, is_inside))
    parts = tuple(
        place for place in missing if any(is_inside_of(place, each.metadata) for each in held)
    )
    if plan.level and (is_inside or not plan.places):
        of_level = [each for each in chosen if each.metadata.level == plan.level]
        chosen = of_level or chosen
    around = _of_place_itself(held, plan) if _means_parts(plan) else []
    of_words = [each for each in chosen if is_subsequence(plan.reports, each.metadata.title)]
    reports = tuple(_of_bodies(of_words or chosen, plan))
    return ReportScope(
        reports,
        () if is_inside else plan.places,
        tuple(each for each in missing if each not in parts),
        parts,
        is_inside,
        (plan.reports,) if plan.reports and not of_words else (),
        len(reports) < len(held),
        tuple(around),
    )


def _is_held(place: str, chosen: Sequence[ReportSummary], is_inside: bool) -> bool:
    return is_inside or any(is_named(place, each.metadata) for each in chosen)


def _of_places(held: list[ReportSummary], plan: Plan) -> tuple[list[ReportSummary], bool]:
    """The reports of the places named, or of those inside the only one, and whether of the latter."""
    if not plan.places:
        return held, False
    if len(plan.places) == 1 and (plan.act in _ACROSS or plan.aggregate is not None):
        inside = [each for each in held if is_inside_of(plan.places[0], each.metadata)]
        if inside:
            return inside, True
    own = [each for each in held if any(is_named(place, each.metadata) for place in plan.places)]
    return own, False


def _means_parts(plan: Plan) -> bool:
    """Whether the places inside the only one named may be meant, all of a level or those in an order."""
    across = plan.act in _ACROSS or plan.act is Act.COMPARE or plan.aggregate is not None
    return len(plan.places) == 1 and across and bool(plan.level or plan.order)


def _of_place_itself(held: Sequence[ReportSummary], plan: Plan) -> list[ReportSummary]:
    return [each for each in held if is_named(plan.places[0], each.metadata)]


def _of_bodies(reports: Sequence[ReportSummary], plan: Plan) -> list[ReportSummary]:
    """The reports of the bodies asked about, where there are any; else all, which may tell of them."""
    own = [
        each
        for each in reports
        if any(is_body(body, each.metadata.department) for body in plan.bodies)
    ]
    return own or list(reports)
