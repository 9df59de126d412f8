"""Who is trained on and who is measured: one author, or one genre, left out at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar


class Sliced(Protocol):
    """Labelled material that knows its author and its genre."""

    @property
    def author(self) -> str:
        """Who wrote it."""
        ...

    @property
    def genre(self) -> str:
        """Of which kind of report it is, or asks."""
        ...


Item = TypeVar("Item", bound=Sliced)


def leave_one_author_out(items: Sequence[Item]) -> Iterator[tuple[str, list[Item], list[Item]]]:
    """``(author, train, held)`` for every author, in order of name."""
    return _leave_one_out(items, lambda each: each.author)


def leave_one_genre_out(items: Sequence[Item]) -> Iterator[tuple[str, list[Item], list[Item]]]:
    """``(genre, train, held)`` for every genre, in order of name."""
    return _leave_one_out(items, lambda each: each.genre)


def _leave_one_out(
    items: Sequence[Item], slice_of: Callable[[Item], str]
) -> Iterator[tuple[str, list[Item], list[Item]]]:
    for name in sorted({slice_of(each) for each in items}):
        train = [each for each in items if slice_of(each) != name]
        held = [each for each in items if slice_of(each) == name]
        yield name, train, held
