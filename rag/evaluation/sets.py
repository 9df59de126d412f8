"""Question sets that were uploaded, kept in a folder, and those that come with the program."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from rag.evaluation.json_folder import JsonFolder, write_whole
from rag.evaluation.questions import Question, load_questions
from vectorstore.errors import QuestionSetError

MOST_SETS = 50
MOST_QUESTIONS = 5_000
_ID_DIGITS = 12
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A question set that can be run.

    Attributes:
        set_id: 12 hex digits of its content, so that the same set is kept once.
        name: As it was called.
        created: ISO time of the upload; empty for one that comes with the program.
        builtin: Whether it comes with the program.
        types: How many questions there are of each type.
        langs: How many there are in each language.
    """

    set_id: str
    name: str
    created: str
    builtin: bool
    types: Mapping[str, int]
    langs: Mapping[str, int]

    @property
    def questions(self) -> int:
        """How many questions it has."""
        return sum(self.types.values())


_SET = TypeAdapter(QuestionSet)


class QuestionSets:
    """Keeps question sets.

    Args:
        folder: Where uploaded ones are kept; made when the first one comes.
        builtin: Files that are offered beside them; those that are missing are passed over.
    """

    def __init__(self, folder: Path, builtin: Sequence[Path] = ()) -> None:
        self._folder = folder
        self._cards = JsonFolder(folder)
        self._builtin = [path for path in builtin if path.is_file()]
        self._lock = threading.Lock()

    def all(self) -> list[QuestionSet]:
        """Those that come with the program, then the uploaded ones, the latest first."""
        held = [self._described(path) for path in self._builtin]
        cards = (
            self._cards.read(set_id, partial(_from_card, set_id))
            for set_id in self._cards.names()
            if (self._folder / f"{set_id}.jsonl").is_file()
        )
        uploaded = [each for each in cards if each is not None]
        return held + sorted(uploaded, key=lambda each: each.created, reverse=True)

    def get(self, set_id: str) -> QuestionSet | None:
        """One set; None where there is none of that id."""
        return next((each for each in self.all() if each.set_id == set_id), None)

    def load(self, set_id: str) -> list[Question]:
        """The questions of a set.

        Raises:
            QuestionSetError: There is no such set.
        """
        for path in self._builtin:
            if _id_of(path.read_bytes()) == set_id:
                return load_questions(path)
        if self.get(set_id) is None:
            raise QuestionSetError(set_id, 0, "no such question set is kept")
        return load_questions(self._folder / f"{set_id}.jsonl")

    def add(self, name: str, data: bytes) -> QuestionSet:
        """Keeps a set.

        Args:
            name: What to call it.
            data: JSON Lines, UTF-8.

        Returns:
            The set; the one that is held where the same bytes came before.

        Raises:
            QuestionSetError: It is no question set, or there are too many.
        """
        shown = _shown_name(name)
        set_id = _id_of(data)
        with self._lock:
            known = self.get(set_id)
            if known is not None:
                return known
            if len(self.all()) - len(self._builtin) >= MOST_SETS:
                problem = f"{MOST_SETS} question sets are kept already: remove one first"
                raise QuestionSetError(shown, 0, problem, "too-many-question-sets")
            path = self._folder / f"{set_id}.jsonl"
            write_whole(path, data)
            try:
                found = self._accepted(path, shown)
            except QuestionSetError as error:
                path.unlink()
                problem = str(error).replace(str(path), shown, 1).removeprefix(f"{shown}:").strip()
                problem = problem.split(": ", 1)[-1] if error.line else problem
                raise QuestionSetError(shown, error.line, problem) from error
            card = {
                "name": found.name,
                "created": found.created,
                "types": dict(found.types),
                "langs": dict(found.langs),
            }
            self._cards.write(set_id, card)
            return found

    def remove(self, set_id: str) -> bool:
        """Forgets an uploaded set; says whether there was one. Its evaluations stay."""
        with self._lock:
            known = self.get(set_id)
            if known is None or known.builtin:
                return False
            (self._folder / f"{set_id}.json").unlink()
            (self._folder / f"{set_id}.jsonl").unlink()
            return True

    def _accepted(self, path: Path, name: str) -> QuestionSet:
        questions = load_questions(path)
        if len(questions) > MOST_QUESTIONS:
            problem = f"has {len(questions)} questions, {MOST_QUESTIONS} at most are taken"
            raise QuestionSetError(str(path), 0, problem)
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return _describe(path.stem, name, now, questions, builtin=False)

    def _described(self, path: Path) -> QuestionSet:
        name = f"{path.parent.name}/{path.name}"
        return _describe(_id_of(path.read_bytes()), name, "", load_questions(path), builtin=True)


def _describe(
    set_id: str, name: str, created: str, questions: Sequence[Question], *, builtin: bool
) -> QuestionSet:
    types = Counter(each.type.value for each in questions)
    langs = Counter(each.lang for each in questions)
    return QuestionSet(set_id, name, created, builtin, types, langs)


def _from_card(set_id: str, card: Mapping[str, Any]) -> QuestionSet:
    return _SET.validate_python({**card, "set_id": set_id, "builtin": False})


def _id_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_ID_DIGITS]


def _shown_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(char for char in last if char.isprintable()).strip()
    return shown[:_LONGEST_NAME] or "questions.jsonl"
