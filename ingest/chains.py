"""What a sentence has said so far, for the clauses that lean on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.indicators import frame_of
from ingest.periods import NO_PERIOD, Period


@dataclass
class Chain:
    """The state of a sentence as it is read clause by clause.

    Attributes:
        period: The time that its figures are of.
        topic: The thing it is about (``行政复议案件``); empty before the first figure.
        topic_start: Where the clause that named the topic begins.
        unit: Unit of the figure that named the topic.
        name: Name of the figure before.
        frames: Clauses without figures, and where a quote that needs them begins.
        event: An event held, whose participants may be counted.
        event_start: Where the clause that names the event begins.
        lead: Where a time that stands as a clause of its own begins; -1 where none.
        among: Whether 其中 was said.
        label: What a colon sets before the whole sentence (``行政复议:``).
        label_start: Where it begins.
    """

    period: Period = NO_PERIOD
    topic: str = ""
    topic_start: int = -1
    unit: str = ""
    name: str = ""
    frames: list[tuple[str, int]] = field(default_factory=list)
    event: str = ""
    event_start: int = -1
    lead: int = -1
    among: bool = False
    label: str = ""
    label_start: int = -1

    def lead_on(self, topic: str, start: int, unit: str) -> None:
        """Notes the thing that the chain is about from here on."""
        self.topic, self.topic_start, self.unit = topic, start, unit

    def break_off(self) -> None:
        """A semicolon: parts and frames end, the topic and the time stay."""
        self.among, self.lead = False, -1
        self.frames.clear()

    @property
    def frame(self) -> str:
        """What the nearest clause without figures is about; worked out only when asked for."""
        while self.frames and not (found := frame_of(self.frames[-1][0])):
            self.frames.pop()
        return found if self.frames else ""

    @property
    def frame_start(self) -> int:
        """Where a quote that needs the frame begins."""
        return self.frames[-1][1] if self.frames else -1
