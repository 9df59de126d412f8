"""What a check of a store finds, and what can be done about each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Area(StrEnum):
    """Where something is wrong."""

    DATABASE = "database"
    REPORT = "report"
    INDEX = "index"
    CONVERSATIONS = "conversations"


class Remedy(StrEnum):
    """What mends it."""

    REPAIR = "repair"
    """``yiju check --repair``: it is derived from what is sound."""
    REPROCESS = "reprocess"
    """The same: the report is made anew from its original bytes, which are sound."""
    INGEST = "ingest"
    """Ingesting the report's source again: its original bytes are damaged too."""
    RESTORE = "restore"
    """Restoring a backup, or ingesting everything into a new store."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        area: Where.
        subject: The report's id, the index's name or the file's; empty for the whole database.
        problem: What is wrong.
        remedy: What mends it.
        sources: Where the report came from.
    """

    area: Area
    subject: str
    problem: str
    remedy: Remedy
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """The outcome of a check.

    Attributes:
        reports: How many reports were read.
        passages: How many passages.
        facts: How many facts.
        generation: The store's last change.
        findings: What is wrong; none in a sound store.
        notes: What is worth knowing and mends itself.
        unnoted: Ids of the sound reports that have no checksums, as they were stored before these
            were kept.
    """

    reports: int = 0
    passages: int = 0
    facts: int = 0
    generation: int = 0
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    unnoted: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def ids(self, *remedies: Remedy) -> tuple[str, ...]:
        """The reports for which one of some remedies is needed."""
        found = (
            each.subject
            for each in self.findings
            if each.area is Area.REPORT and each.remedy in remedies
        )
        return tuple(dict.fromkeys(found))
