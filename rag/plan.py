"""A question as a plan: what to select, of when and where, under which condition, in which order.

One frozen value stands between the words of a question and the answer. It can be shown, kept in a
conversation, posted instead of a question, and tested without any data; whoever executes it never
sees the question's text. What a question says and no slot holds is its :attr:`Plan.residue`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from vectorstore.records import Aggregation, Direction, Measure, PartKind, Scope, Status


class Act(StrEnum):
    """What a question asks to be done."""

    VALUE = "value"
    WHICH = "which"
    HOW_MANY = "how_many"
    COMPARE = "compare"
    ORDER = "order"
    CHANGE = "change"
    TREND = "trend"
    DESCRIBE = "describe"
    SUMMARISE = "summarise"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    YES_NO = "yes_no"


class Aggregate(StrEnum):
    """How several figures become one."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    DIFFERENCE = "difference"


class Operator(StrEnum):
    """How a figure stands to a limit."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "="
    BETWEEN = "between"
    STATED = "stated"
    NOT_STATED = "not_stated"
    MOVED = "moved"
    """The figure is a change in :attr:`Predicate.direction`."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Target(_Value):
    """A thing asked about.

    Attributes:
        phrase: The asker's words for it.
        act: An act that narrows it, in the asker's words (``受理``).
        measure: What of it is asked for; None where the words do not say.
        aggregation: How its figures sum up their time (``累计``, ``年均``); None where the words do not say.
        unit: The unit asked for, in the asker's words (``件``); empty where none is named.
    """

    phrase: str
    act: str = ""
    measure: Measure | None = None
    aggregation: Aggregation | None = None
    unit: str = ""

    @property
    def words(self) -> str:
        """The phrase with its act, as one would say it."""
        if not self.act or self.act in self.phrase:
            return self.phrase
        return f"{self.phrase} {self.act}".strip() if self.act.isascii() else self.phrase + self.act


class Span(_Value):
    """A time asked about, as an interval of days.

    Attributes:
        words: The asker's words.
        first: First day, ISO; empty where it is told from each report (去年).
        last: Last day, ISO.
        shift: Years from each report's own year, where the words only say that (去年 is -1).
    """

    words: str
    first: str = ""
    last: str = ""
    shift: int | None = None


class Predicate(_Value):
    """A condition on figures.

    Attributes:
        words: The asker's words.
        operator: How the figure stands to the limit.
        value: The limit, scaled.
        value_max: Upper limit of a range.
        unit: The limit's unit, without a scale; empty where the words give none.
        direction: Which way a change goes, for :attr:`Operator.MOVED`.
    """

    words: str
    operator: Operator
    value: float | None = None
    value_max: float | None = None
    unit: str = ""
    direction: Direction = Direction.NONE


class Order(_Value):
    """Which figures come first.

    Attributes:
        words: The asker's words.
        descending: Whether the largest do.
        count: How many are asked for; None for all.
    """

    words: str
    descending: bool = True
    count: int | None = None


class Plan(_Value):
    """A question, understood.

    Attributes:
        act: What is asked to be done.
        targets: The things asked about, in the question's order.
        places: Official names of the places asked about.
        level: Of all places of one level (``county``), where no place is named.
        everywhere: Whether all places are meant in so many words (各地).
        bodies: Bodies within a place, in the asker's words.
        scope: Which part of the place; None where the words do not say.
        times: The times asked about.
        paired: Whether each of the places is asked about at the time of its own, in their order.
        predicates: Conditions, all of which must hold.
        order: Which figures come first; None where none is wanted.
        aggregate: How figures become one; None where they stay apart.
        status: Whether results, targets or plans are meant; None where the words do not say.
        part: The part of reports that is wanted (what they admit, what they plan).
        reports: Words about which reports are meant.
        negated: Whether the places or reports are meant that do not.
        references: Words that point to what came before.
        residue: Content words that no slot holds.
        language: Of the question, ``zh`` or ``en``.
    """

    act: Act
    targets: tuple[Target, ...] = ()
    places: tuple[str, ...] = ()
    level: str = ""
    everywhere: bool = False
    bodies: tuple[str, ...] = ()
    scope: Scope | None = None
    times: tuple[Span, ...] = ()
    paired: bool = False
    predicates: tuple[Predicate, ...] = ()
    order: Order | None = None
    aggregate: Aggregate | None = None
    status: Status | None = None
    part: PartKind | None = None
    reports: str = ""
    negated: bool = False
    references: tuple[str, ...] = ()
    residue: tuple[str, ...] = ()
    language: str = Field(default="zh", pattern="^(zh|en)$")

    def to_json(self) -> dict[str, Any]:
        """The plan without what it does not say, as JSON's values."""
        return self.model_dump(mode="json", exclude_defaults=True)
