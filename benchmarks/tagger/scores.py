"""How well spans and acts are told: by kind, language, voice, author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.box import SIMPLE
from rich.table import Table

from benchmarks.estate.questions import EstateQuestion
from rag.tagging.labels import Marked
from rag.tagging.tagger import Tagged


@dataclass
class Score:
    """Counts over some questions.

    Attributes:
        questions: How many.
        acts: Of how many the act is right.
        whole: Of how many every span is.
        right: Spans right in kind, beginning and end, by kind.
        said: Spans said, by kind.
        meant: Spans meant, by kind.
        tokens: Characters that are marked alike, those outside as well.
        characters: All characters.
    """

    questions: int = 0
    acts: int = 0
    whole: int = 0
    right: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    meant: Counter[str] = field(default_factory=Counter)
    tokens: int = 0
    characters: int = 0

    def add(self, question: EstateQuestion, tagged: Tagged) -> None:
        """Counts a question."""
        gold = {Marked(each.start, each.end, each.kind.value) for each in question.spans}
        own = set(tagged.spans)
        self.questions += 1
        self.acts += tagged.act.value == question.plan.act.value
        self.whole += gold == own
        self.right.update(each.kind for each in gold & own)
        self.said.update(each.kind for each in own)
        self.meant.update(each.kind for each in gold)
        pairs = zip(_kinds(question.question, gold), _kinds(question.question, own), strict=True)
        same = [one == other for one, other in pairs]
        self.tokens += sum(same)
        self.characters += len(same)

    def f1(self, kind: str = "") -> float:
        """F1 of the spans of a kind, of all where none is given."""
        kinds = [kind] if kind else list(self.meant | self.said)
        right = sum(self.right[each] for each in kinds)
        total = sum(self.said[each] + self.meant[each] for each in kinds)
        return 2 * right / total if total else 0.0


def _kinds(text: str, spans: Iterable[Marked]) -> list[str]:
    """What each visible character is marked as."""
    found = [""] * len(text)
    for each in spans:
        found[each.start : each.end] = [each.kind] * (each.end - each.start)
    return [kind for kind, char in zip(found, text, strict=True) if not char.isspace()]


Pair = tuple[EstateQuestion, Tagged]


def by_slice(pairs: Sequence[Pair]) -> dict[str, Score]:
    """Scores of all, and by language, voice, author and genre, English voices left together."""
    scores: dict[str, Score] = {}
    for question, tagged in pairs:
        for name in _slices(question):
            scores.setdefault(name, Score()).add(question, tagged)
    return scores


def _slices(question: EstateQuestion) -> Iterator[str]:
    yield "all"
    yield f"language {question.lang}"
    yield f"voice {question.voice}"
    yield f"author {question.author}"
    yield f"genre {question.genre}"


def table(title: str, scores: dict[str, Score]) -> Table:
    """One row a slice."""
    made = Table(title=title, box=SIMPLE, title_justify="left")
    for name in ("", "n", "act", "span F1", "characters", "whole"):
        made.add_column(name, justify="left" if not name else "right")
    for name, score in sorted(scores.items(), key=lambda each: (each[0] != "all", each[0])):
        shares = (
            score.acts / score.questions,
            score.f1(),
            score.tokens / max(score.characters, 1),
            score.whole / score.questions,
        )
        made.add_row(name, str(score.questions), *(f"{each:.3f}" for each in shares))
    return made


def kinds_table(scores: dict[str, Score]) -> Table:
    """Span F1 by kind, for both languages."""
    made = Table(title="Span F1 by kind", box=SIMPLE, title_justify="left")
    names = [name for name in ("all", "language zh", "language en") if name in scores]
    for name in ("kind", "n", *names):
        made.add_column(name, justify="right")
    for kind, count in sorted(scores["all"].meant.items(), key=lambda each: -each[1]):
        made.add_row(kind, str(count), *(f"{scores[name].f1(kind):.3f}" for name in names))
    return made
