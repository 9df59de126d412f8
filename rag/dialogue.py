"""A question of a conversation takes over what it leaves out, slot by slot of the plan before it."""

from __future__ import annotations

from rag.plan import Act, Plan, Target

_FIRST_OF_TWO = frozenset({"前者", "前面那个", "the former"})
_LAST_OF_TWO = frozenset({"后者", "后面那个", "the latter"})
_TELLING = frozenset({Act.VALUE, Act.YES_NO})
"""Acts that a question has which only names another place or time."""


def merged(plan: Plan, before: Plan | None) -> Plan:
    """A plan with what it leaves out from the one before it; a complete one stays as it is.

    Args:
        plan: Of the question by itself.
        before: Of the conversation so far; None for a first question.
    """
    if before is None or _is_complete(plan):
        return plan
    places = plan.places or _pointed_at(plan, before) or (() if plan.level else before.places)
    taken: dict[str, object] = {
        "targets": _targets(plan, before),
        "places": places,
        "times": plan.times or before.times,
        "level": plan.level or ("" if places else before.level),
        "bodies": plan.bodies or (() if plan.places else before.bodies),
        "scope": plan.scope or before.scope,
        "status": plan.status or before.status,
        "part": plan.part or (None if _has_thing(plan) else before.part),
        "reports": plan.reports or before.reports,
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


def _has_thing(plan: Plan) -> bool:
    return any(each.phrase for each in plan.targets)


def _is_complete(plan: Plan) -> bool:
    """Whether it says of what and of where, and points to nothing."""
    return _has_thing(plan) and bool(plan.places or plan.level) and not plan.references


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
    words = {each.strip().lower() for each in plan.references}
    if before.places and words & _FIRST_OF_TWO:
        return before.places[:1]
    if before.places and words & _LAST_OF_TWO:
        return before.places[-1:]
    return ()
