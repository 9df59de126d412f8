"""A question of a conversation takes over what it leaves out, slot by slot of the plan before it."""

from __future__ import annotations

import re

from rag.plan import Act, Aggregate, Plan, Span, Target

_FIRST_OF_TWO = frozenset({"前者", "前面那个", "the former"})
_LAST_OF_TWO = frozenset({"后者", "后面那个", "the latter"})
BOTH = re.compile(
    r"两者|二者|两个数|[这那它他]俩|[这那]?两(?:地|家|县|市|省|区|镇|个|项|样)|\b(?:the two|both)\b",
    re.IGNORECASE,
)
"""Words for what the last two questions were about."""
_IT = re.compile(
    r"^(?:它|这个|那个|前面(?:那个|的)?|刚才(?:那个|的)?|it|that|the first one)$", re.IGNORECASE
)
_OF_THEM = re.compile(
    r"其中|里面|里头|当中|之中|[这那](?:些|几|[一二三四五六七八九十两0-9]+)|[它他她]们|上述|以上这"
    r"|\b(?:those|these|them|they)\b",
    re.IGNORECASE,
)
"""Words for the places or reports of the last answer."""
_INHERITED = {
    "regions": ("places", "level"),
    "years": ("times",),
    "indicator": ("targets", "part"),
    "intent": ("act", "predicates", "order", "aggregate"),
}
"""What an answer calls the slots that a question took over."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?")
_TELLING = frozenset({Act.VALUE, Act.YES_NO})
"""Acts that a question has which only names another place or time."""


def merged(plan: Plan, before: Plan | None, earlier: Plan | None = None) -> Plan:
    """A plan with what it leaves out from the one before it; a complete one stays as it is.

    Args:
        plan: Of the question by itself.
        before: Of the conversation so far; None for a first question.
        earlier: Of the conversation before the last question.
    """
    if before is None:  # 三个县 of a first question points at nothing
        return plan.model_copy(update={"references": ()}) if plan.references else plan
    if _is_complete(plan):
        return plan
    if earlier is not None and any(map(BOTH.search, plan.references)):
        before = _of_both(before, earlier)
    elif earlier is not None and len(before.places) == 1 and _points_to(plan, _FIRST_OF_TWO):
        before = earlier  # of two questions, each about one place, the first
    elif _sets_beside_it(plan):
        return _beside(plan, before)
    all_of_a_level = (
        plan.level and plan.scope is None
    )  # 市本级 is of the place spoken of, 各市 is not
    everywhere = all_of_a_level or plan.everywhere
    places = plan.places or _pointed_at(plan, before) or (() if everywhere else before.places)
    taken: dict[str, object] = {
        "targets": _targets(plan, before),
        "places": places,
        "times": _told_from(plan.times, before.times) or before.times,
        "level": ("" if places and not all_of_a_level else plan.level)
        or ("" if places else before.level),
        "bodies": plan.bodies or (() if plan.places else before.bodies),
        "scope": plan.scope or before.scope,
        "status": plan.status or before.status,
        "part": plan.part or (None if _has_thing(plan) else before.part),
        "reports": plan.reports or _of_any_year(before.reports, plan.times),
        "references": (),
    }
    if plan.act in _TELLING and not _says_what_to_do(plan):
        taken |= {
            "act": before.act,
            "predicates": before.predicates,
            "order": before.order,
            "aggregate": before.aggregate,
            "negated": before.negated,
        }
    return plan.model_copy(update=taken)


def inherited(own: Plan, completed: Plan) -> tuple[str, ...]:
    """What a plan took over from the conversation, as an answer calls it."""
    taken = {
        name
        for name, slots in _INHERITED.items()
        if any(not getattr(own, slot) and getattr(completed, slot) for slot in slots)
    }
    if _has_thing(completed) and not _has_thing(own):
        taken.add("indicator")
    if own.act is not completed.act:
        taken.add("intent")
    return tuple(name for name in _INHERITED if name in taken)


def means_results(plan: Plan) -> bool:
    """Whether a plan by itself is about the places or reports of the last answer (``其中哪个最高``)."""
    return any(map(_OF_THEM.search, plan.references))


def _of_both(last: Plan, earlier: Plan) -> Plan:
    """The last plan, asked of both places, things or times where the two differ in one of these."""
    both = {
        "places": tuple(dict.fromkeys((*earlier.places, *last.places))),
        "targets": tuple(dict.fromkeys((*earlier.targets, *last.targets))),
        "times": tuple(dict.fromkeys((*earlier.times, *last.times))),
    }
    differing = [name for name, joined in both.items() if joined != getattr(last, name)]
    return (
        last.model_copy(update={differing[0]: both[differing[0]]}) if len(differing) == 1 else last
    )


def _sets_beside_it(plan: Plan) -> bool:
    """Whether something new is compared with what came before (``户籍人口比它多多少``, ``跟乙县比谁多``)."""
    compares = plan.act is Act.COMPARE or plan.aggregate is Aggregate.DIFFERENCE
    named = len(plan.places) < 2 and len(plan.targets) < 2 and (plan.places or _has_thing(plan))
    points = any(_IT.match(each.strip()) for each in plan.references)
    only_a_place = len(plan.places) == 1 and not _has_thing(plan)
    return compares and bool(named) and (points or only_a_place)


def _beside(plan: Plan, before: Plan) -> Plan:
    """A comparison of what is new in a plan with what the one before was about."""
    things = before.targets + plan.targets if _has_thing(plan) else before.targets
    return before.model_copy(
        update={
            "act": Act.COMPARE,
            "targets": things,
            "places": tuple(dict.fromkeys((*before.places, *plan.places))),
            "times": plan.times or before.times,
            "order": plan.order,
            "aggregate": plan.aggregate,
            "predicates": (),
        }
    )


def _told_from(own: tuple[Span, ...], before: tuple[Span, ...]) -> tuple[Span, ...]:
    """Times with those that only say how far from a year they are counted from the one spoken of (``前一年呢``)."""
    years = {span.first[:4] for span in before} & {span.last[:4] for span in before}
    if len(before) != 1 or len(years) != 1 or not next(iter(years)).isdigit():
        return own
    year = int(years.pop())
    return tuple(
        each
        if each.first or not each.shift
        else Span(
            words=each.words,
            first=f"{year + each.shift}-01-01",
            last=f"{year + each.shift}-12-31",
        )
        for each in own
    )


def _has_thing(plan: Plan) -> bool:
    return any(each.phrase for each in plan.targets)


def _is_complete(plan: Plan) -> bool:
    """Whether it says of what and of where, and points to nothing."""
    said = plan.places or plan.level or plan.everywhere
    return _has_thing(plan) and bool(said) and not plan.references


def _says_what_to_do(plan: Plan) -> bool:
    return (
        _has_thing(plan)
        or bool(plan.predicates)
        or plan.order is not None
        or plan.aggregate is not None
    )


def _targets(plan: Plan, before: Plan) -> tuple[Target, ...]:
    """Its things; the ones before, with its own act and measure, where it names none."""
    if _has_thing(plan) or not before.targets:
        return plan.targets
    if not plan.targets:
        return before.targets
    own = plan.targets[0]
    return tuple(
        each.model_copy(
            update={
                "act": own.act or each.act,
                "measure": own.measure or (None if own.act else each.measure),
                "aggregation": own.aggregation or each.aggregation,
                "unit": own.unit or ("" if own.act or own.measure else each.unit),
            }
        )
        for each in before.targets
    )


def _pointed_at(plan: Plan, before: Plan) -> tuple[str, ...]:
    """The one of several places that 前者 or 后者 means."""
    if before.places and _points_to(plan, _FIRST_OF_TWO):
        return before.places[:1]
    if before.places and _points_to(plan, _LAST_OF_TWO):
        return before.places[-1:]
    return ()


def _points_to(plan: Plan, words: frozenset[str]) -> bool:
    return any(each.strip().lower() in words for each in plan.references)


def _of_any_year(reports: str, times: tuple[Span, ...]) -> str:
    """Words for reports without the year of those spoken of, where another time is asked about (``2019年那份``)."""
    return _YEAR.sub("", reports) if times else reports
