"""What the words before one figure say of it, as a value."""

from __future__ import annotations

from typing import NamedTuple

from vectorstore.records import Direction, Measure, Scope, Status

MARKS = ' ,、:;。"()\x01\x02'
"""What may stand around words without being part of them; the last two stand for what was cut out."""


class Lead(NamedTuple):
    """What the words before one figure say of it.

    Attributes:
        thing: What they name; empty where they name nothing.
        act: What was done to it.
        measure: What of it is measured; None where they do not say.
        direction: Which way it changed.
        base: Against what.
        average: Whether the change is a yearly average.
        status: Whether it is a target or a plan; None where they do not say.
        scope: Which part of the place they speak of; None where they do not say.
        among: Whether what follows is a part (其中).
        previous: Whether another figure follows that replaces this one (``由``…).
        aims: Whether they say for the rest of the sentence too that it is a target or a plan.
        is_done: Whether they say that something was reached (``完成目标任务``).
        spoken: The thing with its act and who did it, as the words have it.
    """

    thing: str = ""
    act: str = ""
    measure: Measure | None = None
    direction: Direction = Direction.NONE
    base: str = ""
    average: bool = False
    status: Status | None = None
    scope: Scope | None = None
    among: bool = False
    previous: bool = False
    aims: bool = False
    is_done: bool = False
    spoken: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether neither a thing nor an act is named."""
        return not self.thing and not self.act
