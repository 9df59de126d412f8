"""A marked question with what its spans say, as the readers of slots take it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.planning.naming import NamedPlace
from rag.tagging.labels import Marked
from rag.tagging.tagger import Tagged

_DENIED = re.compile(
    r"(?:我说的|我问的|问的)?(?<!是)(?:不是|不要|别看|而非|并非|而不是)(?:问|说|要)?\s*$|\bnot (?:the |in )?$"
)
"""What stands before what is not meant."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, marked.

    Attributes:
        tagged: Its spans and its act.
        view: Its common view: folded, simplified; offsets are the question's.
        lower: The same in lower case.
        named: Places that it names.
    """

    tagged: Tagged
    view: str
    lower: str
    named: tuple[NamedPlace, ...]

    def spans(self, kinds: str) -> Iterator[Marked]:
        """Its spans of some kinds, in order."""
        return (each for each in self.tagged.spans if each.kind in kinds)

    def said(self, span: Marked) -> str:
        """The words of a span, as asked."""
        return self.tagged.question[span.start : span.end].strip()

    def low(self, span: Marked) -> str:
        """The words of a span in the common view, in lower case."""
        return self.lower[span.start : span.end]

    def within(self, start: int, end: int, kinds: str) -> bool:
        """Whether a stretch touches a span of some kinds."""
        return any(each.start < end and start < each.end for each in self.spans(kinds))

    def is_denied(self, start: int) -> bool:
        """Whether what begins at a position is said not to be meant (``不是2023年,是2022年``)."""
        return _DENIED.search(self.lower[:start]) is not None

    def around(self, span: Marked, reach: int) -> tuple[int, int]:
        """A span with what stands beside it, up to the next spans and at most so far."""
        before = max((each.end for each in self.tagged.spans if each.end <= span.start), default=0)
        after = min(
            (each.start for each in self.tagged.spans if each.start >= span.end),
            default=len(self.view),
        )
        return max(before, span.start - reach), min(after, span.end + reach)
