"""Answers from figures alone: a question is planned, its targets are linked, the plan is executed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, Protocol

from rag.answer import Intent
from rag.answers.draft import Draft, Finding, Reason
from rag.dialogue import merged
from rag.execution.executor import HANDLED, execute
from rag.execution.links import LinkedTarget
from rag.execution.listing import asks_for_reports, reports_asked
from rag.execution.scope import scope_of
from rag.linking.things import ThingLinker
from rag.plan import Act, Plan
from rag.planning import Planner
from rag.proposals import Proposals
from rag.question.constraints import PlaceFinder
from rag.tagging.tagger import Tagger
from rag.tagging.tokens import common
from vectorstore.queries import Filter
from vectorstore.store import Store

INTENTS = {
    Act.VALUE: Intent.LOOKUP,
    Act.YES_NO: Intent.LOOKUP,
    Act.WHICH: Intent.LIST,
    Act.HOW_MANY: Intent.COUNT,
    Act.COMPARE: Intent.COMPARE,
    Act.ORDER: Intent.COMPARE,
    Act.CHANGE: Intent.COMPARE,
    Act.TREND: Intent.TREND,
    Act.SUMMARISE: Intent.SUMMARY,
    Act.DESCRIBE: Intent.PASSAGE,
    Act.WHO: Intent.PASSAGE,
    Act.WHEN: Intent.LOOKUP,
    Act.WHERE: Intent.PASSAGE,
}
"""What an answer calls the act of a plan."""


def intent_of(plan: Plan) -> Intent:
    """What kind of answer a plan asks for: the value of every place is a list."""
    listed = plan.act is Act.VALUE and plan.everywhere and not plan.places
    return Intent.LIST if listed else INTENTS[plan.act]


_SURE, _HARDLY = 0.8, 0.5
"""From which chance on a thing is surely linked, and from which on another one beside it may be meant as well."""
_NEAR = frozenset({Reason.OTHER_KIND, Reason.NO_MATCH})
"""Why nothing was found though figures of the thing are stated."""
_PROPOSED = 40
"""Names of figures that a model is told a question may mean."""


class ReadsQuestions(Protocol):
    """A reader of questions that the user has, beside the built-in one."""

    def plan(self, question: str, before: Plan | None, proposals: Proposals) -> Plan | None:
        """A plan of a question; None where there is none that can be trusted."""
        ...


class Understood(NamedTuple):
    """How a question is understood.

    Attributes:
        own: By itself.
        plan: With what it takes over from the conversation.
    """

    own: Plan
    plan: Plan


class Planned(NamedTuple):
    """What a plan came to.

    Attributes:
        plan: How the question was understood.
        links: What its targets mean in the collection.
        draft: What figures answer, or why they do not; None where the plan asks for no figures, or for
            some that the collection is not likely to hold.
    """

    plan: Plan
    links: tuple[LinkedTarget, ...] = ()
    draft: Draft | None = None

    @property
    def near(self) -> tuple[Finding, ...]:
        """Figures of another kind than asked for (of a bureau, of a level) or beside the condition, where there are no others."""
        found = self.draft
        return found.findings if found is not None and found.reason in _NEAR else ()

    @property
    def intent(self) -> Intent:
        """What the answer calls the plan's act."""
        return INTENTS[self.plan.act]


class PlannedAnswerer:
    """Answers questions from the figures of all reports.

    Args:
        store: The reports.
        linker: Tells what reports call what is asked about.
        today: The calendar's day, for 去年.
        tagger: Marks questions; the one that ships where None.
        model: Reads questions first, where the user has one.
    """

    def __init__(
        self,
        store: Store,
        linker: ThingLinker,
        today: Callable[[], date],
        tagger: Tagger | None = None,
        model: ReadsQuestions | None = None,
    ) -> None:
        self._store = store
        self._linker = linker
        self._today = today
        self._tagger = tagger
        self._model = model
        self._made: tuple[PlaceFinder, Planner] | None = None
        self._making = threading.Lock()

    def warm_up(self, finder: PlaceFinder, stop: threading.Event) -> None:
        """Makes ready what questions would wait for, until told to stop."""
        self.answer(self.understand("受理案件多少件", finder).plan, Filter())
        self._linker.warm_up(stop)

    def understand(
        self,
        question: str,
        finder: PlaceFinder,
        before: Plan | None = None,
        earlier: Plan | None = None,
    ) -> Understood:
        """How a question is understood.

        Args:
            question: In Chinese or English.
            finder: Finds the collection's places.
            before: The plan of the conversation so far; None for a first question.
            earlier: The plan before the last question.
        """
        years = self._store.years()
        own = self._planner(finder, years).plan(question)
        if self._model is not None:
            likely = self._linker.likely(question, _PROPOSED)
            places = finder.find(common(question)).regions
            found = self._model.plan(question, before, Proposals(likely, places, tuple(years)))
            if found is not None:
                return Understood(own, found)
        return Understood(own, merged(own, before, earlier))

    def _planner(self, finder: PlaceFinder, years: Sequence[int]) -> Planner:
        """The planner for the places held now; made anew when they change."""
        with self._making:
            known = self._made
            if known is None or known[0] is not finder:
                known = (finder, Planner(finder, years, self._today, self._tagger))
                self._made = known
        return known[1]

    def answer(self, plan: Plan, where: Filter) -> Planned:
        """What figures say to a plan.

        Args:
            plan: What is asked.
            where: The caller's filter.
        """
        if asks_for_reports(plan) and not plan.references:
            return Planned(plan, (), reports_asked(self._store, plan, where, self._today().year))
        if plan.act not in HANDLED or plan.references or not plan.targets:
            return Planned(plan)
        scope = scope_of(self._store, plan, where)
        inside = Filter(report_ids=scope.ids) if scope.is_narrow else where
        links = tuple(self._linker.linked(each, inside) for each in plan.targets)
        meant = _meant([link for link in links if link.names])
        if not meant:
            return Planned(plan, links)
        draft = execute(plan, meant, self._store, where, today=self._today().year)
        unknown = tuple(link.target.phrase for link in links if link not in meant)
        return Planned(plan, links, replace(draft, not_used=(*draft.not_used, *unknown)))


def _meant(links: Sequence[LinkedTarget]) -> list[LinkedTarget]:
    """The things that are likely meant: none twice, and none that is hardly linked beside one that surely is."""
    best = max((link.names[0].score for link in links), default=0.0)
    likely = [link for link in links if best < _SURE or link.names[0].score >= _HARDLY]
    return list({link.names[0].name: link for link in reversed(likely)}.values())[::-1]


def not_understood(plan: Plan, draft: Draft) -> tuple[str, ...]:
    """Words of a question that neither a slot of its plan holds nor what it was answered with.

    Of a question in English only what is known to be unused counts: reports speak another language.
    """
    texts = [
        " ".join((*each.quote.passage.heading_path, each.quote.text)) for each in draft.findings
    ]
    words = plan.residue if plan.language == "zh" else ()
    left = (word for word in words if not any(word in text for text in texts))
    return tuple(dict.fromkeys((*draft.not_used, *left)))
