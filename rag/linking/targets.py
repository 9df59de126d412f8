"""What the targets of a plan mean in a collection."""

from __future__ import annotations

from rag.execution.links import LinkedName, LinkedTarget
from rag.linking.collection import CollectionLinker, Link
from rag.linking.names import said_with_measure
from rag.plan import Target


def linked_target(linker: CollectionLinker, target: Target) -> LinkedTarget:
    """A target with the names that it means; none where the collection holds nothing likely.

    What is asked of it (its growth, its share) is looked for among figures that measure just that
    first; the names are those of the thing, of whatever measure, as the executor sifts by measure.
    """
    phrase = target.phrase if target.act in target.phrase else f"{target.phrase}{target.act}"
    if not phrase.strip():
        return LinkedTarget(target)
    link = linker.link(said_with_measure(phrase, target.measure)) if target.measure else None
    link = link or linker.link(phrase)
    return LinkedTarget(target, _names(link) if link is not None else ())


def _names(link: Link) -> tuple[LinkedName, ...]:
    names = dict.fromkeys(figure.name for figure in link.figures)
    return tuple(LinkedName(name.thing, name.act, link.chance) for name in names)
