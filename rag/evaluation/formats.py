"""Public evaluation data: BEIR folders and SQuAD files.

BEIR (Thakur et al., 2021): ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl``
(``_id``, ``text``) and ``qrels/*.tsv`` (``query-id``, ``corpus-id``, ``score``, with a header).
SQuAD (Rajpurkar et al., 2016), also DRCD and CMRC 2018: articles of paragraphs with questions whose
answers are spans of the paragraph.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.evaluation.questions import read_lines
from vectorstore.errors import QuestionSetError

CORPUS, QUERIES = "corpus.jsonl", "queries.jsonl"
_SPLITS = ("test", "dev", "train")


class Format(StrEnum):
    """What a path to evaluate holds."""

    QUESTIONS = "questions"
    BEIR = "beir"
    SQUAD = "squad"


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be found.

    Attributes:
        doc_id: Unique in its collection.
        title: Indexed beside the text; may be empty.
        text: The text.
    """

    doc_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its judgements.

    Attributes:
        query_id: Unique in its collection.
        text: The query.
        relevant: Document id → grade, 0 for not relevant.
        answers: Words that answer it, any of which will do; empty where only retrieval is judged.
    """

    query_id: str
    text: str
    relevant: dict[str, int]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Documents, and queries over them.

    Attributes:
        format: Where it came from.
        documents: All documents.
        queries: The queries that have a relevant document.
        notes: What was left out, and other remarks.
    """

    format: Format
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    notes: tuple[str, ...] = ()


def detect_format(path: str | Path) -> Format:
    """Tells a question set, a BEIR folder and a SQuAD file apart, by content.

    Raises:
        QuestionSetError: It is none of them, or there is nothing.
    """
    path = Path(path)
    if path.is_dir():
        if (path / CORPUS).is_file() and (path / QUERIES).is_file():
            return Format.BEIR
        raise QuestionSetError(
            str(path), 0, "is a folder without corpus.jsonl and queries.jsonl (the BEIR layout)"
        )
    lines = read_lines(path)
    first = next((line.strip() for line in lines if line.strip()), "")
    if not first:
        raise QuestionSetError(str(path), 0, "is empty")
    if _is_object_with(first, "question"):
        return Format.QUESTIONS
    if _is_object_with("\n".join(lines), "data"):
        return Format.SQUAD
    if path.suffix == ".jsonl":
        return Format.QUESTIONS  # reading it will name the line that is wrong
    raise QuestionSetError(
        str(path), 0, "is neither a question set (JSON Lines), a SQuAD file nor a BEIR folder"
    )


def read_beir(folder: str | Path) -> Benchmark:
    """Reads a BEIR folder; of several qrels files ``test.tsv`` is used, else dev, else train.

    Raises:
        QuestionSetError: A file is missing or a line of it is wrong.
    """
    folder = Path(folder)
    documents = tuple(_beir_document(each) for each in _records(folder / CORPUS, _BeirDocument))
    texts = {each.id: each.text for each in _records(folder / QUERIES, _BeirQuery)}
    qrels = _choose_qrels(folder / "qrels")
    judged = _read_qrels(qrels, texts, {document.doc_id for document in documents})
    queries = tuple(
        Query(query_id, texts[query_id], grades)
        for query_id, grades in judged.items()
        if any(grade > 0 for grade in grades.values())
    )
    if not queries:
        raise QuestionSetError(str(qrels), 0, "judges no document relevant")
    left_out = len(texts) - len(queries)
    notes = [f"judgements from {qrels.name}"]
    notes += [f"{left_out} queries without a relevant document were left out"] if left_out else []
    return Benchmark(Format.BEIR, documents, queries, tuple(notes))


