"""Links of the estate: a phrase, the names that a collection holds, and which of them it means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from benchmarks.estate.problems import Problem, first_error

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WORD = re.compile(r"[a-z]{3,}|[A-Za-z]+ [A-Za-z]+")


class Link(BaseModel):
    """A phrase and what it means.

    Attributes:
        author: Who wrote it.
        lang: Language of the phrase.
        phrase: As somebody would say it.
        candidates: Names of figures that one collection holds.
        gold: The candidates meant, all equally good; empty where none is.
        genre: Of which reports; empty where the author does not say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    author: str
    lang: Literal["zh", "en"]
    phrase: str = Field(min_length=1)
    candidates: tuple[str, ...] = Field(min_length=2)
    gold: tuple[str, ...] = ()
    genre: str = ""

    @model_validator(mode="after")
    def _gold_is_a_candidate(self) -> Link:
        for name in self.gold:
            if name not in self.candidates:
                raise ValueError(f"gold {name!r} is no candidate")
        return self

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What makes two links the same."""
        return self.phrase, self.candidates


def language_of(phrase: str) -> Literal["zh", "en"]:
    """The language of a phrase; an abbreviation (GDP) is as Chinese as it is English: ``zh``."""
    if _CHINESE.search(phrase):
        return "zh"
    return "en" if _ENGLISH_WORD.search(phrase) else "zh"


def read_links(folder: Path) -> tuple[list[Link], list[Problem]]:
    """Reads ``<author>.jsonl`` of a folder; a line with a mistake is left out and named."""
    problems: list[Problem] = []
    found = [
        each for path in sorted(folder.glob("*.jsonl")) for each in read_link_file(path, problems)
    ]
    return found, problems


def read_link_file(path: Path, problems: list[Problem]) -> list[Link]:
    """Reads one file of links; mistakes are added to ``problems``."""
    found: list[Link] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(Link.model_validate_json(line))
        except ValidationError as error:
            problems.append(Problem(path, number, first_error(error)))
    return found
