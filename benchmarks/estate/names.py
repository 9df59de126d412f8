"""When two names of a thing, a place or a body are the same."""

from __future__ import annotations

import re
from collections import Counter

from ingest.folding import fold

LENIENT_EXTRA = 2
"""A name that contains the other with at most so many characters more is as good."""
LENIENT_PAIRS = 0.8
"""Names that share so much of their character pairs (Dice) are as good."""

_DROPPED = re.compile(r"[\s的之、,，.。:：;；()（）“”\"'‘’《》<>·\-—_/|]")


def folded(name: str) -> str:
    """A name without width, spaces, punctuation and 的, in lower case."""
    return _DROPPED.sub("", fold(name).lower())


def same(first: str, second: str) -> bool:
    """Whether two names are equal once folded."""
    return folded(first) == folded(second)


def nearly(first: str, second: str) -> bool:
    """Whether two names are equal, or nearly so.

    Nearly: one contains the other and is at most :data:`LENIENT_EXTRA` characters longer, or
    they share at least :data:`LENIENT_PAIRS` of their pairs of characters.
    """
    one, other = folded(first), folded(second)
    if one == other:
        return True
    if not one or not other:
        return False
    inside = one in other or other in one
    if inside and abs(len(one) - len(other)) <= LENIENT_EXTRA:
        return True
    return pair_overlap(one, other) >= LENIENT_PAIRS


def pair_overlap(first: str, second: str) -> float:
    """Dice coefficient of the pairs of neighbouring characters, 0 to 1."""
    one, other = _pairs(first), _pairs(second)
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def same_ending(first: str, second: str) -> bool:
    """Whether one name, folded, ends with the other (``某省云浦市`` and ``云浦市``)."""
    one, other = folded(first), folded(second)
    if not one or not other:
        return one == other
    return one.endswith(other) or other.endswith(one)


def _pairs(name: str) -> Counter[str]:
    return Counter(name[at : at + 2] for at in range(len(name) - 1))
