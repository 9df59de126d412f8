"""Marks a question's spans and says its act, by the models that ship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import Protocol, cast

import pycrfsuite

from rag.plan import Act
from rag.question.language import language_of
from rag.tagging.acts import signs_of_act
from rag.tagging.gazetteer import Stretch
from rag.tagging.labels import Marked, spans_of
from rag.tagging.signs import ALL, Families, see

LANGUAGES = ("zh", "en")
ACTS = "act"
"""Name of the model of acts, beside those of the languages' spans."""


FRAME = "frame.txt"
"""Name of the list of words that often stand outside all spans."""


class _Weights(Protocol):
    """An open model of python-crfsuite."""

    def tag(self, signs: Sequence[Sequence[str]]) -> list[str]:
        """The likeliest labels."""
        ...

    def probability(self, labels: Sequence[str]) -> float:
        """How likely labels are for what was tagged last."""
        ...


@dataclass(frozen=True, slots=True)
class Tagged:
    """A question with its marks.

    Attributes:
        question: As asked.
        language: ``zh`` or ``en``.
        spans: What its stretches are, in order, not overlapping.
        act: What it does.
        certainty: How likely that act is, by the model.
    """

    question: str
    language: str
    spans: tuple[Marked, ...]
    act: Act
    certainty: float

    def words(self, span: Marked) -> str:
        """The words of one of its spans, as asked."""
        return self.question[span.start : span.end]


class Tagger:
    """Marks questions; one may be shared by threads.

    Args:
        folder: Where ``zh.crf``, ``en.crf``, ``act.crf`` and ``frame.txt`` lie.
        families: The families of signs that they were trained with.
    """

    def __init__(self, folder: Path, families: Families = ALL) -> None:
        self._families = families
        self._lock = Lock()
        self._spans = {each: _open(folder / f"{each}.crf") for each in LANGUAGES}
        self._acts = _open(folder / f"{ACTS}.crf")
        self._frame = frozenset((folder / FRAME).read_text("utf-8").split())

    @property
    def frame(self) -> frozenset[str]:
        """Words that stood outside all spans in questions of several authors it was trained on."""
        return self._frame

    @classmethod
    def shipped(cls) -> Tagger:
        """The tagger that ships; opened once a process."""
        return _shipped()

    def tag(self, question: str, places: Sequence[Stretch] = ()) -> Tagged:
        """Marks a question.

        Args:
            question: As asked, in either language and either script.
            places: Where places that the collection holds are named in it.
        """
        language = language_of(question)
        seen = see(question, places, self._families)
        if not seen.tokens:
            return Tagged(question, language, (), Act.DESCRIBE, 0.0)
        with self._lock:  # an open model remembers what it tagged last
            spans = spans_of(seen.tokens, self._spans[language].tag(seen.signs))
            act = self._acts.tag([signs_of_act(seen, spans)])
            certainty = self._acts.probability(act)
        return Tagged(question, language, tuple(spans), Act(act[0]), certainty)


def _open(path: Path) -> _Weights:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return cast(_Weights, tagger)


@cache
def _shipped() -> Tagger:
    with resources.as_file(resources.files("rag.tagging").joinpath("models")) as folder:
        return Tagger(folder)
