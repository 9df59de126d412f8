"""Plans and links written by hand, and what an executor makes of them."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer import Intent
from rag.answers.draft import Draft
from rag.answers.frames import answer_text, reason_text
from rag.answers.verdicts import verdict_text
from rag.execution.executor import execute
from rag.execution.links import LinkedName, LinkedTarget
from rag.plan import Act, Operator, Order, Plan, Predicate, Span, Target
from rag.quotes import CitationBook
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Aggregation, Measure
from vectorstore.store import Store


def year(number: int) -> Span:
    return Span(words=f"{number}年", first=f"{number}-01-01", last=f"{number}-12-31")


def years(first: int, last: int) -> Span:
    return Span(words=f"{first}—{last}", first=f"{first}-01-01", last=f"{last}-12-31")


LAST_YEAR = Span(words="去年", shift=-1)
THIS_YEAR = Span(words="今年", shift=0)


def limit(operator: Operator, value: float, unit: str = "", **more: object) -> Predicate:
    return Predicate(words="", operator=operator, value=value, unit=unit, **more)


def most(count: int | None = 1, *, descending: bool = True) -> Order:
    return Order(words="最", descending=descending, count=count)


def link(
    phrase: str,
    *names: tuple[str, str] | str,
    measure: Measure | None = None,
    aggregation: Aggregation | None = None,
    words: tuple[str, ...] = (),
) -> LinkedTarget:
    """A target that means some names; the phrase itself where none is given."""
    linked = [(each, "") if isinstance(each, str) else each for each in names or (phrase,)]
    target = Target(phrase=phrase, measure=measure, aggregation=aggregation)
    return LinkedTarget(target, tuple(LinkedName(*each) for each in linked), words)


def link_of(store: Store, place: str, value: float) -> LinkedTarget:
    """A target that means what a place's report gives a figure of, whatever it is called there."""
    query = FactQuery(filter=Filter((place,)), minimum=value, maximum=value)
    [fact] = store.facts(query)[1]
    return link(fact.thing, (fact.thing, fact.act))


def nothing(phrase: str, *words: str) -> LinkedTarget:
    """A target of which the collection holds no figure."""
    return LinkedTarget(Target(phrase=phrase), (), words)


def run(
    store: Store,
    act: Act,
    links: Sequence[LinkedTarget] | LinkedTarget,
    *places: str,
    **slots: object,
) -> Draft:
    """What a plan finds over all reports."""
    links = [links] if isinstance(links, LinkedTarget) else links
    targets = tuple(each.target for each in links)
    plan = Plan(act=act, targets=targets, places=places, **slots)
    return execute(plan, links, store, Filter())


def told(draft: Draft) -> list[tuple[str, str, str]]:
    """Of each figure the place, the time where it is another than the report's year, the amount."""
    return [
        (
            finding.quote.report.metadata.region,
            figure.time or figure.period,
            f"{figure.value}{figure.unit}",
        )
        for finding in draft.findings
        for figure in finding.figures
    ]


def amounts(draft: Draft) -> list[str]:
    return [amount for _, _, amount in told(draft)]


def counts(draft: Draft) -> tuple[int, int, int, int]:
    """Reports, matching, stating, mentioning."""
    tally = draft.tally
    assert tally is not None
    assert tally.reports is not None
    return tally.reports, tally.matching, tally.stating, tally.mentioning


def places(draft: Draft) -> tuple[str, ...]:
    assert draft.verdict is not None
    return draft.verdict.places


def text_of(draft: Draft, intent: Intent = Intent.LIST, language: str = "zh") -> str:
    """The readable answer."""
    reason = reason_text(draft, language, 0)
    verdict = verdict_text(draft, intent, language, 0)
    return answer_text(draft, language, reason, CitationBook(), verdict)
