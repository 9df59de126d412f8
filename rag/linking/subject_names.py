"""What a collection calls a subject."""

from __future__ import annotations

from rag.execution.links import LinkedName
from rag.linking.subjects import Subject
from vectorstore.queries import FactQuery
from vectorstore.store import Store

_FACTS = 20_000
"""Facts of an indicator of the lexicon that are looked through for what they call it."""


def names_of(store: Store, subject: Subject) -> tuple[LinkedName, ...]:
    """What the collection calls a subject."""
    if not subject.canonical:
        names = dict.fromkeys(figure.name for figure in subject.figures)
        return tuple(LinkedName(name.thing, name.act, subject.chance) for name in names)
    facts = store.facts(FactQuery(canonical=subject.indicators, limit=_FACTS))[1]
    known = dict.fromkeys((fact.thing, fact.act) for fact in facts if fact.thing)
    return tuple(LinkedName(thing, act) for thing, act in known)
