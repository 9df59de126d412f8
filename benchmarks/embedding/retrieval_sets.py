"""Queries, passages, and which of them belong together: what retrieval is measured on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import rjieba
from opencc import OpenCC

from benchmarks.embedding.corpus import held_out_articles
from ingest.documents import Prepared, RawSource
from ingest.loaders import Limits
from ingest.preparation import prepare_or_error
from vectorstore.records import indexed_text

_OPENING = re.compile(r".{20,150}?[。\uff01\uff1f]", re.DOTALL)
_FOLLOWING = 350
_TYPES = ("lookup", "passage", "list", "summary")


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Queries, passages, and which passages answer which query.

    Attributes:
        name: For the table.
        passages: What is ranked.
        queries: What is asked.
        relevant: For each query the indexes of the passages that answer it.
    """

    name: str
    passages: list[str]
    queries: list[str]
    relevant: list[set[int]]


def squad(path: Path, every: int = 1) -> RetrievalSet:
    """Every so many-th question of a SQuAD-format file against its distinct contexts.

    Traditional characters are made simplified ones.
    """
    simplified = OpenCC("t2s").convert
    contexts: dict[str, int] = {}
    queries: list[str] = []
    relevant: list[set[int]] = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            index = contexts.setdefault(simplified(paragraph["context"]), len(contexts))
            for asked in paragraph["qas"]:
                queries.append(simplified(asked["question"]))
                relevant.append({index})
    return RetrievalSet(path.stem, list(contexts), queries[::every], relevant[::every])


def openings(path: Path, shared_words: bool) -> RetrievalSet:
    """Opening sentences of held-out articles against the text after them."""
    passages: list[str] = []
    queries: list[str] = []
    relevant: list[set[int]] = []
    for article in held_out_articles(path):
        opening = _OPENING.match(article)
        if opening is None or len(article) - opening.end() < 100:
            continue
        passage = article[opening.end() : opening.end() + _FOLLOWING]
        query = opening.group() if shared_words else _unshared(opening.group(), passage)
        if len(query) >= 8:
            queries.append(query)
            relevant.append({len(passages)})
        passages.append(passage)
    name = "openings" if shared_words else "openings, no shared words"
    return RetrievalSet(name, passages, queries, relevant)


def _unshared(query: str, passage: str) -> str:
    """The query without words that occur in the passage, or all of whose characters do."""
    low = passage.lower()
    words = rjieba.cut(query.lower(), False)
    return " ".join(w for w in words if w not in low and not set(w) <= set(low))


def report_questions(
    name: str, files: Sequence[Path], folders: Sequence[Path], language: str
) -> RetrievalSet:
    """Questions with evidence, against the passages that Yiju makes of the reports.

    Args:
        name: For the table.
        files: Question sets; a question's passages are those that hold half of a quote.
        folders: Where the reports lie.
        language: ``zh`` or ``en``.
    """
    passages = [each for folder in folders for each in _report_passages(folder)]
    queries: list[str] = []
    relevant: list[set[int]] = []
    for entry in _entries(files):
        if entry["lang"] != language or entry["type"] not in _TYPES or entry["history"]:
            continue
        quotes = [(Path(each["doc"]).name, each["quote"]) for each in entry["evidence"]]
        found = {
            index
            for index, (file, text, _) in enumerate(passages)
            if any(file == doc and _holds_half(text, quote) for doc, quote in quotes)
        }
        if found:
            queries.append(entry["question"])
            relevant.append(found)
    return RetrievalSet(name, [indexed for *_, indexed in passages], queries, relevant)


def _entries(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _report_passages(folder: Path) -> Iterator[tuple[str, str, str]]:
    """File name, text, and indexed text of each passage; unreadable files are passed over."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        raw = RawSource(str(path), path.name, path.name, path.read_bytes(), "", datetime.now(UTC))
        made = prepare_or_error(raw, Limits())
        if isinstance(made, Prepared):
            for passage in made.passages:
                yield path.name, passage.text, indexed_text(made.report.metadata, passage)


def _holds_half(piece: str, quote: str) -> bool:
    piece, quote = re.sub(r"\s", "", piece), re.sub(r"\s", "", quote)
    middle = len(quote) // 2
    return quote[:middle] in piece or quote[middle:] in piece
