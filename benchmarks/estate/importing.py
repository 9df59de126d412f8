"""Takes what authors hand in into the estate: figures, questions with their reports, and links."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from benchmarks.estate.figures import read_labels
from benchmarks.estate.kit import Names, read_kit_links, read_kit_questions
from benchmarks.estate.layout import Estate
from benchmarks.estate.problems import Problem
from benchmarks.estate.questions import EstateQuestion

_SECOND = "second"


@dataclass(slots=True)
class Imported:
    """What an import did.

    Attributes:
        kept: How many of each kind were taken in.
        problems: What was left out, or kept with a remark.
        written: Files that are not as they were.
    """

    kept: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)


def import_estate(source: Path, estate: Estate) -> Imported:
    """Takes everything in that lies under a folder; what is there already is written anew.

    Args:
        source: ``figures/<author>/NN.txt`` with ``NN.jsonl``; ``questions/<author>/`` with
            ``questions.jsonl``, ``links.jsonl`` and the reports ``r1.txt`` …; in either place a
            folder ``second`` with ``<author>.<reader>`` in the same forms.
        estate: Where it goes.
    """
    done = Imported()
    for folder in _authors(source / "figures"):
        _figures(folder, estate.figures / folder.name, done)
    for folder in _authors(source / "questions"):
        _reports(folder, estate.reports / folder.name, done)
    estate = Estate(estate.root)  # which knows the reports that have come
    for folder in _authors(source / "questions"):
        _questions(folder, folder.name, estate.questions, estate, done)
        _links(folder, folder.name, estate.links, done)
    for folder in _authors(source / "figures" / _SECOND):
        _second_figures(folder, estate.figures / _SECOND / f"{folder.name}.jsonl", done)
    for folder in _authors(source / "questions" / _SECOND):
        author = folder.name.partition(".")[0]
        _questions(folder, author, estate.questions / _SECOND, estate, done)
        _links(folder, author, estate.links / _SECOND, done)
    return done


def _authors(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if each.is_dir() and each.name != _SECOND)


def _figures(folder: Path, target: Path, done: Imported) -> None:
    for labels in sorted(folder.glob("*.jsonl")):
        text = labels.with_suffix(".txt")
        if not text.is_file():
            done.problems.append(Problem(labels, 0, "left out: no text beside it"))
            continue
        head, found = read_labels(labels, done.problems)
        if head is None:
            continue
        _write(target / text.name, text.read_text(encoding="utf-8-sig"), done)
        lines = [_line(head), *(_line(label) for _, label in found)]
        _write(target / labels.name, "".join(lines), done)
        done.kept["documents"] += 1
        done.kept["figures"] += len(found)


def _second_figures(folder: Path, target: Path, done: Imported) -> None:
    lines = []
    for labels in sorted(folder.glob("*.jsonl")):
        head, found = read_labels(labels, done.problems)
        if head is not None:
            lines += [_second_line(labels.stem, label) for _, label in found]
    if lines:
        _write(target, "".join(lines), done)
        done.kept["figures read again"] += len(lines)


def _second_line(document: str, label: BaseModel) -> str:
    said = {"doc": document, **label.model_dump(mode="json", exclude_defaults=True)}
    return json.dumps(said, ensure_ascii=False) + "\n"


def _reports(folder: Path, target: Path, done: Imported) -> None:
    for text in sorted(folder.glob("*.txt")):
        _write(target / text.name, text.read_text(encoding="utf-8-sig"), done)
        done.kept["reports"] += 1


def _questions(folder: Path, author: str, target: Path, estate: Estate, done: Imported) -> None:
    path = folder / "questions.jsonl"
    if not path.is_file():
        return
    kept = read_kit_questions(path, author, Names(estate.report_name, estate.place_name))
    done.problems += kept.problems
    found = [_checked(each, path, estate, done) for each in kept.questions]
    _write(target / f"{folder.name}.jsonl", "".join(map(_line, found)), done)
    again = " read again" if target.name == _SECOND else ""
    done.kept[f"questions{again}"] += len(found)
    done.kept[f"questions with gold{again}"] += sum(each.gold for each in found)


def _checked(
    question: EstateQuestion, path: Path, estate: Estate, done: Imported
) -> EstateQuestion:
    """The question, without its gold answer where a quote of it does not stand in its report."""
    for each in question.evidence:
        if not estate.holds(each.doc, each.quote):
            problem = (
                f"{question.id}: without its gold answer, {each.doc} does not hold {each.quote}"
            )
            done.problems.append(Problem(path, 0, problem))
            return question.model_copy(update={"gold": False})
    return question


def _links(folder: Path, author: str, target: Path, done: Imported) -> None:
    path = folder / "links.jsonl"
    if not path.is_file():
        return
    found, problems = read_kit_links(path, author)
    done.problems += problems
    _write(target / f"{folder.name}.jsonl", "".join(map(_line, found)), done)
    again = " read again" if target.name == _SECOND else ""
    done.kept[f"links{again}"] += len(found)


def _line(record: BaseModel) -> str:
    return record.model_dump_json(exclude_defaults=True) + "\n"


def _write(path: Path, text: str, done: Imported) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    done.written.append(path)


def report(done: Imported) -> Iterable[str]:
    """What an import did, line by line."""
    yield from map(str, done.problems)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(done.kept.items()))
    yield f"{counts or 'nothing'}; {len(done.written)} files written, {len(done.problems)} remarks"