def read_squad(path: str | Path) -> Benchmark:
    """Reads a SQuAD file: each distinct paragraph is a document, without its article's title.

    Questions that have no answer (SQuAD 2.0), or no words, are left out; a note says how many.

    Raises:
        QuestionSetError: It is not of that layout, or holds no question with an answer.
    """
    try:
        parsed = _Squad.model_validate_json("\n".join(read_lines(path)))
    except ValidationError as error:
        raise QuestionSetError(str(path), 0, _first_problem(error)) from error
    ids: dict[str, str] = {}
    queries, left_out = [], 0
    for paragraph in (each for article in parsed.data for each in article.paragraphs):
        doc_id = ids.setdefault(paragraph.context, f"p{len(ids):05d}")
        for asked in paragraph.qas:
            answers = tuple(dict.fromkeys(answer.text for answer in asked.answers))
            if not answers or not asked.question.strip():
                left_out += 1
                continue
            queries.append(Query(str(asked.id), asked.question, {doc_id: 1}, answers))
    if not queries:
        raise QuestionSetError(str(path), 0, "holds no question with an answer")
    documents = tuple(Document(doc_id, "", text) for text, doc_id in ids.items())
    notes = (
        (f"{left_out} questions without an answer, or without words, were left out",)
        if left_out
        else ()
    )
    return Benchmark(Format.SQUAD, documents, _unique(queries, str(path)), notes)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)


class _BeirDocument(_Record):
    id: str = Field(alias="_id")
    title: str = ""
    text: str


class _BeirQuery(_Record):
    id: str = Field(alias="_id")
    text: str = Field(min_length=1)


class _SquadAnswer(_Record):
    text: str = Field(min_length=1)


class _SquadQuestion(_Record):
    id: str
    question: str
    answers: tuple[_SquadAnswer, ...] = ()


class _SquadParagraph(_Record):
    context: str = Field(min_length=1)
    qas: tuple[_SquadQuestion, ...]


class _SquadArticle(_Record):
    paragraphs: tuple[_SquadParagraph, ...]


class _Squad(_Record):
    data: tuple[_SquadArticle, ...]


_Identified = TypeVar("_Identified", _BeirDocument, _BeirQuery)


def _records(path: Path, model: type[_Identified]) -> Iterator[_Identified]:
    seen: set[str] = set()
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            record = model.model_validate_json(line)
        except ValidationError as error:
            raise QuestionSetError(str(path), number, _first_problem(error)) from error
        if record.id in seen:
            raise QuestionSetError(str(path), number, f'_id "{record.id}" was used before')
        seen.add(record.id)
        yield record


def _beir_document(record: _BeirDocument) -> Document:
    """A document; one that is all title becomes a document of that text."""
    title, text = (record.title, record.text) if record.text.strip() else ("", record.title)
    return Document(record.id, title, text)


def _choose_qrels(folder: Path) -> Path:
    found = sorted(folder.glob("*.tsv"))
    preferred = [folder / f"{split}.tsv" for split in _SPLITS]
    chosen = next((path for path in (*preferred, *found) if path in found), None)
    if chosen is None:
        raise QuestionSetError(str(folder), 0, "holds no .tsv file with judgements")
    return chosen


def _read_qrels(
    path: Path, queries: dict[str, str], documents: set[str]
) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(read_lines(path), start=1):
        fields = line.rstrip("\r").split("\t")
        if not line.strip() or (number == 1 and fields[0] == "query-id"):
            continue
        query_id, doc_id, grade = _judgement(fields, str(path), number)
        if query_id not in queries:
            raise QuestionSetError(str(path), number, f'no query has the id "{query_id}"')
        if doc_id not in documents:
            raise QuestionSetError(str(path), number, f'no document has the id "{doc_id}"')
        judged.setdefault(query_id, {})[doc_id] = grade
    return judged


def _judgement(fields: list[str], source: str, number: int) -> tuple[str, str, int]:
    if len(fields) != 3:
        problem = f"needs query-id, corpus-id and score with tabs between, has {len(fields)} fields"
        raise QuestionSetError(source, number, problem)
    try:
        return fields[0], fields[1], int(fields[2])
    except ValueError as error:
        raise QuestionSetError(source, number, f'score "{fields[2]}" is no integer') from error


def _unique(queries: Iterable[Query], source: str) -> tuple[Query, ...]:
    by_id: dict[str, Query] = {}
    for query in queries:
        if query.query_id in by_id:
            raise QuestionSetError(source, 0, f'question id "{query.query_id}" is used twice')
        by_id[query.query_id] = query
    return tuple(by_id.values())


def _is_object_with(text: str, key: str) -> bool:
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError:
        return False
    return isinstance(parsed, dict) and key in parsed


def _first_problem(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]
