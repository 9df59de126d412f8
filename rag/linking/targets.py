"""What the targets of a plan mean in a collection."""

from __future__ import annotations

from rag.execution.links import LinkedName, LinkedTarget
from rag.linking.names import said_with_measure
from rag.linking.subjects import Subject, Subjects
from rag.plan import Target
from vectorstore.queries import FactQuery
from vectorstore.store import Store

_FACTS = 20_000
"""Facts of an indicator of the lexicon that are looked through for what they call it."""


def linked_target(store: Store, subjects: Subjects, target: Target) -> LinkedTarget:
    """A target with the names that it means; none where the collection holds nothing likely.

    What is asked of it (its growth, its share) is looked for among figures that measure just that
    first; the names are those of the thing, of whatever measure, as the executor sifts by measure.
    """
    phrase = target.phrase if target.act in target.phrase else f"{target.phrase}{target.act}"
    if not phrase.strip():
        return LinkedTarget(target)
    subject = subjects.named(phrase)
    if target.measure is not None and not subject.canonical:
        measured = subjects.named(said_with_measure(phrase, target.measure))
        subject = measured if measured.figures else subject
    return LinkedTarget(target, names_of(store, subject))


def names_of(store: Store, subject: Subject) -> tuple[LinkedName, ...]:
    """What the collection calls a subject."""
    if not subject.canonical:
        names = dict.fromkeys(figure.name for figure in subject.figures)
        return tuple(LinkedName(name.thing, name.act, subject.chance) for name in names)
    facts = store.facts(FactQuery(canonical=subject.indicators, limit=_FACTS))[1]
    known = dict.fromkeys((fact.thing, fact.act) for fact in facts if fact.thing)
    return tuple(LinkedName(thing, act) for thing, act in known)
