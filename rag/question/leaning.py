"""A question of a conversation beside the one before it, on its way to completion."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.answer import Intent
from rag.question.query import Query
from rag.question.state import State
from rag.question.wording import Wording

ACROSS = (Intent.LIST, Intent.COMPARE, Intent.COUNT, Intent.TREND)
"""Intents of questions over all places in scope."""

_AGAINST = re.compile(
    r"(?:比|跟|和|与|同|较)[^,。?]{1,12}(?:比|相比|比较|多|少|高|低|大|小|强|差)|\b(?:than|compared?|versus|vs)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?:跟|和|与|同)[^,。?]{1,12}(?:相?比|比较)(?:起来|一下)?(?:呢|如何|怎么?样)?[?]?$"
)


@dataclass
class Leaning:
    """A question that leaves something to the conversation before it.

    Attributes:
        own: The question as understood by itself.
        wording: How it is worded.
        state: What the conversation keeps.
        inherited: What was taken over so far.
    """

    own: Query
    wording: Wording
    state: State
    inherited: list[str] = field(default_factory=list)

    @property
    def earlier(self) -> Query:
        """The question before it, completed."""
        return self.state.query

    @property
    def is_over_several(self) -> bool:
        """Whether the last answer rests on several reports."""
        return len(self.state.reports) > 1

    def note(self, *names: str) -> None:
        """Notes what is taken over."""
        self.inherited += names

    def is_against_another(self, query: Query) -> bool:
        """Whether it sets one place against the one asked about before: 比云溪县多几件."""
        one, other = self.own.regions, self.earlier.regions
        if len(one) != 1 or len(other) != 1 or one == other or self.own.missing_regions:
            return False
        words = f"{self.own.text}\n{self.own.question}"
        return bool(
            (query.intent is Intent.COMPARE and _AGAINST.search(words))
            or _BESIDE.search(self.own.text)
        )
