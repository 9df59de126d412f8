"""The question sets that are measured, and the reports that each is asked of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.estate.layout import Estate
from benchmarks.estate.questions import read_questions, with_gold
from rag.evaluation.formats import Document, read_squad
from rag.evaluation.questions import Evidence, Question, QuestionType, load_questions

_LEARNT_FROM = ("T", "U")
"""How the names of those strangers' sets begin that models are learnt from, since they were asked for the first time."""
_READ = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx"})


@dataclass(frozen=True, slots=True)
class GaugedSet:
    """A question set with what it is asked of.

    Attributes:
        name: What it is called.
        load: Reads the questions.
        files: The reports.
        documents: Texts that are reports of one passage each, where a set brings its own.
        is_learnt_from: Whether models are: then a model that ships has seen its questions, and only one
            without their author measures anything.
    """

    name: str
    load: Callable[[], list[Question]]
    files: tuple[Path, ...] = ()
    documents: tuple[Document, ...] = ()
    is_learnt_from: bool = False


def available(root: Path, shared: Path) -> list[GaugedSet]:
    """The sets whose questions and reports are both here.

    Args:
        root: The repository, with ``estate`` and ``samples``.
        shared: A folder with ``gold``, ``reports``, ``real`` and ``external``; may be absent.
    """
    estate = Estate(root / "estate")
    gold, five = shared / "gold", reports_in(shared / "reports")
    found = [
        GaugedSet(
            "estate",
            lambda: _estate_questions(estate),
            tuple(estate.texts()),
            is_learnt_from=True,
        ),
        _from_file("samples", root / "samples" / "questions.jsonl", reports_in(root / "samples")),
        _from_file("gold", gold / "questions.jsonl", five),
        _from_file("real_figures", gold / "real_figures.jsonl", reports_in(shared / "real")),
        _from_file(
            "real_law", gold / "real_law.jsonl", [*reports_in(shared / "real" / "pages"), *five]
        ),
        *_strangers(root / "estate" / "strangers", reports_in(shared / "real")),
        _squad("cmrc", shared / "external" / "cmrc2018_trial.json"),
    ]
    return [each for each in found if each is not None and (each.files or each.documents)]


def _strangers(folder: Path, real: Sequence[Path]) -> list[GaugedSet]:
    """Sets by authors who knew nothing of this project, over reports of their own or over real ones."""
    return [
        GaugedSet(
            each.name,
            partial(_by_author, each / "questions.jsonl", each.name),
            tuple(reports_in(each / "reports") or real),
            is_learnt_from=each.name.startswith(_LEARNT_FROM),
        )
        for each in sorted(path.parent for path in folder.glob("*/questions.jsonl"))
    ]


def _by_author(path: Path, author: str) -> list[Question]:
    return [each.model_copy(update={"author": author}) for each in load_questions(path)]


def reports_in(folder: Path) -> list[Path]:
    """Every file below a folder that is a report, in order of name."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _READ and path.is_file() and not path.stem.startswith("README")
    )


def _from_file(name: str, path: Path, files: Sequence[Path]) -> GaugedSet | None:
    if not path.is_file():
        return None
    return GaugedSet(name, lambda: load_questions(path), tuple(files))


def _estate_questions(estate: Estate) -> list[Question]:
    questions, _ = read_questions(estate.questions)
    return [Question.model_validate_json(each.model_dump_json()) for each in with_gold(questions)]


def _squad(name: str, path: Path) -> GaugedSet | None:
    """A reading-comprehension set: right is an answer that shows one of the known answers."""
    if not path.is_file():
        return None
    benchmark = read_squad(path)
    texts = {each.doc_id: each.text for each in benchmark.documents}
    questions = [
        Question(
            id=query.query_id,
            lang="zh",
            type=QuestionType.PASSAGE,
            question=query.text,
            values_any=(query.answers,),
            evidence=tuple(Evidence(doc=doc, quote=texts[doc]) for doc in query.relevant),
            min_evidence=0,
        )
        for query in benchmark.queries
    ]
    return GaugedSet(name, lambda: questions, documents=benchmark.documents)
