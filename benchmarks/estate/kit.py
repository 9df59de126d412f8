"""The forms in which authors hand in questions and links, read into those of the estate.

Authors mark their questions in place and leave out whatever is usual; see ``estate/README.md``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from benchmarks.estate.genres import genre_of
from benchmarks.estate.links import Link, language_of
from benchmarks.estate.marks import read_marks
from benchmarks.estate.problems import Problem, first_error
from benchmarks.estate.questions import EstateQuestion, Plan, question_key
from rag.evaluation.questions import QuestionType

_NORM = ("time", "cond", "order", "agg", "measure", "status", "dir")
_TURNS = ("inherits", "replaces")
_GOLD = (
    "doc", "regions", "values", "values_any", "derived", "accept", "evidence", "min_evidence",
    "answerable",
)  # fmt: skip
_LISTING = (QuestionType.LIST, QuestionType.COUNT)
_PROVING = ("regions", "values", "values_any", "derived", "evidence")


class Names(NamedTuple):
    """What the estate calls what an author names.

    Attributes:
        report: From an author and a report as the author names it to its name in the estate; empty
            where it is not there.
        place: From a place as an author writes it to its full name.
    """

    report: Callable[[str, str], str]
    place: Callable[[str], str]


Told = Callable[[str], None]
"""Takes a remark on a line that is kept all the same."""


class Kept(NamedTuple):
    """What of a file can be kept, and what is wrong with the rest.

    Attributes:
        questions: The questions.
        problems: Mistakes and remarks, by line.
    """

    questions: list[EstateQuestion]
    problems: list[Problem]


def read_kit_questions(path: Path, author: str, names: Names) -> Kept:
    """Reads an author's ``questions.jsonl``."""
    kept: dict[str, EstateQuestion] = {}
    problems: list[Problem] = []
    for number, row in _rows(path, problems):

        def told(text: str, number: int = number) -> None:
            problems.append(Problem(path, number, text))

        try:
            question = _question(row, author, names, told)
        except ValidationError as error:
            told(f"left out: {first_error(error)}")
        except (ValueError, KeyError, TypeError) as error:
            told(f"left out: {error}")
        else:
            if question.id in kept:
                told("left out: asked before in the same words")
            kept.setdefault(question.id, question)
    return Kept(list(kept.values()), problems)


def read_kit_links(path: Path, author: str) -> tuple[list[Link], list[Problem]]:
    """Reads an author's ``links.jsonl``."""
    kept: dict[tuple[str, tuple[str, ...]], Link] = {}
    problems: list[Problem] = []
    for number, row in _rows(path, problems):
        try:
            link = _link(row, author)
        except ValidationError as error:
            problems.append(Problem(path, number, f"left out: {first_error(error)}"))
            continue
        if link.key in kept:
            problems.append(Problem(path, number, "left out: the same phrase and candidates"))
        kept.setdefault(link.key, link)
    return list(kept.values()), problems


def _rows(path: Path, problems: list[Problem]) -> list[tuple[int, dict[str, Any]]]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            problems.append(Problem(path, number, f"left out: no JSON ({error})"))
            continue
        if isinstance(row, dict):
            rows.append((number, row))
        else:
            problems.append(Problem(path, number, "left out: no JSON object"))
    return rows


def _link(row: Mapping[str, Any], author: str) -> Link:
    phrase = str(row.get("phrase", "")).strip()
    genre = str(row.get("genre", ""))
    return Link(
        author=author,
        lang=row.get("lang") or language_of(phrase),
        phrase=phrase,
        candidates=tuple(dict.fromkeys(_texts(row.get("candidates")))),
        gold=_texts(row.get("gold")),
        genre=genre_of(genre) if genre else "",
    )


def _question(row: Mapping[str, Any], author: str, names: Names, told: Told) -> EstateQuestion:
    marked = read_marks(str(row.get("m", "")))
    history = _texts(row.get("history"))
    plain = {
        "id": f"{author}-{question_key(marked.text, history)}",
        "author": author,
        "genre": genre_of(str(row.get("genre", ""))),
        "voice": row.get("voice"),
        "lang": row.get("lang", "zh"),
        "type": row.get("type"),
        "history": history,
        "question": marked.text,
        "spans": tuple({"start": a, "end": b, "kind": kind} for a, b, kind in marked.spans),
        "plan": _plan(row, told),
        "note": str(row.get("note", "")),
    }
    gold = _gold(row, author, names, told)
    if gold:
        try:
            return EstateQuestion.model_validate({**plain, **gold, "gold": True})
        except ValidationError as error:
            told(f"kept without its gold answer: {first_error(error)}")
    return EstateQuestion.model_validate({**plain, "gold": False})


def _plan(row: Mapping[str, Any], told: Told) -> Plan:
    norm = row.get("norm") or {}
    said: dict[str, tuple[str, ...]] = {}
    for name in _NORM:
        slot = _texts(norm.get(name))
        try:
            Plan.model_validate({"act": "value", name: slot})
        except ValidationError:
            told(f"norm.{name} {norm[name]!r} is not known and was dropped")
        else:
            said[name] = slot
    said |= {name: _texts(norm[name]) for name in _TURNS if norm.get(name) is not None}
    unknown = set(norm) - {*_NORM, *_TURNS}
    if unknown:
        told(f"norm.{'、'.join(sorted(unknown))} is not known and was dropped")
    return Plan.model_validate({"act": row.get("act"), **said})


def _gold(row: Mapping[str, Any], author: str, names: Names, told: Told) -> dict[str, Any] | None:
    """The gold fields, with reports by their names in the estate; None where there are none."""
    answerable = bool(row.get("answerable", row.get("type") != "unanswerable"))
    if answerable and not any(row.get(name) for name in _GOLD):
        return None
    evidence = [
        {"doc": names.report(author, str(each.get("doc", ""))), "quote": str(each.get("quote", ""))}
        for each in row.get("evidence") or ()
    ]
    docs = [names.report(author, name) for name in _texts(row.get("doc"))]
    if "" in docs or any(not each["doc"] for each in evidence):
        told("kept without its gold answer: it names a report that is not there")
        return None
    if answerable and not any(row.get(name) for name in _PROVING):
        told("kept without its gold answer: nothing to judge an answer by")
        return None
    return {
        "docs": tuple(docs),
        "regions": tuple(dict.fromkeys(map(names.place, _texts(row.get("regions"))))),
        "values": _texts(row.get("values")),
        "values_any": tuple(_texts(group) for group in row.get("values_any") or () if group),
        "derived": _texts(row.get("derived")),
        "accept": {str(key): _texts(each) for key, each in (row.get("accept") or {}).items()},
        "evidence": evidence if answerable else (),
        "min_evidence": row.get("min_evidence"),
        "exact_places": False if row.get("type") in _LISTING and len(docs) == 1 else None,
        "answerable": answerable,
    }


def _texts(value: object) -> tuple[str, ...]:
    """A text, a number, a list of them, or nothing, as texts."""
    if value is None or value == "":
        return ()
    if isinstance(value, (list, tuple)):
        return tuple(str(each) for each in value if each is not None and each != "")
    return (str(value),)
